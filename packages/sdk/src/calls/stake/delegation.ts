import { eventIn } from "../../events/events";
import { leastOf, sharesFor, sharesWorth, worthOf } from "../../staking/pool";
import { checkAccount, checkUint } from "../../words/range";
import { ensureAllowance, tryUnpaid } from "../erc20";
import { read } from "../read";
import { send, type CallResult } from "../send";
import { stakeVaultOf, type LeaveResult, type MarketStakeCall } from "./call";

export interface PoolCall extends MarketStakeCall {
  /** The provider whose pool it is. */
  provider: string;
}

interface Guard {
  /** How far the pool may move against the signer until the call is mined, in basis points; left out, 50. */
  toleranceBps?: number;
}

export interface DelegateParameters extends PoolCall, Guard {
  /** WEFT base units, at least one WEFT. */
  amount: bigint;
  /** Fewest shares to accept; left out, what the stake buys now less the tolerance. */
  minShares?: bigint;
}

/**
 * Puts stake of the signer behind a provider, for shares of its pool. Approves exactly the amount first, where less is
 * allowed.
 *
 * @example
 * const { shares } = await stake.delegate({ signer, stakeVault, market, provider, amount: 5n * 10n ** 18n });
 */
export async function delegate(
  parameters: DelegateParameters,
): Promise<CallResult & { amount: bigint; shares: bigint }> {
  const { stakeVault, market, toleranceBps, overrides = {} } = parameters;
  const contract = stakeVaultOf(parameters);
  const provider = checkAccount("provider", parameters.provider);
  const asked = checkUint("amount", parameters.amount, 96);
  const [token, pool] = await read(() =>
    Promise.all([contract.token(), contract.poolOf(provider, market)]),
  );
  const minShares = checkUint(
    "minShares",
    parameters.minShares ?? leastOf(sharesFor({ pool, amount: asked }), toleranceBps),
    128,
  );
  await tryUnpaid(() => contract.delegate.staticCall(provider, market, asked, minShares));
  await ensureAllowance(parameters, { token, spender: stakeVault, amount: asked });
  const receipt = await send(parameters, () =>
    contract.delegate(provider, market, asked, minShares, overrides),
  );
  const { amount, shares } = eventIn(receipt, stakeVault, contract.getEvent("Delegated"));
  return { receipt, amount, shares };
}

/** How much leaves: shares, or WEFT base units' worth of them. */
type Part = { shares: bigint } | { amount: bigint | "all" };

export type UndelegateParameters = PoolCall &
  Guard &
  Part & {
    /** Least worth of the shares to accept now; left out, what they are worth now less the tolerance. */
    minAmount?: bigint;
  };

/**
 * Starts to take delegated stake of the signer out of a pool. It earns no more, and loses in a slash until it leaves.
 *
 * @example
 * const { readyAt } = await stake.undelegate({ signer, stakeVault, market, provider, amount: "all" });
 */
export async function undelegate(
  parameters: UndelegateParameters,
): Promise<CallResult & LeaveResult & { shares: bigint }> {
  const { signer, stakeVault, provider, market, toleranceBps, overrides = {} } = parameters;
  const contract = stakeVaultOf(parameters);
  const delegator = await signer.getAddress();
  const [pool, { shares: held }] = await read(() =>
    Promise.all([
      contract.poolOf(provider, market),
      contract.delegationOf(provider, market, delegator),
    ]),
  );
  const asked = sharesOf(parameters, (amount) =>
    amount === "all" ? held : sharesWorth({ pool, amount, held }),
  );
  const worth = pool.shares === 0n ? 0n : worthOf({ pool, shares: asked });
  const least = checkUint("minAmount", parameters.minAmount ?? leastOf(worth, toleranceBps), 256);
  const receipt = await send(parameters, () =>
    contract.undelegate(provider, market, asked, least, overrides),
  );
  const event = contract.getEvent("UndelegationStarted");
  const { index, amount, shares, readyAt } = eventIn(receipt, stakeVault, event);
  return { receipt, index, amount, shares, readyAt: Number(readyAt) };
}

function sharesOf(part: Part, worth: (amount: bigint | "all") => bigint): bigint {
  if ("shares" in part) return checkUint("shares", part.shares, 128);
  const { amount } = part;
  return checkUint(
    "shares",
    worth(amount === "all" ? amount : checkUint("amount", amount, 96)),
    128,
  );
}

/**
 * Sends all stake of a delegator that is ready to leave. Anyone may call.
 *
 * @param delegator Left out, the signer.
 */
export async function withdrawDelegated(
  parameters: PoolCall & { delegator?: string },
): Promise<CallResult & { amount: bigint; requests: bigint }> {
  const { signer, stakeVault, provider, market, overrides = {} } = parameters;
  const contract = stakeVaultOf(parameters);
  const delegator = parameters.delegator ?? (await signer.getAddress());
  const receipt = await send(parameters, () =>
    contract.withdrawDelegated(provider, market, delegator, overrides),
  );
  const event = contract.getEvent("DelegationWithdrawn");
  const { amount, requests } = eventIn(receipt, stakeVault, event);
  return { receipt, amount, requests };
}

/** Moves what the signer earned in a token to its balance in the vault. */
export async function claimEarnings(
  parameters: PoolCall & { token: string },
): Promise<CallResult & { amount: bigint }> {
  const { stakeVault, provider, market, token, overrides = {} } = parameters;
  const contract = stakeVaultOf(parameters);
  const receipt = await send(parameters, () =>
    contract.claimEarnings(provider, market, token, overrides),
  );
  return {
    receipt,
    amount: eventIn(receipt, stakeVault, contract.getEvent("EarningsClaimed")).amount,
  };
}
