import { WeftError } from "../errors/weft-error";

/** Why a provider should not serve on a voucher. */
export type VoucherFaultName =
  /** No lease that the provider serves has this id. */
  | "UnknownLease"
  /** No valid signature of the client or its voucher signer. */
  | "InvalidSignature"
  /** The voucher signer was revoked. */
  | "SignerRevoked"
  /** It does not pay for what is asked, on top of what was taken or collected before. */
  | "TooLow"
  /** Above what the lease ever pays. */
  | "AboveCap"
  /** Above what the rate allows by now. */
  | "AboveRate"
  /** Time does not count yet, or no more. */
  | "NotRunning"
  /** The lease is not open and could not be opened. */
  | "CannotOpen"
  /** Float or reserve do not cover what is unpaid. */
  | "FundsShort"
  /** More would be unpaid, and not held for the lease, than the provider risks. */
  | "ExposureExceeded";

/** One reason not to serve on a voucher, with the numbers that are behind it. */
export interface VoucherFault {
  fault: VoucherFaultName;
  /** One sentence: what was wrong, and what is allowed. */
  sentence: string;
}

/** A voucher was not taken; nothing of it was stored. */
export class VoucherRefusedError extends WeftError {
  /** Every reason, in the order of the checks. */
  readonly faults: readonly VoucherFault[];

  constructor(faults: readonly VoucherFault[]) {
    super("VOUCHER_REFUSED", faults.map(({ sentence }) => sentence).join("; "), {
      details: { faults },
    });
    this.faults = faults;
  }
}
