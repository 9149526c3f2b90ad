import type { Provider } from "ethers";
import { OneShotMarket__factory } from "../contracts";
import { eventIn } from "../events/events";
import { paidResults, type PaidResult } from "../oneshot/landed";
import { acceptanceId, packClaim } from "../oneshot/pack";
import { oneShotDomain } from "../oneshot/typed-data";
import type { Claim } from "../oneshot/types";
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

/** What became of a claim. */
export type ClaimFate =
  | { status: "paid"; paid: PaidResult }
  /** Its nonce is spent by another acceptance, or cancelled: it can never be paid. */
  | { status: "void" }
  /** It can still be paid, while it has not expired. */
  | { status: "open" };

/**
 * Whether a claim landed, whoever sent it: to be asked after a crash, before it is sent again. (Sending it again moves
 * nothing, and costs gas.)
 *
 * @param since The first block to look at.
 */
export async function fateOf(parameters: {
  provider: Provider;
  market: string;
  claim: Claim;
  since?: number;
}): Promise<ClaimFate> {
  const { provider, market, claim: asked } = parameters;
  const struct = packClaim(asked);
  const contract = OneShotMarket__factory.connect(market, provider);
  if (!(await read(() => contract.isSpent(struct)))) return { status: "open" };
  const { chainId } = await provider.getNetwork();
  const id = acceptanceId(oneShotDomain({ chainId, contract: market }), asked.acceptance);
  const paid = (await paidResults({ ...parameters, ids: [id] })).get(id);
  return paid === undefined ? { status: "void" } : { status: "paid", paid };
}
