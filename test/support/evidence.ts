import {
  claimKey,
  claimWord,
  proveClaims,
  schemaId,
  type Credential,
  type CredentialTerms,
  type HeldCredential,
} from "@weft/sdk";
import { AbiCoder } from "ethers";

const TERMS =
  "tuple(address[] issuers, uint256 threshold, bytes32 schema, tuple(bytes32 key, uint8 comparison, bytes32 value)[] rules, uint96 minBond, address arbiter)";
const SHOWN =
  "tuple(tuple(address issuer, address subject, bytes32 schema, bytes32 root, uint40 issuedAt, uint40 expiresAt, uint64 index) credential, bytes signature, tuple(bytes32 value, bytes32 salt, bytes32[] proof)[] claims)[]";

/** Terms as the contract has them. */
export interface RawTerms {
  issuers: readonly string[];
  threshold: bigint;
  schema: string;
  rules: readonly { key: string; comparison: number; value: string }[];
  minBond: bigint;
  arbiter: string;
}

/** What is shown of one credential, as the contract has it. */
export interface RawShown {
  credential: Credential;
  signature: string;
  claims: { value: string; salt: string; proof: string[] }[];
}

export function rawTerms({ demands, schema, ...terms }: CredentialTerms): RawTerms {
  const rules = demands.map(({ claim, comparison }) => ({
    key: claimKey(claim.type, claim.name),
    comparison,
    value: claimWord(claim),
  }));
  return { ...terms, schema: schemaId(schema), rules };
}

export function rawShown(held: HeldCredential, names: readonly string[]): RawShown {
  const claims = proveClaims(held.claims, names).map((claim) => ({
    value: claimWord(claim),
    salt: claim.salt,
    proof: [...claim.proof],
  }));
  return { credential: held.credential, signature: held.signature, claims };
}

export function encodeTerms(terms: RawTerms): string {
  return AbiCoder.defaultAbiCoder().encode([TERMS], [terms]);
}

/** Evidence that may be such as no SDK makes. */
export function encodeEvidence(terms: string, shown: readonly RawShown[]): string {
  return AbiCoder.defaultAbiCoder().encode(["bytes", SHOWN], [terms, shown]);
}
