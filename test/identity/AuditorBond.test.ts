import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { credentialId, type HeldCredential } from "@weft/sdk";
import { expect } from "chai";
import { ethers } from "hardhat";

import { waitForCredits } from "../support/credits";
import { THAW_SECONDS, WEFT } from "../support/deploy";
import { deployIdentity, issue, type IdentityWorld } from "../support/identity";

const STAKE = 1_000n * WEFT;
const NOTICE = THAW_SECONDS;
const BURNT = "0x000000000000000000000000000000000000dEaD";

async function deployBonds(): Promise<IdentityWorld> {
  const world = await deployIdentity();
  const { weftToken, stakeVault, auditorBond, issuer } = world;
  await weftToken.transfer(issuer, STAKE);
  await weftToken.connect(issuer).approve(stakeVault, STAKE);
  await stakeVault.connect(issuer).provision(auditorBond, STAKE);
  return world;
}

describe("AuditorBond", () => {
  let world: IdentityWorld;

  beforeEach(async () => {
    world = await loadFixture(deployBonds);
  });

  const bond = (amount: bigint) =>
    world.auditorBond.connect(world.issuer).bond(world.arbiter, amount);
  const unbond = (amount: bigint) => world.auditorBond.connect(world.issuer).unbond(amount);

  /** What the vault keeps locked is what the bond says, after every test. */
  afterEach(async () => {
    const { stakeVault, auditorBond, issuer } = world;
    const { amount, leaving } = await auditorBond.bondStateOf(issuer);
    const { locked } = await stakeVault.provisionOf(issuer, auditorBond);
    expect(locked).to.equal(amount + leaving);
  });

  /** The issuer takes out what is left: notice, thaw, release, withdrawal. */
  async function assertEveryoneCanLeave(): Promise<void> {
    const { stakeVault, weftToken, auditorBond, issuer, stranger } = world;
    const { amount } = await auditorBond.bondStateOf(issuer);
    if (amount !== 0n) await unbond(amount);
    const { active } = await stakeVault.provisionOf(issuer, auditorBond);
    if (active !== 0n) await stakeVault.connect(issuer).thaw(auditorBond, active);
    const { leaving, leavesAt } = await auditorBond.bondStateOf(issuer);
    if (leaving !== 0n) {
      await time.increaseTo(leavesAt);
      await auditorBond.connect(stranger).release(issuer);
    }
    const { thawing } = await stakeVault.provisionOf(issuer, auditorBond);
    await time.increase(THAW_SECONDS);
    const before = await weftToken.balanceOf(issuer);
    if (thawing !== 0n) await stakeVault.withdraw(issuer, auditorBond);
    expect((await weftToken.balanceOf(issuer)) - before).to.equal(thawing);
    const left = await stakeVault.provisionOf(issuer, auditorBond);
    expect([left.active, left.locked, left.thawing]).to.deep.equal([0n, 0n, 0n]);
  }

  it("knows vault, credentials and the notice", async () => {
    const { auditorBond, stakeVault, credentials } = world;
    expect(await auditorBond.stakeVault()).to.equal(stakeVault);
    expect(await auditorBond.credentials()).to.equal(credentials);
    expect(await auditorBond.noticeSeconds()).to.equal(NOTICE);
  });

  describe("bond", () => {
    it("reverts for nothing", async () => {
      await expect(bond(0n)).to.be.revertedWithCustomError(world.auditorBond, "BondZeroAmount");
    });

    it("reverts for an arbiter that is zero or oneself", async () => {
      const { auditorBond, issuer } = world;
      for (const arbiter of [ethers.ZeroAddress, issuer.address]) {
        await expect(auditorBond.connect(issuer).bond(arbiter, 1n))
          .to.be.revertedWithCustomError(auditorBond, "BondInvalidArbiter")
          .withArgs(arbiter);
      }
    });

    it("reverts beyond the stake that is free", async () => {
      await bond(STAKE - 1n);
      await expect(bond(2n))
        .to.be.revertedWithCustomError(world.stakeVault, "StakeInsufficientFree")
        .withArgs(world.issuer.address, await world.auditorBond.getAddress(), 1n, 2n);
    });

    it("reverts beyond 96 bits, and keeps nothing of it", async () => {
      await bond(1n);
      await expect(bond(2n ** 96n - 1n)).to.be.revertedWithPanic(0x11);
    });

    it("reverts under another arbiter until all has left", async () => {
      const { auditorBond, issuer, arbiter, stranger } = world;
      const other = () => auditorBond.connect(issuer).bond(stranger, 5n);
      const refused = () =>
        expect(other())
          .to.be.revertedWithCustomError(auditorBond, "BondOtherArbiter")
          .withArgs(issuer.address, arbiter.address);
      await bond(10n);
      await refused();
      await unbond(10n);
      await refused();
      await time.increase(NOTICE);
      await auditorBond.release(issuer);
      await other();
      expect(await auditorBond.bondOf(issuer)).to.deep.equal([stranger.address, 5n]);
    });

    it("counts at once, and adds up", async () => {
      const { auditorBond, issuer, arbiter } = world;
      expect(await auditorBond.bondOf(issuer)).to.deep.equal([ethers.ZeroAddress, 0n]);
      await expect(bond(7n))
        .to.emit(auditorBond, "BondRaised")
        .withArgs(issuer.address, arbiter.address, 7n);
      await bond(3n);
      expect(await auditorBond.bondOf(issuer)).to.deep.equal([arbiter.address, 10n]);
      await assertEveryoneCanLeave();
    });
  });

  describe("unbond and release", () => {
    beforeEach(() => bond(100n));

    it("revert for nothing, for too much, and where nothing is leaving", async () => {
      const { auditorBond, issuer, stranger } = world;
      await expect(unbond(0n)).to.be.revertedWithCustomError(auditorBond, "BondZeroAmount");
      await expect(unbond(101n))
        .to.be.revertedWithCustomError(auditorBond, "BondInsufficient")
        .withArgs(issuer.address, 100n, 101n);
      await expect(auditorBond.connect(stranger).unbond(1n))
        .to.be.revertedWithCustomError(auditorBond, "BondInsufficient")
        .withArgs(stranger.address, 0n, 1n);
      const at = (await time.latest()) + 500;
      await time.setNextBlockTimestamp(at);
      await expect(auditorBond.release(issuer))
        .to.be.revertedWithCustomError(auditorBond, "BondNotLeaving")
        .withArgs(issuer.address, 0, at);
    });

    it("stop it from counting at once, and free it after the thaw time to the second", async () => {
      const { auditorBond, stakeVault, issuer, arbiter } = world;
      const at = (await time.latest()) + 500;
      await time.setNextBlockTimestamp(at);
      await expect(unbond(40n))
        .to.emit(auditorBond, "BondLeaving")
        .withArgs(issuer.address, 40n, at + NOTICE);
      expect(await auditorBond.bondStateOf(issuer)).to.deep.equal([
        arbiter.address,
        60n,
        40n,
        BigInt(at + NOTICE),
      ]);
      await time.setNextBlockTimestamp(at + NOTICE - 1);
      await expect(auditorBond.release(issuer))
        .to.be.revertedWithCustomError(auditorBond, "BondNotLeaving")
        .withArgs(issuer.address, at + NOTICE, at + NOTICE - 1);
      await expect(auditorBond.release(issuer))
        .to.emit(auditorBond, "BondReleased")
        .withArgs(issuer.address, 40n);
      expect((await stakeVault.provisionOf(issuer, auditorBond)).locked).to.equal(60n);
      await assertEveryoneCanLeave();
    });

    it("make what is leaving wait for a second notice", async () => {
      const { auditorBond, issuer } = world;
      await unbond(10n);
      await time.increase(NOTICE - 10);
      await unbond(20n);
      const at = await time.latest();
      const { leaving, leavesAt } = await auditorBond.bondStateOf(issuer);
      expect([leaving, leavesAt]).to.deep.equal([30n, BigInt(at + NOTICE)]);
      await assertEveryoneCanLeave();
    });

    it("make nobody who thaws meanwhile leave later than others", async () => {
      const { auditorBond, stakeVault, weftToken, issuer } = world;
      await unbond(100n);
      await stakeVault.connect(issuer).thaw(auditorBond, STAKE);
      await time.increase(THAW_SECONDS);
      await auditorBond.release(issuer);
      await stakeVault.withdraw(issuer, auditorBond);
      expect(await weftToken.balanceOf(issuer)).to.equal(STAKE);
    });
  });

  describe("slash", () => {
    let held: HeldCredential;
    let id: string;

    beforeEach(async () => {
      await bond(100n);
      held = await issue(world);
      id = credentialId(world.identity, held.credential);
    });

    function slash(amount: bigint, harmed: string, { credential, signature } = held) {
      return world.auditorBond.connect(world.arbiter).slash(credential, signature, amount, harmed);
    }

    it("reverts for everybody but the arbiter", async () => {
      const { auditorBond, issuer, arbiter, stranger, otherIssuer } = world;
      for (const caller of [issuer, stranger]) {
        await expect(
          auditorBond.connect(caller).slash(held.credential, held.signature, 1n, stranger),
        )
          .to.be.revertedWithCustomError(auditorBond, "BondNotArbiter")
          .withArgs(issuer.address, arbiter.address, caller.address);
      }
      const other = await issue(world, { signer: otherIssuer });
      await expect(slash(1n, stranger.address, other))
        .to.be.revertedWithCustomError(auditorBond, "BondNotArbiter")
        .withArgs(otherIssuer.address, ethers.ZeroAddress, arbiter.address);
    });

    it("reverts for nothing and for more than there is", async () => {
      const { auditorBond, issuer, stranger } = world;
      await expect(slash(0n, stranger.address)).to.be.revertedWithCustomError(
        auditorBond,
        "BondZeroAmount",
      );
      await unbond(30n);
      await expect(slash(101n, stranger.address))
        .to.be.revertedWithCustomError(auditorBond, "BondInsufficient")
        .withArgs(issuer.address, 100n, 101n);
    });

    it("reverts for what the issuer did not sign", async () => {
      const { auditorBond, issuer, stranger } = world;
      const forged = await issue(world, { signer: stranger, issuer: issuer.address });
      await expect(slash(1n, stranger.address, forged))
        .to.be.revertedWithCustomError(auditorBond, "BondNotAuthored")
        .withArgs(credentialId(world.identity, forged.credential), issuer.address);
      await expect(slash(1n, stranger.address, { ...held, signature: "0x" }))
        .to.be.revertedWithCustomError(auditorBond, "BondNotAuthored")
        .withArgs(id, issuer.address);
    });

    it("STK15: takes it, credits half to the harmed and burns the rest, once", async () => {
      const { auditorBond, stakeVault, weftToken, issuer, client } = world;
      const harmed = client.address;
      expect(await auditorBond.isRuled(id)).to.equal(false);
      await expect(slash(51n, harmed))
        .to.emit(auditorBond, "BondSlashed")
        .withArgs(issuer.address, id, harmed, 51n, 25n);
      expect(await auditorBond.isRuled(id)).to.equal(true);
      expect((await auditorBond.bondStateOf(issuer)).amount).to.equal(49n);
      expect(await stakeVault.creditOf(harmed)).to.equal(25n);
      expect(await stakeVault.creditOf(BURNT)).to.equal(26n);
      await waitForCredits();
      await expect(stakeVault.claim(BURNT)).to.changeTokenBalance(weftToken, BURNT, 26n);
      await expect(stakeVault.claim(harmed)).to.changeTokenBalance(weftToken, harmed, 25n);
      await expect(slash(1n, harmed))
        .to.be.revertedWithCustomError(auditorBond, "BondAlreadyRuled")
        .withArgs(id);
      expect((await stakeVault.provisionOf(issuer, auditorBond)).active).to.equal(STAKE - 51n);
      await assertEveryoneCanLeave();
    });

    for (const [amount, harmed] of [
      [33n, ethers.ZeroAddress],
      [1n, BURNT],
    ] as const) {
      it(`burns all of ${amount} for ${harmed}`, async () => {
        await slash(amount, harmed);
        expect(await world.stakeVault.creditOf(BURNT)).to.equal(amount);
        expect(await world.stakeVault.creditOf(ethers.ZeroAddress)).to.equal(0n);
      });
    }

    it("reaches what has given notice, and what thaws, for what has expired or been revoked", async () => {
      const { auditorBond, stakeVault, credentials, issuer, client } = world;
      await stakeVault.connect(issuer).thaw(auditorBond, STAKE);
      await unbond(60n);
      await credentials.connect(issuer).revoke(issuer, [held.credential.index], 1);
      await time.increase(NOTICE - 100);
      await slash(90n, client.address);
      const { amount, leaving } = await auditorBond.bondStateOf(issuer);
      expect([amount, leaving]).to.deep.equal([0n, 10n]);
      expect((await stakeVault.provisionOf(issuer, auditorBond)).thawing).to.equal(STAKE - 90n);
      await assertEveryoneCanLeave();
    });

    it("reaches the bond in the second in which the longest job ends, and as long again", async () => {
      const { auditorBond, jobMarket, issuer, client } = world;
      await unbond(100n);
      const at = await time.latest();
      const longest = Number(await jobMarket.maxJobSeconds());
      // A job matched in the block of the notice, on the word of this issuer.
      await time.setNextBlockTimestamp(at + longest);
      await expect(auditorBond.release(issuer)).to.be.revertedWithCustomError(
        auditorBond,
        "BondNotLeaving",
      );
      await time.setNextBlockTimestamp(at + 2 * longest - 1);
      await slash(100n, client.address);
      await assertEveryoneCanLeave();
    });

    it("comes too late for what was released", async () => {
      const { auditorBond, issuer, client } = world;
      await unbond(100n);
      await time.increase(NOTICE);
      await auditorBond.release(issuer);
      await expect(slash(1n, client.address))
        .to.be.revertedWithCustomError(auditorBond, "BondInsufficient")
        .withArgs(issuer.address, 0n, 1n);
    });
  });
});
