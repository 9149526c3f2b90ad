import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Least share of branches, statements and functions of the contracts that tests must reach, in percent. */
const LEAST = { branches: 95, statements: 95, functions: 95 } as const;

interface Share {
  total: number;
  covered: number;
  pct: number;
}

function isSummary(value: unknown): value is { total: Record<keyof typeof LEAST, Share> } {
  return typeof value === "object" && value !== null && "total" in value;
}

const parsed: unknown = JSON.parse(
  readFileSync(join(__dirname, "../../coverage/coverage-summary.json"), "utf8"),
);
if (!isSummary(parsed)) throw new Error("coverage/coverage-summary.json holds no totals");

for (const [kind, least] of Object.entries(LEAST)) {
  const { pct, covered, total } = parsed.total[kind as keyof typeof LEAST];
  const verdict = pct >= least ? "ok" : "TOO LOW";
  process.stdout.write(
    `${kind}: ${covered} of ${total}, ${pct}% (at least ${least}%): ${verdict}\n`,
  );
  if (pct < least) process.exitCode = 1;
}
