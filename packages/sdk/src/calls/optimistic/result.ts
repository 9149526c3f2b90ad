import type { Provider } from "ethers";
import { OptimisticVerifier__factory } from "../../contracts";
import { jobId } from "../../jobs/job-id";
import type { Job } from "../../orders/types";
import { ResultStage, toResultStage } from "../../verification/optimistic/stage";
import { read } from "../read";

/** A result that an optimistic verifier has on record. */
export interface OptimisticResult {
  /** The first 26 bytes of the root; `rootOf` reads the whole. */
  root: string;
  /** Unix second of the submission, or of the ruling that left the result. */
  since: number;
  stage: ResultStage;
}

interface ResultQuestion {
  provider: Provider;
  job: Job;
}

/** The result of a job that its optimistic verifier has on record; undefined where there is none. */
export async function resultOf({
  provider,
  job,
}: ResultQuestion): Promise<OptimisticResult | undefined> {
  const contract = OptimisticVerifier__factory.connect(job.verifier, provider);
  const { root, since, stage } = await read(() =>
    contract.resultOf(jobId(job), job.provider, job.verifierTerms),
  );
  const found = toResultStage(stage);
  return found === ResultStage.None ? undefined : { root, since: Number(since), stage: found };
}

/**
 * The last unix second at which a job's result can be challenged; undefined where it cannot now, or came at a time at which
 * it does not count: before the match, or after the deadline.
 */
export async function challengeableUntil({
  provider,
  job,
}: ResultQuestion): Promise<number | undefined> {
  const contract = OptimisticVerifier__factory.connect(job.verifier, provider);
  const [result, until] = await Promise.all([
    resultOf({ provider, job }),
    read(() => contract.challengeableUntil(jobId(job), job.provider, job.verifierTerms)),
  ]);
  if (until === 0n || result === undefined) return undefined;
  const isInTime = result.since >= job.matchedAt && result.since <= job.deadline;
  // What was upheld was in time, and begins anew with the ruling.
  return isInTime || result.stage !== ResultStage.Submitted ? Number(until) : undefined;
}
