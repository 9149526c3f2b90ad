import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ZeroAddress } from "ethers";

import { sendAs, type Party } from "../support/deploy";
import { nextAt, now, timestampOf } from "../support/time";
import { Reason, call, collect, dueOf, openLease } from "./support/actions";
import { readBooks } from "./support/books";
import { assertEveryoneCanLeave } from "./support/conservation";
import { leaseIdOf, packLease, type LeaseFields } from "./support/terms";
import {
  COLLECT,
  DAY,
  HOUR,
  LENGTH,
  NOTICE,
  RATE,
  RESERVE,
  deployLeases,
  leaseOf,
  partyAt,
  payerOf,
  type LeaseWorld,
} from "./support/world";

type Exit = "close" | "giveNotice" | "revokeVoucherSigner" | "refundReserve";
const EXITS: readonly Exit[] = ["close", "giveNotice", "revokeVoucherSigner", "refundReserve"];

describe("LeaseMarket: the end of a lease", () => {
  let world: LeaseWorld;

  beforeEach(async () => {
    world = await loadFixture(deployLeases);
  });

  afterEach(async () => {
    await assertEveryoneCanLeave(world);
  });

  async function endsAt(fields: LeaseFields): Promise<bigint> {
    return (await world.leaseMarket.leaseOf(leaseIdOf(fields))).endsAt;
  }

  async function assertEnds(
    exit: Exit,
    party: Party,
    fields: LeaseFields,
    after: bigint,
  ): Promise<void> {
    const tx = await call(world, exit, party, fields);
    const end = (await timestampOf(tx)) + after;
    await expect(tx)
      .to.emit(world.leaseMarket, "LeaseEnding")
      .withArgs(leaseIdOf(fields), party.address, end);
    expect(await endsAt(fields)).to.equal(end);
  }

  async function refund(fields: LeaseFields, party: Party): Promise<bigint> {
    const before = await readBooks(world, fields);
    const tx = await call(world, "refundReserve", party, fields);
    await expect(tx)
      .to.emit(world.leaseMarket, "ReserveRefunded")
      .withArgs(leaseIdOf(fields), payerOf(fields), before.reserve);
    const after = await readBooks(world, fields);
    const state = { ...before.state, endsAt: after.state.endsAt };
    expect(after).to.deep.equal({
      ...before,
      ...{ state, reserve: 0n },
      payer: before.payer + before.reserve,
      market: before.market - before.reserve,
    });
    return before.reserve;
  }

  const stranger = (): Party => ({
    address: world.stranger.address,
    key: world.stranger,
    wallet: null,
  });

  context("given a lease that was not opened", () => {
    for (const exit of EXITS) {
      it(`${exit}: refuses every party`, async () => {
        const fields = await leaseOf(world, { reserve: RESERVE });
        for (const party of [world.client, world.provider, stranger()]) {
          await expect(call(world, exit, party, fields))
            .to.be.revertedWithCustomError(world.leaseMarket, "LeaseNotOpen")
            .withArgs(leaseIdOf(fields));
        }
      });
    }

    it("addReserve: refuses", async () => {
      const fields = await leaseOf(world, { reserve: RESERVE });
      const asClient = world.leaseMarket.connect(world.client.key);
      await expect(asClient.addReserve(packLease(fields), 1n))
        .to.be.revertedWithCustomError(world.leaseMarket, "LeaseNotOpen")
        .withArgs(leaseIdOf(fields));
    });
  });

  for (const reserve of [0n, RESERVE]) {
    for (const role of ["client", "payer", "payerWallet"] as const) {
      context(`given a lease on a ${reserve === 0n ? "float" : "reserve"} of the ${role}`, () => {
        let fields: LeaseFields;

        beforeEach(async () => {
          const payer = role === "client" ? ZeroAddress : world[role].address;
          fields = await openLease(world, { reserve, payer });
          await time.increase(DAY);
        });

        it("close: by the client, at once", async () => {
          await assertEnds("close", world.client, fields, 0n);
        });

        it("close: by the payer, at once", async () => {
          await assertEnds("close", partyAt(world, payerOf(fields)), fields, 0n);
        });

        it("close and revoke: by nobody else", async () => {
          const { provider, otherClient, leaseMarket } = world;
          for (const exit of ["close", "revokeVoucherSigner"] as const) {
            for (const party of [provider, otherClient, stranger()]) {
              await expect(call(world, exit, party, fields))
                .to.be.revertedWithCustomError(leaseMarket, "LeaseNotParty")
                .withArgs(leaseIdOf(fields), party.address);
            }
          }
        });

        it("giveNotice: by the provider, with its notice", async () => {
          await assertEnds("giveNotice", world.provider, fields, NOTICE);
        });

        it("giveNotice: by nobody who pays", async () => {
          for (const party of [world.client, world.payer, stranger()]) {
            await expect(call(world, "giveNotice", party, fields))
              .to.be.revertedWithCustomError(world.leaseMarket, "LeaseNotParty")
              .withArgs(leaseIdOf(fields), party.address);
          }
        });
      });
    }
  }

  describe("ends only come nearer", () => {
    let fields: LeaseFields;

    beforeEach(async () => {
      fields = await openLease(world);
    });

    async function assertEndsAlready(exit: Exit, party: Party): Promise<void> {
      await expect(call(world, exit, party, fields))
        .to.be.revertedWithCustomError(world.leaseMarket, "LeaseEndsAlready")
        .withArgs(leaseIdOf(fields), await endsAt(fields));
    }

    it("closing after notice, and no notice after that", async () => {
      await assertEnds("giveNotice", world.provider, fields, NOTICE);
      await assertEndsAlready("giveNotice", world.provider);
      await assertEnds("close", world.client, fields, 0n);
      await assertEndsAlready("close", world.client);
      await assertEndsAlready("giveNotice", world.provider);
    });

    it("no notice that would end it later than its terms", async () => {
      await nextAt(fields.endsAt - NOTICE);
      await assertEndsAlready("giveNotice", world.provider);
      await nextAt(fields.endsAt);
      await assertEndsAlready("close", world.client);
    });

    it("closing before it began owes nothing", async () => {
      const later = await openLease(world, { startsAt: world.startsAt + DAY, nonce: 1n });
      await assertEnds("close", world.client, later, 0n);
      await time.increase(2n * DAY);
      const books = await readBooks(world, later);
      expect(dueOf(later, { ...books, float: RESERVE }, 5n, await now())).to.deep.equal({
        due: 0n,
        reason: Reason.Rate,
      });
    });
  });

  describe("giveNotice", () => {
    it("by an operator that may sign offers, and by no other", async () => {
      const { stakeVault, provider, operator, leaseMarket } = world;
      const fields = await openLease(world);
      const party = { address: operator.address, key: operator, wallet: null };
      await stakeVault.connect(provider.key).setOperator(operator, 6);
      await expect(call(world, "giveNotice", party, fields)).to.be.revertedWithCustomError(
        leaseMarket,
        "LeaseNotParty",
      );
      await stakeVault.connect(provider.key).setOperator(operator, 1);
      await assertEnds("giveNotice", party, fields, NOTICE);
    });

    it("leaves the provider what it is owed until the end, by time too", async () => {
      const fields = await openLease(world, { elapsedCap: RESERVE, reserve: RESERVE });
      await nextAt(world.startsAt + DAY);
      await call(world, "giveNotice", world.provider, fields);
      await time.increase(100n * DAY);
      expect(await collect(world, fields, 0n)).to.equal((RATE * (DAY + NOTICE)) / HOUR);
    });
  });

  describe("addReserve", () => {
    it("by anyone, for the lease alone; the rest goes to the payer", async () => {
      const { leaseMarket, otherClient } = world;
      const fields = await openLease(world, { reserve: RESERVE, payer: world.payer.address });
      const before = await readBooks(world, fields);
      const data = leaseMarket.interface.encodeFunctionData("addReserve", [packLease(fields), 77n]);
      const tx = await sendAs(otherClient, leaseMarket, data);
      await expect(tx)
        .to.emit(leaseMarket, "ReserveAdded")
        .withArgs(leaseIdOf(fields), otherClient.address, 77n);
      const [reserve, market] = [before.reserve + 77n, before.market + 77n];
      expect(await readBooks(world, fields)).to.deep.equal({ ...before, reserve, market });
      await call(world, "close", world.payer, fields);
      await time.increase(COLLECT + 1n);
      expect(await refund(fields, stranger())).to.equal(RESERVE + 77n);
    });

    it("refuses nothing, leases on a float, and leases that ended", async () => {
      const { leaseMarket } = world;
      const asClient = leaseMarket.connect(world.client.key);
      const fields = await openLease(world, { reserve: RESERVE });
      const float = await openLease(world, { nonce: 1n });
      await expect(asClient.addReserve(packLease(fields), 0n)).to.be.revertedWithCustomError(
        leaseMarket,
        "LeaseZeroAmount",
      );
      await expect(asClient.addReserve(packLease(float), 1n))
        .to.be.revertedWithCustomError(leaseMarket, "LeaseNotReserved")
        .withArgs(leaseIdOf(float));
      await nextAt(fields.endsAt);
      await expect(asClient.addReserve(packLease(fields), 1n))
        .to.be.revertedWithCustomError(leaseMarket, "LeaseEndsAlready")
        .withArgs(leaseIdOf(fields), fields.endsAt);
    });
  });

  describe("refundReserve", () => {
    let fields: LeaseFields;

    beforeEach(async () => {
      fields = await openLease(world, { reserve: RESERVE, payer: world.payer.address });
    });

    async function assertHeld(party: Party, until: bigint, at: bigint): Promise<void> {
      await expect(call(world, "refundReserve", party, fields))
        .to.be.revertedWithCustomError(world.leaseMarket, "LeaseReserveHeld")
        .withArgs(leaseIdOf(fields), until, at);
    }

    it("SIG9: by anyone, in the second after the provider's time to collect", async () => {
      const until = fields.endsAt + COLLECT;
      for (const party of [world.client, world.payer, stranger()]) {
        const at = (await now()) + 10n;
        await nextAt(at);
        await assertHeld(party, until, at);
      }
      await nextAt(until);
      await assertHeld(stranger(), until, until);
      await nextAt(until + 1n);
      expect(await refund(fields, stranger())).to.equal(RESERVE);
    });

    it("leaves the provider its time to collect after a close", async () => {
      await nextAt(world.startsAt + DAY);
      await call(world, "close", world.client, fields);
      const until = world.startsAt + DAY + COLLECT;
      await nextAt(until);
      expect(await collect(world, fields, 1_000n)).to.equal(1_000n);
      await nextAt(until + 1n);
      expect(await refund(fields, world.payer)).to.equal(RESERVE - 1_000n);
    });

    it("by the provider at any time, which ends the lease", async () => {
      await time.increase(DAY);
      await collect(world, fields, 1_000n);
      await assertEnds("refundReserve", world.provider, fields, 0n);
      expect((await readBooks(world, fields)).reserve).to.equal(0n);
    });

    it("by the provider after the end, which changes no end", async () => {
      await time.increaseTo(fields.endsAt);
      expect(await refund(fields, world.provider)).to.equal(RESERVE);
      expect(await endsAt(fields)).to.equal(fields.endsAt);
    });

    it("moves money once, and a voucher brings nothing after it", async () => {
      const { leaseMarket } = world;
      await time.increase(DAY);
      await collect(world, fields, 10n);
      await call(world, "refundReserve", world.provider, fields);
      await time.increaseTo(fields.endsAt + COLLECT + 1n);
      for (const party of [world.provider, world.payer, stranger()]) {
        await expect(call(world, "refundReserve", party, fields))
          .to.be.revertedWithCustomError(leaseMarket, "LeaseNothingToRefund")
          .withArgs(leaseIdOf(fields));
      }
      const books = await readBooks(world, fields);
      const due = dueOf(fields, books, 1_000n, await now());
      expect(due).to.deep.equal({ due: 0n, reason: Reason.Funds });
      await expect(collect(world, fields, 1_000n))
        .to.be.revertedWithCustomError(leaseMarket, "LeaseNothingToCollect")
        .withArgs(leaseIdOf(fields), Reason.Funds);
    });

    it("has nothing to give for a lease on a float", async () => {
      const float = await openLease(world, { nonce: 1n });
      await time.increase(LENGTH + COLLECT + DAY);
      await expect(call(world, "refundReserve", world.provider, float))
        .to.be.revertedWithCustomError(world.leaseMarket, "LeaseNotReserved")
        .withArgs(leaseIdOf(float));
    });
  });
});
