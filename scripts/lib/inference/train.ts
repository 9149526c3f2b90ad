import { id, keccak256 } from "ethers";

import type { Network } from "./network";

/** Features as the circuit takes them, and the class they belong to. */
export interface Sample {
  features: number[];
  class: number;
}

/** Numbers from zero to one, the same for the same seed. */
function draws(seed: string): () => number {
  let state = id(seed);
  return () => {
    state = keccak256(state);
    return Number(BigInt(state) >> 203n) / 2 ** 53;
  };
}

/** Where samples lie. Two places, one on each side of the other classes, are of one class: no plane parts them. */
const PLACES = [
  { class: 0, centre: [-70, -60, 40, 10] },
  { class: 0, centre: [70, 60, -40, 10] },
  { class: 1, centre: [10, -20, 10, -70] },
  { class: 2, centre: [-10, 20, 0, 80] },
];
const SPREAD = 36;

/** Things that people with a network of four features would like told apart. */
export function samples(count: number, seed: string): Sample[] {
  const draw = draws(seed);
  // The sum of three draws, moved to be zero on average: a bell, near enough.
  const noise = () => (draw() + draw() + draw() - 1.5) * SPREAD;
  return Array.from({ length: count }, (_, i) => {
    const place = PLACES[i % PLACES.length] ?? { class: 0, centre: [] };
    return { class: place.class, features: place.centre.map((x) => Math.round(x + noise())) };
  });
}

type Rows = number[][];

function dot(one: readonly number[], other: readonly number[]): number {
  return one.reduce((sum, value, i) => sum + value * (other[i] ?? 0), 0);
}

/** Moves weights of a row, the last of which is its bias, against a slope. */
function step(row: number[], inputs: readonly number[], slope: number): void {
  [...inputs, 1].forEach((value, i) => (row[i] = (row[i] ?? 0) - slope * value));
}

function softmax(scores: readonly number[]): number[] {
  const most = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - most));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/** One pass over the samples, down the slope of the cross entropy. */
function pass(hidden: Rows, score: Rows, given: readonly Sample[], rate: number): void {
  for (const { features, class: wanted } of given) {
    const x = features.map((feature) => feature / FEATURE_SCALE);
    const h = hidden.map((row) => Math.max(0, dot(row, [...x, 1])));
    const chances = softmax(score.map((row) => dot(row, [...h, 1])));
    const slopes = chances.map((chance, i) => chance - (i === wanted ? 1 : 0));
    const back = h.map((value, j) =>
      value > 0 ? score.reduce((sum, row, i) => sum + (row[j] ?? 0) * (slopes[i] ?? 0), 0) : 0,
    );
    score.forEach((row, i) => step(row, h, rate * (slopes[i] ?? 0)));
    hidden.forEach((row, j) => step(row, x, rate * (back[j] ?? 0)));
  }
}

const FEATURE_SCALE = 128;
const LARGEST_WEIGHT = 127;

/** Rows in whole numbers: weights of 8 bits, biases on the scale of their sums. */
function quantize(rows: Rows, inputScale: number) {
  const weights = rows.map((row) => row.slice(0, -1));
  const scale = LARGEST_WEIGHT / Math.max(...weights.flat().map(Math.abs));
  return {
    weights: weights.map((row) => row.map((weight) => Math.round(weight * scale))),
    biases: rows.map((row) => Math.round((row.at(-1) ?? 0) * scale * inputScale)),
    scale: scale * inputScale,
  };
}

/** Trains a network of one hidden layer, the same for the same arguments, and rounds it to whole numbers. */
export function train(
  given: readonly Sample[],
  { hidden = 8, classes = 3, passes = 40, rate = 0.05, seed = "weights" } = {},
): Network {
  const draw = draws(seed);
  const rows = (count: number, inputs: number): Rows =>
    Array.from({ length: count }, () =>
      Array.from({ length: inputs + 1 }, (_, i) => (i === inputs ? 0 : 2 * draw() - 1)),
    );
  const inputs = given[0]?.features.length ?? 0;
  const [first, second] = [rows(hidden, inputs), rows(classes, hidden)];
  for (let i = 0; i < passes; i++) pass(first, second, given, rate);
  const layer = quantize(first, FEATURE_SCALE);
  const scores = quantize(second, layer.scale);
  return {
    hiddenWeights: layer.weights,
    hiddenBiases: layer.biases,
    scoreWeights: scores.weights,
    scoreBiases: scores.biases,
  };
}

/** The share of samples that a network tells right. */
export function accuracy(
  says: (features: readonly number[]) => number,
  given: readonly Sample[],
): number {
  const right = given.filter(({ features, class: wanted }) => says(features) === wanted);
  return right.length / given.length;
}
