import type { ExitReason } from "./receipt/exit";

/** Every code an error of this package can carry. */
export type RuntimeErrorCode =
  | "PROGRAM_REFUSED"
  | "INVALID_INPUT"
  | "INVALID_SPEC"
  | "LOCAL_FAILURE"
  | "SANDBOX_UNAVAILABLE"
  | "ABORTED";

interface ErrorOptions {
  details?: Record<string, unknown>;
  cause?: unknown;
  retryable?: boolean;
}

/**
 * Root of the error tree. `retryable` says whether the same call may succeed later or on another
 * machine without any change to its arguments.
 */
export class RuntimeError extends Error {
  readonly code: RuntimeErrorCode;
  readonly details: Record<string, unknown>;
  readonly retryable: boolean;

  constructor(code: RuntimeErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.details = options.details ?? {};
    this.retryable = options.retryable ?? false;
  }
}

/** Why a program can be refused before a single instruction of it runs. */
export type RefusalReason = Extract<
  ExitReason,
  "invalid-module" | "unknown-import" | "out-of-memory"
>;

/** The program is not one this runtime runs. The same bytes are refused on every machine. */
export class ProgramRefusedError extends RuntimeError {
  readonly exit: RefusalReason;

  constructor(exit: RefusalReason, detail: string) {
    super("PROGRAM_REFUSED", detail, { details: { exit } });
    this.exit = exit;
  }
}

/** An argument of the caller is out of range. */
export class InvalidInputError extends RuntimeError {
  constructor(message: string, details: Record<string, unknown> = {}) {
    super("INVALID_INPUT", message, { details });
  }
}

/** Bytes that claim to be a job specification are not one in canonical form. */
export class InvalidSpecError extends RuntimeError {
  constructor(message: string, cause?: unknown) {
    super("INVALID_SPEC", message, { cause });
  }
}

/**
 * This machine failed, not the program: the wall clock ran out or the sandbox died. Nothing about
 * the job's result follows from it, and another run or another machine may well succeed.
 */
export class LocalFailureError extends RuntimeError {
  readonly exit: "wall-clock" | "crashed";

  constructor(exit: "wall-clock" | "crashed", message: string, details: Record<string, unknown>) {
    super("LOCAL_FAILURE", message, { details: { exit, ...details }, retryable: true });
    this.exit = exit;
  }
}

/** The confinement that was asked for does not work on this machine. */
export class SandboxUnavailableError extends RuntimeError {
  constructor(message: string, cause?: unknown) {
    super("SANDBOX_UNAVAILABLE", message, { cause, retryable: false });
  }
}

/** The caller's `AbortSignal` fired; every process of the job is gone. */
export class AbortedError extends RuntimeError {
  constructor(cause?: unknown) {
    super("ABORTED", "the job was aborted", { cause, retryable: true });
  }
}
