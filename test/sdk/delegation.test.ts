import {
  impersonateAccount,
  loadFixture,
  setBalance,
  time,
} from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ethers } from "hardhat";
import {
  ALL_UNITS,
  endsFromReceipt,
  JobStatus,
  market,
  outcomeOf,
  poolPpmOf,
  quote,
  roomOf,
  sharesWorth,
  signAttestation,
  stake,
  vault,
  verifier,
  VerdictStatus,
  type Job,
} from "../../packages/sdk/src";
import {
  FEE_BPS,
  openWorld,
  poolWorld,
  refusalOf,
  signedMatch,
  THAW_SECONDS,
  WEFT,
  type World,
} from "./support/world";

const ROOT = `0x${"ab".repeat(32)}`;
/** Three of four parts of the stake, less a tenth. */
const POOL_PPM = 675_000;

function callOf({ who, at }: World) {
  const provider = who.provider.address;
  return { signer: who.stranger, stakeVault: at.stakeVault, market: at.market, provider };
}

function viewOf({ who, at, provider }: World) {
  const question = { provider, stakeVault: at.stakeVault, market: at.market };
  return stake.show({
    ...question,
    account: who.provider.address,
    delegator: who.stranger.address,
  });
}

async function openJob(world: World, nonce = 0n): Promise<Job> {
  const match = await signedMatch(world, { offer: { nonce }, request: { nonce } });
  return (await market.match({ signer: world.who.matcher, market: world.at.market, match })).job;
}

/** Ends a job by two attesters' word. */
async function accept(world: World, job: Job, units = ALL_UNITS) {
  const { who, at, terms, attestations: domain } = world;
  const { jobId } = await verifier.submit({ signer: who.provider, job, root: ROOT });
  const decision = { status: VerdictStatus.Accepted, units, slashBps: 0, expiry: job.finalAt };
  const attestation = { jobId, provider: job.provider, root: ROOT, ...decision };
  const byAddress = [who.first, who.second, who.third].sort((a, b) =>
    BigInt(a.address) < BigInt(b.address) ? -1 : 1,
  );
  const signatures = await Promise.all(
    byAddress.slice(0, 2).map((signer) => signAttestation({ signer, domain, attestation })),
  );
  await verifier.attest({
    signer: who.first,
    ...{ verifier: at.verifier, terms, attestation, signatures },
  });
  return market.settle({ signer: who.stranger, market: at.market, job });
}

/** Takes stake of the pool as the market would, own stake first. */
async function slash(world: World, amount: bigint): Promise<void> {
  const { at, who, stakeVault } = world;
  await impersonateAccount(at.market);
  await setBalance(at.market, 10n ** 18n);
  const asMarket = stakeVault.connect(await ethers.getSigner(at.market));
  const { ownBps } = await asMarket.lockFor.staticCall(who.provider, amount, at.token);
  await asMarket.lockFor(who.provider, amount, at.token);
  await asMarket.slash(who.provider, amount, ownBps, amount, who.client);
}

