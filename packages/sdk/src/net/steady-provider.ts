import {
  FetchRequest,
  JsonRpcProvider,
  isError,
  keccak256,
  makeError,
  type JsonRpcApiProviderOptions,
  type JsonRpcPayload,
  type JsonRpcResult,
  type Networkish,
  type TransactionResponse,
} from "ethers";
import { TransactionUnknownError } from "../errors/transaction-unknown";
import { InvalidFieldError, WeftError } from "../errors/weft-error";
import { Latest } from "./latest";
import { pause } from "./pause";
import { MACHINE_TIME, type Time } from "./time";

const TRIES = 8;
const TIMEOUT_MS = 15_000;
/** What a timer can count. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;
/** How often a node is asked for a transaction that it may have and does not show at once. */
const LOOKS = 4;
/** What a node says of a transaction that it looked at and did not take. Anything else may mean that it has it. */
const REFUSALS =
  /insufficient funds|intrinsic gas|underpriced|nonce too (?:low|high)|exceeds|less than block base fee|fee cap|gas (?:limit|price|too)|invalid (?:sender|signature|chain)|chain ?id|not supported|oversized/i;

export interface SteadyOptions extends JsonRpcApiProviderOptions {
  /** How often a request is sent until a node answers; left out, 8 times in some 7 seconds. */
  tries?: number;
  /** How long one answer may take, to its last byte; left out, 15 seconds. */
  timeoutMs?: number;
  /** What passes between two tries; left out, the machine's time. */
  time?: Time;
}

/**
 * What asks, and signed transactions, come to the same however often they are sent. A node that signs would sign anew,
 * and what is new since the last question is so once.
 */
function isRepeatable({ method }: JsonRpcPayload): boolean {
  const isOnce = /^eth_(send|submit)(?!Raw)|^eth_sign|^eth_getFilterChanges$/;
  return /^(eth|net|web3)_/.test(method) && !isOnce.test(method);
}

/** A request to a node that is reached over HTTP. Nothing of another URL is repeated: it often holds a key. */
function requestTo(url: string | FetchRequest): FetchRequest {
  const text: unknown = typeof url === "object" ? url.url : url;
  if (typeof text !== "string" || !/^https?:\/\/[^/]/i.test(text)) {
    const given = typeof text === "string" ? "text of another form" : String(text);
    throw new InvalidFieldError("url", given, "a URL of http:// or https://");
  }
  return typeof url === "object" ? url.clone() : new FetchRequest(url);
}

/** A key that is wrong, or a path that is not there, stays so. */
function isFinal(error: unknown): boolean {
  if (!isError(error, "SERVER_ERROR")) return false;
  const status = error.response?.statusCode ?? 500;
  return status >= 400 && status < 500 && status !== 408 && status !== 429;
}

/** The bytes of a payload that sends a signed transaction. */
function signedIn({ method, params }: JsonRpcPayload): string | undefined {
  if (method !== "eth_sendRawTransaction" || !Array.isArray(params)) return undefined;
  const bytes: unknown = params[0];
  return typeof bytes === "string" ? bytes : undefined;
}

function unknown(bytes: string, cause: unknown): TransactionUnknownError {
  const hash = keccak256(bytes);
  const sentence = `no node said whether it took transaction ${hash}; look for it, or send the same bytes again, before anything else is sent in its place`;
  return new TransactionUnknownError({ hash, bytes, sentence, cause });
}

/** Ethers has one type for what a node answers and for the errors among it. */
function isAnswer(value: unknown): value is JsonRpcResult {
  if (typeof value !== "object" || value === null || !("id" in value)) return false;
  return "result" in value || "error" in value;
}

/**
 * Reaches a node over a connection that cannot be trusted: what is asked is asked again, and a transaction is signed
 * once, its bytes sent until a node answers, and then asked for by its hash. Never sends twice what would happen twice.
 *
 * @example
 * const provider = new SteadyProvider("https://node.example", 1n, { staticNetwork: true });
 * const signer = new Wallet(key, provider);
 */
export class SteadyProvider extends JsonRpcProvider {
  readonly #tries: number;
  readonly #timeoutMs: number;
  readonly #time: Time;
  /** Hashes of what a node refused for certain. */
  readonly #refused = new Latest<true>();
  /** Hashes of what nobody could tell the fate of, once. */
  readonly #doubtful = new Latest<true>();

