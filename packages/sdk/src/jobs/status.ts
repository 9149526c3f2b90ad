import { InvalidFieldError } from "../errors/weft-error";

/** Where a job stands, and why it ended: the one list of reasons, in the numbers of the chain. */
export enum JobStatus {
  None,
  Open,
  Accepted,
  Rejected,
  Void,
  NoResult,
  Released,
  ReleasedLate,
}

const SENTENCES: Readonly<Record<JobStatus, string>> = {
  [JobStatus.None]: "No job has these terms, or a later job of its client took its place.",
  [JobStatus.Open]: "The job is matched; its payment is held and its collateral locked.",
  [JobStatus.Accepted]: "The result was accepted; the provider was paid for the units delivered.",
  [JobStatus.Rejected]:
    "The verifier found the result wrong; the payer was refunded and the provider slashed by the verdict.",
  [JobStatus.Void]: "No verdict could be had; the payer was refunded and nothing was slashed.",
  [JobStatus.NoResult]:
    "The deadline passed without a result; the payer was refunded and the provider slashed for it, unless it was its first lateness in 30 days.",
  [JobStatus.Released]:
    "The provider handed the job back within the grace time; the payer was refunded and nothing was slashed.",
  [JobStatus.ReleasedLate]:
    "The provider handed the job back after the grace time; the payer was refunded and the provider slashed for lateness, unless it was its first in 30 days.",
};

const STATUSES = [
  JobStatus.None,
  JobStatus.Open,
  JobStatus.Accepted,
  JobStatus.Rejected,
  JobStatus.Void,
  JobStatus.NoResult,
  JobStatus.Released,
  JobStatus.ReleasedLate,
] as const;

/** The status with the number that the chain gives. */
export function toJobStatus(value: bigint | number): JobStatus {
  const status = STATUSES[Number(value)];
  if (status === undefined) throw new InvalidFieldError("status", value, "a job status, 0 to 7");
  return status;
}

/** One sentence that says what the status means for the two sides. */
export function describeJobStatus(status: JobStatus): string {
  return SENTENCES[status];
}

/** Whether a job with this status was matched and is over. */
export function isEnded(status: JobStatus): boolean {
  return status !== JobStatus.None && status !== JobStatus.Open;
}
