import { LAST_OPTIONS, SHARED_OPTIONS, readGiven, type Given as GivenOptions } from "../lib/given";

/** What each option says. */
export const OPTIONS = {
  ...SHARED_OPTIONS,
  keystore: {
    value: "FILE",
    says: "encrypted key (JSON of geth or ethers); its password is read from WEFT_PASSWORD",
  },
  to: { value: "ADDRESS", says: "who votes with the votes of the key's wallet, or self" },
  file: { value: "FILE", says: "a proposal: JSON with description and calls" },
  proposal: { value: "ID", says: "id of a proposal, decimal or hex" },
  support: { value: "SIDE", says: "for, against or abstain" },
  reason: { value: "TEXT", says: "kept with the vote, for people to read" },
  ballots: { value: "FILE", says: "signed ballots: JSON of one, or a list" },
  wallet: { value: "ADDRESS", says: "contract wallet whose ballot the key signs" },
  force: { value: undefined, says: "propose although a call would revert today" },
  "dry-run": { value: undefined, says: "do everything but send, and say what it would cost" },
  ...LAST_OPTIONS,
} as const;

export type OptionName = keyof typeof OPTIONS;
export type Given = GivenOptions<OptionName>;

/** Options that every command takes. */
export const COMMON: readonly OptionName[] = [
  ...(["network", "deployment", "keystore", "dry-run", "json", "help"] as const),
];

/** Splits a command line into its words and its options, none of which may be repeated. */
export function readArguments(argv: readonly string[]): { words: string[]; given: Given } {
  const read = readGiven<OptionName>(argv, OPTIONS, (name) => `Unknown option '${name}'`);
  for (const name of read.given.names) read.given.text(name);
  return read;
}
