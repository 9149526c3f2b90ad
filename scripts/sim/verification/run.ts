import { credibility, majority, optimistic, single, type Scheme } from "./schemes";
import { World, type Sabotage, type Setting, type Tally } from "./world";

/** At most one accepted result in 2,000 is wrong, by the weights: 0.05%. */
export const TRUST = 2_000;

/** The credibility of the table's promise: at least three, at most twelve, 0.05%. */
export const CREDIBLE = credibility("credible, 3 at first", {
  first: 3,
  quorum: 3,
  cap: 12,
  trust: TRUST,
});

/** The same against saboteurs who wait until they are believed: their chance is their share to the seventh. */
export const CREDIBLE_SEVEN = credibility("credible, 7 at first", {
  first: 7,
  quorum: 7,
  cap: 12,
  trust: TRUST,
});

export const SCHEMES: readonly Scheme[] = [
  single,
  optimistic(0.1),
  optimistic(0.2),
  majority,
  // A proven provider alone, a newcomer with five others: adaptive replication as BOINC knows it.
  credibility("adaptive, 1 at first", { first: 1, quorum: 1, cap: 12, trust: 50 }),
  CREDIBLE,
  CREDIBLE_SEVEN,
];

export const SHARES = [0.05, 0.1, 0.2, 0.3] as const;
export const SABOTAGES: readonly Sabotage[] = ["independent", "colluding", "patient"];
/** How often those who collude may lie, for the second table: the records of rare liars grow. */
export const RATES = [0.01, 0.02, 0.05, 0.1, 0.3, 1] as const;

/** One line of a table. */
export interface Row {
  scheme: string;
  sabotage: Sabotage;
  share: number;
  rate: number;
  /** Share of the jobs that ended with a wrong result. */
  wrong: number;
  replicasPerJob: number;
  /** Tasks that were void and asked again, a job. */
  voidsPerJob: number;
  lost: number;
  /** What a saboteur gained a replica, in prices; the honest gain 0.4. */
  saboteurProfit: number;
}

export function runScheme(scheme: Scheme, setting: Setting): Row {
  const world = new World(setting);
  const next = scheme.start(world);
  for (let job = 0; job < setting.jobs; ++job) {
    world.startJob();
    next();
  }
  return rowOf(scheme, setting, world.tally);
}

function rowOf(scheme: Scheme, { sabotage, share, rate }: Setting, tally: Tally): Row {
  const { jobs, wrong, replicas, voids, lost, saboteurs } = tally;
  return {
    scheme: scheme.name,
    ...{ sabotage, share, rate },
    wrong: wrong / jobs,
    replicasPerJob: replicas / jobs,
    voidsPerJob: voids / jobs,
    lost,
    saboteurProfit: saboteurs.replicas === 0 ? 0 : saboteurs.profit / saboteurs.replicas,
  };
}

/** What both tables show. */
export interface Report {
  providers: number;
  jobs: number;
  rate: number;
  seed: number;
  rows: Row[];
  /** Credible quorums against 30% who collude, by how often they lie. */
  byRate: Row[];
}

export type Size = Pick<Setting, "providers" | "jobs" | "rate" | "seed">;

export function runAll(size: Size, onRow: (row: Row) => void = () => undefined): Report {
  const run = (scheme: Scheme, setting: Setting): Row => {
    const row = runScheme(scheme, setting);
    onRow(row);
    return row;
  };
  const rows = SABOTAGES.flatMap((sabotage) =>
    SHARES.flatMap((share) => SCHEMES.map((scheme) => run(scheme, { ...size, sabotage, share }))),
  );
  const byRate = [CREDIBLE, CREDIBLE_SEVEN].flatMap((scheme) =>
    RATES.map((rate) => run(scheme, { ...size, sabotage: "colluding", share: 0.3, rate })),
  );
  return { ...size, rows, byRate };
}
