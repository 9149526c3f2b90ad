import { SCALAR_FIELD } from "@weft/sdk";
import { concat, keccak256, toBeHex } from "ethers";
import { ethers } from "hardhat";

import { Random } from "./random";

/** Order of the coordinates of BN254. */
export const BASE_FIELD =
  21888242871839275222246405745257275088696311157297823662689037894645226208583n;

/** The generator of G2, by EIP-197, imaginary parts first. */
const G2_GENERATOR = concat(
  [
    11559732032986387107991004021392285783925812861821192530917403151452391805634n,
    10857046999023057135944570762232829481370756359578518086990519993285655852781n,
    4082367875863433681332203403145435568316851327593401208105741076214120093531n,
    8495653923123431417604973247489272438418190587263600148770280649306958101930n,
  ].map(word),
);

/** A point of the twist that is outside the group: x = 1. */
export const OUTSIDE_G2 = concat(
  [
    0n,
    1n,
    5912654199736721486680175016176231956195085055698687135131307249486702594212n,
    18278151005453108793778860132295291098363647455926340152056652516292830556603n,
  ].map(word),
);

export function word(value: bigint): string {
  return toBeHex(value, 32);
}

/** A multiple of the generator of G1, as the precompile works it out. */
export async function g1(scalar: bigint): Promise<string> {
  const data = concat([word(1n), word(2n), word(scalar % SCALAR_FIELD)]);
  return ethers.provider.call({ to: toBeHex(7, 20), data });
}

/** A statement with a proof that balances, made by one who knows every discrete logarithm in the key. */
export interface MadeUp {
  program: string;
  values: string[];
  key: string;
  points: string;
}

/**
 * A key for so many signals, and a proof of `values` under it: beta, gamma, delta and B are the generator, so that
 * A = alpha + sum + C balances the equation.
 *
 * @param values The job's id, the digest of the input, the outputs.
 * @param ignored The place among the values of one that the key makes nothing of.
 */
export async function makeUp(
  values: readonly bigint[],
  seed: number,
  ignored?: number,
): Promise<MadeUp> {
  const random = new Random(seed);
  const scalar = () => random.bits(256) % SCALAR_FIELD;
  const [alpha, c, first] = [scalar(), scalar(), scalar()];
  // As circom lists them: outputs, then the job's id and the digest of the input.
  const places = [...values.keys()];
  const order = [...places.slice(2), ...places.slice(0, 2)];
  const factors = order.map((place) => (place === ignored ? 0n : scalar()));
  const signals = order.map((place) => values[place] ?? 0n);
  const sum = signals.reduce((total, signal, i) => total + signal * (factors[i] ?? 0n), first);
  const ic = await Promise.all([first, ...factors].map(g1));
  const key = concat([await g1(alpha), G2_GENERATOR, G2_GENERATOR, G2_GENERATOR, ...ic]);
  const points = concat([await g1(alpha + sum + c), G2_GENERATOR, await g1(c)]);
  return { program: keccak256(key), values: values.map(word), key, points };
}

/** A hex string with the word at `index` put in the place of its own. */
export function withWord(hex: string, index: number, value: string): string {
  const start = 2 + index * 64;
  return hex.slice(0, start) + value.slice(2) + hex.slice(start + value.length - 2);
}

/** The word at `index` of a hex string. */
export function wordAt(hex: string, index: number): bigint {
  return BigInt(`0x${hex.slice(2 + index * 64, 66 + index * 64)}`);
}
