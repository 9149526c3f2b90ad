import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/signers";
import { expect } from "chai";
import { ethers } from "hardhat";

import type { MarketMock, StakeVault, Vault, WeftToken } from "../../typechain-types";
import { DAY } from "./time";

export const THAW_SECONDS = 28n * DAY;
export const WEFT = 10n ** 18n;
/** What each provider holds, and let the stake vault take, before a test. */
export const PROVIDER_WEFT = 1_000_000n * WEFT;

export interface StakeWorld {
  token: WeftToken;
  /** Where earnings of pools would be. */
  vault: Vault;
  stakeVault: StakeVault;
  market: MarketMock;
  otherMarket: MarketMock;
  provider: HardhatEthersSigner;
  otherProvider: HardhatEthersSigner;
  client: HardhatEthersSigner;
  stranger: HardhatEthersSigner;
}

export interface Provision {
  active: bigint;
  locked: bigint;
  thawing: bigint;
  thawingShares: bigint;
  thawRound: bigint;
  firstThaw: bigint;
  nextThaw: bigint;
  hasPool: boolean;
  lastLateAt: bigint;
}

/** A request to take stake out, as it was made. */
export interface Thaw {
  shares: bigint;
  readyAt: bigint;
  round: bigint;
}

export const NO_PROVISION: Provision = {
  active: 0n,
  locked: 0n,
  thawing: 0n,
  thawingShares: 0n,
  thawRound: 0n,
  firstThaw: 0n,
  nextThaw: 0n,
  hasPool: false,
  lastLateAt: 0n,
};

/** Fixture: WEFT, a stake vault, two markets, and two providers with WEFT that approved the vault. */
export async function deployStake(): Promise<StakeWorld> {
  const [holder, provider, otherProvider, client, stranger] = await ethers.getSigners();
  if (!holder || !provider || !otherProvider || !client || !stranger)
    throw new Error("no accounts");
  const token = await ethers.deployContract("WeftToken", [holder]);
  const vault = await ethers.deployContract("Vault");
  const stakeVault = await ethers.deployContract("StakeVault", [token, vault, THAW_SECONDS]);
  const market = await ethers.deployContract("MarketMock", [stakeVault]);
  const otherMarket = await ethers.deployContract("MarketMock", [stakeVault]);
  for (const account of [provider, otherProvider]) {
    await token.transfer(account, PROVIDER_WEFT);
    await token.connect(account).approve(stakeVault, ethers.MaxUint256);
  }
  const people = { provider, otherProvider, client, stranger };
  return { token, vault, stakeVault, market, otherMarket, ...people };
}

export async function readProvision(
  { stakeVault }: StakeWorld,
  provider: string,
  market: string,
): Promise<Provision> {
  const provision = await stakeVault.provisionOf(provider, market);
  const { active, locked, thawing, thawingShares, thawRound } = provision;
  const { firstThaw, nextThaw, hasPool, lastLateAt } = provision;
  return {
    ...{ active, locked, thawing, thawingShares, thawRound },
    ...{ firstThaw, nextThaw, hasPool, lastLateAt },
  };
}

/** Every request that a provision ever made, in order, by what the vault said of it. */
export async function readThaws(
  { stakeVault }: StakeWorld,
  provider: string,
  market: string,
): Promise<Thaw[]> {
  const { filters } = stakeVault;
  const started = await stakeVault.queryFilter(filters.ThawStarted(provider, market));
  const voided = await stakeVault.queryFilter(filters.ThawsVoided(provider, market));
  return started.map(({ blockNumber, index, args }) => {
    const isEarlier = (other: { blockNumber: number; index: number }): boolean =>
      other.blockNumber < blockNumber || (other.blockNumber === blockNumber && other.index < index);
    const round = voided.filter(isEarlier).at(-1)?.args.round ?? 0n;
    return { shares: args.shares, readyAt: args.readyAt, round };
  });
}

/** The queue of a provision is what it asked for and did not get yet, each at its part of what thaws. */
export async function assertQueue(
  world: StakeWorld,
  provider: string,
  market: string,
): Promise<void> {
  const { firstThaw, nextThaw, thawing, thawingShares, thawRound } = await readProvision(
    world,
    provider,
    market,
  );
  const thaws = await readThaws(world, provider, market);
  expect(thaws.length, "requests").to.equal(nextThaw);
  const waiting = thaws.slice(Number(firstThaw)).map(({ shares, readyAt, round }, position) => ({
    index: firstThaw + BigInt(position),
    amount: round === thawRound ? (shares * thawing) / thawingShares : 0n,
    readyAt,
  }));
  const pending = await world.stakeVault.thawsOf(provider, market);
  expect(pending.map(({ index, amount, readyAt }) => ({ index, amount, readyAt }))).to.deep.equal(
    waiting,
  );
}

/** Everything the vault owes, found through its own events: provisions and credits. */
export async function liabilitiesOf(world: StakeWorld): Promise<bigint> {
  const { stakeVault } = world;
  const pairs = new Map<string, readonly [string, string]>();
  for (const { args } of await stakeVault.queryFilter(stakeVault.filters.Provisioned())) {
    pairs.set(args.provider + args.market, [args.provider, args.market]);
  }
  const slashes = await stakeVault.queryFilter(stakeVault.filters.Slashed());
  let owed = 0n;
  for (const [provider, market] of pairs.values()) {
    const { active, thawing } = await readProvision(world, provider, market);
    owed += active + thawing;
  }
  for (const recipient of new Set(slashes.map(({ args }) => args.recipient))) {
    owed += await stakeVault.creditOf(recipient);
  }
  return owed;
}

/** WEFT that reached the vault otherwise than by a provision. */
async function donationsTo({ stakeVault, token }: StakeWorld): Promise<bigint> {
  const arrivals = await token.queryFilter(token.filters.Transfer(undefined, stakeVault));
  const provisions = await stakeVault.queryFilter(stakeVault.filters.Provisioned());
  const arrived = arrivals.reduce((sum, { args }) => sum + args.value, 0n);
  return provisions.reduce((rest, { args }) => rest - args.amount, arrived);
}

/** The vault holds exactly what it owes, and what was sent to it by a plain transfer. */
export async function assertConservation(world: StakeWorld): Promise<void> {
  const owed = await liabilitiesOf(world);
  const donated = await donationsTo(world);
  expect(donated, "donated").to.be.greaterThanOrEqual(0n);
  expect(await world.token.balanceOf(world.stakeVault), "held").to.equal(owed + donated);
}
