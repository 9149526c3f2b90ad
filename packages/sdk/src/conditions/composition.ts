import { AbiCoder, keccak256 } from "ethers";
import { InvalidFieldError } from "../errors/weft-error";
import { checkAccount, checkBytes, checkBytes32, checkUint } from "../words/range";

/** One of the conditions of a composition, as it stands in the order. */
export interface Child {
  condition: string;
  data: string;
  /** Gas that it gets to answer. */
  gasCap: number;
}

/** The most children of a composition. */
export const MAX_CHILDREN = 8;
/** Gas that a market gives a condition, by `MatchChecks.CONDITION_GAS`. */
const CONDITION_GAS = 100_000;
/** What a composition itself needs, by `Composition`: once, for each child, and for reading them. */
const SPARE_GAS = 12_000;
const CHILD_GAS = 5_000;
const READ_GAS = 1_500;

const CHILDREN = "tuple(address condition, bytes32 data, uint32 gasCap)[]";

function encodeChildren(children: readonly Child[]): string {
  const { length } = children;
  if (length === 0 || length > MAX_CHILDREN) {
    throw new InvalidFieldError("children", length, `from 1 to ${MAX_CHILDREN} of them`);
  }
  const checked = children.map(({ condition, data, gasCap }) => ({
    condition: checkAccount("condition", condition),
    data: checkBytes32("data", data),
    gasCap: checkUint("gasCap", gasCap, 32),
  }));
  return AbiCoder.defaultAbiCoder().encode([CHILDREN], [checked]);
}

/** Gas that a composition of such children needs to answer. */
export function compositionGas(children: readonly Pick<Child, "gasCap">[]): number {
  const own = SPARE_GAS + READ_GAS;
  return children.reduce(
    (sum, { gasCap }) => sum + gasCap + Math.floor(gasCap / 63) + CHILD_GAS + READ_GAS,
    own,
  );
}

/**
 * The word that an order carries for children of `AllOf` or `AnyOf`.
 *
 * @param gasCap What the composition will be given: the market's, unless it is a child itself.
 * @throws InvalidFieldError where there are none, too many, or not enough gas for all.
 */
export function hashChildren(children: readonly Child[], gasCap = CONDITION_GAS): string {
  const encoded = encodeChildren(children);
  const needed = compositionGas(children);
  if (needed > gasCap) {
    throw new InvalidFieldError("gasCap", needed, `at most ${gasCap} for all children together`);
  }
  return keccak256(encoded);
}

/** What a subject brings for a composition: an evidence for each child, `0x` for none. */
export function compositionEvidence(
  children: readonly Child[],
  evidences: readonly string[],
): string {
  if (evidences.length !== children.length) {
    throw new InvalidFieldError("evidences", evidences.length, `${children.length}, one a child`);
  }
  const brought = evidences.map((evidence, i) => checkBytes(`evidences[${i}]`, evidence));
  return AbiCoder.defaultAbiCoder().encode(
    ["bytes", "bytes[]"],
    [encodeChildren(children), brought],
  );
}
