import { ZeroHash } from "ethers";
import { QuorumVerifier__factory } from "../contracts";
import { InvalidFieldError } from "../errors/weft-error";
import { eventIn, eventsIn } from "../events/events";
import { jobId } from "../jobs/job-id";
import { packJob } from "../jobs/pack-job";
import type { Job } from "../orders/types";
import {
  quorumCommitment,
  quorumKey,
  quorumTaskOf,
  randomSalt,
  type QuorumSecret,
  type QuorumTaskStruct,
} from "../verification/quorum/task";
import { SecretMissingError, type SecretStore } from "../verification/secrets";
import { checkBytes32 } from "../words/range";
import { send, type CallOptions, type CallResult } from "./send";

export interface ReplicaCall extends CallOptions {
  /** The replica's job. */
  job: Job;
  /** Where its root and salt are kept, under the job's id. */
  secrets: SecretStore;
}

function secretFrom(text: string): QuorumSecret {
  const [root = "", salt = ""] = text.split(" ");
  return { root: checkBytes32("root", root), salt: checkBytes32("salt", salt) };
}

/**
 * Commits to a result, as the job's provider or its operator with the scope `SUBMIT`. Root and salt are kept before
 * anything is sent, so that the replica can be revealed whatever happens in between; called again after a crash, it
 * commits to what was kept.
 *
 * @param parameters.previous A job whose task the provider was committed to and that is decided, if any: its outcome
 * is put on record, and its place is free again.
 * @throws InvalidFieldError where another result of the job is kept: two runs that differ should be looked at.
 */
export async function commit(
  parameters: ReplicaCall & { root: string; previous?: Job },
): Promise<CallResult & { weightBits: number; commitment: string }> {
  const { signer, job, secrets, previous, overrides = {} } = parameters;
  const contract = QuorumVerifier__factory.connect(job.verifier, signer);
  const root = checkBytes32("root", parameters.root);
  const secret = secretFrom(await secrets.keep(jobId(job), `${root} ${randomSalt()}`));
  if (secret.root !== root) {
    throw new InvalidFieldError("root", root, `the root that is kept of this job, ${secret.root}`);
  }
  const commitment = quorumCommitment(quorumTaskOf(job), job.provider, secret);
  const before = previous === undefined ? ZeroHash : quorumKey(quorumTaskOf(previous));
  const receipt = await send(parameters, () =>
    contract.commit(packJob(job), commitment, before, overrides),
  );
  const { weightBits } = eventIn(receipt, job.verifier, contract.getEvent("ReplicaCommitted"));
  return { receipt, weightBits: Number(weightBits), commitment };
}

/**
 * Reveals what was committed to, as the job's provider or its operator with the scope `SUBMIT`.
 *
 * @returns Whether the task was decided with it. Forget the secret once the job has ended.
 * @throws SecretMissingError
 */
export async function reveal(
  parameters: ReplicaCall,
): Promise<CallResult & { root: string; isDecided: boolean }> {
  const { signer, job, secrets, overrides = {} } = parameters;
  const contract = QuorumVerifier__factory.connect(job.verifier, signer);
  const kept = await secrets.get(jobId(job));
  if (kept === undefined) throw new SecretMissingError(jobId(job));
  const { root, salt } = secretFrom(kept);
  const receipt = await send(parameters, () =>
    contract.reveal(quorumTaskOf(job), job.provider, root, salt, overrides),
  );
  const decided = eventsIn(receipt, job.verifier, contract.getEvent("TaskDecided"));
  return { receipt, root, isDecided: decided.length !== 0 };
}

/** Puts the outcome of a replica on its provider's record. Anyone may call; payers should, of faults. */
export async function note(
  parameters: CallOptions & {
    /** Address of the verifier. */
    verifier: string;
    task: QuorumTaskStruct;
    /** Whose replica. */
    provider: string;
  },
): Promise<CallResult & { agreed: number }> {
  const { signer, verifier, task, provider, overrides = {} } = parameters;
  const contract = QuorumVerifier__factory.connect(verifier, signer);
  const receipt = await send(parameters, () => contract.note(task, provider, overrides));
  const { agreed } = eventIn(receipt, verifier, contract.getEvent("RecordNoted"));
  return { receipt, agreed: Number(agreed) };
}
