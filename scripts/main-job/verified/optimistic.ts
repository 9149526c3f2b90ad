import {
  claimOf,
  findWrongChunk,
  jobSpec,
  judgeClaim,
  sha256,
  type ContentSource,
  type WrongLeaf,
} from "@weft/runtime";
import {
  Ruling,
  court,
  describeRuling,
  optimistic,
  packOptimisticTerms,
  stake,
  toRuling,
  wrongClaim,
  type CaseKey,
  type Dispute,
  type SecretStore,
  type Vote,
} from "@weft/sdk";
import { parseEther } from "ethers";
import hre from "hardhat";

import type { Party } from "../../lib/party";
import { passTime } from "../market";
import type { OpenedJob } from "../orders";
import { settle } from "../settle";
import type { Chapter, Context } from "../story";
import type { Task } from "../task";
import { execute, lie, type Delivery } from "../work";
import { openJobs } from "./open";

/** Of the steps that jurors must do, and of those that are ready to be sent: the court's least. */
const LONG_WINDOW = 3_600;
const SHORT_WINDOW = 900;
const BOND = parseEther("200");
/** Blocks from the answer to the block that draws the jury, and one to stand on. */
const DRAW_BLOCKS = 65;

const TERMS = packOptimisticTerms({
  challengeSeconds: SHORT_WINDOW,
  answerSeconds: SHORT_WINDOW,
  drawSeconds: LONG_WINDOW,
  commitSeconds: LONG_WINDOW,
  revealSeconds: SHORT_WINDOW,
  jurors: 5,
  bond: BOND,
  slashBps: 10_000,
});

const VOTES = {
  provider: Ruling.Defendant,
  challenger: Ruling.Plaintiff,
  void: Ruling.Void,
} as const;

/**
 * Mallory submits a wrong result to the optimistic verifier. A challenger finds the wrong chunk, both put up a bond, a
 * jury of five is drawn, executes that chunk and votes.
 */
export async function tellOptimistic(
  context: Context,
  task: Task,
  secrets: SecretStore,
): Promise<Chapter> {
  const { market, ledger, progress, signal } = context;
  const mallory = market.providers[2];
  if (mallory === undefined) throw new Error("the story needs a liar");
  const verifier = await market.optimisticVerifier.getAddress();
  await seatJurors(context);
  const agreement = { verifier, terms: TERMS, index: 10, wish: { verifySeconds: 6 * 3_600 } };
  const [opened] = await openJobs(context, task, [mallory], agreement);
  if (opened === undefined) throw new Error("no job was opened");

  progress.say("An optimistic result, challenged and judged");
  const label = mallory.name.padEnd(8);
  const run = await execute(task, { first: 0, count: 1 }, { progress, label, signal });
  progress.endBars();
  const delivery = lie(run);
  const { root } = delivery.receipt;
  const submitted = await optimistic.submit({ signer: mallory.signer, job: opened.job, root });
  ledger.note(mallory.name, "submit the result's root", submitted.receipt);

  const wrong = await audit(task, delivery);
  const trial = await bringToCourt(context, opened, { root, wrong });
  const ruling = await judge(context, trial, { task, secrets });
  const ending = await settle(market, ledger, opened);
  const finding = { reason: `chunk ${wrong.index}: ${describeRuling(ruling)}` };
  return { how: "jury of five", opened, delivery, finding, ending, chunks: [0] };
}

/** Five jurors stake, opt in to the court and take a seat each. */
async function seatJurors({ market, ledger }: Context): Promise<void> {
  const { juryCourt, stakeVault, optimisticVerifier, weftToken, jurors } = market;
  const key = {
    court: await juryCourt.getAddress(),
    arbitrable: await optimisticVerifier.getAddress(),
  };
  const amount = await juryCourt.seatStake();
  for (const { name, signer } of jurors) {
    await weftToken.transfer(signer, amount);
    const staked = await stake.provision({
      signer,
      stakeVault: await stakeVault.getAddress(),
      market: key.court,
      amount,
    });
    ledger.note(name, "stake for the court", staked.receipt);
    const seated = await court.takeSeats({ signer, ...key, count: 1 });
    ledger.note(name, "take a seat", seated.receipt);
  }
}

