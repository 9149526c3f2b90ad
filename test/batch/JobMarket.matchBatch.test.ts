import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import type { MatchStruct } from "@weft/sdk";
import { expect } from "chai";
import { ethers } from "hardhat";

import { assertConservation } from "../support/conservation";
import { deployWorld, FUNDS, STAKE, type World } from "../support/deploy";
import { COLLATERAL, PRICE } from "../support/market-orders";
import {
  ASKING_GAS,
  DONE,
  GAS,
  MATCH_GAS,
  failuresIn,
  marketCode,
  matchAt,
  matchBatch,
  shuffled,
} from "./support";

/** Signed matches, good ones and one of every kind of bad one, with the codes they must get. */
async function mixed(world: World): Promise<{ match: MatchStruct; code: string }[]> {
  const { condition, clientWallet, otherProvider, stranger, otherClient } = world;
  await condition.setMode(2n); // burns all gas
  await clientWallet.wallet?.setMode(4n); // burns all gas
  const asked = await condition.getAddress();
  const code = (name: string) => marketCode(world, name);
  const tooMuch = { collateralPerUnit: STAKE + 1n, provider: otherProvider.address };
  const rich = { pricePerUnit: FUNDS + 1n };
  return [
    { match: await matchAt(world, 0n), code: DONE },
    { match: await matchAt(world, 1n), code: DONE },
    {
      match: await matchAt(world, 2n, { request: { client: otherClient.address } }),
      code: DONE,
    },
    { match: await matchAt(world, 3n, { offer: { expiry: 1 } }), code: code("MarketOrderExpired") },
    {
      match: await matchAt(world, 4n, { offer: { venue: stranger.address } }),
      code: code("MarketWrongVenue"),
    },
    {
      match: await matchAt(world, 5n, { tampered: { requestSignature: "0x" } }),
      code: code("MarketInvalidSignature"),
    },
    {
      match: await matchAt(world, 6n, { request: { client: clientWallet.address } }),
      code: code("MarketInvalidSignature"),
    },
    {
      match: await matchAt(world, 7n, { request: { condition: asked } }),
      code: code("MarketConditionNotMet"),
    },
    { match: await matchAt(world, 8n, { offer: tooMuch }), code: code("StakeInsufficientFree") },
    {
      match: await matchAt(world, 9n, { offer: rich, request: { maxPricePerUnit: FUNDS + 1n } }),
      code: code("ERC6909InsufficientBalance"),
    },
  ];
}

