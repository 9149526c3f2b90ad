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
  json: { value: undefined, says: "print one JSON document on stdout; amounts in base units" },
  help: { value: undefined, says: "print this text" },
} as const;

export type OptionName = keyof typeof OPTIONS;

/** Options that every command takes. */
export const COMMON: readonly OptionName[] = [
  ...(["network", "deployment", "keystore", "dry-run", "json", "help"] as const),
];

/** The options of a command line. */
export class Given {
  readonly #values: ReadonlyMap<string, string | boolean>;

  constructor(values: ReadonlyMap<string, string | boolean>) {
    this.#values = values;
  }

  get names(): readonly string[] {
    return [...this.#values.keys()];
  }

  has(name: OptionName): boolean {
    return this.#values.has(name);
  }

  maybe(name: OptionName): string | undefined {
    const value = this.#values.get(name);
    return typeof value === "string" ? value : undefined;
  }

  need(name: OptionName): string {
    const value = this.maybe(name);
    if (value === undefined || value === "") {
      throw new UsageError(`--${name} is missing, but must be given: ${OPTIONS[name].says}`);
    }
    return value;
  }
}

/** Splits a command line into its words and its options. */
export function readArguments(argv: readonly string[]): { words: string[]; given: Given } {
  const options = Object.entries(OPTIONS).map(([name, { value }]) => {
    const type: "string" | "boolean" = value === undefined ? "boolean" : "string";
    return [name, { type, multiple: true }] as const;
  });
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: Object.fromEntries(options),
    });
    const single = Object.entries(values).map(([name, list]) => {
      const all = Array.isArray(list) ? list : [list];
      if (all.length > 1) throw new UsageError(`--${name} is given twice, but must be once`);
      return [name, all[0] ?? false] as const;
    });
    return { words: positionals, given: new Given(new Map(single)) };
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message);
    throw error;
  }
}
