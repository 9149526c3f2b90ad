import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { governance } from "@weft/sdk";
import { expect } from "chai";
import { parseEther, parseUnits } from "ethers";
import hre from "hardhat";

import { ownedOf } from "../../scripts/lib/deploy";
import { Ledger } from "../../scripts/lib/ledger";
import type { Context } from "../../scripts/main-job/story";
import { checkMoney, holdingsOf } from "../../scripts/main-job/report";
import { withdrawAll } from "../../scripts/main-job/settle";
import * as booth from "../../scripts/main-job/vote/booth";
import { countOf } from "../../scripts/main-job/vote/count";
import { passWith } from "../../scripts/main-job/vote/electorate";
import { finishSmallJob, openSmallJob, thumbnail } from "../../scripts/main-job/vote/jobs";
import { summarizeVote, tellRefusals, tellVotes } from "../../scripts/main-job/vote/report";
import { checkFees, feeDraft, tellVote } from "../../scripts/main-job/vote/tell";
import { contextOf, openListed } from "./picture";

const { Support } = governance;
const weft = (amount: string): bigint => parseEther(amount);
const usd = (amount: string): bigint => parseUnits(amount, 6);

/** Weight of those who have a quorum of 40 million together, and not without any of them. */
const QUORATE = { Erin: weft("20000000"), Ada: weft("10000"), Fay: weft("19995000") };
const QUORUM_VOTES = QUORATE.Erin + QUORATE.Ada + QUORATE.Fay;
const MALLORY = weft("10000");
const HAL = weft("200000");

async function listed(): Promise<Context> {
  return contextOf({ market: await openListed() });
}

async function voted() {
  const market = await openListed();
  const context = contextOf({ market });
  return { context, told: await tellVote(context) };
}

describe("the main job's votes", () => {
  it("begin with the token on the lists, under a timelock that owns everything", async () => {
    const { market } = await loadFixture(listed);
    const { reputation, workMarket, jobMarket, money, weftTimelock } = market;
    const timelock = await weftTimelock.getAddress();
    for (const contract of Object.values(ownedOf(market)))
      expect(await contract.owner()).to.equal(timelock);
    expect(await jobMarket.treasury()).to.equal(timelock);
    expect(await workMarket.isListed(money)).to.equal(true);
    const { attestationVerifier, optimisticVerifier, quorumVerifier, proofVerifier } = market;
    for (const judge of [attestationVerifier, optimisticVerifier, quorumVerifier, proofVerifier])
      expect(await reputation.rateOf(jobMarket, judge, money)).to.equal(10n ** 30n);
  });

  for (const missing of ["Erin", "Ada", "Fay"] as const) {
    it(`leave the fee as it was without ${missing}, whose votes the quorum lacks`, async () => {
      const context = await loadFixture(listed);
      const { voters, providers, matcher, jobMarket } = context.market;
      const [ada] = providers;
      if (ada === undefined) throw new Error("the story has providers");
      const what = "a fee of 0.5%";
      const draft = await feeDraft(context, { proposer: voters.erin, feeBps: 50n, what });
      const motion = await booth.propose(context, draft);
      await booth.openPolls([motion]);
      const support = Support.For;
      const cast = (voter: typeof ada) =>
        booth.castVote(context, motion, { voter, by: "wallet", support });
      if (missing !== "Erin") await cast(voters.erin);
      if (missing !== "Ada") await cast(ada);
      const ballot = await booth.signBallot(context, motion, { voter: voters.fay, support });
      const brought = { ballot, voter: voters.fay, bringer: matcher };
      if (missing !== "Fay") await booth.bringBallot(context, motion, brought);
      await booth.closePolls([motion]);
      const { standing } = await countOf(context, motion);
      expect(standing.state).to.equal("Defeated");
      expect(standing.for).to.equal(QUORUM_VOTES - QUORATE[missing]);
      await expect(booth.queue(context, motion)).to.be.rejectedWith(/is Defeated/);
      await expect(booth.execute(context, motion)).to.be.rejectedWith(/is Defeated/);
      expect(await jobMarket.feeBps()).to.equal(100n);
      if (missing !== "Ada") return;
      const task = thumbnail();
      const job = await openSmallJob(context, task, 30);
      expect((await finishSmallJob(context, task, job)).ending.fee).to.equal(usd("0.02"));
    });
  }

  it("propose nothing that would fail, and say why", async () => {
    const context = await loadFixture(listed);
    const { erin } = context.market.voters;
    const what = "a fee of 6%";
    const draft = await feeDraft(context, { proposer: erin, feeBps: 600n, what });
    await expect(booth.propose(context, draft)).to.be.rejectedWith(
      '"a fee of 6%" would fail: the fee of 6% is above the cap of 5%',
    );
    expect(await context.market.weftGovernor.latestProposalOf(erin.signer)).to.not.equal(
      booth.draftOf(draft).id,
    );
  });

  it("stop the story where the chain counted a ballot that is none of it", async () => {
    const context = await loadFixture(listed);
    const { erin } = context.market.voters;
    const what = "a fee of 0.5%";
    const draft = await feeDraft(context, { proposer: erin, feeBps: 50n, what });
    const motion = await booth.propose(context, draft);
    await booth.openPolls([motion]);
    await passWith(context, motion);
    await countOf(context, motion);
    motion.ballots.pop();
    await expect(countOf(context, motion)).to.be.rejectedWith(
      'the votes on "a fee of 0.5%" are not the sum of its ballots',
    );
  });
});

