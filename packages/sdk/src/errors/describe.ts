import { formatEther, getAddress, toBeHex } from "ethers";
import { JobStatus } from "../jobs/status";
import { describeLeaseReason, LEASE_REASONS } from "../leases/reason";
import { ProposalState } from "../governance/types";
import { VerdictStatus } from "../verification/status";
import { KNOWN_ERRORS } from "./known";
import { SENTENCES } from "./sentences";

export type ErrorArgs = Readonly<Record<string, unknown>>;

const PANICS: Readonly<Record<string, string>> = {
  "1": "an assertion failed",
  "17": "a number would overflow or fall below zero",
  "18": "a division by zero",
  "33": "a number that is no member of its enumeration",
  "34": "a malformed byte array in storage",
  "49": "a removal from an empty array",
  "50": "an index beyond the end of an array",
  "65": "too much memory asked for",
  "81": "a call of a function that was never set",
};

/** How a claim must compare with what is demanded, in the order of the contract's enumeration. */
const COMPARISONS = ["equal to", "at least", "at most"];

const MAX_SECOND = 8_640_000_000_000n;

function short(hex: string): string {
  return hex.length <= 14 ? hex : `${hex.slice(0, 8)}…${hex.slice(-4)}`;
}

function asTime(value: bigint): string {
  if (value > MAX_SECOND) return `second ${value}`;
  return new Date(Number(value) * 1000).toISOString().replace(".000Z", "Z");
}

function asPercent(bps: bigint): string {
  const fraction = (bps % 100n).toString().padStart(2, "0").replace(/0+$/, "");
  return fraction === "" ? `${bps / 100n}%` : `${bps / 100n}.${fraction}%`;
}

function asWeft(value: bigint): string {
  return `${formatEther(value).replace(/\.0$/, "")} WEFT`;
}

/** When the oldest request of a queue can be served; the contract says zero where there is none. */
function asDue(value: bigint): string {
  return value === 0n
    ? "no request to leave is waiting"
    : `the oldest request can be served from ${asTime(value)}`;
}

function asCreditDue(value: bigint): string {
  return value === 0n ? "nothing waits for it" : `the next part is due from ${asTime(value)}`;
}

function asLeaseReason(value: bigint): string {
  const reason = LEASE_REASONS.find((each) => BigInt(each) === value);
  return reason === undefined ? value.toString() : describeLeaseReason(reason);
}

/** Formats of placeholders for numbers. What is not of a format's type is shown as it is. */
const NUMBER_FORMATS: Readonly<Record<string, (value: bigint) => string>> = {
  time: asTime,
  bps: asPercent,
  weft: asWeft,
  due: asDue,
  creditDue: asCreditDue,
  word: (value) => toBeHex(value),
  token: (value) => (value >> 160n === 0n ? getAddress(toBeHex(value, 20)) : value.toString()),
  jobStatus: (value) => JobStatus[Number(value)] ?? value.toString(),
  verdict: (value) => VerdictStatus[Number(value)] ?? value.toString(),
  leaseReason: asLeaseReason,
  comparison: (value) => COMPARISONS[Number(value)] ?? value.toString(),
  proposalState: (value) => ProposalState[Number(value)] ?? value.toString(),
  panic: (value) => PANICS[value.toString()] ?? `code ${value}`,
};

/** The name of an error, by its first four bytes. */
function asError(selector: string): string {
  if (BigInt(selector) === 0n) return "without a reason";
  return KNOWN_ERRORS.find((error) => error.selector === selector)?.name ?? selector;
}

/** Formats of placeholders for hex strings. */
const HEX_FORMATS: Readonly<Record<string, (value: string) => string>> = { short, error: asError };

/** What cannot be seen, moves the cursor, or turns the direction of what follows. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const MOST_CHARACTERS = 200;

/** Words of a stranger's contract, which may be of any length and hold anything. */
function asText(words: string): string {
  const cut = words.length > MOST_CHARACTERS ? `${words.slice(0, MOST_CHARACTERS)}…` : words;
  return cut.replace(UNSEEN, (unseen) => `\\u{${(unseen.codePointAt(0) ?? 0).toString(16)}}`);
}

function format(value: unknown, name: string | undefined): string {
  const hexFormatter = name === undefined ? undefined : HEX_FORMATS[name];
  if (hexFormatter !== undefined && typeof value === "string") return hexFormatter(value);
  const formatter = name === undefined ? undefined : NUMBER_FORMATS[name];
  if (formatter !== undefined && (typeof value === "bigint" || typeof value === "number")) {
    return formatter(BigInt(value));
  }
  return asText(String(value));
}

const PLACEHOLDER = /\{(\w+)(?::(\w+))?\}/g;

/** Names of the arguments and formats that a sentence uses. */
export function placeholdersOf(sentence: string): { name: string; format: string | undefined }[] {
  return [...sentence.matchAll(PLACEHOLDER)].map(([, name = "", used]) => ({ name, format: used }));
}

/** Whether a placeholder's format exists. */
export function isFormat(name: string): boolean {
  return name in HEX_FORMATS || name in NUMBER_FORMATS;
}

/**
 * One sentence that says what a contract's error means, with its values.
 *
 * @example
 * describeContractError("MarketFeeAboveCap", { feeBps: 600n, cap: 500n });
 * // "the fee of 6% is above the cap of 5%"
 */
export function describeContractError(error: string, args: ErrorArgs): string {
  const template = SENTENCES[error];
  if (template === undefined) return `a contract refused with ${error}`;
  return template.sentence.replace(PLACEHOLDER, (_, name: string, used: string | undefined) =>
    format(args[name], used),
  );
}

/** What the manual says of a contract's error, whatever its values. */
export interface ErrorManual {
  /** What was wrong and what is allowed, with the names of the error's arguments in the place of their values. */
  why: string;
  /** What to do. */
  remedy: string;
  /** The same call may succeed later, without any change. */
  isRetryable: boolean;
}

/**
 * What the manual says of a contract's error; undefined where it is not known here.
 *
 * @example
 * explainContractError("MarketFeeAboveCap")?.why;
 * // "the fee of _feeBps_ is above the cap of _cap_"
 */
export function explainContractError(error: string): ErrorManual | undefined {
  const template = SENTENCES[error];
  if (template === undefined) return undefined;
  const why = template.sentence.replace(PLACEHOLDER, (_, name: string) => `_${name}_`);
  return { why, remedy: template.remedy, isRetryable: template.isRetryable ?? false };
}

/** Whether the same call may succeed later, without any change. */
export function isRetryableContractError(error: string): boolean {
  return SENTENCES[error]?.isRetryable ?? false;
}
