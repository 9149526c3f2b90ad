import { time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ethers } from "hardhat";

import type { LeaseStruct } from "../../../typechain-types/contracts/market/LeaseMarket";
import { sendAs, type Party } from "../../support/deploy";
import { FLOAT_THAW, partyAt, type LeaseWorld } from "./world";

/** An open lease, as its events tell of it. */
interface OpenLease {
  lease: LeaseStruct;
  client: string;
  payer: string;
  token: string;
  endsAt: bigint;
  collectSeconds: bigint;
  collected: bigint;
  /** Put in and not taken out; zero for a lease on a float. */
  reserve: bigint;
  isReserved: boolean;
}

/** What the market owes, rebuilt from its events and from nothing else. */
interface Replica {
  leases: Map<string, OpenLease>;
  /** By payer and token. */
  floats: Map<string, { payer: string; token: string; balance: bigint }>;
  fees: Map<string, bigint>;
}

interface Step {
  blockNumber: number;
  index: number;
  apply: (replica: Replica) => void;
}

function floatAt({ floats }: Replica, payer: string, token: string) {
  const key = `${payer} ${token}`;
  const float = floats.get(key) ?? { payer, token, balance: 0n };
  floats.set(key, float);
  return float;
}

function leaseAt({ leases }: Replica, leaseId: string): OpenLease {
  const lease = leases.get(leaseId);
  if (lease === undefined) throw new Error(`no lease ${leaseId} was opened`);
  return lease;
}

async function leaseSteps({ leaseMarket }: LeaseWorld): Promise<Step[]> {
  const { filters } = leaseMarket;
  const opened = await leaseMarket.queryFilter(filters.LeaseOpened());
  const collected = await leaseMarket.queryFilter(filters.LeaseCollected());
  const ending = await leaseMarket.queryFilter(filters.LeaseEnding());
  const added = await leaseMarket.queryFilter(filters.ReserveAdded());
  const refunded = await leaseMarket.queryFilter(filters.ReserveRefunded());
  return [
    ...opened.map(({ blockNumber, index, args }): Step => {
      const { provider, token, terms } = args.lease;
      const { client, payer, voucherSigner, spec, caps, rate, times } = terms;
      const reserve = rate >> 128n;
      const lease = {
        lease: {
          ...{ provider, token },
          terms: { client, payer, voucherSigner, spec, caps, rate, times },
        },
        ...{ client, token, collected: 0n, reserve, isReserved: reserve !== 0n },
        payer: payer === ethers.ZeroAddress ? client : payer,
        endsAt: BigInt.asUintN(40, times >> 40n),
        collectSeconds: BigInt.asUintN(32, times >> 152n),
      };
      return {
        ...{ blockNumber, index },
        apply: ({ leases }) => {
          expect(leases.has(args.leaseId), "a lease opens once").to.equal(false);
          leases.set(args.leaseId, lease);
        },
      };
    }),
    ...collected.map(({ blockNumber, index, args }): Step => ({
      ...{ blockNumber, index },
      apply: (replica) => {
        const lease = leaseAt(replica, args.leaseId);
        lease.collected += args.amount;
        if (lease.isReserved) lease.reserve -= args.amount;
        else floatAt(replica, lease.payer, lease.token).balance -= args.amount;
      },
    })),
    ...ending.map(({ blockNumber, index, args }): Step => ({
      ...{ blockNumber, index },
      apply: (replica) => (leaseAt(replica, args.leaseId).endsAt = args.endsAt),
    })),
    ...added.map(({ blockNumber, index, args }): Step => ({
      ...{ blockNumber, index },
      apply: (replica) => (leaseAt(replica, args.leaseId).reserve += args.amount),
    })),
    ...refunded.map(({ blockNumber, index, args }): Step => ({
      ...{ blockNumber, index },
      apply: (replica) => (leaseAt(replica, args.leaseId).reserve -= args.amount),
    })),
  ];
}

async function moneySteps({ leaseMarket }: LeaseWorld): Promise<Step[]> {
  const { filters } = leaseMarket;
  const funded = await leaseMarket.queryFilter(filters.FloatFunded());
  const withdrawn = await leaseMarket.queryFilter(filters.FloatWithdrawn());
  const paid = await leaseMarket.queryFilter(filters.ProviderPaid());
  const unclaimed = await leaseMarket.queryFilter(filters.PoolPartUnclaimed());
  const collected = await leaseMarket.queryFilter(filters.FeesCollected());
  const addFee = ({ fees }: Replica, token: string, amount: bigint) =>
    fees.set(token, (fees.get(token) ?? 0n) + amount);
  return [
    ...funded.map(({ blockNumber, index, args }): Step => ({
      ...{ blockNumber, index },
      apply: (replica) => (floatAt(replica, args.payer, args.token).balance += args.amount),
    })),
    ...withdrawn.map(({ blockNumber, index, args }): Step => ({
      ...{ blockNumber, index },
      apply: (replica) => (floatAt(replica, args.payer, args.token).balance -= args.amount),
    })),
    ...paid.map(({ blockNumber, index, args }): Step => ({
      ...{ blockNumber, index },
      apply: (replica) => addFee(replica, args.token, args.fee),
    })),
    ...unclaimed.map(({ blockNumber, index, args }): Step => ({
      ...{ blockNumber, index },
      apply: (replica) => addFee(replica, args.token, args.amount),
    })),
    ...collected.map(({ blockNumber, index, args }): Step => ({
      ...{ blockNumber, index },
      apply: (replica) => addFee(replica, args.token, -args.amount),
    })),
  ];
}

