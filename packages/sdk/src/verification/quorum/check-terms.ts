import { InvalidFieldError } from "../../errors/weft-error";
import { unpackQuorumTerms, type QuorumTerms, type QuorumTimes } from "./terms";

/** Why the verifier would call every job on these terms void. */
export type QuorumTermsFault =
  /** They make no sense together. */
  | "malformed"
  /** Replicas would be revealed while others can still be submitted: the job's deadline is after `commitSeconds`. */
  | "reveals-before-the-deadline"
  /** The job's last time comes before the end of the reveals. */
  | "no-time-to-reveal"
  /** A replica is a job of one unit. */
  | "several-units"
  /** The task has its `cap` of replicas. */
  | "beyond-the-cap";

export interface CheckQuorumTerms extends QuorumTimes {
  /** The word of terms. */
  terms: string;
  /** Units of the job; left out, one. */
  units?: bigint;
  /** First unit of the job in its request: how many replicas were matched before; left out, none. */
  firstUnit?: bigint;
}

function readTerms(word: string): QuorumTerms | undefined {
  try {
    return unpackQuorumTerms(word);
  } catch (error) {
    if (error instanceof InvalidFieldError) return undefined;
    throw error;
  }
}

/**
 * What speaks against signing or matching orders with these terms; empty where nothing does.
 *
 * @example
 * const faults = checkQuorumTerms({ terms: request.verifierTerms, ...request, units: 1n });
 */
export function checkQuorumTerms(check: CheckQuorumTerms): QuorumTermsFault[] {
  const terms = readTerms(check.terms);
  if (terms === undefined) return ["malformed"];
  const { maxSeconds, verifySeconds, units = 1n, firstUnit = 0n } = check;
  const faults: QuorumTermsFault[] = [];
  if (maxSeconds > terms.commitSeconds) faults.push("reveals-before-the-deadline");
  if (terms.commitSeconds + terms.revealSeconds > maxSeconds + verifySeconds)
    faults.push("no-time-to-reveal");
  if (units !== 1n) faults.push("several-units");
  if (firstUnit >= BigInt(terms.cap)) faults.push("beyond-the-cap");
  return faults;
}
