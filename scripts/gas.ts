import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import budgetsByLabel from "../gas/budgets.json";
import { measureBatches } from "./gas/batch";
import { measureCourt } from "./gas/court";
import { measureCredentials } from "./gas/credential";
import { writeFigures } from "./gas/figures";
import { measureFlows } from "./gas/flows";
import { measureGovernance } from "./gas/governance";
import { createLeaseWorld, measureLeases } from "./gas/lease";
import { measureOneShots } from "./gas/oneshot";
import { measureQuorum } from "./gas/quorum";
import { measureSizes } from "./gas/sizes";
import { measureWorks } from "./gas/works";
import { createWorld } from "./gas/world";
import { grouped, table } from "./lib/table";

const DIRECTORY = join(__dirname, "../gas");
const SNAPSHOT = join(DIRECTORY, "snapshot.json");
/** Room below the limit of EIP-170 (24,576 bytes) that every contract keeps. */
const MAX_BYTES = 20_480;

interface Budget {
  budget: number;
  what: string;
}

interface Snapshot {
  flows: Record<string, number>;
  bytes: Record<string, number>;
}

async function main(): Promise<void> {
  const isCheck = process.env["WEFT_GAS_CHECK"] === "1";
  const budgets: Record<string, Budget> = budgetsByLabel;
  const world = await createWorld();
  const measured: Snapshot = {
    flows: {
      ...(await measureFlows(world)),
      ...(await measureCourt(world)),
      ...(await measureBatches(world)),
      ...(await measureOneShots(world)),
      ...(await measureLeases(await createLeaseWorld())),
      ...(await measureQuorum(await createWorld())),
      ...(await measureCredentials(await createWorld())),
      ...(await measureWorks(await createWorld())),
      ...(await measureGovernance()),
    },
    bytes: await measureSizes(),
  };
  const failures = [
    ...checkBudgets(measured, budgets),
    ...checkGrowth(measured),
    ...checkBytes(measured),
  ];
  if (isCheck) failures.push(...compare(measured));
  else {
    writeFileSync(SNAPSHOT, `${JSON.stringify(measured, null, 2)}\n`);
    const pages = await writeFigures(measured.flows);
    for (const page of pages) process.stdout.write(`new figures in ${page}\n`);
  }
  process.stdout.write(`${report(measured, budgets)}\n`);
  for (const failure of failures) process.stdout.write(`FAILED ${failure}\n`);
  if (failures.length > 0) process.exitCode = 1;
}

/** Flows that must be measured, so that none can drop out of the check unseen. */
const REQUIRED = [
  "stake.provision",
  "stake.slash",
  "job.alone",
  "court.case5",
  "job.quorum3",
  "job.quorum3.recorded",
  "job.failed",
  "job.failed.slashed",
  "order.cancel",
  "job.batch50",
  "oneshot.alone",
  "oneshot.batch50.distinct",
  "oneshot.batch50.same",
  "voucher.batch50.repeat",
  "credential.anchor",
  "condition.credential",
  "works.mint.job",
  "works.sale.cold",
  "works.sale.warm",
  "splits.distribute3",
  "gov.vote",
  "gov.voteBySig",
];

/** Batches of 50 and of 200: an item of the larger must not cost more. */
const GROWTH = [
  ["job.batch50", "job.batch200"],
  ["oneshot.batch50.distinct", "oneshot.batch200.distinct"],
  ["oneshot.batch50.same", "oneshot.batch200.same"],
  ["voucher.batch50.repeat", "voucher.batch200.repeat"],
] as const;

function checkBudgets({ flows }: Snapshot, budgets: Record<string, Budget>): string[] {
  const missing = REQUIRED.filter((label) => !(label in flows && label in budgets));
  if (missing.length > 0) return missing.map((label) => `${label}: no measurement or no budget`);
  return Object.entries(flows).flatMap(([label, gas]) => {
    const budget = budgets[label]?.budget;
    return budget !== undefined && gas > budget ? [`${label}: ${gas} is above ${budget}`] : [];
  });
}

function checkGrowth({ flows }: Snapshot): string[] {
  return GROWTH.flatMap(([small, large]) => {
    const [less, more] = [flows[small], flows[large]];
    if (less === undefined || more === undefined) return [`${small} or ${large}: no measurement`];
    return more > less ? [`${large}: ${more} is above ${small}, ${less}`] : [];
  });
}

function checkBytes({ bytes }: Snapshot): string[] {
  return Object.entries(bytes).flatMap(([name, size]) =>
    size > MAX_BYTES ? [`${name}: ${size} bytes are above ${MAX_BYTES}`] : [],
  );
}

/** Whether the committed snapshot says what was measured just now. */
function compare(measured: Snapshot): string[] {
  const committed: unknown = JSON.parse(readFileSync(SNAPSHOT, "utf8"));
  const isFresh = JSON.stringify(committed) === JSON.stringify(measured);
  return isFresh ? [] : ["gas/snapshot.json is stale; run `npm run gas` and commit it"];
}

function report({ flows, bytes }: Snapshot, budgets: Record<string, Budget>): string {
  const rows = Object.entries(flows).map(([label, gas]) => {
    const budget = budgets[label];
    return [label, grouped(gas), budget ? grouped(budget.budget) : "", budget?.what ?? ""];
  });
  const sizes = Object.entries(bytes).map(([name, size]) => [
    name,
    grouped(size),
    grouped(MAX_BYTES - size),
  ]);
  return [
    table(["flow", "gas", "budget", "what"], rows),
    table(["contract", "bytes", "headroom"], sizes),
  ].join("\n\n");
}

main().catch((error: unknown) => {
  process.stderr.write(
    `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  process.exitCode = 1;
});
