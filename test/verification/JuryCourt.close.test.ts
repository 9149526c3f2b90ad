import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ethers } from "hardhat";

import {
  answer,
  assertBooks,
  BOND,
  close,
  deployCourt,
  draw,
  drawnCase,
  NOBODY,
  open,
  packTerms,
  Ruling,
  SEAT_SLASH,
  SEAT_STAKE,
  TERMS,
  vote,
  type CourtWorld,
  type Drawn,
} from "../support/court";

const MICRO = 10n ** 12n;
const { Undecided, Defendant, Plaintiff, Void } = Ruling;

/** A jury's votes, what they come to, and what of the rest goes to the plaintiff, in halves. */
interface Outcome {
  what: string;
  votes: (Ruling | undefined)[];
  ruling: Ruling;
  halves: bigint;
}

const OUTCOMES: Outcome[] = [
  {
    what: "all are for the plaintiff",
    votes: [Plaintiff, Plaintiff, Plaintiff, Plaintiff, Plaintiff],
    ruling: Plaintiff,
    halves: 2n,
  },
  {
    what: "three are for the plaintiff",
    votes: [Plaintiff, Defendant, Plaintiff, undefined, Plaintiff],
    ruling: Plaintiff,
    halves: 2n,
  },
  {
    what: "all are for the defendant",
    votes: [Defendant, Defendant, Defendant, Defendant, Defendant],
    ruling: Defendant,
    halves: 0n,
  },
  {
    what: "three are for the defendant and two silent",
    votes: [Defendant, undefined, Defendant, undefined, Defendant],
    ruling: Defendant,
    halves: 0n,
  },
  {
    what: "most cannot judge",
    votes: [Void, Void, Defendant, Void, Plaintiff],
    ruling: Void,
    halves: 1n,
  },
  {
    what: "two face two and one cannot judge",
    votes: [Defendant, Plaintiff, Defendant, Plaintiff, Void],
    ruling: Undecided,
    halves: 1n,
  },
  {
    what: "two agree and the rest are silent",
    votes: [Plaintiff, Plaintiff, undefined, undefined, undefined],
    ruling: Undecided,
    halves: 1n,
  },
  {
    what: "nobody votes",
    votes: [undefined, undefined, undefined, undefined, undefined],
    ruling: Undecided,
    halves: 1n,
  },
];

function isRight(outcome: Outcome, each: Ruling | undefined): boolean {
  if (outcome.ruling === Undecided) return each !== undefined;
  return each === outcome.ruling;
}

/** What a ruling pays: by the rule of the interface, not of the code. */
function dues(outcome: Outcome) {
  const right = BigInt(outcome.votes.filter((each) => isRight(outcome, each)).length);
  const slashed = SEAT_SLASH * (5n - right);
  const shared = right === 0n ? 0n : (BOND / 2n + slashed) / right;
  const jurorPay = shared - (shared % MICRO);
  const nobody = right === 0n ? slashed : 0n;
  const rest = 2n * BOND + slashed - nobody - jurorPay * right;
  const plaintiff = (rest * outcome.halves) / 2n;
  return { jurorPay, plaintiff, defendant: rest - plaintiff, nobody };
}

function packVotes(votes: readonly (Ruling | undefined)[]): bigint {
  return votes.reduce((sum, each, i) => sum | (BigInt(each ?? 0) << BigInt(2 * i)), 0n);
}

