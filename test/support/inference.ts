import { type Random } from "./random";
import type { Network } from "../../scripts/lib/inference/network";

export const FEATURES = 4;
export const HIDDEN = 8;
export const CLASSES = 3;

function list(length: number, value: () => number): number[] {
  return Array.from({ length }, value);
}

/** A network of random numbers, anywhere in their ranges. */
export function randomNetwork(random: Random): Network {
  const weight = () => Number(random.bits(8)) - 128;
  const bias = () => Number(random.bits(24)) - 2 ** 23;
  const row = (length: number) => () => list(length, weight);
  return {
    hiddenWeights: Array.from({ length: HIDDEN }, row(FEATURES)),
    hiddenBiases: list(HIDDEN, bias),
    scoreWeights: Array.from({ length: CLASSES }, row(HIDDEN)),
    scoreBiases: list(CLASSES, bias),
  };
}

/** A network whose weights and biases are all the same two numbers. */
export function evenNetwork(weight: number, bias: number): Network {
  return {
    hiddenWeights: Array.from({ length: HIDDEN }, () => list(FEATURES, () => weight)),
    hiddenBiases: list(HIDDEN, () => bias),
    scoreWeights: Array.from({ length: CLASSES }, () => list(HIDDEN, () => weight)),
    scoreBiases: list(CLASSES, () => bias),
  };
}

export function randomFeatures(random: Random): number[] {
  return list(FEATURES, () => Number(random.bits(8)) - 128);
}

/** Runs `work` and returns what it wrote to the console's error stream, where circom's programs complain. */
export async function saidBy(work: () => Promise<unknown>): Promise<string> {
  const said: unknown[] = [];
  const original: unknown = Reflect.get(console, "error");
  Reflect.set(console, "error", (...words: unknown[]) => said.push(...words));
  try {
    await work();
  } finally {
    Reflect.set(console, "error", original);
  }
  return said.join(" ");
}
