import { InvalidFieldError } from "../errors/weft-error";

/** What a verifier says of a job, in the numbers of the chain. */
export enum VerdictStatus {
  Pending,
  NoResult,
  Accepted,
  Rejected,
  Void,
}

const SENTENCES: Readonly<Record<VerdictStatus, string>> = {
  [VerdictStatus.Pending]: "A result was submitted in time and is being judged.",
  [VerdictStatus.NoResult]: "No result was submitted in time, or none yet.",
  [VerdictStatus.Accepted]: "The result is right.",
  [VerdictStatus.Rejected]: "The result is wrong.",
  [VerdictStatus.Void]: "The result cannot be judged; nobody is to blame.",
};

const STATUSES = [
  VerdictStatus.Pending,
  VerdictStatus.NoResult,
  VerdictStatus.Accepted,
  VerdictStatus.Rejected,
  VerdictStatus.Void,
] as const;

/** The status with the number that the chain gives. */
export function toVerdictStatus(value: bigint | number): VerdictStatus {
  const status = STATUSES[Number(value)];
  if (status === undefined) throw new InvalidFieldError("status", value, "a verdict, 0 to 4");
  return status;
}

export function describeVerdictStatus(status: VerdictStatus): string {
  return SENTENCES[status];
}
