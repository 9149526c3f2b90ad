import { WeftError } from "../errors/weft-error";
import { leaseId } from "./digest";
import { packLease, packOpening, packVoucher, unpackLease } from "./pack-lease";
import { StoreCorruptError, type LeaseRecord } from "./store";
import type { Lease, Opening, Voucher } from "./types";

const VERSION = 1;

/** A record as text: JSON, with the lease packed as the market takes it and amounts as decimals. */
export function recordToText({ lease, opening, voucher }: LeaseRecord): string {
  const { terms, ...payee } = packLease(lease);
  const { caps, rate, times, ...accounts } = terms;
  const signatures = opening && {
    provider: opening.providerSignature,
    client: opening.clientSignature,
    payer: opening.payerSignature,
  };
  return `${JSON.stringify(
    {
      version: VERSION,
      leaseId: leaseId(lease),
      lease: { ...payee, ...accounts, caps: `${caps}`, rate: `${rate}`, times: `${times}` },
      signatures: signatures ?? null,
      voucher:
        voucher === undefined
          ? null
          : { ...voucher, lease: undefined, amount: `${voucher.amount}` },
    },
    null,
    2,
  )}\n`;
}

type Fields = ReadonlyMap<string, unknown>;

function fieldsOf(value: unknown, name: string): Fields {
  if (typeof value !== "object" || value === null) throw new TypeError(`${name} is missing`);
  return new Map<string, unknown>(Object.entries(value));
}

function text(fields: Fields, name: string): string {
  const value = fields.get(name);
  if (typeof value !== "string") throw new TypeError(`${name} is missing`);
  return value;
}

function number(fields: Fields, name: string): bigint {
  const digits = text(fields, name);
  if (!/^\d{1,78}$/.test(digits)) throw new TypeError(`${name} is no number`);
  return BigInt(digits);
}

function leaseOf(fields: Fields): Lease {
  const lease = unpackLease({
    provider: text(fields, "provider"),
    token: text(fields, "token"),
    terms: {
      client: text(fields, "client"),
      payer: text(fields, "payer"),
      voucherSigner: text(fields, "voucherSigner"),
      spec: text(fields, "spec"),
      caps: number(fields, "caps"),
      rate: number(fields, "rate"),
      times: number(fields, "times"),
    },
  });
  packLease(lease);
  return lease;
}

function openingOf(value: unknown, lease: Lease): Opening | undefined {
  if (value === null) return undefined;
  const fields = fieldsOf(value, "signatures");
  const opening = {
    lease,
    providerSignature: text(fields, "provider"),
    clientSignature: text(fields, "client"),
    payerSignature: text(fields, "payer"),
  };
  packOpening(opening);
  return opening;
}

function voucherOf(value: unknown, lease: Lease): Voucher | undefined {
  if (value === null) return undefined;
  const fields = fieldsOf(value, "voucher");
  const voucher = { lease, amount: number(fields, "amount"), signature: text(fields, "signature") };
  packVoucher(voucher);
  return voucher;
}

/**
 * The record in a text.
 *
 * @param file Where it was read, for the error.
 * @throws StoreCorruptError
 */
export function recordFromText(content: string, file: string): LeaseRecord {
  try {
    const parsed: unknown = JSON.parse(content);
    const fields = fieldsOf(parsed, "the record");
    if (fields.get("version") !== VERSION) throw new TypeError(`its version is not ${VERSION}`);
    const lease = leaseOf(fieldsOf(fields.get("lease"), "lease"));
    if (leaseId(lease) !== text(fields, "leaseId"))
      throw new TypeError("its id is of another lease");
    return {
      lease,
      opening: openingOf(fields.get("signatures"), lease),
      voucher: voucherOf(fields.get("voucher"), lease),
    };
  } catch (error) {
    const isOurs =
      error instanceof WeftError || error instanceof TypeError || error instanceof SyntaxError;
    if (!isOurs) throw error;
    throw new StoreCorruptError(file, error.message, error);
  }
}
