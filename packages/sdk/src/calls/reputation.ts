import type { Provider } from "ethers";
import { Reputation__factory } from "../contracts";
import { InvalidFieldError } from "../errors/weft-error";
import { eventsIn } from "../events/events";
import { jobId } from "../jobs/job-id";
import { packJob } from "../jobs/pack-job";
import { toJobStatus, type JobStatus } from "../jobs/status";
import type { Job } from "../orders/types";
import { packModels, unpackModels } from "../reputation/weights";
import type { GpuModel } from "../resources/registry";
import { expire, type EndResult } from "./market";
import { read } from "./read";
import { send, type CallOptions, type CallResult } from "./send";

/** A provider's record and score, as of now. */
export interface Standing {
  /** In 1e18ths; 0.25e18 for who has no record. */
  scoreWad: bigint;
  /** Weight of accepted jobs, in 1e-9 WEFT, faded. */
  good: bigint;
  /** Weight of faults, in 1e-9 WEFT, faded. */
  bad: bigint;
  late: number;
  wrong: number;
  voided: number;
}

interface Question {
  provider: Provider;
  /** Address of the reputation. */
  reputation: string;
  /** Whose record. */
  of: string;
}

/**
 * A provider's record and score.
 *
 * @param parameters.models Over the classes of these models; over all classes where left out.
 * @example
 * const { scoreWad } = await reputation.standing({ provider, reputation: address, of: job.provider });
 */
export async function standing(
  parameters: Question & { models?: readonly (GpuModel | `bit${number}`)[] },
): Promise<Standing> {
  const contract = Reputation__factory.connect(parameters.reputation, parameters.provider);
  const models = packModels(parameters.models ?? []);
  const { scoreWad, sum } = await read(() => contract.standingOf(parameters.of, models));
  return {
    scoreWad,
    good: sum.good,
    bad: sum.bad,
    late: Number(sum.late),
    wrong: Number(sum.wrong),
    voided: Number(sum.voided),
  };
}

/** The models that a provider has a class of its own for. */
export async function modelsOf(parameters: Question): Promise<(GpuModel | `bit${number}`)[]> {
  const contract = Reputation__factory.connect(parameters.reputation, parameters.provider);
  return unpackModels(await read(() => contract.modelsOf(parameters.of)));
}

/** What a client paid in fees, as weights in 1e-9 WEFT: faded, and in all. */
export async function clientRecord(
  parameters: Question,
): Promise<{ paid: bigint; total: bigint; jobs: number; updatedAt: number }> {
  const contract = Reputation__factory.connect(parameters.reputation, parameters.provider);
  const { paid, total, jobs, updatedAt } = await read(() => contract.clientOf(parameters.of));
  return { paid, total, jobs: Number(jobs), updatedAt: Number(updatedAt) };
}

/** What became, or would become, of a job that is brought, in the numbers of the chain. */
export enum Brought {
  Recorded,
  AlreadyBrought,
  Weightless,
  NotToBring,
  NoVerdict,
}

const OUTCOMES = [
  Brought.Recorded,
  Brought.AlreadyBrought,
  Brought.Weightless,
  Brought.NotToBring,
  Brought.NoVerdict,
] as const;

interface BringJobs {
  /** Address of the reputation. */
  reputation: string;
  /** Address of the market that the jobs ended in. */
  market: string;
  jobs: readonly Job[];
}

/** What {@link bring} would come to, job by job. Costs nothing. */
export async function bringable(
  parameters: BringJobs & { provider: Provider },
): Promise<Brought[]> {
  const { provider, reputation, market, jobs } = parameters;
  const contract = Reputation__factory.connect(reputation, provider);
  const outcomes = await read(() => contract.bring.staticCall(market, jobs.map(packJob)));
  return outcomes.map((value) => {
    const outcome = OUTCOMES[Number(value)];
    if (outcome === undefined) throw new InvalidFieldError("outcome", value, "0 to 4");
    return outcome;
  });
}

/** A job that is in the record now. */
export interface BroughtJob {
  jobId: string;
  /** Whose record: the provider's of a job without a result, the client's of an accepted one. */
  account: string;
  end: JobStatus;
  /** In 1e-9 WEFT. */
  weight: bigint;
}

/**
 * Puts jobs on record that their market does not write: those that ended without a result, against their provider, and
 * accepted ones, for their client. Anyone may call.
 *
 * @returns Those that are on record by it, and the ids of those that are not; `bringable` says why.
 */
export async function bring(
  parameters: CallOptions & BringJobs,
): Promise<CallResult & { brought: BroughtJob[]; left: string[] }> {
  const { signer, reputation, market, jobs, overrides = {} } = parameters;
  const contract = Reputation__factory.connect(reputation, signer);
  const receipt = await send(parameters, () =>
    contract.bring(market, jobs.map(packJob), overrides),
  );
  const events = eventsIn(receipt, reputation, contract.getEvent("JobBrought"));
  const brought = events.map(({ jobId: id, account, end, weight }) => {
    return { jobId: id, account, end: toJobStatus(end), weight };
  });
  const done = new Set(brought.map(({ jobId: id }) => id));
  return { receipt, brought, left: jobs.map(jobId).filter((id) => !done.has(id)) };
}

/**
 * Expires a job whose deadline passed without a result, and puts that on its provider's record: two transactions, the
 * first of which refunds the client whatever becomes of the second.
 */
export async function expireAndBring(
  parameters: CallOptions & { reputation: string; market: string; job: Job },
): Promise<{ expired: EndResult; brought: BroughtJob | undefined }> {
  const { reputation, market, job } = parameters;
  const expired = await expire(parameters);
  const { brought } = await bring({ ...parameters, reputation, market, jobs: [job] });
  return { expired, brought: brought[0] };
}

/** Lets all that a provider earned so far count for the epoch of now. Anyone may call. */
export async function tally(
  parameters: CallOptions & {
    reputation: string;
    /** Whose earnings; the signer's where left out. */
    of?: string;
  },
): Promise<CallResult & { weight: bigint }> {
  const { signer, reputation, overrides = {} } = parameters;
  const contract = Reputation__factory.connect(reputation, signer);
  const account = parameters.of ?? (await signer.getAddress());
  const receipt = await send(parameters, () => contract.tally(account, overrides));
  const [tallied] = eventsIn(receipt, reputation, contract.getEvent("Tallied"));
  return { receipt, weight: tallied?.weight ?? 0n };
}
