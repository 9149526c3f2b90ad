import { parseArgs } from "node:util";

import { UsageError } from "./usage";

/** What an option says of itself; one without a value is only there or not. */
export interface OptionText {
  value: string | undefined;
  says: string;
}

/** What the options of a script say, by name. */
export type OptionTexts<Name extends string> = Readonly<Record<Name, OptionText>>;

/** Options of every script that has commands. */
export const SHARED_OPTIONS = {
  network: {
    value: "NAME",
    says: "network of hardhat.config.ts, or the URL of a node (default localhost)",
  },
  deployment: {
    value: "FILE",
    says: "addresses (default deploy/deployments/chain-<id>/deployed_addresses.json)",
  },
} as const;

/** Those that come last. */
export const LAST_OPTIONS = {
  json: { value: undefined, says: "print one JSON document on stdout; amounts in base units" },
  help: { value: undefined, says: "print this text" },
} as const;

/** Reads the text of an option, or says what it must be. */
type Reader<T> = (option: string, text: string) => T;

/** The options of a command line, each as it was typed. */
export class Given<Name extends string> {
  readonly #values: ReadonlyMap<Name, readonly string[]>;
  readonly #options: OptionTexts<Name>;

  constructor(values: ReadonlyMap<Name, readonly string[]>, options: OptionTexts<Name>) {
    this.#values = values;
    this.#options = options;
  }

  get names(): readonly Name[] {
    return [...this.#values.keys()];
  }

  has(name: Name): boolean {
    return this.#values.has(name);
  }

  /** Every value of an option that may be repeated. */
  all(name: Name): readonly string[] {
    return this.#values.get(name) ?? [];
  }

  /** The one text of an option; undefined where it is not given. */
  text(name: Name): string | undefined {
    const [text, ...others] = this.all(name);
    if (others.length > 0) throw new UsageError(`--${name} is given twice, but must be once`);
    return text;
  }

  /** The one value of an option, read by `read`; undefined where it is not given. */
  maybe<T>(name: Name, read: Reader<T>): T | undefined {
    const text = this.text(name);
    return text === undefined ? undefined : read(name, text);
  }

  /** The value of an option that must be there. */
  need<T>(name: Name, read: Reader<T>): T {
    const value = this.maybe(name, read);
    if (value === undefined) {
      const { says } = this.#options[name];
      throw new UsageError(`--${name} is missing, but must be given: ${says}`);
    }
    return value;
  }
}

/** An option as it was typed. */
export const asTyped = (_: string, text: string): string => text;

/**
 * Splits a command line into its words and its options.
 *
 * @param unknown What is said of an option that does not exist, by its name as it was typed.
 * @throws UsageError for such an option, a value that is missing, and one that is too much.
 */
export function readGiven<Name extends string>(
  argv: readonly string[],
  options: OptionTexts<Name>,
  unknown: (rawName: string) => string,
): { words: string[]; given: Given<Name> } {
  const isOption = (name: string): name is Name => Object.hasOwn(options, name);
  const entries = Object.entries<OptionText>(options).map(([name, { value }]) => {
    const type: "string" | "boolean" = value === undefined ? "boolean" : "string";
    return [name, { type }] as const;
  });
  const { tokens } = parseArgs({
    args: [...argv],
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: Object.fromEntries(entries),
  });
  const words: string[] = [];
  const values = new Map<Name, string[]>();
  for (const token of tokens) {
    if (token.kind === "positional") words.push(token.value);
    if (token.kind !== "option") continue;
    const { name, rawName, value } = token;
    if (!isOption(name)) throw new UsageError(unknown(rawName));
    const wanted = options[name].value;
    if (wanted === undefined && value !== undefined) {
      throw new UsageError(`--${name} takes no value, but was given one`);
    }
    if (wanted !== undefined && (value === undefined || value === "")) {
      throw new UsageError(`--${name} has no value, but must have one: ${wanted}`);
    }
    values.set(name, [...(values.get(name) ?? []), value ?? ""]);
  }
  return { words, given: new Given(values, options) };
}

/** Refuses what is given to a command that does not take it. */
export function checkTaken<Name extends string>(
  command: string,
  given: Given<Name>,
  takes: readonly Name[],
): void {
  const strange = given.names.find((option) => !takes.includes(option));
  if (strange === undefined) return;
  const allowed = takes.map((option) => `--${option}`).join(", ");
  throw new UsageError(`${command} takes no --${strange}; allowed are ${allowed}`);
}
