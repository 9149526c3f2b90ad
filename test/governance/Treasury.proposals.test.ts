import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ethers } from "hardhat";

import { VestingWallet__factory } from "../../typechain-types";
import { carryOut, feeCall, type Call } from "./support/actions";
import { DAY, FEE_BPS, WEFT, deployGovernance, type GovernanceWorld } from "./support/world";

/** A change of one number by a vote: more of them are more rows. */
interface Change {
  call: (world: GovernanceWorld) => Call;
  /** What is read before and after. */
  value: (world: GovernanceWorld) => Promise<unknown>;
  before: (world: GovernanceWorld) => unknown;
  after: (world: GovernanceWorld) => unknown;
}

const CHANGES: Record<string, Change> = {
  "the fee": {
    call: (world) => feeCall(world, 100n),
    value: ({ jobMarket }) => jobMarket.feeBps(),
    before: () => FEE_BPS,
    after: () => 100n,
  },
  "who receives fees": {
    call: ({ jobMarket, holder }) => ({
      to: jobMarket,
      data: jobMarket.interface.encodeFunctionData("setTreasury", [holder.address]),
    }),
    value: ({ jobMarket }) => jobMarket.treasury(),
    before: ({ timelock }) => timelock.target,
    after: ({ holder }) => holder.address,
  },
  "the voting period": {
    call: ({ governor }) => ({
      to: governor,
      data: governor.interface.encodeFunctionData("setVotingPeriod", [7 * DAY]),
    }),
    value: ({ governor }) => governor.votingPeriod(),
    before: () => BigInt(5 * DAY),
    after: () => BigInt(7 * DAY),
  },
  "the timelock's delay": {
    call: ({ timelock }) => ({
      to: timelock,
      data: timelock.interface.encodeFunctionData("updateDelay", [3 * DAY]),
    }),
    value: ({ timelock }) => timelock.getMinDelay(),
    before: () => BigInt(2 * DAY),
    after: () => BigInt(3 * DAY),
  },
};

