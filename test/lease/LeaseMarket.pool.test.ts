import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";

import {
  Reason,
  collect,
  fundFloat,
  openLease,
  openingOf,
  partsOf,
  voucherOf,
} from "./support/actions";
import { readBooks } from "./support/books";
import { assertEveryoneCanLeave } from "./support/conservation";
import { leaseIdOf, type LeaseFields } from "./support/terms";
import { DAY, PPM, RESERVE, deployLeases, leaseOf, type LeaseWorld } from "./support/world";

const WEFT = 10n ** 18n;
const OWN = 1_000n * WEFT;
const COMMISSION = 1_000n;
/** Three parts of four, less the commission. */
const POOL_PPM = 675_000n;
const FLOAT = 10n ** 12n;

describe("LeaseMarket: delegators", () => {
  let world: LeaseWorld;

  /** A provider with a pool in the first token, in which nobody is. */
  async function deployPool(): Promise<LeaseWorld> {
    const deployed = await deployLeases();
    const { weftToken, stakeVault, leaseMarket, provider, delegator, token } = deployed;
    for (const [account, amount] of [
      [provider.key, OWN],
      [delegator, 3n * OWN],
    ] as const) {
      await weftToken.transfer(account, amount);
      await weftToken.connect(account).approve(stakeVault, amount);
    }
    await stakeVault.connect(provider.key).provision(leaseMarket, OWN);
    await stakeVault.connect(provider.key).openPool(leaseMarket, COMMISSION, [token]);
    return deployed;
  }

  beforeEach(async () => {
    world = await loadFixture(deployPool);
  });

  afterEach(async () => {
    await claim();
    await assertEveryoneCanLeave(world);
  });

  async function delegate(): Promise<void> {
    const { stakeVault, leaseMarket, provider, delegator } = world;
    const asDelegator = stakeVault.connect(delegator);
    await asDelegator.delegate(provider.address, leaseMarket, 3n * OWN, 0n);
  }

  async function earnings(): Promise<bigint> {
    const { stakeVault, leaseMarket, provider, delegator, token } = world;
    return stakeVault.earningsOf(provider.address, leaseMarket, delegator, token);
  }

  async function claim(): Promise<void> {
    const { stakeVault, leaseMarket, provider, delegator, token } = world;
    if ((await earnings()) === 0n) return;
    await stakeVault.connect(delegator).claimEarnings(provider.address, leaseMarket, token);
  }

  async function start(overrides: Partial<LeaseFields> = {}): Promise<LeaseFields> {
    const fields = await openLease(world, overrides);
    await fundFloat(world, world.client.address, FLOAT);
    await time.increase(DAY);
    return fields;
  }

  for (const reserve of [0n, RESERVE]) {
    it(`get their part of every payment from a ${reserve === 0n ? "float" : "reserve"}`, async () => {
      await delegate();
      const fields = await start({ reserve });
      const before = await readBooks(world, fields);
      expect(before.state.poolPpm).to.equal(POOL_PPM);
      await collect(world, fields, 1_000_003n);
      await collect(world, fields, 1_000_010n);
      const after = await readBooks(world, fields);
      const { fee, pooled } = partsOf(1_000_010n, after.state);
      expect(pooled).to.equal(((1_000_010n - fee) * POOL_PPM) / PPM);
      expect(after.pool - before.pool).to.equal(pooled);
      expect(pooled - (await earnings()) <= 2n).to.equal(true);
    });
  }

  it("get the part that was theirs when the lease was opened", async () => {
    const fields = await start();
    await delegate();
    await collect(world, fields, 1_000_003n);
    expect(await earnings()).to.equal(0n);
    const later = await openLease(world, { nonce: 1n });
    await collect(world, later, 1_000_003n);
    expect(await earnings()).to.be.greaterThan(0n);
  });

  it("STK11: keep it, whatever the commission becomes", async () => {
    const { stakeVault, leaseMarket, provider } = world;
    await delegate();
    const fields = await start();
    await stakeVault.connect(provider.key).setCommission(leaseMarket, 0);
    await collect(world, fields, 1_000_003n);
    const { state } = await readBooks(world, fields);
    expect(state.poolPpm).to.equal(POOL_PPM);
    expect(partsOf(1_000_003n, state).pooled - (await earnings()) <= 1n).to.equal(true);
  });

  it("leave theirs to the provider once they are gone, and nothing waits for them", async () => {
    const { stakeVault, leaseMarket, provider, delegator } = world;
    await delegate();
    const fields = await start();
    const asDelegator = stakeVault.connect(delegator);
    await asDelegator.undelegate(provider.address, leaseMarket, 3n * OWN, 0n);
    const before = await readBooks(world, fields);
    await collect(world, fields, 1_000_003n);
    const after = await readBooks(world, fields);
    expect(after.pool).to.equal(before.pool);
    expect(after.provider - before.provider).to.equal(
      1_000_003n - partsOf(1_000_003n, after.state).fee,
    );
  });

  it("do not stop a lease in a token of another's choosing once it is open", async () => {
    const { otherToken, client, leaseMarket, vault } = world;
    const token = await otherToken.getAddress();
    const fields = await openLease(world, { token, reserve: RESERVE });
    await delegate();
    await time.increase(DAY);
    await collect(world, fields, 1_000_003n);
    expect(await vault.balanceOf(leaseMarket, BigInt(token))).to.equal(
      RESERVE - 1_000_003n + partsOf(1_000_003n, (await readBooks(world, fields)).state).fee,
    );
    expect(fields.client).to.equal(client.address);
  });

  it("keep a lease in a token that their pool cannot earn in from opening", async () => {
    const { leaseMarket, stakeVault, provider, otherToken } = world;
    await delegate();
    const token = await otherToken.getAddress();
    const fields = await leaseOf(world, { token });
    await expect(leaseMarket.open(await openingOf(world, fields)))
      .to.be.revertedWithCustomError(stakeVault, "StakeTokenNotListed")
      .withArgs(provider.address, await leaseMarket.getAddress(), token);
  });

  it("get one payment for a batch, the sum of their parts", async () => {
    const { leaseMarket, stakeVault, provider, token } = world;
    const early = await start();
    await delegate();
    const [first, second] = [
      await openLease(world, { nonce: 1n }),
      await openLease(world, { nonce: 2n, reserve: RESERVE }),
    ];
    const vouchers = await Promise.all(
      [early, first, second].map((fields) => voucherOf(world, fields, 1_000_003n)),
    );
    const before = await readBooks(world, first);
    const at = await token.getAddress();
    const tx = await leaseMarket.collectBatch(provider.address, at, vouchers, false);
    const { state, pool, provider: received } = await readBooks(world, first);
    const { fee, pooled } = partsOf(1_000_003n, state);
    await expect(tx)
      .to.emit(stakeVault, "EarningsShared")
      .withArgs(provider.address, await leaseMarket.getAddress(), at, 2n * pooled);
    await expect(tx)
      .to.emit(leaseMarket, "ProviderPaid")
      .withArgs(provider.address, at, 3n * (1_000_003n - fee), 3n * fee, 2n * pooled);
    expect(pool - before.pool).to.equal(2n * pooled);
    expect(received - before.provider).to.equal(3n * (1_000_003n - fee) - 2n * pooled);
    await expect(tx)
      .to.emit(leaseMarket, "LeaseCollected")
      .withArgs(leaseIdOf(second), 1_000_003n, Reason.Voucher);
  });
});
