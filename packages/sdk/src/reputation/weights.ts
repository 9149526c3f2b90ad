import { InvalidFieldError } from "../errors/weft-error";
import { GPU_MODELS, type GpuModel } from "../resources/registry";
import { packSet, unpackSet } from "../resources/sets";
import type { Layout } from "../words/layout";
import { readField } from "../words/layout";
import { checkUint } from "../words/range";

/** Units of weight in a WEFT. */
export const WEIGHT_PER_WEFT = 10n ** 9n;
/** The most that a weight can be. */
export const MAX_WEIGHT = 2n ** 56n - 1n;
/** Seconds in which a weight fades to its half. */
export const WEIGHT_HALF_LIFE = 90 * 86_400;

const SETS = { field: "models", names: GPU_MODELS, at: 0, width: 64 } as const;

/** The set of models as the contract takes it: zero for all classes, that of no model included. */
export function packModels(models: readonly (GpuModel | `bit${number}`)[]): bigint {
  return packSet<GpuModel>(SETS, models);
}

export function unpackModels(models: bigint): (GpuModel | `bit${number}`)[] {
  return unpackSet<GpuModel>(SETS, checkUint("models", models, 64));
}

/** The one model of a class; undefined for the class zero, of jobs that accept several models or any. */
export function classModel(model: bigint): GpuModel | `bit${number}` | undefined {
  const [only, ...others] = unpackModels(model);
  if (others.length > 0) throw new InvalidFieldError("model", model, "one model's bit, or zero");
  return only;
}

/** What the chain keeps of a provider in one class: weights in 1e-9 WEFT, as of `updatedAt`. */
export interface StoredRecord {
  good: bigint;
  bad: bigint;
  /** Unix second. */
  updatedAt: number;
  late: number;
  wrong: number;
  voided: number;
  /** Earned, and not tallied for an epoch yet. */
  untallied: bigint;
}

const RECORD = [
  ["good", 56],
  ["bad", 56],
  ["updatedAt", 40],
  ["late", 16],
  ["wrong", 16],
  ["voided", 16],
  ["untallied", 56],
] as const satisfies Layout<string>;

/** The fields of a stored word, as events and proofs carry it; undefined where there is no record. */
export function unpackRecord(word: bigint): StoredRecord | undefined {
  if (checkUint("word", word, 256) === 0n) return undefined;
  const field = (name: (typeof RECORD)[number][0]) => readField(RECORD, word, name);
  return {
    good: field("good"),
    bad: field("bad"),
    updatedAt: Number(field("updatedAt")),
    late: Number(field("late")),
    wrong: Number(field("wrong")),
    voided: Number(field("voided")),
    untallied: field("untallied"),
  };
}

const PRIOR_GOOD = WEIGHT_PER_WEFT;
const PRIOR_BAD = 3n * WEIGHT_PER_WEFT;
const WAD = 10n ** 18n;

/** The score of weights as of now, in 1e18ths, as the contract reckons it: a quarter for who has none. */
export function scoreWadOf({ good, bad }: { good: bigint; bad: bigint }): bigint {
  return ((PRIOR_GOOD + good) * WAD) / (PRIOR_GOOD + good + PRIOR_BAD + bad);
}
