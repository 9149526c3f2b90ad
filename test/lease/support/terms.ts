import { TypedDataEncoder, type Signer, type TypedDataDomain } from "ethers";

import type { LeaseStruct } from "../../../typechain-types/contracts/market/LeaseMarket";

/** A lease as it is signed, field by field. */
export interface LeaseFields {
  provider: string;
  token: string;
  client: string;
  payer: string;
  voucherSigner: string;
  spec: string;
  cap: bigint;
  elapsedCap: bigint;
  ratePerHour: bigint;
  reserve: bigint;
  startsAt: bigint;
  endsAt: bigint;
  expiry: bigint;
  noticeSeconds: bigint;
  collectSeconds: bigint;
  nonce: bigint;
}

const LEASE_TYPES = {
  Lease: [
    { name: "provider", type: "address" },
    { name: "token", type: "address" },
    { name: "client", type: "address" },
    { name: "payer", type: "address" },
    { name: "voucherSigner", type: "address" },
    { name: "spec", type: "bytes32" },
    { name: "cap", type: "uint128" },
    { name: "elapsedCap", type: "uint128" },
    { name: "ratePerHour", type: "uint128" },
    { name: "reserve", type: "uint128" },
    { name: "startsAt", type: "uint40" },
    { name: "endsAt", type: "uint40" },
    { name: "expiry", type: "uint40" },
    { name: "noticeSeconds", type: "uint32" },
    { name: "collectSeconds", type: "uint32" },
    { name: "nonce", type: "uint64" },
  ],
};

const VOUCHER_TYPES = {
  Voucher: [
    { name: "lease", type: "bytes32" },
    { name: "amount", type: "uint128" },
  ],
};

/** The lease as the market takes it. */
export function packLease(fields: LeaseFields): LeaseStruct {
  const { provider, token, client, payer, voucherSigner, spec } = fields;
  return {
    provider,
    token,
    terms: {
      ...{ client, payer, voucherSigner, spec },
      caps: fields.cap | (fields.elapsedCap << 128n),
      rate: fields.ratePerHour | (fields.reserve << 128n),
      times:
        fields.startsAt |
        (fields.endsAt << 40n) |
        (fields.expiry << 80n) |
        (fields.noticeSeconds << 120n) |
        (fields.collectSeconds << 152n) |
        (fields.nonce << 184n),
    },
  };
}

/** The id, by another implementation of EIP-712 than the market's. */
export function leaseIdOf(fields: LeaseFields): string {
  return TypedDataEncoder.hashStruct("Lease", LEASE_TYPES, fields);
}

export function leaseDigest(domain: TypedDataDomain, fields: LeaseFields): string {
  return TypedDataEncoder.hash(domain, LEASE_TYPES, fields);
}

export function voucherDigest(domain: TypedDataDomain, lease: string, amount: bigint): string {
  return TypedDataEncoder.hash(domain, VOUCHER_TYPES, { lease, amount });
}

export async function signLease(
  signer: Signer,
  domain: TypedDataDomain,
  fields: LeaseFields,
): Promise<string> {
  return signer.signTypedData(domain, LEASE_TYPES, { ...fields });
}

export async function signVoucher(
  signer: Signer,
  domain: TypedDataDomain,
  lease: string,
  amount: bigint,
): Promise<string> {
  return signer.signTypedData(domain, VOUCHER_TYPES, { lease, amount });
}
