/** The rules of records, in WEFT and days: what contracts/reputation/RecordWords.sol does with weights. */
const HALF_LIFE_DAYS = 90;
const PRIOR_GOOD = 1;
const PRIOR_BAD = 3;
const WRONG_FACTOR = 64;
const LATE_FACTOR = 8;

export type End = "accepted" | "wrong" | "late";

export const NEWCOMER_SCORE = PRIOR_GOOD / (PRIOR_GOOD + PRIOR_BAD);

/** A provider's record in one class. */
export class ProviderRecord {
  #good = 0;
  #bad = 0;
  #day = 0;

  /** Puts the end of a job on record, whose fee weighs so much. */
  grow(end: End, weight: number, day: number): void {
    this.#fade(day);
    if (end === "accepted") this.#good += weight;
    if (end === "late") this.#bad += LATE_FACTOR * weight;
    if (end !== "wrong") return;
    this.#good = Math.max(0, this.#good - WRONG_FACTOR * weight);
    this.#bad += WRONG_FACTOR * weight;
  }

  scoreAt(day: number): number {
    return scoreOver([this], day);
  }

  /** What is left of it on a day. */
  at(day: number): { good: number; bad: number } {
    this.#fade(day);
    return { good: this.#good, bad: this.#bad };
  }

  #fade(day: number): void {
    const left = 2 ** -((day - this.#day) / HALF_LIFE_DAYS);
    this.#good *= left;
    this.#bad *= left;
    this.#day = day;
  }
}

/** The score over some classes of a provider. */
export function scoreOver(classes: readonly ProviderRecord[], day: number): number {
  let [good, bad] = [PRIOR_GOOD, PRIOR_BAD];
  for (const record of classes) {
    const left = record.at(day);
    [good, bad] = [good + left.good, bad + left.bad];
  }
  return good / (good + bad);
}
