import { AbiCoder, keccak256, ZeroAddress } from "ethers";
import { InvalidFieldError } from "../errors/weft-error";
import { claimKey, claimWord, proveClaims, type Claim } from "../identity/claims";
import { schemaId } from "../identity/credential";
import type { HeldCredential } from "../identity/issue";
import { checkAccount, checkAddress, checkUint, isSameAccount } from "../words/range";

/** How a claim must compare with a value. */
export enum Comparison {
  Equal,
  AtLeast,
  AtMost,
}

/** What a claim must say. Only numbers compare as more or less. */
export interface ClaimDemand {
  claim: Claim;
  comparison?: Comparison;
}

/** Which credentials an order demands. */
export interface CredentialTerms {
  /** Whose word is taken; ascending, as `credentialTerms` puts them. */
  issuers: readonly string[];
  threshold: bigint;
  schema: string;
  demands: readonly Required<ClaimDemand>[];
  /** WEFT base units that each issuer must have bonded; zero for none. */
  minBond: bigint;
  /** Under which arbiter; zero for any. */
  arbiter: string;
}

export interface CredentialTermsParameters {
  issuers: readonly string[];
  /** `"any"` of the issuers, `"all"` of them, or how many. */
  need?: "any" | "all" | number;
  schema: string;
  demands?: readonly ClaimDemand[];
  minBond?: bigint;
  arbiter?: string;
}

/**
 * Terms of a condition.
 *
 * @throws InvalidFieldError for issuers named twice, a need out of range, or more and less of what is no number.
 * @example
 * const terms = credentialTerms({ issuers: [auditor], schema, demands: [
 *   { claim: { name: "vramGiB", type: "uint256", value: 80n }, comparison: Comparison.AtLeast },
 * ] });
 */
export function credentialTerms(parameters: CredentialTermsParameters): CredentialTerms {
  const { need = "any", schema, demands = [] } = parameters;
  const issuers = parameters.issuers
    .map((issuer, i) => checkAccount(`issuers[${i}]`, issuer))
    .sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
  const twice = issuers.find((issuer, i) => issuer === issuers[i + 1]);
  if (twice !== undefined) throw new InvalidFieldError("issuers", twice, "named once");
  const threshold = BigInt(need === "any" ? 1 : need === "all" ? issuers.length : need);
  if (threshold < 1n || threshold > BigInt(issuers.length)) {
    throw new InvalidFieldError("need", need, `from 1 to ${issuers.length}`);
  }
  for (const { claim, comparison = Comparison.Equal } of demands) {
    if (comparison !== Comparison.Equal && claim.type !== "uint256") {
      throw new InvalidFieldError(claim.name, claim.type, "a uint256 to be at least or at most");
    }
  }
  return {
    issuers,
    threshold,
    schema,
    demands: demands.map(({ claim, comparison = Comparison.Equal }) => ({ claim, comparison })),
    minBond: checkUint("minBond", parameters.minBond ?? 0n, 96),
    arbiter: checkAddress("arbiter", parameters.arbiter ?? ZeroAddress),
  };
}

const TERMS =
  "tuple(address[] issuers, uint256 threshold, bytes32 schema, tuple(bytes32 key, uint8 comparison, bytes32 value)[] rules, uint96 minBond, address arbiter)";
const SHOWN =
  "tuple(tuple(address issuer, address subject, bytes32 schema, bytes32 root, uint40 issuedAt, uint40 expiresAt, uint64 index) credential, bytes signature, tuple(bytes32 value, bytes32 salt, bytes32[] proof)[] claims)[]";

function encodeTerms(terms: CredentialTerms): string {
  const { issuers, threshold, schema, demands, minBond, arbiter } = terms;
  const rules = demands.map(({ claim, comparison }) => ({
    key: claimKey(claim.type, claim.name),
    comparison,
    value: claimWord(claim),
  }));
  const struct = { issuers, threshold, schema: schemaId(schema), rules, minBond, arbiter };
  return AbiCoder.defaultAbiCoder().encode([TERMS], [struct]);
}

/** The word that an order carries for these terms. */
export function hashCredentialTerms(terms: CredentialTerms): string {
  return keccak256(encodeTerms(terms));
}

/** A credential to be shown to a condition. */
export interface Evidence {
  held: HeldCredential;
  /** Leave the signature out: the chain knows it. */
  isAnchored?: boolean;
}

/**
 * What a subject brings for a condition: the credentials it demands, with the claims it asks for and no others.
 *
 * @throws InvalidFieldError where they are not what the terms name, or do not have a claim.
 */
export function credentialEvidence(terms: CredentialTerms, evidence: readonly Evidence[]): string {
  const names = terms.demands.map(({ claim }) => claim.name);
  const shown = terms.issuers.flatMap((issuer) => {
    const found = evidence.find(({ held }) => isSameAccount(held.credential.issuer, issuer));
    return found === undefined ? [] : [showOne(found, names)];
  });
  if (BigInt(shown.length) < terms.threshold) {
    throw new InvalidFieldError("evidence", shown.length, `of ${terms.threshold} issuers at least`);
  }
  const needed = shown.slice(0, Number(terms.threshold));
  return AbiCoder.defaultAbiCoder().encode(["bytes", SHOWN], [encodeTerms(terms), needed]);
}

function showOne({ held, isAnchored = false }: Evidence, names: readonly string[]) {
  const claims = proveClaims(held.claims, names).map((claim) => ({
    value: claimWord(claim),
    salt: claim.salt,
    proof: [...claim.proof],
  }));
  return { credential: held.credential, signature: isAnchored ? "0x" : held.signature, claims };
}
