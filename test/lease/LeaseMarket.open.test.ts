import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { makeNonce } from "@weft/sdk";
import { expect } from "chai";
import { ZeroAddress, ZeroHash, type Interface } from "ethers";

import type { OpeningStruct } from "../../typechain-types/contracts/market/LeaseMarket";
import { sendAs } from "../support/deploy";
import { WalletMode, highSOf } from "../support/signatures";
import { nextAt } from "../support/time";
import { call, fundFloat, openLease, openingOf, voucherOf } from "./support/actions";
import { assertEveryoneCanLeave } from "./support/conservation";
import { leaseDigest, leaseIdOf, packLease, signLease, type LeaseFields } from "./support/terms";
import {
  CAP,
  DAY,
  FUNDS,
  LENGTH,
  RESERVE,
  deployLeases,
  leaseOf,
  type LeaseWorld,
} from "./support/world";

const SIGN_OFFERS = 1;

describe("LeaseMarket.open", () => {
  let world: LeaseWorld;

  beforeEach(async () => {
    world = await loadFixture(deployLeases);
  });

  afterEach(async () => {
    await assertEveryoneCanLeave(world);
  });

  /** Asserts that a lease does not open, and that nothing of it is left on the chain. */
  async function assertRefused(
    overrides: Partial<LeaseFields>,
    error: string,
    args: readonly unknown[] | null,
    signatures: Partial<OpeningStruct> = {},
    by: { interface: Interface } = world.leaseMarket,
  ): Promise<void> {
    const { leaseMarket, stranger } = world;
    const fields = await leaseOf(world, overrides);
    const attempt = leaseMarket.connect(stranger).open(await openingOf(world, fields, signatures));
    const refused = expect(attempt).to.be.revertedWithCustomError(by, error);
    await (args === null ? refused : refused.withArgs(...args));
    expect((await leaseMarket.leaseOf(leaseIdOf(fields))).endsAt).to.equal(0n);
  }

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
    await assertRefused({ nonce: 5n, cap: CAP - 1n }, "OrderNonceUsed", [client.address, 5n]);
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

  it("ESC12: refuses times that make no lease", async () => {
    const { startsAt } = world;
    for (const times of [
      { startsAt: 0n, endsAt: startsAt },
      { startsAt, endsAt: startsAt },
      { startsAt, endsAt: startsAt - 1n },
    ]) {
      await assertRefused(times, "LeaseInvalidTimes", [times.startsAt, times.endsAt]);
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
      await assertRefused(amounts, "LeaseInvalidAmounts", [cap, elapsedCap, ratePerHour, reserve]);
    }
  });

  context("with less than an hour to collect", () => {
    const short = 3_599n;

    it("refuses a reserve and a voucher signer, which promise that there is time", async () => {
      const args = [short, 3_600n];
      const none = { collectSeconds: short, voucherSigner: ZeroAddress };
      await assertRefused({ collectSeconds: short }, "LeaseCollectTimeTooShort", args);
      await assertRefused({ ...none, reserve: RESERVE }, "LeaseCollectTimeTooShort", args);
      await assertRefused(
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
    await assertRefused({ nonce: 7n }, "OrderNonceUsed", [client.address, 7n]);
    await asClient.cancelWord(0n);
    await assertRefused({ nonce: 8n }, "OrderNonceUsed", [client.address, 8n]);
    await asClient.cancelAll();
    await assertRefused({ nonce: 9n }, "OrderWrongEpoch", [client.address, 0n, 1n]);
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
          await assertRefused(overrides, "MarketInvalidSignature", args, { [of]: signature });
        }
      });

      for (const mode of [WalletMode.Reject, WalletMode.Revert, WalletMode.BurnGas] as const) {
        it(`refuses where the ${party}'s wallet answers by ${WalletMode[mode]}`, async () => {
          const { wallet: contract, address } = world[wallet];
          await contract?.setMode(mode);
          const overrides = { payer: world.payer.address, [party]: address };
          const digest = leaseDigest(world.domain, await leaseOf(world, overrides));
          await assertRefused(overrides, "MarketInvalidSignature", [digest, address]);
          await contract?.setMode(WalletMode.Owner);
        });
      }
    }

    it("charges nobody who did not sign: the client's signature is not the payer's", async () => {
      const overrides = { payer: world.payer.address, reserve: RESERVE };
      const fields = await leaseOf(world, overrides);
      const signature = await signLease(world.client.key, world.domain, fields);
      const args = [leaseDigest(world.domain, fields), world.payer.address];
      await assertRefused(overrides, "MarketInvalidSignature", args, { payerSignature: signature });
    });

    it("charges no payer who took its signature back", async () => {
      const overrides = { payer: world.payer.address };
      const digest = leaseDigest(world.domain, await leaseOf(world, overrides));
      await world.leaseMarket.connect(world.payer.key).revokePayer(digest);
      await assertRefused(overrides, "MarketPayerRevoked", [digest, world.payer.address]);
    });

    it("SIG5: has nobody at the zero address", async () => {
      const overrides = { client: ZeroAddress };
      const fields = await leaseOf(world, overrides);
      const args = [leaseDigest(world.domain, fields), ZeroAddress];
      const signatures = { clientSignature: `0x${"00".repeat(65)}` };
      await assertRefused(overrides, "MarketInvalidSignature", args, signatures);
    });
  });

  context("given an operator of the provider", () => {
    it("takes its signature while it may sign offers", async () => {
      const { stakeVault, operator, provider, domain } = world;
      const fields = await leaseOf(world);
      const digest = leaseDigest(domain, fields);
      const providerSignature = await signLease(operator, domain, fields);
      const args = [digest, provider.address];
      await assertRefused({}, "MarketInvalidSignature", args, { providerSignature });
      await stakeVault.connect(provider.key).setOperator(operator, 2);
      await assertRefused({}, "MarketInvalidSignature", args, { providerSignature });
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
      await assertRefused(overrides, balance, null, {}, vault);
      await vault.connect(payer.key).setOperator(leaseMarket, false);
      await assertRefused(
        { ...overrides, reserve: 1n },
        "ERC6909InsufficientAllowance",
        null,
        {},
        vault,
      );
    });
  });

  context("given many", () => {
    const GAS = 300_000n;
    const codeOf = (name: "BatchItemOutOfGas" | "MarketInvalidSignature") =>
      world.leaseMarket.interface.getError(name)?.selector;

    it("opens what can be opened and says why the rest was not", async () => {
      const { leaseMarket, client, vault } = world;
      const good = await leaseOf(world);
      const bad = await leaseOf(world, { nonce: 1n, cap: 0n });
      const poor = await leaseOf(world, { nonce: 2n, reserve: FUNDS + 1n, cap: FUNDS + 1n });
      const unsigned = await leaseOf(world, { nonce: 3n });
      const last = await leaseOf(world, { nonce: 4n });
      const openings = [
        await openingOf(world, good),
        await openingOf(world, good),
        await openingOf(world, bad),
        await openingOf(world, poor),
        await openingOf(world, unsigned, { clientSignature: "0x" }),
        await openingOf(world, last),
      ];
      const selector = (abi: Interface, name: string) => abi.getError(name)?.selector ?? "";
      const expected = [
        "0x00000000",
        selector(leaseMarket.interface, "LeaseAlreadyOpen"),
        selector(leaseMarket.interface, "LeaseInvalidAmounts"),
        selector(vault.interface, "ERC6909InsufficientBalance"),
        selector(leaseMarket.interface, "MarketInvalidSignature"),
        "0x00000000",
      ];
      const reasons = await leaseMarket.openBatch.staticCall(openings, GAS);
      expect(reasons).to.deep.equal(expected);
      const tx = await leaseMarket.openBatch(openings, GAS);
      for (const fields of [good, last]) {
        await expect(tx)
          .to.emit(leaseMarket, "LeaseOpened")
          .withArgs(
            leaseIdOf(fields),
            client.address,
            fields.provider,
            (lease: unknown) => Array.isArray(lease),
            333n,
            0n,
          );
      }
      for (const [index, fields] of [
        [1, good],
        [2, bad],
        [3, poor],
        [4, unsigned],
      ] as const) {
        await expect(tx)
          .to.emit(leaseMarket, "BatchItemFailed")
          .withArgs(leaseIdOf(fields), index, expected[index]);
      }
    });

    it("ESC15: lets no wallet use another's gas", async () => {
      const { leaseMarket, clientWallet } = world;
      await clientWallet.wallet?.setMode(WalletMode.BurnGas);
      const burning = await leaseOf(world, { client: clientWallet.address });
      const good = await leaseOf(world);
      const openings = [await openingOf(world, burning), await openingOf(world, good)];
      // Too little to ask a wallet.
      expect(await leaseMarket.openBatch.staticCall(openings, GAS)).to.deep.equal([
        leaseMarket.interface.getError("CappedCallGasTooLow")?.selector,
        "0x00000000",
      ]);
      const invalid = leaseMarket.interface.getError("MarketInvalidSignature")?.selector;
      const reasons = await leaseMarket.openBatch.staticCall(openings, 600_000n);
      expect(reasons).to.deep.equal([invalid, "0x00000000"]);
      await clientWallet.wallet?.setMode(WalletMode.Owner);
    });

    it("says so where an item's gas ran out", async () => {
      const { leaseMarket } = world;
      const fields = await leaseOf(world);
      const tx = await leaseMarket.openBatch([await openingOf(world, fields)], 20_000n);
      await expect(tx)
        .to.emit(leaseMarket, "BatchItemFailed")
        .withArgs(leaseIdOf(fields), 0n, codeOf("BatchItemOutOfGas"));
    });

    it("ESC15: passes over one with a signature too long to copy, at nobody's expense", async () => {
      const { leaseMarket, clientWallet } = world;
      await clientWallet.wallet?.setMode(WalletMode.BurnGas);
      const long = `0x${"ab".repeat(60_000)}`;
      const openings = [];
      for (const nonce of [0n, 1n]) {
        const burning = await leaseOf(world, { client: clientWallet.address, nonce });
        openings.push(await openingOf(world, burning, { clientSignature: long }));
      }
      openings.push(await openingOf(world, await leaseOf(world)));
      const each = 600_000n;
      const fixed = 21_000n + 2_500_000n; // calldata
      const gasLimit = fixed + 3n * (each + 10_000n) + each / 63n + 40_000n;
      const codes = await leaseMarket.openBatch.staticCall(openings, each, { gasLimit });
      const tooLong = codeOf("BatchItemOutOfGas");
      expect(codes).to.deep.equal([tooLong, tooLong, "0x00000000"]);
      await leaseMarket.openBatch(openings, each, { gasLimit });
    });

    it("ESC17: gives the last as much as the first, where all fail at their longest", async () => {
      const { leaseMarket, clientWallet } = world;
      await clientWallet.wallet?.setMode(WalletMode.BurnGas);
      const each = 500_000n;
      const openings = [];
      // Together below the longest that is tried.
      const longest = `0x${"ab".repeat(6_500)}`;
      for (let nonce = 0n; nonce < 12n; ++nonce) {
        const burning = await leaseOf(world, { client: clientWallet.address, nonce });
        openings.push(await openingOf(world, burning, { clientSignature: longest }));
      }
      const args = [openings, each] as const;
      // Two transactions differ in nothing but gas: the least that begins is enough to the end.
      let [low, high] = [1_000_000n, 20_000_000n];
      while (high - low > 2_000n) {
        const middle = (low + high) / 2n;
        const begins = await leaseMarket.openBatch
          .staticCall(...args, { gasLimit: middle })
          .then(() => true)
          .catch(() => false);
        if (begins) high = middle;
        else low = middle;
      }
      const codes = await leaseMarket.openBatch.staticCall(...args, { gasLimit: high });
      expect(new Set(codes)).to.deep.equal(new Set([codeOf("MarketInvalidSignature")]));
      expect(high).to.be.greaterThan(12n * (each + 10_000n));
    });

    it("ESC17: refuses to begin with less gas than it sets aside", async () => {
      const { leaseMarket } = world;
      const openings = [await openingOf(world, await leaseOf(world))];
      await expect(
        leaseMarket.openBatch(openings, GAS, { gasLimit: 330_000n }),
      ).to.be.revertedWithCustomError(leaseMarket, "BatchGasTooLow");
      await expect(leaseMarket.openBatch(openings, 2n ** 256n - 1n)).to.be.revertedWithCustomError(
        leaseMarket,
        "BatchGasTooLow",
      );
    });

    it("opens and collects in one transaction", async () => {
      const { leaseMarket, provider, token } = world;
      await fundFloat(world, world.client.address, RESERVE);
      await time.increase(DAY);
      const fields = await leaseOf(world);
      const abi = leaseMarket.interface;
      const voucher = await voucherOf(world, fields, 1_000n);
      const calls = [
        abi.encodeFunctionData("open", [await openingOf(world, fields)]),
        abi.encodeFunctionData("collect", [provider.address, await token.getAddress(), voucher]),
      ];
      await leaseMarket.multicall(calls);
      expect((await leaseMarket.leaseOf(leaseIdOf(fields))).collected).to.equal(1_000n);
    });
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
