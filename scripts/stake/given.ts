import { parseArgs } from "node:util";

import { UsageError } from "../lib/usage";

/** What each option says; those without a value are only there or not. */
export const OPTIONS = {
  network: {
    value: "NAME",
    says: "network of hardhat.config.ts, or the URL of a node (default localhost)",
  },
  deployment: {
    value: "FILE",
    says: "addresses (default deploy/deployments/chain-<id>/deployed_addresses.json)",
  },
  market: { value: "ADDRESS", says: "the market that may lock the stake (default the job market)" },
  amount: { value: "WEFT", says: "such as 2.5; for undelegate, also all" },
  provider: { value: "ADDRESS", says: "whose stake or pool it is (default the key's account)" },
  delegator: { value: "ADDRESS", says: "whose delegation is shown (default the key's account)" },
  operator: { value: "ADDRESS", says: "a key that acts for a provider" },
  scopes: { value: "LIST", says: "SIGN_OFFERS, SUBMIT, THAW, apart by commas, or none" },
  commission: { value: "BPS", says: "what the provider keeps of the pool's earnings, 0 to 5000" },
  token: { value: "ADDRESS", says: "a payment token; may be repeated for open-pool" },
  "dry-run": { value: undefined, says: "send nothing; say what would be sent first, or why not" },
  json: { value: undefined, says: "print one JSON document on stdout; amounts in base units" },
  help: { value: undefined, says: "print this text" },
} as const;

export type OptionName = keyof typeof OPTIONS;

/** Options that every command takes. */
export const COMMON = ["network", "deployment", "market", "json", "help"] as const;

export function isOption(name: string): name is OptionName {
  return Object.hasOwn(OPTIONS, name);
}

/** The options of a command line, each as it was typed. */
export class Given {
  readonly #values: ReadonlyMap<OptionName, readonly string[]>;

  constructor(values: ReadonlyMap<OptionName, readonly string[]>) {
    this.#values = values;
  }

  get names(): readonly OptionName[] {
    return [...this.#values.keys()];
  }

  has(name: OptionName): boolean {
    return this.#values.has(name);
  }

  /** Every value of an option that may be repeated. */
  all(name: OptionName): readonly string[] {
    return this.#values.get(name) ?? [];
  }

  /** The one value of an option, read by `read`; undefined where it is not given. */
  maybe<T>(name: OptionName, read: (option: string, text: string) => T): T | undefined {
    const [text, ...others] = this.all(name);
    if (others.length > 0) throw new UsageError(`--${name} is given twice, but must be once`);
    return text === undefined ? undefined : read(name, text);
  }

  /** The value of an option that must be there. */
  need<T>(name: OptionName, read: (option: string, text: string) => T): T {
    const value = this.maybe(name, read);
    if (value === undefined) {
      throw new UsageError(`--${name} is missing, but must be given: ${OPTIONS[name].says}`);
    }
    return value;
  }
}

function sentenceOfUnknown(name: string): string {
  const allowed = Object.keys(OPTIONS).map((option) => `--${option}`);
  return `${name} is no option; allowed are ${allowed.join(", ")}`;
}

/** Splits a command line into its words and its options. */
export function readArguments(argv: readonly string[]): { words: string[]; given: Given } {
  const names = Object.entries(OPTIONS).map(([name, { value }]) => {
    const type: "string" | "boolean" = value === undefined ? "boolean" : "string";
    return [name, { type }] as const;
  });
  const { tokens } = parseArgs({
    args: [...argv],
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: Object.fromEntries(names),
  });
  const words: string[] = [];
  const values = new Map<OptionName, string[]>();
  for (const token of tokens) {
    if (token.kind === "positional") words.push(token.value);
    if (token.kind !== "option") continue;
    const { name, rawName, value } = token;
    if (!isOption(name)) throw new UsageError(sentenceOfUnknown(rawName));
    const wanted = OPTIONS[name].value;
    if (wanted === undefined && value !== undefined) {
      throw new UsageError(`--${name} takes no value, but was given one`);
    }
    if (wanted !== undefined && (value === undefined || value === "")) {
      throw new UsageError(`--${name} has no value, but must have one: ${wanted}`);
    }
    values.set(name, [...(values.get(name) ?? []), value ?? ""]);
  }
  return { words, given: new Given(values) };
}
