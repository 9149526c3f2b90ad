import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { loadFixture, setBalance, time } from "@nomicfoundation/hardhat-network-helpers";
import { packJob } from "@weft/sdk";
import { expect } from "chai";
import { concat, Interface, MaxUint256, parseEther, ZeroAddress } from "ethers";
import hre, { ethers } from "hardhat";

import { addressesOf, ownedOf } from "../../scripts/lib/deploy";
import { fundFloat, openLease, voucherOf } from "../lease/support/actions";
import { DAY, type LeaseWorld } from "../lease/support/world";
import type { World } from "../support/deploy";
import { match, settle, Status, Verdict } from "../support/market-actions";
import { assertEveryoneCanLeave } from "../support/market-leave";
import { draftOf, signMatch, UNITS } from "../support/market-orders";
import { openJob } from "../support/pools";
import { inOneBlock } from "../support/block";
import { fortunesOf, moneyOf } from "./support/money";
import { deployAttacked } from "./support/world";

const IN_FULL = { status: Status.Accepted, units: UNITS, slashBps: 0n };
const MAX_UINT16 = 65_535n;

/** What the owner of each contract can set, and the extremes that it must not. */
const EXTREMES: Readonly<Record<string, readonly (readonly [name: string, ...args: unknown[]])[]>> =
  {
    jobMarket: [
      ["setFee", 501n],
      ["setFee", 10_000n],
      ["setFee", MAX_UINT16],
      ["setTreasury", ZeroAddress],
    ],
    leaseMarket: [
      ["setFee", 501n],
      ["setFee", MAX_UINT16],
      ["setTreasury", ZeroAddress],
    ],
    oneShotMarket: [
      ["setFee", 501n],
      ["setFee", MAX_UINT16],
      ["setTreasury", ZeroAddress],
    ],
    workMarket: [
      ["setFee", 501n],
      ["setFee", MAX_UINT16],
      ["setTreasury", ZeroAddress],
      ["setCurrency", "0x00000000000000000000000000000000000000AA", true],
    ],
    reputation: [
      ["setRate", ZeroAddress, ZeroAddress, ZeroAddress, 10n ** 36n + 1n],
      ["setRate", ZeroAddress, ZeroAddress, ZeroAddress, MaxUint256],
    ],
    rewards: [
      ["setFraction", 9_001n],
      ["setFraction", 10_000n],
      ["setFraction", MAX_UINT16],
    ],
  };