describe("sdk delegation", () => {
  it("opens a pool, takes stake in, and shows both sides", async () => {
    const world = await loadFixture(poolWorld);
    const { who, at, weft } = world;
    expect(await weft.allowance(who.stranger, at.stakeVault)).to.equal(0n);
    const view = await viewOf(world);
    expect(view.pool?.closedUntil).to.be.lessThan(view.time);
    expect(view).to.deep.include({
      active: 1_000n * WEFT,
      free: 4_000n * WEFT,
      votes: 4_000n * WEFT,
      pool: {
        stake: 3_000n * WEFT,
        active: 3_000n * WEFT,
        locked: 0n,
        room: 7_000n * WEFT,
        closedUntil: view.pool?.closedUntil,
        shares: 3_000n * WEFT,
        thawingShares: 0n,
        round: 0,
        commissionBps: 1_000,
        nextCommission: undefined,
        poolPpm: POOL_PPM,
        tokens: [at.token],
      },
      delegation: {
        delegator: who.stranger.address,
        shares: 3_000n * WEFT,
        amount: 3_000n * WEFT,
        thawing: 0n,
        undelegations: [],
        earnings: [{ token: at.token, amount: 0n }],
      },
    });
  });

  it("lowers the commission at once and raises it after the thaw time", async () => {
    const world = await loadFixture(poolWorld);
    const call = { ...callOf(world), signer: world.who.provider };
    const lower = await stake.setCommission({ ...call, commissionBps: 500 });
    expect(lower).to.include({ commissionBps: 500, effectiveAt: await time.latest() });
    const raised = await stake.setCommission({ ...call, commissionBps: 2_000 });
    const effectiveAt = (await time.latest()) + THAW_SECONDS;
    expect(raised.effectiveAt).to.equal(effectiveAt);
    const nextCommission = { commissionBps: 2_000, effectiveAt };
    expect((await viewOf(world)).pool).to.deep.include({ commissionBps: 500, nextCommission });
  });

  it("leaves in part and whole, and is withdrawn after the thaw time", async () => {
    const world = await loadFixture(poolWorld);
    const { who, weft } = world;
    const call = callOf(world);
    const part = await stake.undelegate({ ...call, amount: 1_000n * WEFT });
    const readyAt = (await time.latest()) + THAW_SECONDS;
    expect(part).to.include({ index: 0n, amount: 1_000n * WEFT, shares: 1_000n * WEFT, readyAt });
    await stake.undelegate({ ...call, shares: 500n * WEFT });
    await stake.undelegate({ ...call, amount: "all" });
    const { delegation, pool } = await viewOf(world);
    expect(delegation).to.include({ shares: 0n, amount: 0n, thawing: 3_000n * WEFT });
    expect(delegation?.undelegations.map(({ amount }) => amount)).to.deep.equal([
      1_000n * WEFT,
      500n * WEFT,
      1_500n * WEFT,
    ]);
    expect(pool).to.include({ active: 0n, poolPpm: 0 });
    expect(await refusalOf(stake.withdrawDelegated(call))).to.include({
      error: "StakeNothingReady",
    });
    await time.increase(THAW_SECONDS);
    const before = await weft.balanceOf(who.stranger);
    const delegator = who.stranger.address;
    const done = await stake.withdrawDelegated({ ...call, signer: who.matcher, delegator });
    expect(done).to.include({ amount: 3_000n * WEFT, requests: 3n });
    expect(await weft.balanceOf(who.stranger)).to.equal(before + 3_000n * WEFT);
  });

  it("asks for what the pool gives, and refuses less than is asked for", async () => {
    const world = await loadFixture(poolWorld);
    const call = callOf(world);
    await slash(world, 2_500n * WEFT); // all of the provider's, and half of the pool's
    await stake.provision({ ...call, signer: world.who.provider, amount: 1_000n * WEFT });
    const { delegation, pool } = await viewOf(world);
    expect(delegation).to.include({ shares: 3_000n * WEFT, amount: 1_500n * WEFT });
    // Half of a share was lost, which closes the pool for a while.
    const early = stake.delegate({ ...call, amount: 10n * WEFT });
    expect(await refusalOf(early)).to.include({ error: "StakePoolClosed" });
    expect(pool).to.include({ room: 0n });
    await time.increaseTo((pool?.closedUntil ?? 0) + 1);
    expect((await viewOf(world)).pool).to.include({ room: 8_500n * WEFT });
    const bought = await stake.delegate({ ...call, amount: 10n * WEFT });
    expect(bought.shares).to.equal(20n * WEFT);
    const greedy = { ...call, amount: 10n * WEFT, minShares: 20n * WEFT + 1n };
    expect(await refusalOf(stake.delegate(greedy))).to.include({ error: "StakeTooFewShares" });
    const most = { ...call, shares: 20n * WEFT, minAmount: 10n * WEFT + 1n };
    expect(await refusalOf(stake.undelegate(most))).to.include({ error: "StakeTooLittle" });
    const left = await stake.undelegate({ ...call, amount: 10n * WEFT, toleranceBps: 0 });
    expect(left).to.include({ amount: 10n * WEFT, shares: 20n * WEFT });
    const all = await stake.undelegate({ ...call, amount: 1_500n * WEFT });
    expect(all.shares).to.equal(3_000n * WEFT);
  });

  it("approves nothing for a delegation that would be refused", async () => {
    const world = await loadFixture(openWorld);
    const { who, at, weft, provider } = world;
    await weft.transfer(who.stranger, 10n * WEFT);
    const call = { ...callOf(world), amount: WEFT };
    const sent = await provider.getTransactionCount(who.stranger.address);
    expect(await refusalOf(stake.delegate(call))).to.include({ error: "StakePoolMissing" });
    const asProvider = { ...call, signer: who.provider, tokens: [at.token] };
    await stake.openPool({ ...asProvider, commissionBps: 0 });
    const refused: [amount: bigint, error: string][] = [
      [WEFT - 1n, "StakeBelowMinimum"],
      [10_001n * WEFT, "StakePoolFull"],
    ];
    for (const [amount, error] of refused) {
      expect(await refusalOf(stake.delegate({ ...call, amount }))).to.include({ error });
    }
    expect(await provider.getTransactionCount(who.stranger.address)).to.equal(sent);
  });

  it("refuses to leave with what is not there", async () => {
    const world = await loadFixture(openWorld);
    const call = callOf(world);
    expect(await refusalOf(stake.undelegate({ ...call, amount: "all" }))).to.include({
      error: "StakeZeroAmount",
    });
    expect(await refusalOf(stake.undelegate({ ...call, amount: WEFT }))).to.include({
      error: "StakeInsufficientShares",
    });
  });
});

