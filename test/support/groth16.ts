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

/** Twice the generator of G2. */
const G2_DOUBLE = concat(
  [
    14583779054894525174450323658765874724019480979794335525732096752006891875705n,
    18029695676650738226693292988307914797657423701064905010927197838374790804409n,
    11474861747383700316476719153975578001603231366361248090558603872215261634898n,
    2140229616977736810657479771656733941598412651537078903776637920509952744750n,
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

/** A point of G2, and how many times the generator it is. */
export interface G2Multiple {
  point: string;
  times: bigint;
}

const ONE: G2Multiple = { point: G2_GENERATOR, times: 1n };
const TWO: G2Multiple = { point: G2_DOUBLE, times: 2n };

/** Points of G2 for keys. */
export const G2 = {
  none: { point: concat([0n, 0n, 0n, 0n].map(word)), times: 0n },
  one: ONE,
  two: TWO,
  minusOne: { point: negated(G2_GENERATOR), times: SCALAR_FIELD - 1n },
} as const;

function negated(point: string): string {
  const coordinates = [0, 1, 2, 3].map((i) => wordAt(point, i));
  return concat(coordinates.map((value, i) => word(i < 2 ? value : BASE_FIELD - value)));
}

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
 * A key for so many signals, and a proof of `values` under it: beta, gamma and B are the generator and delta is twice
 * it, so that A = alpha + sum + 2 C balances the equation. Other points for gamma and delta make another key.
 *
 * @param values The job's id, the digest of the input, the outputs.
 * @param ignored The place among the values of one that the key makes nothing of.
 * @param points Gamma and delta, each with its number of times the generator.
 */
export async function makeUp(
  values: readonly bigint[],
  seed: number,
  ignored?: number,
  { gamma, delta }: { gamma: G2Multiple; delta: G2Multiple } = { gamma: ONE, delta: TWO },
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
  const key = concat([await g1(alpha), G2_GENERATOR, gamma.point, delta.point, ...ic]);
  const a = alpha + sum * gamma.times + c * delta.times + 2n * SCALAR_FIELD;
  const points = concat([await g1(a), G2_GENERATOR, await g1(c)]);
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
