import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ethers } from "hardhat";

import { chunkProof, merkleRoot } from "../../packages/runtime/src";
import { Status } from "../support/attestation";
import {
  BOND,
  DRAW_DELAY,
  headerOf,
  jurorOf,
  passBlock,
  Ruling,
  saltOf,
  type Case,
} from "../support/court";
import {
  assertResult,
  caseOf,
  challenge,
  CHALLENGE_SECONDS,
  chunksOf,
  deployOptimistic,
  encodeClaim,
  idOf,
  SLASH_BPS,
  Stage,
  submit,
  termsWord,
  verdictOf,
  withheldClaim,
  wrongClaim,
  type OptimisticWorld,
} from "../support/optimistic";

const ALL_UNITS = 2n ** 64n - 1n;
const { Undecided, Defendant, Plaintiff, Void } = Ruling;

/** What each ruling makes of a result. */
const RULINGS = [
  { ruling: Plaintiff, stage: Stage.Overturned, verdict: [Status.Rejected, 0n, SLASH_BPS] },
  { ruling: Void, stage: Stage.Voided, verdict: [Status.Void, 0n, 0n] },
  { ruling: Undecided, stage: Stage.Upheld, verdict: [Status.Pending, 0n, 0n] },
  { ruling: Defendant, stage: Stage.Upheld, verdict: [Status.Pending, 0n, 0n] },
] as const;