describe("JuryCourt.close", () => {
  let world: CourtWorld;

  beforeEach(async () => {
    world = await loadFixture(deployCourt);
  });

  for (const outcome of OUTCOMES) {
    it(`rules ${Ruling[outcome.ruling]} when ${outcome.what}`, async () => {
      const { court, arbitrable, stakeVault, plaintiff, defendant } = world;
      const drawn = await drawnCase(world);
      await assertBooks(world, 2n * BOND);
      await vote(world, drawn, outcome.votes);
      if (outcome.votes.includes(undefined)) await time.increaseTo(drawn.revealUntil + 1n);
      const { jurorPay, ...ofParties } = dues(outcome);
      const tx = await close(world, drawn);
      await expect(tx)
        .to.emit(court, "CaseClosed")
        .withArgs(arbitrable, drawn.id, outcome.ruling, packVotes(outcome.votes), jurorPay);
      expect(await court.creditOf(plaintiff)).to.equal(ofParties.plaintiff);
      expect(await court.creditOf(defendant)).to.equal(ofParties.defendant);
      expect(await court.creditOf(NOBODY)).to.equal(ofParties.nobody);
      for (const [i, each] of outcome.votes.entries()) {
        const found = await court.seatAt(arbitrable, drawn.positions[i] ?? 0n);
        const hasEarned = isRight(outcome, each);
        expect(found.cases).to.equal(0n);
        expect(found.strikes).to.equal(hasEarned ? 0n : 1n);
        expect(found.earnedMicro).to.equal(hasEarned ? jurorPay / MICRO : 0n);
        const { active, locked } = await stakeVault.provisionOf(found.juror, court);
        expect(locked).to.equal(hasEarned ? SEAT_STAKE : SEAT_STAKE - SEAT_SLASH);
        expect(active).to.equal(locked);
      }
      expect(await arbitrable.rulingsOf(drawn.file.subject)).to.deep.equal([
        BigInt(outcome.ruling),
      ]);
      await assertBooks(world);
      await expect(close(world, drawn)).to.be.revertedWithCustomError(court, "CourtNoSuchCase");
      await everybodyLeaves(world);
    });
  }

  context("given a case that was not answered", () => {
    it("reverts in the last second of the answer, and rules for the plaintiff after it", async () => {
      const { court, arbitrable, plaintiff } = world;
      const opened = await open(world);
      await time.setNextBlockTimestamp(opened.until);
      await expect(close(world, opened))
        .to.be.revertedWithCustomError(court, "CourtTooEarly")
        .withArgs(opened.id, opened.until, opened.until);
      await expect(close(world, opened))
        .to.emit(court, "CaseClosed")
        .withArgs(arbitrable, opened.id, Plaintiff, 0n, 0n);
      expect(await court.creditOf(plaintiff)).to.equal(BOND);
      expect(await arbitrable.rulingsOf(opened.file.subject)).to.deep.equal([BigInt(Plaintiff)]);
      await assertBooks(world);
      await everybodyLeaves(world);
    });
  });

  context("given an answered case that nobody drew", () => {
    it("reverts in the last second of the draw, and burns half the plaintiff's bond after it", async () => {
      const { court, arbitrable, plaintiff, defendant } = world;
      const answered = await answer(world, await open(world));
      await time.setNextBlockTimestamp(answered.until);
      await expect(close(world, answered))
        .to.be.revertedWithCustomError(court, "CourtTooEarly")
        .withArgs(answered.id, answered.until, answered.until);
      await expect(close(world, answered))
        .to.emit(court, "CaseClosed")
        .withArgs(arbitrable, answered.id, Undecided, 0n, 0n);
      expect(await court.creditOf(plaintiff)).to.equal(BOND / 2n);
      expect(await court.creditOf(defendant)).to.equal(BOND);
      expect(await court.creditOf(NOBODY)).to.equal(BOND / 2n);
      expect((await court.benchOf(arbitrable)).undrawn).to.equal(0n);
      await assertBooks(world);
    });

    it("does not take the votes of the docket's last case for its own", async () => {
      const { court, arbitrable } = world;
      const first = await drawnCase(world);
      await vote(world, first, [Plaintiff, Plaintiff, Plaintiff, Plaintiff, Plaintiff]);
      await close(world, first);
      const second = await answer(world, await open(world));
      expect(second.id).to.equal(first.id + (1n << 32n));
      await time.increaseTo(second.until + 1n);
      await expect(close(world, second))
        .to.emit(court, "CaseClosed")
        .withArgs(arbitrable, second.id, Undecided, 0n, 0n);
      await assertBooks(world);
    });
  });

  context("given votes", () => {
    let drawn: Drawn;

    beforeEach(async () => {
      drawn = await drawnCase(world);
    });

    it("reverts while commitments can be made", async () => {
      await time.setNextBlockTimestamp(drawn.until);
      await expect(close(world, drawn)).to.be.revertedWithCustomError(world.court, "CourtTooEarly");
    });

    it("reverts in the last second for a missing vote", async () => {
      await vote(world, drawn, [Plaintiff, Plaintiff, Plaintiff, Plaintiff, undefined]);
      await time.setNextBlockTimestamp(drawn.revealUntil);
      await expect(close(world, drawn))
        .to.be.revertedWithCustomError(world.court, "CourtTooEarly")
        .withArgs(drawn.id, drawn.revealUntil, drawn.revealUntil);
    });

    it("reverts with another file", async () => {
      const file = { ...drawn.file, plaintiff: world.stranger.address };
      await expect(close(world, { ...drawn, file }))
        .to.be.revertedWithCustomError(world.court, "CourtWrongFile")
        .withArgs(drawn.id, fileHash(file));
    });

    it("stays open while its contract refuses the ruling", async () => {
      const { court, arbitrable } = world;
      await vote(world, drawn, [Plaintiff, Plaintiff, Plaintiff, Plaintiff, Plaintiff]);
      await arbitrable.setRefusing(true);
      await expect(close(world, drawn)).to.be.revertedWithCustomError(
        arbitrable,
        "ArbitrableRefuses",
      );
      await arbitrable.setRefusing(false);
      await expect(close(world, drawn)).to.emit(court, "CaseClosed");
    });

    it("cannot be closed again from within", async () => {
      const { court, arbitrable } = world;
      await vote(world, drawn, [Plaintiff, Plaintiff, Plaintiff, Plaintiff, Plaintiff]);
      const again = court.interface.encodeFunctionData("close", [
        await arbitrable.getAddress(),
        drawn.id,
        drawn.file,
      ]);
      await arbitrable.setInward(again);
      await close(world, drawn);
      expect(await arbitrable.isReentered()).to.equal(false);
      expect(await arbitrable.rulingsOf(drawn.file.subject)).to.have.length(1);
      await assertBooks(world);
    });
  });

  it("credits a juror directly where its seat cannot hold the earnings", async () => {
    const { court, arbitrable, token, plaintiff, defendant, jurors } = world;
    const bondMilli = 4_294_967_295;
    const bond = BigInt(bondMilli) * 10n ** 15n;
    await arbitrable.set(defendant, packTerms({ ...TERMS, jurors: 3, bondMilli }));
    for (const party of [plaintiff, defendant]) await token.transfer(party, 3n * bond);
    for (const position of [7, 6, 5, 4, 3]) {
      const juror = jurors[position];
      if (juror !== undefined) await court.connect(juror).leaveSeats(arbitrable, [position]);
    }
    const shared = bond / 2n / 3n;
    const jurorPay = shared - (shared % MICRO);
    for (const docket of [0, 0]) {
      const drawn = await draw(world, await answer(world, await open(world, docket)));
      await vote(world, drawn, [Defendant, Defendant, Defendant]);
      await close(world, drawn);
      await assertBooks(world);
    }
    // The second pay is beyond 2^40 millionths together with the first.
    for (const position of [0, 1, 2]) {
      const { earnedMicro, juror } = await court.seatAt(arbitrable, position);
      expect(earnedMicro).to.equal(jurorPay / MICRO);
      expect(await court.creditOf(juror)).to.equal(jurorPay);
    }
  });
});

/** Hash of a file, by the rule of the interface. */
function fileHash(file: Drawn["file"]): string {
  return ethers.keccak256(
    ethers.AbiCoder.defaultAbiCoder().encode(
      ["tuple(bytes32,address,address,uint256)"],
      [Object.values(file)],
    ),
  );
}

/** Every juror leaves and everybody is paid: nothing stays. */
async function everybodyLeaves({
  court,
  arbitrable,
  token,
  plaintiff,
  defendant,
  jurors,
  stakeVault,
}: CourtWorld): Promise<void> {
  for (const [position, juror] of [...jurors.entries()].reverse()) {
    await court.connect(juror).leaveSeats(arbitrable, [position]);
    expect((await stakeVault.provisionOf(juror, court)).locked).to.equal(0n);
  }
  expect((await court.benchOf(arbitrable)).seats).to.equal(0n);
  for (const account of [NOBODY, plaintiff, defendant, ...jurors]) {
    if ((await court.creditOf(account)) !== 0n) await court.claim(account);
  }
  expect(await token.balanceOf(court)).to.equal(0n);
}