describe("Governance: worked proposals", () => {
  let world: GovernanceWorld;

  beforeEach(async () => {
    world = await loadFixture(deployGovernance);
  });

  for (const [name, { call, value, before, after }] of Object.entries(CHANGES)) {
    it(`changes ${name}`, async () => {
      expect(await value(world)).to.equal(before(world));
      await carryOut(world, [call(world)]);
      expect(await value(world)).to.equal(after(world));
    });
  }

  it("changes several numbers in one proposal, all or none", async () => {
    const { jobMarket, timelock } = world;
    const calls = ["the fee", "the timelock's delay"].flatMap(
      (name) => CHANGES[name]?.call(world) ?? [],
    );
    await carryOut(world, calls);
    expect(await jobMarket.feeBps()).to.equal(100n);
    expect(await timelock.getMinDelay()).to.equal(3 * DAY);
  });

  it("spends the fees that the treasury holds in the vault", async () => {
    const { vault, timelock, money, stranger, holder } = world;
    const id = BigInt(await money.getAddress());
    await money.mint(holder, 1_000n);
    await money.connect(holder).approve(vault, 1_000n);
    await vault.connect(holder).deposit(money, 1_000n, timelock);
    const abi = vault.interface;
    const parts = [
      abi.encodeFunctionData("transfer", [stranger.address, id, 300n]),
      abi.encodeFunctionData("withdraw", [await money.getAddress(), 500n, stranger.address]),
    ];
    const sent = await carryOut(
      world,
      parts.map((data) => ({ to: vault, data })),
    );
    await expect(sent).to.changeTokenBalances(money, [vault, stranger], [-500n, 500n]);
    expect(await vault.balanceOf(stranger, id)).to.equal(300n);
    expect(await vault.balanceOf(timelock, id)).to.equal(200n);
  });

  it("spends tokens and ether that the treasury holds itself", async () => {
    const { weft, timelock, holder, stranger } = world;
    await weft.connect(holder).transfer(timelock, 10n * WEFT);
    await holder.sendTransaction({ to: timelock, value: 5n });
    const data = weft.interface.encodeFunctionData("transfer", [stranger.address, 4n * WEFT]);
    const pay = { to: stranger, data: "0x", value: 5n };
    const sent = await carryOut(world, [{ to: weft, data }, pay]);
    await expect(sent).to.changeTokenBalances(weft, [timelock, stranger], [-4n * WEFT, 4n * WEFT]);
    expect(await ethers.provider.getBalance(timelock)).to.equal(0n);
  });

  it("grants WEFT that vests in a straight line, in one proposal", async () => {
    const { weft, timelock, grants, holder, stranger } = world;
    const amount = 1_200n * WEFT;
    await weft.connect(holder).transfer(timelock, amount);
    const start = (await time.latest()) + 30 * DAY;
    const terms = [stranger.address, start, 100 * DAY, ethers.ZeroHash] as const;
    const address = await grants.walletOf(...terms);
    const sent = await carryOut(world, [
      { to: grants, data: grants.interface.encodeFunctionData("open", [...terms]) },
      { to: weft, data: weft.interface.encodeFunctionData("transfer", [address, amount]) },
    ]);
    await expect(sent)
      .to.emit(grants, "GrantOpened")
      .withArgs(address, ...terms);
    const wallet = VestingWallet__factory.connect(address, stranger);
    expect(await weft.balanceOf(wallet)).to.equal(amount);
    expect(await wallet.owner()).to.equal(stranger.address);
    const releasable = () => wallet["releasable(address)"](weft);
    expect(await releasable()).to.equal(0n);
    await time.increaseTo(start + 25 * DAY);
    expect(await releasable()).to.equal(amount / 4n);
    await time.increaseTo(start + 100 * DAY);
    await wallet["release(address)"](weft);
    expect(await weft.balanceOf(stranger)).to.equal(amount);
  });
});

describe("Grants", () => {
  it("finds a wallet that somebody opened first, so that nobody can stop a grant", async () => {
    const { grants, stranger, voter } = await loadFixture(deployGovernance);
    const terms = [stranger.address, 1_000n, 500n, ethers.id("salt")] as const;
    const address = await grants.walletOf(...terms);
    await expect(grants.connect(voter).open(...terms)).to.emit(grants, "GrantOpened");
    expect(await grants.open.staticCall(...terms)).to.equal(address);
    await expect(grants.open(...terms)).not.to.emit(grants, "GrantOpened");
    const wallet = VestingWallet__factory.connect(address, stranger);
    expect([await wallet.owner(), await wallet.start(), await wallet.duration()]).to.deep.equal([
      stranger.address,
      1_000n,
      500n,
    ]);
  });

  it("opens another wallet for every other term", async () => {
    const { grants, stranger, voter } = await loadFixture(deployGovernance);
    const all = await Promise.all([
      grants.walletOf(stranger, 1n, 2n, ethers.ZeroHash),
      grants.walletOf(voter, 1n, 2n, ethers.ZeroHash),
      grants.walletOf(stranger, 2n, 2n, ethers.ZeroHash),
      grants.walletOf(stranger, 1n, 3n, ethers.ZeroHash),
      grants.walletOf(stranger, 1n, 2n, ethers.id("salt")),
    ]);
    expect(new Set(all).size).to.equal(all.length);
  });

  it("refuses a wallet that belongs to nobody", async () => {
    const { grants } = await loadFixture(deployGovernance);
    const wallet = { interface: VestingWallet__factory.createInterface() };
    await expect(grants.open(ethers.ZeroAddress, 1n, 2n, ethers.ZeroHash))
      .to.be.revertedWithCustomError(wallet, "OwnableInvalidOwner")
      .withArgs(ethers.ZeroAddress);
  });
});
