import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ZeroAddress } from "ethers";
import { ethers } from "hardhat";

import { nextAt } from "../support/time";
import { Reason, call, collect, fundFloat, openLease, voucherOf } from "./support/actions";
import { assertEveryoneCanLeave } from "./support/conservation";
import { leaseIdOf, type LeaseFields } from "./support/terms";
import {
  CAP,
  DAY,
  HOUR,
  LENGTH,
  RATE,
  RESERVE,
  deployLeases,
  payerOf,
  type LeaseWorld,
} from "./support/world";

const FLOAT = 10n ** 12n;

describe("LeaseMarket.collect", () => {
  let world: LeaseWorld;

  beforeEach(async () => {
    world = await loadFixture(deployLeases);
  });

  afterEach(async () => {
    await assertEveryoneCanLeave(world);
  });

  /** A lease that is open and has money, whoever pays and wherever from. */
  async function start(overrides: Partial<LeaseFields> = {}): Promise<LeaseFields> {
    const fields = await openLease(world, overrides);
    if (fields.reserve === 0n) await fundFloat(world, payerOf(fields), FLOAT);
    return fields;
  }

  async function assertNothing(
    fields: LeaseFields,
    amount: bigint,
    reason: Reason,
    options: Parameters<typeof voucherOf>[3] = {},
  ): Promise<void> {
    const { leaseMarket, stranger } = world;
    const voucher = await voucherOf(world, fields, amount, options);
    await expect(leaseMarket.connect(stranger).collect(fields.provider, fields.token, voucher))
      .to.be.revertedWithCustomError(leaseMarket, "LeaseNothingToCollect")
      .withArgs(leaseIdOf(fields), reason);
  }

  const at = (seconds: bigint) => nextAt(world.startsAt + seconds);

  for (const reserve of [0n, CAP]) {
    for (const role of ["client", "payer", "payerWallet"] as const) {
      context(`given a lease on a ${reserve === 0n ? "float" : "reserve"} of the ${role}`, () => {
        let fields: LeaseFields;

        beforeEach(async () => {
          const payer = role === "client" ? ZeroAddress : world[role].address;
          fields = await start({ reserve, payer });
          await time.increase(DAY);
        });

        it("pays what the voucher says, less the fee", async () => {
          expect(await collect(world, fields, 12_345_679n)).to.equal(12_345_679n);
        });

        it("pays the difference to the last voucher", async () => {
          await collect(world, fields, 1_000_001n);
          expect(await collect(world, fields, 1_000_009n)).to.equal(8n);
        });

        it("SIG16: pays nothing for an equal or a lower voucher", async () => {
          await collect(world, fields, 1_000_001n);
          await assertNothing(fields, 1_000_001n, Reason.Voucher);
          await assertNothing(fields, 1_000_000n, Reason.Voucher);
        });

        it("caps by the rate at this second, and pays the rest later", async () => {
          await at(2n * DAY);
          expect(await collect(world, fields, CAP)).to.equal((RATE * 2n * DAY) / HOUR);
          await at(2n * DAY + 1n);
          expect(await collect(world, fields, CAP)).to.equal(RATE / HOUR);
        });

        it("stops with the time, at the end", async () => {
          await time.increaseTo(fields.endsAt);
          const all = (RATE * LENGTH) / HOUR;
          expect(await collect(world, fields, 2n ** 128n - 1n)).to.equal(all);
          await assertNothing(fields, 2n ** 128n - 1n, Reason.Rate);
        });
      });
    }
  }

  context("given a lease whose cap is reached before its end", () => {
    it("pays the cap and no more", async () => {
      const fields = await start({ cap: 1_000_003n });
      await time.increase(HOUR);
      expect(await collect(world, fields, 1_000_004n)).to.equal(1_000_003n);
      await assertNothing(fields, 1_000_005n, Reason.Cap);
    });
  });

  context("given a lease that has not begun", () => {
    it("pays nothing until its first second, and begins to after it", async () => {
      const fields = await start({ startsAt: world.startsAt + DAY });
      await assertNothing(fields, 5n, Reason.Rate);
      await at(DAY);
      await assertNothing(fields, 5n, Reason.Rate);
      await at(DAY + 1n);
      expect(await collect(world, fields, 5n)).to.equal(5n);
    });
  });

  context("given a lease that can be paid by elapsed time", () => {
    it("pays for the time so far, without a voucher, by whoever pushes", async () => {
      const fields = await start({ elapsedCap: CAP });
      await at(HOUR);
      expect(await collect(world, fields, 0n)).to.equal(RATE);
      await at(2n * HOUR);
      expect(await collect(world, fields, 0n, { from: world.client.key })).to.equal(RATE);
    });

    it("pays up to the elapsed cap both signed, and beyond it by vouchers alone", async () => {
      const fields = await start({ elapsedCap: 1_000_000n });
      await at(HOUR);
      expect(await collect(world, fields, 0n)).to.equal(1_000_000n);
      await assertNothing(fields, 0n, Reason.Voucher);
      await assertNothing(fields, 999n, Reason.Voucher);
      expect(await collect(world, fields, 1_000_001n)).to.equal(1n);
    });

    it("pays for a voucher below the elapsed cap as for none", async () => {
      const fields = await start({ elapsedCap: 1_000_000n });
      await at(HOUR);
      expect(await collect(world, fields, 7n)).to.equal(1_000_000n);
    });

    it("pays after the end what was owed at the end", async () => {
      const fields = await start({ elapsedCap: CAP });
      await time.increaseTo(fields.endsAt + 100n * DAY);
      expect(await collect(world, fields, 0n)).to.equal((RATE * LENGTH) / HOUR);
    });
  });

  it("pays nothing by elapsed time where nothing was signed for that", async () => {
    const fields = await start();
    await time.increase(DAY);
    await assertNothing(fields, 0n, Reason.Voucher);
  });

  context("given a purse that runs dry", () => {
    it("SIG17: pays what the float has, and the rest once it is filled", async () => {
      const fields = await openLease(world);
      await time.increase(DAY);
      await assertNothing(fields, 500n, Reason.Funds);
      await fundFloat(world, world.client.address, 300n);
      expect(await collect(world, fields, 500n)).to.equal(300n);
      await assertNothing(fields, 500n, Reason.Funds);
      await fundFloat(world, world.client.address, 300n, world.payer);
      expect(await collect(world, fields, 500n)).to.equal(200n);
    });

    it("SIG17: pays what the reserve has, though the client has a float", async () => {
      const fields = await openLease(world, { reserve: 300n });
      await fundFloat(world, world.client.address, FLOAT);
      await time.increase(DAY);
      expect(await collect(world, fields, 500n)).to.equal(300n);
      await assertNothing(fields, 500n, Reason.Funds);
    });

    it("never touches another payer's or another token's money", async () => {
      const fields = await openLease(world, { token: await world.otherToken.getAddress() });
      await fundFloat(world, world.client.address, FLOAT);
      await fundFloat(world, world.otherClient.address, FLOAT);
      await openLease(world, { reserve: RESERVE, nonce: 1n });
      await time.increase(DAY);
      await assertNothing(fields, 500n, Reason.Funds);
    });
  });

  context("given a voucher that is not this lease's", () => {
    let fields: LeaseFields;

    beforeEach(async () => {
      fields = await start();
      await time.increase(DAY);
    });

    it("refuses one of another lease", async () => {
      const other = await openLease(world, { nonce: 1n });
      const { signature } = await voucherOf(world, other, 500n);
      await assertNothing(fields, 500n, Reason.InvalidSignature, { signature });
    });

    it("SIG1, SIG3: refuses one of another chain, market or version", async () => {
      const { domain } = world;
      for (const changed of [
        { chainId: 1n },
        { verifyingContract: await world.vault.getAddress() },
        { version: "2" },
        { name: "Weft JobMarket" },
      ]) {
        const elsewhere = { ...world, domain: { ...domain, ...changed } };
        const { signature } = await voucherOf(elsewhere, fields, 500n);
        await assertNothing(fields, 500n, Reason.InvalidSignature, { signature });
      }
    });

    it("refuses one for another amount", async () => {
      const { signature } = await voucherOf(world, fields, 500n);
      await assertNothing(fields, 501n, Reason.InvalidSignature, { signature });
    });

    it("refuses one signed by provider, payer or a stranger", async () => {
      for (const signer of [world.provider.key, world.payer.key, world.stranger]) {
        await assertNothing(fields, 500n, Reason.InvalidSignature, { signer });
      }
    });

    it("refuses one for terms, a provider or a token that nobody opened", async () => {
      const { leaseMarket, otherProvider, otherToken } = world;
      const others = [
        { cap: fields.cap + 1n },
        { provider: otherProvider.address },
        { token: await otherToken.getAddress() },
      ];
      for (const other of others) {
        const changed = { ...fields, ...other };
        const voucher = await voucherOf(world, changed, 500n);
        await expect(leaseMarket.collect(changed.provider, changed.token, voucher))
          .to.be.revertedWithCustomError(leaseMarket, "LeaseNothingToCollect")
          .withArgs(leaseIdOf(changed), Reason.NotOpen);
      }
    });

    it("ignores bits that mean nothing and that nobody signed", async () => {
      const voucher = await voucherOf(world, fields, 500n);
      const times = BigInt(voucher.terms.times) | (0xffn << 248n);
      const padded = { ...voucher, terms: { ...voucher.terms, times } };
      await expect(world.leaseMarket.collect(fields.provider, fields.token, padded))
        .to.emit(world.leaseMarket, "LeaseCollected")
        .withArgs(leaseIdOf(fields), 500n, Reason.Voucher);
    });
  });

  context("given a lease that ended", () => {
    it("pays for a late voucher what was owed at the end", async () => {
      const fields = await start();
      await at(DAY);
      await call(world, "close", world.client, fields);
      await time.increase(400n * DAY);
      expect(await collect(world, fields, CAP)).to.equal((RATE * DAY) / HOUR);
      await assertNothing(fields, CAP + 1n, Reason.Rate);
    });
  });

  it("ESC19: keeps the fee of its opening", async () => {
    const fields = await start();
    await world.leaseMarket.connect(world.owner).setFee(500);
    await time.increase(DAY);
    await collect(world, fields, 1_000_003n);
    const later = await openLease(world, { nonce: 1n });
    await collect(world, later, 1_000_003n);
  });

  it("pays a wei, whose fee rounds to nothing", async () => {
    const fields = await start();
    await time.increase(DAY);
    expect(await collect(world, fields, 1n)).to.equal(1n);
  });

  it("ESC11: pays at the bounds of its types", async () => {
    const { vault, leaseMarket, deployer, client } = world;
    const max = 2n ** 128n - 1n;
    const token = await ethers.deployContract("TestToken");
    await token.mint(deployer, max);
    await token.approve(vault, max);
    await vault.deposit(token, max, client.address);
    const amounts = { cap: max, ratePerHour: max, elapsedCap: max, reserve: max };
    const fields = await openLease(world, { token: await token.getAddress(), ...amounts });
    await time.increase(2n * HOUR);
    expect(await collect(world, fields, 0n)).to.equal(max);
    await assertNothing(fields, max, Reason.Voucher);
    expect(await leaseMarket.feesOf(token)).to.equal((max * 333n) / 10_000n);
  });
});
