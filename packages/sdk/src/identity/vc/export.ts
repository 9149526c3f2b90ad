import type { ShownClaim } from "../claims";
import { credentialId } from "../credential";
import type { Disclosure } from "../disclose";
import { accountToDid } from "./did";
import {
  CLAIMS_CONTEXT,
  CRYPTOSUITE,
  RESERVED_NAMES,
  STATUS_TYPE,
  VC_CONTEXT,
  VC_TYPE,
  type VerifiableCredential,
} from "./document";
import { CredentialFormatError } from "./error";
import { secondToText } from "./json";

/** The last second that fits a date of four digits. */
const LAST_SECOND = 253_402_300_799;

function valueOf(claim: ShownClaim): string | boolean {
  // Not every number fits JSON's.
  return claim.type === "uint256" ? claim.value.toString() : claim.value;
}

function subjectOf(shown: Disclosure): Record<string, string | boolean> {
  const { domain, credential, claims } = shown;
  const named = claims.map((claim) => {
    if (RESERVED_NAMES.has(claim.name)) {
      throw new CredentialFormatError(claim.name, "no claim: JSON-LD says what it means");
    }
    return [claim.name, valueOf(claim)] as const;
  });
  return { id: accountToDid(domain.chainId, credential.subject), ...Object.fromEntries(named) };
}

/**
 * A disclosure as a W3C Verifiable Credential 2.0: issuer and subject as did:pkh, the claims that are shown as
 * properties of the subject, what hides the others in the proof.
 *
 * @throws CredentialFormatError for a claim named `id` or `type`, or times after the year 9999.
 * @example
 * const json = JSON.stringify(toVerifiableCredential(disclose(held, ["degree"])));
 */
export function toVerifiableCredential(shown: Disclosure): VerifiableCredential {
  const { domain, credential, schema, claims, signature } = shown;
  const { chainId, verifyingContract } = domain;
  if (credential.expiresAt > LAST_SECOND) {
    throw new CredentialFormatError("validUntil", "before the year 10000");
  }
  const issuer = accountToDid(chainId, credential.issuer);
  const validFrom = secondToText(credential.issuedAt);
  return {
    "@context": [VC_CONTEXT, CLAIMS_CONTEXT],
    id: `urn:weft:credential:${credentialId(domain, credential)}`,
    type: [VC_TYPE],
    issuer,
    validFrom,
    validUntil: secondToText(credential.expiresAt),
    credentialSubject: subjectOf(shown),
    credentialSchema: { id: schema, type: "WeftSchema2026" },
    credentialStatus: {
      id: `urn:weft:status:eip155:${chainId}:${verifyingContract}:${credential.issuer}:${credential.index}`,
      type: STATUS_TYPE,
      statusPurpose: "revocation",
      contract: accountToDid(chainId, verifyingContract),
      index: credential.index.toString(),
    },
    proof: {
      type: "DataIntegrityProof",
      cryptosuite: CRYPTOSUITE,
      created: validFrom,
      verificationMethod: `${issuer}#blockchainAccountId`,
      proofPurpose: "assertionMethod",
      root: credential.root,
      claims: claims.map(({ name, type, salt, proof }) => ({ name, type, salt, path: [...proof] })),
      proofValue: `f${signature.slice(2)}`,
    },
  };
}
