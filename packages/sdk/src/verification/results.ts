import type { Provider } from "ethers";
import { firstEvent } from "../calls/logs";
import { read } from "../calls/read";
import { AttestationVerifier__factory, IVerifier__factory } from "../contracts";
import { jobId } from "../jobs/job-id";
import { packJob } from "../jobs/pack-job";
import type { Job } from "../orders/types";
import { toVerdictStatus, type VerdictStatus } from "./status";

/** What a verifier says of a job at this moment. */
export interface Verdict {
  status: VerdictStatus;
  /** Units delivered, where accepted; more than the job's count as all. */
  units: bigint;
  /** Share of the collateral lost, where rejected, in basis points. */
  slashBps: number;
}

/** A result on record and what was attested of it. */
export interface AttestedResult extends Verdict {
  /** The first 26 bytes of the root. */
  root: string;
  /** Unix second of the submission. */
  submittedAt: number;
}

/** The verdict on a job, from the verifier that its two sides signed for. */
export async function verdictOf({
  provider,
  job,
}: {
  provider: Provider;
  job: Job;
}): Promise<Verdict> {
  const verifier = IVerifier__factory.connect(job.verifier, provider);
  const { status, units, slashBps } = await read(() => verifier.verdict(jobId(job), packJob(job)));
  return { status: toVerdictStatus(status), units, slashBps: Number(slashBps) };
}

/** The result of a job that an attestation verifier has on record; undefined where there is none. */
export async function resultOf({
  provider,
  job,
}: {
  provider: Provider;
  job: Job;
}): Promise<AttestedResult | undefined> {
  const verifier = AttestationVerifier__factory.connect(job.verifier, provider);
  const found = await read(() => verifier.resultOf(jobId(job), job.provider, job.verifierTerms));
  if (found.submittedAt === 0n) return undefined;
  return {
    root: found.root,
    submittedAt: Number(found.submittedAt),
    status: toVerdictStatus(found.status),
    units: found.units,
    slashBps: Number(found.slashBps),
  };
}

/**
 * The whole root of a job's result, from the event of its submission to an attestation or an optimistic verifier;
 * undefined where there is none.
 */
export async function rootOf({
  provider,
  job,
  fromBlock = 0,
}: {
  provider: Provider;
  job: Job;
  /** Block of the match, or an earlier one. */
  fromBlock?: number;
}): Promise<string | undefined> {
  const submitted = await firstEvent({
    provider,
    address: job.verifier,
    event: AttestationVerifier__factory.connect(job.verifier).getEvent("ResultSubmitted"),
    indexed: [jobId(job), job.provider, job.verifierTerms],
    from: fromBlock,
  });
  return submitted?.args.root;
}
