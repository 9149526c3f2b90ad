import { mine, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { dataSlice, id, type Filter } from "ethers";
import {
  court,
  optimistic,
  packOptimisticTerms,
  ResultStage,
  rootOf,
  Ruling,
  toResultStage,
  InvalidFieldError,
  type Job,
} from "../../packages/sdk/src";
import { TERMS } from "./support/court";
import { intercept } from "./support/intercept";
import {
  challengeJob,
  drawJury,
  loadVerifiers,
  openJob,
  resultOfJob,
  type VerifierWorld,
} from "./support/verifier-world";

describe("sdk optimistic readers", () => {
  let world: VerifierWorld;
  let job: Job;
  let jobId: string;

  beforeEach(async () => {
    world = await loadVerifiers();
    ({ job, jobId } = await openJob(world));
  });

  describe("resultOf", () => {
    it("tells the stage of a result from the chain, and nothing of a job without one", async () => {
      const { who, provider } = world;
      const question = { provider, job };
      expect(await optimistic.resultOf(question)).to.equal(undefined);
      expect(await rootOf(question)).to.equal(undefined);
      const opened = await challengeJob(world, job);
      const result = { root: dataSlice(opened.root, 0, 26), since: (await time.latest()) - 2 };
      const found = await optimistic.resultOf(question);
      expect(found).to.deep.include({ root: result.root, stage: ResultStage.Challenged });
      expect(found?.since).to.be.greaterThan(job.matchedAt);
      expect(await rootOf(question)).to.equal(opened.root);
      await time.increase(TERMS.answerSeconds + 1);
      await court.close({ signer: who.stranger, ...opened });
      expect(await optimistic.resultOf(question)).to.deep.include({
        stage: ResultStage.Overturned,
      });
      expect(() => toResultStage(6)).to.throw(InvalidFieldError);
    });
  });

  describe("challengeable", () => {
    it("joins a result with its job and the end of its window", async () => {
      const { who, results } = world;
      expect(await optimistic.challengeable(results)).to.deep.equal([]);
      const { root } = resultOfJob();
      await optimistic.submit({ signer: who.provider, job, root });
      const until = (await time.latest()) + TERMS.challengeSeconds;
      expect(await optimistic.challengeable(results)).to.deep.equal([{ jobId, job, root, until }]);
    });

    it("lists one of many only while its own window is open", async () => {
      const { who, results } = world;
      const { root } = resultOfJob();
      const { jobId: otherId, job: other } = await openJob(world, 1n);
      const later = { jobId: otherId, job: other };
      await optimistic.submit({ signer: who.provider, job, root });
      await time.increase(TERMS.challengeSeconds / 2 - 60);
      await optimistic.submit({ signer: who.provider, job: later.job, root });
      const until = (await time.latest()) + TERMS.challengeSeconds;
      expect(await optimistic.challengeable(results)).to.have.length(2);
      await time.increase(TERMS.challengeSeconds / 2 + 60);
      const [found, ...others] = await optimistic.challengeable(results);
      expect([found, others]).to.deep.equal([{ ...later, root, until }, []]);
      await time.increaseTo(until + 1);
      expect(await optimistic.challengeable(results)).to.deep.equal([]);
    });

    it("passes over what strangers submit for the job, and results under other terms", async () => {
      const { who, results } = world;
      const { root } = resultOfJob();
      const stolen = { ...job, provider: who.stranger.address };
      const contract = world.optimistic.connect(who.stranger);
      await contract.submit(jobId, job.verifierTerms, root);
      await contract.submit(id("no job"), job.verifierTerms, root);
      await optimistic.submit({ signer: who.stranger, job: stolen, root });
      const terms = packOptimisticTerms({ ...TERMS, challengeSeconds: 6_000 });
      await world.optimistic.connect(who.provider).submit(jobId, terms, root);
      expect(await optimistic.challengeable(results)).to.deep.equal([]);
    });

    it("passes over a result that came too late, and one under terms that void the job", async () => {
      const { who, results } = world;
      const { root } = resultOfJob();
      const cheap = packOptimisticTerms({ ...TERMS, bond: 3n * 10n ** 18n });
      const voided = await openJob(world, 1n, cheap);
      await optimistic.submit({ signer: who.provider, job: voided.job, root });
      await time.increaseTo(job.deadline + 1);
      await optimistic.submit({ signer: who.provider, job, root });
      const { challengeableUntil } = optimistic;
      expect(await challengeableUntil({ provider: world.provider, job })).to.equal(undefined);
      expect(await optimistic.challengeable(results)).to.deep.equal([]);
    });

    it("passes over a challenged result, and lists it again with the window that a failed challenge opens", async () => {
      const { who, results } = world;
      const challenged = await challengeJob(world, job);
      expect(await optimistic.challengeable(results)).to.deep.equal([]);
      await court.answer({ signer: who.provider, ...challenged });
      await time.increase(TERMS.drawSeconds + 1);
      const { ruling } = await court.close({ signer: who.stranger, ...challenged });
      expect(ruling).to.equal(Ruling.Undecided);
      const until = (await time.latest()) + TERMS.challengeSeconds;
      const { root } = challenged;
      expect(await optimistic.challengeable(results)).to.deep.equal([{ jobId, job, root, until }]);
    });

    it("knows jobs of the markets that it is given, since the block that it is given", async () => {
      const { who, results } = world;
      const { root } = resultOfJob();
      const since = await world.provider.getBlockNumber();
      await optimistic.submit({ signer: who.provider, job, root });
      expect(await optimistic.challengeable({ ...results, markets: [] })).to.deep.equal([]);
      expect(await optimistic.challengeable({ ...results, since })).to.have.length(1);
      expect(await optimistic.challengeable({ ...results, since: since + 1 })).to.deep.equal([]);
    });
  });

  it("ask for logs by pages of blocks, and in halves where a node gives fewer", async () => {
    const { who, results, provider } = world;
    await mine(25_000, { interval: 1 });
    const later = await openJob(world, 1n);
    const { root } = resultOfJob();
    await optimistic.submit({ signer: who.provider, job: later.job, root });
    const asked: number[] = [];
    const narrow = intercept(provider, "getLogs", (getLogs) => async (filter: Filter) => {
      const blocks = Number(filter.toBlock) - Number(filter.fromBlock) + 1;
      asked.push(blocks);
      if (blocks > 6_000) throw new Error("query exceeds 6000 blocks");
      return getLogs(filter);
    });
    const found = await optimistic.challengeable({ ...results, provider: narrow });
    expect(found.map((each) => each.jobId)).to.deep.equal([later.jobId]);
    expect(Math.max(...asked)).to.equal(10_000);
    expect(asked).to.include(5_000);
    expect(await rootOf({ provider: narrow, job: later.job })).to.equal(root);
  });

  describe("challengesOf", () => {
    it("tells a provider what it has to answer, and until when", async () => {
      const { who, results } = world;
      const asked = { ...results, account: who.provider.address };
      expect(await optimistic.challengesOf(asked)).to.deep.equal([]);
      const {
        chunk,
        root,
        court: at,
        arbitrable,
        caseId,
        file,
        answerUntil,
      } = await challengeJob(world, job);
      const [challenge, ...others] = await optimistic.challengesOf(asked);
      expect(others).to.deep.equal([]);
      expect(challenge).to.deep.equal({
        ...{ court: at, arbitrable, caseId, file },
        dispute: { jobId, job, root, chunk },
        standing: { phase: "answer", until: answerUntil },
      });
      expect(
        await optimistic.challengesOf({ ...asked, account: who.client.address }),
      ).to.deep.equal([]);
      if (challenge === undefined) throw new Error("no challenge");
      const { drawUntil, target } = await court.answer({ signer: who.provider, ...challenge });
      const [answered] = await optimistic.challengesOf(asked);
      expect(answered?.standing).to.deep.equal({ phase: "draw", until: drawUntil, target });
    });

    it("tells apart several challenges, one of them of a withheld output", async () => {
      const { who, results } = world;
      const second = await openJob(world, 1n);
      const one = await challengeJob(world, job);
      const two = await challengeJob(world, second.job, { isWithheld: true });
      const found = await optimistic.challengesOf({ ...results, account: who.provider.address });
      expect(found.map(({ caseId }) => caseId)).to.deep.equal([one.caseId, two.caseId]);
      expect(found.map(({ dispute }) => dispute.jobId)).to.deep.equal([jobId, second.jobId]);
      expect(found.map(({ dispute }) => dispute.chunk)).to.deep.equal([one.chunk, undefined]);
    });

    it("tells what comes of silence, and forgets a case that is closed", async () => {
      const { who, results } = world;
      const asked = { ...results, account: who.provider.address };
      const opened = await challengeJob(world, job);
      await time.increaseTo(opened.answerUntil + 1);
      const [lost] = await optimistic.challengesOf(asked);
      expect(lost?.standing).to.deep.equal({ phase: "close", ruling: Ruling.Plaintiff });
      await court.close({ signer: who.stranger, ...opened });
      expect(await optimistic.challengesOf(asked)).to.deep.equal([]);
    });

    it("follows a case to its votes", async () => {
      const { who, results } = world;
      const { commitUntil, revealUntil } = await drawJury(world, await challengeJob(world, job));
      const [challenge] = await optimistic.challengesOf({
        ...results,
        account: who.provider.address,
      });
      expect(challenge?.standing).to.deep.equal({ phase: "commit", commitUntil, revealUntil });
    });
  });
});
