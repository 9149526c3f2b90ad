import { loadFixture, mine, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { parseEther, type Signer } from "ethers";
import { network } from "hardhat";
import {
  ALL_UNITS,
  JobStatus,
  makeNonce,
  market as markets,
  signAttestation,
  VerdictStatus,
  verifier as verifiers,
  type Job,
  type Match,
} from "../../packages/sdk/src";
import { FlakySigner } from "./support/flaky-signer";
import { refusals, results, told } from "./support/outcomes";
import { openWorld, refusalOf, signedMatch, USD, type World } from "./support/world";

/** Matches of orders of one unit each, of nonces of their own. */
async function matchesOf(world: World, count: number): Promise<Match[]> {
  return Promise.all(
    Array.from({ length: count }, (_, index) => {
      const terms = { units: 1n, minUnits: 1n, nonce: makeNonce(0, index) };
      return signedMatch(world, {
        offer: terms,
        request: { ...terms, tipPerUnit: 3n },
        match: { units: 1n },
      });
    }),
  );
}

async function openJobs(world: World, count: number): Promise<Job[]> {
  const since = await world.provider.getBlockNumber();
  const matches = await matchesOf(world, count);
  const call = { signer: world.who.matcher, market: world.at.market, since };
  const { outcomes } = await markets.matchBatch({ ...call, matches });
  return results(outcomes).map(({ job }) => job);
}

async function accept(world: World, job: Job): Promise<void> {
  const { who, at, attestations, terms } = world;
  const root = `0x${"ab".repeat(32)}`;
  const { jobId } = await verifiers.submit({ signer: who.provider, job, root });
  const attestation = {
    jobId,
    provider: job.provider,
    root,
    status: VerdictStatus.Accepted,
    units: ALL_UNITS,
    slashBps: 0,
    expiry: job.finalAt,
  };
  const sign = (signer: Signer) => signAttestation({ signer, domain: attestations, attestation });
  const byAddress = new Map(
    [who.first, who.second, who.third].map((signer) => [signer.address.toLowerCase(), signer]),
  );
  const signers = terms.attesters
    .slice(0, 2)
    .flatMap((address) => byAddress.get(address.toLowerCase()) ?? []);
  const signatures = await Promise.all(signers.map(sign));
  await verifiers.attest({
    signer: who.first,
    verifier: at.verifier,
    terms,
    attestation,
    signatures,
  });
}

describe("sdk matchBatch", () => {
  it("matches all that can be, and says of the others why not", async () => {
    const world = await loadFixture(openWorld);
    const { who, at, provider } = world;
    const matches = await matchesOf(world, 5);
    const [first, second, third] = matches;
    if (!first || !second || !third) throw new Error("too few matches");
    matches[1] = { ...second, requestSignature: third.requestSignature };
    matches[3] = { ...first, offerSignature: "0x" };
    const since = await provider.getBlockNumber();
    const call = { signer: who.matcher, market: at.market, since };
    const { outcomes, receipts } = await markets.matchBatch({ ...call, matches });
    expect(told(outcomes)).to.deep.equal([
      "done",
      "refused: MarketInvalidSignature",
      "done",
      "refused: OrderNonceUsed",
      "done",
    ]);
    expect(receipts).to.have.length(1);
    expect(refusals(outcomes)[0]).to.contain(who.client.address);
    for (const { job, tip } of results(outcomes)) {
      expect(tip).to.equal(3n);
      const status = await markets.statusOf({ provider, market: at.market, job });
      expect(status).to.equal(JobStatus.Open);
    }
    const again = await markets.matchBatch({ ...call, matches: [first, third] });
    expect(told(again.outcomes)).to.deep.equal(["before", "before"]);
    expect(again.receipts).to.deep.equal([]);
  });

  it("takes as many transactions as the limits want, and more items than one holds", async () => {
    const world = await loadFixture(openWorld);
    const { who, at, provider } = world;
    const matches = await matchesOf(world, 7);
    const since = await provider.getBlockNumber();
    const call = { signer: who.matcher, market: at.market, since, matches };
    const byGas = await markets.matchBatch({ ...call, limits: { gas: 1_000_000n } });
    expect(told(byGas.outcomes)).to.deep.equal(Array(7).fill("done"));
    expect(byGas.receipts).to.have.length(3);
    for (const { gasUsed } of byGas.receipts) expect(gasUsed < 1_000_000n).to.equal(true);
    const order = results(byGas.outcomes).map(({ job }) => job.index);
    expect(order).to.deep.equal([0, 1, 2, 3, 4, 5, 6]);
    const tight = markets.matchBatch({ ...call, limits: { bytes: 500 } });
    expect(await refusalOf(tight)).to.include({ code: "INVALID_FIELD", field: "items[0]" });
  });

  it("does the same two orders as often as they stand in the list, in all runs together", async () => {
    const world = await loadFixture(openWorld);
    const { who, at, provider } = world;
    const match = await signedMatch(world, { match: { units: 2n } });
    const since = await provider.getBlockNumber();
    const call = { signer: who.matcher, market: at.market, since };
    await markets.matchBatch({ ...call, matches: [match] });
    const { outcomes } = await markets.matchBatch({ ...call, matches: [match, match, match] });
    expect(told(outcomes)).to.deep.equal(["before", "done", "done"]);
    const digest = (results(outcomes)[0]?.job ?? { request: "" }).request;
    expect(await world.market.filledOf(digest)).to.equal(6n);
    const later = await markets.matchBatch({
      ...call,
      since: (await provider.getBlockNumber()) + 1,
      matches: [match],
    });
    expect(told(later.outcomes)).to.deep.equal(["done"]);
  });

  for (const isSent of [true, false]) {
    it(`goes on after a connection that broke ${isSent ? "after" : "before"} the node had the transaction`, async () => {
      const world = await loadFixture(openWorld);
      const { who, at, provider } = world;
      const matches = await matchesOf(world, 6);
      const since = await provider.getBlockNumber();
      const limits = { gas: 700_000n };
      const call = { market: at.market, since, matches, limits };
      const flaky = new FlakySigner(who.matcher, provider, { at: 2, isSent });
      const broken = await markets.matchBatch({ ...call, signer: flaky });
      expect(told(broken.outcomes)).to.deep.equal([
        ...["done", "done"],
        ...Array<string>(4).fill("open: CALL_FAILED"),
      ]);
      expect(flaky.sent).to.equal(2);
      const repeat = await markets.matchBatch({ ...call, signer: who.matcher });
      const second = isSent ? "before" : "done";
      expect(told(repeat.outcomes)).to.deep.equal([
        ...["before", "before", second, second],
        ...["done", "done"],
      ]);
      const logs = await world.market.queryFilter(world.market.filters.JobMatched(), since);
      expect(logs).to.have.length(6);
    });
  }

  it("waits for what was sent before, and says so where that takes too long", async () => {
    const world = await loadFixture(openWorld);
    const { who, at, provider } = world;
    const matches = await matchesOf(world, 1);
    const since = await provider.getBlockNumber();
    const call = { signer: who.matcher, market: at.market, since, matches };
    await network.provider.send("evm_setAutomine", [false]);
    try {
      await who.matcher.sendTransaction({ to: who.client, value: 1n });
      const refusal = await refusalOf(markets.matchBatch({ ...call, pendingWaitMs: 5 }));
      expect(refusal).to.include({ code: "TRANSACTIONS_PENDING", retryable: true });
      await mine();
    } finally {
      await network.provider.send("evm_setAutomine", [true]);
    }
    expect(told((await markets.matchBatch(call)).outcomes)).to.deep.equal(["done"]);
  });

  it("ends between two transactions where it is asked to", async () => {
    const world = await loadFixture(openWorld);
    const { who, at } = world;
    const call = { signer: who.matcher, market: at.market, since: 0 };
    const matches = await matchesOf(world, 2);
    const signal = AbortSignal.abort();
    const { outcomes } = await markets.matchBatch({ ...call, matches, signal });
    expect(told(outcomes)).to.deep.equal(["open: CALL_FAILED", "open: CALL_FAILED"]);
  });

  it("ends while it waits for what was sent before", async () => {
    const world = await loadFixture(openWorld);
    const { who, at } = world;
    const matches = await matchesOf(world, 1);
    const controller = new AbortController();
    const call = { signer: who.matcher, market: at.market, since: 0, matches };
    await network.provider.send("evm_setAutomine", [false]);
    try {
      await who.matcher.sendTransaction({ to: who.client, value: 1n });
      setTimeout(() => controller.abort(), 50);
      const { outcomes } = await markets.matchBatch({ ...call, signal: controller.signal });
      expect(told(outcomes)).to.deep.equal(["open: CALL_FAILED"]);
      await mine();
    } finally {
      await network.provider.send("evm_setAutomine", [true]);
    }
  });

  it("does not take a match that somebody else made for one of its own", async () => {
    const world = await loadFixture(openWorld);
    const { who, at, provider } = world;
    const since = await provider.getBlockNumber();
    const match = await signedMatch(world, {
      offer: { units: 4n, minUnits: 1n },
      request: { units: 4n, minUnits: 1n },
      match: { units: 1n },
    });
    const call = { market: at.market, since, matches: [match] };
    await markets.match({ signer: who.stranger, market: at.market, match });
    const own = await markets.matchBatch({ ...call, signer: who.matcher });
    expect(told(own.outcomes)).to.deep.equal(["done"]);
    const again = await markets.matchBatch({ ...call, signer: who.matcher });
    expect(told(again.outcomes)).to.deep.equal(["before"]);
  });

  it("refuses bad input by its place, before anything is sent", async () => {
    const world = await loadFixture(openWorld);
    const { who, at } = world;
    const [good] = await matchesOf(world, 1);
    if (!good) throw new Error("no match");
    const flaky = new FlakySigner(who.matcher, world.provider, { at: 0, isSent: false });
    const bad = { ...good, request: { ...good.request, spec: "0x12" } };
    const call = markets.matchBatch({
      signer: flaky,
      market: at.market,
      since: 0,
      matches: [good, bad],
    });
    expect(await refusalOf(call)).to.include({ code: "INVALID_FIELD", field: "items[1].spec" });
    expect(flaky.sent).to.equal(0);
  });

  it("names an item whose gas ran out", async () => {
    const world = await loadFixture(openWorld);
    const { who, at } = world;
    const matches = await matchesOf(world, 2);
    const call = { signer: who.matcher, market: at.market, since: 0, matches };
    const { outcomes } = await markets.matchBatch({ ...call, gasPerItem: 60_000n });
    expect(told(outcomes)).to.deep.equal(Array(2).fill("refused: BatchItemOutOfGas"));
    const later = await markets.matchBatch(call);
    expect(told(later.outcomes)).to.deep.equal(["done", "done"]);
  });

  it("leaves open what had too little gas as a whole: nothing is known against its items", async () => {
    const world = await loadFixture(openWorld);
    const { who, at } = world;
    const matches = await matchesOf(world, 2);
    const call = { signer: who.matcher, market: at.market, since: 0, matches };
    const overrides = { gasLimit: 400_000n };
    const { outcomes } = await markets.matchBatch({ ...call, overrides });
    expect(told(outcomes)).to.deep.equal(Array(2).fill("open: CONTRACT_REVERTED"));
    for (const outcome of outcomes) {
      const error = outcome.status === "open" ? outcome.error : undefined;
      expect(error).to.include({ error: "BatchGasTooLow", retryable: true });
    }
    const balance = await world.vault.balanceOf(who.matcher, BigInt(at.token));
    expect(balance).to.equal(0n);
    expect(await world.provider.getBalance(who.matcher)).to.be.greaterThan(parseEther("1"));
  });
});

describe("sdk settleBatch and expireBatch", () => {
  it("settle what has a verdict, leave the rest, and pass over what ended", async () => {
    const world = await loadFixture(openWorld);
    const { who, at } = world;
    const jobs = await openJobs(world, 3);
    const [first, second, third] = jobs;
    if (!first || !second || !third) throw new Error("too few jobs");
    await accept(world, first);
    await accept(world, third);
    const unknown = { ...first, pricePerUnit: 1n };
    const call = { signer: who.stranger, market: at.market };
    const all = [first, second, third, unknown];
    const { outcomes } = await markets.settleBatch({ ...call, jobs: all });
    expect(told(outcomes)).to.deep.equal([
      "done",
      "refused: MarketNoResult",
      "done",
      "refused: MarketJobNotOpen",
    ]);
    for (const end of results(outcomes)) {
      expect(end).to.include({ status: JobStatus.Accepted, unitsPaid: 1n });
      expect(end.paid + end.fee).to.equal(2n * USD);
    }
    const again = await markets.settleBatch({ ...call, jobs: all });
    expect(told(again.outcomes)).to.deep.equal([
      "before",
      "refused: MarketNoResult",
      "before",
      "refused: MarketJobNotOpen",
    ]);
    const early = await markets.expireBatch({ ...call, jobs: [second] });
    expect(told(early.outcomes)).to.deep.equal(["refused: MarketDeadlineNotPassed"]);
    expect(refusals(early.outcomes)[0]).to.contain("can expire only after");
    await time.increaseTo(second.deadline + 1);
    const late = await markets.expireBatch({ ...call, jobs: [first, second] });
    expect(told(late.outcomes)).to.deep.equal(["before", "done"]);
    expect(results(late.outcomes)[0]).to.include({
      status: JobStatus.NoResult,
      refunded: 2n * USD,
    });
  });
});
