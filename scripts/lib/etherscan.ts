import { setTimeout as sleep } from "node:timers/promises";

const API = "https://api.etherscan.io/v2/api";
const ANSWER_MS = 60_000;
/** Before each further try of a question that the explorer had no time for: it says per second what it allows. */
const RETRY_PAUSES_MS = [1_000, 2_000, 4_000, 8_000] as const;
const POLL_PAUSE_MS = 3_000;
/** Two minutes; most contracts take less than one. */
const POLLS = 40;

/** Explorers are asked in the name of somebody, who has a key of theirs. */
export class ExplorerKeyError extends Error {
  constructor() {
    super("WEFT_EXPLORER_KEY is missing, but must be a key of the explorer's API");
    this.name = "ExplorerKeyError";
  }
}

/** An address that nobody can ask; not repeated, since it may hold a key. */
export class ExplorerUrlError extends Error {
  constructor() {
    super("WEFT_EXPLORER_URL must be the address of an explorer's API, with https:// or http://");
    this.name = "ExplorerUrlError";
  }
}

/** An explorer that gave no verdict, for a reason that is not the contract's. */
export class ExplorerError extends Error {
  constructor(says: string) {
    super(says);
    this.name = "ExplorerError";
  }
}

/** One explorer, for one chain. */
export interface Explorer {
  key: string | undefined;
  chainId: number;
  /** Speaks the second version of Etherscan's API; left out, Etherscan. */
  apiUrl?: string | undefined;
  /** Lets time pass; left out, real time. */
  wait?: (ms: number) => Promise<unknown>;
}

export interface Submission {
  address: string;
  sourceCode: string;
  name: string;
  compilerVersion: string;
  /** Encoded, without 0x. */
  args: string;
}

interface Answer {
  isTaken: boolean;
  result: unknown;
}

type Fields = Readonly<Record<string, string>>;

export function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

const isAlreadyVerified = (says: string): boolean => /already verified/i.test(says);
const isRateLimit = (says: string): boolean => /rate limit/i.test(says);

/** What it says of an explorer never holds the key, which is part of the address of most questions. */
export class EtherscanClient {
  readonly #key: string;
  readonly #url: string;
  readonly #chainId: number;
  readonly #wait: (ms: number) => Promise<unknown>;

  /** @throws ExplorerKeyError, ExplorerUrlError */
  constructor({ key = "", chainId, apiUrl = API, wait = sleep }: Explorer) {
    this.#key = key.trim();
    if (this.#key === "") throw new ExplorerKeyError();
    if (!/^https?:/.test(apiUrl) || !URL.canParse(apiUrl)) throw new ExplorerUrlError();
    [this.#url, this.#chainId, this.#wait] = [apiUrl, chainId, wait];
  }

  /** @throws ExplorerError */
  async isVerified(address: string): Promise<boolean> {
    const { result } = await this.#ask("GET", { action: "getsourcecode", address });
    const found: unknown[] = Array.isArray(result) ? result : [];
    const source = fieldsOf(found[0])["SourceCode"];
    return typeof source === "string" && source !== "";
  }

  /**
   * Tells the explorer the sources of a contract and waits for its verdict.
   *
   * @returns Why it does not take the contract for what it is said to be; undefined where it does.
   * @throws ExplorerError where it came to no verdict.
   */
  async verify(submission: Submission): Promise<string | undefined> {
    const { address, sourceCode, name, compilerVersion, args } = submission;
    const { isTaken, result } = await this.#ask("POST", {
      action: "verifysourcecode",
      ...{ contractaddress: address, sourceCode, contractname: name },
      codeformat: "solidity-standard-json-input",
      compilerversion: compilerVersion,
      // The API spells it so.
      constructorArguements: args,
    });
    const says = this.#wordsOf(result);
    if (isAlreadyVerified(says)) return undefined;
    return isTaken ? this.#verdictOf(String(result)) : says;
  }

  async #verdictOf(guid: string): Promise<string | undefined> {
    for (let polls = 0; polls < POLLS; polls++) {
      const { result } = await this.#ask("GET", { action: "checkverifystatus", guid });
      const says = this.#wordsOf(result);
      if (says === "Pass - Verified" || isAlreadyVerified(says)) return undefined;
      if (!/^pending/i.test(says)) return says;
      await this.#wait(POLL_PAUSE_MS);
    }
    const seconds = (POLLS * POLL_PAUSE_MS) / 1_000;
    throw new ExplorerError(`the explorer came to no verdict in ${seconds} s`);
  }

  /** What the explorer answers. Who asks too often asks again, later and later. */
  async #ask(method: "GET" | "POST", fields: Fields): Promise<Answer> {
    for (const pause of [...RETRY_PAUSES_MS, undefined]) {
      const answer = await this.#fetch(method, fields);
      if (answer !== undefined && !isRateLimit(this.#wordsOf(answer.result))) return answer;
      if (pause !== undefined) await this.#wait(pause);
    }
    const tries = RETRY_PAUSES_MS.length + 1;
    throw new ExplorerError(`the explorer answered ${tries} times that it is asked too often`);
  }

  /** Undefined where the explorer is asked too often. */
  async #fetch(method: "GET" | "POST", fields: Fields): Promise<Answer | undefined> {
    const body = new URLSearchParams({ apikey: this.#key, module: "contract", ...fields });
    const url = new URL(this.#url);
    url.searchParams.set("chainid", `${this.#chainId}`);
    if (method === "GET") for (const [name, value] of body) url.searchParams.set(name, value);
    try {
      const signal = AbortSignal.timeout(ANSWER_MS);
      const sent = method === "GET" ? {} : { body };
      const response = await fetch(url, { method, signal, ...sent });
      const text = await response.text();
      if (response.status === 429) return undefined;
      if (!response.ok) {
        throw new ExplorerError(`the explorer answered ${response.status}, but must answer 200`);
      }
      const { status, result } = fieldsOf(JSON.parse(text));
      return { isTaken: status === "1", result };
    } catch (error) {
      if (error instanceof ExplorerError) throw error;
      throw new ExplorerError(`the explorer gave no answer: ${this.#withoutKey(reasonOf(error))}`);
    }
  }

  #wordsOf(result: unknown): string {
    return typeof result === "string" ? this.#withoutKey(result) : "no reason";
  }

  /** Explorers repeat a key that they do not know. */
  #withoutKey(text: string): string {
    return [this.#key, encodeURIComponent(this.#key)].reduce(
      (rest, key) => rest.replaceAll(key, "<key>"),
      text,
    );
  }
}

/** Of a question that failed, the cause says more than the failure. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
