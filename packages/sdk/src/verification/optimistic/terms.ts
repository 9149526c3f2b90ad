import { toBeHex } from "ethers";
import { InvalidFieldError } from "../../errors/weft-error";
import { checkBytes32, checkUint } from "../../words/range";
import { checkWindow, packCourtTerms, unpackCourtTerms, type CourtTerms } from "../court/terms";

// Bit layout of `OptimisticTerms` in contracts/verification/optimistic/OptimisticTypes.sol.
const COURT_BITS = 136n;
const CHALLENGE_BITS = 24;
const SLASH_BITS = 16;
const BPS = 10_000;

/** What the two sides of an optimistic job agree on. */
export interface OptimisticTerms extends CourtTerms {
  /** How long a result can be challenged; and again after a challenge that failed. */
  challengeSeconds: number;
  /** Share of the collateral that a wrong result loses, in basis points. */
  slashBps: number;
}

/**
 * The word that orders carry for these terms.
 *
 * @throws InvalidFieldError for what the verifier would void.
 * @example
 * const verifierTerms = packOptimisticTerms({
 *   challengeSeconds: 3_600, answerSeconds: 3_600, drawSeconds: 7_200, commitSeconds: 3_600, revealSeconds: 1_800,
 *   jurors: 5, bond: 100n * 10n ** 18n, slashBps: 10_000,
 * });
 */
export function packOptimisticTerms(terms: OptimisticTerms): string {
  const challenge = BigInt(checkWindow("challengeSeconds", terms.challengeSeconds));
  const slash = checkUint("slashBps", terms.slashBps, SLASH_BITS);
  if (slash > BPS) throw new InvalidFieldError("slashBps", terms.slashBps, `at most ${BPS}`);
  const word =
    packCourtTerms(terms) |
    (challenge << COURT_BITS) |
    (slash << (COURT_BITS + BigInt(CHALLENGE_BITS)));
  return toBeHex(word, 32);
}

/**
 * The terms in a word of an order or a job.
 *
 * @throws InvalidFieldError for a word that the verifier would void.
 */
export function unpackOptimisticTerms(verifierTerms: string): OptimisticTerms {
  const word = BigInt(checkBytes32("verifierTerms", verifierTerms));
  const court = unpackCourtTerms(word & ((1n << COURT_BITS) - 1n));
  const rest = word >> COURT_BITS;
  const challengeSeconds = Number(rest & ((1n << BigInt(CHALLENGE_BITS)) - 1n));
  const slash = rest >> BigInt(CHALLENGE_BITS);
  if (slash > BPS) throw new InvalidFieldError("slashBps", slash, `at most ${BPS}`);
  return {
    ...court,
    challengeSeconds: checkWindow("challengeSeconds", challengeSeconds),
    slashBps: Number(slash),
  };
}
