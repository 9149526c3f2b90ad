import {
  loadFixture,
  takeSnapshot,
  time,
  type SnapshotRestorer,
} from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";

import type { VoucherStruct } from "../../typechain-types/contracts/market/LeaseMarket";
import { Random } from "../support/random";
import { now } from "../support/time";
import { fundFloat, openLease, partsOf, voucherOf } from "./support/actions";
import { readBooks, type Books } from "./support/books";
import { assertEveryoneCanLeave } from "./support/conservation";
import type { LeaseFields } from "./support/terms";
import { DAY, HOUR, RATE, deployLeases, type LeaseWorld } from "./support/world";

const WEFT = 10n ** 18n;
const FLOAT = 10n ** 12n;
const ORDERS = 5;

describe("LeaseMarket: vouchers in any order and any batching", () => {
  let world: LeaseWorld;
  let leases: LeaseFields[];

  /** Leases of all kinds with one provider, whose pool gets a part that divides nothing evenly. */
  async function deployBusy(): Promise<{ world: LeaseWorld; leases: LeaseFields[] }> {
    const deployed = await deployLeases();
    const { weftToken, stakeVault, leaseMarket, provider, delegator, token } = deployed;
    for (const account of [provider.key, delegator]) {
      await weftToken.transfer(account, 1_000n * WEFT);
      await weftToken.connect(account).approve(stakeVault, 1_000n * WEFT);
    }
    await stakeVault.connect(provider.key).provision(leaseMarket, 700n * WEFT);
    await stakeVault.connect(provider.key).openPool(leaseMarket, 777, [token]);
    const { client, otherClient, payer, clientWallet } = deployed;
    const kinds: Partial<LeaseFields>[] = [
      {},
      { client: otherClient.address, cap: 5_000_011n },
      { payer: payer.address, elapsedCap: 1_000_007n },
      { client: clientWallet.address, reserve: 3_000_001n },
      { client: otherClient.address, reserve: 9_000_001n, ratePerHour: RATE / 10n },
    ];
    const opened: LeaseFields[] = [];
    for (const [index, kind] of kinds.entries()) {
      if (index === 2) {
        const asDelegator = stakeVault.connect(delegator);
        await asDelegator.delegate(provider.address, leaseMarket, 333n * WEFT, 0n);
      }
      opened.push(await openLease(deployed, { nonce: BigInt(index), ...kind }));
    }
    for (const party of [client, otherClient, payer, clientWallet]) {
      await fundFloat(deployed, party.address, FLOAT);
    }
    return { world: deployed, leases: opened };
  }

  beforeEach(async () => {
    ({ world, leases } = await loadFixture(deployBusy));
  });

  const HIGHEST = 9_000_000n;

  /** Some vouchers of every lease, the highest among them. */
  async function vouchersOf(random: Random): Promise<VoucherStruct[]> {
    const vouchers: VoucherStruct[] = [];
    for (const fields of leases) {
      const amounts = Array.from({ length: 5 }, () => random.upTo(HIGHEST));
      for (const amount of [...amounts, HIGHEST, HIGHEST]) {
        vouchers.push(await voucherOf(world, fields, amount));
      }
    }
    return vouchers;
  }

  function shuffled<T>(random: Random, items: readonly T[]): T[] {
    return items
      .map((item) => ({ item, key: random.unit() }))
      .sort((a, b) => a.key - b.key)
      .map(({ item }) => item);
  }

  /** Hands in all vouchers in batches of random sizes, some of them alone. */
  async function redeem(
    random: Random,
    vouchers: readonly VoucherStruct[],
    between: () => Promise<void>,
  ): Promise<void> {
    const { leaseMarket, provider, token } = world;
    const at = await token.getAddress();
    let rest = shuffled(random, vouchers);
    while (rest.length > 0) {
      const size = 1 + Number(random.upTo(7n));
      const batch = rest.slice(0, size);
      rest = rest.slice(size);
      await leaseMarket.collectBatch(provider.address, at, batch, random.unit() < 0.5);
      await between();
    }
  }

  async function booksOfAll(): Promise<Books[]> {
    const books: Books[] = [];
    for (const fields of leases) books.push(await readBooks(world, fields));
    return books;
  }

  /** What each lease is owed at its end, by the rules. */
  function expected({ cap, ratePerHour, reserve, startsAt, endsAt }: LeaseFields): bigint {
    const limits = [HIGHEST, cap, (ratePerHour * (endsAt - startsAt)) / HOUR];
    if (reserve !== 0n) limits.push(reserve);
    return limits.reduce((least, limit) => (limit < least ? limit : least));
  }

  async function assertPaid(before: readonly Books[]): Promise<void> {
    const after = await booksOfAll();
    let [provider, pool, fees] = [0n, 0n, 0n];
    for (const [index, { state }] of after.entries()) {
      const fields = leases[index];
      if (fields === undefined) throw new Error("a lease too few");
      expect(state.collected, `lease ${String(index)}`).to.equal(expected(fields));
      const { fee, pooled } = partsOf(state.collected, state);
      fees += fee;
      pool += pooled;
      provider += state.collected - fee - pooled;
    }
    const [first, last] = [before[0], after[0]];
    if (!first || !last) throw new Error("no books");
    // To the base unit: what is rounded is what a lease was paid in all, not each of its payments.
    expect(last.fees - first.fees, "fees").to.equal(fees);
    expect(last.pool - first.pool, "pool").to.equal(pool);
    expect(last.provider - first.provider, "provider").to.equal(provider);
  }

  async function leave(): Promise<void> {
    const { stakeVault, leaseMarket, provider, delegator, token } = world;
    await stakeVault.connect(delegator).claimEarnings(provider.address, leaseMarket, token);
    await assertEveryoneCanLeave(world);
  }

  async function inManyOrders(seed: number, between: (random: Random) => () => Promise<void>) {
    const random = new Random(seed);
    const vouchers = await vouchersOf(random);
    const before = await booksOfAll();
    let snapshot: SnapshotRestorer = await takeSnapshot();
    for (let order = 0; order < ORDERS; ++order) {
      await redeem(random, vouchers, between(random));
      const end = leases[0]?.endsAt ?? 0n;
      if ((await now()) < end) await time.increaseTo(end);
      // Whatever was too early is paid by the highest voucher, which is good for ever.
      await redeem(random, vouchers, async () => Promise.resolve());
      await assertPaid(before);
      if (order === ORDERS - 1) await leave();
      await snapshot.restore();
      snapshot = await takeSnapshot();
    }
  }

  for (const seed of [1, 2]) {
    it(`pay the same after the end (seed ${String(seed)})`, async () => {
      await time.increaseTo((leases[0]?.endsAt ?? 0n) + 1n);
      await inManyOrders(seed, () => async () => Promise.resolve());
    });

    it(`pay the same as time passes (seed ${String(seed)})`, async () => {
      await inManyOrders(seed, (random) => async () => {
        await time.increase(1n + random.upTo(DAY / 4n));
      });
    });
  }
});
