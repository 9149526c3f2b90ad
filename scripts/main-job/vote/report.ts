import { governance } from "@weft/sdk";
import { formatEther, formatUnits } from "ethers";

import { table } from "../../lib/table";
import { MONEY_DECIMALS } from "../market";
import type { Chapter } from "../story";
import type { Result } from "./count";
import type { VoteChapter } from "./tell";

/** The votes of the story: the one that it begins with, and the one that it ends with. */
export interface Votes {
  listing: Result;
  fee: VoteChapter;
}

const DAY = 86_400n;
/** Which of the two jobs was matched when. */
const MATCHED = ["before the vote was carried out", "after it"] as const;

const dollars = (amount: bigint): string => formatUnits(amount, MONEY_DECIMALS);
const percent = (bps: bigint | number): string => `${Number(bps) / 100}%`;
const sideOf = (support: governance.Support): string => governance.Support[support].toLowerCase();

/** Every proposal, in the order of the story. */
function resultsOf({ listing, fee }: Votes): Result[] {
  return [listing, fee.passed, fee.defeated];
}

/** The votes, for people. */
export function tellVotes(votes: Votes): string {
  const { fee } = votes;
  const results = resultsOf(votes);
  const proposals = results.map(({ motion, standing }) => [
    motion.what,
    motion.proposer.name,
    formatEther(standing.for),
    formatEther(standing.against),
    formatEther(standing.quorum),
    standing.state,
    standing.eta === 0n ? "" : `${(standing.eta - motion.proposedAt) / DAY} days`,
  ]);
  const ballots = results.flatMap(({ motion }) =>
    motion.ballots.map(({ voter, by, support, weight }) => [
      motion.what,
      voter,
      by,
      sideOf(support),
      formatEther(weight),
    ]),
  );
  const jobs = fee.jobs.map(({ opened, ending }, at) => [
    MATCHED[at] ?? "",
    opened.provider.name,
    dollars(ending.paid + ending.fee),
    percent(opened.job.feeBps),
    dollars(ending.fee),
    dollars(ending.paid),
  ]);
  return [
    `The fee of the job market: ${percent(fee.before)} before the vote, ${percent(fee.after)} after`,
    table(["proposal", "by", "WEFT for", "against", "quorum", "outcome", "took"], proposals),
    table(["vote on", "voter", "votes of", "side", "WEFT"], ballots),
    table(["job matched", "provider", "price", "fee rate", "fee", "provider gets"], jobs),
  ].join("\n\n");
}

/** What the governor refused, for people. */
export function tellRefusals({ fee }: Votes): string {
  return table(
    ["attempt", "what governance says"],
    fee.refusals.map(({ what, says }) => [what, says]),
  );
}

/** The same for programs; amounts in base units. */
export function summarizeVote(votes: Votes): Record<string, unknown> {
  const { fee } = votes;
  return {
    fee: { beforeBps: Number(fee.before), afterBps: Number(fee.after) },
    proposals: resultsOf(votes).map(proposalOf),
    jobs: fee.jobs.map((job, at) => ({ matched: MATCHED[at], ...jobOf(job) })),
    refused: fee.refusals,
  };
}

function proposalOf({ motion, standing }: Result): Record<string, unknown> {
  const { proposal, proposer, what, ballots } = motion;
  return {
    ...{ id: String(proposal.id), what, description: proposal.description },
    ...{ proposer: proposer.name, state: standing.state },
    ...{ for: String(standing.for), against: String(standing.against) },
    ...{ abstain: String(standing.abstain), quorum: String(standing.quorum) },
    ballots: ballots.map(({ voter, by, support, weight }) => ({
      ...{ voter, by, side: sideOf(support), weight: String(weight) },
    })),
  };
}

function jobOf({ opened, ending }: Chapter): Record<string, unknown> {
  return {
    ...{ id: opened.id, provider: opened.provider.name, feeBps: opened.job.feeBps },
    ...{ price: String(ending.paid + ending.fee), fee: String(ending.fee) },
    paid: String(ending.paid),
  };
}