  /** @throws InvalidFieldError for what is no URL of HTTP, and a time out of range. */
  constructor(
    url: string | FetchRequest,
    network?: Networkish,
    { tries = TRIES, timeoutMs = TIMEOUT_MS, time = MACHINE_TIME, ...options }: SteadyOptions = {},
  ) {
    if (!(timeoutMs > 0 && timeoutMs <= LONGEST_TIMEOUT_MS)) {
      throw new InvalidFieldError("timeoutMs", timeoutMs, `from 1 to ${LONGEST_TIMEOUT_MS}`);
    }
    const request = requestTo(url);
    request.timeout = timeoutMs;
    // One request for each thing that is asked: a batch would share the fate of its worst part. An answer that is kept
    // for later is a nonce that was used meanwhile.
    super(request, network, { cacheTimeout: -1, ...options, batchMaxCount: 1 });
    this.#tries = tries;
    this.#timeoutMs = timeoutMs;
    this.#time = time;
  }

  /**
   * @throws TransactionUnknownError where it may have been taken; any other error means that it was not.
   */
  override async broadcastTransaction(signedTx: string): Promise<TransactionResponse> {
    const hash = keccak256(signedTx);
    this.#refused.delete(hash);
    try {
      return await super.broadcastTransaction(signedTx);
    } catch (error) {
      if (this.#refused.delete(hash)) throw error;
      this.#doubtful.set(hash, true);
      // Ethers asks for more than the answer to it, and that can fail with the transaction taken.
      if (error instanceof TransactionUnknownError) throw error;
      throw unknown(signedTx, error);
    }
  }

  override async _send(payload: JsonRpcPayload | JsonRpcPayload[]): Promise<JsonRpcResult[]> {
    const payloads = Array.isArray(payload) ? payload : [payload];
    const answers: JsonRpcResult[] = [];
    for (const each of payloads) answers.push(await this.#ask(each));
    return answers;
  }

  /** The answer to one payload, however often that takes. */
  async #ask(payload: JsonRpcPayload): Promise<JsonRpcResult> {
    const bytes = signedIn(payload);
    for (let tried = 1; ; tried++) {
      try {
        const answer = await this.#askOnce(payload);
        if (bytes === undefined) return answer;
        return await this.#settle(payload.id, bytes, answer, tried > 1);
      } catch (error) {
        if (error instanceof TransactionUnknownError) throw error;
        if (tried < this.#tries && isRepeatable(payload) && !isFinal(error)) {
          await this.#time.pause(Math.min(FIRST_PAUSE_MS * 2 ** (tried - 1), LONGEST_PAUSE_MS));
          continue;
        }
        throw bytes === undefined ? error : unknown(bytes, error);
      }
    }
  }

  /** One request, which fails where what comes back is no answer to it. */
  async #askOnce(payload: JsonRpcPayload): Promise<JsonRpcResult> {
    const body = await this.#post(payload);
    const answers: unknown[] = Array.isArray(body) ? body : [body];
    const answer = answers.filter(isAnswer).find(({ id }) => id === payload.id);
    if (answer !== undefined) return answer;
    throw new WeftError("CALL_FAILED", `the node's answer is none to ${payload.method}`, {
      retryable: true,
    });
  }

  /**
   * What a node sends back, in time as a whole. Ethers gives up on a connection that is at rest: not on an answer that
   * comes byte by byte, and never ends.
   */
  async #post(payload: JsonRpcPayload): Promise<unknown> {
    const request = this._getConnection();
    request.body = JSON.stringify(payload);
    request.setHeader("content-type", "application/json");
    const isOver = new AbortController();
    const late = async (): Promise<never> => {
      await pause(this.#timeoutMs, isOver.signal);
      throw makeError("timeout", "TIMEOUT", {
        operation: "request.send",
        reason: "timeout",
        request,
      });
    };
    try {
      const response = await Promise.race([request.send(), late()]);
      response.assertOk();
      return response.bodyJson;
    } catch (error) {
      // What still comes is dropped, in place of kept.
      if (isError(error, "TIMEOUT")) request.cancel();
      throw error;
    } finally {
      isOver.abort();
    }
  }

  /**
   * What became of a transaction that was sent. A node that has it already refuses it: so a refusal counts only where it
   * is one of those that are known, where nobody knows the hash, and where no answer was lost before.
   */
  async #settle(
    id: number,
    bytes: string,
    answer: JsonRpcResult,
    isRepeat: boolean,
  ): Promise<JsonRpcResult> {
    const hash = keccak256(bytes);
    if (!("error" in answer)) return { id, result: hash };
    for (let look = 1; look <= LOOKS; look++) {
      if (look > 1) await this.#time.pause(FIRST_PAUSE_MS);
      const known = await this.#ask({
        ...{ method: "eth_getTransactionByHash", params: [hash] },
        ...{ id, jsonrpc: "2.0" },
      });
      if ("error" in known) throw unknown(bytes, known.error);
      if (known.result !== null) return { id, result: hash };
    }
    const isRefusal = REFUSALS.test(JSON.stringify(answer.error));
    if (isRepeat || this.#doubtful.has(hash) || !isRefusal) {
      throw unknown(bytes, answer.error);
    }
    this.#refused.set(hash, true);
    return answer;
  }
}
