import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import {
  ALL_UNITS,
  attestationTerms,
  describeJobStatus,
  describeVerdictStatus,
  EventMissingError,
  feeOf,
  InvalidFieldError,
  isEnded,
  jobFromReceipt,
  jobId,
  jobsFromReceipt,
  JobStatus,
  market,
  orderSignatures,
  outcomeOf,
  quote,
  resultOf,
  rootOf,
  signAttestation,
  slashOf,
  stake,
  toJobStatus,
  toVerdictStatus,
  vault,
  verdictOf,
  verifier,
  VerdictStatus,
  type Attestation,
  type Job,
  type Offer,
} from "../../packages/sdk/src";
import {
  FEE_BPS,
  openWorld,
  refusalOf,
  signedMatch,
  USD,
  WEFT,
  type Changes,
  type World,
} from "./support/world";

const ROOT = `0x${"ab".repeat(32)}`;

async function openJob(world: World, changes: Changes = {}) {
  const match = await signedMatch(world, changes);
  return {
    match,
    ...(await market.match({ signer: world.who.matcher, market: world.at.market, match })),
  };
}

/** An attestation of a job's result, signed by the first and the third attester. */
async function attested(world: World, job: Job, verdict: Partial<Attestation>) {
  const { who, attestations: domain, terms } = world;
  const attestation: Attestation = {
    jobId: jobId(job),
    provider: job.provider,
    root: ROOT,
    status: VerdictStatus.Accepted,
    units: ALL_UNITS,
    slashBps: 0,
    expiry: job.finalAt,
    ...verdict,
  };
  const signed = await Promise.all(
    [who.third, who.first].map(async (signer) => ({
      attester: signer.address,
      signature: await signAttestation({ signer, domain, attestation }),
    })),
  );
  return { verifier: job.verifier, terms, attestation, signatures: orderSignatures(terms, signed) };
}

