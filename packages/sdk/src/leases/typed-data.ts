import { fields, weftDomain, type DomainParameters, type WeftDomain } from "../orders/domain";

/** EIP-712 types of a lease. */
export const LEASE_TYPES = {
  Lease: fields(
    "address provider",
    "address token",
    "address client",
    "address payer",
    "address voucherSigner",
    "bytes32 spec",
    "uint128 cap",
    "uint128 elapsedCap",
    "uint128 ratePerHour",
    "uint128 reserve",
    "uint40 startsAt",
    "uint40 endsAt",
    "uint40 expiry",
    "uint32 noticeSeconds",
    "uint32 collectSeconds",
    "uint64 nonce",
  ),
};

/** EIP-712 types of a voucher. */
export const VOUCHER_TYPES = { Voucher: fields("bytes32 lease", "uint128 amount") };

/** The domain of leases and vouchers. */
export function leaseDomain(parameters: DomainParameters): WeftDomain {
  return weftDomain("Weft LeaseMarket", parameters);
}
