import { governance } from "@weft/sdk";
import { parseEther } from "ethers";

import type { Party } from "../../lib/party";
import { passTime } from "../market";
import type { Context } from "../story";
import { bringBallot, castVote, signBallot, type Motion } from "./booth";

export const ERIN_BY = "wallet, with what Gus delegated";
export const STAKE_BY = "stake behind it";

/**
 * WEFT in wallets: a quorum of 40 million lacks something as long as one of Erin's votes, Fay's and those of the 10,000
 * that Ada has staked is missing.
 */
const WALLETS = {
  erin: parseEther("12000000"),
  gus: parseEther("8000000"),
  fay: parseEther("19995000"),
  // Enough to propose, and nothing else.
  hal: parseEther("200000"),
} as const;

/** Holders of WEFT say who votes for them. Stake has its votes without that. */
export async function enfranchise({ market, ledger }: Context): Promise<void> {
  const { weftToken, weftGovernor } = market;
  const { erin, fay, gus, hal } = market.voters;
  const governor = await weftGovernor.getAddress();
  const wallets: [holder: Party, amount: bigint, delegate: Party][] = [
    [erin, WALLETS.erin, erin],
    [gus, WALLETS.gus, erin],
    [fay, WALLETS.fay, fay],
    [hal, WALLETS.hal, hal],
  ];
  for (const [{ name, signer }, amount, delegate] of wallets) {
    await weftToken.transfer(signer, amount);
    const to = delegate.signer.address;
    const { receipt } = await governance.delegate({ signer, governor, to });
    ledger.note(name, `delegate votes to ${delegate.name}`, receipt);
  }
  // Votes count from the second after, and not every chain takes a second for a block.
  await passTime(1);
}

/** Those who have the quorum together vote for it: a wallet, stake, and a signature that somebody else brings. */
export async function passWith(context: Context, motion: Motion): Promise<void> {
  const { voters, providers, matcher } = context.market;
  const [ada] = providers;
  if (ada === undefined) throw new Error("the story needs a provider who votes");
  const { erin, fay } = voters;
  const support = governance.Support.For;
  await castVote(context, motion, { voter: erin, by: ERIN_BY, support });
  await castVote(context, motion, { voter: ada, by: STAKE_BY, support });
  const ballot = await signBallot(context, motion, { voter: fay, support });
  await bringBallot(context, motion, { ballot, voter: fay, bringer: matcher });
}
