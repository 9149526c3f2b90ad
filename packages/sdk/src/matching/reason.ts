import { describeContractError, isRetryableContractError } from "../errors/describe";

/** Why a match would be refused, or its job be void from the start. */
export interface MatchReason {
  /**
   * Name of the error that the contract raises for it. `VerifierTermsUnfit`: none does, but the request's verifier could
   * not judge the job; `args.fault` says why.
   */
  error: string;
  /** Its arguments, by name. */
  args: Readonly<Record<string, unknown>>;
  /** What was wrong and what is allowed. */
  sentence: string;
  /** Waiting may cure it. */
  isRetryable: boolean;
}

export type Reasons = Generator<MatchReason, void>;

export function reason(error: string, args: MatchReason["args"]): MatchReason {
  return {
    error,
    args,
    sentence: describeContractError(error, args),
    isRetryable: isRetryableContractError(error),
  };
}
