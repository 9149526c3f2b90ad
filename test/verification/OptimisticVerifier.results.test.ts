import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ethers } from "hardhat";

import {
  assertResult,
  CHALLENGE_SECONDS,
  deployOptimistic,
  idOf,
  OPTIMISTIC_TERMS,
  Stage,
  submit,
  termsWord,
  verdictOf,
  type OptimisticWorld,
} from "../support/optimistic";
import { Status } from "../support/attestation";

const ALL_UNITS = 2n ** 64n - 1n;
const SUBMIT = 2;
const PENDING = [BigInt(Status.Pending), 0n, 0n];
const NO_RESULT = [BigInt(Status.NoResult), 0n, 0n];
const ACCEPTED = [BigInt(Status.Accepted), ALL_UNITS, 0n];
const VOID = [BigInt(Status.Void), 0n, 0n];

describe("OptimisticVerifier results", () => {
  let world: OptimisticWorld;

  beforeEach(async () => {
    world = await loadFixture(deployOptimistic);
  });

  describe("submit", () => {
    it("reverts when the root is zero", async () => {
      const { verifier, defendant, jobId, terms } = world;
      await expect(verifier.connect(defendant).submit(jobId, terms, ethers.ZeroHash))
        .to.be.revertedWithCustomError(verifier, "OptimisticInvalidRoot")
        .withArgs(jobId);
    });

    it("reverts the second time, even with the same root", async () => {
      const { verifier, defendant, jobId, terms, root } = world;
      await submit(world);
      for (const other of [root, ethers.id("another result")]) {
        await expect(verifier.connect(defendant).submit(jobId, terms, other))
          .to.be.revertedWithCustomError(verifier, "OptimisticResultExists")
          .withArgs(jobId, defendant.address);
      }
    });

    it("puts a root on record", async () => {
      const since = await submit(world);
      expect(
        await world.verifier.challengeableUntil(world.jobId, world.defendant, world.terms),
      ).to.equal(since + BigInt(CHALLENGE_SECONDS));
    });

    it("takes another account's result, which means nothing for the provider's", async () => {
      const { verifier, stranger, jobId, terms } = world;
      await verifier.connect(stranger).submit(jobId, terms, ethers.id("squat"));
      await submit(world);
    });
  });

  describe("submitFor", () => {
    it("reverts for who is no operator, or has another scope", async () => {
      const { verifier, stakeVault, defendant, stranger, jobId, terms, root } = world;
      const call = () => verifier.connect(stranger).submitFor(defendant, jobId, terms, root);
      await expect(call())
        .to.be.revertedWithCustomError(verifier, "OptimisticWrongProvider")
        .withArgs(defendant.address, stranger.address);
      await stakeVault.connect(defendant).setOperator(stranger, 5);
      await expect(call()).to.be.revertedWithCustomError(verifier, "OptimisticWrongProvider");
    });

    it("puts a root on record in the provider's name", async () => {
      const { verifier, stakeVault, defendant, stranger, jobId, terms, root } = world;
      await stakeVault.connect(defendant).setOperator(stranger, SUBMIT);
      await expect(verifier.connect(stranger).submitFor(defendant, jobId, terms, root))
        .to.emit(verifier, "ResultSubmitted")
        .withArgs(jobId, defendant.address, terms, root);
      await assertResult(world, BigInt(await time.latest()), Stage.Submitted);
    });
  });

  describe("batch", () => {
    it("submits many, and says which it could not", async () => {
      const { verifier, defendant, job, terms, root } = world;
      const ids = [1, 2].map((i) => idOf({ ...job, share: BigInt(i + 1) }));
      const calls = [...ids, ids[0] ?? ""].map((id) =>
        verifier.interface.encodeFunctionData("submit", [id, terms, root]),
      );
      const codes = await verifier.connect(defendant).batch.staticCall(calls, 60_000);
      const exists = ethers.id("OptimisticResultExists(bytes32,address)").slice(0, 10);
      expect(codes).to.deep.equal(["0x00000000", "0x00000000", exists]);
      await verifier.connect(defendant).batch(calls, 60_000);
      for (const id of ids) {
        expect((await verifier.resultOf(id, defendant, terms)).stage).to.equal(1n);
      }
    });
  });

  describe("verdict", () => {
    it("is no result until there is one", async () => {
      expect(await verdictOf(world, world.job)).to.deep.equal(NO_RESULT);
      expect(
        await world.verifier.challengeableUntil(world.jobId, world.defendant, world.terms),
      ).to.equal(0n);
    });

    it("is pending in the last second of the window, and accepted after it", async () => {
      const { verifier, jobId, defendant, terms } = world;
      const since = await submit(world);
      await time.increaseTo(since + BigInt(CHALLENGE_SECONDS));
      expect(await verdictOf(world, world.job)).to.deep.equal(PENDING);
      expect(await verifier.challengeableUntil(jobId, defendant, terms)).to.not.equal(0n);
      await time.increase(1);
      expect(await verdictOf(world, world.job)).to.deep.equal(ACCEPTED);
      expect(await verifier.challengeableUntil(jobId, defendant, terms)).to.equal(0n);
    });

    it("counts a result of the deadline's second, and none after it", async () => {
      await time.setNextBlockTimestamp(world.deadline);
      await submit(world);
      expect(await verdictOf(world, world.job)).to.deep.equal(PENDING);
    });

    it("is no result for one that came late, for good", async () => {
      await time.setNextBlockTimestamp(world.deadline + 1n);
      await submit(world);
      expect(await verdictOf(world, world.job)).to.deep.equal(NO_RESULT);
      await time.increase(CHALLENGE_SECONDS + 1);
      expect(await verdictOf(world, world.job)).to.deep.equal(NO_RESULT);
    });

    it("is about the job's provider and terms alone", async () => {
      const { verifier, stranger, job, jobId, root } = world;
      await verifier.connect(stranger).submit(jobId, world.terms, root);
      expect(await verdictOf(world, job)).to.deep.equal(NO_RESULT);
      const other = termsWord({ ...OPTIMISTIC_TERMS, slashBps: 1n });
      await verifier.connect(world.defendant).submit(jobId, other, root);
      expect(await verdictOf(world, job)).to.deep.equal(NO_RESULT);
    });

    for (const [what, word] of Object.entries({
      "no terms": ethers.ZeroHash,
      "no challenge window": termsWord({ ...OPTIMISTIC_TERMS, challengeSeconds: 59 }),
      "a challenge window of weeks": termsWord({
        ...OPTIMISTIC_TERMS,
        challengeSeconds: 3 * 86_400 + 1,
      }),
      "a slash above all": termsWord({ ...OPTIMISTIC_TERMS, slashBps: 10_001n }),
      "no jury": termsWord({ ...OPTIMISTIC_TERMS, jurors: 0 }),
      "a bit beyond the layout": ethers.toBeHex(BigInt(termsWord()) | (1n << 176n), 32),
    })) {
      it(`is void at once on terms with ${what}`, async () => {
        expect(await verdictOf(world, { ...world.job, verifierTerms: word })).to.deep.equal(VOID);
      });
    }

    it("fits the market's gas at its dearest", async () => {
      const { verifier, jobId, job } = world;
      await submit(world);
      const gas = await verifier.verdict.estimateGas(jobId, job);
      expect(gas).to.be.lessThan(150_000n);
    });
  });

  it("knows a result by job, provider and terms", async () => {
    const { verifier, jobId, defendant, terms } = world;
    const words = ethers.AbiCoder.defaultAbiCoder().encode(
      ["bytes32", "address", "bytes32"],
      [jobId, defendant.address, terms],
    );
    expect(await verifier.subjectOf(jobId, defendant, terms)).to.equal(ethers.keccak256(words));
    expect(await verifier.courtTermsOf(terms)).to.equal(BigInt(terms) & ((1n << 136n) - 1n));
  });
});
