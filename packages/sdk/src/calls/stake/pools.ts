import { eventIn } from "../../events/events";
import { checkAccount, checkUint } from "../../words/range";
import { send, type CallResult } from "../send";
import { stakeVaultOf, type MarketStakeCall } from "./call";

interface CommissionParameters extends MarketStakeCall {
  /** What the provider keeps of the pool's earnings, in basis points; at most 5,000. */
  commissionBps: number;
}

export interface OpenPoolParameters extends CommissionParameters {
  /** One to four payment tokens, for good: while somebody delegates, the provider is paid in these alone. */
  tokens: readonly string[];
}

/**
 * Lets others delegate to the signer for a market, once and for good.
 *
 * @example
 * await stake.openPool({ signer, stakeVault, market, commissionBps: 1_000, tokens: [token] });
 */
export async function openPool(
  parameters: OpenPoolParameters,
): Promise<CallResult & { commissionBps: number; tokens: string[] }> {
  const { stakeVault, overrides = {} } = parameters;
  const contract = stakeVaultOf(parameters);
  const market = checkAccount("market", parameters.market);
  const commission = checkUint("commissionBps", parameters.commissionBps, 16);
  const asked = parameters.tokens.map((token, i) => checkAccount(`tokens[${i}]`, token));
  const receipt = await send(parameters, () =>
    contract.openPool(market, commission, asked, overrides),
  );
  const { commissionBps, tokens } = eventIn(receipt, stakeVault, contract.getEvent("PoolOpened"));
  return { receipt, commissionBps: Number(commissionBps), tokens: [...tokens] };
}

/** Changes the signer's commission: a lower one at once, a higher one after the thaw time. Matched jobs keep theirs. */
export async function setCommission(
  parameters: CommissionParameters,
): Promise<CallResult & { commissionBps: number; effectiveAt: number }> {
  const { stakeVault, market, overrides = {} } = parameters;
  const contract = stakeVaultOf(parameters);
  const commission = checkUint("commissionBps", parameters.commissionBps, 16);
  const receipt = await send(parameters, () =>
    contract.setCommission(market, commission, overrides),
  );
  const event = eventIn(receipt, stakeVault, contract.getEvent("CommissionSet"));
  return {
    receipt,
    commissionBps: Number(event.commissionBps),
    effectiveAt: Number(event.effectiveAt),
  };
}
