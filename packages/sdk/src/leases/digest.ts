import { TypedDataEncoder } from "ethers";
import type { WeftDomain } from "../orders/typed-data";
import { checkBytes32, checkUint } from "../words/range";
import { packLease } from "./pack-lease";
import { LEASE_TYPES, VOUCHER_TYPES } from "./typed-data";
import type { Lease } from "./types";

/** The id of a lease: its EIP-712 struct hash, which no domain enters. */
export function leaseId(lease: Lease): string {
  packLease(lease);
  return TypedDataEncoder.hashStruct("Lease", LEASE_TYPES, lease);
}

/** The digest that provider, client and payer sign. */
export function leaseDigest(domain: WeftDomain, lease: Lease): string {
  packLease(lease);
  return TypedDataEncoder.hash(domain, LEASE_TYPES, lease);
}

/** A voucher as it is signed: the lease by its id. */
export interface VoucherMessage {
  lease: string;
  amount: bigint;
}

export function voucherMessage(id: string, amount: bigint): VoucherMessage {
  return { lease: checkBytes32("leaseId", id), amount: checkUint("amount", amount, 128) };
}

/** The digest of a voucher, by the id of its lease. */
export function voucherDigest(
  domain: WeftDomain,
  { leaseId: id, amount }: { leaseId: string; amount: bigint },
): string {
  return TypedDataEncoder.hash(domain, VOUCHER_TYPES, voucherMessage(id, amount));
}
