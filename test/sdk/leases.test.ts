import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { TypedDataEncoder, Wallet, ZeroAddress } from "ethers";
import {
  allowedByRate,
  buildLease,
  describeLeaseReason,
  dueOf,
  InvalidFieldError,
  lease as leases,
  LEASE_TYPES,
  leaseDigest,
  leaseId,
  LeaseMarket__factory,
  LeaseReason,
  packLease,
  partsOf,
  signerOfVoucher,
  signLease,
  signVoucher,
  toLeaseReason,
  unpackLease,
  voucherDigest,
  voucherFromText,
  voucherToText,
  type Lease,
} from "../../packages/sdk/src";
import { WalletMock__factory } from "../../typechain-types/factories/contracts/test/WalletMock__factory";
import { openLease, leaseWorld, signedLease, termsOf, voucherOf } from "./support/lease-world";
import { Random } from "./support/random";
import { failureOf, refusalOf, SPEC, USD } from "./support/world";

function randomLease(random: Random): Lease {
  return {
    client: random.address(),
    payer: random.address(),
    provider: random.address(),
    token: random.address(),
    voucherSigner: random.address(),
    spec: random.bytes32(),
    cap: random.uint(128),
    elapsedCap: random.uint(128),
    ratePerHour: random.uint(128),
    reserve: random.uint(128),
    startsAt: random.number(40),
    endsAt: random.number(40),
    expiry: random.number(40),
    noticeSeconds: random.number(32),
    collectSeconds: random.number(32),
    nonce: random.uint(64),
  };
}

describe("sdk leases", () => {
  it("have the ids and digests of the chain, and come back from their words", async () => {
    const { leaseMarket, leaseDomain, provider } = await loadFixture(leaseWorld);
    const contract = LeaseMarket__factory.connect(leaseMarket, provider);
    const random = new Random("leases");
    for (let i = 0; i < 30; i += 1) {
      const lease = randomLease(random);
      const packed = packLease(lease);
      expect(unpackLease(packed)).to.deep.equal(lease);
      expect(await contract.leaseIdOf(packed)).to.equal(leaseId(lease));
      expect(await contract.leaseDigest(packed)).to.equal(leaseDigest(leaseDomain, lease));
      expect(leaseDigest(leaseDomain, lease)).to.equal(
        TypedDataEncoder.hash({ ...leaseDomain }, LEASE_TYPES, lease),
      );
      const amount = random.uint(128);
      const id = leaseId(lease);
      expect(await contract.voucherDigest(id, amount)).to.equal(
        voucherDigest(leaseDomain, { leaseId: id, amount }),
      );
    }
  });

  it("refuse words that do not fit, by field", () => {
    const lease = randomLease(new Random("misfits"));
    const misfits: Partial<Lease>[] = [
      { cap: 1n << 128n },
      { nonce: 1n << 64n },
      { startsAt: 2 ** 40 },
      { collectSeconds: -1 },
      { client: "0x12" },
      { spec: "0x12" },
    ];
    for (const misfit of misfits) {
      expect(() => packLease({ ...lease, ...misfit })).to.throw(
        InvalidFieldError,
        Object.keys(misfit)[0],
      );
    }
    const struct = packLease(lease);
    expect(() =>
      unpackLease({
        ...struct,
        terms: { ...struct.terms, times: struct.terms.times | (1n << 248n) },
      }),
    ).to.throw(InvalidFieldError, "upper 8 bits");
  });

  const given = {
    client: `0x${"c1".repeat(20)}`,
    provider: `0x${"d2".repeat(20)}`,
    token: `0x${"e3".repeat(20)}`,
    spec: SPEC,
    cap: 10n,
    ratePerHour: 5n,
    nonce: 0n,
    now: 1_000_000,
  };

  it("are built with defaults that a metered service wants", () => {
    expect(buildLease(given)).to.deep.include({
      payer: ZeroAddress,
      voucherSigner: ZeroAddress,
      elapsedCap: 0n,
      reserve: 0n,
      startsAt: 1_000_000,
      endsAt: 1_086_400,
      expiry: 1_003_600,
    });
  });

  const REFUSED: [field: string, changes: Partial<Lease>][] = [
    ["cap", { cap: 0n }],
    ["ratePerHour", { ratePerHour: 0n }],
    ["elapsedCap", { elapsedCap: 11n }],
    ["reserve", { reserve: 11n }],
    ["startsAt", { startsAt: 0, endsAt: 5 }],
    ["endsAt", { startsAt: 9, endsAt: 9 }],
    ["expiry", { expiry: 999_999 }],
    ["client", { client: ZeroAddress }],
    ["provider", { provider: ZeroAddress }],
    ["token", { token: ZeroAddress }],
  ];
  for (const [field, changes] of REFUSED) {
    it(`are not built with a bad ${field}`, () => {
      expect(() => buildLease({ ...given, ...changes }))
        .to.throw(InvalidFieldError)
        .with.property("field", field);
    });
  }

  it("are signed by whom they name alone", async () => {
    const world = await loadFixture(leaseWorld);
    const { who, leaseDomain: domain } = world;
    const lease = await termsOf(world);
    for (const role of ["provider", "client"] as const) {
      const refusal = refusalOf(signLease({ signer: who.stranger, domain, lease, role }));
      expect((await refusal).code).to.equal("WRONG_SIGNER");
    }
    const unpaid = await refusalOf(signLease({ signer: who.payer, domain, lease, role: "payer" }));
    expect(unpaid).to.include({ code: "INVALID_FIELD", field: "payer" });
    const elsewhere = { ...domain, chainId: domain.chainId + 1n };
    const wrong = signLease({ signer: who.client, domain: elsewhere, lease, role: "client" });
    expect((await refusalOf(wrong)).code).to.equal("WRONG_CHAIN");
    const operator = { signer: who.stranger, domain, lease, role: "provider", isOperator: true };
    expect(await signLease({ ...operator, role: "provider" })).to.have.length(132);
  });
});

