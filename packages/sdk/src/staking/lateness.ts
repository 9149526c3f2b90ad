/** A provider that was not late for a market within this time loses no stake by lateness. */
export const LATE_WINDOW_SECONDS = 30 * 86_400;

/**
 * Whether a lateness at a time would cost no stake: the provider's first for a market in thirty days.
 *
 * @param lastLateAt Unix second at which it was last late for the market; zero for never.
 * @example
 * isLatenessSpared({ lastLateAt: view.lastLateAt, time: job.deadline + 1 });
 */
export function isLatenessSpared({
  lastLateAt,
  time,
}: {
  lastLateAt: number;
  time: number;
}): boolean {
  return lastLateAt === 0 || time > lastLateAt + LATE_WINDOW_SECONDS;
}
