import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/signers";
import { expect } from "chai";

import type { MarketMock } from "../../typechain-types";
import {
  assertQueue,
  readProvision,
  readThaws,
  THAW_SECONDS,
  type Provision,
  type StakeWorld,
} from "./stake";
import { nextAt, timestampOf } from "./time";

/** Shares that one base unit of thawing stake is divided into at most. */
const MAX_SHARES_PER_UNIT = 2n ** 32n;

/** A provision and the market that commands it. */
export interface Pair {
  provider: HardhatEthersSigner;
  market: MarketMock;
}

async function read(world: StakeWorld, { provider, market }: Pair): Promise<Provision> {
  return readProvision(world, provider.address, await market.getAddress());
}

/** Provisions, and asserts event, struct and token deltas. */
export async function provision(world: StakeWorld, pair: Pair, amount: bigint): Promise<void> {
  const { stakeVault, token } = world;
  const before = await read(world, pair);
  const tx = await stakeVault.connect(pair.provider).provision(pair.market, amount);
  await expect(tx)
    .to.emit(stakeVault, "Provisioned")
    .withArgs(pair.provider.address, await pair.market.getAddress(), amount);
  await expect(tx).to.changeTokenBalances(token, [pair.provider, stakeVault], [-amount, amount]);
  expect(await read(world, pair)).to.deep.equal({ ...before, active: before.active + amount });
}

/** Locks, and asserts event, struct and that no token moves. */
export async function lock(world: StakeWorld, pair: Pair, amount: bigint): Promise<void> {
  const { stakeVault, token } = world;
  const before = await read(world, pair);
  const tx = await pair.market.lock(pair.provider, amount);
  await expect(tx)
    .to.emit(stakeVault, "Locked")
    .withArgs(pair.provider.address, await pair.market.getAddress(), amount);
  await expect(tx).to.changeTokenBalances(token, [pair.provider, stakeVault], [0n, 0n]);
  expect(await read(world, pair)).to.deep.equal({ ...before, locked: before.locked + amount });
}

/** Unlocks, and asserts event, struct and that no token moves. */
export async function unlock(world: StakeWorld, pair: Pair, amount: bigint): Promise<void> {
  const { stakeVault, token } = world;
  const before = await read(world, pair);
  const tx = await pair.market.unlock(pair.provider, amount);
  await expect(tx)
    .to.emit(stakeVault, "Unlocked")
    .withArgs(pair.provider.address, await pair.market.getAddress(), amount);
  await expect(tx).to.changeTokenBalances(token, [pair.provider, stakeVault], [0n, 0n]);
  expect(await read(world, pair)).to.deep.equal({ ...before, locked: before.locked - amount });
}

export interface Slash {
  locked: bigint;
  amount: bigint;
  recipient: HardhatEthersSigner;
}

/** What a slash leaves of a provision: active stake goes first, then thawing stake. */
export function provisionAfterSlash(before: Provision, { locked, amount }: Slash): Provision {
  const fromActive = amount < before.active ? amount : before.active;
  const left = before.thawing - (amount - fromActive);
  const after = { ...before, active: before.active - fromActive, locked: before.locked - locked };
  if (fromActive === amount) return after;
  if (left * MAX_SHARES_PER_UNIT >= before.thawingShares) return { ...after, thawing: left };
  const thawRound = before.thawRound + 1n;
  return { ...after, active: after.active + left, thawing: 0n, thawingShares: 0n, thawRound };
}

/** Slashes, and asserts events, struct, credit and that no token moves. */
export async function slash(world: StakeWorld, pair: Pair, terms: Slash): Promise<void> {
  const { stakeVault, token } = world;
  const { locked, amount, recipient } = terms;
  const market = await pair.market.getAddress();
  const before = await read(world, pair);
  const expected = provisionAfterSlash(before, terms);
  const credit = await stakeVault.creditOf(recipient);
  const tx = await pair.market.slash(pair.provider, locked, amount, recipient);
  await expect(tx)
    .to.emit(stakeVault, "Slashed")
    .withArgs(pair.provider.address, market, recipient.address, locked, amount);
  if (expected.thawRound !== before.thawRound) {
    await expect(tx)
      .to.emit(stakeVault, "ThawsVoided")
      .withArgs(pair.provider.address, market, expected.thawRound, expected.active);
  } else {
    await expect(tx).not.to.emit(stakeVault, "ThawsVoided");
  }
  await expect(tx).to.changeTokenBalances(
    token,
    [pair.provider, stakeVault, recipient],
    [0n, 0n, 0n],
  );
  expect(await read(world, pair)).to.deep.equal(expected);
  expect(await stakeVault.creditOf(recipient)).to.equal(credit + amount);
}