describe("sdk vouchers", () => {
  it("are signed by client or voucher signer, and told apart", async () => {
    const world = await loadFixture(leaseWorld);
    const { who, leaseDomain: domain, key } = world;
    const lease = await termsOf(world);
    const byKey = await signVoucher({ signer: key, domain, lease, amount: 5n });
    const byClient = await signVoucher({ signer: who.client, domain, lease, amount: 5n });
    expect(await signerOfVoucher({ domain, voucher: byKey })).to.equal("voucherSigner");
    expect(await signerOfVoucher({ domain, voucher: byClient })).to.equal("client");
    const raised = { ...byKey, amount: 6n };
    expect(await signerOfVoucher({ domain, voucher: raised })).to.equal("nobody");
    const moved = { ...byKey, lease: { ...lease, nonce: 9n } };
    expect(await signerOfVoucher({ domain, voucher: moved })).to.equal("nobody");
    const elsewhere = { ...domain, chainId: 1n };
    expect(await signerOfVoucher({ domain: elsewhere, voucher: byKey })).to.equal("nobody");
    const stranger = signVoucher({ signer: who.stranger, domain, lease, amount: 5n });
    expect((await refusalOf(stranger)).code).to.equal("WRONG_SIGNER");
    const above = signVoucher({ signer: key, domain, lease, amount: lease.cap + 1n });
    expect((await refusalOf(above)).code).to.equal("INVALID_FIELD");
  });

  it("of wallets are asked on the chain", async () => {
    const world = await loadFixture(leaseWorld);
    const { who, leaseDomain: domain, provider, leaseMarket: market } = world;
    const wallet = await new WalletMock__factory(who.deployer).deploy(who.second);
    const lease = await termsOf(world, { client: await wallet.getAddress() });
    const voucher = await signVoucher({
      signer: who.second,
      domain,
      lease,
      amount: 5n,
      isForWallet: true,
    });
    expect(await signerOfVoucher({ domain, voucher })).to.equal("nobody");
    expect(await signerOfVoucher({ domain, voucher, provider })).to.equal("wallet");
    expect(await leases.signatureFault({ provider, market, voucher })).to.equal(LeaseReason.None);
    const forged = { ...voucher, amount: 6n };
    expect(await signerOfVoucher({ domain, voucher: forged, provider })).to.equal("nobody");
    expect(await leases.signatureFault({ provider, market, voucher: forged })).to.equal(
      LeaseReason.InvalidSignature,
    );
  });

  it("travel as one line", async () => {
    const world = await loadFixture(leaseWorld);
    const lease = await termsOf(world);
    const voucher = await voucherOf(world, lease, 123n);
    expect(voucherFromText(voucherToText(voucher))).to.deep.equal({
      leaseId: leaseId(lease),
      amount: 123n,
      signature: voucher.signature,
    });
    const id = leaseId(lease);
    const lines = ["", "a.b.c", `${id}.1`, `${id}.-1.0x`, `${id}.1.0xz`, `${id}.1.0x00.4`];
    for (const line of [...lines, `${id}.${"9".repeat(39)}.0x00`, "x".repeat(200)]) {
      expect(() => voucherFromText(line)).to.throw(InvalidFieldError);
    }
  });
});

