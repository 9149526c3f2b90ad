import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { makeNonce } from "@weft/sdk";
import { expect } from "chai";
import { ZeroAddress } from "ethers";

import { WalletMode, highSOf } from "../support/signatures";
import { assertRefused, openLease, openingOf } from "./support/actions";
import { assertEveryoneCanLeave } from "./support/conservation";
import { leaseDigest, leaseIdOf, signLease } from "./support/terms";
import { CAP, FUNDS, RESERVE, deployLeases, leaseOf, type LeaseWorld } from "./support/world";

const SIGN_OFFERS = 1;

describe("LeaseMarket.open, refused", () => {
  let world: LeaseWorld;

  beforeEach(async () => {
    world = await loadFixture(deployLeases);
  });

  afterEach(async () => {
    await assertEveryoneCanLeave(world);
  });

  it("ESC12: refuses times that make no lease", async () => {
    const { startsAt } = world;
    for (const times of [
      { startsAt: 0n, endsAt: startsAt },
      { startsAt, endsAt: startsAt },
      { startsAt, endsAt: startsAt - 1n },
    ]) {
      await assertRefused(world, times, "LeaseInvalidTimes", [times.startsAt, times.endsAt]);
    }
  });

  it("ESC12: refuses amounts that make no lease", async () => {
    const sound = { cap: CAP, elapsedCap: 0n, ratePerHour: 1n, reserve: 0n };
    for (const wrong of [
      { cap: 0n },
      { ratePerHour: 0n },
      { elapsedCap: CAP + 1n },
      { reserve: CAP + 1n },
    ]) {
      const amounts = { ...sound, ...wrong };
      const { cap, elapsedCap, ratePerHour, reserve } = amounts;
      await assertRefused(world, amounts, "LeaseInvalidAmounts", [
        cap,
        elapsedCap,
        ratePerHour,
        reserve,
      ]);
    }
  });

  context("with less than an hour to collect", () => {
    const short = 3_599n;

    it("refuses a reserve and a voucher signer, which promise that there is time", async () => {
      const args = [short, 3_600n];
      const none = { collectSeconds: short, voucherSigner: ZeroAddress };
      await assertRefused(world, { collectSeconds: short }, "LeaseCollectTimeTooShort", args);
      await assertRefused(world, { ...none, reserve: RESERVE }, "LeaseCollectTimeTooShort", args);
      await assertRefused(
        world,
        { ...none, reserve: 1n, collectSeconds: 0n },
        "LeaseCollectTimeTooShort",
        [0n, 3_600n],
      );
      expect(await world.leaseMarket.MIN_COLLECT_SECONDS()).to.equal(3_600n);
    });

    it("opens what has neither, and with an hour what has both", async () => {
      await openLease(world, { collectSeconds: 0n, voucherSigner: ZeroAddress });
      await openLease(world, { collectSeconds: 3_600n, reserve: RESERVE, nonce: 1n });
    });
  });

  it("refuses a nonce that was cancelled, by itself, with its word or with its epoch", async () => {
    const { leaseMarket, client } = world;
    const asClient = leaseMarket.connect(client.key);
    await asClient.cancel(7n);
    await assertRefused(world, { nonce: 7n }, "OrderNonceUsed", [client.address, 7n]);
    await asClient.cancelWord(0n);
    await assertRefused(world, { nonce: 8n }, "OrderNonceUsed", [client.address, 8n]);
    await asClient.cancelAll();
    await assertRefused(world, { nonce: 9n }, "OrderWrongEpoch", [client.address, 0n, 1n]);
    await openLease(world, { nonce: makeNonce(1, 9) });
  });

  context("given signatures that are not good", () => {
    const PARTIES = ["provider", "client", "payer"] as const;

    for (const party of PARTIES) {
      const of = `${party}Signature` as const;
      const wallet = `${party}Wallet` as const;

      it(`refuses none, another's, another chain's, and a malleable one of the ${party}`, async () => {
        const overrides = { payer: world.payer.address };
        const fields = await leaseOf(world, overrides);
        const good = await signLease(world[party].key, world.domain, fields);
        const elsewhere = { ...world.domain, chainId: 1n };
        const bad = [
          "0x",
          await signLease(world.stranger, world.domain, fields),
          await signLease(world[party].key, elsewhere, fields),
          await signLease(world[party].key, world.domain, { ...fields, cap: CAP - 1n }),
          highSOf(good),
        ];
        const digest = leaseDigest(world.domain, fields);
        for (const signature of bad) {
          const args = [digest, world[party].address];
          await assertRefused(world, overrides, "MarketInvalidSignature", args, {
            [of]: signature,
          });
        }
      });

      for (const mode of [WalletMode.Reject, WalletMode.Revert, WalletMode.BurnGas] as const) {
        it(`refuses where the ${party}'s wallet answers by ${WalletMode[mode]}`, async () => {
          const { wallet: contract, address } = world[wallet];
          await contract?.setMode(mode);
          const overrides = { payer: world.payer.address, [party]: address };
          const digest = leaseDigest(world.domain, await leaseOf(world, overrides));
          await assertRefused(world, overrides, "MarketInvalidSignature", [digest, address]);
          await contract?.setMode(WalletMode.Owner);
        });
      }
    }

    it("charges nobody who did not sign: the client's signature is not the payer's", async () => {
      const overrides = { payer: world.payer.address, reserve: RESERVE };
      const fields = await leaseOf(world, overrides);
      const signature = await signLease(world.client.key, world.domain, fields);
      const args = [leaseDigest(world.domain, fields), world.payer.address];
      await assertRefused(world, overrides, "MarketInvalidSignature", args, {
        payerSignature: signature,
      });
    });

    it("charges no payer who took its signature back", async () => {
      const overrides = { payer: world.payer.address };
      const digest = leaseDigest(world.domain, await leaseOf(world, overrides));
      await world.leaseMarket.connect(world.payer.key).revokePayer(digest);
      await assertRefused(world, overrides, "MarketPayerRevoked", [digest, world.payer.address]);
    });

    it("SIG5: has nobody at the zero address", async () => {
      const overrides = { client: ZeroAddress };
      const fields = await leaseOf(world, overrides);
      const args = [leaseDigest(world.domain, fields), ZeroAddress];
      const signatures = { clientSignature: `0x${"00".repeat(65)}` };
      await assertRefused(world, overrides, "MarketInvalidSignature", args, signatures);
    });
  });

  context("given an operator of the provider", () => {
    it("takes its signature while it may sign offers", async () => {
      const { stakeVault, operator, provider, domain } = world;
      const fields = await leaseOf(world);
      const digest = leaseDigest(domain, fields);
      const providerSignature = await signLease(operator, domain, fields);
      const args = [digest, provider.address];
      await assertRefused(world, {}, "MarketInvalidSignature", args, { providerSignature });
      await stakeVault.connect(provider.key).setOperator(operator, 2);
      await assertRefused(world, {}, "MarketInvalidSignature", args, { providerSignature });
      await stakeVault.connect(provider.key).setOperator(operator, SIGN_OFFERS);
      await world.leaseMarket.open(await openingOf(world, fields, { providerSignature }));
      expect((await world.leaseMarket.leaseOf(leaseIdOf(fields))).endsAt).to.equal(fields.endsAt);
    });
  });

  context("given a reserve", () => {
    it("needs the payer's approval, and its balance", async () => {
      const { vault, leaseMarket, payer } = world;
      const overrides = { payer: payer.address, reserve: FUNDS + 1n, cap: FUNDS + 1n };
      const balance = "ERC6909InsufficientBalance";
      await assertRefused(world, overrides, balance, null, {}, vault);
      await vault.connect(payer.key).setOperator(leaseMarket, false);
      await assertRefused(
        world,
        { ...overrides, reserve: 1n },
        "ERC6909InsufficientAllowance",
        null,
        {},
        vault,
      );
    });
  });
});
