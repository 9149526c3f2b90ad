import {
  fields,
  weftDomain,
  type DomainParameters,
  type TypedTypes,
  type WeftDomain,
} from "../orders/domain";

/** EIP-712 types of a credential. */
export const CREDENTIAL_TYPES: TypedTypes = {
  Credential: fields(
    "address issuer",
    "address subject",
    "bytes32 schema",
    "bytes32 root",
    "uint40 issuedAt",
    "uint40 expiresAt",
    "uint64 index",
  ),
};

/** EIP-712 types of what a subject signs to show that a credential is its own. */
export const PRESENTATION_TYPES: TypedTypes = {
  Presentation: fields(
    "bytes32 credential",
    "string audience",
    "bytes32 challenge",
    "uint40 expiry",
  ),
};

/**
 * The domain of credentials.
 *
 * @example
 * const domain = credentialDomain({ chainId: 1, contract: credentials });
 */
export function credentialDomain(parameters: DomainParameters): WeftDomain {
  return weftDomain("Weft Credentials", parameters);
}
