import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ethers } from "hardhat";

import type { ReputationCondition } from "../../typechain-types";
import {
  deployRecords,
  H100,
  H100_BIT,
  tell,
  WAD,
  WEFT_WEIGHT,
  type RecordWorld,
} from "../reputation/support";
import { deployWorld } from "../support/deploy";
import { gasSlack, intrinsicGas } from "../support/gas";
import { match, settle, Status, Verdict } from "../support/market-actions";
import { draftOf, signMatch } from "../support/market-orders";
import { jobId, packJob } from "@weft/sdk";

interface Wanted {
  minScoreBps: bigint;
  minWeight: bigint;
  models: bigint;
  isClient: bigint;
}

function wordOf(wanted: Partial<Wanted>): string {
  const { minScoreBps = 0n, minWeight = 0n, models = 0n, isClient = 0n } = wanted;
  const word = minScoreBps | (minWeight << 16n) | (models << 72n) | (isClient << 136n);
  return ethers.toBeHex(word, 32);
}

interface ConditionWorld extends RecordWorld {
  condition: ReputationCondition;
}

async function deployCondition(): Promise<ConditionWorld> {
  const world = await deployRecords();
  const condition = await ethers.deployContract("ReputationCondition", [world.reputation]);
  return { ...world, condition };
}

describe("ReputationCondition.isMet", () => {
  async function assertMet(
    { condition }: ConditionWorld,
    subject: string,
    wanted: Partial<Wanted>,
    isMet: boolean,
  ): Promise<void> {
    expect(await condition.isMet(subject, wordOf(wanted), "0x1234")).to.equal(isMet);
  }

  it("asks a newcomer for no more than a newcomer has", async () => {
    const world = await loadFixture(deployCondition);
    const { address } = world.stranger;
    await assertMet(world, address, {}, true);
    await assertMet(world, address, { minScoreBps: 2_500n }, true);
    await assertMet(world, address, { minScoreBps: 2_501n }, false);
    await assertMet(world, address, { minWeight: 1n }, false);
    await assertMet(world, address, { models: 1n, minScoreBps: 2_500n }, true);
  });

  it("asks for score and weight, overall or in the classes of some models", async () => {
    const world = await loadFixture(deployCondition);
    const { address } = world.provider;
    await tell(world, { needs: H100, fee: 5n * WAD });
    await tell(world, { fee: 100n * WAD });
    await assertMet(world, address, { minScoreBps: 9_700n }, true);
    await assertMet(world, address, { minScoreBps: 9_800n }, false);
    await assertMet(world, address, { minWeight: 104n * WEFT_WEIGHT }, true);
    await assertMet(world, address, { minWeight: 106n * WEFT_WEIGHT }, false);
    const models = H100_BIT;
    await assertMet(world, address, { models, minScoreBps: 6_600n }, true);
    await assertMet(world, address, { models, minScoreBps: 6_700n }, false);
    await assertMet(world, address, { models, minWeight: 4n * WEFT_WEIGHT }, true);
    await assertMet(world, address, { models, minWeight: 6n * WEFT_WEIGHT }, false);
  });

  it("sees a lie in a job that accepts any of several models, where it asks for those", async () => {
    const world = await loadFixture(deployCondition);
    const { address } = world.provider;
    await tell(world, { needs: H100, fee: 5n * WAD });
    const models = H100_BIT | 1n;
    await assertMet(world, address, { models, minScoreBps: 6_600n }, true);
    await tell(world, { needs: models << 16n, end: Status.Rejected, fee: WAD });
    await assertMet(world, address, { models, minScoreBps: 2_500n }, false);
    await assertMet(world, address, { models: H100_BIT, minScoreBps: 6_600n }, true);
  });

  it("is met by nobody where it asks for what there is not", async () => {
    const world = await loadFixture(deployCondition);
    await tell(world, { fee: 10n ** 30n });
    const { address } = world.provider;
    for (const wanted of [
      { minScoreBps: 10_000n },
      { minScoreBps: 65_535n },
      { isClient: 1n, minScoreBps: 1n },
      { isClient: 1n, models: 1n },
      { isClient: 2n },
      { isClient: 2n ** 119n },
    ]) {
      await assertMet(world, address, wanted, false);
    }
    await assertMet(world, address, { isClient: 1n }, true);
  });

  it("takes under 40,000 gas for a provider of all classes there can be", async () => {
    const world = await loadFixture(deployCondition);
    const { condition, provider } = world;
    for (let i = 0n; i < 8n; i++) await tell(world, { needs: 1n << (20n + i) });
    await tell(world);
    const data = wordOf({ minScoreBps: 2_500n });
    const call = condition.interface.encodeFunctionData("isMet", [provider.address, data, "0x"]);
    const gas = (await condition.isMet.estimateGas(provider, data, "0x")) - intrinsicGas(call);
    // Reaching it cold is the market's.
    expect(gas + 2_600n < 40_000n * BigInt(gasSlack()), `${gas}`).to.equal(true);
  });

  it("is asked by the market of both sides, and named where it is not met", async () => {
    const world = await loadFixture(deployWorld);
    const { owner, jobMarket, verifier, token, provider, client, stranger } = world;
    const reputation = await ethers.deployContract("Reputation", [owner]);
    const condition = await ethers.deployContract("ReputationCondition", [reputation]);
    await reputation.connect(owner).setRate(jobMarket, verifier, token, 10n ** 30n);
    const address = await condition.getAddress();
    const demanding = (wanted: Partial<Wanted>) => ({
      condition: address,
      conditionData: wordOf(wanted),
    });
    const refused = async (draft: Awaited<ReturnType<typeof draftOf>>, subject: string) =>
      expect(jobMarket.connect(stranger).matchOrders(await signMatch(world, draft)))
        .to.be.revertedWithCustomError(jobMarket, "MarketConditionNotMet")
        .withArgs(address, subject);
    const wantsRecord = { request: demanding({ minScoreBps: 2_600n }) };
    const wantsPayer = { offer: demanding({ isClient: 1n, minWeight: 1n }) };
    await refused(await draftOf(world, wantsRecord), provider.address);
    await refused(await draftOf(world, wantsPayer), client.address);
    // A job that is done, recorded for both.
    const job = await match(world, await draftOf(world));
    await verifier.setVerdictOf(jobId(job), Verdict.Accepted, 10n, 0);
    await settle(world, job, { status: Status.Accepted, units: 10n, slashBps: 0n });
    await reputation.bring(jobMarket, [packJob(job)]);
    const recorder = await ethers.deployContract("ReportingMarketMock", [reputation]);
    await reputation.connect(owner).setRate(recorder, verifier, token, WAD);
    await recorder.record(provider.address, token, verifier, 0n, Status.Accepted, WAD);
    const nonce = { nonce: 1n };
    await match(
      world,
      await draftOf(world, {
        offer: { ...wantsPayer.offer, ...nonce },
        request: { ...wantsRecord.request, ...nonce },
      }),
    );
  });
});
