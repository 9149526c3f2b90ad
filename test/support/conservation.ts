import { jobId, unpackJob, type Job } from "@weft/sdk";
import { expect } from "chai";
import { getAddress, toBeHex } from "ethers";
import { ethers } from "hardhat";

import type { World } from "./deploy";
import type { Stake } from "./market-books";

/** What of a deployment keeps money and stake. */
export type Keepers = Pick<World, "vault" | "stakeVault" | "jobMarket" | "weftToken">;

/** An event's place in the chain, and what it does to the replica. */
interface Step {
  blockNumber: number;
  index: number;
  apply: () => void;
}

/** The whole state of the protocol, rebuilt from its events and from nothing else. */
export interface Replica {
  /** Vault balances, by token and account. */
  balances: Map<string, Map<string, bigint>>;
  openJobs: Map<string, Job>;
  /** Fees not collected yet, by token. */
  fees: Map<string, bigint>;
  /** Own stake at the market's disposal, by provider; what is locked, with that of delegators. */
  stakes: Map<string, Stake>;
  /** Delegated stake, by provider. */
  pools: Map<string, bigint>;
  /** Slashed stake not claimed yet, by account. */
  credits: Map<string, bigint>;
  /** What delegators lost, in the stake vault and nobody's. */
  burnt: bigint;
}

function add(map: Map<string, bigint>, key: string, delta: bigint): void {
  map.set(key, (map.get(key) ?? 0n) + delta);
}

function total(values: Iterable<bigint>): bigint {
  return [...values].reduce((sum, value) => sum + value, 0n);
}

/** Whether the chain said one thing before another. */
function isBefore(one: Omit<Step, "apply">, other: Omit<Step, "apply">): boolean {
  if (one.blockNumber !== other.blockNumber) return one.blockNumber < other.blockNumber;
  return one.index < other.index;
}

async function vaultSteps({ vault }: Keepers, { balances }: Replica): Promise<Step[]> {
  const transfers = await vault.queryFilter(vault.filters.Transfer());
  return transfers.map(({ blockNumber, index, args }) => ({
    blockNumber,
    index,
    apply: () => {
      const token = getAddress(toBeHex(args.id, 20));
      const accounts = balances.get(token) ?? new Map<string, bigint>();
      balances.set(token, accounts);
      if (args.sender !== ethers.ZeroAddress) add(accounts, args.sender, -args.amount);
      if (args.receiver !== ethers.ZeroAddress) add(accounts, args.receiver, args.amount);
    },
  }));
}

async function marketSteps({ jobMarket }: Keepers, replica: Replica): Promise<Step[]> {
  const { filters } = jobMarket;
  const matched = await jobMarket.queryFilter(filters.JobMatched());
  const ended = await jobMarket.queryFilter(filters.JobEnded());
  const collected = await jobMarket.queryFilter(filters.FeesCollected());
  const unclaimed = await jobMarket.queryFilter(filters.PoolPartUnclaimed());
  return [
    ...unclaimed.map(({ blockNumber, index, args }) => ({
      blockNumber,
      index,
      apply: () => add(replica.fees, args.token, args.amount),
    })),
    ...matched.map(({ blockNumber, index, args }) => ({
      blockNumber,
      index,
      apply: () => {
        const job = unpackJob(args.job);
        expect(jobId(job), "a job's id is the hash of its terms").to.equal(args.jobId);
        expect(replica.openJobs.has(args.jobId), `job ${args.jobId} opened twice`).to.equal(false);
        replica.openJobs.set(args.jobId, job);
      },
    })),
    ...ended.map(({ blockNumber, index, args }) => ({
      blockNumber,
      index,
      apply: () => {
        const job = replica.openJobs.get(args.jobId);
        if (job === undefined) throw new Error(`job ${args.jobId} ended but was not open`);
        replica.openJobs.delete(args.jobId);
        const payment = job.units * job.pricePerUnit;
        expect(args.paid + args.fee + args.refunded, "parts of a payment").to.equal(payment);
        expect(args.slashed <= job.collateral, "slashed above collateral").to.equal(true);
        add(replica.fees, job.token, args.fee);
      },
    })),
    ...collected.map(({ blockNumber, index, args }) => ({
      blockNumber,
      index,
      apply: () => add(replica.fees, args.token, -args.amount),
    })),
  ];
}

