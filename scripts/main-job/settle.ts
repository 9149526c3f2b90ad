import { endFromReceipt, packJob, type EndedJob } from "@weft/sdk";
import type { ContractTransactionReceipt } from "ethers";

import type { Ledger } from "../lib/ledger";
import type { Market } from "./market";
import type { OpenedJob } from "./orders";

async function endOf(
  { jobMarket, stakeVault }: Market,
  receipt: ContractTransactionReceipt,
): Promise<EndedJob> {
  const [market, stake] = await Promise.all([jobMarket.getAddress(), stakeVault.getAddress()]);
  return endFromReceipt({ receipt, market, stakeVault: stake });
}

/** Anyone may settle; here the matcher does. */
export async function settle(market: Market, ledger: Ledger, opened: OpenedJob): Promise<EndedJob> {
  const { jobMarket, matcher } = market;
  const receipt = await ledger.send(matcher.name, `settle the job of ${opened.provider.name}`, () =>
    jobMarket.connect(matcher.signer).settle(packJob(opened.job)),
  );
  return endOf(market, receipt);
}

/** The provider hands a job back: its machine could not do it. */
export async function release(
  market: Market,
  ledger: Ledger,
  opened: OpenedJob,
): Promise<EndedJob> {
  const { provider, job } = opened;
  const receipt = await ledger.send(provider.name, "hand the job back", () =>
    market.jobMarket.connect(provider.signer).release(packJob(job)),
  );
  return endOf(market, receipt);
}

/** Everybody takes home what is theirs. The treasury's stays in its account in the vault until a vote spends it. */
export async function withdrawAll(market: Market, ledger: Ledger): Promise<void> {
  const { vault, money, stakeVault, client, providers, matcher, jobMarket } = market;
  const token = await money.getAddress();
  const id = BigInt(token);
  await ledger.send("anyone", "collect the fees", () => jobMarket.collectFees(token));
  for (const { name, signer } of [client, matcher, ...providers]) {
    const balance = await vault.balanceOf(signer, id);
    if (balance === 0n) continue;
    await ledger.send(name, "withdraw from the vault", () =>
      vault.connect(signer).withdraw(token, balance, signer.address),
    );
  }
  const { amount } = await stakeVault.claimOf(client.signer);
  if (amount > 0n) {
    await ledger.send(client.name, "claim the slashed collateral", () =>
      stakeVault.claim(client.signer),
    );
  }
}
