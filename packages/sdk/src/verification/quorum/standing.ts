import type { Provider } from "ethers";
import { read } from "../../calls/read";
import { QuorumVerifier__factory } from "../../contracts";
import { InvalidFieldError } from "../../errors/weft-error";
import type { Job } from "../../orders/types";
import { quorumTaskOf, type QuorumTaskStruct } from "./task";

/** Where a task stands, in the numbers of the chain. */
export enum QuorumPhase {
  /** Nobody committed. */
  None,
  /** Replicas commit without seeing others. */
  Blind,
  /** Replicas reveal. */
  Reveal,
  /** It wants more replicas, which see the results of the others. */
  Seeing,
  /** A group is credible. */
  Decided,
  /** No group will be. */
  Void,
}

/** Where a replica stands, in the numbers of the chain. */
export enum QuorumReplicaState {
  Absent,
  Committed,
  Revealed,
  Silent,
}

const PHASES = [
  QuorumPhase.None,
  QuorumPhase.Blind,
  QuorumPhase.Reveal,
  QuorumPhase.Seeing,
  QuorumPhase.Decided,
  QuorumPhase.Void,
] as const;

const STATES = [
  QuorumReplicaState.Absent,
  QuorumReplicaState.Committed,
  QuorumReplicaState.Revealed,
  QuorumReplicaState.Silent,
] as const;

/** A task, by its present numbers. */
export interface QuorumStanding {
  phase: QuorumPhase;
  /** When the phase ends at the latest, in unix seconds; of a task that is over, when its reveals ended. */
  until: number;
  committed: number;
  /** Replicas that committed and have not revealed. */
  unrevealed: number;
  /** Replicas in the group of the greatest weight. */
  leading: number;
  /** Sum of its weights; before reveals opened, of all. */
  weightBits: number;
  /** Replicas to match now, of providers that add one bit each. */
  missing: number;
}

interface TaskQuestion {
  provider: Provider;
  /** Address of the verifier. */
  verifier: string;
  task: QuorumTaskStruct;
}

function pick<T>(values: readonly T[], field: string, value: bigint): T {
  const found = values[Number(value)];
  if (found === undefined) throw new InvalidFieldError(field, value, `below ${values.length}`);
  return found;
}

/** Where a task stands. */
export async function quorumStanding(question: TaskQuestion): Promise<QuorumStanding> {
  const contract = QuorumVerifier__factory.connect(question.verifier, question.provider);
  const standing = await read(() => contract.standingOf(question.task));
  return {
    phase: pick(PHASES, "phase", standing.phase),
    until: Number(standing.until),
    committed: Number(standing.committed),
    unrevealed: Number(standing.unrevealed),
    leading: Number(standing.leading),
    weightBits: Number(standing.weightBits),
    missing: Number(standing.missing),
  };
}

/** How many replicas more a task wants now: units of its request to match with providers that have none of it. */
export async function needsMore(question: TaskQuestion): Promise<number> {
  return (await quorumStanding(question)).missing;
}

/** Where the replica of a job stands, until its outcome is noted. */
export async function quorumReplica({
  provider,
  job,
}: {
  provider: Provider;
  job: Job;
}): Promise<{ state: QuorumReplicaState; weightBits: number }> {
  const contract = QuorumVerifier__factory.connect(job.verifier, provider);
  const replica = await read(() => contract.replicaOf(quorumTaskOf(job), job.provider));
  return {
    state: pick(STATES, "state", replica.state),
    weightBits: Number(replica.weightBits),
  };
}

/** What counts for a payer of a provider: results agreed with since its last fault, and what its next one weighs. */
export async function quorumRecord(parameters: {
  provider: Provider;
  verifier: string;
  payer: string;
  /** Whose record. */
  of: string;
}): Promise<{ agreed: number; weightBits: number }> {
  const contract = QuorumVerifier__factory.connect(parameters.verifier, parameters.provider);
  const record = await read(() => contract.recordOf(parameters.payer, parameters.of));
  return { agreed: Number(record.agreed), weightBits: Number(record.weightBits) };
}