async function stakeSteps({ stakeVault }: Keepers, replica: Replica): Promise<Step[]> {
  const { stakes, pools, credits } = replica;
  const { filters } = stakeVault;
  const stakeOf = (provider: string): Stake => {
    const stake = stakes.get(provider) ?? { active: 0n, locked: 0n, thawing: 0n };
    stakes.set(provider, stake);
    return stake;
  };
  const steps: Step[] = [];
  const step = (event: Omit<Step, "apply">, apply: () => void) =>
    steps.push({ blockNumber: event.blockNumber, index: event.index, apply });
  for (const event of await stakeVault.queryFilter(filters.Provisioned())) {
    step(event, () => (stakeOf(event.args.provider).active += event.args.amount));
  }
  for (const event of await stakeVault.queryFilter(filters.ThawStarted())) {
    step(event, () => {
      stakeOf(event.args.provider).active -= event.args.amount;
      stakeOf(event.args.provider).thawing += event.args.amount;
    });
  }
  for (const event of await stakeVault.queryFilter(filters.Withdrawn())) {
    step(event, () => (stakeOf(event.args.provider).thawing -= event.args.amount));
  }
  for (const event of await stakeVault.queryFilter(filters.Locked())) {
    step(event, () => (stakeOf(event.args.provider).locked += event.args.amount));
  }
  for (const event of await stakeVault.queryFilter(filters.PoolLocked())) {
    step(event, () => (stakeOf(event.args.provider).locked += event.args.amount));
  }
  for (const event of await stakeVault.queryFilter(filters.Delegated())) {
    step(event, () => add(pools, event.args.provider, event.args.amount));
  }
  for (const event of await stakeVault.queryFilter(filters.DelegationWithdrawn())) {
    step(event, () => add(pools, event.args.provider, -event.args.amount));
  }
  for (const event of await stakeVault.queryFilter(filters.Unlocked())) {
    step(event, () => (stakeOf(event.args.provider).locked -= event.args.amount));
  }
  const slashes = await stakeVault.queryFilter(filters.Slashed());
  const poolSlashes = await stakeVault.queryFilter(filters.PoolSlashed());
  for (const [position, event] of slashes.entries()) {
    // The pool's part is said after the slash that it is part of.
    const isOf = (other: { blockNumber: number; index: number }): boolean =>
      isBefore(event, other) && !slashes.slice(position + 1).some((next) => isBefore(next, other));
    const pooled = total(poolSlashes.filter(isOf).map(({ args }) => args.amount));
    step(event, () => {
      const stake = stakeOf(event.args.provider);
      const own = event.args.slashed - pooled;
      const fromActive = own < stake.active ? own : stake.active;
      stake.active -= fromActive;
      stake.thawing -= own - fromActive;
      stake.locked -= event.args.locked;
      add(credits, event.args.recipient, own);
      if (pooled === 0n) return;
      add(pools, event.args.provider, -pooled);
      replica.burnt += pooled;
    });
  }
  for (const event of await stakeVault.queryFilter(filters.ThawsVoided())) {
    step(event, () => {
      stakeOf(event.args.provider).thawing = 0n;
      stakeOf(event.args.provider).active += event.args.returned;
    });
  }
  for (const event of await stakeVault.queryFilter(filters.Claimed())) {
    step(event, () => add(credits, event.args.account, -event.args.amount));
  }
  return steps;
}

/** Reads every event from the first block on. */
export async function replay(world: Keepers): Promise<Replica> {
  const replica: Replica = {
    balances: new Map(),
    openJobs: new Map(),
    fees: new Map(),
    stakes: new Map(),
    pools: new Map(),
    credits: new Map(),
    burnt: 0n,
  };
  const steps = [
    ...(await vaultSteps(world, replica)),
    ...(await marketSteps(world, replica)),
    ...(await stakeSteps(world, replica)),
  ];
  steps.sort((a, b) => a.blockNumber - b.blockNumber || a.index - b.index);
  for (const { apply } of steps) apply();
  return replica;
}

/** Money: the chain holds what the replica says, the vault owes what it holds, the market what is open and fees. */
async function assertMoney(world: Keepers, { balances, openJobs, fees }: Replica): Promise<void> {
  const { vault, jobMarket } = world;
  const market = await jobMarket.getAddress();
  for (const [token, accounts] of balances) {
    const erc20 = await ethers.getContractAt("IERC20", token);
    const held = await erc20.balanceOf(vault);
    expect(total(accounts.values()), `balances in ${token} and tokens held`).to.equal(held);
    for (const [account, amount] of accounts) {
      expect(await vault.balanceOf(account, BigInt(token)), account).to.equal(amount);
    }
    const jobs = [...openJobs.values()].filter((job) => job.token === token);
    const open = total(jobs.map(({ units, pricePerUnit }) => units * pricePerUnit));
    const owed = open + (fees.get(token) ?? 0n);
    expect(accounts.get(market) ?? 0n, "open payments and fees").to.equal(owed);
    expect(await jobMarket.feesOf(token), "fees").to.equal(fees.get(token) ?? 0n);
  }
}

/** Stake: the chain holds what the replica says, locks are the collateral of open jobs, and WEFT adds up. */
async function assertStake(
  world: Keepers,
  { openJobs, stakes, pools, credits, burnt }: Replica,
): Promise<void> {
  const { stakeVault, jobMarket, weftToken } = world;
  let owed = 0n;
  for (const [provider, stake] of stakes) {
    const own = await stakeVault.provisionOf(provider, jobMarket);
    const pool = await stakeVault.poolOf(provider, jobMarket);
    const { active, thawing } = own;
    const locked = own.locked + pool.locked;
    expect({ active, locked, thawing }, provider).to.deep.equal(stake);
    expect(pool.stake, `pool of ${provider}`).to.equal(pools.get(provider) ?? 0n);
    const jobs = [...openJobs.values()].filter((job) => job.provider === provider);
    const ownOf = ({ collateral, ownBps }: Job) => (collateral * BigInt(ownBps)) / 10_000n;
    expect(locked, "collateral of open jobs").to.equal(total(jobs.map((job) => job.collateral)));
    expect(own.locked, "own part of it").to.equal(total(jobs.map(ownOf)));
    expect(own.locked <= active + thawing, "own locks are covered").to.equal(true);
    expect(pool.locked <= pool.stake, "the pool's locks are covered").to.equal(true);
    owed += active + thawing + pool.stake;
  }
  for (const [account, amount] of credits) {
    expect(await stakeVault.creditOf(account), `credit of ${account}`).to.equal(amount);
    owed += amount;
  }
  expect(await weftToken.balanceOf(stakeVault), "WEFT in the stake vault").to.equal(owed + burnt);
}

/** Nothing was lost and nothing made: chain, events and arithmetic tell the same. Returns the replica. */
export async function assertConservation(world: Keepers): Promise<Replica> {
  const replica = await replay(world);
  await assertMoney(world, replica);
  await assertStake(world, replica);
  return replica;
}
