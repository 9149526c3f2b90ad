import {
  agreedAfter,
  credibleGroup,
  isBlindRoundFull,
  seeingWeightOf,
  weightOf,
  type QuorumTerms,
} from "@weft/sdk";

import { LIE, RIGHT, type World } from "./world";

/** A way to come to a result. */
export interface Scheme {
  name: string;
  /** A function that does the jobs of a world one by one. */
  start: (world: World) => () => void;
}

/** Times that a task is asked again before its client gives up. */
const MAX_ATTEMPTS = 2_000;

/** One provider, believed. */
export const single: Scheme = {
  name: "single",
  start: (world) => () => {
    world.draw.reset();
    const provider = nextOf(world);
    const result = world.resultOf(provider, true);
    world.book(provider, result, "paid");
    world.accept(result);
  },
};

/** One provider, audited with this chance; a lie that is audited is slashed, and the job is asked again. */
export function optimistic(auditRate: number): Scheme {
  return {
    name: `optimistic, ${auditRate * 100}% audited`,
    start: (world) => () => {
      world.draw.reset();
      for (;;) {
        const provider = nextOf(world);
        const result = world.resultOf(provider, true);
        const isAudited = world.random() < auditRate;
        if (isAudited) ++world.tally.replicas; // the auditor computes it too
        const isCaught = isAudited && result !== RIGHT;
        world.book(provider, result, isCaught ? "slashed" : "paid");
        if (!isCaught) {
          world.accept(result);
          return;
        }
        ++world.tally.voids;
      }
    },
  };
}

/** Three providers, of whom two must agree; all of one weight, whatever they did before. */
export const majority: Scheme = {
  name: "majority of 3",
  start: (world) => {
    const terms = { first: 3, quorum: 2, cap: 3, trust: 2 };
    return () => retry(world, () => runQuorum(world, terms, () => 0).isDone);
  },
};

/** The rules of the quorum verifier, with records that grow. */
export function credibility(
  name: string,
  terms: Pick<QuorumTerms, "first" | "quorum" | "cap" | "trust">,
): Scheme {
  return {
    name,
    start: (world) => {
      const records = new Array<number>(world.setting.providers).fill(0);
      const recordOf = (provider: number): number => records[provider] ?? 0;
      return () =>
        retry(world, () => {
          const { isDone, replicas } = runQuorum(world, terms, recordOf);
          for (const { provider, weightBits, hasAgreed } of isDone ? replicas : []) {
            records[provider] = agreedAfter(recordOf(provider), { hasAgreed, weightBits });
          }
          return isDone;
        });
    },
  };
}

interface Replica {
  provider: number;
  weightBits: number;
  root: string;
  hasAgreed: boolean;
}

/** One task: a blind round that is enough if all agree, then one replica more at a time. */
function runQuorum(
  world: World,
  terms: Pick<QuorumTerms, "first" | "quorum" | "cap" | "trust">,
  recordOf: (provider: number) => number,
): { isDone: boolean; replicas: readonly Replica[] } {
  world.draw.reset();
  const picks: number[] = [];
  const weights: number[] = [];
  while (!isBlindRoundFull(weights, terms)) {
    const provider = nextOf(world);
    picks.push(provider);
    weights.push(weightOf(recordOf(provider)));
  }
  const supposed = picks.map((provider, i) => ({
    root: world.isSaboteur(provider) ? LIE : RIGHT,
    weightBits: weights[i] ?? 0,
  }));
  const isBelieved = credibleGroup(supposed, terms)?.root === LIE;
  const replicas: Replica[] = picks.map((provider, i) => ({
    provider,
    weightBits: weights[i] ?? 0,
    root: world.resultOf(provider, isBelieved),
    hasAgreed: false,
  }));
  let winner = credibleGroup(replicas, terms);
  while (winner === undefined && replicas.length < terms.cap) {
    const provider = provenOf(world, recordOf);
    if (provider === undefined) break;
    const weightBits = seeingWeightOf(recordOf(provider));
    const root = world.resultOf(provider, isBelieved);
    replicas.push({ provider, weightBits, root, hasAgreed: false });
    winner = credibleGroup(replicas, terms);
  }
  for (const replica of replicas) {
    replica.hasAgreed = replica.root === winner?.root;
    const decided = replica.hasAgreed ? "paid" : "slashed";
    world.book(replica.provider, replica.root, winner === undefined ? "void" : decided);
  }
  if (winner !== undefined) world.accept(winner.root);
  return { isDone: winner !== undefined, replicas };
}

/** The next who would weigh anything in a task whose results are public. */
function provenOf(world: World, recordOf: (provider: number) => number): number | undefined {
  for (;;) {
    const provider = world.draw.next();
    if (provider === undefined || seeingWeightOf(recordOf(provider)) > 0) return provider;
  }
}

function nextOf({ draw }: World): number {
  const provider = draw.next();
  if (provider === undefined) throw new Error("every provider is in the task already");
  return provider;
}

function retry(world: World, attempt: () => boolean): void {
  for (let attempts = 0; attempts < MAX_ATTEMPTS; ++attempts) {
    if (attempt()) return;
    ++world.tally.voids;
  }
  ++world.tally.lost;
}
