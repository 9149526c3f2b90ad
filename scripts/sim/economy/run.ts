import { seeded, type Random } from "../verification/random";
import { NEWCOMER_SCORE, ProviderRecord, scoreOver, type End } from "./record";
import { washRows, type WashRow } from "./wash";

/** Fee of a job, in WEFT. */
const FEE = 0.05;
const LONGEST_DAYS = 720;
/** Jobs a day that newcomers do. */
export const PACES = [1, 5, 20, 100] as const;
/** Shares of their jobs in which liars lie. */
export const LIES = [0, 0.005, 0.01, 0.015, 0.02, 0.05, 0.1, 0.5, 1] as const;
/** Honest jobs before the first lie. */
export const PASTS = [0, 10, 100, 1_000] as const;

export interface Size {
  providers: number;
  days: number;
  seed: number;
}

/** A newcomer among honest providers. */
export interface NewcomerRow {
  pace: number;
  /** Honest jobs until its score is the median; undefined where it never is. */
  jobs: number | undefined;
  days: number;
}

/** A provider that is honest for a while, and then lies in a share of its jobs. */
export interface LiarRow {
  share: number;
  past: number;
  /** In the end. */
  score: number;
}

/** Lies until a provider is below any newcomer, and honest jobs until it is not. */
export interface FallRow {
  past: number;
  lies: number;
  /** Lies until then where they are of another class than the honest jobs. */
  apart: number;
  back: number;
}

/** A provider that lies in a share of its jobs, all of another class than its honest ones. */
export interface ApartRow {
  share: number;
  /** Over both classes, in the end. */
  score: number;
}

export interface Report extends Size {
  wash: WashRow[];
  median: number;
  newcomers: NewcomerRow[];
  liars: LiarRow[];
  apart: ApartRow[];
  falls: FallRow[];
}

/** Honest providers of all ages and paces, late in a hundredth of their jobs. */
function medianScore({ providers, seed }: Size): number {
  const random = seeded(seed);
  const scores = Array.from({ length: providers }, () => {
    const pace = 0.2 * 100 ** random();
    return scoreAfter(random, { pace, days: random() * LONGEST_DAYS, share: 0.01, fault: "late" });
  }).sort((a, b) => a - b);
  return scores[Math.floor(scores.length / 2)] ?? NEWCOMER_SCORE;
}

interface Life {
  pace: number;
  days: number;
  share: number;
  fault: End;
  record?: ProviderRecord;
  from?: number;
}

/** The score after a life of jobs, of which a share ends badly. */
function scoreAfter(random: Random, life: Life): number {
  const { pace, days, share, fault, record = new ProviderRecord(), from = 0 } = life;
  for (let day = from; day < from + days; day += 1 / pace) {
    record.grow(random() < share ? fault : "accepted", FEE, day);
  }
  return record.scoreAt(from + days);
}

function newcomerRow(pace: number, median: number): NewcomerRow {
  const record = new ProviderRecord();
  for (let jobs = 0; jobs < 100_000; jobs++) {
    const day = jobs / pace;
    if (record.scoreAt(day) >= median) return { pace, jobs, days: day };
    record.grow("accepted", FEE, day);
  }
  return { pace, jobs: undefined, days: 0 };
}

function liarRow(share: number, past: number, { days, seed }: Size): LiarRow {
  const record = new ProviderRecord();
  const pace = 20;
  for (let jobs = 0; jobs < past; jobs++) record.grow("accepted", FEE, jobs / pace);
  const life: Life = { pace, days, share, fault: "wrong", record, from: past / pace };
  return { share, past, score: scoreAfter(seeded(seed), life) };
}

function apartRow(share: number, { days, seed }: Size): ApartRow {
  const [honest, lying] = [new ProviderRecord(), new ProviderRecord()];
  const random = seeded(seed);
  for (let day = 0; day < days; day += 1 / 20) {
    if (random() < share) lying.grow("wrong", FEE, day);
    else honest.grow("accepted", FEE, day);
  }
  return { share, score: scoreOver([honest, lying], days) };
}

/** All on one day: nothing fades. */
function liesApart(past: number): number {
  const [honest, lying] = [new ProviderRecord(), new ProviderRecord()];
  for (let jobs = 0; jobs < past; jobs++) honest.grow("accepted", FEE, 0);
  let lies = 0;
  do {
    lying.grow("wrong", FEE, 0);
    lies++;
  } while (scoreOver([honest, lying], 0) >= NEWCOMER_SCORE);
  return lies;
}

function fallRow(past: number): FallRow {
  const record = new ProviderRecord();
  const pace = 20;
  for (let jobs = 0; jobs < past; jobs++) record.grow("accepted", FEE, jobs / pace);
  let day = past / pace;
  let [lies, back] = [0, 0];
  do {
    record.grow("wrong", FEE, day);
    lies++;
  } while (record.scoreAt(day) >= NEWCOMER_SCORE);
  while (record.scoreAt(day) < NEWCOMER_SCORE) {
    day += 1 / pace;
    record.grow("accepted", FEE, day);
    back++;
  }
  return { past, lies, apart: liesApart(past), back };
}

export function runAll(size: Size): Report {
  const median = medianScore(size);
  return {
    ...size,
    wash: washRows(),
    median,
    newcomers: PACES.map((pace) => newcomerRow(pace, median)),
    liars: LIES.flatMap((share) => PASTS.map((past) => liarRow(share, past, size))),
    apart: LIES.map((share) => apartRow(share, size)),
    falls: PASTS.map(fallRow),
  };
}
