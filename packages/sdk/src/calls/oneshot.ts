import type { Provider } from "ethers";
import { chainIdOf } from "./chain-id";
import { OneShotMarket__factory, type OneShotMarket } from "../contracts";
import { eventIn } from "../events/events";
import { paidResults, type PaidResult } from "../oneshot/landed";
import { acceptanceId, packClaim } from "../oneshot/pack";
import { oneShotDomain } from "../oneshot/typed-data";
import type { Claim, ClaimStruct } from "../oneshot/types";
import { latestBlock } from "./clock";
import { read } from "./read";
import { send, type CallOptions, type CallResult } from "./send";

export { claimBatch, type ClaimBatchParameters } from "../batches/claims";
export { paidResults, type PaidResult } from "../oneshot/landed";

export interface OneShotCall extends CallOptions {
  /** Address of the one-shot market. */
  market: string;
}

/**
 * Pays a provider for a result that a client accepted. Anyone may call.
 *
 * @throws ContractError naming the first check that failed.
 * @example
 * const { id, fee } = await oneshot.claim({ signer, market: address, claim });
 */
export async function claim(
  parameters: OneShotCall & { claim: Claim },
): Promise<CallResult & PaidResult> {
  const { signer, market, overrides = {} } = parameters;
  const contract = OneShotMarket__factory.connect(market, signer);
  const struct = packClaim(parameters.claim);
  const { provider, token } = parameters.claim.acceptance;
  const receipt = await send(parameters, () => contract.claim(provider, token, struct, overrides));
  const { id, amount, fee } = eventIn(receipt, market, contract.getEvent("ResultPaid"));
  return { receipt, id, amount, fee, transaction: receipt.hash };
}

/** What became of a claim, by one block of the chain. */
export type ClaimFate =
  | { status: "paid"; paid: PaidResult }
  /** Its nonce is spent by another acceptance, or cancelled: it can never be paid. */
  | { status: "void" }
  /** Its nonce is spent, before the blocks that were looked at: paid or void, which an earlier `since` tells. */
  | { status: "spent" }
  /** Nothing took its nonce, and its last second has passed: it can never be paid. */
  | { status: "expired" }
  /** It can still be paid, if its signatures are good and its payer has the money. */
  | { status: "open" };

/** Whether all that can have spent a claim's nonce lies in the blocks from `since` on. */
async function isComplete(
  contract: OneShotMarket,
  struct: ClaimStruct,
  since: number,
): Promise<boolean> {
  if (since === 0) return true;
  try {
    return !(await contract.isSpent(struct, { blockTag: since - 1 }));
  } catch {
    return false; // a node that keeps no old states, or a market that was not there yet
  }
}

/**
 * Whether a claim landed, whoever sent it: to be asked after a crash, before it is sent again. (Sending it again moves
 * nothing, and costs gas.) All of the answer is of one block.
 *
 * @param since The first block to look at; left out, all are.
 */
export async function fateOf(parameters: {
  provider: Provider;
  market: string;
  claim: Claim;
  since?: number;
}): Promise<ClaimFate> {
  const { provider, market, claim: asked, since = 0 } = parameters;
  const struct = packClaim(asked);
  const contract = OneShotMarket__factory.connect(market, provider);
  const { number: until, timestamp } = await read(() => latestBlock(provider));
  if (!(await read(() => contract.isSpent(struct, { blockTag: until })))) {
    return { status: timestamp > asked.acceptance.expiry ? "expired" : "open" };
  }
  const chainId = await chainIdOf(provider);
  const id = acceptanceId(oneShotDomain({ chainId, contract: market }), asked.acceptance);
  const paid = (await paidResults({ provider, market, ids: [id], since, until })).get(id);
  if (paid !== undefined) return { status: "paid", paid };
  return { status: (await isComplete(contract, struct, since)) ? "void" : "spent" };
}