describe("the main job's vote on the fee", () => {
  it("change the fee: the job matched before pays the old one, the next one the new one", async () => {
    const { context, told } = await loadFixture(voted);
    const { jobMarket } = context.market;
    expect([told.before, told.after, await jobMarket.feeBps()]).to.deep.equal([100n, 50n, 50n]);
    const paid = told.jobs.map(({ opened, ending }) => [
      opened.job.feeBps,
      ending.fee,
      ending.paid,
    ]);
    expect(paid).to.deep.equal([
      [100, usd("0.02"), usd("1.98")],
      [50, usd("0.01"), usd("1.99")],
    ]);
  });

  it("count the wallet with what was delegated to it, the stake, and the signature", async () => {
    const { context, told } = await loadFixture(voted);
    const { weftGovernor, providers, voters } = context.market;
    const weights = ({ motion }: typeof told.passed) =>
      Object.fromEntries(motion.ballots.map(({ voter, weight }) => [voter, weight]));
    expect(weights(told.passed)).to.deep.equal({ ...QUORATE, Mallory: MALLORY });
    expect(weights(told.defeated)).to.deep.equal({ Hal: HAL, Erin: QUORATE.Erin });
    const { proposal } = told.passed.motion;
    const votes = await weftGovernor.proposalVotes(proposal.id);
    expect([...votes]).to.deep.equal([MALLORY, QUORUM_VOTES, 0n]);
    expect(told.passed.standing).to.deep.include({
      for: QUORUM_VOTES,
      against: MALLORY,
      state: "Executed",
    });
    const signed = await weftGovernor.queryFilter(weftGovernor.filters.VoteCast(voters.fay.signer));
    expect(signed.map(({ args }) => args.weight)).to.deep.equal([QUORATE.Fay, QUORATE.Fay]);
    for (const event of signed) {
      const { from } = await event.getTransaction();
      expect(from).to.equal(context.market.matcher.signer.address);
    }
    // Nobody delegated what Ada's stake weighs.
    const [ada] = providers;
    expect(await context.market.weftToken.getVotes(ada?.signer ?? "")).to.equal(0n);
  });

  it("leave the fee as it was where a proposal is defeated", async () => {
    const { context, told } = await loadFixture(voted);
    const { motion, standing } = told.defeated;
    expect(standing.state).to.equal("Defeated");
    await expect(booth.queue(context, motion)).to.be.rejectedWith(/is Defeated/);
    await expect(booth.execute(context, motion)).to.be.rejectedWith(/is Defeated/);
    expect(await context.market.jobMarket.feeBps()).to.equal(50n);
  });

  it("refuse what would make them worth nothing, in a sentence each", async () => {
    const { told } = await loadFixture(voted);
    const expected: [string, RegExp][] = [
      ["Erin's proposal, copied by Mallory", /names its proposer, who is not 0x/],
      ["a fee above the cap", /the fee of 5.01% is above the cap of 5%/],
      ["a vote before the voting delay is over", /is Pending/],
      ["a ballot, turned around by who brings it", /is not signed by 0x/],
      ["a second vote", /has voted on this proposal already/],
      ["a ballot, brought again", /has voted on this proposal already/],
      ["queueing before the vote is over", /is Active/],
      ["a fee that a holder sets by itself", /only the owner may do this/],
      ["queueing what was defeated", /is Defeated/],
      ["execution before the timelock's delay is over", /is not at this point yet/],
      ["execution, a second time", /is Executed/],
    ];
    expect(told.refusals.map(({ what }) => what)).to.deep.equal(expected.map(([what]) => what));
    for (const [at, [what, says]] of expected.entries())
      expect(told.refusals[at]?.says, what).to.match(says);
  });

  it("leave nobody's money behind: the treasury's is in the vault until a vote spends it", async () => {
    const { context } = await loadFixture(voted);
    const { market } = context;
    await withdrawAll(market, new Ledger());
    const holdings = await holdingsOf(market);
    await checkMoney(market, holdings);
    const treasury = holdings.find(({ name }) => name === "treasury");
    expect(treasury?.money).to.equal(usd("0.03"));
    const id = BigInt(await market.money.getAddress());
    expect(await market.vault.balanceOf(market.weftTimelock, id)).to.equal(usd("0.03"));
    expect(await market.vault.balanceOf(market.jobMarket, id)).to.equal(0n);
  });

  it("send every transaction as an account of the story: nobody stands for the timelock", async () => {
    const { market } = (await loadFixture(voted)).context;
    const token = await market.weftToken.getAddress();
    const accounts = new Set((await hre.ethers.getSigners()).map(({ address }) => address));
    const senders = new Set<string>();
    const { provider } = hre.ethers;
    // Back to the first block of the deployment: what was before is of other specs.
    const isDeployed = async (at: number) => (await provider.getCode(token, at)) !== "0x";
    for (let at = await provider.getBlockNumber(); await isDeployed(at); at--) {
      const block = await provider.getBlock(at, true);
      for (const { from } of block?.prefetchedTransactions ?? []) senders.add(from);
    }
    expect(senders.size).to.be.greaterThan(10);
    expect([...senders].filter((sender) => !accounts.has(sender))).to.deep.equal([]);
  });

  it("stop the story where a job paid another fee than it was matched at", async () => {
    const { told } = await loadFixture(voted);
    const [first, second] = told.jobs;
    checkFees(told);
    expect(() => checkFees({ ...told, jobs: [second, first] })).to.throw(
      /paid a fee of 10000, but 20000 was due/,
    );
    expect(() => checkFees({ ...told, after: 100n })).to.throw(
      "the fee is 100 basis points after the vote, and was 100",
    );
    const short = { ...second, ending: { ...second.ending, fee: 0n, paid: usd("2") } };
    expect(() => checkFees({ ...told, jobs: [first, short] })).to.throw(/paid a fee of 0/);
  });

  it("are shown to people by name, and to programs in base units", async () => {
    const { context, told } = await loadFixture(voted);
    const votes = { listing: told.passed, fee: told };
    const text = tellVotes(votes);
    expect(text).to.contain("The fee of the job market: 1% before the vote, 0.5% after");
    expect(text).to.match(/a fee of 0.5% +Erin +40005000.0 +10000.0 +40000000.0 +Executed +9 days/);
    expect(text).to.match(/a fee of 5% +Hal +200000.0 +20000000.0 +40000000.0 +Defeated/);
    expect(text).to.match(/a fee of 0.5% +Fay +signature, brought by matcher +for +19995000.0/);
    expect(text).to.match(/before the vote was carried out +Ada +2.0 +1% +0.02 +1.98/);
    expect(text).to.match(/after it +Ada +2.0 +0.5% +0.01 +1.99/);
    expect(tellRefusals(votes)).to.match(/a second vote +0x\w{40} has voted on this/);
    const summary = summarizeVote(votes);
    expect(summary["fee"]).to.deep.equal({ beforeBps: 100, afterBps: 50 });
    expect(summary["jobs"]).to.have.length(2);
    expect(JSON.parse(JSON.stringify(summary))).to.deep.equal(summary);
    const erin = context.market.voters.erin.signer.address;
    expect(told.passed.motion.proposal.description).to.equal(`a fee of 0.5%#proposer=${erin}`);
  });
});
