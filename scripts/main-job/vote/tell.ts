import { governance } from "@weft/sdk";

import type { Refusal } from "../refused";
import type { Chapter, Context } from "../story";
import {
  castVote,
  closePolls,
  execute,
  openPolls,
  propose,
  queue,
  signBallot,
  waitUntil,
  type Draft,
} from "./booth";
import { countOf, type Result } from "./count";
import { ERIN_BY, STAKE_BY, passWith } from "./electorate";
import { finishSmallJob, openSmallJob, thumbnail } from "./jobs";
import { Attempts } from "./refusals";

const { Support } = governance;

/** Basis points. */
const LOWER_FEE = 50n;
const HIGHEST_FEE = 500n;
const TOO_HIGH_FEE = 501n;

/** What a vote made of the fee. */
export interface VoteChapter {
  /** Basis points. */
  before: bigint;
  after: bigint;
  /** The same small job, matched before the vote was carried out and after, both settled after. */
  jobs: [before: Chapter, after: Chapter];
  /** The proposal that passed, and the one that did not. */
  passed: Result;
  defeated: Result;
  /** What was refused, and how. */
  refusals: Refusal[];
}

/** A proposal to set the fee of the job market. */
export async function feeDraft(
  { market }: Context,
  { proposer, feeBps, what }: Pick<Draft, "proposer" | "what"> & { feeBps: bigint },
): Promise<Draft> {
  const to = await market.jobMarket.getAddress();
  return { proposer, what, calls: [{ to, signature: "setFee(uint16)", args: [feeBps] }] };
}

/**
 * Holders and those who are staked behind lower the fee of the job market, and do not raise it: two proposals, one vote.
 * A job that was matched before pays the fee of that day, the next one the new one.
 */
export async function tellVote(context: Context): Promise<VoteChapter> {
  const { market, progress, signal } = context;
  const { jobMarket, voters, providers } = market;
  const { erin, fay, hal } = voters;
  const [ada, , mallory] = providers;
  if (ada === undefined || mallory === undefined) throw new Error("the story needs its providers");
  const before = await jobMarket.feeBps();
  const attempts = new Attempts(context);

  progress.say("A vote on the fee");
  const lower = { proposer: erin, feeBps: LOWER_FEE, what: "a fee of 0.5%" };
  const higher = { proposer: hal, feeBps: HIGHEST_FEE, what: "a fee of 5%" };
  const draft = await feeDraft(context, lower);
  const beyond = await feeDraft(context, { ...higher, feeBps: TOO_HIGH_FEE });
  await attempts.beforeProposal(draft, mallory);
  await attempts.simulated("a fee above the cap", beyond.calls);
  const motion = await propose(context, draft);
  const rival = await propose(context, await feeDraft(context, higher));
  await attempts.beforeVote(motion, ada);

  await openPolls([motion, rival]);
  const ballot = await signBallot(context, motion, { voter: fay, support: Support.For });
  await attempts.forged(ballot);
  await castVote(context, motion, { voter: mallory, by: STAKE_BY, support: Support.Against });
  await passWith(context, motion);
  await castVote(context, rival, { voter: hal, by: "wallet", support: Support.For });
  await castVote(context, rival, { voter: erin, by: ERIN_BY, support: Support.Against });
  await attempts.afterVote(motion, erin, ballot);
  await closePolls([motion, rival]);
  signal.throwIfAborted();

  await attempts.defeated(rival);
  const eta = await queue(context, motion);
  await attempts.beforeDelay(motion);
  await waitUntil(eta);
  const task = thumbnail();
  const matched = await openSmallJob(context, task, 20);
  await execute(context, motion);
  await attempts.executed(motion);
  const next = await openSmallJob(context, task, 21);
  const jobs: VoteChapter["jobs"] = [
    await finishSmallJob(context, task, matched),
    await finishSmallJob(context, task, next),
  ];
  const after = await jobMarket.feeBps();
  checkFees({ jobs, before, after });
  const results = {
    passed: await countOf(context, motion),
    defeated: await countOf(context, rival),
  };
  return { before, after, jobs, ...results, refusals: attempts.refusals };
}

/**
 * The vote changed the fee, and each job paid the one at which it was matched.
 *
 * @throws Error where it is otherwise.
 */
export function checkFees({
  jobs,
  before,
  after,
}: Pick<VoteChapter, "jobs" | "before" | "after">): void {
  if (after !== LOWER_FEE || before === after) {
    throw new Error(`the fee is ${after} basis points after the vote, and was ${before}`);
  }
  for (const [at, { opened, ending }] of jobs.entries()) {
    const feeBps = at === 0 ? before : after;
    const due = ((ending.paid + ending.fee) * feeBps) / 10_000n;
    if (BigInt(opened.job.feeBps) === feeBps && ending.fee === due && due > 0n) continue;
    throw new Error(`job ${opened.id} paid a fee of ${ending.fee}, but ${due} was due`);
  }
}
