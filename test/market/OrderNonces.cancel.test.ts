import { loadFixture, mine } from "@nomicfoundation/hardhat-network-helpers";
import { makeNonce, nonceWord, packJob } from "@weft/sdk";
import { expect } from "chai";
import { network } from "hardhat";

import { assertConservation } from "../support/conservation";
import { deployWorld, type World } from "../support/deploy";
import { expire, match, settle, Status, Verdict } from "../support/market-actions";
import { draftOf, signMatch, type Draft } from "../support/market-orders";

const LAST = 2 ** 32 - 1;
/** Around the end of the epoch's own slot, of a bitmap's word, and of the epoch. */
const INDEXES = [0, 1, 222, 223, 224, 225, 255, 256, 511, 512, LAST - 1, LAST];

describe("OrderNonces", () => {
  let world: World;

  beforeEach(async () => {
    world = await loadFixture(deployWorld);
  });

  async function usableOf(epoch: number): Promise<number[]> {
    const usable: number[] = [];
    for (const index of INDEXES) {
      const nonce = makeNonce(epoch, index);
      if (await world.jobMarket.isNonceUsable(world.client.address, nonce)) usable.push(index);
    }
    return usable;
  }

  function withNonce(nonce: bigint): Promise<Draft> {
    return draftOf(world, { request: { nonce } });
  }

  async function assertUsed(draft: Draft): Promise<void> {
    await expect(world.jobMarket.matchOrders(await signMatch(world, draft)))
      .to.be.revertedWithCustomError(world.jobMarket, "OrderNonceUsed")
      .withArgs(draft.request.client, draft.request.nonce);
  }

  async function assertWrongEpoch(draft: Draft, epoch: number, current: number): Promise<void> {
    await expect(world.jobMarket.matchOrders(await signMatch(world, draft)))
      .to.be.revertedWithCustomError(world.jobMarket, "OrderWrongEpoch")
      .withArgs(draft.request.client, epoch, current);
  }

  async function startEpoch(epoch: number): Promise<void> {
    const { jobMarket, client } = world;
    await expect(jobMarket.connect(client.key).cancelAll())
      .to.emit(jobMarket, "EpochStarted")
      .withArgs(client.address, epoch);
    expect(await jobMarket.epochOf(client.address)).to.equal(epoch);
  }

  describe("cancel", () => {
    for (const epoch of [1, 2 ** 32 - 1]) {
      it(`reverts given a nonce of epoch ${epoch} in epoch 0`, async () => {
        const { jobMarket, client } = world;
        await expect(jobMarket.connect(client.key).cancel(makeNonce(epoch, 0)))
          .to.be.revertedWithCustomError(jobMarket, "OrderWrongEpoch")
          .withArgs(client.address, epoch, 0n);
      });
    }

    it("reverts given a nonce of an epoch that has passed", async () => {
      const { jobMarket, client } = world;
      await startEpoch(1);
      await expect(jobMarket.connect(client.key).cancel(0n))
        .to.be.revertedWithCustomError(jobMarket, "OrderWrongEpoch")
        .withArgs(client.address, 0n, 1n);
    });

    for (const index of INDEXES) {
      it(`cancels nonce index ${index}, alone and for its signer alone`, async () => {
        const { jobMarket, client, otherClient } = world;
        const nonce = makeNonce(0, index);
        await expect(jobMarket.connect(client.key).cancel(nonce))
          .to.emit(jobMarket, "NonceCancelled")
          .withArgs(client.address, nonce);
        expect(await usableOf(0)).to.deep.equal(INDEXES.filter((other) => other !== index));
        expect(await jobMarket.isNonceUsable(otherClient.address, nonce)).to.equal(true);
        await assertUsed(await withNonce(nonce));
      });
    }

    it("cancels again without harm", async () => {
      const { jobMarket, client } = world;
      await jobMarket.connect(client.key).cancel(3n);
      await expect(jobMarket.connect(client.key).cancel(3n)).to.emit(jobMarket, "NonceCancelled");
    });

    it("SIG11: refuses the rest of an order that is filled in part, and leaves its job open", async () => {
      const { jobMarket, client, verifier } = world;
      const draft = await withNonce(0n);
      const job = await match(world, { ...draft, units: 4n });
      await jobMarket.connect(client.key).cancel(0n);
      await assertUsed({ ...draft, units: 6n });
      expect(await jobMarket.statusOf(packJob(job))).to.equal(Status.Open);
      await verifier.setVerdict(Verdict.Accepted, 4n, 0n);
      await settle(world, job, { status: Status.Accepted, units: 4n, slashBps: 0n });
    });

    it("cancels an offer and a request of one account that share the nonce", async () => {
      const { jobMarket, provider } = world;
      await jobMarket.connect(provider.key).cancel(0n);
      const asClient = await draftOf(world, {
        offer: { provider: world.otherProvider.address },
        request: { client: provider.address },
      });
      await assertUsed(asClient);
      await expect(jobMarket.matchOrders(await signMatch(world, await draftOf(world))))
        .to.be.revertedWithCustomError(jobMarket, "OrderNonceUsed")
        .withArgs(provider.address, 0n);
    });

    for (const isCancelFirst of [true, false]) {
      it(`SIG11: in one block, ${isCancelFirst ? "cancel then match: refused" : "match then cancel: stands"}`, async () => {
        const { jobMarket, client, matcher } = world;
        const signed = await signMatch(world, await withNonce(0n));
        const sends = [
          () => jobMarket.connect(client.key).cancel(0n, { gasLimit: 200_000n }),
          () => jobMarket.connect(matcher).matchOrders(signed, { gasLimit: 1_000_000n }),
        ];
        await network.provider.send("evm_setAutomine", [false]);
        const hashes: string[] = [];
        for (const send of isCancelFirst ? sends : sends.reverse())
          hashes.push((await send()).hash);
        await mine();
        await network.provider.send("evm_setAutomine", [true]);
        const statuses = [];
        for (const hash of hashes) {
          statuses.push((await matcher.provider.getTransactionReceipt(hash))?.status);
        }
        expect(statuses).to.deep.equal(isCancelFirst ? [1, 0] : [1, 1]);
        const { openJobs } = await assertConservation(world);
        expect(openJobs.size).to.equal(isCancelFirst ? 0 : 1);
      });
    }
  });

  describe("cancelWord", () => {
    it("reverts given a word of another epoch", async () => {
      const { jobMarket, client } = world;
      await expect(jobMarket.connect(client.key).cancelWord(nonceWord(makeNonce(1, 0))))
        .to.be.revertedWithCustomError(jobMarket, "OrderWrongEpoch")
        .withArgs(client.address, 1n, 0n);
      await startEpoch(1);
      await expect(jobMarket.connect(client.key).cancelWord(0n))
        .to.be.revertedWithCustomError(jobMarket, "OrderWrongEpoch")
        .withArgs(client.address, 0n, 1n);
    });

    for (const [first, lastIndex] of [
      [0, 255],
      [256, 511],
      [LAST - 255, LAST],
    ] as const) {
      for (const epoch of [0, 1]) {
        it(`cancels indexes ${first} to ${lastIndex} of epoch ${epoch} and no others`, async () => {
          const { jobMarket, client, otherClient } = world;
          if (epoch === 1) await startEpoch(1);
          const word = nonceWord(makeNonce(epoch, first));
          await expect(jobMarket.connect(client.key).cancelWord(word))
            .to.emit(jobMarket, "NonceWordCancelled")
            .withArgs(client.address, word);
          const outside = INDEXES.filter((index) => index < first || index > lastIndex);
          expect(await usableOf(epoch)).to.deep.equal(outside);
          expect(await jobMarket.epochOf(client.address)).to.equal(epoch);
          expect(await jobMarket.isNonceUsable(otherClient.address, makeNonce(0, first))).to.equal(
            true,
          );
          await assertUsed(await withNonce(makeNonce(epoch, lastIndex)));
        });
      }
    }
  });

  describe("cancelAll", () => {
    it("cancels every order signed so far, and lets new ones through", async () => {
      const { jobMarket, client } = world;
      const old = await withNonce(makeNonce(0, 40));
      expect(await jobMarket.connect(client.key).cancelAll.staticCall()).to.equal(1n);
      await startEpoch(1);
      await assertWrongEpoch(old, 0, 1);
      expect(await usableOf(0)).to.deep.equal([]);
      expect(await usableOf(1)).to.deep.equal(INDEXES);
      await match(world, await withNonce(makeNonce(1, 40)));
    });

    it("refuses orders signed for a future epoch, until it comes", async () => {
      const future = await withNonce(makeNonce(2, 0));
      await assertWrongEpoch(future, 2, 0);
      await startEpoch(1);
      await assertWrongEpoch(future, 2, 1);
      await startEpoch(2);
      await match(world, future);
    });

    it("starts all nonces of the new epoch afresh, near and far", async () => {
      const { jobMarket, client } = world;
      for (const index of INDEXES) await jobMarket.connect(client.key).cancel(makeNonce(0, index));
      expect(await usableOf(0)).to.deep.equal([]);
      await startEpoch(1);
      expect(await usableOf(1)).to.deep.equal(INDEXES);
    });

    it("touches nobody else's orders", async () => {
      await world.jobMarket.connect(world.otherClient.key).cancelAll();
      await match(world, await withNonce(0n));
    });
  });

  context("given a job of an earlier epoch in the slot of the nonce's index", () => {
    it("JOB23: refuses the slot while the job is open, and hands it over once it has ended", async () => {
      const { jobMarket, client, verifier } = world;
      const draft = await withNonce(makeNonce(0, 6));
      const job = await match(world, draft);
      await startEpoch(1);
      const again = await draftOf(world, {
        offer: { nonce: makeNonce(0, 1) },
        request: { nonce: makeNonce(1, 6) },
      });
      await expect(jobMarket.matchOrders(await signMatch(world, again)))
        .to.be.revertedWithCustomError(jobMarket, "MarketJobSlotBusy")
        .withArgs(client.address, 6n, 0n);
      await verifier.setVerdict(Verdict.Accepted, 10n, 0n);
      await settle(world, job, { status: Status.Accepted, units: 10n, slashBps: 0n });
      const next = await match(world, again);
      expect(await jobMarket.statusOf(packJob(job))).to.equal(Status.None);
      expect(await jobMarket.statusOf(packJob(next))).to.equal(Status.Open);
      expect(next.request).not.to.equal(job.request);
    });

    it("JOB23: opens two jobs alike but for the epoch under two ids", async () => {
      const { verifier } = world;
      const first = await match(world, await withNonce(makeNonce(0, 6)));
      await verifier.setVerdict(Verdict.NoResult, 0n, 0n);
      await network.provider.send("evm_increaseTime", [3_700]);
      await expire(world, first);
      await startEpoch(1);
      const again = await draftOf(world, {
        offer: { nonce: makeNonce(0, 1) },
        request: { nonce: makeNonce(1, 6) },
      });
      const second = await match(world, again);
      const { jobMarket } = world;
      const ids = [
        await jobMarket.jobIdOf(packJob(first)),
        await jobMarket.jobIdOf(packJob(second)),
      ];
      expect(ids[0]).not.to.equal(ids[1]);
      await assertConservation(world);
    });
  });
});
