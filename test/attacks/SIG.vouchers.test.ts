import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { MaxUint256, ZeroAddress } from "ethers";
import { ethers } from "hardhat";

import {
  call,
  collect,
  fundFloat,
  openingOf,
  openLease,
  Reason,
  voucherOf,
  type VoucherOptions,
} from "../lease/support/actions";
import { leaseIdOf, packLease, type LeaseFields } from "../lease/support/terms";
import {
  COLLECT,
  DAY,
  FEE_BPS,
  HOUR,
  leaseOf,
  RATE,
  RESERVE,
  type LeaseWorld,
} from "../lease/support/world";
import {
  acceptanceOf,
  AMOUNT,
  claimBatch,
  claimOf,
  claimPlainBatch,
  codeOf,
  DONE,
  feeOf,
  plainOf,
  type OneShotWorld,
} from "../oneshot/support";
import type { World } from "../support/deploy";
import { signPermit } from "../support/permit";
import { highSOf } from "../support/signatures";
import { timestampOf } from "../support/time";
import { inOneBlock } from "../support/block";
import { moneyOf } from "./support/money";
import { deployAttacked } from "./support/world";

const FLOAT = 10n ** 9n;

describe("attacks on vouchers, acceptances and permits", () => {
  let world: World;
  let leases: LeaseWorld;
  let claims: OneShotWorld;

  beforeEach(async () => {
    ({ world, leases, claims } = await loadFixture(deployAttacked));
  });

  async function start(overrides: Partial<LeaseFields> = {}): Promise<LeaseFields> {
    const fields = await openLease(leases, overrides);
    if (fields.reserve === 0n) await fundFloat(leases, fields.client, FLOAT);
    await time.increase(DAY);
    return fields;
  }

  /** Hands in a voucher as a stranger, and asserts that it brings nothing. */
  async function assertWorthless(
    fields: LeaseFields,
    amount: bigint,
    reason: Reason,
    options: VoucherOptions = {},
  ): Promise<void> {
    const { leaseMarket, stranger } = leases;
    const { provider, token } = fields;
    const before = await leaseMarket.leaseOf(leaseIdOf(fields));
    const voucher = await voucherOf(leases, fields, amount, options);
    await expect(leaseMarket.connect(stranger).collect(provider, token, voucher))
      .to.be.revertedWithCustomError(leaseMarket, "LeaseNothingToCollect")
      .withArgs(leaseIdOf(fields), reason);
    expect(await leaseMarket.leaseOf(leaseIdOf(fields))).to.deep.equal(before);
  }

  it("SIG3: a voucher of one version of the lease market is none in the next", async () => {
    const { vault, stakeVault, owner, treasury, client, provider } = leases;
    const args = [vault, stakeVault, owner, treasury, FEE_BPS] as const;
    const leaseMarket = await ethers.deployContract("LeaseMarket", [...args]);
    await vault.connect(client.key).setOperator(leaseMarket, true);
    const verifyingContract = await leaseMarket.getAddress();
    const next = { ...leases, leaseMarket, domain: { ...leases.domain, verifyingContract } };
    // The same lease is open in both, and both have money for it.
    const fields = await start();
    await openLease(next, fields);
    await fundFloat(next, client.address, FLOAT);
    await collect(leases, fields, 1_000n);
    const [before, voucher] = [
      await moneyOf(world, provider.address),
      await voucherOf(leases, fields, 1_000n),
    ];
    const asThief = leaseMarket.connect(leases.stranger);
    await expect(asThief.collect(fields.provider, fields.token, voucher))
      .to.be.revertedWithCustomError(leaseMarket, "LeaseNothingToCollect")
      .withArgs(leaseIdOf(fields), Reason.InvalidSignature);
    expect(await moneyOf(world, provider.address)).to.equal(before);
    await collect(next, fields, 1_000n);
  });

  it("SIG4: the short form of a claimed acceptance is not another acceptance", async () => {
    const { market, provider, token, clients } = claims;
    const acceptance = await acceptanceOf(claims);
    const before = await moneyOf(world, clients[0]);
    const plain = await plainOf(claims, acceptance);
    const claim = await claimOf(claims, acceptance);
    const malleable = { ...claim, clientSignature: highSOf(ethers.hexlify(claim.clientSignature)) };
    expect(await claimBatch(claims, [malleable, claim, claim])).to.deep.equal([
      codeOf(claims, "MarketInvalidSignature"),
      DONE,
      codeOf(claims, "OrderNonceUsed"),
    ]);
    expect(await claimPlainBatch(claims, [plain])).to.deep.equal([
      codeOf(claims, "OrderNonceUsed"),
    ]);
    await expect(market.claim(provider, token, malleable)).to.be.revertedWithCustomError(
      market,
      "OrderNonceUsed",
    );
    expect(await moneyOf(world, clients[0])).to.equal(before - AMOUNT);
    expect(await market.feesOf(token)).to.equal(feeOf(AMOUNT));
  });

  it("SIG5: a lease that names no voucher signer has none, however a voucher fails", async () => {
    const fields = await start({ voucherSigner: ZeroAddress });
    for (const signature of [`0x${"00".repeat(65)}`, `0x${"ff".repeat(65)}`, "0x", "0x1b"]) {
      await assertWorthless(fields, 5n, Reason.InvalidSignature, { signature });
    }
    const nobody = await leaseOf(leases, { client: ZeroAddress, nonce: 1n });
    const opening = await openingOf(leases, nobody, {
      clientSignature: `0x${"00".repeat(65)}`,
      payerSignature: "0x",
    });
    await expect(leases.leaseMarket.open(opening)).to.be.revertedWithCustomError(
      leases.leaseMarket,
      "MarketInvalidSignature",
    );
  });

  it("SIG16: an older voucher after a newer one brings nothing, alone or in a batch", async () => {
    const { leaseMarket, provider, stranger } = leases;
    const fields = await start();
    const before = await moneyOf(world, provider.address);
    const vouchers = await Promise.all([700n, 1_000n].map((n) => voucherOf(leases, fields, n)));
    await collect(leases, fields, 1_000n);
    for (const amount of [1_000n, 999n, 700n, 1n]) {
      await assertWorthless(fields, amount, Reason.Voucher);
    }
    const asThief = leaseMarket.connect(stranger);
    const { token } = fields;
    await asThief.collectBatch(provider.address, token, [...vouchers, ...vouchers], false);

    expect((await leaseMarket.leaseOf(leaseIdOf(fields))).collected).to.equal(1_000n);
    expect(await moneyOf(world, provider.address)).to.equal(before + 1_000n - 25n);
  });

  it("SIG17: a voucher above the purse takes what is in it, and nobody else's money", async () => {
    const { leaseMarket, otherClient, provider } = leases;
    const onFloat = await start();
    const reserved = await start({
      ...{ client: otherClient.address, reserve: RESERVE },
      nonce: 7n,
    });
    await fundFloat(leases, otherClient.address, FLOAT);
    const { token } = onFloat;
    await time.increase(20n * DAY);
    const held = await moneyOf(world, leaseMarket.getAddress());
    expect(held).to.equal(2n * FLOAT + RESERVE);
    // By rate and cap, both leases are worth more than there is.
    for (const [fields, purse] of [
      [onFloat, FLOAT],
      [reserved, RESERVE],
    ] as const) {
      const before = await moneyOf(world, provider.address);
      const voucher = await voucherOf(leases, fields, fields.cap);
      await leaseMarket.connect(leases.stranger).collect(fields.provider, token, voucher);
      expect((await leaseMarket.leaseOf(leaseIdOf(fields))).collected).to.equal(purse);
      const fee = (purse * 250n) / 10_000n;
      expect(await moneyOf(world, provider.address)).to.equal(before + purse - fee);
      await assertWorthless(fields, fields.cap, Reason.Funds);
    }
    expect((await leaseMarket.floatOf(otherClient.address, token)).balance).to.equal(FLOAT);
    const fees = await leaseMarket.feesOf(token);
    expect(await moneyOf(world, leaseMarket.getAddress())).to.equal(FLOAT + fees);
  });

  it("SIG18: a revoked voucher signer is good for the time to collect, and for no second more", async () => {
    const { client, provider, leaseMarket } = leases;
    const fields = await start();
    const held = 5_000n;
    const signed = await voucherOf(leases, fields, held);
    const until =
      (await timestampOf(await call(leases, "revokeVoucherSigner", client, fields))) + COLLECT;
    // The provider was asleep, and still gets what it served for.
    await time.setNextBlockTimestamp(until);
    await leaseMarket.connect(provider.key).collect(provider.address, fields.token, signed);
    expect((await leaseMarket.leaseOf(leaseIdOf(fields))).collected).to.equal(held);
    // The thief of the key is too late, and the client's own word is good as ever.
    await time.setNextBlockTimestamp(until + 1n);
    await assertWorthless(fields, held + 1n, Reason.SignerRevoked);
    await collect(leases, fields, held + 2n, { signer: client.key });
  });

  it("SIG18: who stole the voucher key gets what time allowed for until the client closed", async () => {
    const { client, leaseMarket } = leases;
    const fields = await start();
    await call(leases, "revokeVoucherSigner", client, fields);
    const closedAt = await timestampOf(await call(leases, "close", client, fields));
    await time.increase(COLLECT - 10n);
    await collect(leases, fields, fields.cap);
    const most = (RATE * (closedAt - fields.startsAt)) / HOUR;
    expect((await leaseMarket.leaseOf(leaseIdOf(fields))).collected).to.equal(most);
    await expect(
      leaseMarket.connect(client.key).close(packLease(fields)),
    ).to.be.revertedWithCustomError(leaseMarket, "LeaseEndsAlready");
  });

  it("SIG20: who sends the permit first only does the depositor's work", async () => {
    const { vault, token, client, stranger, stakeVault, weftToken, jobMarket } = world;
    const owner = client.key;
    await token.mint(owner, 100n);
    await weftToken.transfer(owner, 100n);
    const deadline = MaxUint256;
    const { v, r, s } = await signPermit(token, {
      ...{ owner, spender: await vault.getAddress(), value: 100n, deadline },
    });
    const stake = await signPermit(weftToken, {
      ...{ owner, spender: await stakeVault.getAddress(), value: 100n, deadline },
    });
    const deposit = vault.interface.encodeFunctionData("depositWithPermit", [
      ...([await token.getAddress(), 100n, owner.address, deadline] as const),
      ...([v, r, s] as const),
    ]);
    const before = await moneyOf(world, owner);
    const results = await inOneBlock(
      (limits) => token.connect(stranger).permit(owner, vault, 100n, deadline, v, r, s, limits),
      (limits) => vault.connect(owner).multicall([deposit], limits),
      (limits) =>
        weftToken
          .connect(stranger)
          .permit(owner, stakeVault, 100n, deadline, stake.v, stake.r, stake.s, limits),
      (limits) =>
        stakeVault
          .connect(owner)
          .provisionWithPermit(jobMarket, 100n, deadline, stake.v, stake.r, stake.s, limits),
    );
    expect(results).to.deep.equal([true, true, true, true]);
    expect(await moneyOf(world, owner)).to.equal(before + 100n);
    expect((await stakeVault.provisionOf(owner, jobMarket)).active).to.equal(100n);
  });

  it("SIG20: a permit moves nobody's money for who found it", async () => {
    const { vault, token, client, stranger } = world;
    await token.mint(client.key, 100n);
    const { v, r, s } = await signPermit(token, {
      ...{
        owner: client.key,
        spender: await vault.getAddress(),
        value: 100n,
        deadline: MaxUint256,
      },
    });
    const thief = vault.connect(stranger);
    await expect(
      thief.depositWithPermit(token, 100n, stranger, MaxUint256, v, r, s),
    ).to.be.revertedWithCustomError(token, "ERC20InsufficientAllowance");
    expect(await token.balanceOf(client.key)).to.equal(100n);
  });

  it("SIG21: a permit brought early kills no order, ballot or acceptance of its signer", async () => {
    const { vault, token, client, stranger } = world;
    const { v, r, s } = await signPermit(token, {
      ...{ owner: client.key, spender: await vault.getAddress(), value: 1n, deadline: MaxUint256 },
    });
    const acceptance = await claimOf(claims, await acceptanceOf(claims));
    const fields = await leaseOf(leases);
    const opening = await openingOf(leases, fields);
    // Every market counts nonces by itself: what is used up in one is as good as before in all others.
    await token.connect(stranger).permit(client.address, vault, 1n, MaxUint256, v, r, s);
    await world.jobMarket.connect(client.key).cancelAll();
    await claims.market.claim(claims.provider, token, acceptance);
    await leases.leaseMarket.connect(stranger).open(opening);
    expect((await leases.leaseMarket.leaseOf(leaseIdOf(fields))).endsAt).to.equal(fields.endsAt);
  });
});
