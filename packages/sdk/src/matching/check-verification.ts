import {
  checkOptimisticTerms,
  type OptimisticTermsFault,
} from "../verification/optimistic/check-terms";
import { checkQuorumTerms, type QuorumTermsFault } from "../verification/quorum/check-terms";
import type { MatchContext } from "./context";
import type { MatchReason, Reasons } from "./reason";

type Fault = OptimisticTermsFault | QuorumTermsFault;

const SENTENCES: Readonly<Record<Fault, string>> = {
  malformed: "the verifier would call the job void: its terms are none",
  "no-time-for-a-case":
    "a challenge in the last second of its window may not be judged before the job's last time",
  "no-time-after-a-case": "a challenge that fails leaves no time for another window",
  "no-time-for-the-draw": "the block that draws the jury comes too late to be brought in time",
  "bench-too-small": "the verifier's bench has fewer seats than the jury",
  "bond-too-small": "half a bond is below the pay",
  "reveals-before-the-deadline":
    "the verifier would call the job void: replicas are revealed before the job's deadline",
  "no-time-to-reveal":
    "the verifier would call the job void: reveals end after the job's last time",
  "several-units": "the verifier would call the job void: a replica is a job of one unit",
  "beyond-the-cap": "the verifier would call the job void: its task has all the replicas it can",
};

/**
 * Whether the job's verifier, where it is known, could do with the terms. The market does not ask that: it would take
 * the match, and the job would end void.
 */
export function* checkVerification({ match, state }: MatchContext): Reasons {
  const { verifier, verifierTerms: terms } = match.request;
  for (const fault of faultsOf(match, state)) yield unfit(verifier, terms, fault);
}

function faultsOf(
  { request, units }: MatchContext["match"],
  { verification, request: { filled } }: MatchContext["state"],
): readonly Fault[] {
  const { verifierTerms: terms, maxSeconds, verifySeconds } = request;
  if (verification?.way === "optimistic") {
    const { minBondPerJuror } = verification;
    return checkOptimisticTerms({ terms, verifySeconds, minBondPerJuror });
  }
  if (verification?.way === "quorum") {
    const firstUnit = request.units === 1n ? 0n : filled;
    return checkQuorumTerms({ terms, maxSeconds, verifySeconds, units, firstUnit });
  }
  return [];
}

function unfit(verifier: string, terms: string, fault: Fault): MatchReason {
  const args = { verifier, terms, fault };
  return { error: "VerifierTermsUnfit", args, sentence: SENTENCES[fault], isRetryable: false };
}