describe("OptimisticVerifier challenges", () => {
  let world: OptimisticWorld;

  beforeEach(async () => {
    world = await loadFixture(deployOptimistic);
  });

  /** Takes a case to the ruling of all five jurors; undecided is silence. */
  async function judge({ id, file }: Case, ruling: Ruling): Promise<void> {
    const { court, verifier, defendant } = world;
    const answered = await court.connect(defendant).answer(verifier, id, file);
    const target = (answered.blockNumber ?? 0) + DRAW_DELAY;
    await passBlock(target);
    await court.draw(verifier, id, file, await headerOf(target));
    const { positions } = await court.juryOf(verifier, id);
    const jurors = positions.flatMap((position) => world.jurors[Number(position)] ?? []);
    const drawn = { id, file, until: 0n, revealUntil: 0n, positions, jurors };
    if (ruling !== Undecided) {
      for (const ordinal of jurors.keys()) {
        const juror = jurorOf(drawn, ordinal);
        const salt = saltOf(drawn, ordinal);
        const word = await court.commitmentOf(verifier, id, juror, ruling, salt);
        await court.connect(juror).commit(verifier, id, ordinal, word);
      }
    }
    await time.increase(3_601);
    if (ruling !== Undecided) {
      for (const ordinal of jurors.keys()) {
        const salt = saltOf(drawn, ordinal);
        await court.connect(jurorOf(drawn, ordinal)).reveal(verifier, id, ordinal, ruling, salt);
      }
    } else await time.increase(901);
    await court.close(verifier, id, file);
  }

  it("is taken from the court alone", async () => {
    const { verifier, court, stranger } = world;
    await submit(world);
    const claim = encodeClaim(wrongClaim(world));
    const subject = await verifier.subjectOf(world.jobId, world.defendant, world.terms);
    for (const call of [
      () => verifier.connect(stranger).summon(stranger, claim),
      () => verifier.connect(stranger).rule(subject, Plaintiff),
    ]) {
      await expect(call())
        .to.be.revertedWithCustomError(verifier, "OptimisticNotCourt")
        .withArgs(await court.getAddress(), stranger.address);
    }
  });

  it("reverts on terms that make no sense", async () => {
    const { verifier, job } = world;
    const terms = ethers.ZeroHash;
    await expect(challenge(world, { ...wrongClaim(world), job: { ...job, verifierTerms: terms } }))
      .to.be.revertedWithCustomError(verifier, "OptimisticInvalidTerms")
      .withArgs(terms);
  });

  it("reverts when there is no result, or it has another root", async () => {
    const { verifier, jobId, root } = world;
    await expect(challenge(world, wrongClaim(world)))
      .to.be.revertedWithCustomError(verifier, "OptimisticWrongRoot")
      .withArgs(jobId, "0x" + "00".repeat(26), root);
    await submit(world);
    const other = ethers.id("another root");
    await expect(challenge(world, { ...wrongClaim(world), root: other }))
      .to.be.revertedWithCustomError(verifier, "OptimisticWrongRoot")
      .withArgs(jobId, ethers.dataSlice(root, 0, 26), other);
  });

  it("reverts for a job with one term changed, which is another job", async () => {
    await submit(world);
    const job = { ...world.job, client: world.stranger.address };
    await expect(challenge(world, { ...wrongClaim(world), job }))
      .to.be.revertedWithCustomError(world.verifier, "OptimisticWrongRoot")
      .withArgs(idOf(job), "0x" + "00".repeat(26), world.root);
  });

  it("reverts for a result that came too late to count", async () => {
    const { verifier, deadline, jobId } = world;
    await time.setNextBlockTimestamp(deadline + 1n);
    await submit(world);
    await expect(challenge(world, wrongClaim(world)))
      .to.be.revertedWithCustomError(verifier, "OptimisticNotChallengeable")
      .withArgs(jobId, BigInt(Stage.Submitted));
  });

  context("given a result", () => {
    let since: bigint;
    let until: bigint;

    beforeEach(async () => {
      since = await submit(world);
      until = since + BigInt(CHALLENGE_SECONDS);
    });

    it("counts in the last second of the window, and reverts after it", async () => {
      const { verifier, jobId } = world;
      await time.setNextBlockTimestamp(until + 1n);
      await expect(challenge(world, wrongClaim(world)))
        .to.be.revertedWithCustomError(verifier, "OptimisticWindowClosed")
        .withArgs(jobId, until, until + 1n);
    });

    it("works in the last second, in which the job cannot be accepted", async () => {
      await time.setNextBlockTimestamp(until);
      await challenge(world, wrongClaim(world));
      expect(await verdictOf(world, world.job)).to.deep.equal([0n, 0n, 0n]);
      await time.increase(CHALLENGE_SECONDS);
      expect(await verdictOf(world, world.job)).to.deep.equal([0n, 0n, 0n]);
    });

    it("reverts for a chunk that does not exist, a leaf that is not there, or another's proof", async () => {
      const { verifier, jobId, chunks } = world;
      const claim = wrongClaim(world);
      for (const wrong of [
        { ...claim, index: 5n },
        { ...claim, index: 2n },
        { ...claim, given: claim.right },
        { ...claim, proof: chunkProof(chunks, 2) },
        { ...claim, proof: [] },
      ]) {
        await expect(challenge(world, wrong))
          .to.be.revertedWithCustomError(verifier, "OptimisticNoSuchChunk")
          .withArgs(jobId, wrong.index);
      }
    });

    it("reverts when the leaf claimed right is the one given", async () => {
      const claim = wrongClaim(world);
      await expect(challenge(world, { ...claim, right: claim.given }))
        .to.be.revertedWithCustomError(world.verifier, "OptimisticNothingClaimed")
        .withArgs(world.jobId, 3n);
    });

    it("reverts for bytes that are no claim", async () => {
      const { court, verifier, plaintiff } = world;
      await expect(court.connect(plaintiff).open(verifier, 0, "0x1234")).to.be.reverted;
    });

    for (const index of [0, 1, 2, 3, 4]) {
      it(`brings chunk ${index} to court, and says so before it costs anything`, async () => {
        const { verifier, court, jobId, job, defendant, plaintiff, root, token } = world;
        const claim = wrongClaim(world, index);
        const subject = await verifier.subjectOf(jobId, defendant, world.terms);
        const expected = [subject, defendant.address, BigInt(world.terms) & ((1n << 136n) - 1n)];
        const told = await verifier.summonsOf(claim);
        expect([told.subject, told.defendant, told.terms]).to.deep.equal(expected);
        const tx = await challenge(world, claim);
        await expect(tx)
          .to.emit(verifier, "ResultChallenged")
          .withArgs(
            jobId,
            defendant.address,
            plaintiff.address,
            subject,
            root,
            0n,
            claim.index,
            Object.values(claim.given),
            Object.values(claim.right),
          );
        await expect(tx).to.changeTokenBalances(token, [plaintiff, court], [-BOND, BOND]);
        const { file } = await caseOf(world, tx);
        expect([file.subject, file.defendant, file.terms]).to.deep.equal(expected);
        await assertResult(world, since, Stage.Challenged);
        expect(await verdictOf(world, job)).to.deep.equal([0n, 0n, 0n]);
      });
    }

    it("brings a withheld output to court, which needs no proof", async () => {
      const tx = await challenge(world, withheldClaim(world));
      const emitted = await world.verifier.queryFilter(
        world.verifier.filters.ResultChallenged(world.jobId),
        tx.blockNumber ?? 0,
      );
      expect(emitted.map(({ args }) => args.kind)).to.deep.equal([1n]);
      await assertResult(world, since, Stage.Challenged);
    });

    it("gives the place to the first of two, and the second loses nothing", async () => {
      const { verifier, jobId, stranger, token } = world;
      await challenge(world, wrongClaim(world));
      const before = await token.balanceOf(stranger);
      await expect(challenge(world, wrongClaim(world, 1), stranger))
        .to.be.revertedWithCustomError(verifier, "OptimisticAlreadyChallenged")
        .withArgs(jobId);
      expect(await token.balanceOf(stranger)).to.equal(before);
      expect(await verifier.challengeableUntil(jobId, world.defendant, world.terms)).to.equal(0n);
    });

    it("rejects the result of a provider that does not answer", async () => {
      const { court, verifier, plaintiff } = world;
      const { id, file } = await caseOf(world, await challenge(world, wrongClaim(world)));
      await time.increase(3_601);
      await court.close(verifier, id, file);
      expect(await verdictOf(world, world.job)).to.deep.equal([3n, 0n, SLASH_BPS]);
      expect(await court.creditOf(plaintiff)).to.equal(BOND);
    });

    for (const { ruling, stage, verdict } of RULINGS) {
      context(`when the court rules ${Ruling[ruling]}`, () => {
        let ruledAt: bigint;

        beforeEach(async () => {
          const subject = await world.verifier.subjectOf(world.jobId, world.defendant, world.terms);
          const found = await caseOf(world, await challenge(world, wrongClaim(world)));
          await judge(found, ruling);
          ruledAt = BigInt(await time.latest());
          const ruled = await world.verifier.queryFilter(
            world.verifier.filters.ResultRuled(subject),
          );
          expect(ruled.map(({ args }) => args.ruling)).to.deep.equal([BigInt(ruling)]);
        });

        it(`makes the result ${Stage[stage]}`, async () => {
          await assertResult(world, stage === Stage.Upheld ? ruledAt : since, stage);
          expect(await verdictOf(world, world.job)).to.deep.equal([
            BigInt(verdict[0]),
            ...verdict.slice(1),
          ]);
        });

        it("takes no other result, and no other challenge but of one that was not overturned or voided", async () => {
          const { verifier, defendant, jobId, terms, root, stranger } = world;
          await expect(
            verifier.connect(defendant).submit(jobId, terms, root),
          ).to.be.revertedWithCustomError(verifier, "OptimisticResultExists");
          const again = challenge(world, wrongClaim(world), stranger);
          if (stage === Stage.Upheld) {
            await expect(again).to.emit(verifier, "ResultChallenged");
          } else {
            await expect(again)
              .to.be.revertedWithCustomError(verifier, "OptimisticNotChallengeable")
              .withArgs(jobId, BigInt(stage));
          }
        });
      });
    }

    it("does not let a provider hide a wrong chunk behind a challenge of its own", async () => {
      const { court, verifier, stranger, job } = world;
      // A friend of the provider challenges a chunk that is right, and loses.
      const friendly = await caseOf(world, await challenge(world, wrongClaim(world, 0), stranger));
      await judge(friendly, Defendant);
      const upheldAt = BigInt(await time.latest());
      await time.increaseTo(upheldAt + BigInt(CHALLENGE_SECONDS) - 1n);
      expect(await verdictOf(world, job)).to.deep.equal([0n, 0n, 0n]);
      const honest = await caseOf(world, await challenge(world, wrongClaim(world, 3)));
      await judge(honest, Plaintiff);
      expect(await verdictOf(world, job)).to.deep.equal([3n, 0n, SLASH_BPS]);
      expect(await court.creditOf(stranger)).to.equal(0n);
      expect((await verifier.resultOf(world.jobId, world.defendant, world.terms)).stage).to.equal(
        BigInt(Stage.Overturned),
      );
    });

    it("accepts an upheld result when a whole window has passed again", async () => {
      await judge(await caseOf(world, await challenge(world, withheldClaim(world))), Defendant);
      const upheldAt = BigInt(await time.latest());
      await time.increaseTo(upheldAt + BigInt(CHALLENGE_SECONDS));
      expect(await verdictOf(world, world.job)).to.deep.equal([0n, 0n, 0n]);
      await time.increase(1);
      expect(await verdictOf(world, world.job)).to.deep.equal([2n, ALL_UNITS, 0n]);
    });

    it("accepts an upheld result whose new window is beyond the deadline", async () => {
      await judge(await caseOf(world, await challenge(world, withheldClaim(world))), Defendant);
      await time.increaseTo(world.deadline + 1n);
      expect(await verdictOf(world, world.job)).to.deep.equal([2n, ALL_UNITS, 0n]);
    });
  });

  it("proves chunks of trees of other sizes", async () => {
    const { verifier, defendant, terms } = world;
    for (const [i, size] of [1, 2, 3].entries()) {
      const chunks = chunksOf(`size ${size}`).slice(0, size);
      const job = { ...world.job, share: BigInt(i + 10) };
      const other = { ...world, job, jobId: idOf(job), chunks, root: merkleRoot(chunks) };
      await verifier.connect(defendant).submit(other.jobId, terms, other.root);
      const { subject } = await verifier.summonsOf(wrongClaim(other, size - 1));
      expect(subject).to.equal(await verifier.subjectOf(other.jobId, defendant, terms));
    }
    expect(termsWord()).to.equal(terms);
  });
});
