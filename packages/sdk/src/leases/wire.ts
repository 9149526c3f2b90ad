import { InvalidFieldError } from "../errors/weft-error";
import { checkBytes32, checkSignature, checkUint } from "../words/range";
import { leaseId } from "./digest";
import type { Voucher } from "./types";

/** A voucher on its way: the lease by its id, which both sides know. */
export interface VoucherNote {
  leaseId: string;
  amount: bigint;
  signature: string;
}

/** A voucher as one line, for a request header: `id.amount.signature`. */
export function voucherToText({ lease, amount, signature }: Voucher): string {
  return `${leaseId(lease)}.${amount}.${signature}`;
}

/**
 * The voucher in a line of a stranger.
 *
 * @throws InvalidFieldError
 */
export function voucherFromText(line: string): VoucherNote {
  const [id = "", amount = "", signature = "", ...rest] = line.split(".");
  if (rest.length !== 0 || !/^\d{1,39}$/.test(amount)) {
    const shown = line.length > 80 ? `${line.slice(0, 80)}…` : line;
    throw new InvalidFieldError("voucher", shown, "a lease id, an amount and a signature, by dots");
  }
  return {
    leaseId: checkBytes32("leaseId", id),
    amount: checkUint("amount", BigInt(amount), 128),
    signature: checkSignature("signature", signature),
  };
}
