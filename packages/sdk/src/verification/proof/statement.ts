import { concat } from "ethers";
import { jobId } from "../../jobs/job-id";
import type { Job } from "../../orders/types";
import { checkBytes } from "../../words/range";
import type { ProofTerms } from "./terms";

/** What a program must show of a job, besides its output. */
export interface ProofStatement {
  jobId: string;
  /** Digest of the input. */
  input: string;
}

/** What a proof of a job under these terms must be about. */
export function proofStatement(job: Job, terms: ProofTerms): ProofStatement {
  return { jobId: jobId(job), input: BigInt(terms.input) === 0n ? job.spec : terms.input };
}

/** The public values of a program: the journal of RISC Zero, the public values of SP1. */
export function publicValues(statement: ProofStatement, output: string): string {
  return concat([statement.jobId, statement.input, checkBytes("output", output)]);
}
