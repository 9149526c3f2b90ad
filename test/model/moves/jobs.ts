import { MARKET, type Job, type Said } from "../reference/jobs";
import { BPS, outcomeOf, type Outcome } from "../reference/rules";
import { CLIENTS, PEOPLE, type World } from "../reference/world";
import type { Choices } from "./choices";
import { marketMoves } from "./market";
import type { Move, Plan } from "./move";
import { nextPair } from "./pairs";

const TO = { to: MARKET };
const ITEM_GAS = 2_000_000n;
const NEVER = outcomeOf([], () => {});

type IsRight = (job: Job) => boolean;

const isFailing: IsRight = ({ said }) => said.status === 1n;
const isDecided: IsRight = ({ said }) => said.status >= 2n;

/** A job that is open, or now and then one that is over; nothing where there never was one. */
function jobOf({ jobs }: World, choices: Choices, isRight: IsRight): Job | undefined {
  const { open, all } = jobs;
  const isOver = choices.isRare(6) || open.length === 0;
  if (all.length === 0) return undefined;
  return isOver ? choices.of(all) : choices.rightly(open, isRight);
}

interface ByWhom {
  from: string;
  outcome: Outcome;
}

/** A call about a job. */
export function jobCall(world: World, method: string, job: Job, by: ByWhom): Move {
  return {
    ...{ ...TO, method, ...by, args: [`job ${world.jobs.all.indexOf(job)}`] },
    encode: (papers) => [papers.job(job)],
  };
}

/** The verifier is told what it will say; no part of the market. */
export function decideOf(world: World, job: Job, said: Said): Move {
  return {
    ...{ from: "owner", to: "oracle", method: "setVerdictOf" },
    args: [`job ${world.jobs.all.indexOf(job)}`, said],
    encode: (papers) => [papers.jobId(job), said.status, said.units, said.slashBps],
    outcome: outcomeOf([], () => {
      job.said = said;
    }),
  };
}

/** A call about some job; while there is none, about terms that nobody agreed on. */
function aboutJob(
  world: World,
  choices: Choices,
  { method, isRight }: { method: string; isRight: IsRight },
  by: (job: Job) => ByWhom,
): Move {
  const job = jobOf(world, choices, isRight) ?? world.unmatched();
  return jobCall(world, method, job, by(job));
}

const match: Plan = (world, choices) => {
  const pair = nextPair(world, choices);
  const from = choices.of(["eve", "fay", "cid"]);
  return {
    ...{ ...TO, from, method: "matchOrders", args: [pair] },
    encode: (papers) => [papers.match(pair)],
    outcome: world.jobs.match(pair, from, world.now),
  };
};

const matchBatch: Plan = (world, choices) => {
  const pairs = [nextPair(world, choices), nextPair(world, choices)];
  const from = "eve";
  return {
    ...{ ...TO, from, method: "matchBatch", args: pairs, outcome: NEVER },
    encode: (papers) => [pairs.map((pair) => papers.match(pair)), ITEM_GAS],
    items: pairs.map((pair) => () => world.jobs.match(pair, from, world.now)),
  };
};

const decide: Plan = (world, choices) => {
  const job = jobOf(world, choices, (one) => !isDecided(one)) ?? world.unmatched();
  const status = choices.of([2n, 3n, 4n, 2n, 3n, 0n, 1n, 7n]);
  const said = { status, units: choices.of([job.units, 1n, 2n ** 64n - 1n, 2n]), slashBps: 0n };
  said.slashBps = choices.of([BPS, 0n, 1n, 4_999n, 20_000n]);
  return decideOf(world, job, said);
};

const settle: Plan = (world, choices) =>
  aboutJob(world, choices, { method: "settle", isRight: isDecided }, (job) => ({
    from: choices.of(PEOPLE),
    outcome: world.jobs.settle(job, world.now),
  }));

const expire: Plan = (world, choices) =>
  aboutJob(world, choices, { method: "expire", isRight: isFailing }, (job) => ({
    from: choices.of(PEOPLE),
    outcome: world.jobs.expire(job, world.now),
  }));

const release: Plan = (world, choices) =>
  aboutJob(world, choices, { method: "release", isRight: isFailing }, (job) => {
    const from = choices.mostly<string>([job.pair.offer.provider], PEOPLE);
    return { from, outcome: world.jobs.release(job, from, world.now) };
  });

function batchOf(method: string, isRight: IsRight, end: (world: World, job: Job) => Outcome): Plan {
  return (world, choices) => {
    const jobs = [1, 2, 3].map(() => jobOf(world, choices, isRight) ?? world.unmatched());
    return {
      ...{ ...TO, from: "fay", method, outcome: NEVER },
      args: jobs.map((job) => `job ${world.jobs.all.indexOf(job)}`),
      encode: (papers) => [jobs.map((job) => papers.job(job)), ITEM_GAS],
      items: jobs.map((job) => () => end(world, job)),
    };
  };
}

const settleBatch = batchOf("settleBatch", isDecided, (world, job) =>
  world.jobs.settle(job, world.now),
);
const expireBatch = batchOf("expireBatch", isFailing, (world, job) =>
  world.jobs.expire(job, world.now),
);

const revokePayer: Plan = (world, choices) => {
  const from = choices.of(CLIENTS);
  const { request } = world.pairs.length === 0 ? nextPair(world, choices) : choices.of(world.pairs);
  return {
    ...{ ...TO, from, method: "revokePayer", args: [request] },
    encode: (papers) => [papers.requestDigest(request)],
    outcome: world.jobs.revokePayer(from, request),
  };
};

export const JOB_MOVES = {
  ...{ match, matchBatch, decide, settle, expire, release, settleBatch, expireBatch },
  ...{ ...marketMoves(({ jobs }) => jobs), revokePayer },
};
