import type { Provider } from "ethers";
import { AttestationVerifier__factory, IVerifier__factory } from "../contracts";
import { toWeftError } from "../errors/decode";
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
  try {
    const { status, units, slashBps } = await verifier.verdict(jobId(job), packJob(job));
    return { status: toVerdictStatus(status), units, slashBps: Number(slashBps) };
  } catch (error) {
    throw toWeftError(error);
  }
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
  try {
    const found = await verifier.resultOf(jobId(job), job.provider, job.verifierTerms);
    if (found.submittedAt === 0n) return undefined;
    return {
      root: found.root,
      submittedAt: Number(found.submittedAt),
      status: toVerdictStatus(found.status),
      units: found.units,
      slashBps: Number(found.slashBps),
    };
  } catch (error) {
    throw toWeftError(error);
  }
}

/** The whole root of a job's result, from the event of its submission; undefined where there is none. */
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
  const verifier = AttestationVerifier__factory.connect(job.verifier, provider);
  const filter = verifier.filters.ResultSubmitted(jobId(job), job.provider, job.verifierTerms);
  try {
    const [submitted] = await verifier.queryFilter(filter, fromBlock);
    return submitted?.args.root;
  } catch (error) {
    throw toWeftError(error);
  }
}
