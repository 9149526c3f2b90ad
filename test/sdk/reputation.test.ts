import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { toBeHex, ZeroHash } from "ethers";
import { ethers } from "hardhat";

import {
  Brought,
  classModel,
  clientCondition,
  InvalidFieldError,
  jobId,
  JobStatus,
  packJob,
  packModels,
  packResources,
  providerCondition,
  readReputationCondition,
  reputation as records,
  rewards as payouts,
  scoreWadOf,
  unpackModels,
  unpackRecord,
  WEIGHT_PER_WEFT,
} from "../../packages/sdk/src";
import { deployWorld } from "../support/deploy";
import { match, settle, Status, Verdict } from "../support/market-actions";
import { draftOf } from "../support/market-orders";
import { earn, endEpoch, deployRewards } from "../rewards/support";
import { WAD, WEEK } from "../reputation/support";

const H100 = ["nvidia-h100-sxm"] as const;

async function deployRecorded() {
  const world = await deployWorld();
  const { owner, jobMarket, verifier, token } = world;
  const contract = await ethers.deployContract("Reputation", [owner]);
  await contract.connect(owner).setRate(jobMarket, verifier, token, 10n ** 30n);
  return {
    world,
    contract,
    reputation: await contract.getAddress(),
    market: await jobMarket.getAddress(),
    signer: world.stranger,
    provider: ethers.provider,
  };
}

describe("sdk reputation", () => {
  it("reads stored words, models and scores", () => {
    expect(unpackRecord(0n)).to.equal(undefined);
    const word =
      5n | (7n << 56n) | (99n << 112n) | (1n << 152n) | (2n << 168n) | (3n << 184n) | (11n << 200n);
    expect(unpackRecord(word)).to.deep.equal({
      good: 5n,
      bad: 7n,
      updatedAt: 99,
      late: 1,
      wrong: 2,
      voided: 3,
      untallied: 11n,
    });
    expect(packModels(H100)).to.equal(packResources({ gpuModels: H100 }) >> 16n);
    expect(unpackModels(packModels([...H100, "bit63"]))).to.deep.equal([...H100, "bit63"]);
    expect(classModel(packModels(H100))).to.equal("nvidia-h100-sxm");
    expect(classModel(0n)).to.equal(undefined);
    expect(() => classModel(3n)).to.throw(InvalidFieldError);
    expect(scoreWadOf({ good: 0n, bad: 0n })).to.equal(WAD / 4n);
    expect(scoreWadOf({ good: 5n * WEIGHT_PER_WEFT, bad: 0n })).to.equal((6n * WAD) / 9n);
  });

  it("packs and reads conditions, and refuses those that nobody meets", () => {
    const wish = { minScoreBps: 9_000, minWeight: 12n, models: [...H100] };
    const data = providerCondition(wish);
    expect(readReputationCondition(data)).to.deep.equal({ of: "provider", ...wish });
    expect(providerCondition({})).to.equal(ZeroHash);
    const client = clientCondition({ minPaid: 5n });
    expect(readReputationCondition(client)).to.deep.equal({ of: "client", minPaid: 5n });
    for (const refuse of [
      () => providerCondition({ minScoreBps: 10_000 }),
      () => providerCondition({ minScoreBps: -1 }),
      () => clientCondition({ minPaid: 2n ** 56n }),
      () => readReputationCondition(toBeHex(10_000n, 32)),
      () => readReputationCondition(toBeHex(BigInt(client) | 1n, 32)),
      () => readReputationCondition(toBeHex(1n << 137n, 32)),
    ]) {
      expect(refuse).to.throw(InvalidFieldError);
    }
  });

  it("says the same as the chain", async () => {
    const { world, provider, reputation, contract, market, signer } =
      await loadFixture(deployRecorded);
    const of = world.provider.address;
    const fresh = await records.standing({ provider, reputation, of, models: H100 });
    expect(fresh).to.deep.equal({
      scoreWad: WAD / 4n,
      good: 0n,
      bad: 0n,
      late: 0,
      wrong: 0,
      voided: 0,
    });
    const job = await match(world, await draftOf(world));
    await world.verifier.setVerdict(Verdict.NoResult, 0, 0);
    await time.increaseTo(job.deadline + 1);
    const { expired, brought } = await records.expireAndBring({ signer, reputation, market, job });
    expect(expired.status).to.equal(JobStatus.NoResult);
    expect(brought).to.include({ jobId: jobId(job), account: of, end: JobStatus.NoResult });
    const standing = await records.standing({ provider, reputation, of });
    expect(standing.late).to.equal(1);
    expect(standing.bad > 0n).to.equal(true);
    expect(scoreWadOf(standing)).to.equal(standing.scoreWad);
    const stored = unpackRecord(await contract.wordOf(of, 0));
    expect(stored?.bad).to.equal(8n * (brought?.weight ?? 0n));
    expect(await records.modelsOf({ provider, reputation, of })).to.deep.equal([]);
  });

  it("brings jobs, and says which are left and why", async () => {
    const { world, provider, reputation, market, signer } = await loadFixture(deployRecorded);
    const job = await match(world, await draftOf(world));
    const open = await match(
      world,
      await draftOf(world, { offer: { nonce: 1n }, request: { nonce: 1n } }),
    );
    await world.verifier.setVerdictOf(jobId(job), Verdict.Accepted, 10n, 0);
    await settle(world, job, { status: Status.Accepted, units: 10n, slashBps: 0n });
    const jobs = [job, open];
    const outcomes = await records.bringable({ provider, reputation, market, jobs });
    expect(outcomes).to.deep.equal([Brought.Recorded, Brought.NotToBring]);
    const { brought, left } = await records.bring({ signer, reputation, market, jobs });
    expect(brought.map(({ account }) => account)).to.deep.equal([job.client]);
    expect(left).to.deep.equal([jobId(open)]);
    const record = await records.clientRecord({ provider, reputation, of: job.client });
    expect(record).to.include({ jobs: 1, total: brought[0]?.weight });
    expect(packJob(open).client).to.equal(open.client);
  });

  it("tallies, finds what can be claimed, and claims it", async () => {
    const world = await loadFixture(deployRewards);
    const { stranger: signer, provider: worker, reputation, rewards } = world;
    const [address, records_] = [await rewards.getAddress(), await reputation.getAddress()];
    const of = worker.address;
    const question = { provider: ethers.provider, rewards: address, of };
    expect(await payouts.claimable(question)).to.deep.equal([]);
    const first = await earn(world, { [of]: 10n * WAD });
    expect(await records.tally({ signer: worker, reputation: records_ })).to.include({
      weight: 0n,
    });
    await endEpoch(world);
    await endEpoch(world);
    const second = await earn(world, { [of]: 4n * WAD });
    await endEpoch(world);
    const due = [
      { epoch: first, amount: 5n * WAD },
      { epoch: second, amount: 2n * WAD },
    ];
    expect(await payouts.claimable(question)).to.deep.equal(due);
    const { amount, paid } = await payouts.claim({ signer, rewards: address, of });
    expect([amount, paid]).to.deep.equal([7n * WAD, due]);
    const again = payouts.claim({ signer: worker, rewards: address, epochs: [first] });
    await expect(again).to.be.rejectedWith(/has nothing to claim in these epochs/);
    await time.increase(54n * WEEK);
    const lapsed = await payouts.lapse({ signer, rewards: address, epochs: [first] });
    expect(lapsed.amount).to.equal(0n);
  });
});
