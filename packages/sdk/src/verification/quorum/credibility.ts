import { MAX_REPLICAS, type QuorumTerms } from "./terms";

/**
 * How much replicas that agree are worth, by the same rules as contracts/verification/quorum/Credibility.sol, which
 * derives them.
 */

/** Results agreed with from which on a provider weighs 2, 3, 4, 5 and 6 bits. */
const STEPS = [15, 27, 51, 99, 195] as const;

/** The most results that a record counts. */
export const MAX_AGREED = 255;

/** Weight in bits of a provider whose last `agreed` results were agreed with. */
export function weightOf(agreed: number): number {
  return 1 + STEPS.filter((step) => agreed >= step).length;
}

/** Weight in a task whose first results are public. */
export function seeingWeightOf(agreed: number): number {
  return weightOf(agreed) - 1;
}

/** Whether at most one in `trust` groups of this weight, with these odds against it, is wrong. */
export function isCredible(bits: number, otherOdds: bigint, trust: number): boolean {
  return 1n << BigInt(bits) >= BigInt(trust - 1) * (1n + otherOdds);
}

/** A replica that revealed. */
export interface RevealedReplica {
  root: string;
  weightBits: number;
}

/** Replicas that agree. */
export interface QuorumGroup {
  root: string;
  count: number;
  weightBits: number;
}

/** The groups of replicas that agree, in the order of their first reveal. */
export function groupsOf(replicas: readonly RevealedReplica[]): QuorumGroup[] {
  const groups = new Map<string, QuorumGroup>();
  for (const { root, weightBits } of replicas) {
    const group = groups.get(root) ?? { root, count: 0, weightBits: 0 };
    groups.set(root, {
      root,
      count: group.count + 1,
      weightBits: group.weightBits + weightBits,
    });
  }
  return [...groups.values()];
}

/**
 * What stands against a group: the odds of all others. Groups that weigh nothing stand only against one another, so that
 * nobody vetoes for nothing what something speaks for.
 */
export function oddsAgainst(best: QuorumGroup, groups: readonly QuorumGroup[]): bigint {
  return groups
    .filter((group) => group !== best && (group.weightBits > 0 || best.weightBits === 0))
    .reduce((sum, { weightBits }) => sum + (1n << BigInt(weightBits)), 0n);
}

/** The group of the greatest weight; undefined where nobody revealed. */
export function leadingGroup(groups: readonly QuorumGroup[]): QuorumGroup | undefined {
  return groups.reduce<QuorumGroup | undefined>(
    (best, group) => (best === undefined || group.weightBits > best.weightBits ? group : best),
    undefined,
  );
}

/** The group whose result counts as right; undefined while there is none. */
export function credibleGroup(
  replicas: readonly RevealedReplica[],
  terms: Pick<QuorumTerms, "quorum" | "trust">,
): QuorumGroup | undefined {
  const groups = groupsOf(replicas);
  const best = leadingGroup(groups);
  if (best === undefined || best.count < terms.quorum) return undefined;
  return isCredible(best.weightBits, oddsAgainst(best, groups), terms.trust) ? best : undefined;
}

/** Whether there would be such a group if all who have not revealed yet, of these weights, joined the leading one. */
export function mayBeCredible(
  replicas: readonly RevealedReplica[],
  unrevealed: readonly number[],
  terms: Pick<QuorumTerms, "quorum" | "trust">,
): boolean {
  const root = leadingGroup(groupsOf(replicas))?.root ?? "";
  const joined = unrevealed.map((weightBits) => ({ root, weightBits }));
  return credibleGroup([...replicas, ...joined], terms) !== undefined;
}

/** Whether replicas with these weights, if they agree, are enough to begin to reveal. */
export function isBlindRoundFull(
  weights: readonly number[],
  { first, cap, trust }: Pick<QuorumTerms, "first" | "cap" | "trust">,
): boolean {
  if (weights.length < first) return false;
  const bits = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.length === Math.min(cap, MAX_REPLICAS) || isCredible(bits, 0n, trust);
}

/** The least weight, in bits, that a group must have against these odds. */
export function wantedBits(otherOdds: bigint, trust: number): number {
  let bits = 0;
  while (!isCredible(bits, otherOdds, trust)) ++bits;
  return bits;
}

/** What a record says after a task was decided. */
export function agreedAfter(
  agreed: number,
  outcome: { hasAgreed: boolean; weightBits: number },
): number {
  if (!outcome.hasAgreed) return 0;
  // What weighed nothing is no merit: it may have been copied.
  return outcome.weightBits === 0 ? agreed : Math.min(agreed + 1, MAX_AGREED);
}
