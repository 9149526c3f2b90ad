import { toBeHex } from "ethers";
import { InvalidFieldError } from "../errors/weft-error";
import type { GpuModel } from "../resources/registry";
import type { Layout } from "../words/layout";
import { hasUnusedBits, packWord, readField } from "../words/layout";
import { checkBytes32 } from "../words/range";
import { packModels, unpackModels } from "./weights";

// Bit layout of contracts/conditions/ReputationCondition.sol.
const WORD = [
  ["minScoreBps", 16],
  ["minWeight", 56],
  ["models", 64],
  ["isClient", 1],
] as const satisfies Layout<string>;

const BPS = 10_000;

/** What a request can want of a provider's record. */
export interface ProviderWish {
  /** Least score, in basis points; nobody has all 10,000. */
  minScoreBps?: number;
  /** Least weight of accepted jobs, in 1e-9 WEFT. */
  minWeight?: bigint;
  /**
   * Models whose classes count; all classes where left out. With more than one, jobs that accept several models or any
   * count too.
   */
  models?: readonly (GpuModel | `bit${number}`)[];
}

/** What an offer can want of a client's record. */
export interface ClientWish {
  /** Least weight of the fees it paid, in 1e-9 WEFT. */
  minPaid: bigint;
}

/**
 * The word of a request whose provider must have a record.
 *
 * @throws InvalidFieldError for a wish that nobody can meet.
 * @example
 * const conditionData = providerCondition({ minScoreBps: 9_000, models: ["nvidia-h100-sxm"] });
 */
export function providerCondition(wish: ProviderWish): string {
  const minScoreBps = wish.minScoreBps ?? 0;
  if (minScoreBps >= BPS) {
    throw new InvalidFieldError("minScoreBps", minScoreBps, `below ${BPS}`);
  }
  const models = packModels(wish.models ?? []);
  const fields = { minScoreBps, minWeight: wish.minWeight ?? 0n, models, isClient: 0 };
  return toBeHex(packWord(WORD, fields), 32);
}

/** The word of an offer whose client must have a record. */
export function clientCondition({ minPaid }: ClientWish): string {
  const fields = { minScoreBps: 0, minWeight: minPaid, models: 0n, isClient: 1 };
  return toBeHex(packWord(WORD, fields), 32);
}

/**
 * What a word of an order wants.
 *
 * @throws InvalidFieldError for a word that nobody meets.
 */
export function readReputationCondition(
  data: string,
): ({ of: "provider" } & Required<ProviderWish>) | ({ of: "client" } & ClientWish) {
  const word = BigInt(checkBytes32("conditionData", data));
  const field = (name: (typeof WORD)[number][0]) => readField(WORD, word, name);
  const [minScoreBps, models] = [Number(field("minScoreBps")), field("models")];
  const isClient = field("isClient") === 1n;
  const isSound = isClient ? minScoreBps === 0 && models === 0n : minScoreBps < BPS;
  if (hasUnusedBits(WORD, word) || !isSound) {
    throw new InvalidFieldError("conditionData", data, "a word that somebody can meet");
  }
  const minWeight = field("minWeight");
  return isClient
    ? { of: "client", minPaid: minWeight }
    : { of: "provider", minScoreBps, minWeight, models: unpackModels(models) };
}
