/** Every code an error of this package can carry. */
export type WeftErrorCode =
  | "INVALID_FIELD"
  | "WRONG_CHAIN"
  | "WRONG_SIGNER"
  | "NO_ACCOUNT"
  | "NO_PROVIDER"
  | "CONTRACT_REVERTED"
  | "CALL_FAILED"
  | "TRANSACTION_REPEATED"
  | "TRANSACTION_REPLACED"
  | "TRANSACTION_UNKNOWN"
  | "EVENT_MISSING"
  | "NONCES_EXHAUSTED"
  | "PERMIT_UNSUPPORTED"
  | "PROPOSAL_MISSING"
  | "VOUCHER_REFUSED"
  | "OPENING_REFUSED"
  | "VOUCHER_LIMIT"
  | "STORE_CORRUPT"
  | "SECRET_MISSING"
  | "CONTENT_MISSING"
  | "CONTENT_CORRUPT"
  | "STORE_LOCKED"
  | "STORE_CLOSED"
  | "TRANSACTIONS_PENDING"
  | "CREDENTIAL_FORMAT";

export interface WeftErrorOptions {
  details?: Readonly<Record<string, unknown>>;
  cause?: unknown;
  retryable?: boolean;
}

/**
 * Root of the error tree. `message` is one sentence for people, `details` the values in it, and
 * `retryable` says whether the same call may succeed later without any change to its arguments.
 */
export class WeftError extends Error {
  readonly code: WeftErrorCode;
  readonly details: Readonly<Record<string, unknown>>;
  readonly retryable: boolean;

  constructor(code: WeftErrorCode, message: string, options: WeftErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.details = options.details ?? {};
    this.retryable = options.retryable ?? false;
  }
}

/** A field of an order, a job or a call is out of range. */
export class InvalidFieldError extends WeftError {
  readonly field: string;
  readonly value: unknown;
  /** What would have been accepted, as a phrase. */
  readonly allowed: string;

  constructor(field: string, value: unknown, allowed: string) {
    super("INVALID_FIELD", `${field} is ${String(value)}, but must be ${allowed}`, {
      details: { field, value, allowed },
    });
    this.field = field;
    this.value = value;
    this.allowed = allowed;
  }
}

/** The signer is connected to another chain than the one the signature is meant for. */
export class WrongChainError extends WeftError {
  constructor(expected: bigint, actual: bigint) {
    super(
      "WRONG_CHAIN",
      `the signer is connected to chain ${actual}, but this is to be signed for chain ${expected}`,
      { details: { expected, actual } },
    );
  }
}

/** The signer is not the account in whose name it would sign. */
export class WrongSignerError extends WeftError {
  constructor(role: string, expected: string, actual: string) {
    super(
      "WRONG_SIGNER",
      `the signer is ${actual}, but the ${role} is ${expected}; an owner of a contract wallet, or an operator, must say so`,
      { details: { role, expected, actual } },
    );
  }
}

/** The receipt lacks an event that a successful call emits: another contract, or another call. */
export class EventMissingError extends WeftError {
  constructor(event: string, contract: string, transaction: string) {
    super("EVENT_MISSING", `transaction ${transaction} holds no ${event} of ${contract}`, {
      details: { event, contract, transaction },
    });
  }
}

/** A revert of a contract, decoded. */
export class ContractError extends WeftError {
  /** Name of the contract's error, `Error` for a text, `Panic` for a failed assertion of the compiler. */
  readonly error: string;
  /** Arguments by name. */
  readonly args: Readonly<Record<string, unknown>>;
  /** The revert data as it came. */
  readonly data: string;

  constructor(options: {
    error: string;
    args: Readonly<Record<string, unknown>>;
    sentence: string;
    data: string;
    retryable: boolean;
    cause?: unknown;
  }) {
    const { error, args, data } = options;
    super("CONTRACT_REVERTED", options.sentence, {
      details: { error, args, data },
      cause: options.cause,
      retryable: options.retryable,
    });
    this.error = error;
    this.args = args;
    this.data = data;
  }
}
