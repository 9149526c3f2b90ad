import { concat, dataLength, dataSlice, keccak256, toBeHex } from "ethers";
import { InvalidFieldError } from "../../errors/weft-error";
import { checkBytes } from "../../words/range";
import type { ProofStatement } from "./statement";

/** Order of the groups of BN254: signals are numbers below it. */
export const SCALAR_FIELD =
  21888242871839275222246405745257275088548364400416034343698204186575808495617n;

/** Gas that a system of Groth16 proofs needs for up to 10 signals. */
export const GROTH16_VERIFY_GAS = 300_000n;

/** Coordinates in decimal digits, as circom's tools write them: x, y, 1. */
export type SnarkjsG1 = readonly string[];
/** Pairs of coordinates, real part first. */
export type SnarkjsG2 = readonly (readonly string[])[];

/** A proof as snarkjs makes it. */
export interface SnarkjsProof {
  pi_a: SnarkjsG1;
  pi_b: SnarkjsG2;
  pi_c: SnarkjsG1;
}

/** A verification key as snarkjs exports it. */
export interface SnarkjsKey {
  vk_alpha_1: SnarkjsG1;
  vk_beta_2: SnarkjsG2;
  vk_gamma_2: SnarkjsG2;
  vk_delta_2: SnarkjsG2;
  IC: readonly SnarkjsG1[];
}

const WORD = 32;
/** Signals at the end of the list that are no output: the job's id and the digest of the input. */
const STATEMENT_SIGNALS = 2;

function word(value: string | undefined): string {
  if (value === undefined || !/^\d+$/.test(value)) {
    throw new InvalidFieldError("coordinate", value, "a number in decimal digits");
  }
  return toBeHex(BigInt(value), WORD);
}

function g1([x, y, z]: SnarkjsG1): string {
  if (z !== "1") throw new InvalidFieldError("point", z, "affine, with 1 as its third coordinate");
  return concat([word(x), word(y)]);
}

/** The precompiles take the imaginary part first. */
function g2([x = [], y = [], z = []]: SnarkjsG2): string {
  if (z[0] !== "1" || z[1] !== "0") {
    throw new InvalidFieldError("point", z.join(), "affine, with 1,0 as its third coordinate");
  }
  return concat([word(x[1]), word(x[0]), word(y[1]), word(y[0])]);
}

/** A verification key as `Groth16ProofSystem` takes it. */
export function encodeGroth16Key(key: SnarkjsKey): string {
  return concat([
    g1(key.vk_alpha_1),
    ...[key.vk_beta_2, key.vk_gamma_2, key.vk_delta_2].map(g2),
    ...key.IC.map(g1),
  ]);
}

/** What `Groth16ProofSystem` knows a circuit by: the hash of its key. */
export function groth16Program(key: SnarkjsKey): string {
  return keccak256(encodeGroth16Key(key));
}

/**
 * A proof, with its key, as `Groth16ProofSystem` takes it.
 *
 * @example
 * const { proof, publicSignals } = await groth16.fullProve(inputs, wasm, zkey);
 * await proof.submit({ signer, job, terms, output: groth16Output(publicSignals), proof: encodeGroth16Proof(key, proof) });
 */
export function encodeGroth16Proof(key: SnarkjsKey, proof: SnarkjsProof): string {
  return concat([g1(proof.pi_a), g2(proof.pi_b), g1(proof.pi_c), encodeGroth16Key(key)]);
}

/** The signals of a job's statement: an id above the field's order counts modulo it. */
export function groth16Statement({ jobId, input }: ProofStatement): {
  job: bigint;
  input: bigint;
} {
  const digest = BigInt(input);
  if (digest >= SCALAR_FIELD) {
    throw new InvalidFieldError("input", input, "below the order of BN254, or nothing proves it");
  }
  return { job: BigInt(jobId) % SCALAR_FIELD, input: digest };
}

/** The output among the public signals of a circuit: all but the job's id and the digest of the input. */
export function groth16Output(publicSignals: readonly string[]): string {
  if (publicSignals.length < STATEMENT_SIGNALS) {
    throw new InvalidFieldError("publicSignals", publicSignals.length, "at least two signals");
  }
  return concat(publicSignals.slice(0, -STATEMENT_SIGNALS).map(word));
}

/** The output signals in the bytes that were published. */
export function groth16Signals(output: string): bigint[] {
  const size = dataLength(checkBytes("output", output));
  if (size % WORD !== 0) throw new InvalidFieldError("output", output, "words of 32 bytes");
  return Array.from({ length: size / WORD }, (_, i) =>
    BigInt(dataSlice(output, i * WORD, (i + 1) * WORD)),
  );
}
