import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ZeroHash } from "ethers";

import { now } from "../support/time";
import { Random } from "../support/random";
import { call, collect, dueOf, fundFloat, openLease } from "./support/actions";
import { readBooks } from "./support/books";
import { assertEveryoneCanLeave } from "./support/conservation";
import { leaseIdOf, packLease, type LeaseFields } from "./support/terms";
import {
  CAP,
  DAY,
  FLOAT_THAW,
  HOUR,
  LENGTH,
  RATE,
  RESERVE,
  deployLeases,
  leaseOf,
  type LeaseWorld,
} from "./support/world";

const NEVER = 2n ** 40n - 1n;
const FLOAT = 10n ** 8n;

describe("LeaseMarket: views", () => {
  let world: LeaseWorld;

  beforeEach(async () => {
    world = await loadFixture(deployLeases);
  });

  afterEach(async () => {
    await assertEveryoneCanLeave(world);
  });

  async function insolventAt(...leases: LeaseFields[]): Promise<bigint> {
    return world.leaseMarket.insolventAt(leases.map(packLease));
  }

  it("know nothing of leases that nobody opened", async () => {
    const { leaseMarket } = world;
    expect(await leaseMarket.leaseOf(ZeroHash)).to.deep.equal([0n, 0n, 0n, 0n, 0n]);
    expect(await leaseMarket.reserveOf(ZeroHash)).to.equal(0n);
  });

  describe("collectable", () => {
    async function assertCollectable(fields: LeaseFields, amount: bigint): Promise<void> {
      const { leaseMarket } = world;
      const { state, ...books } = await readBooks(world, fields);
      const isOpen = state.endsAt !== 0n;
      const assumed = {
        state: isOpen ? state : { ...state, endsAt: fields.endsAt },
        float: books.float,
        reserve: isOpen ? books.reserve : fields.reserve,
      };
      const { due, reason } = dueOf(fields, assumed, amount, await now());
      expect(await leaseMarket.collectable(packLease(fields), amount)).to.deep.equal([
        due,
        BigInt(reason),
      ]);
    }

    it("says what a collection would pay, at every limit, opened or not", async () => {
      await time.increase(DAY);
      for (const reserve of [0n, 50_000n]) {
        for (const elapsedCap of [0n, 1_000n]) {
          const nonce = reserve + elapsedCap;
          const fields = await leaseOf(world, { reserve, elapsedCap, nonce, cap: 90_000_000n });
          for (const amount of [0n, 1n, 60_000n, 85_000_000n, CAP]) {
            await assertCollectable(fields, amount);
          }
          await openLease(world, fields);
          await fundFloat(world, world.client.address, 1_000_000n);
          for (const amount of [0n, 1n, 60_000n, 85_000_000n, CAP]) {
            await assertCollectable(fields, amount);
          }
          await collect(world, fields, 40_000n);
          for (const amount of [0n, 40_000n, 60_000n, CAP]) await assertCollectable(fields, amount);
        }
      }
    });
  });

  describe("insolventAt", () => {
    it("is never for no leases, and where the float covers all", async () => {
      expect(await insolventAt()).to.equal(NEVER);
      const fields = await leaseOf(world, { cap: 1_000n });
      await fundFloat(world, world.client.address, 1_000n);
      expect(await insolventAt(fields)).to.equal(NEVER);
    });

    it("is now where nothing is left", async () => {
      const fields = await openLease(world);
      await time.increase(DAY);
      expect(await insolventAt(fields)).to.equal(await now());
    });

    it("is the first second at which the rate reaches beyond the float", async () => {
      await fundFloat(world, world.client.address, FLOAT);
      const fields = await openLease(world);
      const at = await insolventAt(fields);
      const owed = (second: bigint) => (RATE * (second - fields.startsAt)) / HOUR;
      expect(owed(at)).to.be.greaterThan(FLOAT);
      expect(owed(at - 1n)).to.be.at.most(FLOAT);
      await time.increase(HOUR);
      await collect(world, fields, 1_000_000n);
      expect(await insolventAt(fields)).to.equal(at);
    });

    it("counts what thaws as gone when it is ready", async () => {
      const { leaseMarket, client, token } = world;
      await fundFloat(world, client.address, FLOAT);
      const fields = await openLease(world);
      await leaseMarket.connect(client.key).thawFloat(token, FLOAT - 1n);
      const readyAt = (await now()) + FLOAT_THAW;
      expect(await insolventAt(fields)).to.equal(readyAt);
    });

    it("stops with the end of a lease", async () => {
      await fundFloat(world, world.client.address, FLOAT);
      const fields = await openLease(world);
      await time.increase(HOUR);
      await call(world, "close", world.client, fields);
      expect(await insolventAt(fields)).to.equal(NEVER);
    });

    it("sees a lease on its reserve alone, opened or not, and what was added to it", async () => {
      const { leaseMarket, client } = world;
      const fields = await leaseOf(world, { reserve: 10_000n });
      const before = await insolventAt(fields);
      expect((RATE * (before - fields.startsAt)) / HOUR).to.be.greaterThan(10_000n);
      await openLease(world, fields);
      await fundFloat(world, client.address, FLOAT);
      expect(await insolventAt(fields)).to.equal(before < (await now()) ? await now() : before);
      await leaseMarket.connect(client.key).addReserve(packLease(fields), RESERVE);
      expect(await insolventAt(fields)).to.be.greaterThan(before);
    });

    it("refuses leases that do not draw on one purse", async () => {
      const { leaseMarket, otherClient, otherToken } = world;
      const fields = await leaseOf(world);
      const reserved = await leaseOf(world, { reserve: RESERVE, nonce: 1n });
      const others = [
        [fields, await leaseOf(world, { client: otherClient.address })],
        [fields, await leaseOf(world, { token: await otherToken.getAddress() })],
        [fields, reserved],
        [reserved, fields],
      ] as const;
      for (const pair of others) {
        await expect(insolventAt(...pair))
          .to.be.revertedWithCustomError(leaseMarket, "LeaseOtherPurse")
          .withArgs(leaseIdOf(pair[1]));
      }
    });

    it("refuses a lease that is listed twice: it would seem to owe twice", async () => {
      const fields = await openLease(world, { cap: 1_000n });
      const other = await openLease(world, { cap: 1_000n, nonce: 1n });
      await fundFloat(world, world.client.address, 2_000n);
      expect(await insolventAt(fields, other)).to.equal(NEVER);
      await expect(insolventAt(fields, other, fields))
        .to.be.revertedWithCustomError(world.leaseMarket, "LeaseListedTwice")
        .withArgs(leaseIdOf(fields));
    });

    it("agrees with counting second by second, for leases of all kinds", async () => {
      const random = new Random(11);
      for (let round = 0; round < 6; ++round) {
        await fundFloat(world, world.client.address, 1n + random.upTo(3_000_000n));
        const leases = await Promise.all(
          [0n, 1n, 2n].map((index) =>
            leaseOf(world, {
              nonce: BigInt(round) * 3n + index,
              startsAt: world.startsAt + random.upTo(2_000n),
              endsAt: world.startsAt + 2_001n + random.upTo(LENGTH),
              ratePerHour: 1n + random.upTo(RATE),
              cap: 1n + random.upTo(2_000_000n),
            }),
          ),
        );
        const { float } = await readBooks(world, await leaseOf(world));
        const owed = (second: bigint) =>
          leases.reduce((sum, { startsAt, endsAt, ratePerHour, cap }) => {
            const end = second < endsAt ? second : endsAt;
            const byRate = end > startsAt ? (ratePerHour * (end - startsAt)) / HOUR : 0n;
            return sum + (byRate < cap ? byRate : cap);
          }, 0n);
        const at = await insolventAt(...leases);
        if (at === NEVER) expect(owed(NEVER)).to.be.at.most(float);
        else {
          expect(owed(at)).to.be.greaterThan(float);
          expect(at === (await now()) || owed(at - 1n) <= float).to.equal(true);
        }
      }
    });
  });
});
