import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ZeroAddress, ZeroHash } from "ethers";

import { sendAs } from "../support/deploy";
import { nextAt } from "../support/time";
import { assertRefused, call, openLease, openingOf } from "./support/actions";
import { assertEveryoneCanLeave } from "./support/conservation";
import { leaseDigest, leaseIdOf, packLease } from "./support/terms";
import { CAP, DAY, LENGTH, RESERVE, deployLeases, leaseOf, type LeaseWorld } from "./support/world";

describe("LeaseMarket.open", () => {
  let world: LeaseWorld;

  beforeEach(async () => {
    world = await loadFixture(deployLeases);
  });

  afterEach(async () => {
    await assertEveryoneCanLeave(world);
  });

  for (const reserve of [0n, RESERVE]) {
    const kind = reserve === 0n ? "float" : "reserve";
    for (const provider of ["provider", "providerWallet"] as const) {
      for (const client of ["client", "clientWallet"] as const) {
        for (const payer of ["client", "payer", "payerWallet"] as const) {
          it(`opens on a ${kind}: ${provider}, ${client}, charged to ${payer}`, async () => {
            await openLease(world, {
              reserve,
              provider: world[provider].address,
              client: world[client].address,
              payer: payer === "client" ? ZeroAddress : world[payer].address,
            });
          });
        }
      }
    }
  }

  it("takes the client's one signature where it is named as payer too", async () => {
    await openLease(world, { payer: world.client.address });
  });

  it("costs nothing for what is not reserved: no approval, no balance, no float", async () => {
    const { leaseMarket, client, vault } = world;
    await vault.connect(client.key).setOperator(leaseMarket, false);
    await openLease(world);
  });

  it("uses up the client's nonce and nobody else's", async () => {
    const { leaseMarket, client, provider, payer } = world;
    await openLease(world, { payer: payer.address, nonce: 5n });
    expect(await leaseMarket.isNonceUsable(client.address, 5n)).to.equal(false);
    expect(await leaseMarket.isNonceUsable(provider.address, 5n)).to.equal(true);
    expect(await leaseMarket.isNonceUsable(payer.address, 5n)).to.equal(true);
    await assertRefused(world, { nonce: 5n, cap: CAP - 1n }, "OrderNonceUsed", [
      client.address,
      5n,
    ]);
  });

  it("opens once", async () => {
    const fields = await openLease(world);
    await expect(world.leaseMarket.open(await openingOf(world, fields)))
      .to.be.revertedWithCustomError(world.leaseMarket, "LeaseAlreadyOpen")
      .withArgs(leaseIdOf(fields));
  });

  it("stays opened once after it ended, was collected and refunded", async () => {
    const fields = await openLease(world, { reserve: RESERVE });
    await call(world, "refundReserve", world.provider, fields);
    await expect(
      world.leaseMarket.open(await openingOf(world, fields)),
    ).to.be.revertedWithCustomError(world.leaseMarket, "LeaseAlreadyOpen");
  });

  it("SIG9: opens in the last second for it, and not in the next", async () => {
    const expiry = world.startsAt + DAY;
    await nextAt(expiry);
    await openLease(world, { expiry });
    const late = await leaseOf(world, { expiry, nonce: 1n });
    await nextAt(expiry + 1n);
    await expect(world.leaseMarket.open(await openingOf(world, late)))
      .to.be.revertedWithCustomError(world.leaseMarket, "LeaseExpired")
      .withArgs(leaseIdOf(late), expiry, expiry + 1n);
  });

  it("opens after its end, for what it was owed", async () => {
    await time.increase(LENGTH + DAY);
    await openLease(world, { expiry: world.startsAt + 2n * LENGTH });
  });

  it("gives the same id and digest as another implementation of EIP-712", async () => {
    const { leaseMarket, domain, clientWallet } = world;
    for (const overrides of [
      {},
      { payer: clientWallet.address, spec: `0x${"9e".repeat(32)}`, reserve: 2n ** 128n - 1n },
      { cap: 2n ** 128n - 1n, elapsedCap: 3n, ratePerHour: 2n ** 127n, nonce: 2n ** 64n - 1n },
      { startsAt: 1n, endsAt: 2n ** 40n - 1n, noticeSeconds: 2n ** 32n - 1n, collectSeconds: 5n },
    ]) {
      const fields = await leaseOf(world, overrides);
      expect(await leaseMarket.leaseIdOf(packLease(fields))).to.equal(leaseIdOf(fields));
      expect(await leaseMarket.leaseDigest(packLease(fields))).to.equal(
        leaseDigest(domain, fields),
      );
    }
    expect(ZeroHash).to.not.equal(await leaseMarket.leaseIdOf(packLease(await leaseOf(world))));
  });

  it("charges a wallet that pays, and gives its reserve back to it", async () => {
    const { payerWallet, client } = world;
    const fields = await openLease(world, { payer: payerWallet.address, reserve: RESERVE });
    const data = world.leaseMarket.interface.encodeFunctionData("close", [packLease(fields)]);
    await sendAs(payerWallet, world.leaseMarket, data);
    expect(fields.client).to.equal(client.address);
  });
});
