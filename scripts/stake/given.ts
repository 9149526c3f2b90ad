import { LAST_OPTIONS, SHARED_OPTIONS, readGiven, type Given as GivenOptions } from "../lib/given";

/** What each option says. */
export const OPTIONS = {
  ...SHARED_OPTIONS,
  market: { value: "ADDRESS", says: "the market that may lock the stake (default the job market)" },
  amount: { value: "WEFT", says: "such as 2.5; for undelegate, also all" },
  provider: { value: "ADDRESS", says: "whose stake or pool it is (default the key's account)" },
  delegator: { value: "ADDRESS", says: "whose delegation is shown (default the key's account)" },
  operator: { value: "ADDRESS", says: "a key that acts for a provider" },
  scopes: { value: "LIST", says: "SIGN_OFFERS, SUBMIT, THAW, apart by commas, or none" },
  commission: { value: "BPS", says: "what the provider keeps of the pool's earnings, 0 to 5000" },
  token: { value: "ADDRESS", says: "a payment token; may be repeated for open-pool" },
  "dry-run": { value: undefined, says: "send nothing; say what would be sent first, or why not" },
  ...LAST_OPTIONS,
} as const;

export type OptionName = keyof typeof OPTIONS;
export type Given = GivenOptions<OptionName>;

/** Options that every command takes. */
export const COMMON = ["network", "deployment", "market", "json", "help"] as const;

function sentenceOfUnknown(name: string): string {
  const allowed = Object.keys(OPTIONS).map((option) => `--${option}`);
  return `${name} is no option; allowed are ${allowed.join(", ")}`;
}

/** Splits a command line into its words and its options. */
export function readArguments(argv: readonly string[]): { words: string[]; given: Given } {
  return readGiven<OptionName>(argv, OPTIONS, sentenceOfUnknown);
}
