import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/signers";
import { time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import type { ContractTransactionResponse } from "ethers";
import { ethers } from "hardhat";

import type { StakeVault, TestToken, Vault, WeftToken } from "../../typechain-types";

export const WEFT = 10n ** 18n;
export const DAY = 86_400;
export const THAW_SECONDS = 28 * DAY;
export const LATE_WINDOW = 30 * DAY;
/** What every account holds at the start and lets the stake vault take. */
export const FUNDS = 1_000_000n * WEFT;
/** What a market holds of each payment token. */
export const MONEY = 10n ** 15n;
export const OWN = 1_000n * WEFT;
export const COMMISSION = 1_000n;
export const BPS = 10_000n;
export const PPM = 1_000_000n;

/** A stake vault with people. Markets are plain accounts here: what a market may do, it may do by a call. */
export interface DelegationWorld {
  weft: WeftToken;
  vault: Vault;
  stakes: StakeVault;
  money: TestToken;
  cash: TestToken;
  holder: HardhatEthersSigner;
  provider: HardhatEthersSigner;
  market: HardhatEthersSigner;
  otherMarket: HardhatEthersSigner;
  client: HardhatEthersSigner;
  operator: HardhatEthersSigner;
  stranger: HardhatEthersSigner;
  /** Three of them. */
  delegators: readonly HardhatEthersSigner[];
  alice: HardhatEthersSigner;
  bob: HardhatEthersSigner;
}

/** Fixture: contracts, funded people, and markets that hold money; nothing is staked. */
export async function deployEmpty(): Promise<DelegationWorld> {
  const signers = await ethers.getSigners();
  const [holder, provider, market, otherMarket, client, operator, stranger, ...rest] = signers;
  const [alice, bob, carol] = rest;
  if (!holder || !provider || !market || !otherMarket || !client || !operator || !stranger) {
    throw new Error("the network has too few accounts");
  }
  if (!alice || !bob || !carol) throw new Error("the network has too few accounts");
  const weft = await ethers.deployContract("WeftToken", [holder]);
  const vault = await ethers.deployContract("Vault");
  const stakes = await ethers.deployContract("StakeVault", [weft, vault, THAW_SECONDS]);
  const money = await ethers.deployContract("TestToken");
  const cash = await ethers.deployContract("TestToken");
  for (const account of [provider, stranger, alice, bob, carol]) {
    await weft.transfer(account, FUNDS);
    await weft.connect(account).approve(stakes, ethers.MaxUint256);
  }
  for (const token of [money, cash]) {
    await token.approve(vault, ethers.MaxUint256);
    for (const account of [market, otherMarket]) {
      await token.mint(holder, MONEY);
      await vault.deposit(token, MONEY, account);
    }
  }
  for (const account of [market, otherMarket])
    await vault.connect(account).setOperator(stakes, true);
  const people = { holder, provider, market, otherMarket, client, operator, stranger, alice, bob };
  return { weft, vault, stakes, money, cash, ...people, delegators: [alice, bob, carol] };
}

/** Fixture: the provider has stake and a pool that nobody is in. */
export async function deployPool(): Promise<DelegationWorld> {
  const world = await deployEmpty();
  const { stakes, provider, market, money, cash } = world;
  await stakes.connect(provider).provision(market, OWN);
  await stakes.connect(provider).openPool(market, COMMISSION, [money, cash]);
  return world;
}

/** Delegates to the provider's pool. */
export async function delegate(
  { stakes, provider, market }: DelegationWorld,
  delegator: HardhatEthersSigner,
  amount: bigint,
): Promise<ContractTransactionResponse> {
  return stakes.connect(delegator).delegate(provider, market, amount, 0);
}

/** Starts to take shares out; all of them where none are named. */
export async function undelegate(
  { stakes, provider, market }: DelegationWorld,
  delegator: HardhatEthersSigner,
  shares?: bigint,
): Promise<ContractTransactionResponse> {
  const held = (await stakes.delegationOf(provider, market, delegator)).shares;
  return stakes.connect(delegator).undelegate(provider, market, shares ?? held, 0);
}

/** A job's lock: how much, and how much of it is the provider's own, in basis points. */
export interface Lock {
  amount: bigint;
  ownBps: bigint;
}

/** How the manual splits a lock of `amount` where `free` of the provider's own stake is free. */
export function partsOf(amount: bigint, free: bigint): Lock & { own: bigint; pooled: bigint } {
  const ownBps = amount <= free ? BPS : (free * BPS) / amount;
  const own = (amount * ownBps) / BPS;
  return { amount, ownBps, own, pooled: amount - own };
}

/** Locks for a job that pays in money; asserts which stake bears it. */
export async function lockFor(world: DelegationWorld, amount: bigint): Promise<Lock> {
  const { stakes, provider, market, money } = world;
  const before = await stakes.provisionOf(provider, market);
  const pooledBefore = (await stakes.poolOf(provider, market)).locked;
  const free = before.active > before.locked ? before.active - before.locked : 0n;
  const parts = partsOf(amount, free);
  const { ownBps } = await stakes.connect(market).lockFor.staticCall(provider, amount, money);
  expect(ownBps, "own part").to.equal(parts.ownBps);
  await stakes.connect(market).lockFor(provider, amount, money);
  const own = (await stakes.provisionOf(provider, market)).locked;
  const { locked } = await stakes.poolOf(provider, market);
  expect([own, locked]).to.deep.equal([before.locked + parts.own, pooledBefore + parts.pooled]);
  return { amount, ownBps };
}

export async function unlock(
  { stakes, provider, market }: DelegationWorld,
  { amount, ownBps }: Lock,
): Promise<ContractTransactionResponse> {
  return stakes.connect(market).unlock(provider, amount, ownBps);
}

/** Slashes a job's lock for the client: all of it where no amount is named. */
export async function slash(
  { stakes, provider, market, client }: DelegationWorld,
  { amount: locked, ownBps }: Lock,
  amount = locked,
): Promise<ContractTransactionResponse> {
  return stakes.connect(market).slash(provider, locked, ownBps, amount, client);
}

/** Slashes a job that the pool alone backs, since all own stake is behind another that ends well. */
export async function slashPool(
  world: DelegationWorld,
  amount: bigint,
): Promise<ContractTransactionResponse> {
  const { stakes, provider, market } = world;
  const { active, locked } = await stakes.provisionOf(provider, market);
  const own = await lockFor(world, active - locked);
  const tx = await slash(world, await lockFor(world, amount));
  await unlock(world, own);
  return tx;
}

/** Pays `amount` into the pool, as the market does when a job is settled. */
export async function share(
  { stakes, provider, market }: DelegationWorld,
  token: TestToken,
  amount: bigint,
): Promise<ContractTransactionResponse> {
  return stakes.connect(market).shareEarnings(provider, token, amount);
}

/** What delegators lost so far, by the events: tokens that stay in the stake vault and are nobody's. */
export async function burntOf({ stakes }: DelegationWorld): Promise<bigint> {
  const events = await stakes.queryFilter(stakes.filters.PoolSlashed());
  return events.reduce((sum, { args }) => sum + args.amount, 0n);
}

/** Lets the time pass in which a pool takes nobody in after a great loss. */
export async function waitOpen({ stakes, provider, market }: DelegationWorld): Promise<void> {
  const { closedUntil } = await stakes.poolOf(provider, market);
  await time.increaseTo(closedUntil);
}

export async function secondOf(tx: ContractTransactionResponse): Promise<number> {
  const block = await tx.getBlock();
  if (block === null) throw new Error(`transaction ${tx.hash} is not in a block`);
  return block.timestamp;
}

/** Lets the thaw time pass. */
export async function waitThaw(): Promise<void> {
  await time.increase(THAW_SECONDS);
}