describe("sdk dues", () => {
  it("are those of the chain, whatever voucher, time and purse", async () => {
    const world = await loadFixture(leaseWorld);
    const { provider, leaseMarket: market, who } = world;
    const random = new Random("dues");
    const lease = await openLease(world, { elapsedCap: 3n * USD });
    for (let i = 0; i < 25; i += 1) {
      await time.increase(1 + random.below(600));
      const amount = (random.word() % 80n) * USD;
      const asked = await leases.collectable({ provider, market, lease, amount });
      const view = await leases.show({ provider, market, lease });
      const known = { lease, amount, state: view, purse: view.purse, time: await time.latest() };
      expect(dueOf(known)).to.deep.equal(asked);
      if (asked.due === 0n || amount > lease.cap || i % 3 !== 0) continue;
      const voucher = await voucherOf(world, lease, amount);
      await leases.collect({ signer: who.matcher, market, voucher });
    }
  });

  it("name what limits them", () => {
    const lease = { ...randomLease(new Random("limits")), startsAt: 1_000, ratePerHour: 3_600n };
    const terms = { ...lease, cap: 500n, elapsedCap: 10n };
    const state = { collected: 0n, endsAt: 10_000 };
    const due = (amount: bigint, at: number, purse = 1_000n, collected = 0n) =>
      dueOf({ lease: terms, amount, state: { ...state, collected }, purse, time: at });
    expect(due(0n, 900)).to.deep.equal({ due: 0n, reason: LeaseReason.Rate });
    expect(due(0n, 2_000)).to.deep.equal({ due: 10n, reason: LeaseReason.Voucher });
    expect(due(100n, 1_050)).to.deep.equal({ due: 50n, reason: LeaseReason.Rate });
    expect(due(900n, 2_000)).to.deep.equal({ due: 500n, reason: LeaseReason.Cap });
    expect(due(400n, 2_000, 30n)).to.deep.equal({ due: 30n, reason: LeaseReason.Funds });
    expect(due(100n, 2_000, 30n, 100n)).to.deep.equal({ due: 0n, reason: LeaseReason.Voucher });
    expect(allowedByRate(terms, { endsAt: 1_500, time: 9_000 })).to.equal(500n);
  });

  it("are divided to the same parts however they are split", () => {
    const shares = { feeBps: 137, poolPpm: 333_333 };
    const random = new Random("parts");
    for (let i = 0; i < 50; i += 1) {
      let before = 0n;
      const sums = { paid: 0n, pooled: 0n, fee: 0n };
      for (let j = 0; j < 7; j += 1) {
        const amount = random.word() % 1_000n;
        const { paid, pooled, fee } = partsOf({ ...shares, before, amount });
        expect(paid + fee).to.equal(amount);
        before += amount;
        sums.paid += paid;
        sums.pooled += pooled;
        sums.fee += fee;
      }
      expect(sums).to.deep.equal(partsOf({ ...shares, before: 0n, amount: before }));
    }
  });

  it("have a phrase for every reason, and for no other number", () => {
    for (let reason = 0; reason <= 8; reason += 1) {
      expect(describeLeaseReason(toLeaseReason(reason))).to.match(/^[a-z].*[^.]$/);
    }
    expect(() => toLeaseReason(9)).to.throw(InvalidFieldError);
  });
});

describe("sdk lease signatures on the chain", () => {
  it("open what was signed by a payer too, and nothing else", async () => {
    const world = await loadFixture(leaseWorld);
    const { who, leaseMarket: market } = world;
    const lease = await termsOf(world, { payer: who.payer.address });
    const opening = await signedLease(world, lease);
    const signer = who.matcher;
    const unpaid = leases.open({ signer, market, opening: { ...opening, payerSignature: "0x" } });
    expect((await refusalOf(unpaid)).message).to.contain(who.payer.address);
    const { leaseId: id } = await leases.open({ signer, market, opening });
    expect(id).to.equal(leaseId(lease));
    const again = await refusalOf(leases.open({ signer, market, opening }));
    expect(again.message).to.contain("was opened before");
  });

  it("are refused before anything is sent where they are no bytes", async () => {
    const world = await loadFixture(leaseWorld);
    const lease = await termsOf(world);
    const opening = { ...(await signedLease(world, lease)), clientSignature: "none" };
    const poor = Wallet.createRandom().connect(world.provider);
    const call = leases.open({ signer: poor, market: world.leaseMarket, opening });
    expect(await failureOf(call)).to.include({ field: "clientSignature" });
  });
});
