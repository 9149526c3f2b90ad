import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Least share of branches, statements and functions that tests must reach, in percent, of all contracts. */
const LEAST = 95;
/** Least share of branches of a folder of contracts, with those below it. */
const LEAST_BRANCHES: Record<string, number> = {
  staking: 98,
  market: 97,
  verification: 97,
  governance: 97,
};

interface Share {
  total: number;
  covered: number;
  pct: number;
}

type Summary = Record<string, Record<"branches" | "statements" | "functions", Share>>;

function isSummary(value: unknown): value is Summary {
  return typeof value === "object" && value !== null && "total" in value;
}

function check(what: string, { total, covered }: Omit<Share, "pct">, least: number): void {
  const percent = total === 0 ? 0 : (100 * covered) / total;
  const verdict = percent >= least ? "ok" : "TOO LOW";
  process.stdout.write(
    `${what}: ${covered} of ${total}, ${percent.toFixed(2)}% (at least ${least}%): ${verdict}\n`,
  );
  if (percent < least) process.exitCode = 1;
}

const parsed: unknown = JSON.parse(
  readFileSync(join(__dirname, "../../coverage/coverage-summary.json"), "utf8"),
);
if (!isSummary(parsed)) throw new Error("coverage/coverage-summary.json holds no totals");

const { total, ...files } = parsed;
for (const kind of ["branches", "statements", "functions"] as const) {
  const share = total?.[kind];
  if (share === undefined) throw new Error(`coverage/coverage-summary.json holds no ${kind}`);
  check(kind, share, LEAST);
}
for (const [folder, least] of Object.entries(LEAST_BRANCHES)) {
  const inside = Object.entries(files).filter(([file]) =>
    file.replaceAll("\\", "/").includes(`contracts/${folder}/`),
  );
  const sum = (pick: "total" | "covered"): number =>
    inside.reduce((count, [, { branches }]) => count + branches[pick], 0);
  check(`branches of ${folder}`, { total: sum("total"), covered: sum("covered") }, least);
}
