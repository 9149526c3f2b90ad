import type { ContractTransactionResponse } from "ethers";
import { AttestationVerifier__factory, type AttestationVerifier } from "../contracts";
import { eventIn } from "../events/events";
import { jobId } from "../jobs/job-id";
import type { Job } from "../orders/types";
import {
  checkAttestation,
  type Attestation,
  type AttestationTerms,
} from "../verification/attestation";
import type { Verdict } from "../verification/results";
import { toVerdictStatus } from "../verification/status";
import { checkBytes32 } from "../words/range";
import { send, type CallOptions, type CallResult } from "./send";

export interface SubmitParameters extends CallOptions {
  job: Job;
  /** Merkle root over the chunks of the result. */
  root: string;
}

export type SubmitResult = CallResult & { jobId: string; root: string };

type Submission = (
  contract: AttestationVerifier,
  id: string,
  root: string,
) => Promise<ContractTransactionResponse>;

async function putOnRecord(
  parameters: SubmitParameters,
  submission: Submission,
): Promise<SubmitResult> {
  const { signer, job } = parameters;
  const contract = AttestationVerifier__factory.connect(job.verifier, signer);
  const asked = checkBytes32("root", parameters.root);
  const id = jobId(job);
  const receipt = await send(parameters, () => submission(contract, id, asked));
  const { root } = eventIn(receipt, job.verifier, contract.getEvent("ResultSubmitted"));
  return { receipt, jobId: id, root };
}

/** Puts the root of a result on record, as the job's provider. */
export function submit(parameters: SubmitParameters): Promise<SubmitResult> {
  const { job, overrides = {} } = parameters;
  return putOnRecord(parameters, (contract, id, root) =>
    contract.submit(id, job.verifierTerms, root, overrides),
  );
}

/** Like `submit`, as an operator of the job's provider with the scope `SUBMIT`. */
export function submitFor(parameters: SubmitParameters): Promise<SubmitResult> {
  const { job, overrides = {} } = parameters;
  return putOnRecord(parameters, (contract, id, root) =>
    contract.submitFor(job.provider, id, job.verifierTerms, root, overrides),
  );
}

export interface AttestParameters extends CallOptions {
  /** Address of the attestation verifier. */
  verifier: string;
  terms: AttestationTerms;
  attestation: Attestation;
  /** As many as the threshold, in the order of their attesters; see `orderSignatures`. */
  signatures: readonly string[];
}

export type AttestResult = CallResult & Verdict & { jobId: string };

type Door = "attest" | "submitAttested";

async function bring(parameters: AttestParameters, door: Door): Promise<AttestResult> {
  const { signer, verifier, signatures, overrides = {} } = parameters;
  const contract = AttestationVerifier__factory.connect(verifier, signer);
  const attestation = checkAttestation(parameters.attestation);
  const { attesters, threshold } = parameters.terms;
  const terms = { attesters: [...attesters], threshold };
  const receipt = await send(parameters, () =>
    contract[door](terms, attestation, [...signatures], overrides),
  );
  const event = eventIn(receipt, verifier, contract.getEvent("ResultAttested"));
  return {
    receipt,
    jobId: event.jobId,
    status: toVerdictStatus(event.status),
    units: event.units,
    slashBps: Number(event.slashBps),
  };
}

/** Brings the attesters' verdict on a submitted result. Anyone may call. */
export function attest(parameters: AttestParameters): Promise<AttestResult> {
  return bring(parameters, "attest");
}

/** Submits a result, as the job's provider or an operator with the scope `SUBMIT`, together with the verdict on it. */
export function submitAttested(parameters: AttestParameters): Promise<AttestResult> {
  return bring(parameters, "submitAttested");
}
