import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ethers } from "hardhat";

import { Status } from "../support/market-actions";
import { timestampOf } from "../support/time";
import { deployRecords, tell, unpacked, WAD, WEFT_WEIGHT } from "./support";

const MAX_RATE = 10n ** 36n;

describe("Reputation.setRate", () => {
  it("refuses whoever is not the owner", async () => {
    const { reputation, market, stranger, token, verifier } = await loadFixture(deployRecords);
    await expect(reputation.connect(stranger).setRate(market, verifier, token, 1n))
      .to.be.revertedWithCustomError(reputation, "OwnableUnauthorizedAccount")
      .withArgs(stranger.address);
  });

  it("ADM8: refuses a rate above the cap, and takes the cap", async () => {
    const { reputation, market, owner, token, verifier } = await loadFixture(deployRecords);
    const asOwner = reputation.connect(owner);
    await expect(asOwner.setRate(market, verifier, token, MAX_RATE + 1n))
      .to.be.revertedWithCustomError(reputation, "ReputationRateAboveCap")
      .withArgs(MAX_RATE + 1n, MAX_RATE);
    await expect(asOwner.setRate(market, verifier, token, MAX_RATE))
      .to.emit(reputation, "RateChanged")
      .withArgs(await market.getAddress(), verifier, token, MAX_RATE);
    expect(await reputation.rateOf(market, verifier, token)).to.equal(MAX_RATE);
    expect(await reputation.MAX_RATE_WAD()).to.equal(MAX_RATE);
  });

  it("weighs each job at the rate of its time, in the midst of an epoch too", async () => {
    const world = await loadFixture(deployRecords);
    const { reputation, market, owner, provider, token, verifier } = world;
    const setRate = (rate: bigint) =>
      reputation.connect(owner).setRate(market, verifier, token, rate);
    await time.increaseTo(((await reputation.currentEpoch()) + 1n) * 604_800n);
    await tell(world, { fee: WAD });
    await setRate(3n * WAD);
    expect(await reputation.weightOf(market, verifier, token, WAD)).to.equal(3n * WEFT_WEIGHT);
    await tell(world, { fee: WAD });
    await setRate(0n);
    expect(await reputation.weightOf(market, verifier, token, WAD)).to.equal(0n);
    await tell(world, { fee: WAD });
    expect(await reputation.untalliedOf(provider)).to.equal(4n * WEFT_WEIGHT);
    expect(unpacked(await reputation.wordOf(provider, 0)).good / (WEFT_WEIGHT / 1_000n)).to.equal(
      3_999n,
    );
  });

  it("keeps the second of the listing, through other rates, until it is listed anew", async () => {
    const world = await loadFixture(deployRecords);
    const { reputation, market, owner, token, verifier } = world;
    const listedAt = () => reputation.listedAtOf(market, verifier, token);
    const setRate = async (rate: bigint) =>
      timestampOf(await reputation.connect(owner).setRate(market, verifier, token, rate));
    const unlisted = ethers.Wallet.createRandom().address;
    expect(await reputation.listedAtOf(market, verifier, unlisted)).to.equal(0n);
    const first = await listedAt();
    expect(first > 0n).to.equal(true);
    await time.increase(100);
    await setRate(5n);
    await setRate(0n);
    await setRate(0n);
    expect(await listedAt()).to.equal(first);
    await time.increase(100);
    const again = await setRate(7n);
    expect(await listedAt()).to.equal(again);
  });

  it("weighs a token of six decimals like one of eighteen, where both are worth the same", async () => {
    const world = await loadFixture(deployRecords);
    const { reputation, market, owner, verifier } = world;
    const dollars = ethers.Wallet.createRandom().address;
    await reputation.connect(owner).setRate(market, verifier, dollars, 10n ** 30n);
    expect(await reputation.weightOf(market, verifier, dollars, 2_500_000n)).to.equal(
      (5n * WEFT_WEIGHT) / 2n,
    );
  });

  it("counts only what the listed verifier accepted", async () => {
    const world = await loadFixture(deployRecords);
    const other = ethers.Wallet.createRandom().address;
    await tell(world, { verifier: other });
    expect(await world.reputation.untalliedOf(world.provider)).to.equal(0n);
    await world.reputation.connect(world.owner).setRate(world.market, other, world.token, WAD);
    await tell(world, { verifier: other });
    expect(await world.reputation.untalliedOf(world.provider)).to.equal(WEFT_WEIGHT);
  });

  it("ADM4: hands the ownership over in two steps", async () => {
    const { reputation, owner, stranger } = await loadFixture(deployRecords);
    await reputation.connect(owner).transferOwnership(stranger);
    expect(await reputation.owner()).to.equal(owner.address);
    await reputation.connect(stranger).acceptOwnership();
    expect(await reputation.owner()).to.equal(stranger.address);
  });

  it("takes no record of a job away when its source leaves the list", async () => {
    const world = await loadFixture(deployRecords);
    const { reputation, market, owner, provider, token, verifier } = world;
    await tell(world, { end: Status.Rejected });
    const word = await reputation.wordOf(provider, 0);
    await reputation.connect(owner).setRate(market, verifier, token, 0n);
    expect(await reputation.wordOf(provider, 0)).to.equal(word);
  });
});
