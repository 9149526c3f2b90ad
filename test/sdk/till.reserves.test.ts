import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import {
  lease as leases,
  MemoryVoucherStore,
  signLease,
  signVoucher,
  vault,
  type Lease,
} from "../../packages/sdk/src";
import { WalletMock__factory } from "../../typechain-types/factories/contracts/test/WalletMock__factory";
import { WalletMode } from "../support/signatures";
import {
  leaseWorld,
  signedLease,
  termsOf,
  voucherOf,
  type LeaseWorld,
} from "./support/lease-world";
import { faultsOf, noteOf, openOn, openTill, PRICE } from "./support/till";
import { USD } from "./support/world";

const RESERVE = 15n * USD;
const TERMS = { reserve: RESERVE, ratePerHour: 30n * USD, collectSeconds: 3_600 };

/** A till that risks 10 USD and serves two leases of one client, each with a reserve, and none of them open. */
async function twoLeases(world: LeaseWorld, changes: Partial<Lease> = {}) {
  const { till, store, lease, take } = await openTill(world, TERMS);
  const second = await termsOf(world, { ...TERMS, nonce: 1n, ...changes });
  await till.serve(await signedLease(world, second));
  const onSecond = async (amount: bigint) =>
    till.take({ note: noteOf(await voucherOf(world, second, amount)), price: PRICE });
  return { store, first: lease, second, take, onSecond };
}

/** The client leaves this much in the vault. */
async function leaveInVault({ who, at }: LeaseWorld, rest: bigint): Promise<void> {
  const call = { signer: who.client, vault: at.vault, token: at.token };
  const { balance } = await vault.show({
    ...{ provider: who.client.provider, vault: at.vault, token: at.token },
    ...{ account: who.client.address, market: at.market },
  });
  await vault.withdraw({ ...call, amount: balance - rest });
}