/** What was paid out and kept as fees is what leases were charged. */
async function assertParts({ leaseMarket }: LeaseWorld): Promise<void> {
  const charged = await leaseMarket.queryFilter(leaseMarket.filters.LeaseCollected());
  const paid = await leaseMarket.queryFilter(leaseMarket.filters.ProviderPaid());
  const total = charged.reduce((sum, { args }) => sum + args.amount, 0n);
  const parts = paid.reduce((sum, { args }) => sum + args.paid + args.fee, 0n);
  expect(parts, "parts of what was collected").to.equal(total);
}

/** L1: the market's balance in the vault is what it owes: floats, reserves and fees. */
export async function assertConservation(world: LeaseWorld): Promise<Replica> {
  const { leaseMarket, vault } = world;
  const replica: Replica = { leases: new Map(), floats: new Map(), fees: new Map() };
  const steps = [...(await leaseSteps(world)), ...(await moneySteps(world))];
  steps.sort((a, b) => a.blockNumber - b.blockNumber || a.index - b.index);
  for (const { apply } of steps) apply(replica);

  const owed = new Map<string, bigint>(replica.fees);
  const owe = (token: string, amount: bigint) => owed.set(token, (owed.get(token) ?? 0n) + amount);
  for (const [leaseId, { token, reserve, endsAt, collected, isReserved }] of replica.leases) {
    const state = await leaseMarket.leaseOf(leaseId);
    expect([state.endsAt, state.collected], leaseId).to.deep.equal([endsAt, collected]);
    expect(await leaseMarket.reserveOf(leaseId), leaseId).to.equal(reserve);
    if (isReserved) owe(token, reserve);
  }
  for (const { payer, token, balance } of replica.floats.values()) {
    expect((await leaseMarket.floatOf(payer, token)).balance, payer).to.equal(balance);
    owe(token, balance);
  }
  for (const [token, fees] of replica.fees) {
    expect(await leaseMarket.feesOf(token), "fees").to.equal(fees);
  }
  for (const [token, amount] of owed) {
    expect(await vault.balanceOf(leaseMarket, BigInt(token)), "held").to.equal(amount);
  }
  await assertParts(world);
  return replica;
}

async function leaveLeases(world: LeaseWorld, { leases }: Replica): Promise<void> {
  const { leaseMarket, stranger } = world;
  let until = 0n;
  for (const { lease, client, endsAt, collectSeconds } of leases.values()) {
    let end = endsAt;
    if (endsAt > BigInt(await time.latest()) + 1n) {
      const data = leaseMarket.interface.encodeFunctionData("close", [lease]);
      await sendAs(partyAt(world, client), leaseMarket, data);
      end = BigInt(await time.latest());
    }
    if (end + collectSeconds > until) until = end + collectSeconds;
  }
  if (until >= BigInt(await time.latest())) await time.increaseTo(until + 1n);
  for (const { lease, reserve } of leases.values()) {
    if (reserve !== 0n) await leaseMarket.connect(stranger).refundReserve(lease);
  }
}

async function leaveFloats(world: LeaseWorld, { floats }: Replica): Promise<void> {
  const { leaseMarket, stranger } = world;
  for (const { payer, token, balance } of floats.values()) {
    if (balance === 0n) continue;
    const data = leaseMarket.interface.encodeFunctionData("thawFloat", [token, balance]);
    await sendAs(partyAt(world, payer), leaseMarket, data);
  }
  await time.increase(FLOAT_THAW);
  for (const { payer, token, balance } of floats.values()) {
    if (balance !== 0n) await leaseMarket.connect(stranger).withdrawFloat(payer, token);
  }
}

async function leaveVault(world: LeaseWorld, token: string): Promise<void> {
  const { vault, treasury, delegator, parties } = world;
  const people: Party[] = [treasury, delegator].map((key) => ({
    ...{ address: key.address, key, wallet: null },
  }));
  for (const party of [...parties, ...people]) {
    const amount = await vault.balanceOf(party.address, BigInt(token));
    if (amount === 0n) continue;
    const args = [token, amount, party.address] as const;
    await sendAs(party, vault, vault.interface.encodeFunctionData("withdraw", [...args]));
  }
}

/**
 * Every party takes out what is its own, without the provider's consent, and nothing is left: but for what a pool's
 * division left in the stake vault.
 */
export async function assertEveryoneCanLeave(world: LeaseWorld): Promise<void> {
  const { leaseMarket, vault, stakeVault, stranger, token, otherToken } = world;
  const replica = await assertConservation(world);
  await leaveLeases(world, replica);
  await leaveFloats(world, replica);
  for (const money of [token, otherToken]) {
    await leaseMarket.connect(stranger).collectFees(money);
    const at = await money.getAddress();
    expect(await vault.balanceOf(leaseMarket, BigInt(at)), "left in the market").to.equal(0n);
    await leaveVault(world, at);
    const pooled = await vault.balanceOf(stakeVault, BigInt(at));
    expect(await money.balanceOf(vault), "left in the vault").to.equal(pooled);
  }
  await assertConservation(world);
}
