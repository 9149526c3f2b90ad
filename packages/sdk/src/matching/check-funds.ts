import { MaxUint256 } from "ethers";
import { splitNonce } from "../orders/nonce";
import { isSameAccount, maxUint } from "../words/range";
import type { MatchContext } from "./context";
import { reason, type Reasons } from "./reason";

const BPS = 10_000n;

/** Whether the job's slot is free and stake and money are there. */
export function* checkFunds(context: MatchContext): Reasons {
  const { match, state } = context;
  const { offer, request, units } = match;
  // Where the nonce is used up, the job in the slot may well be the one that used it.
  if (state.isSlotBusy && !state.request.isNonceUsed) {
    yield reason("MarketJobSlotBusy", {
      client: request.client,
      index: BigInt(splitNonce(request.nonce).index),
      firstUnit: request.units === 1n ? 0n : state.request.filled,
    });
  }
  const { payableTokens, domain } = state;
  if (payableTokens?.every((token) => !isSameAccount(token, offer.token)) === true) {
    const args = { provider: offer.provider, market: domain.verifyingContract, token: offer.token };
    yield reason("StakeTokenNotListed", args);
  }
  const collateral = units * offer.collateralPerUnit;
  const free = freeFor(state, collateral);
  if (collateral > free && collateral <= maxUint(96)) {
    yield reason("StakeInsufficientFree", {
      provider: offer.provider,
      market: domain.verifyingContract,
      free,
      needed: collateral,
    });
  }
  yield* checkMoney(context);
}

/** What there is for one lock: its own part is a whole number of basis points. */
function freeFor({ freeStake, freeOwnStake }: MatchContext["state"], collateral: bigint): bigint {
  if (collateral <= freeOwnStake || freeStake === freeOwnStake) return freeStake;
  const ownBps = (freeOwnStake * BPS) / collateral;
  return (collateral * ownBps) / BPS + freeStake - freeOwnStake;
}

function* checkMoney(context: MatchContext): Reasons {
  const { match, state } = context;
  const payment = match.units * match.pricePerUnit;
  const tip = match.units * match.request.tipPerUnit;
  const refusals = [...checkAmounts(match)];
  yield* refusals;
  if (refusals.length !== 0) return; // an amount that cannot move needs no balance
  const { payerBalance: balance, payerAllowance: allowance } = state;
  const shortage = [...checkTransfer(context, payment, balance, allowance)];
  yield* shortage;
  if (shortage.length !== 0) return; // what would be left for the tip is nobody's guess
  const left = allowance === MaxUint256 ? allowance : allowance - payment;
  yield* checkTransfer(context, tip, balance - payment, left);
}

function* checkAmounts({ units, pricePerUnit, request }: MatchContext["match"]): Reasons {
  if (units === 0n) return; // refused already, and nothing to divide by
  const limit = maxUint(128) / units;
  for (const amount of [pricePerUnit, request.tipPerUnit]) {
    if (amount > limit) yield reason("MarketAmountTooLarge", { amount, limit });
  }
}

function* checkTransfer(
  { match, state, payer }: MatchContext,
  needed: bigint,
  balance: bigint,
  allowance: bigint,
): Reasons {
  if (needed === 0n) return;
  const id = BigInt(match.offer.token);
  if (allowance < needed) {
    const spender = state.domain.verifyingContract;
    yield reason("ERC6909InsufficientAllowance", { spender, allowance, needed, id });
  }
  if (balance < needed) {
    yield reason("ERC6909InsufficientBalance", { sender: payer, balance, needed, id });
  }
}