describe("attacks on access and parameters", () => {
  let world: World;
  let leases: LeaseWorld;

  beforeEach(async () => {
    ({ world, leases } = await loadFixture(deployAttacked));
    await world.verifier.setVerdict(Verdict.Accepted, UNITS, 0n);
  });

  /** The contracts that somebody owns, by name, as their calls alone. */
  async function ownedContracts() {
    return Promise.all(
      Object.entries(ownedOf(world)).map(async ([name, contract]) => ({
        name,
        address: await contract.getAddress(),
        abi: Interface.from(contract.interface.fragments),
      })),
    );
  }

  /** What an owner can call, by the modifier in the sources. */
  function ownersDoors(): string[] {
    const files = [
      "market/MarketFunds",
      "reputation/FeeRates",
      "rewards/Rewards",
      "works/MarketRules",
    ];
    return files.flatMap((file) => {
      const source = readFileSync(join(hre.config.paths.sources, `${file}.sol`), "utf8");
      return [...source.matchAll(/function (\w+)\([^)]*\) external onlyOwner/g)].map(
        ([, name = ""]) => name,
      );
    });
  }

  it("ADM1: nothing deployed has an initialiser, an upgrade or an admin to be taken", async () => {
    const taken =
      /^(initiali[sz]e|reinitiali[sz]e|upgrade|changeAdmin|setImplementation|migrate|sweepTo|pause|unpause|freeze)/i;
    for (const name of Object.keys(await addressesOf(world))) {
      const contract = Reflect.get(world, name) as { interface: Interface };
      contract.interface.forEachFunction((fragment) => {
        expect(taken.test(fragment.name), `${name}.${fragment.name}`).to.equal(false);
      });
    }
    // The one contract that is cloned: its first user, and anybody after, can set nothing in the original.
    const { splits, stranger } = world;
    const original = await splits.implementation();
    for (const call of ["initialize()", "initialize(address[],uint256[])", "init(bytes)"]) {
      const data = ethers.id(call).slice(0, 10);
      await expect(stranger.sendTransaction({ to: original, data })).to.be.reverted;
    }
  });

  it("ADM3: an item of a batch is a door of the market itself, as its sender, and no code of others", async () => {
    const { oneShotMarket, provider, token, stranger, jobMarket } = world;
    const before = await fortunesOf(world);
    const claim = {
      ...{ client: world.client.address, payer: ZeroAddress, beneficiary: ZeroAddress, due: 1n },
      ...{
        spec: ethers.ZeroHash,
        result: ethers.ZeroHash,
        clientSignature: "0x",
        payerSignature: "0x",
      },
    };
    const asThief = oneShotMarket.connect(stranger);
    await expect(
      asThief.takeItem(provider.address, token, 0n, claim),
    ).to.be.revertedWithCustomError(oneShotMarket, "OneShotNotSelf");
    await expect(asThief.takeRun(provider.address, token, 0n, [])).to.be.revertedWithCustomError(
      oneShotMarket,
      "OneShotNotSelf",
    );
    // A batch that is handed anything else than its own items fails item by item.
    const forged = { ...(await signMatch(world, await draftOf(world))), requestSignature: "0x" };
    const codes = await jobMarket.connect(stranger).matchBatch.staticCall([forged], 1_000_000n);
    expect(codes).to.deep.equal([jobMarket.interface.getError("MarketInvalidSignature")?.selector]);
    await jobMarket.connect(stranger).matchBatch([forged], 1_000_000n);
    expect(await fortunesOf(world)).to.deep.equal(before);
    // The only place of all sources that delegates a call, and to itself.
    const sources = readdirSync(hre.config.paths.sources, { recursive: true, encoding: "utf8" });
    const delegating = sources
      .filter((name) => name.endsWith(".sol") && !name.startsWith("test"))
      .flatMap((name) => {
        const source = readFileSync(join(hre.config.paths.sources, name), "utf8");
        return [...source.matchAll(/delegatecall\(\w+, (\w+)/gi)].map(([, target]) => [
          name,
          target,
        ]);
      });
    expect(delegating).to.deep.equal([[join("market", "Batches.sol"), "address"]]);
  });

  it("ADM4: handing a contract to a wrong address hands over nothing, and can be mended", async () => {
    const { owner, stranger } = world;
    const nobody = "0x000000000000000000000000000000000000dEaD";
    for (const { name, address, abi } of await ownedContracts()) {
      const call = async (from: typeof owner, door: string, ...args: unknown[]) =>
        from.sendTransaction({ to: address, data: abi.encodeFunctionData(door, args) });
      const ownerOf = async (): Promise<unknown> =>
        abi.decodeFunctionResult(
          "owner",
          await ethers.provider.call({ to: address, data: abi.encodeFunctionData("owner") }),
        )[0];
      await call(owner, "transferOwnership", nobody);
      expect(await ownerOf(), name).to.equal(owner.address);
      await expect(call(stranger, "acceptOwnership")).to.be.revertedWithCustomError(
        { interface: abi },
        "OwnableUnauthorizedAccount",
      );
      await call(owner, "transferOwnership", stranger.address);
      await call(stranger, "acceptOwnership");
      expect(await ownerOf(), name).to.equal(stranger.address);
    }
  });

  it("ADM6, ADM7: an owner turned hostile holds up no job, lease, refund, stake or withdrawal", async () => {
    const { owner, jobMarket, provider, client, vault, token } = world;
    const job = await openJob(world, 0n);
    const failed = await openJob(world, 1n);
    const fields = await openLease(leases);
    await fundFloat(leases, client.address, 10n ** 6n);
    await time.increase(60);
    const voucher = await voucherOf(leases, fields, 1_000n);
    const { offer, request } = await draftOf(world);
    expect(offer.expiry).to.equal(request.expiry);
    // A treasury that answers nothing, the highest fee, then nobody who could mend it.
    const trap = await ethers.deployContract("EtherTaker");
    for (const { address, abi } of await ownedContracts()) {
      const send = async (door: string, ...args: unknown[]) =>
        owner.sendTransaction({ to: address, data: abi.encodeFunctionData(door, args) });
      if (abi.hasFunction("setFee")) await send("setFee", 500n);
      if (abi.hasFunction("setTreasury")) await send("setTreasury", await trap.getAddress());
      if (abi.hasFunction("setFraction")) await send("setFraction", 0n);
      await send("renounceOwnership");
    }
    await settle(world, job, IN_FULL);
    await world.verifier.setVerdict(Verdict.NoResult, 0n, 0n);
    await time.increaseTo(failed.deadline + 1);
    await jobMarket.expire(packJob(failed));
    expect(await jobMarket.statusOf(packJob(failed))).to.equal(Status.NoResult);
    const earned = await moneyOf(world, provider.address);
    await leases.leaseMarket.collect(provider.address, token, voucher);
    expect(await moneyOf(world, provider.address)).to.equal(earned + 1_000n - 25n);
    await leases.leaseMarket.connect(client.key).thawFloat(token, 999_000n);
    await time.increase(DAY);
    await leases.leaseMarket.withdrawFloat(client.address, token);
    const mine = await moneyOf(world, client.address);
    await vault.connect(client.key).withdraw(token, mine, client.address);
    expect(await token.balanceOf(client.address)).to.equal(mine);
  });

  it("ADM8: no setter takes an extreme, and this names every setter there is", async () => {
    const { owner, jobMarket } = world;
    const contracts = await ownedContracts();
    const tried = new Set<string>();
    for (const { name, address, abi } of contracts) {
      for (const [door, ...args] of EXTREMES[name] ?? []) {
        const data = abi.encodeFunctionData(door, args);
        await expect(owner.sendTransaction({ to: address, data }), `${name}.${door}`).to.be
          .reverted;
        tried.add(door);
      }
    }
    expect(contracts.map(({ name }) => name)).to.have.members(Object.keys(EXTREMES));
    expect([...tried]).to.have.members([...new Set(ownersDoors())]);
    expect(await jobMarket.feeBps()).to.equal(250n);
    // What the constructors take is bounded alike.
    const { vault, stakeVault, treasury, weftToken } = world;
    const funds = [vault, stakeVault, owner, treasury, 501] as const;
    await expect(ethers.deployContract("LeaseMarket", [...funds])).to.be.revertedWithCustomError(
      jobMarket,
      "MarketFeeAboveCap",
    );
    for (const seconds of [0, 7 * 86_400 - 1, 90 * 86_400 + 1, 2 ** 32 - 1]) {
      await expect(
        ethers.deployContract("StakeVault", [weftToken, vault, seconds]),
      ).to.be.revertedWithCustomError(stakeVault, "StakeInvalidThawSeconds");
    }
  });

  it("ADM10: without owners everything goes on: matches, ends, fees, exits", async () => {
    const { jobMarket } = world;
    const job = await match(world, await draftOf(world));
    for (const { address, abi } of await ownedContracts()) {
      const data = abi.encodeFunctionData("renounceOwnership");
      await world.owner.sendTransaction({ to: address, data });
    }
    expect(await jobMarket.owner()).to.equal(ZeroAddress);
    await settle(world, job, IN_FULL);
    const again = { offer: { nonce: 1n }, request: { nonce: 1n } };
    const next = await match(world, await draftOf(world, again));
    await settle(world, next, IN_FULL);
    await assertEveryoneCanLeave(world);
  });

  it("ADM11: an address behind the calldata of a multicall is nobody's signature", async () => {
    const { vault, token, client, stranger, leaseMarket } = world;
    const at = await token.getAddress();
    const before = await fortunesOf(world);
    const steal = vault.interface.encodeFunctionData("withdraw", [at, 1_000n, stranger.address]);
    const spoofed = concat([steal, client.address]);
    const nested = vault.interface.encodeFunctionData("multicall", [[spoofed]]);
    for (const data of [spoofed, nested, concat([nested, client.address])]) {
      await expect(vault.connect(stranger).multicall([data])).to.be.revertedWithCustomError(
        vault,
        "ERC6909InsufficientBalance",
      );
      await expect(stranger.sendTransaction({ to: vault, data })).to.be.reverted;
    }
    const thaw = concat([
      leaseMarket.interface.encodeFunctionData("thawFloat", [at, 1n]),
      client.address,
    ]);
    await expect(leaseMarket.connect(stranger).multicall([thaw])).to.be.revertedWithCustomError(
      leaseMarket,
      "FloatInsufficient",
    );
    expect(await fortunesOf(world)).to.deep.equal(before);
  });

  it("ADM12: the deployer's key, stolen, opens no door", async () => {
    const { deployer, weftTimelock, weftGovernor, jobMarket } = world;
    await setBalance(deployer.address, parseEther("100"));
    const treasury = await jobMarket.treasury();
    for (const { name, address, abi } of await ownedContracts()) {
      const doors = [
        ...(EXTREMES[name] ?? []),
        ["transferOwnership", deployer.address],
        ["acceptOwnership"],
        ["renounceOwnership"],
      ] as const;
      for (const [door, ...args] of doors) {
        const data = abi.encodeFunctionData(door, args);
        await expect(deployer.sendTransaction({ to: address, data })).to.be.revertedWithCustomError(
          { interface: abi },
          "OwnableUnauthorizedAccount",
        );
      }
    }
    const drain = [jobMarket, 0n, "0x", ethers.ZeroHash, ethers.ZeroHash] as const;
    const asThief = weftTimelock.connect(deployer);
    await expect(asThief.schedule(...drain, 10n ** 7n)).to.be.revertedWithCustomError(
      weftTimelock,
      "AccessControlUnauthorizedAccount",
    );
    for (const role of [
      await weftTimelock.PROPOSER_ROLE(),
      await weftTimelock.DEFAULT_ADMIN_ROLE(),
    ]) {
      await expect(asThief.grantRole(role, deployer)).to.be.reverted;
      expect(await weftTimelock.hasRole(role, deployer)).to.equal(false);
    }
    await expect(
      weftGovernor.connect(deployer).relay(jobMarket, 0n, "0x"),
    ).to.be.revertedWithCustomError(weftGovernor, "GovernorOnlyExecutor");
    expect(await jobMarket.treasury()).to.equal(treasury);
    expect(
      await inOneBlock((limits) => asThief.schedule(...drain, 10n ** 7n, limits)),
    ).to.deep.equal([false]);
  });
});
