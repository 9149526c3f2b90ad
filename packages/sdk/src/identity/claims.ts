import { StandardMerkleTree } from "@openzeppelin/merkle-tree";
import { hexlify, id, keccak256, randomBytes, toBeHex, zeroPadValue } from "ethers";
import { InvalidFieldError } from "../errors/weft-error";
import { checkAddress, checkBytes, checkBytes32, checkUint } from "../words/range";

/** One statement. The type, as ABI writes it, is part of what is signed. */
export type Claim = { readonly name: string } & (
  | { readonly type: "uint256"; readonly value: bigint }
  | { readonly type: "bool"; readonly value: boolean }
  | { readonly type: "address" | "bytes32" | "bytes" | "string"; readonly value: string }
);

export type ClaimType = Claim["type"];

/** A statement with what keeps others from guessing it. */
export type SaltedClaim = Claim & { readonly salt: string };

/** A claim with its way to the root. */
export type ShownClaim = SaltedClaim & { readonly proof: readonly string[] };

const LEAF = ["bytes32", "bytes32", "bytes32"];
const NAME = /^[A-Za-z][A-Za-z0-9]*$/;
/** Fewer random bytes could be guessed; the contract has room for no more. */
const SALT_BYTES = 32;

/** The key of a claim in its leaf: the hash of its type and name. */
export function claimKey(type: ClaimType, name: string): string {
  if (!NAME.test(name)) {
    throw new InvalidFieldError("name", name, "a letter, then letters and digits");
  }
  return id(`${type} ${name}`);
}

/** The value of a claim in its leaf: itself, or the hash of what is longer than a word. */
export function claimWord(claim: Claim): string {
  const { name, type, value } = claim;
  switch (type) {
    case "uint256":
      return toBeHex(checkUint(name, value, 256), 32);
    case "bool":
      return toBeHex(value ? 1n : 0n, 32);
    case "address":
      return zeroPadValue(checkAddress(name, value).toLowerCase(), 32);
    case "bytes32":
      return checkBytes32(name, value);
    case "bytes":
      return keccak256(checkBytes(name, value));
    case "string":
      return id(value);
  }
}

/** A claim with a salt of its own, or with the one that it has: the same claim again, signed anew. */
export function saltClaim(claim: Claim | SaltedClaim): SaltedClaim {
  if ("salt" in claim) return { ...claim, salt: checkBytes32("salt", claim.salt) };
  return { ...claim, salt: hexlify(randomBytes(SALT_BYTES)) };
}

type Leaf = [key: string, value: string, salt: string];

function leafOf(claim: SaltedClaim): Leaf {
  const key = claimKey(claim.type, claim.name);
  return [key, claimWord(claim), checkBytes32("salt", claim.salt)];
}

function treeOf(claims: readonly SaltedClaim[]): StandardMerkleTree<Leaf> {
  if (claims.length === 0) throw new InvalidFieldError("claims", "empty", "at least one");
  const names = claims.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new InvalidFieldError("claims", twice, "named once each");
  return StandardMerkleTree.of(claims.map(leafOf), LEAF);
}

/** Root of the tree of claims, as the issuer signs it. Their order does not matter. */
export function claimsRoot(claims: readonly SaltedClaim[]): string {
  return treeOf(claims).root;
}

/**
 * Some of the claims of a credential, each with its proof.
 *
 * @throws InvalidFieldError for a name that none of them has.
 */
export function proveClaims(
  claims: readonly SaltedClaim[],
  names: readonly string[],
): ShownClaim[] {
  const tree = treeOf(claims);
  return names.map((name) => {
    const claim = claims.find((each) => each.name === name);
    if (claim === undefined) {
      throw new InvalidFieldError("claim", name, claims.map((each) => each.name).join(" or "));
    }
    return { ...claim, proof: tree.getProof(leafOf(claim)) };
  });
}

/** Whether a claim is under a root. */
export function isUnderRoot(root: string, claim: ShownClaim): boolean {
  return StandardMerkleTree.verify(root, LEAF, leafOf(claim), [...claim.proof]);
}
