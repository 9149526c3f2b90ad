import type { Signer } from "ethers";
import type { WeftDomain } from "../orders/domain";
import { signTyped } from "../orders/sign";
import { checkUint } from "../words/range";
import { claimsRoot, saltClaim, type Claim, type SaltedClaim } from "./claims";
import { checkCredential, schemaId, type Credential } from "./credential";
import { CREDENTIAL_TYPES } from "./typed-data";

/** All that a subject holds: with it, anything can be shown. Keep it as you keep a document. */
export interface HeldCredential {
  domain: WeftDomain;
  /** Name of the schema; the credential has its hash. */
  schema: string;
  credential: Credential;
  claims: readonly SaltedClaim[];
  /** Of the issuer, or its delegate. */
  signature: string;
}

export interface IssueParameters {
  signer: Signer;
  domain: WeftDomain;
  /** In whose name, where the signer is its delegate or an owner of its wallet; the signer otherwise. */
  issuer?: string;
  subject: string;
  schema: string;
  /** Each gets 32 random bytes as its salt, unless it comes with one. */
  claims: readonly (Claim | SaltedClaim)[];
  /** Unix seconds, both included; ten years apart at most. */
  issuedAt: number;
  expiresAt: number;
  /** Number under which it can be revoked: a fresh one, unless it is to fall together with others. */
  index: bigint | number;
}

/**
 * Issues a credential: salts the claims and signs their root. Costs nothing and tells nobody.
 *
 * @throws InvalidFieldError, WrongChainError
 * @example
 * const held = await issueCredential({
 *   signer, domain, subject, schema: "https://example.org/hardware/v1",
 *   claims: [{ name: "vramGiB", type: "uint256", value: 80n }],
 *   issuedAt: now, expiresAt: now + 180 * 86_400, index: 1,
 * });
 */
export async function issueCredential(parameters: IssueParameters): Promise<HeldCredential> {
  const { signer, domain, schema } = parameters;
  const issuer = parameters.issuer ?? (await signer.getAddress());
  const claims = parameters.claims.map(saltClaim);
  const credential = checkCredential({
    issuer,
    subject: parameters.subject,
    schema: schemaId(schema),
    root: claimsRoot(claims),
    issuedAt: parameters.issuedAt,
    expiresAt: parameters.expiresAt,
    index: checkUint("index", parameters.index, 64),
  });
  const signature = await signTyped({ signer, domain }, CREDENTIAL_TYPES, credential);
  return { domain, schema, credential, claims, signature };
}
