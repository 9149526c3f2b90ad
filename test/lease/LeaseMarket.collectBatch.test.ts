import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";

import type { VoucherStruct } from "../../typechain-types/contracts/market/LeaseMarket";
import { WalletMode } from "../support/signatures";
import { Reason, fundFloat, openLease, partsOf, voucherOf } from "./support/actions";
import { readBooks } from "./support/books";
import { assertEveryoneCanLeave } from "./support/conservation";
import { leaseIdOf, type LeaseFields } from "./support/terms";
import { DAY, RESERVE, deployLeases, leaseOf, payerOf, type LeaseWorld } from "./support/world";

const FLOAT = 10n ** 10n;

describe("LeaseMarket.collectBatch", () => {
  let world: LeaseWorld;
  let token: string;

  beforeEach(async () => {
    world = await loadFixture(deployLeases);
    token = await world.token.getAddress();
  });

  afterEach(async () => {
    await assertEveryoneCanLeave(world);
  });

  /** Leases of the provider: of three clients, on floats and reserves, one of them a wallet's. */
  async function startMany(): Promise<LeaseFields[]> {
    const { client, otherClient, clientWallet, payer } = world;
    const leases = [
      await openLease(world),
      await openLease(world, { client: otherClient.address }),
      await openLease(world, { client: otherClient.address, nonce: 1n, reserve: RESERVE }),
      await openLease(world, { client: clientWallet.address }),
      await openLease(world, { nonce: 1n, payer: payer.address }),
    ];
    for (const party of [client, otherClient, clientWallet, payer]) {
      await fundFloat(world, party.address, FLOAT);
    }
    await time.increase(DAY);
    return leases;
  }

  /** What a voucher brought; the reason as its number. */
  interface Result {
    amount: bigint;
    reason: number;
  }

  /** Collects, and asserts that payment and fee are the parts of what the results say. */
  async function collectBatch(
    vouchers: VoucherStruct[],
    { asksWallets = false } = {},
  ): Promise<Result[]> {
    const { leaseMarket, provider, stranger } = world;
    const any = await leaseOf(world);
    const before = await readBooks(world, any);
    const contract = leaseMarket.connect(stranger);
    const args = [provider.address, token, vouchers, asksWallets] as const;
    const results = await contract.collectBatch.staticCall(...args);
    const tx = await contract.collectBatch(...args);
    const total = results.reduce((sum, { amount }) => sum + amount, 0n);
    const after = await readBooks(world, any);
    const fee = after.fees - before.fees;
    expect(after.provider - before.provider).to.equal(total - fee);
    expect(before.market - after.market).to.equal(total - fee);
    const paid = expect(tx).to;
    if (total === 0n) await paid.not.emit(leaseMarket, "ProviderPaid");
    else {
      await paid
        .emit(leaseMarket, "ProviderPaid")
        .withArgs(provider.address, token, total - fee, fee, 0n);
    }
    return results.map(({ amount, reason }) => ({ amount, reason: Number(reason) }));
  }

  const paid = (amount: bigint, reason = Reason.Voucher): Result => ({ amount, reason });
  const unpaid = (reason: number): Result => ({ amount: 0n, reason });

  it("pays for leases of many clients, floats and reserves, in one payment", async () => {
    const leases = await startMany();
    const vouchers = await Promise.all(
      leases.map((fields, index) => voucherOf(world, fields, 1_000_001n + BigInt(index))),
    );
    const results = await collectBatch(vouchers);
    expect(results).to.deep.equal(leases.map((_, index) => paid(1_000_001n + BigInt(index))));
    for (const [index, fields] of leases.entries()) {
      const { state, reserve, float } = await readBooks(world, fields);
      const amount = 1_000_001n + BigInt(index);
      expect(state.collected).to.equal(amount);
      if (fields.reserve !== 0n) expect(reserve).to.equal(RESERVE - amount);
      else expect(float).to.equal(FLOAT - amount);
    }
    const { state } = await readBooks(world, await leaseOf(world));
    const fees = leases.map((_, index) => partsOf(1_000_001n + BigInt(index), state).fee);
    expect((await readBooks(world, await leaseOf(world))).fees).to.equal(
      fees.reduce((sum, fee) => sum + fee, 0n),
    );
  });

  it("does nothing for nothing", async () => {
    expect(await collectBatch([])).to.deep.equal([]);
    expect(await collectBatch([], { asksWallets: true })).to.deep.equal([]);
  });

  it("says for each why it brought nothing, and pays the others", async () => {
    const { leaseMarket, otherProvider, otherToken } = world;
    const [first, second, reserved, walletLease, paidFor] = await startMany();
    if (!first || !second || !reserved || !walletLease || !paidFor) throw new Error("too few");
    const foreign = await openLease(world, { provider: otherProvider.address, nonce: 7n });
    const elsewhere = await openLease(world, { token: await otherToken.getAddress(), nonce: 8n });
    const unopened = await leaseOf(world, { nonce: 9n });
    const cases: [LeaseFields, VoucherStruct, Result][] = [
      [unopened, await voucherOf(world, unopened, 5n), unpaid(Reason.NotOpen)],
      [foreign, await voucherOf(world, foreign, 5n), unpaid(Reason.NotOpen)],
      [elsewhere, await voucherOf(world, elsewhere, 5n), unpaid(Reason.NotOpen)],
      [first, await voucherOf(world, first, 50n), paid(50n)],
      [
        second,
        await voucherOf(world, second, 5n, { signer: world.stranger }),
        unpaid(Reason.InvalidSignature),
      ],
      [reserved, await voucherOf(world, reserved, 0n), unpaid(Reason.Voucher)],
      [
        walletLease,
        await voucherOf(world, walletLease, 5n, { signer: world.clientWallet.key }),
        unpaid(Reason.WalletNotAsked),
      ],
      [paidFor, await voucherOf(world, paidFor, 60n), paid(60n)],
    ];
    const vouchers = cases.map(([, voucher]) => voucher);
    const expected = cases.map(([, , result]) => result);
    const contract = leaseMarket.connect(world.provider.key);
    const tx = await contract.collectBatch(world.provider.address, token, vouchers, false);
    for (const [fields, voucher, { amount, reason }] of cases) {
      // Leases of other providers and tokens have another id here.
      const here = { ...fields, provider: world.provider.address, token };
      const args = amount === 0n ? [leaseIdOf(here), reason] : [leaseIdOf(here), amount, reason];
      await expect(tx, String(voucher.amount))
        .to.emit(leaseMarket, amount === 0n ? "LeaseNotPaid" : "LeaseCollected")
        .withArgs(...args);
    }
    const again = expected.map(({ amount, reason }) => (amount === 0n ? reason : Reason.Voucher));
    expect(await collectBatch(vouchers)).to.deep.equal(again.map(unpaid));
  });

  it("does not change with the order of vouchers", async () => {
    const leases = await startMany();
    const vouchers = await Promise.all(
      leases.map((fields, index) => voucherOf(world, fields, 1_000_001n * BigInt(index + 1))),
    );
    const forward = await world.leaseMarket.collectBatch.staticCall(
      world.provider.address,
      token,
      vouchers,
      false,
    );
    const backward = await collectBatch([...vouchers].reverse());
    expect(backward.reverse()).to.deep.equal(
      forward.map(({ amount, reason }) => ({ amount, reason: Number(reason) })),
    );
  });

  it("SIG16: pays once for a voucher that comes twice, and for a lower one nothing more", async () => {
    const [fields] = await startMany();
    if (!fields) throw new Error("too few");
    const [low, high] = [await voucherOf(world, fields, 5n), await voucherOf(world, fields, 9n)];
    expect(await collectBatch([low, low, high, low, high])).to.deep.equal([
      paid(5n),
      unpaid(Reason.Voucher),
      paid(4n),
      unpaid(Reason.Voucher),
      unpaid(Reason.Voucher),
    ]);
  });

  it("SIG17: pays from a float that is short the same in all, whatever the order", async () => {
    const leases = [
      await openLease(world),
      await openLease(world, { nonce: 1n }),
      await openLease(world, { nonce: 2n }),
    ];
    await fundFloat(world, world.client.address, 1_000n);
    await time.increase(DAY);
    const vouchers = await Promise.all(leases.map((fields) => voucherOf(world, fields, 400n)));
    const { leaseMarket, provider } = world;
    const args = (order: VoucherStruct[]) => [provider.address, token, order, false] as const;
    const results = await leaseMarket.collectBatch.staticCall(...args([...vouchers].reverse()));
    expect(results.reduce((sum, { amount }) => sum + amount, 0n)).to.equal(1_000n);
    expect(await collectBatch(vouchers)).to.deep.equal([
      paid(400n),
      paid(400n),
      paid(200n, Reason.Funds),
    ]);
    await fundFloat(world, world.client.address, 1_000n);
    expect(await collectBatch(vouchers)).to.deep.equal([
      unpaid(Reason.Voucher),
      unpaid(Reason.Voucher),
      paid(200n),
    ]);
  });

  it("keeps a lower voucher that is short from reaching into a later one", async () => {
    const fields = await openLease(world, { payer: world.payer.address });
    expect(payerOf(fields)).to.equal(world.payer.address);
    await fundFloat(world, world.client.address, 1_000n);
    await time.increase(DAY);
    const results = await collectBatch([await voucherOf(world, fields, 400n)]);
    expect(results).to.deep.equal([unpaid(Reason.Funds)]);
  });

  context("given wallets", () => {
    async function startWallets(): Promise<VoucherStruct[]> {
      const [key, , , wallet] = await startMany();
      if (!key || !wallet) throw new Error("too few");
      const signer = world.clientWallet.key;
      return [await voucherOf(world, wallet, 5n, { signer }), await voucherOf(world, key, 7n)];
    }

    afterEach(async () => {
      await world.clientWallet.wallet?.setMode(WalletMode.Owner);
    });

    it("asks them where the caller says so", async () => {
      const vouchers = await startWallets();
      expect(await collectBatch(vouchers, { asksWallets: true })).to.deep.equal([
        paid(5n),
        paid(7n),
      ]);
    });

    for (const mode of [WalletMode.Revert, WalletMode.BurnGas, WalletMode.Huge]) {
      it(`ESC15: pays the others where one answers by ${WalletMode[mode]}`, async () => {
        const vouchers = await startWallets();
        await world.clientWallet.wallet?.setMode(mode);
        const first = mode === WalletMode.Huge ? paid(5n) : unpaid(Reason.InvalidSignature);
        const results = await collectBatch(vouchers, { asksWallets: true });
        expect(results).to.deep.equal([first, paid(7n)]);
      });
    }

    it("ESC17: has gas for every wallet, or does not begin", async () => {
      const { leaseMarket, provider } = world;
      const [voucher, last] = await startWallets();
      if (!voucher || !last) throw new Error("too few");
      await world.clientWallet.wallet?.setMode(WalletMode.BurnGas);
      const vouchers = [...Array<VoucherStruct>(8).fill(voucher), last];
      const each = await leaseMarket.WALLET_ITEM_GAS();
      const count = BigInt(vouchers.length);
      const enough = count * (each + 10_000n) + each / 63n + 201_000n;
      const args = [provider.address, token, vouchers, true] as const;
      await expect(
        leaseMarket.collectBatch(...args, { gasLimit: enough - 1n }),
      ).to.be.revertedWithCustomError(leaseMarket, "BatchGasTooLow");
      const tx = await leaseMarket.collectBatch(...args, { gasLimit: enough + 200_000n });
      await expect(tx).to.emit(leaseMarket, "LeaseCollected");
    });

    it("ESC15: asks no wallet about a signature that would use what others need", async () => {
      const { leaseMarket } = world;
      const [voucher, last] = await startWallets();
      if (!voucher || !last) throw new Error("too few");
      await world.clientWallet.wallet?.setMode(WalletMode.AcceptAll);
      const limit = Number(await leaseMarket.MAX_SIGNATURE_BYTES());
      const signedBy = (bytes: number) => ({ ...voucher, signature: `0x${"ab".repeat(bytes)}` });
      const results = await collectBatch([signedBy(100_000), signedBy(limit + 1), last], {
        asksWallets: true,
      });
      const none = unpaid(Reason.InvalidSignature);
      expect(results).to.deep.equal([none, none, paid(7n)]);
      expect(await collectBatch([signedBy(limit)], { asksWallets: true })).to.deep.equal([
        paid(5n),
      ]);
    });
  });
});
