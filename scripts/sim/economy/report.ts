import { table } from "../../lib/table";
import { NEWCOMER_SCORE } from "./record";
import { LIES, PASTS, type Report } from "./run";
import { FRACTIONS, marginOf, SCHEDULE, type WashRow } from "./wash";

const percent = (share: number): string => `${(share * 100).toFixed(1)}%`;

/** The best that a dealer does with any crowd around it. */
function bestOf(rows: readonly WashRow[]): WashRow[] {
  const best = new Map<string, WashRow>();
  for (const row of rows) {
    const key = `${row.token} ${row.fraction} ${row.fees}`;
    const known = best.get(key);
    if (known === undefined || row.profit > known.profit) best.set(key, row);
  }
  return [...best.values()];
}

function washTable({ wash }: Report): string {
  const rows = bestOf(wash).map(({ token, fraction, fees, reward, profit }) => [
    token,
    percent(fraction),
    fees.toString(),
    reward.toFixed(3),
    profit.toFixed(3),
  ]);
  return table(["token", "c", "fees", "reward", "profit"], rows);
}

function liarTable({ liars, apart }: Report): string {
  const rows = LIES.map((share) => [
    percent(share),
    ...PASTS.map((past) => {
      const row = liars.find((liar) => liar.share === share && liar.past === past);
      return row === undefined ? "" : row.score.toFixed(3);
    }),
    apart.find((row) => row.share === share)?.score.toFixed(3) ?? "",
  ]);
  const pasts = PASTS.map((past) => `${past} honest before`);
  return table(["lies in", ...pasts, "in another class"], rows);
}

/** All tables, for people. */
export function printed(report: Report): string {
  const { providers, days, seed, median, newcomers, falls } = report;
  const margins = FRACTIONS.map((c) => `c = ${percent(c)}: ${marginOf(c).toFixed(2)}`).join(", ");
  return [
    `Dealing with oneself for an epoch, in WEFT, at its best in any crowd; the schedule has ${SCHEDULE}:`,
    "",
    washTable(report),
    "",
    `It pays where a rate is this many times the token's price: ${margins}.`,
    "",
    `A newcomer scores ${NEWCOMER_SCORE}; the median of ${providers} honest providers ${median.toFixed(3)}, seed ${seed}. To reach it:`,
    "",
    table(
      ["jobs a day", "honest jobs", "days"],
      newcomers.map(({ pace, jobs, days: needed }) => [
        pace.toString(),
        jobs?.toString() ?? "never",
        needed.toFixed(1),
      ]),
    ),
    "",
    `Scores of liars after ${days} days of 20 jobs each:`,
    "",
    liarTable(report),
    "",
    `Lies until a provider is below any newcomer, and honest jobs until it is not:`,
    "",
    table(
      ["honest before", "lies", "in another class", "honest after"],
      falls.map(({ past, lies, apart, back }) => [past, lies, apart, back].map(String)),
    ),
  ].join("\n");
}
