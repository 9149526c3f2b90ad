import { InvalidFieldError } from "../../errors/weft-error";
import { longestCase } from "../court/terms";
import { unpackOptimisticTerms, type OptimisticTerms } from "./terms";

/** Why one should not sign for these terms. */
export type OptimisticTermsFault =
  /** The verifier would void the job at once. */
  | "malformed"
  /** A challenge in the last second of the first window may not be judged before the job's last time. */
  | "no-time-for-a-case"
  /** A challenge that fails leaves no time for another window, so that the job is void: no pay but the bond. */
  | "no-time-after-a-case"
  /** The block that sets the draw comes so late that there is little or no time left to bring it. */
  | "no-time-for-the-draw"
  /** The bench has fewer seats than the jury: a challenge may come to nothing, and cost half its bond. */
  | "bench-too-small"
  /** Half a bond is below the pay: a provider that is kept from being paid by a false challenge is not made whole. */
  | "bond-too-small";

export interface CheckOptimisticTerms {
  /** The word of terms. */
  terms: string;
  /** From the job's deadline to its last time. A late submission does not shorten it. */
  verifySeconds: number;
  /** Seconds between blocks; left out, 12. */
  blockSeconds?: number;
  /** The court's least bond for each juror, where known. */
  minBondPerJuror?: bigint;
  /** Seats of the verifier's bench, where known. */
  seats?: number;
  /** The job's pay in WEFT base units, where it can be told. */
  payInWeft?: bigint;
  /** Time that settling takes after the last step, in seconds; left out, 600. */
  slackSeconds?: number;
}

const DRAW_DELAY = 64;

/** Times that one challenge, in the last second of its window, takes at most. */
export function longestRound(terms: OptimisticTerms): number {
  return terms.challengeSeconds + longestCase(terms);
}

/** Reads the terms, or says that they are none. */
function readTerms(word: string): OptimisticTerms | undefined {
  try {
    return unpackOptimisticTerms(word);
  } catch (error) {
    if (error instanceof InvalidFieldError) return undefined;
    throw error;
  }
}

/**
 * What speaks against signing an order with these terms, worst first; empty where nothing does. A client and a provider
 * ask this before they sign.
 *
 * @example
 * const faults = checkOptimisticTerms({ terms: request.verifierTerms, verifySeconds: request.verifySeconds, seats });
 */
export function checkOptimisticTerms(check: CheckOptimisticTerms): OptimisticTermsFault[] {
  const terms = readTerms(check.terms);
  const minBond = check.minBondPerJuror ?? 0n;
  if (terms === undefined || terms.bond < minBond * BigInt(terms.jurors)) return ["malformed"];
  const faults: OptimisticTermsFault[] = [];
  const { verifySeconds, blockSeconds = 12, slackSeconds = 600 } = check;
  const round = longestRound(terms) + slackSeconds;
  if (verifySeconds < round) faults.push("no-time-for-a-case");
  else if (verifySeconds < round + terms.challengeSeconds) faults.push("no-time-after-a-case");
  // As long again as the block takes to come, for somebody to bring it.
  if (terms.drawSeconds < 2 * DRAW_DELAY * blockSeconds) faults.push("no-time-for-the-draw");
  if (check.seats !== undefined && check.seats < terms.jurors) faults.push("bench-too-small");
  if (check.payInWeft !== undefined && terms.bond / 2n < check.payInWeft)
    faults.push("bond-too-small");
  return faults;
}
