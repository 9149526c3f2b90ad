import type { MatchContext } from "./context";
import { reason, type Reasons } from "./reason";

const BPS = 10_000;

/** Whether the two orders agree on times and slashes, and the market allows them. */
export function* checkRules(context: MatchContext): Reasons {
  yield* checkTimes(context);
  yield* checkSlashes(context);
}

function* checkTimes({ match: { offer, request }, state }: MatchContext): Reasons {
  const total = request.maxSeconds + request.verifySeconds;
  const totalSeconds = BigInt(total);
  if (total > state.maxJobSeconds) {
    yield reason("MarketBeyondThawRule", { totalSeconds, limit: BigInt(state.maxJobSeconds) });
  }
  if (total > offer.maxSeconds) {
    yield reason("MarketTooLong", { totalSeconds, limit: BigInt(offer.maxSeconds) });
  }
  if (request.maxSeconds < offer.minSeconds) {
    const args = { offered: BigInt(request.maxSeconds), needed: BigInt(offer.minSeconds) };
    yield reason("MarketTooLittleTime", args);
  }
  if (request.verifySeconds < offer.minVerifySeconds) {
    const args = {
      offered: BigInt(request.verifySeconds),
      needed: BigInt(offer.minVerifySeconds),
    };
    yield reason("MarketTooLittleTime", args);
  }
  if (offer.graceSeconds > request.maxGraceSeconds) {
    const args = { offered: BigInt(offer.graceSeconds), limit: BigInt(request.maxGraceSeconds) };
    yield reason("MarketGraceTooLong", args);
  }
}

function* checkSlashes({ match: { offer, request } }: MatchContext): Reasons {
  const { lateSlashBps: late, noResultSlashBps: noResult, wrongSlashBps: wrong } = offer;
  if (late > noResult || noResult > wrong || wrong > BPS) {
    yield reason("MarketInvalidSlash", {
      lateSlashBps: BigInt(late),
      noResultSlashBps: BigInt(noResult),
      wrongSlashBps: BigInt(wrong),
    });
  }
  const pairs = [
    [late, request.minLateSlashBps],
    [noResult, request.minNoResultSlashBps],
    [wrong, request.minWrongSlashBps],
  ] as const;
  for (const [offered, wanted] of pairs) {
    if (offered < wanted) {
      yield reason("MarketSlashTooLow", { offered: BigInt(offered), wanted: BigInt(wanted) });
    }
  }
}