describe("sdk delegators' part", () => {
  it("rides in the job's terms and is shown in receipts and amounts", async () => {
    const world = await loadFixture(poolWorld);
    const { who, at, vault: contract } = world;
    const match = await signedMatch(world);
    const { pool } = await viewOf(world);
    const quoted = quote({ match, feeBps: FEE_BPS, poolPpm: pool?.poolPpm ?? 0 });
    const job = await openJob(world);
    expect(job.poolPpm).to.equal(POOL_PPM);

    const end = await accept(world, job, 3n);
    const expected = outcomeOf({ job, ending: { status: JobStatus.Accepted, units: 3n } });
    expect(end).to.deep.include({ ...expected, status: JobStatus.Accepted });
    expect(end.pooled).to.equal((end.paid * 675n) / 1_000n);
    expect(quoted).to.include({ paid: 7_920_000n, pooled: 5_346_000n });
    const id = BigInt(at.token);
    expect(await contract.balanceOf(who.provider, id)).to.equal(end.paid - end.pooled);

    const { delegation } = await viewOf(world);
    expect(delegation?.earnings).to.deep.equal([{ token: at.token, amount: end.pooled }]);
    const call = { ...callOf(world), token: at.token };
    expect((await stake.claimEarnings(call)).amount).to.equal(end.pooled);
    expect(await contract.balanceOf(who.stranger, id)).to.equal(end.pooled);
    expect(await refusalOf(stake.claimEarnings(call))).to.include({ error: "StakeNothingToClaim" });
    const out = { signer: who.stranger, vault: at.vault, token: at.token, amount: end.pooled };
    expect((await vault.withdraw(out)).amount).to.equal(end.pooled);
  });

  it("goes with the fees where nobody earns any more", async () => {
    const world = await loadFixture(poolWorld);
    const job = await openJob(world);
    await stake.undelegate({ ...callOf(world), amount: "all" });
    const end = await accept(world, job);
    const ending = { status: JobStatus.Accepted, isPoolEmpty: true };
    expect(end).to.deep.include(outcomeOf({ job, ending }));
    expect([end.pooled, end.unclaimed]).to.deep.equal([0n, (end.paid * 675n) / 1_000n]);
    const { who, at, vault: contract } = world;
    const kept = await contract.balanceOf(who.provider, BigInt(at.token));
    expect(kept).to.equal(end.paid - end.unclaimed);
  });

  it("is told apart job by job in a receipt of several ends", async () => {
    const world = await loadFixture(poolWorld);
    const { at } = world;
    const [first, second] = [await openJob(world), await openJob(world, 1n)];
    const ends = [await accept(world, first, 1n), await accept(world, second, 2n)];
    const logs = ends.flatMap(({ receipt }) => [...receipt.logs]);
    const receipt = { hash: "both", logs };
    const read = endsFromReceipt({ receipt, market: at.market, stakeVault: at.stakeVault });
    expect(read.map(({ pooled }) => pooled)).to.deep.equal(ends.map(({ pooled }) => pooled));
    expect(read.map(({ unitsPaid }) => unitsPaid)).to.deep.equal([1n, 2n]);
    const strange = endsFromReceipt({ receipt, market: at.market, stakeVault: at.vault });
    expect(strange.map(({ pooled }) => pooled)).to.deep.equal([0n, 0n]);
    expect(
      endsFromReceipt({ receipt, market: at.vault, stakeVault: at.stakeVault }),
    ).to.have.length(0);
  });

  it("is submitted for by an operator, and by nobody else", async () => {
    const world = await loadFixture(poolWorld);
    const { who, at } = world;
    const job = await openJob(world);
    const byMachine = () => verifier.submitFor({ signer: who.matcher, job, root: ROOT });
    expect(await refusalOf(byMachine())).to.include({ error: "AttestationWrongProvider" });
    await stake.setOperator({
      signer: who.provider,
      ...{ stakeVault: at.stakeVault, operator: who.matcher.address, scopes: ["SUBMIT"] },
    });
    expect((await byMachine()).root).to.equal(ROOT);
  });
});

describe("sdk pool arithmetic", () => {
  it("is that of the contract, at its bounds", () => {
    expect(poolPpmOf({ own: 0n, delegated: 5n, commissionBps: 0 })).to.equal(0);
    expect(poolPpmOf({ own: 1n, delegated: 10n, commissionBps: 0 })).to.equal(909_090);
    expect(poolPpmOf({ own: 1n, delegated: 99n, commissionBps: 0 })).to.equal(909_090);
    expect(poolPpmOf({ own: 1n, delegated: 1n, commissionBps: 5_000 })).to.equal(250_000);
    const pool = { stake: 3n, shares: 7n };
    expect(sharesWorth({ pool, amount: 1n, held: 7n })).to.equal(3n);
    expect(sharesWorth({ pool, amount: 3n, held: 7n })).to.equal(7n);
    expect(sharesWorth({ pool, amount: 0n, held: 7n })).to.equal(0n);
    const open = { closedUntil: 5, time: 6 };
    expect(roomOf({ own: 1n, delegated: 11n, pool, ...open })).to.equal(0n);
    expect(roomOf({ own: 1n, delegated: 3n, pool, ...open })).to.equal(7n);
    expect(roomOf({ own: 1n, delegated: 3n, pool, ...open, time: 5 })).to.equal(0n);
    const devalued = { stake: 1n, shares: 2n ** 16n + 1n };
    expect(roomOf({ own: 1n, delegated: 1n, pool: devalued, ...open })).to.equal(0n);
  });
});
