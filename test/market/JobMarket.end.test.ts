import { loadFixture, mine, time } from "@nomicfoundation/hardhat-network-helpers";
import { jobId, packJob, type Job, type JobStruct } from "@weft/sdk";
import { expect } from "chai";
import { ethers, toBeHex } from "ethers";
import { network } from "hardhat";

import { assertConservation } from "../support/conservation";
import { deployWorld, type World } from "../support/deploy";
import { expire, match, release, settle, Status, Verdict } from "../support/market-actions";
import { draftOf } from "../support/market-orders";

const VOID = { status: Status.Void, units: 0n, slashBps: 0n };

describe("JobMarket: how and when a job ends", () => {
  let world: World;
  let job: Job;

  beforeEach(async () => {
    world = await loadFixture(deployWorld);
    job = await match(world, await draftOf(world));
  });

  afterEach(() => assertConservation(world));

  function settling() {
    return world.jobMarket.connect(world.stranger).settle(packJob(job));
  }

  function expiring() {
    return world.jobMarket.connect(world.stranger).expire(packJob(job));
  }

  function releasing(by = world.provider.key) {
    return world.jobMarket.connect(by).release(packJob(job));
  }

  async function assertPending(call: Promise<unknown>): Promise<void> {
    await expect(call)
      .to.be.revertedWithCustomError(world.jobMarket, "MarketVerdictPending")
      .withArgs(jobId(job), job.finalAt);
  }

  async function assertSubmitted(call: Promise<unknown>): Promise<void> {
    await expect(call)
      .to.be.revertedWithCustomError(world.jobMarket, "MarketResultSubmitted")
      .withArgs(jobId(job));
  }

  async function at(second: number): Promise<void> {
    await time.setNextBlockTimestamp(second);
  }

  context("when the terms are not those of the job", () => {
    /** Another value for each field, such that the struct is still well-formed. */
    const OTHER: { [K in keyof JobStruct]: (struct: JobStruct, world: World) => JobStruct[K] } = {
      request: () => ethers.id("another request"),
      client: (_, w) => w.otherClient.address,
      payer: (_, w) => w.payer.address,
      beneficiary: (_, w) => w.stranger.address,
      provider: (_, w) => w.otherProvider.address,
      token: (_, w) => w.stranger.address,
      pricePerUnit: (struct) => struct.pricePerUnit + 1n,
      needs: (struct) => struct.needs ^ 1n,
      spec: () => ethers.id("another job"),
      verifier: (_, w) => w.stranger.address,
      verifierTerms: () => ethers.id("other terms"),
      share: (struct) => struct.share + 1n,
      terms: (struct) => struct.terms ^ 1n,
    };

    async function assertUnknown(struct: JobStruct): Promise<void> {
      const { jobMarket } = world;
      const id = await jobMarket.jobIdOf(struct);
      const provider = world.parties.find(({ address }) => address === struct.provider);
      for (const call of [
        () => jobMarket.settle(struct),
        () => jobMarket.expire(struct),
        () => jobMarket.connect(provider?.key ?? world.provider.key).release(struct),
      ]) {
        await expect(call())
          .to.be.revertedWithCustomError(jobMarket, "MarketJobNotOpen")
          .withArgs(id, Status.None);
      }
      expect(await jobMarket.statusOf(struct)).to.equal(Status.None);
    }

    for (const field of Object.keys(OTHER)) {
      it(`JOB23: ends nothing given another ${field}`, async () => {
        const struct: JobStruct = packJob(job);
        const change = Object.entries(OTHER).find(([name]) => name === field)?.[1];
        await assertUnknown({ ...struct, [field]: change?.(struct, world) });
      });
    }

    for (const bit of [64n, 128n, 223n, 224n]) {
      it(`ends nothing given bit ${bit} of the share flipped`, async () => {
        const struct = packJob(job);
        await assertUnknown({ ...struct, share: struct.share ^ (1n << bit) });
      });
    }

    for (const bit of [40n, 80n, 120n, 160n, 176n, 192n, 208n, 255n]) {
      it(`ends nothing given bit ${bit} of the terms flipped`, async () => {
        const struct = packJob(job);
        await assertUnknown({ ...struct, terms: struct.terms ^ (1n << bit) });
      });
    }
  });

  context("given a verdict that is pending", () => {
    beforeEach(() => world.verifier.setVerdict(Verdict.Pending, 10n, 10_000n));

    it("waits until the last second for a verdict", async () => {
      await assertPending(settling());
      await at(job.deadline);
      await assertPending(settling());
      await at(job.finalAt);
      await assertPending(settling());
    });

    it("JOB20: voids the job one second after", async () => {
      await at(job.finalAt + 1);
      await settle(world, job, VOID);
    });

    it("JOB20: voids the job a year after", async () => {
      await at(job.finalAt + 365 * 86_400);
      await settle(world, job, VOID);
    });

    it("neither expires nor hands back a job being judged", async () => {
      await assertPending(releasing());
      await at(job.deadline + 1);
      await assertPending(expiring());
      await at(job.finalAt + 1);
      await assertPending(expiring());
    });
  });

  for (const [name, verdict, status] of [
    ["accepted", Verdict.Accepted, Status.Accepted],
    ["rejected", Verdict.Rejected, Status.Rejected],
    ["void", Verdict.Void, Status.Void],
  ] as const) {
    context(`given a verdict that says ${name}`, () => {
      beforeEach(() => world.verifier.setVerdict(verdict, 4n, 5_000n));

      const ending = {
        status,
        units: verdict === Verdict.Accepted ? 4n : 0n,
        slashBps: verdict === Verdict.Rejected ? 5_000n : 0n,
      };

      for (const [when, offset] of [
        ["at once", null],
        ["at the last second for a verdict", 0],
        ["JOB2: long after it, since a verdict that is there counts", 10_000],
      ] as const) {
        it(`settles ${when}`, async () => {
          if (offset !== null) await at(job.finalAt + offset);
          await settle(world, job, ending);
        });
      }

      it("neither expires nor hands back a job that is judged", async () => {
        await assertSubmitted(releasing());
        await at(job.deadline + 1);
        await assertSubmitted(expiring());
      });
    });
  }

  context("given no result", () => {
    beforeEach(() => world.verifier.setVerdict(Verdict.NoResult, 10n, 10_000n));

    it("has nothing to settle until the last second for a verdict", async () => {
      for (const second of [null, job.deadline, job.deadline + 1, job.finalAt]) {
        if (second !== null) await at(second);
        await expect(settling())
          .to.be.revertedWithCustomError(world.jobMarket, "MarketNoResult")
          .withArgs(jobId(job), job.deadline);
      }
    });

    it("JOB1: does not expire at the deadline, and does one second after", async () => {
      await at(job.deadline);
      await expect(expiring())
        .to.be.revertedWithCustomError(world.jobMarket, "MarketDeadlineNotPassed")
        .withArgs(jobId(job), job.deadline, job.deadline);
      await at(job.deadline + 1);
      await expire(world, job);
    });

    for (const [name, second, status] of [
      ["the last second of the grace time", () => job.graceUntil, Status.Released],
      ["the second after the grace time", () => job.graceUntil + 1, Status.ReleasedLate],
      ["the deadline", () => job.deadline, Status.ReleasedLate],
    ] as const) {
      it(`hands back at ${name}`, async () => {
        await at(second());
        await release(world, job, status);
      });
    }

    it("uses up no forgiveness by handing back in time", async () => {
      const { stakeVault, jobMarket, provider } = world;
      await at(job.graceUntil);
      await expect(releasing()).to.not.emit(stakeVault, "LatenessForgiven");
      const { lastLateAt } = await stakeVault.provisionOf(provider.address, jobMarket);
      expect(lastLateAt).to.equal(0n);
    });

    it("refuses to hand back one second after the deadline", async () => {
      await at(job.deadline + 1);
      await expect(releasing())
        .to.be.revertedWithCustomError(world.jobMarket, "MarketDeadlinePassed")
        .withArgs(jobId(job), job.deadline, job.deadline + 1);
    });

    it("lets nobody but the provider hand back", async () => {
      for (const by of [world.client.key, world.matcher, world.owner, world.otherProvider.key]) {
        await expect(releasing(by))
          .to.be.revertedWithCustomError(world.jobMarket, "MarketNotProvider")
          .withArgs(jobId(job), world.provider.address, by.address);
      }
    });

    it("hands back free of charge until the deadline where the grace time is longer", async () => {
      job = await match(
        world,
        await draftOf(world, {
          offer: { graceSeconds: 9_000, provider: world.otherProvider.address },
          request: { maxGraceSeconds: 9_000, client: world.otherClient.address },
        }),
      );
      await at(job.deadline);
      await release(world, job, Status.Released);
    });
  });

  it("JOB4: lets a result in the last second be judged after the deadline", async () => {
    const { verifier } = world;
    await verifier.setVerdict(Verdict.Pending, 0n, 0n);
    await at(job.deadline + 1);
    await assertPending(expiring());
    await verifier.setVerdictOf(jobId(job), Verdict.Accepted, 10n, 0n);
    await settle(world, job, { status: Status.Accepted, units: 10n, slashBps: 0n });
  });

  for (const [name, verdict, first] of [
    ["expire by a result that is there", Verdict.Accepted, "settle"],
    ["settle by a result that is not there", Verdict.NoResult, "expire"],
  ] as const) {
    for (const order of ["settle first", "expire first"] as const) {
      it(`JOB5, ESC20: in one block, ${order}: refuses ${name}, and one call alone ends the job`, async () => {
        const { jobMarket, matcher, stranger, verifier } = world;
        await verifier.setVerdict(verdict, 10n, 0n);
        await time.increaseTo(job.deadline);
        const struct = packJob(job);
        const sends = {
          settle: () => jobMarket.connect(matcher).settle(struct, { gasLimit: 900_000n }),
          expire: () => jobMarket.connect(stranger).expire(struct, { gasLimit: 900_000n }),
        };
        const calls = ["settle", "expire"] as const;
        const names = order === "settle first" ? calls : [...calls].reverse();
        await network.provider.send("evm_setAutomine", [false]);
        const hashes: string[] = [];
        for (const call of names) hashes.push((await sends[call]()).hash);
        await mine();
        await network.provider.send("evm_setAutomine", [true]);
        for (const [i, call] of names.entries()) {
          const receipt = await stranger.provider.getTransactionReceipt(
            hashes[i] ?? toBeHex(0, 32),
          );
          expect(receipt?.status, call).to.equal(call === first ? 1 : 0);
        }
        expect(await jobMarket.statusOf(struct)).to.equal(
          verdict === Verdict.Accepted ? Status.Accepted : Status.NoResult,
        );
      });
    }
  }

  it("JOB3: gives the client no call of its own that ends a job", async () => {
    const { verifier, jobMarket, client } = world;
    await verifier.setVerdict(Verdict.NoResult, 0n, 0n);
    const [struct, asClient] = [packJob(job), jobMarket.connect(client.key)];
    await expect(asClient.settle(struct)).to.be.revertedWithCustomError(
      jobMarket,
      "MarketNoResult",
    );
    await expect(asClient.expire(struct)).to.be.revertedWithCustomError(
      jobMarket,
      "MarketDeadlineNotPassed",
    );
    await expect(asClient.release(struct)).to.be.revertedWithCustomError(
      jobMarket,
      "MarketNotProvider",
    );
    await jobMarket.connect(client.key).cancelAll();
    await world.vault.connect(client.key).setOperator(jobMarket, false);
    expect(await jobMarket.statusOf(packJob(job))).to.equal(Status.Open);
    await verifier.setVerdict(Verdict.Accepted, 10n, 0n);
    await settle(world, job, { status: Status.Accepted, units: 10n, slashBps: 0n });
  });
});
