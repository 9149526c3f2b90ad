import { fields, weftDomain, type DomainParameters, type WeftDomain } from "../orders/domain";

/** EIP-712 types of an acceptance. */
export const ACCEPTANCE_TYPES = {
  Acceptance: fields(
    "address client",
    "address payer",
    "address beneficiary",
    "address provider",
    "address token",
    "uint128 amount",
    "uint40 expiry",
    "uint64 nonce",
    "bytes32 spec",
    "bytes32 result",
  ),
};

/** The domain of acceptances. */
export function oneShotDomain(parameters: DomainParameters): WeftDomain {
  return weftDomain("Weft OneShotMarket", parameters);
}
