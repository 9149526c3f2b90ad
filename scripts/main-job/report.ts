import { JobStatus } from "@weft/sdk";
import { sha256 } from "@weft/runtime";
import { formatEther, formatUnits } from "ethers";

import { grouped, table } from "../lib/table";
import type { Ledger } from "../lib/ledger";
import { MONEY_DECIMALS, type Market } from "./market";
import type { Score } from "./scores";
import type { Chapter } from "./story";
import type { Task } from "./task";
import { summarizeVote, type Votes } from "./vote/report";
import { summarizeWorks } from "./works/report";
import type { WorksChapter } from "./works/tell";

/** What one party holds when the story is over. */
export interface Holding {
  name: string;
  /** Payment token in the party's own account; of the treasury, in the vault as well. */
  money: bigint;
  /** WEFT in the party's own account. */
  weft: bigint;
  /** WEFT staked. */
  stake: bigint;
}

export async function holdingsOf(market: Market): Promise<Holding[]> {
  const { providers, client, matcher, collectors, treasury } = market;
  const { money, weftToken, stakeVault, vault } = market;
  const holdings: Holding[] = [];
  for (const { name, signer } of [...providers, client, matcher, ...collectors]) {
    const { active, thawing } = await stakeVault.provisionOf(signer, market.jobMarket);
    holdings.push({
      name,
      money: await money.balanceOf(signer),
      weft: await weftToken.balanceOf(signer),
      stake: active + thawing,
    });
  }
  const { name, account } = treasury;
  const kept = await vault.balanceOf(account, BigInt(await money.getAddress()));
  holdings.push({
    name,
    money: (await money.balanceOf(account)) + kept,
    weft: await weftToken.balanceOf(account),
    stake: 0n,
  });
  return holdings;
}

/**
 * Everybody could leave with what is theirs, the treasury by a vote: together that is all the money there is.
 *
 * @throws Error where money is left in a contract.
 */
export async function checkMoney({ money }: Market, holdings: readonly Holding[]): Promise<void> {
  const held = holdings.reduce((sum, holding) => sum + holding.money, 0n);
  const supply = await money.totalSupply();
  if (held !== supply) {
    throw new Error(`of ${dollars(supply)} TUSD everybody together has ${dollars(held)}`);
  }
}

const dollars = (amount: bigint): string => formatUnits(amount, MONEY_DECIMALS);
const weft = (amount: bigint): string => formatEther(amount);

/** The story in tables, for people. */
export function tell(
  chapters: readonly Chapter[],
  holdings: readonly Holding[],
  ledger: Ledger,
): string {
  const jobs = chapters.map(({ how, opened, delivery, ending, finding }) => [
    opened.provider.name,
    how,
    String(opened.job.units),
    grouped(delivery?.receipt.fuel ?? 0n),
    JobStatus[ending.status],
    finding?.reason ?? "handed back",
    dollars(ending.paid),
    dollars(ending.fee),
    dollars(ending.refunded),
    weft(ending.slashed),
  ]);
  const purses = holdings.map(({ name, money, weft: own, stake }) => [
    name,
    dollars(money),
    weft(own),
    weft(stake),
  ]);
  const steps = ledger.steps.map(({ who, what, gas }) => [who, what, grouped(gas)]);
  return [
    table(
      [
        "provider",
        "verified by",
        "units",
        "fuel",
        "outcome",
        "finding",
        "paid",
        "fee",
        "refunded",
        "slashed WEFT",
      ],
      jobs,
    ),
    table(["who", "TUSD", "WEFT", "WEFT staked"], purses),
    table(["who", "step", "gas"], steps),
  ].join("\n\n");
}

/** All that was told. */
export interface Told {
  chapters: readonly Chapter[];
  verified: readonly Chapter[];
  scores: readonly Score[];
  works: WorksChapter | undefined;
  votes: Votes;
}

/** The receipts and endings, for programs and for the file. */
export function summarize(
  task: Task,
  { chapters, verified, scores, works, votes }: Told,
): Record<string, unknown> {
  return {
    task: task.name,
    spec: task.spec,
    program: sha256(task.wasm),
    jobs: chapters.map(summaryOf),
    // One chunk of the task again, in each of the other ways.
    verified: verified.map(summaryOf),
    scores: scores.map(({ name, scoreWad, good, bad, wrong, late, voided }) => ({
      ...{ provider: name, score: formatEther(scoreWad) },
      ...{ good: String(good), bad: String(bad), wrong, late, voided },
    })),
    works: works === undefined ? null : summarizeWorks(works),
    vote: summarizeVote(votes),
  };
}

function summaryOf(chapter: Chapter): Record<string, unknown> {
  const { how, opened, delivery, finding, ending, chunks } = chapter;
  return {
    id: opened.id,
    provider: opened.provider.name,
    verifiedBy: how,
    chunks,
    status: JobStatus[ending.status],
    finding: finding?.reason ?? null,
    root: delivery?.receipt.root ?? null,
    fuel: String(delivery?.receipt.fuel ?? 0n),
    unitsPaid: String(ending.unitsPaid),
    paid: String(ending.paid),
    fee: String(ending.fee),
    refunded: String(ending.refunded),
    slashed: String(ending.slashed),
    confinement: delivery?.confinement ?? null,
    receipts: (delivery?.receipt.chunks ?? []).map((receipt) => ({
      ...receipt,
      fuel: String(receipt.fuel),
    })),
  };
}