/** Thaws, and asserts event, struct, the request and that no token moves. Returns when it is ready. */
export async function thaw(world: StakeWorld, pair: Pair, amount: bigint): Promise<bigint> {
  const { stakeVault, token } = world;
  const market = await pair.market.getAddress();
  const before = await read(world, pair);
  const shares = before.thawing === 0n ? amount : (amount * before.thawingShares) / before.thawing;
  const tx = await stakeVault.connect(pair.provider).thaw(market, amount);
  const readyAt = (await timestampOf(tx)) + THAW_SECONDS;
  const index = before.nextThaw;
  await expect(tx)
    .to.emit(stakeVault, "ThawStarted")
    .withArgs(pair.provider.address, market, index, amount, shares, readyAt);
  await expect(tx).to.changeTokenBalances(token, [pair.provider, stakeVault], [0n, 0n]);
  expect(await read(world, pair)).to.deep.equal({
    ...before,
    active: before.active - amount,
    thawing: before.thawing + amount,
    thawingShares: before.thawingShares + shares,
    nextThaw: before.nextThaw + 1n,
  });
  await assertQueue(world, pair.provider.address, market);
  return readyAt;
}

/** What a withdrawal at `time` leaves of a provision, and what it pays. */
async function provisionAfterWithdraw(
  world: StakeWorld,
  pair: Pair,
  time: bigint,
): Promise<{ expected: Provision; amount: bigint }> {
  const market = await pair.market.getAddress();
  const expected = await read(world, pair);
  const requests = await readThaws(world, pair.provider.address, market);
  let amount = 0n;
  for (const request of requests.slice(Number(expected.firstThaw))) {
    const isVoid = request.round !== expected.thawRound;
    if (!isVoid) {
      if (request.readyAt > time) break;
      const value = (request.shares * expected.thawing) / expected.thawingShares;
      if (expected.active + expected.thawing - value < expected.locked) break;
      expected.thawing -= value;
      expected.thawingShares -= request.shares;
      amount += value;
    }
    expected.firstThaw += 1n; // void requests leave at once
  }
  return { expected, amount };
}

/**
 * Withdraws at the second `at` by a stranger, since anyone may, and asserts event, struct, requests and token
 * deltas. Returns the amount.
 */
export async function withdraw(world: StakeWorld, pair: Pair, at: bigint): Promise<bigint> {
  const { stakeVault, token, stranger } = world;
  const market = await pair.market.getAddress();
  const { firstThaw } = await read(world, pair);
  const { expected, amount } = await provisionAfterWithdraw(world, pair, at);
  await nextAt(at);
  const tx = await stakeVault.connect(stranger).withdraw(pair.provider, market);
  await expect(tx)
    .to.emit(stakeVault, "Withdrawn")
    .withArgs(pair.provider.address, market, amount, expected.firstThaw - firstThaw);
  await expect(tx).to.changeTokenBalances(
    token,
    [pair.provider, stakeVault, stranger],
    [amount, -amount, 0n],
  );
  expect(await read(world, pair)).to.deep.equal(expected);
  await assertQueue(world, pair.provider.address, market);
  return amount;
}

/** Claims all that is credited to `account`, which is due, by `caller`, and asserts event, views and token deltas. */
export async function claim(
  world: StakeWorld,
  account: HardhatEthersSigner,
  caller: HardhatEthersSigner,
): Promise<bigint> {
  const { stakeVault, token } = world;
  const amount = await stakeVault.creditOf(account);
  expect([...(await stakeVault.claimOf(account))]).to.deep.equal([amount, 0n]);
  const tx = await stakeVault.connect(caller).claim(account);
  await expect(tx).to.emit(stakeVault, "Claimed").withArgs(account.address, amount);
  await expect(tx).to.changeTokenBalances(token, [account, stakeVault], [amount, -amount]);
  expect(await stakeVault.creditOf(account)).to.equal(0n);
  return amount;
}
