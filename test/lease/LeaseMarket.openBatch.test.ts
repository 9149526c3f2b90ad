import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { type Interface } from "ethers";

import { WalletMode } from "../support/signatures";
import { fundFloat, openingOf, voucherOf } from "./support/actions";
import { assertEveryoneCanLeave } from "./support/conservation";
import { leaseIdOf } from "./support/terms";
import { DAY, FUNDS, RESERVE, deployLeases, leaseOf, type LeaseWorld } from "./support/world";

describe("LeaseMarket.openBatch", () => {
  let world: LeaseWorld;

  beforeEach(async () => {
    world = await loadFixture(deployLeases);
  });

  afterEach(async () => {
    await assertEveryoneCanLeave(world);
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
});
