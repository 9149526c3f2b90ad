import { toBeHex } from "ethers";
import { InvalidFieldError } from "../../errors/weft-error";
import { hasUnusedBits, packWord, readField, type Layout } from "../../words/layout";
import { checkBytes32 } from "../../words/range";

// Bit layout of contracts/verification/quorum/QuorumTerms.sol, from the lowest bit up.
const TERMS = [
  ["first", 8],
  ["quorum", 8],
  ["cap", 8],
  ["trust", 32],
  ["commitSeconds", 32],
  ["revealSeconds", 32],
  ["slashBps", 16],
  ["silentSlashBps", 16],
] as const satisfies Layout<string>;

/** Replicas that a task can have at most. */
export const MAX_REPLICAS = 12;

const BPS = 10_000;

/** What the two sides of a task agree on. */
export interface QuorumTerms {
  /** Replicas that commit, at least, before any of them reveals. */
  first: number;
  /** Replicas that must agree, at least. */
  quorum: number;
  /** Replicas at most: the units of the request. */
  cap: number;
  /** By the weights, at most one accepted result in so many is wrong. */
  trust: number;
  /** From a replica's match to the last time the reveals open. At least the request's `maxSeconds`. */
  commitSeconds: number;
  /** Time to reveal, from then on. */
  revealSeconds: number;
  /** Share of the collateral that a result the others prove wrong loses. */
  slashBps: number;
  /** The same for a commitment that is not revealed; zero: it is late. */
  silentSlashBps: number;
}

function checkBetween(field: keyof QuorumTerms, value: number, least: number, most: number): void {
  if (value < least || value > most) {
    throw new InvalidFieldError(field, value, `from ${least} to ${most}`);
  }
}

/**
 * The word that orders carry for these terms.
 *
 * @throws InvalidFieldError for terms under which the verifier would call every job void.
 * @example
 * const verifierTerms = packQuorumTerms({ first: 3, quorum: 2, cap: 7, trust: 100, ...times, ...slashes });
 */
export function packQuorumTerms(terms: QuorumTerms): string {
  const word = packWord(TERMS, terms);
  checkBetween("cap", terms.cap, 1, MAX_REPLICAS);
  checkBetween("first", terms.first, 1, terms.cap);
  checkBetween("quorum", terms.quorum, 1, terms.first);
  checkBetween("trust", terms.trust, 2, 2 ** 32 - 1);
  checkBetween("revealSeconds", terms.revealSeconds, 1, 2 ** 32 - 1);
  checkBetween("slashBps", terms.slashBps, 0, BPS);
  checkBetween("silentSlashBps", terms.silentSlashBps, 0, BPS);
  return toBeHex(word, 32);
}

/**
 * The terms in a word of orders, checked as in `packQuorumTerms`.
 *
 * @throws InvalidFieldError where they make no sense.
 */
export function unpackQuorumTerms(word: string): QuorumTerms {
  const bits = BigInt(checkBytes32("verifierTerms", word));
  if (hasUnusedBits(TERMS, bits)) {
    throw new InvalidFieldError("verifierTerms", word, "terms of a quorum, with no other bit set");
  }
  const field = (name: keyof QuorumTerms) => Number(readField(TERMS, bits, name));
  const terms: QuorumTerms = {
    first: field("first"),
    quorum: field("quorum"),
    cap: field("cap"),
    trust: field("trust"),
    commitSeconds: field("commitSeconds"),
    revealSeconds: field("revealSeconds"),
    slashBps: field("slashBps"),
    silentSlashBps: field("silentSlashBps"),
  };
  packQuorumTerms(terms);
  return terms;
}

/** The times of a request that terms have to fit, in seconds. */
export interface QuorumTimes {
  /** From match to deadline. */
  maxSeconds: number;
  /** From the deadline to the last possible verdict. */
  verifySeconds: number;
}

/**
 * Rounds of more replicas that have their full time before the jobs of the first round are void; below zero, the
 * verifier calls every job void.
 *
 * An offer that accepts such terms should ask for `minVerifySeconds` of at least
 * `commitSeconds - maxSeconds + revealSeconds`.
 */
export function quorumRounds(terms: QuorumTerms, times: QuorumTimes): number {
  const { commitSeconds, revealSeconds } = terms;
  const left = times.maxSeconds + times.verifySeconds - commitSeconds - revealSeconds;
  if (times.maxSeconds > commitSeconds || left < 0) return -1;
  return Math.floor(left / (commitSeconds + revealSeconds));
}
