import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ZeroAddress } from "ethers";

import { WalletMode, highSOf } from "../support/signatures";
import { nextAt, timestampOf } from "../support/time";
import { Reason, call, collect, fundFloat, openLease, voucherOf } from "./support/actions";
import { assertEveryoneCanLeave } from "./support/conservation";
import { leaseIdOf, voucherDigest, type LeaseFields } from "./support/terms";
import { COLLECT, DAY, deployLeases, leaseOf, payerOf, type LeaseWorld } from "./support/world";

const FLOAT = 10n ** 12n;
const DECLINES = [
  WalletMode.Reject,
  WalletMode.Revert,
  WalletMode.BurnGas,
  WalletMode.Garbage,
  WalletMode.Short,
];

describe("LeaseMarket: who signs vouchers", () => {
  let world: LeaseWorld;

  beforeEach(async () => {
    world = await loadFixture(deployLeases);
  });

  afterEach(async () => {
    await assertEveryoneCanLeave(world);
  });

  async function start(overrides: Partial<LeaseFields> = {}): Promise<LeaseFields> {
    const fields = await openLease(world, overrides);
    await fundFloat(world, payerOf(fields), FLOAT);
    await time.increase(DAY);
    return fields;
  }

  async function assertReason(
    fields: LeaseFields,
    amount: bigint,
    reason: Reason,
    options: Parameters<typeof voucherOf>[3] = {},
  ): Promise<void> {
    const { leaseMarket, stranger } = world;
    const voucher = await voucherOf(world, fields, amount, options);
    const { provider, token } = fields;
    expect(await leaseMarket.checkVoucher(provider, token, voucher)).to.equal(reason);
    await expect(leaseMarket.connect(stranger).collect(provider, token, voucher))
      .to.be.revertedWithCustomError(leaseMarket, "LeaseNothingToCollect")
      .withArgs(leaseIdOf(fields), reason);
  }

  async function assertGood(
    fields: LeaseFields,
    amount: bigint,
    options: Parameters<typeof voucherOf>[3] = {},
  ): Promise<void> {
    const voucher = await voucherOf(world, fields, amount, options);
    const { provider, token } = fields;
    expect(await world.leaseMarket.checkVoucher(provider, token, voucher)).to.equal(Reason.None);
    await collect(world, fields, amount, options);
  }

  it("gives the digest that another implementation of EIP-712 gives", async () => {
    const leaseId = leaseIdOf(await leaseOf(world));
    for (const amount of [0n, 1n, 2n ** 128n - 1n]) {
      expect(await world.leaseMarket.voucherDigest(leaseId, amount)).to.equal(
        voucherDigest(world.domain, leaseId, amount),
      );
    }
  });

  it("takes the voucher signer's and the client's own", async () => {
    const fields = await start();
    await assertGood(fields, 10n);
    await assertGood(fields, 20n, { signer: world.client.key });
  });

  it("checks a voucher before the lease is opened", async () => {
    const fields = await leaseOf(world);
    const voucher = await voucherOf(world, fields, 5n);
    const { provider, token } = fields;
    expect(await world.leaseMarket.checkVoucher(provider, token, voucher)).to.equal(Reason.None);
  });

  it("SIG4: refuses the malleable twin, and what is no signature", async () => {
    const fields = await start();
    const { signature } = await voucherOf(world, fields, 5n);
    for (const bad of [highSOf(String(signature)), "0x", "0x00", `0x${"00".repeat(65)}`]) {
      await assertReason(fields, 5n, Reason.InvalidSignature, { signature: bad });
    }
  });

  it("SIG5: has no signer where none is named", async () => {
    const fields = await start({ voucherSigner: ZeroAddress });
    await assertReason(fields, 5n, Reason.InvalidSignature);
    const signature = `0x${"00".repeat(65)}`;
    await assertReason(fields, 5n, Reason.InvalidSignature, { signature });
    await assertGood(fields, 5n, { signer: world.client.key });
  });

  describe("revokeVoucherSigner", () => {
    for (const role of ["client", "payer"] as const) {
      it(`SIG18: by the ${role}; earlier vouchers are good for the time to collect`, async () => {
        const { leaseMarket } = world;
        const fields = await start({ payer: world.payer.address });
        const tx = await call(world, "revokeVoucherSigner", world[role], fields);
        const until = (await timestampOf(tx)) + COLLECT;
        await expect(tx)
          .to.emit(leaseMarket, "VoucherSignerRevoked")
          .withArgs(leaseIdOf(fields), world.hot.address, until);
        expect(await leaseMarket.leaseOf(leaseIdOf(fields))).to.deep.equal([
          ...[0n, fields.endsAt, until, 333n, 0n],
        ]);
        await assertGood(fields, 10n);
        await nextAt(until);
        await collect(world, fields, 20n);
        await time.increaseTo(until + 1n);
        await assertReason(fields, 30n, Reason.SignerRevoked);
        await assertGood(fields, 30n, { signer: world.client.key });
      });
    }

    it("refuses where there is none, and twice", async () => {
      const { leaseMarket, client } = world;
      const none = await openLease(world, { voucherSigner: ZeroAddress });
      const some = await openLease(world, { nonce: 1n });
      await call(world, "revokeVoucherSigner", client, some);
      for (const fields of [none, some]) {
        await expect(call(world, "revokeVoucherSigner", client, fields))
          .to.be.revertedWithCustomError(leaseMarket, "LeaseNoSigner")
          .withArgs(leaseIdOf(fields));
      }
    });

    it("leaves the other leases of the key alone, and the money to time", async () => {
      const fields = await start({ elapsedCap: 50n });
      const other = await openLease(world, { nonce: 1n });
      await call(world, "revokeVoucherSigner", world.client, fields);
      await time.increase(COLLECT + 1n);
      await assertReason(fields, 60n, Reason.SignerRevoked);
      await assertGood(other, 60n);
      expect(await collect(world, fields, 0n)).to.equal(50n);
    });
  });

  describe("a client that is a wallet", () => {
    let fields: LeaseFields;

    beforeEach(async () => {
      fields = await start({ client: world.clientWallet.address });
    });

    afterEach(async () => {
      await world.clientWallet.wallet?.setMode(WalletMode.Owner);
    });

    const byOwner = () => ({ signer: world.clientWallet.key });

    it("signs by its owner, and by what it accepts", async () => {
      await assertGood(fields, 10n, byOwner());
      await world.clientWallet.wallet?.setMode(WalletMode.AcceptAll);
      await assertGood(fields, 20n, { signature: "0x" });
      await world.clientWallet.wallet?.setMode(WalletMode.Huge);
      await assertGood(fields, 30n, { signature: "0x1234" });
    });

    for (const mode of DECLINES) {
      it(`refuses where it answers by ${WalletMode[mode]}; its voucher signer is good all the same`, async () => {
        await world.clientWallet.wallet?.setMode(mode);
        await assertReason(fields, 10n, Reason.InvalidSignature, byOwner());
        await assertGood(fields, 10n);
      });
    }

    it("ESC17: is asked with all its gas, or not at all", async () => {
      const { leaseMarket } = world;
      const voucher = await voucherOf(world, fields, 10n, byOwner());
      const { provider, token } = fields;
      await expect(
        leaseMarket.collect(provider, token, voucher, { gasLimit: 300_000n }),
      ).to.be.revertedWithCustomError(leaseMarket, "CappedCallGasTooLow");
    });
  });
});
