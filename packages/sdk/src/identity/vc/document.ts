/** First context of every Verifiable Credential of version 2.0. */
export const VC_CONTEXT = "https://www.w3.org/ns/credentials/v2";
/** Names that the first context does not define, claims among them, mean what the issuer says they mean. */
export const CLAIMS_CONTEXT = { "@vocab": "https://www.w3.org/ns/credentials/issuer-dependent#" };
export const VC_TYPE = "VerifiableCredential";
/** How the proof is checked: an EIP-712 signature over the root of a tree of salted claims. */
export const CRYPTOSUITE = "weft-eip712-claims-2026";
/** How it is asked whether the credential was revoked: `isRevoked(issuer, index)` of the contract. */
export const STATUS_TYPE = "WeftRevocation2026";
/** Names of a subject that JSON-LD gives a meaning of its own, so that no claim can have them. */
export const RESERVED_NAMES: ReadonlySet<string> = new Set(["id", "type"]);
/** The most claims that are read of a document. */
export const MAX_CLAIMS = 256;
/** The longest proof of a claim that is read: of a tree of 2^32 leaves. */
export const MAX_PROOF = 32;

/** One claim's part of the proof. */
export interface ClaimProof {
  name: string;
  type: string;
  salt: string;
  path: string[];
}

/** A credential as W3C Verifiable Credentials Data Model 2.0 writes it in JSON-LD. */
export interface VerifiableCredential {
  "@context": [typeof VC_CONTEXT, typeof CLAIMS_CONTEXT];
  id: string;
  type: [typeof VC_TYPE];
  issuer: string;
  validFrom: string;
  validUntil: string;
  credentialSubject: Record<string, string | boolean>;
  credentialSchema: { id: string; type: string };
  credentialStatus: {
    id: string;
    type: typeof STATUS_TYPE;
    statusPurpose: "revocation";
    contract: string;
    index: string;
  };
  proof: {
    type: "DataIntegrityProof";
    cryptosuite: typeof CRYPTOSUITE;
    created: string;
    verificationMethod: string;
    proofPurpose: "assertionMethod";
    root: string;
    claims: ClaimProof[];
    /** The signature in hex, which is what `f` says; `f` alone where the credential is anchored. */
    proofValue: string;
  };
}
