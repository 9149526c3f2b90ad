import { splitNonce } from "../orders/nonce";
import { isSameAccount, maxUint } from "../words/range";
import type { MatchContext, OrderState } from "./context";
import { reason, type Reasons } from "./reason";

/** Whether both orders are alive and have the units. */
export function* checkOrders(context: MatchContext): Reasons {
  const { match, state, offerDigest, requestDigest } = context;
  const { offer, request, units } = match;
  if (units === 0n) yield reason("MarketZeroUnits", {});
  yield* checkExpiry(offerDigest, offer.expiry, state.time);
  yield* checkExpiry(requestDigest, request.expiry, state.time);
  yield* checkNonce(offer.provider, offer.nonce, state.offer);
  yield* checkNonce(request.client, request.nonce, {
    ...state.request,
    isNonceUsed: state.request.isNonceUsed || isNonceShared(context),
  });
  yield* checkFill(offerDigest, offer, units, state.offer.filled);
  yield* checkFill(requestDigest, request, units, state.request.filled);
  const collateral = units * offer.collateralPerUnit;
  if (collateral > maxUint(96)) {
    yield reason("MarketAmountTooLarge", { amount: collateral, limit: maxUint(96) });
  }
}

/** An offer of one unit uses its nonce up before the request's is looked at. */
function isNonceShared({ match: { offer, request } }: MatchContext): boolean {
  return (
    offer.units === 1n &&
    offer.nonce === request.nonce &&
    isSameAccount(offer.provider, request.client)
  );
}

function* checkExpiry(order: string, expiry: number, time: number): Reasons {
  if (time > expiry) {
    yield reason("MarketOrderExpired", { order, expiry: BigInt(expiry), time: BigInt(time) });
  }
}

function* checkNonce(signer: string, nonce: bigint, state: OrderState): Reasons {
  const { epoch } = splitNonce(nonce);
  if (epoch !== state.epoch) {
    const currentEpoch = BigInt(state.epoch);
    yield reason("OrderWrongEpoch", { signer, epoch: BigInt(epoch), currentEpoch });
  } else if (state.isNonceUsed) {
    yield reason("OrderNonceUsed", { signer, nonce });
  }
}

function* checkFill(
  order: string,
  { units: all, minUnits }: { units: bigint; minUnits: bigint },
  units: bigint,
  filled: bigint,
): Reasons {
  if (units === 0n) return;
  const left = all === 1n ? 1n : all - filled;
  if (units > left) yield reason("MarketOverfilled", { order, units, left });
  else if (all !== 1n && units < minUnits && units !== left) {
    yield reason("MarketTooFewUnits", { order, units, minUnits });
  }
}
