import { SCALAR_FIELD } from "@weft/sdk";
import { id, keccak256 } from "ethers";

const ROUNDS = 91;

/** Round constants of MiMC7 on BN254: zero, then the Keccak-256 hashes of hashes that begin with that of "mimc". */
export function mimc7Constants(): bigint[] {
  const constants = [0n];
  for (let hash = keccak256(id("mimc")); constants.length < ROUNDS; hash = keccak256(hash)) {
    constants.push(BigInt(hash) % SCALAR_FIELD);
  }
  return constants;
}

const CONSTANTS = mimc7Constants();

function seventh(base: bigint): bigint {
  const square = (base * base) % SCALAR_FIELD;
  const fourth = (square * square) % SCALAR_FIELD;
  return (((fourth * square) % SCALAR_FIELD) * base) % SCALAR_FIELD;
}

/** The cipher of `circuits/lib/mimc7.circom`. */
export function mimc7(message: bigint, key: bigint): bigint {
  const state = CONSTANTS.reduce((sum, constant) => seventh(sum + key + constant), message);
  return (state + key) % SCALAR_FIELD;
}

/** The hash of `circuits/lib/mimc7.circom`. */
export function mimc7Hash(elements: readonly bigint[], domain: bigint): bigint {
  return elements.reduce(
    (chain, element) => (mimc7(element, chain) + chain + element) % SCALAR_FIELD,
    domain,
  );
}
