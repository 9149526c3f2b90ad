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
  const count = need === "any" ? 1 : need === "all" ? issuers.length : need;
  if (!Number.isSafeInteger(count) || count < 1 || count > issuers.length) {
    throw new InvalidFieldError("need", need, `a whole number from 1 to ${issuers.length}`);
  }
  for (const { claim, comparison = Comparison.Equal } of demands) {
    if (comparison !== Comparison.Equal && claim.type !== "uint256") {
      throw new InvalidFieldError(claim.name, claim.type, "a uint256 to be at least or at most");
    }
  }
  return {
    issuers,
    threshold: BigInt(count),
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

/** A demanded claim that a credential has nothing of. */
function lackOf({ held }: Evidence, terms: CredentialTerms): string | undefined {
  const names = terms.demands.map(({ claim }) => claim.name);
  return names.find((name) => held.claims.every((claim) => claim.name !== name));
}

/** Whether a credential says all that the terms demand, as far as can be told without the chain. */
function isEnough({ held }: Evidence, terms: CredentialTerms): boolean {
  const isMet = ({ claim, comparison }: Required<ClaimDemand>): boolean => {
    const said = held.claims.find(({ name, type }) => name === claim.name && type === claim.type);
    if (said === undefined) return false;
    const [value, needed] = [BigInt(claimWord(said)), BigInt(claimWord(claim))];
    if (comparison === Comparison.Equal) return value === needed;
    return comparison === Comparison.AtLeast ? value >= needed : value <= needed;
  };
  return held.credential.schema === schemaId(terms.schema) && terms.demands.every(isMet);
}

/**
 * What a subject brings for a condition: the credentials it demands, with the claims it asks for and no others. Of more
 * than are needed, those that say enough are taken.
 *
 * @throws InvalidFieldError where too few of the issuers that the terms name are among them, or do not have a claim.
 */
export function credentialEvidence(terms: CredentialTerms, evidence: readonly Evidence[]): string {
  const named = terms.issuers.map((issuer) =>
    evidence.filter(({ held }) => isSameAccount(held.credential.issuer, issuer)),
  );
  const whole = named.map((each) => each.filter((one) => lackOf(one, terms) === undefined));
  const best = whole.map((each) => each.find((one) => isEnough(one, terms)) ?? each[0]);
  const able = best.filter((one) => one !== undefined);
  if (BigInt(able.length) < terms.threshold) {
    const lacking = named.flat().map((one) => lackOf(one, terms));
    const claim = lacking.find((name) => name !== undefined);
    if (claim === undefined) {
      throw new InvalidFieldError(
        "evidence",
        able.length,
        `of ${terms.threshold} issuers at least`,
      );
    }
    throw new InvalidFieldError("claim", claim, `among those of ${terms.threshold} credentials`);
  }
  const enough = able.filter((one) => isEnough(one, terms));
  // Where too few say enough, the contract is the one to say what is wrong with the others.
  const taken = BigInt(enough.length) < terms.threshold ? able : enough;
  const names = terms.demands.map(({ claim }) => claim.name);
  const shown = taken.slice(0, Number(terms.threshold)).map((one) => showOne(one, names));
  return AbiCoder.defaultAbiCoder().encode(["bytes", SHOWN], [encodeTerms(terms), shown]);
}

function showOne({ held, isAnchored = false }: Evidence, names: readonly string[]) {
  const claims = proveClaims(held.claims, names).map((claim) => ({
    value: claimWord(claim),
    salt: claim.salt,
    proof: [...claim.proof],
  }));
  return { credential: held.credential, signature: isAnchored ? "0x" : held.signature, claims };
}
