import type { Provider } from "ethers";
import { firstEvent } from "../../calls/logs";
import { read } from "../../calls/read";
import { ProofVerifier__factory } from "../../contracts";
import { jobId } from "../../jobs/job-id";
import type { Job } from "../../orders/types";

/** A proven result on record. */
export interface ProvenResult {
  /** The first 26 bytes of the output's hash. */
  outputHash: string;
  /** Unix second of the submission. */
  submittedAt: number;
}

/** The result of a job that a proof verifier has on record; undefined where there is none. */
export async function provenResultOf({
  provider,
  job,
}: {
  provider: Provider;
  job: Job;
}): Promise<ProvenResult | undefined> {
  const verifier = ProofVerifier__factory.connect(job.verifier, provider);
  const { outputHash, submittedAt } = await read(() => verifier.resultOf(jobId(job)));
  return submittedAt === 0n ? undefined : { outputHash, submittedAt: Number(submittedAt) };
}

/** What a proven job put out, from the event of its submission; undefined where there is none. */
export async function provenOutputOf({
  provider,
  job,
  fromBlock = 0,
}: {
  provider: Provider;
  job: Job;
  /** Block of the match, or an earlier one. */
  fromBlock?: number;
}): Promise<string | undefined> {
  const proven = await firstEvent({
    provider,
    address: job.verifier,
    event: ProofVerifier__factory.connect(job.verifier).getEvent("ResultProven"),
    indexed: [jobId(job)],
    from: fromBlock,
  });
  return proven?.args.output;
}