describe("sdk jobs", () => {
  it("carry every term of the match, and the chain's id", async () => {
    const world = await loadFixture(openWorld);
    const { who, at } = world;
    const { match, jobId: id, job, receipt } = await openJob(world);
    const matchedAt = await time.latest();
    expect(job).to.deep.include({
      client: who.client.address,
      payer: who.client.address,
      beneficiary: who.client.address,
      provider: who.provider.address,
      token: at.token,
      pricePerUnit: match.pricePerUnit,
      needs: match.request.needs,
      verifierTerms: world.termsHash,
      units: 4n,
      firstUnit: 0n,
      collateral: 4n * WEFT,
      index: 0,
      matchedAt,
      graceUntil: matchedAt + 60,
      deadline: matchedAt + 3_600,
      finalAt: matchedAt + 7_200,
      feeBps: FEE_BPS,
      lateSlashBps: 1_000,
      noResultSlashBps: 5_000,
      wrongSlashBps: 10_000,
      ownBps: 10_000,
      poolPpm: 0,
    });
    expect(jobId(job)).to.equal(id);
    expect(jobFromReceipt({ receipt, market: at.market }).job).to.deep.equal(job);
    expect(jobsFromReceipt({ receipt, market: at.vault })).to.deep.equal([]);
    expect(() => jobFromReceipt({ receipt, market: at.vault })).to.throw(EventMissingError);
  });

  it("move and lock what was quoted", async () => {
    const world = await loadFixture(openWorld);
    const { who, at, vault: contract, stakeVault } = world;
    const id = BigInt(at.token);
    const before = await contract.balanceOf(who.client, id);
    const { match } = await openJob(world, { request: { tipPerUnit: 3n } });
    const quoted = quote({ match, feeBps: FEE_BPS });
    expect(quoted).to.deep.equal({
      payment: 8n * USD,
      tip: 12n,
      total: 8n * USD + 12n,
      fee: 80_000n,
      paid: 8n * USD - 80_000n,
      pooled: 0n,
      collateral: 4n * WEFT,
      lateSlash: (4n * WEFT) / 10n,
      noResultSlash: 2n * WEFT,
      wrongSlash: 4n * WEFT,
    });
    expect(await contract.balanceOf(who.client, id)).to.equal(before - quoted.total);
    expect(await contract.balanceOf(who.matcher, id)).to.equal(quoted.tip);
    expect(await contract.balanceOf(at.market, id)).to.equal(quoted.payment);
    const { locked } = await stakeVault.provisionOf(who.provider, at.market);
    expect(locked).to.equal(quoted.collateral);
  });

  it("go from deposit to payment, fee and withdrawal", async () => {
    const world = await loadFixture(openWorld);
    const { who, at, provider } = world;
    const { job } = await openJob(world);
    const question = { provider, job };
    const status = () => market.statusOf({ provider, market: at.market, job });
    expect(await status()).to.equal(JobStatus.Open);
    expect(await resultOf(question)).to.equal(undefined);
    expect(await rootOf(question)).to.equal(undefined);
    expect((await verdictOf(question)).status).to.equal(VerdictStatus.NoResult);

    const submitted = await verifier.submit({ signer: who.provider, job, root: ROOT });
    expect(submitted).to.include({ jobId: jobId(job), root: ROOT });
    expect(await rootOf(question)).to.equal(ROOT);
    expect((await verdictOf(question)).status).to.equal(VerdictStatus.Pending);

    const decision = await attested(world, job, {});
    const brought = await verifier.attest({ signer: who.stranger, ...decision });
    expect(brought).to.include({ status: VerdictStatus.Accepted, units: ALL_UNITS, slashBps: 0 });
    expect(await resultOf(question)).to.deep.include({
      root: ROOT.slice(0, 54),
      status: VerdictStatus.Accepted,
      units: ALL_UNITS,
    });

    const end = await market.settle({ signer: who.stranger, market: at.market, job });
    const expected = outcomeOf({ job, ending: { status: JobStatus.Accepted } });
    expect(end).to.deep.include({ ...expected, status: JobStatus.Accepted, jobId: jobId(job) });
    expect(end.unitsPaid).to.equal(4n);
    expect(await status()).to.equal(JobStatus.Accepted);
    expect(isEnded(await status())).to.equal(true);

    const { amount } = await market.collectFees({
      signer: who.stranger,
      market: at.market,
      token: at.token,
    });
    expect(amount).to.equal(end.fee);
    const out = { signer: who.provider, vault: at.vault, token: at.token, amount: end.paid };
    expect((await vault.withdraw(out)).amount).to.equal(end.paid);
  });

  const ENDINGS: [
    name: string,
    verdict: Partial<Attestation>,
    status: JobStatus,
    offer?: Partial<Offer>,
  ][] = [
    ["part of the units", { units: 3n }, JobStatus.Accepted],
    ["more units than the job has", { units: 9n }, JobStatus.Accepted],
    ["no unit", { units: 0n }, JobStatus.Accepted],
    [
      "a wrong result",
      { status: VerdictStatus.Rejected, units: 0n, slashBps: 3_333 },
      JobStatus.Rejected,
    ],
    [
      "a share above the whole",
      { status: VerdictStatus.Rejected, slashBps: 65_535 },
      JobStatus.Rejected,
    ],
    [
      "a share above what the provider signed for",
      { status: VerdictStatus.Rejected, slashBps: 9_000 },
      JobStatus.Rejected,
      { wrongSlashBps: 6_001 },
    ],
    ["a result that cannot be judged", { status: VerdictStatus.Void }, JobStatus.Void],
  ];
  for (const [name, verdict, status, terms] of ENDINGS) {
    it(`divide the money as the chain does for ${name}`, async () => {
      const world = await loadFixture(openWorld);
      const { who, at } = world;
      // Odd amounts, so that every rounding shows.
      const { job } = await openJob(world, {
        offer: { pricePerUnit: 1_333_337n, collateralPerUnit: WEFT + 7n, ...terms },
        match: { pricePerUnit: 1_333_337n },
      });
      const decision = await attested(world, job, verdict);
      await verifier.submitAttested({ signer: who.provider, ...decision });
      const end = await market.settle({ signer: who.stranger, market: at.market, job });
      const ending = { status, ...(verdict.units === undefined ? {} : { units: verdict.units }) };
      const slash = verdict.slashBps === undefined ? {} : { slashBps: verdict.slashBps };
      expect(end).to.deep.include({
        status,
        ...outcomeOf({ job, ending: { ...ending, ...slash } }),
      });
    });
  }

  it("are released for nothing in time, and at a price later", async () => {
    const world = await loadFixture(openWorld);
    const { who, at } = world;
    const call = { signer: who.provider, market: at.market };
    const early = await openJob(world);
    const free = await market.release({ ...call, job: early.job });
    expect(free).to.deep.include({ status: JobStatus.Released, slashed: 0n, refunded: 8n * USD });
    const late = await openJob(world, { offer: { nonce: 1n }, request: { nonce: 1n } });
    await time.increaseTo(late.job.graceUntil + 1);
    const dear = await market.release({ ...call, job: late.job });
    const ending = { status: JobStatus.ReleasedLate, isSpared: true };
    const expected = outcomeOf({ job: late.job, ending });
    expect(dear).to.deep.include({ status: JobStatus.ReleasedLate, ...expected, slashed: 0n });
  });

  it("expire without a result; only the second lateness in a while costs stake", async () => {
    const world = await loadFixture(openWorld);
    const { who, at, provider } = world;
    const { stakeVault } = at;
    const question = { provider, stakeVault, market: at.market, account: who.provider.address };
    const first = await openJob(world);
    const { job } = await openJob(world, { offer: { nonce: 1n }, request: { nonce: 1n } });
    const call = { signer: who.stranger, market: at.market };
    const early = await market.expire({ ...call, job }).catch((error: unknown) => error);
    expect(early).to.include({ error: "MarketDeadlineNotPassed", retryable: true });
    await time.increaseTo(job.deadline + 1);
    expect((await stake.show(question)).isNextLatenessSpared).to.equal(true);
    const spared = await market.expire({ ...call, job: first.job });
    const forgiven = outcomeOf({
      job: first.job,
      ending: { status: JobStatus.NoResult, isSpared: true },
    });
    expect(spared).to.deep.include({ status: JobStatus.NoResult, ...forgiven, slashed: 0n });
    const { lastLateAt, isNextLatenessSpared } = await stake.show(question);
    expect(lastLateAt).to.equal(await time.latest());
    expect(isNextLatenessSpared).to.equal(false);
    const end = await market.expire({ ...call, job });
    const expected = outcomeOf({ job, ending: { status: JobStatus.NoResult } });
    expect(end).to.deep.include({ status: JobStatus.NoResult, ...expected });
    expect(end.slashed).to.equal(2n * WEFT);
    const asClient = { ...question, account: who.client.address };
    const waiting = await stake.show(asClient);
    expect(waiting).to.include({ credit: end.slashed, claimable: 0n });
    expect(await refusalOf(stake.claim({ signer: who.client, stakeVault }))).to.include({
      error: "StakeNothingToClaim",
      retryable: true,
    });
    await time.increaseTo(waiting.nextClaimAt);
    const due = await stake.show(asClient);
    expect(due).to.include({ credit: end.slashed, claimable: end.slashed, nextClaimAt: 0 });
    const claimed = await stake.claim({ signer: who.client, stakeVault });
    expect(claimed.amount).to.equal(end.slashed);
  });
});