describe("JobMarket.matchBatch", () => {
  it("gives each match of a mixed batch its code, and opens the good ones in any order", async () => {
    for (let seed = 1; seed <= 6; ++seed) {
      const world = await loadFixture(deployWorld);
      const items = shuffled(await mixed(world), seed);
      const { codes, jobs } = await matchBatch(
        world,
        items.map(({ match }) => match),
        ASKING_GAS,
      );
      expect(codes).to.deep.equal(items.map(({ code }) => code));
      expect(new Set(jobs.map(({ index }) => index))).to.deep.equal(new Set([0, 1, 2]));
      const { openJobs } = await assertConservation(world);
      expect(openJobs.size).to.equal(3);
    }
  }).timeout(400_000);

  it("matches nothing where there is nothing to match", async () => {
    const world = await loadFixture(deployWorld);
    expect(await matchBatch(world, [])).to.deep.equal({ codes: [], jobs: [] });
  });

  it("opens one of two equal matches and names the reason of the other", async () => {
    const world = await loadFixture(deployWorld);
    const match = await matchAt(world, 0n);
    const { codes, jobs } = await matchBatch(world, [match, match]);
    expect(codes).to.deep.equal([DONE, marketCode(world, "OrderNonceUsed")]);
    expect(jobs).to.have.lengthOf(1);
    await assertConservation(world);
  });

  it("matches by the caller: its venue, its tip", async () => {
    const world = await loadFixture(deployWorld);
    const { vault, token, matcher } = world;
    const tipped = { tipPerUnit: 7n, venue: matcher.address };
    const matches = [
      await matchAt(world, 0n, { request: tipped }),
      await matchAt(world, 1n, { request: tipped }),
    ];
    const { codes } = await matchBatch(world, matches);
    expect(codes).to.deep.equal([DONE, DONE]);
    expect(await vault.balanceOf(matcher, BigInt(await token.getAddress()))).to.equal(14n);
    await assertConservation(world);
  });

  it("serves matches that need the same money in their order", async () => {
    const world = await loadFixture(deployWorld);
    const price = FUNDS / 2n + 1n;
    const orders = { offer: { pricePerUnit: price }, request: { maxPricePerUnit: price } };
    const matches = [await matchAt(world, 0n, orders), await matchAt(world, 1n, orders)];
    const { codes, jobs } = await matchBatch(world, matches);
    expect(codes).to.deep.equal([DONE, marketCode(world, "ERC6909InsufficientBalance")]);
    expect(jobs.map(({ pricePerUnit }) => pricePerUnit)).to.deep.equal([price]);
  });

  it("takes no account of what is not in the batch", async () => {
    const world = await loadFixture(deployWorld);
    const { jobs } = await matchBatch(world, [await matchAt(world, 0n)]);
    expect(jobs.map(({ pricePerUnit, collateral }) => [pricePerUnit, collateral])).to.deep.equal([
      [PRICE, COLLATERAL],
    ]);
  });

  context("given gas", () => {
    it("is refused as a whole when the gas does not cover all items", async () => {
      const world = await loadFixture(deployWorld);
      const { jobMarket } = world;
      const match = await matchAt(world, 0n);
      for (const gasPerItem of [2n ** 60n, ethers.MaxUint256]) {
        await expect(jobMarket.matchBatch([match], gasPerItem, GAS)).to.be.revertedWithCustomError(
          jobMarket,
          "BatchGasTooLow",
        );
      }
      expect(await jobMarket.isNonceUsable(world.client.address, 0n)).to.equal(true);
    });

    it("gives a code of its own to an item that runs out, and undoes it", async () => {
      const world = await loadFixture(deployWorld);
      const match = await matchAt(world, 0n);
      const { codes } = await matchBatch(world, [match], 90_000n);
      expect(codes).to.deep.equal([marketCode(world, "BatchItemOutOfGas")]);
      expect((await matchBatch(world, [match])).codes).to.deep.equal([DONE]);
      await assertConservation(world);
    });

    it("asks nobody with less gas than it is due, sparing with gas", async () => {
      const world = await loadFixture(deployWorld);
      const { clientWallet, condition } = world;
      const low = ethers.id("CappedCallGasTooLow(uint256,uint256)").slice(0, 10);
      const asked = await condition.getAddress();
      await condition.setAnswer(world.provider.address, ethers.ZeroHash, "0x", 1n);
      const byWallet = await matchAt(world, 0n, { request: { client: clientWallet.address } });
      const conditional = await matchAt(world, 1n, { request: { condition: asked } });
      expect((await matchBatch(world, [byWallet, conditional], 150_000n)).codes).to.deep.equal([
        low,
        low,
      ]);
      expect((await matchBatch(world, [byWallet, conditional], ASKING_GAS)).codes).to.deep.equal([
        DONE,
        DONE,
      ]);
    });

    it("lets items that burn all they get leave the last its gas, sparing with gas", async () => {
      const world = await loadFixture(deployWorld);
      const { jobMarket, clientWallet } = world;
      await clientWallet.wallet?.setMode(4n);
      const burning: MatchStruct[] = [];
      for (let i = 0n; i < 4n; ++i) {
        burning.push(await matchAt(world, i, { request: { client: clientWallet.address } }));
      }
      const matches = [...burning, await matchAt(world, 9n)];
      const data = jobMarket.interface.encodeFunctionData("matchBatch", [matches, ASKING_GAS]);
      const intrinsic = ethers
        .getBytes(data)
        .reduce((sum, byte) => sum + (byte === 0 ? 4n : 16n), 21_000n);
      const needed = 5n * (ASKING_GAS + 10_000n) + ASKING_GAS / 63n + 1_000n;
      await expect(
        jobMarket.matchBatch(matches, ASKING_GAS, { gasLimit: intrinsic + needed }),
      ).to.be.revertedWithCustomError(jobMarket, "BatchGasTooLow");
      await jobMarket.matchBatch(matches, ASKING_GAS, { gasLimit: intrinsic + needed + 5_000n });
      expect(await jobMarket.isNonceUsable(world.client.address, 9n)).to.equal(false);
      await assertConservation(world);
    });
  });

  it("ESC15: passes over a match too long to copy, at nobody's expense, sparing with gas", async () => {
    const world = await loadFixture(deployWorld);
    const { jobMarket, clientWallet } = world;
    await clientWallet.wallet?.setMode(4n); // burns all gas
    const matches: MatchStruct[] = [];
    for (let i = 0n; i < 3n; ++i) {
      const match = await matchAt(world, i, {
        request: { client: clientWallet.address },
        tampered: { requestSignature: `0x${"ab".repeat(60_000)}` },
      });
      matches.push(match);
    }
    matches.push(await matchAt(world, 9n));
    const tooLong = marketCode(world, "BatchItemOutOfGas");
    const args = [matches, ASKING_GAS] as const;
    const data = jobMarket.interface.encodeFunctionData("matchBatch", [...args]);
    const intrinsic = ethers
      .getBytes(data)
      .reduce((sum, byte) => sum + (byte === 0 ? 4n : 16n), 21_000n);
    const needed = 4n * (ASKING_GAS + 10_000n) + ASKING_GAS / 63n + 6_000n;
    const gas = { gasLimit: intrinsic + needed };
    expect(await jobMarket.matchBatch.staticCall(...args, gas)).to.deep.equal([
      tooLong,
      tooLong,
      tooLong,
      DONE,
    ]);
    await jobMarket.matchBatch(...args, gas);
    expect(await jobMarket.isNonceUsable(world.client.address, 9n)).to.equal(false);
    await assertConservation(world);
  });

  it("says what failed by the hash of its bytes", async () => {
    const world = await loadFixture(deployWorld);
    const { jobMarket } = world;
    const match = await matchAt(world, 0n, { offer: { expiry: 1 } });
    const receipt = await (await jobMarket.matchBatch([match], MATCH_GAS)).wait();
    const encoded = jobMarket.interface.encodeFunctionData("matchOrders", [match]);
    // Behind the selector and the word that says where the match begins.
    expect(failuresIn(receipt)).to.deep.equal([
      {
        item: ethers.keccak256(ethers.dataSlice(encoded, 36)),
        index: 0,
        code: marketCode(world, "MarketOrderExpired"),
      },
    ]);
  });
});