describe("sdk Till, reserves", () => {
  it("AGT14: risks no more than its limit on all leases of a payer whose reserves are not taken yet", async () => {
    const world = await loadFixture(leaseWorld);
    await leaveInVault(world, RESERVE);
    const { take, onSecond } = await twoLeases(world);
    await take(6n * USD);
    expect(await faultsOf(onSecond(5n * USD))).to.deep.equal(["ExposureExceeded"]);
    await onSecond(4n * USD);
    expect(await faultsOf(take(6n * USD + PRICE))).to.deep.equal(["ExposureExceeded"]);
  });

  it("counts what is unpaid on a float against the same limit", async () => {
    const world = await loadFixture(leaseWorld);
    const { take, onSecond } = await twoLeases(world, { reserve: 0n });
    await onSecond(6n * USD);
    expect(await faultsOf(take(5n * USD))).to.deep.equal(["ExposureExceeded"]);
    await take(4n * USD);
    expect(await faultsOf(onSecond(7n * USD))).to.deep.equal(["ExposureExceeded"]);
  });

  it("counts nothing of another payer's leases", async () => {
    const world = await loadFixture(leaseWorld);
    const { take, onSecond } = await twoLeases(world, { payer: world.who.payer.address });
    await take(9n * USD);
    expect((await onSecond(9n * USD)).raised).to.equal(9n * USD);
  });

  it("counts no lease whose reserve was taken, until its time to collect is over", async () => {
    const world = await loadFixture(leaseWorld);
    const { who, leaseMarket: market } = world;
    const expiry = (await time.latest()) + 86_400;
    const { store, first, second, take, onSecond } = await twoLeases(world, { expiry });
    const opening = await signedLease(world, first);
    await leases.open({ signer: who.matcher, market, opening });
    await take(12n * USD);
    expect((await onSecond(9n * USD)).raised).to.equal(9n * USD);
    await leases.close({ signer: who.client, market, lease: first });
    await time.increase(first.collectSeconds + 60);
    const till = await openOn(world, store);
    const note = noteOf(await voucherOf(world, second, 9n * USD + PRICE));
    expect(await faultsOf(till.take({ note, price: PRICE }))).to.deep.equal(["ExposureExceeded"]);
  });

  it("counts what a revoked voucher signer signed, once its time to collect is over", async () => {
    const world = await loadFixture(leaseWorld);
    const { who, leaseMarket: market } = world;
    const expiry = (await time.latest()) + 86_400;
    const { store, first, second, take } = await twoLeases(world, { expiry });
    await leases.open({ signer: who.matcher, market, opening: await signedLease(world, first) });
    await take(12n * USD);
    const call = { signer: who.client, market, lease: first };
    const { signerUntil } = await leases.revokeVoucherSigner(call);
    await time.increaseTo(signerUntil - 60);
    const before = await openOn(world, store);
    const nine = noteOf(await voucherOf(world, second, 9n * USD));
    expect((await before.take({ note: nine, price: PRICE })).raised).to.equal(9n * USD);
    await time.increaseTo(signerUntil + 1);
    const till = await openOn(world, store);
    const note = noteOf(await voucherOf(world, second, 9n * USD + PRICE));
    expect(await faultsOf(till.take({ note, price: PRICE }))).to.deep.equal(["ExposureExceeded"]);
  });

  it("serves nothing on a reserve that its payer does not have", async () => {
    const world = await loadFixture(leaseWorld);
    const { take } = await openTill(world, TERMS);
    await leaveInVault(world, RESERVE - 1n);
    expect(await faultsOf(take(PRICE))).to.deep.equal(["FundsShort"]);
  });

  it("serves nothing on a reserve that its payer lets the market not take", async () => {
    const world = await loadFixture(leaseWorld);
    const { who, at, leaseMarket: market } = world;
    const { take } = await openTill(world, TERMS);
    await vault.setOperator({ signer: who.client, vault: at.vault, market, isApproved: false });
    expect(await faultsOf(take(PRICE))).to.deep.equal(["FundsShort"]);
    await vault.setOperator({ signer: who.client, vault: at.vault, market });
    expect((await take(PRICE)).raised).to.equal(PRICE);
  });

  it("counts what wallets alone signed for, reserve or not", async () => {
    const world = await loadFixture(leaseWorld);
    const { who, leaseDomain: domain, leaseMarket: market } = world;
    const deploy = () => new WalletMock__factory(who.deployer).deploy(who.second);
    const [wallet, other] = [await deploy(), await deploy()];
    const till = await openOn(world, new MemoryVoucherStore());
    const serve = async (nonce: bigint, by = wallet) => {
      const of = { client: await by.getAddress(), payer: who.payer.address };
      const lease = await termsOf(world, { ...TERMS, ...of, nonce });
      const byKey = { domain, lease };
      const byWallet = { ...byKey, isForWallet: true, signer: who.second };
      const opening = {
        lease,
        providerSignature: await signLease({ ...byKey, signer: who.provider, role: "provider" }),
        clientSignature: await signLease({ ...byWallet, role: "client" }),
        payerSignature: await signLease({ ...byKey, signer: who.payer, role: "payer" }),
      };
      await till.serve(opening);
      await leases.open({ signer: who.matcher, market, opening });
      return async (amount: bigint) =>
        till.take({ note: noteOf(await signVoucher({ ...byWallet, amount })), price: PRICE });
    };
    const [first, second] = [await serve(0n), await serve(1n)];
    await first(6n * USD);
    expect(await faultsOf(second(5n * USD))).to.deep.equal(["ExposureExceeded"]);
    expect((await second(4n * USD)).raised).to.equal(4n * USD);
    // What a wallet denies is owed as well.
    const third = await serve(2n, other);
    await wallet.setMode(WalletMode.Reject);
    expect(await faultsOf(third(1n * USD))).to.deep.equal(["ExposureExceeded"]);
  });
});