describe("sdk amounts", () => {
  it("round fees down and slashes up", () => {
    expect(feeOf({ payment: 9_999n, feeBps: 1 })).to.equal(0n);
    expect(feeOf({ payment: 10_000n, feeBps: 1 })).to.equal(1n);
    expect(slashOf({ collateral: 1n, slashBps: 1 })).to.equal(1n);
    expect(slashOf({ collateral: 10_001n, slashBps: 1 })).to.equal(2n);
    expect(slashOf({ collateral: 10_001n, slashBps: 10_000 })).to.equal(10_001n);
    expect(slashOf({ collateral: 5n, slashBps: 0 })).to.equal(0n);
  });
});

describe("sdk statuses", () => {
  it("have a sentence each, and no others exist", () => {
    const jobs = Array.from({ length: 8 }, (_, i) => describeJobStatus(toJobStatus(i)));
    expect(new Set(jobs).size).to.equal(8);
    expect(() => toJobStatus(8)).to.throw(InvalidFieldError);
    const verdicts = Array.from({ length: 5 }, (_, i) => describeVerdictStatus(toVerdictStatus(i)));
    expect(new Set(verdicts).size).to.equal(5);
    expect(() => toVerdictStatus(5n)).to.throw(InvalidFieldError);
    expect([JobStatus.None, JobStatus.Open].map(isEnded)).to.deep.equal([false, false]);
  });
});

describe("sdk attestationTerms", () => {
  const [a, b] = [`0x${"01".repeat(20)}`, `0x${"02".repeat(20)}`];

  it("puts attesters in order", () => {
    expect(attestationTerms({ attesters: [b, a], threshold: 2 })).to.deep.equal({
      attesters: [a, b],
      threshold: 2n,
    });
  });

  it("refuses what the verifier refuses", () => {
    expect(() => attestationTerms({ attesters: [a, b, a], threshold: 1 })).to.throw(
      InvalidFieldError,
    );
    expect(() => attestationTerms({ attesters: [a], threshold: 2 })).to.throw(InvalidFieldError);
    expect(() => attestationTerms({ attesters: [a], threshold: 0 })).to.throw(InvalidFieldError);
  });

  it("refuses signatures of strangers, and too few", () => {
    const terms = attestationTerms({ attesters: [a, b], threshold: 2 });
    const one = { attester: a, signature: "0x01" };
    expect(() => orderSignatures(terms, [one])).to.throw(InvalidFieldError);
    const stranger = { attester: `0x${"03".repeat(20)}`, signature: "0x" };
    expect(() => orderSignatures(terms, [one, stranger])).to.throw(InvalidFieldError);
    const both = [{ attester: b, signature: "0x02" }, one];
    expect(orderSignatures(terms, both)).to.deep.equal(["0x01", "0x02"]);
  });
});
