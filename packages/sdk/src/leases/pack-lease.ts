import { hasUnusedBits, packWord, readField } from "../words/layout";
import { checkAddress, checkBytes32, checkSignature, checkUint } from "../words/range";
import { InvalidFieldError } from "../errors/weft-error";
import type { LeaseStruct, OpeningStruct, VoucherStruct } from "./structs";
import type { Lease, Opening, Voucher } from "./types";
import { LEASE_CAPS, LEASE_RATE, LEASE_TIMES } from "./words";

/**
 * The lease as the market takes it.
 *
 * @throws InvalidFieldError naming the field, its value and what is allowed.
 */
export function packLease(lease: Lease): LeaseStruct {
  return {
    provider: checkAddress("provider", lease.provider),
    token: checkAddress("token", lease.token),
    terms: {
      client: checkAddress("client", lease.client),
      payer: checkAddress("payer", lease.payer),
      voucherSigner: checkAddress("voucherSigner", lease.voucherSigner),
      spec: checkBytes32("spec", lease.spec),
      caps: packWord(LEASE_CAPS, lease),
      rate: packWord(LEASE_RATE, lease),
      times: packWord(LEASE_TIMES, lease),
    },
  };
}

/**
 * The lease with every field unpacked, from the arguments of an event or a call.
 *
 * @throws InvalidFieldError if `times` has bits that no field holds: they are signed by nobody.
 */
export function unpackLease(struct: LeaseStruct): Lease {
  const { provider, token, terms } = struct;
  const { caps, rate, times } = terms;
  if (hasUnusedBits(LEASE_TIMES, times)) {
    throw new InvalidFieldError("times", times, "a word whose upper 8 bits are zero");
  }
  return {
    provider: checkAddress("provider", provider),
    token: checkAddress("token", token),
    client: checkAddress("client", terms.client),
    payer: checkAddress("payer", terms.payer),
    voucherSigner: checkAddress("voucherSigner", terms.voucherSigner),
    spec: terms.spec,
    cap: readField(LEASE_CAPS, caps, "cap"),
    elapsedCap: readField(LEASE_CAPS, caps, "elapsedCap"),
    ratePerHour: readField(LEASE_RATE, rate, "ratePerHour"),
    reserve: readField(LEASE_RATE, rate, "reserve"),
    startsAt: Number(readField(LEASE_TIMES, times, "startsAt")),
    endsAt: Number(readField(LEASE_TIMES, times, "endsAt")),
    expiry: Number(readField(LEASE_TIMES, times, "expiry")),
    noticeSeconds: Number(readField(LEASE_TIMES, times, "noticeSeconds")),
    collectSeconds: Number(readField(LEASE_TIMES, times, "collectSeconds")),
    nonce: readField(LEASE_TIMES, times, "nonce"),
  };
}

/** The opening as the market takes it. */
export function packOpening(opening: Opening): OpeningStruct {
  return {
    lease: packLease(opening.lease),
    providerSignature: checkSignature("providerSignature", opening.providerSignature),
    clientSignature: checkSignature("clientSignature", opening.clientSignature),
    payerSignature: checkSignature("payerSignature", opening.payerSignature),
  };
}

/** The voucher as the market takes it, beside the provider and the token of its lease. */
export function packVoucher(voucher: Voucher): VoucherStruct {
  return {
    terms: packLease(voucher.lease).terms,
    amount: checkUint("amount", voucher.amount, 128),
    signature: checkSignature("signature", voucher.signature),
  };
}
