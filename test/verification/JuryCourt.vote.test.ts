import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ethers } from "hardhat";

import {
  answer,
  close,
  commit,
  deployCourt,
  drawnCase,
  jurorOf,
  open,
  reveal,
  Ruling,
  saltOf,
  vote,
  type CourtWorld,
  type Drawn,
} from "../support/court";

const { Undecided, Defendant, Plaintiff, Void } = Ruling;
const WORD = ethers.id("a commitment");

describe("JuryCourt votes", () => {
  let world: CourtWorld;
  let drawn: Drawn;

  beforeEach(async () => {
    world = await loadFixture(deployCourt);
    drawn = await drawnCase(world);
  });

  function commitAs(ordinal: number, by = jurorOf(drawn, ordinal), word = WORD) {
    return world.court.connect(by).commit(world.arbitrable, drawn.id, ordinal, word);
  }

  function revealAs(
    ordinal: number,
    vote: Ruling,
    by = jurorOf(drawn, ordinal),
    salt = saltOf(drawn, ordinal),
  ) {
    return world.court.connect(by).reveal(world.arbitrable, drawn.id, ordinal, vote, salt);
  }

  describe("commit", () => {
    it("reverts for a case that was not drawn", async () => {
      const { court, arbitrable } = world;
      const answered = await answer(world, await open(world));
      await expect(court.commit(arbitrable, answered.id, 0, WORD))
        .to.be.revertedWithCustomError(court, "CourtWrongStage")
        .withArgs(answered.id);
    });

    it("reverts for an ordinal beyond the jury", async () => {
      await expect(commitAs(5, world.stranger))
        .to.be.revertedWithCustomError(world.court, "CourtNoSuchJuror")
        .withArgs(drawn.id, 5n);
    });

    it("reverts for who does not sit there, another juror included", async () => {
      for (const by of [world.stranger, jurorOf(drawn, 1)]) {
        await expect(commitAs(0, by))
          .to.be.revertedWithCustomError(world.court, "CourtNotJuror")
          .withArgs(drawn.positions[0], jurorOf(drawn, 0).address, by.address);
      }
    });

    it("counts in the last second, and reverts after it", async () => {
      await time.setNextBlockTimestamp(drawn.until);
      await commit(world, drawn, 0, Plaintiff);
      await time.setNextBlockTimestamp(drawn.until + 1n);
      await expect(commitAs(1))
        .to.be.revertedWithCustomError(world.court, "CourtTooLate")
        .withArgs(drawn.id, drawn.until, drawn.until + 1n);
    });

    it("can be changed until then", async () => {
      await commitAs(0);
      await commit(world, drawn, 0, Defendant);
      await time.increaseTo(drawn.until + 1n);
      await reveal(world, drawn, 0, Defendant);
    });
  });

  describe("reveal", () => {
    beforeEach(async () => {
      for (const ordinal of [0, 1, 2]) await commit(world, drawn, ordinal, Plaintiff);
    });

    it("reverts while commitments can be made: nobody sees a vote before its own is fixed", async () => {
      await time.setNextBlockTimestamp(drawn.until);
      await expect(revealAs(0, Plaintiff))
        .to.be.revertedWithCustomError(world.court, "CourtTooEarly")
        .withArgs(drawn.id, drawn.until, drawn.until);
    });

    it("counts in the first and the last second, and reverts after it", async () => {
      await time.setNextBlockTimestamp(drawn.until + 1n);
      await reveal(world, drawn, 0, Plaintiff);
      await time.setNextBlockTimestamp(drawn.revealUntil);
      await reveal(world, drawn, 1, Plaintiff);
      await time.setNextBlockTimestamp(drawn.revealUntil + 1n);
      await expect(revealAs(2, Plaintiff))
        .to.be.revertedWithCustomError(world.court, "CourtTooLate")
        .withArgs(drawn.id, drawn.revealUntil, drawn.revealUntil + 1n);
    });

    context("when it is time", () => {
      beforeEach(() => time.increaseTo(drawn.until + 1n));

      it("reverts for a case that was not drawn", async () => {
        const { court, arbitrable } = world;
        const opened = await open(world);
        await expect(
          court.reveal(arbitrable, opened.id, 0, Plaintiff, ethers.ZeroHash),
        ).to.be.revertedWithCustomError(court, "CourtWrongStage");
      });

      it("reverts for an ordinal beyond the jury", async () => {
        await expect(revealAs(5, Plaintiff, world.stranger))
          .to.be.revertedWithCustomError(world.court, "CourtNoSuchJuror")
          .withArgs(drawn.id, 5n);
      });

      it("reverts for a vote that is none", async () => {
        await expect(revealAs(0, Undecided))
          .to.be.revertedWithCustomError(world.court, "CourtInvalidVote")
          .withArgs(0n);
      });

      it("reverts for who does not sit there, another juror included", async () => {
        for (const by of [world.stranger, jurorOf(drawn, 1)]) {
          await expect(revealAs(0, Plaintiff, by))
            .to.be.revertedWithCustomError(world.court, "CourtNotJuror")
            .withArgs(drawn.positions[0], jurorOf(drawn, 0).address, by.address);
        }
      });

      it("reverts where vote, salt or commitment are others", async () => {
        for (const call of [
          () => revealAs(0, Defendant),
          () => revealAs(0, Void),
          () => revealAs(0, Plaintiff, jurorOf(drawn, 0), saltOf(drawn, 1)),
          () => revealAs(3, Plaintiff), // committed to nothing
        ]) {
          await expect(call()).to.be.revertedWithCustomError(world.court, "CourtWrongReveal");
        }
      });

      it("reverts the second time", async () => {
        await reveal(world, drawn, 0, Plaintiff);
        await expect(revealAs(0, Plaintiff))
          .to.be.revertedWithCustomError(world.court, "CourtAlreadyRevealed")
          .withArgs(drawn.id, 0n);
      });
    });
  });

  it("makes a copied commitment worthless", async () => {
    const { court, arbitrable } = world;
    const author = jurorOf(drawn, 0);
    const salt = saltOf(drawn, 0);
    const word = await court.commitmentOf(arbitrable, drawn.id, author, Plaintiff, salt);
    await commitAs(0, author, word);
    await commitAs(1, jurorOf(drawn, 1), word);
    await time.increaseTo(drawn.until + 1n);
    await reveal(world, drawn, 0, Plaintiff); // the salt is public now
    await expect(revealAs(1, Plaintiff, jurorOf(drawn, 1), salt))
      .to.be.revertedWithCustomError(court, "CourtWrongReveal")
      .withArgs(drawn.id, 1n);
  });

  it("does not take the commitments of the docket's last case", async () => {
    const { court, arbitrable } = world;
    await vote(
      world,
      drawn,
      drawn.jurors.map(() => Plaintiff),
    );
    await close(world, drawn);
    const next = await drawnCase(world);
    expect(next.id).to.equal(drawn.id + (1n << 32n));
    await time.increaseTo(next.until + 1n);
    for (const [ordinal, juror] of next.jurors.entries()) {
      await expect(
        court
          .connect(juror)
          .reveal(arbitrable, next.id, ordinal, Plaintiff, saltOf(drawn, ordinal)),
      ).to.be.revertedWithCustomError(court, "CourtWrongReveal");
    }
  });

  it("binds commitments to chain, court, contract, case, juror, vote and salt", async () => {
    const { court, arbitrable, stranger } = world;
    const { chainId } = await ethers.provider.getNetwork();
    const salt = saltOf(drawn, 0);
    const words = ethers.AbiCoder.defaultAbiCoder().encode(
      ["uint256", "address", "address", "uint64", "address", "uint8", "bytes32"],
      [
        chainId,
        await court.getAddress(),
        await arbitrable.getAddress(),
        drawn.id,
        stranger.address,
        Void,
        salt,
      ],
    );
    expect(await court.commitmentOf(arbitrable, drawn.id, stranger, Void, salt)).to.equal(
      ethers.keccak256(words),
    );
  });

  it("lets the last juror show its vote and end the case in one transaction", async () => {
    const { court, arbitrable } = world;
    await vote(world, drawn, [Plaintiff, Plaintiff, Plaintiff, Plaintiff, undefined]);
    const target = await arbitrable.getAddress();
    const close = court.interface.encodeFunctionData("close", [target, drawn.id, drawn.file]);
    const juror = jurorOf(drawn, 3);
    await time.increaseTo(drawn.revealUntil + 1n);
    await expect(court.connect(juror).multicall([close])).to.emit(court, "CaseClosed");
  });

  describe("views", () => {
    it("revert beyond the jury, and where there is none", async () => {
      const { court, arbitrable } = world;
      await expect(court.commitmentAt(arbitrable, drawn.id, 5))
        .to.be.revertedWithCustomError(court, "CourtNoSuchJuror")
        .withArgs(drawn.id, 5n);
      const opened = await open(world);
      for (const call of [
        () => court.commitmentAt(arbitrable, opened.id, 0),
        () => court.juryOf(arbitrable, opened.id),
      ]) {
        await expect(call()).to.be.revertedWithCustomError(court, "CourtWrongStage");
      }
      await expect(court.juryOf(arbitrable, 77n))
        .to.be.revertedWithCustomError(court, "CourtNoSuchCase")
        .withArgs(77n);
    });
  });
});
