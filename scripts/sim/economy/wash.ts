/** A token that fees are paid in. */
export interface Token {
  name: string;
  /** WEFT that a fee worth one WEFT weighs; zero of a token that is not listed. */
  rate: number;
}

export const TOKENS: readonly Token[] = [
  { name: "listed at its price", rate: 1 },
  { name: "listed at half its price", rate: 0.5 },
  { name: "not listed", rate: 0 },
];

/** Fees that the dealer pays in an epoch, in WEFT. */
export const SIZES = [0.01, 1, 100, 10_000, 1_000_000, 100_000_000] as const;
/** Fee weight of everybody else in that epoch. */
export const CROWDS = [0, 1_000, 1_000_000] as const;
export const FRACTIONS = [0.1, 0.5, 0.9, 0.999] as const;
/** What the schedule has for the epoch. */
export const SCHEDULE = 664_000;

/** A provider that is its own client, for an epoch. */
export interface WashRow {
  token: string;
  fraction: number;
  fees: number;
  crowd: number;
  reward: number;
  /** Of all it spent; gas is not even counted. */
  profit: number;
}

/** What dealing with oneself comes to: the fees are spent, and the pay comes back. */
export function washRow(
  { name, rate }: Token,
  fraction: number,
  fees: number,
  crowd: number,
): WashRow {
  const weight = fees * rate;
  const total = weight + crowd;
  const budget = Math.min(SCHEDULE, fraction * total);
  const reward = total === 0 ? 0 : (budget * weight) / total;
  return { token: name, fraction, fees, crowd, reward, profit: reward - fees };
}

/** Every token, fraction, size and crowd. */
export function washRows(): WashRow[] {
  return TOKENS.flatMap((token) =>
    FRACTIONS.flatMap((fraction) =>
      SIZES.flatMap((fees) => CROWDS.map((crowd) => washRow(token, fraction, fees, crowd))),
    ),
  );
}

/** How far above a token's price its rate may be before dealing with oneself pays. */
export function marginOf(fraction: number): number {
  return 1 / fraction;
}
