import type { stake } from "@weft/sdk";
import { formatEther } from "ethers";

import { toJson } from "../lib/json";
import { grouped, table } from "../lib/table";

/** What a command found or did: the document for programs, and tables for people. */
export interface Report {
  data: Record<string, unknown>;
  tables: { head: readonly string[]; rows: readonly (readonly string[])[] }[];
}

export function weft(amount: bigint): string {
  return `${formatEther(amount).replace(/\.0$/, "")} WEFT`;
}

export function moment(seconds: number): string {
  return new Date(seconds * 1_000).toISOString().replace(".000Z", "Z");
}

export function percent(bps: number): string {
  return `${bps / 100}%`;
}

/** One table of names and values. */
export function sheet(title: string, lines: Readonly<Record<string, string>>): Report["tables"] {
  return [{ head: [title, ""], rows: Object.entries(lines) }];
}

export function asText({ tables }: Report): string {
  return tables.map(({ head, rows }) => table(head, rows)).join("\n\n");
}

export function asJson({ data }: Report): string {
  return toJson(data);
}

type View = stake.StakeView;

function queue(title: string, pending: readonly stake.PendingWithdrawal[]): Report["tables"] {
  if (pending.length === 0) return [];
  const rows = pending.map(({ index, amount, readyAt }) => [
    grouped(index),
    weft(amount),
    moment(readyAt),
  ]);
  return [{ head: [title, "amount", "can be withdrawn from"], rows }];
}

function poolTables({ pool }: View): Report["tables"] {
  if (pool === undefined) return [];
  const next = pool.nextCommission;
  return sheet("pool", {
    delegated: weft(pool.stake),
    "of it active": weft(pool.active),
    "behind jobs": weft(pool.locked),
    "can still take in": weft(pool.room),
    commission: percent(pool.commissionBps),
    ...(next === undefined
      ? {}
      : { "from then on": `${percent(next.commissionBps)}, from ${moment(next.effectiveAt)}` }),
    "gets of a job's pay": percent(pool.poolPpm / 100),
    "paid in": pool.tokens.join(" "),
  });
}

function delegationTables({ delegation }: View): Report["tables"] {
  if (delegation === undefined) return [];
  const { delegator, amount, thawing, undelegations, earnings } = delegation;
  return [
    ...sheet("delegation", {
      of: delegator,
      earning: weft(amount),
      "on its way out": weft(thawing),
      ...Object.fromEntries(
        earnings.map((earning) => [
          `earned of ${earning.token}`,
          `${grouped(earning.amount)} base units`,
        ]),
      ),
    }),
    ...queue("undelegation", undelegations),
  ];
}

function creditLines({ credit, claimable, nextClaimAt }: View): Record<string, string> {
  const lines = { "slashed for it": weft(credit), "to claim now": weft(claimable) };
  return nextClaimAt === 0 ? lines : { ...lines, "more to claim from": moment(nextClaimAt) };
}

/** All about an account's stake, for people. */
export function stakeTables(account: string, view: View): Report["tables"] {
  const { lastLateAt, isNextLatenessSpared: isSpared } = view;
  const late = lastLateAt === 0 ? "never" : moment(lastLateAt);
  return [
    ...sheet("stake", {
      of: account,
      active: weft(view.active),
      locked: weft(view.locked),
      free: weft(view.free),
      thawing: weft(view.thawing),
      votes: weft(view.votes),
      ...creditLines(view),
      "last late": `${late}; the next lateness ${isSpared ? "is spared" : "costs stake"}`,
    }),
    ...queue("thaw", view.thaws),
    ...poolTables(view),
    ...delegationTables(view),
    ...view.operators.flatMap(({ operator, scopes }) =>
      sheet("operator", { key: operator, may: scopes.join(", ") || "nothing" }),
    ),
  ];
}