/** The challenger executes what was delivered again, until a chunk differs. */
async function audit(task: Task, { receipt }: Delivery): Promise<WrongLeaf> {
  const { wrong } = await findWrongChunk({
    spec: task.spec,
    source: contentOf(task),
    root: receipt.root,
    leaves: receipt.chunks,
  });
  if (wrong === undefined) throw new Error("the challenger found nothing wrong");
  return wrong;
}

/** Everything a job is made of, by digest. */
function contentOf(task: Task): ContentSource {
  const parts = [jobSpec(task).bytes, task.wasm, ...task.chunks];
  const byDigest = new Map<string, Uint8Array>(parts.map((bytes) => [sha256(bytes), bytes]));
  return (digest) => Promise.resolve(byDigest.get(digest));
}

/** Challenge, answer and draw. */
async function bringToCourt(
  { market, ledger }: Context,
  { job, provider }: OpenedJob,
  { root, wrong }: { root: string; wrong: WrongLeaf },
): Promise<CaseKey> {
  const { attester: challenger, weftToken } = market;
  await weftToken.transfer(challenger.signer, BOND);
  const opened = await optimistic.challenge({
    signer: challenger.signer,
    verifier: job.verifier,
    claim: wrongClaim({ job, root, ...claimOf(wrong) }),
  });
  ledger.note(
    challenger.name,
    `challenge chunk ${wrong.index} of ${provider.name}`,
    opened.receipt,
  );
  const { court: address, arbitrable, caseId, file } = opened;
  const key = { court: address, arbitrable, caseId };
  await weftToken.transfer(provider.signer, BOND);
  const answered = await court.answer({ signer: provider.signer, ...key, file });
  ledger.note(provider.name, "answer with a bond", answered.receipt);
  await hre.network.provider.send("hardhat_mine", [`0x${DRAW_BLOCKS.toString(16)}`]);
  const drawn = await court.draw({
    signer: challenger.signer,
    ...key,
    file,
    target: answered.target,
    node: hre.ethers.provider,
  });
  ledger.note("anyone", `draw a jury of ${drawn.jurors.length}`, drawn.receipt);
  return key;
}

/** Every juror sees what it judges, executes the chunk, commits to its vote and shows it; the last one closes the case. */
async function judge(
  { market, ledger }: Context,
  key: CaseKey,
  { task, secrets }: { task: Task; secrets: SecretStore },
): Promise<Ruling> {
  const { jurors, jobMarket, juryCourt } = market;
  const { court: address, arbitrable, caseId } = key;
  const markets = [await jobMarket.getAddress()];
  const bench = { provider: hre.ethers.provider, court: address, arbitrable, markets, since: 0 };
  const casesOf = (juror: Party) =>
    court.casesOf({ ...bench, juror: juror.signer.address, secrets });
  for (const juror of jurors) {
    for (const { seats, dispute, ...filed } of await casesOf(juror)) {
      const vote = await voteOn(dispute, task);
      for (const { ordinal, next } of seats) {
        if (next !== "commit") continue;
        const call = { signer: juror.signer, ...filed, ordinal, vote, secrets };
        const committed = await court.commit(call);
        ledger.note(juror.name, "commit to a vote", committed.receipt);
      }
    }
  }
  // No vote is shown while another can still be committed to.
  await passTime(LONG_WINDOW);
  for (const juror of jurors) {
    for (const { seats, ...filed } of await casesOf(juror)) {
      for (const { ordinal, next } of seats) {
        if (next !== "reveal") continue;
        const shown = await court.reveal({ signer: juror.signer, ...filed, ordinal, secrets });
        const what = shown.isClosed ? "show the vote, close the case" : "show the vote";
        ledger.note(juror.name, what, shown.receipt);
      }
    }
  }
  const closed = await juryCourt.queryFilter(juryCourt.filters.CaseClosed(arbitrable, caseId));
  return toRuling(closed[0]?.args.ruling ?? Ruling.Undecided);
}

/** What a juror finds, from what the chain says of the case. */
async function voteOn(dispute: Dispute | undefined, task: Task): Promise<Vote> {
  if (dispute?.job === undefined || dispute.chunk === undefined) return Ruling.Void;
  const { job, chunk } = dispute;
  const { vote } = await judgeClaim({ spec: job.spec, source: contentOf(task), ...chunk });
  return VOTES[vote];
}
