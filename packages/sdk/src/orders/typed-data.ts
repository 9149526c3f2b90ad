import {
  fields,
  weftDomain,
  type DomainParameters,
  type TypedTypes,
  type WeftDomain,
} from "./domain";

export type { WeftDomain } from "./domain";

/** EIP-712 types of an offer. */
export const OFFER_TYPES: TypedTypes = {
  Offer: fields(
    "address provider",
    "address token",
    "uint256 pricePerUnit",
    "uint256 resources",
    "Verification[] verifications",
    "address condition",
    "bytes32 conditionData",
    "address venue",
    "uint64 units",
    "uint64 minUnits",
    "uint96 collateralPerUnit",
    "uint32 minSeconds",
    "uint32 maxSeconds",
    "uint32 graceSeconds",
    "uint16 lateSlashBps",
    "uint16 noResultSlashBps",
    "uint16 wrongSlashBps",
    "uint40 expiry",
    "uint64 nonce",
    "uint32 minVerifySeconds",
  ),
  Verification: fields("address verifier", "bytes32 terms"),
};

/** EIP-712 types of a request. */
export const REQUEST_TYPES: TypedTypes = {
  Request: fields(
    "address client",
    "address payer",
    "address beneficiary",
    "address token",
    "uint256 maxPricePerUnit",
    "uint256 tipPerUnit",
    "uint256 needs",
    "bytes32 spec",
    "address verifier",
    "bytes32 verifierTerms",
    "address condition",
    "bytes32 conditionData",
    "address venue",
    "uint64 units",
    "uint64 minUnits",
    "uint96 minCollateralPerUnit",
    "uint32 maxSeconds",
    "uint32 verifySeconds",
    "uint32 maxGraceSeconds",
    "uint16 minLateSlashBps",
    "uint16 minNoResultSlashBps",
    "uint16 minWrongSlashBps",
    "uint40 expiry",
    "uint64 nonce",
  ),
};

/** EIP-712 types of an attestation. */
export const ATTESTATION_TYPES: TypedTypes = {
  Attestation: fields(
    "bytes32 jobId",
    "address provider",
    "bytes32 root",
    "uint8 status",
    "uint64 units",
    "uint16 slashBps",
    "uint40 expiry",
  ),
};

/**
 * The domain of orders.
 *
 * @example
 * const domain = marketDomain({ chainId: 1, contract: market });
 */
export function marketDomain(parameters: DomainParameters): WeftDomain {
  return weftDomain("Weft JobMarket", parameters);
}

/** The domain of attestations. */
export function attestationDomain(parameters: DomainParameters): WeftDomain {
  return weftDomain("Weft AttestationVerifier", parameters);
}
