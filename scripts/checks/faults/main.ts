import { join, resolve } from "node:path";

import { runCommand } from "../../lib/command";
import { withFolder } from "../../lib/folder";
import { parseOptions, wholeOf } from "../../lib/options";
import { UsageError } from "../../lib/usage";
import { Bed } from "./bed";
import { writePage } from "./page";
import { readPlanted, writeFound, type Planted } from "./planted";
import { plantForSpec } from "./spec";

interface Options {
  faults: Planted[];
  jobs: number;
  isWrite: boolean;
}

const USAGE = `Usage: npm run fuzz:faults -- [options]

Plants faults in contracts, one at a time, and has the campaigns of test/invariant find each, which have to hold without
them first; or a spec, where no campaign carries the invariant.

  --breaks IDS      only those that break these invariants of docs/invariants.md, such as G1,L2
  --campaign NAMES  only those that these campaigns find, such as Governance,Lease, or Specs
  --fault TEXT      only those with this text in their name
  --jobs COUNT      campaigns side by side (1)
  --write           write down who found them, for docs/faults.md
  --help            print this text

Exit codes: 0 all found, 1 one was not, 2 wrong arguments.
`;

const ROOT = resolve(__dirname, "../../..");
const say = (line: string): void => void process.stdout.write(`${line}\n`);

function readOptions(argv: readonly string[]): Options | "help" {
  const options = parseOptions(argv, {
    breaks: { type: "string" },
    campaign: { type: "string" },
    fault: { type: "string", default: "" },
    jobs: { type: "string", default: "1" },
    write: { type: "boolean", default: false },
    help: { type: "boolean" },
  });
  if (options.help === true) return "help";
  const all = readPlanted(ROOT);
  const faults = all.filter(
    ({ breaks, campaign, fault }) =>
      (options.breaks ?? breaks).split(",").includes(breaks) &&
      (options.campaign ?? campaign).split(",").includes(campaign) &&
      fault.includes(options.fault),
  );
  if (faults.length === 0) {
    const ids = [...new Set(all.map(({ breaks }) => breaks))].join(", ");
    throw new UsageError(`no fault is like that, but there are faults that break ${ids}`);
  }
  return { faults, jobs: wholeOf("jobs", options.jobs, 1, 16), isWrite: options.write };
}

/** Hands out the tasks one after another, each to whoever is free. After one that fails, those that run end first. */
async function share<T>(
  tasks: readonly T[],
  beds: readonly Bed[],
  act: (bed: Bed, task: T) => Promise<void>,
) {
  const queue = [...tasks];
  const work = async (bed: Bed): Promise<void> => {
    try {
      for (let task = queue.shift(); task !== undefined; task = queue.shift()) await act(bed, task);
    } finally {
      queue.length = 0;
    }
  };
  const ends = await Promise.allSettled(beds.map(work));
  for (const end of ends) if (end.status === "rejected") throw end.reason;
}

async function run({ faults, jobs, isWrite }: Options): Promise<void> {
  const found = new Map<Planted, string>();
  await withFolder("weft-faults-", async (folder) => {
    const fuzzed = faults.filter(({ spec }) => spec === undefined);
    const beds = await prepared(folder, fuzzed.length > 0 ? jobs : 0);
    const campaigns = [...new Set(fuzzed.map(({ campaign }) => campaign))];
    await share(campaigns, beds, async (bed, campaign) => {
      const started = Date.now();
      await bed.hold(campaign);
      say(`${campaign} holds without a fault, ${secondsSince(started)} s`);
    });
    const tell = (fault: Planted, by: string | undefined, started: number): void => {
      if (by !== undefined) found.set(fault, by);
      const how = by === undefined ? "NOT FOUND" : `found by ${by}`;
      say(`${fault.breaks} ${fault.campaign} ${fault.fault}: ${how}, ${secondsSince(started)} s`);
    };
    await share(fuzzed, beds, async (bed, fault) => {
      const started = Date.now();
      tell(fault, await bed.plant(fault), started);
    });
    for (const fault of faults) {
      const [started, { spec }] = [Date.now(), fault];
      if (spec === undefined) continue;
      const by = await plantForSpec(ROOT, join(folder, "specs"), { ...fault, spec });
      tell(fault, by, started);
    }
  });
  say(`${faults.length} faults planted, ${found.size} found`);
  if (isWrite) {
    writeFound(ROOT, faults, found);
    writePage(ROOT);
  }
  if (found.size < faults.length) process.exitCode = 1;
}

/** Copies to plant in; the campaigns are compiled in one of them. */
async function prepared(folder: string, count: number): Promise<Bed[]> {
  const beds = Array.from({ length: count }, (_, at) => new Bed(ROOT, join(folder, `${at}`)));
  const [first, ...others] = beds;
  await first?.prepare();
  for (const bed of others) if (first !== undefined) bed.prepareFrom(first);
  return beds;
}

function secondsSince(started: number): number {
  return Math.round((Date.now() - started) / 1_000);
}

void runCommand({ usage: USAGE, readOptions, run, endsAtOnce: true });
