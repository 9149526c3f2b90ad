import { mimc7Hash } from "./mimc7";

/** A network of one hidden layer in whole numbers: weights of 8 bits, biases of 24, signed. */
export interface Network {
  /** A row for each hidden sum. */
  hiddenWeights: readonly (readonly number[])[];
  hiddenBiases: readonly number[];
  /** A row for each class. */
  scoreWeights: readonly (readonly number[])[];
  scoreBiases: readonly number[];
}

/** What a network says of some features. */
export interface Inference {
  class: number;
  /** One for each class. */
  scores: bigint[];
}

const FEATURE_BITS = 8;
const WEIGHT_BITS = 8;
const BIAS_BITS = 24;
/** Bits that one field element holds of packed numbers. */
const ELEMENT_BITS = 248;
const CLASS_BITS = 8n;
const SCORE_BITS = 40n;
const SCORE_OFFSET = 1n << (SCORE_BITS - 1n);
/** What hashes are for. */
const DOMAIN = { model: 1n, input: 2n };

/** The number moved up to be none below zero. */
function raised(value: number, bits: number): bigint {
  const offset = 2 ** (bits - 1);
  if (!Number.isInteger(value) || value < -offset || value >= offset) {
    throw new RangeError(`${value} is no signed number of ${bits} bits`);
  }
  return BigInt(value + offset);
}

function dot(weights: readonly number[], values: readonly bigint[], bias: number): bigint {
  return weights.reduce((sum, weight, i) => sum + BigInt(weight) * (values[i] ?? 0n), BigInt(bias));
}

/** Runs the network, as `circuits/inference.circom` does. */
export function infer(network: Network, features: readonly number[]): Inference {
  const x = features.map(BigInt);
  const hidden = network.hiddenWeights.map((row, i) => {
    const sum = dot(row, x, network.hiddenBiases[i] ?? 0);
    return sum < 0n ? 0n : sum;
  });
  const scores = network.scoreWeights.map((row, i) =>
    dot(row, hidden, network.scoreBiases[i] ?? 0),
  );
  const best = scores.reduce((found, score, i) => (score > (scores[found] ?? 0n) ? i : found), 0);
  return { class: best, scores };
}

/** The numbers in as few field elements as hold them, in order, none of them across two. */
function pack(numbers: readonly { value: number; bits: number }[]): bigint[] {
  const elements: bigint[] = [0n];
  let used = 0;
  for (const { value, bits } of numbers) {
    if (used + bits > ELEMENT_BITS) {
      elements.push(0n);
      used = 0;
    }
    const last = elements.length - 1;
    elements[last] = (elements[last] ?? 0n) + (raised(value, bits) << BigInt(used));
    used += bits;
  }
  return elements;
}

/** What a provider publishes of its network. The salt keeps guesses at the weights from being checked. */
export function commitmentOf(network: Network, salt: bigint): bigint {
  const weights = [...network.hiddenWeights.flat(), ...network.scoreWeights.flat()];
  const biases = [...network.hiddenBiases, ...network.scoreBiases];
  const packed = pack([
    ...weights.map((value) => ({ value, bits: WEIGHT_BITS })),
    ...biases.map((value) => ({ value, bits: BIAS_BITS })),
  ]);
  return mimc7Hash([...packed, salt], DOMAIN.model);
}

/** The digest that a client puts into its request: of the network it wants asked, and what about. */
export function inputDigest(commitment: bigint, features: readonly number[]): bigint {
  const [packed = 0n] = pack(features.map((value) => ({ value, bits: FEATURE_BITS })));
  return mimc7Hash([commitment, packed], DOMAIN.input);
}

/** The one output signal of the circuit. */
export function encodeInference({ class: best, scores }: Inference): bigint {
  return scores.reduce(
    (word, score, i) => word + ((score + SCORE_OFFSET) << (CLASS_BITS + SCORE_BITS * BigInt(i))),
    BigInt(best),
  );
}

/** The inference in an output signal. */
export function decodeInference(signal: bigint, classes: number): Inference {
  const scores = Array.from({ length: classes }, (_, i) => {
    const field = signal >> (CLASS_BITS + SCORE_BITS * BigInt(i));
    return (field & ((1n << SCORE_BITS) - 1n)) - SCORE_OFFSET;
  });
  return { class: Number(signal & ((1n << CLASS_BITS) - 1n)), scores };
}
