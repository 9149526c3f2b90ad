import { table } from "../../lib/table";
import type { Report, Row } from "./run";
import { MONEY, SLASH } from "./world";

const HEAD = [
  "saboteurs",
  "share",
  "lie in",
  "scheme",
  "wrong %",
  "replicas a job",
  "voids a job",
  "saboteur gains",
];

function cells(row: Row): string[] {
  return [
    row.sabotage,
    `${(row.share * 100).toFixed(0)}%`,
    `${(row.rate * 100).toFixed(0)}%`,
    row.scheme,
    (row.wrong * 100).toFixed(4),
    row.replicasPerJob.toFixed(2),
    row.voidsPerJob.toFixed(3),
    row.saboteurProfit.toFixed(2),
  ];
}

/** The slash above which an audited lie does not pay: what it spares, against the chance of it. */
function deterrent(auditRate: number): string {
  return ((MONEY.work * (1 - auditRate)) / auditRate).toFixed(1);
}

/** Both tables, for people. */
export function printed({ providers, jobs, rate, seed, rows, byRate }: Report): string {
  return [
    `${providers} providers, ${jobs} jobs of one payer, saboteurs lie in ${rate * 100}% of the jobs, seed ${seed}.`,
    `Gains are of one replica, in prices: the honest gain ${(MONEY.price - MONEY.work).toFixed(2)}, a rejected lie costs ${SLASH}.`,
    `By S > c(1-p)/p, audits of 10% deter from ${deterrent(0.1)} on, audits of 20% from ${deterrent(0.2)} on.`,
    "",
    table(HEAD, rows.map(cells)),
    "",
    "By how often 30% who collude lie:",
    "",
    table(HEAD, byRate.map(cells)),
  ].join("\n");
}
