import { ProofVerifier__factory } from "../contracts";
import { eventIn } from "../events/events";
import { packJob } from "../jobs/pack-job";
import type { Job } from "../orders/types";
import { proofStatement, type ProofStatement } from "../verification/proof/statement";
import { proofTerms, type ProofTerms } from "../verification/proof/terms";
import { checkBytes } from "../words/range";
import { send, type CallOptions, type CallResult } from "./send";

/** What a prover hands over: bytes as the system of the terms takes them. */
export interface ProvenOutput {
  output: string;
  proof: string;
}

/** Runs the program of the terms on the job's input and proves it, in whatever process or service. */
export type Prover = (statement: ProofStatement) => Promise<ProvenOutput>;

interface Target extends CallOptions {
  job: Job;
  terms: ProofTerms;
}

export type SubmitProofParameters = Target & ProvenOutput;

export type SubmitProofResult = CallResult & { jobId: string; output: string };

/** Puts a proven result on record. Anyone may call; the proof says for whom it is. */
export async function submit(parameters: SubmitProofParameters): Promise<SubmitProofResult> {
  const { signer, job, overrides = {} } = parameters;
  const contract = ProofVerifier__factory.connect(job.verifier, signer);
  const terms = proofTerms(parameters.terms);
  const bytes = {
    output: checkBytes("output", parameters.output),
    proof: checkBytes("proof", parameters.proof),
  };
  const receipt = await send(parameters, () =>
    contract.submit(packJob(job), terms, bytes.output, bytes.proof, overrides),
  );
  const { jobId, output } = eventIn(receipt, job.verifier, contract.getEvent("ResultProven"));
  return { receipt, jobId, output };
}

/**
 * Has a job's result proven and puts it on record.
 *
 * @example
 * await proof.prove({ signer, job, terms, prover: ({ jobId, input }) => myProver(jobId, input) });
 */
export async function prove(parameters: Target & { prover: Prover }): Promise<SubmitProofResult> {
  const { prover, ...target } = parameters;
  return submit({ ...target, ...(await prover(proofStatement(target.job, target.terms))) });
}
