import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { packResources } from "@weft/sdk";
import { expect } from "chai";
import { ethers, ZeroHash } from "ethers";
import { ethers as network } from "hardhat";

import { assertConservation } from "../support/conservation";
import { deployWorld, STAKE, type World } from "../support/deploy";
import { match, settle, Status, Verdict } from "../support/market-actions";
import {
  digestsOf,
  draftOf,
  signMatch,
  TERMS,
  type DraftOverrides,
} from "../support/market-orders";

const MAX_UINT128 = 2n ** 128n - 1n;
const MAX_UINT64 = 2n ** 64n - 1n;

const EDGES: readonly [name: string, overrides: DraftOverrides][] = [
  ["no price", { offer: { pricePerUnit: 0n } }],
  ["a bid equal to the ask", { offer: { pricePerUnit: 5n }, request: { maxPricePerUnit: 5n } }],
  ["no collateral", { offer: { collateralPerUnit: 0n }, request: { minCollateralPerUnit: 0n } }],
  ["all free stake as collateral", { offer: { collateralPerUnit: STAKE / 10n } }],
  [
    "exactly the collateral wanted",
    { offer: { collateralPerUnit: 7n }, request: { minCollateralPerUnit: 7n } },
  ],
  ["exactly the time needed", { offer: { minSeconds: 3_600 } }],
  ["exactly the longest time", { offer: { maxSeconds: 5_400 } }],
  ["exactly the grace allowed", { offer: { graceSeconds: 600 } }],
  [
    "exactly the least slashes",
    { offer: { lateSlashBps: 100, noResultSlashBps: 1_000, wrongSlashBps: 3_000 } },
  ],
  [
    "one slash for all faults",
    { offer: { lateSlashBps: 3_000, noResultSlashBps: 3_000, wrongSlashBps: 3_000 } },
  ],
  ["slashes of the whole", { offer: { lateSlashBps: 10_000, noResultSlashBps: 10_000 } }],
  [
    "no slashes",
    {
      offer: { lateSlashBps: 0, noResultSlashBps: 0, wrongSlashBps: 0 },
      request: { minLateSlashBps: 0, minNoResultSlashBps: 0, minWrongSlashBps: 0 },
    },
  ],
  ["no time to verify", { offer: { minVerifySeconds: 0 }, request: { verifySeconds: 0 } }],
  ["exactly the time to verify needed", { offer: { minVerifySeconds: 1_800 } }],
  ["no time to work", { offer: { minSeconds: 0 }, request: { maxSeconds: 0 } }],
  ["no needs", { request: { needs: 0n } }],
  [
    "exactly the resources needed",
    { offer: { resources: packResources({ engines: ["wasm"], cores: 4, memory: 4_096 }) } },
  ],
  ["a beneficiary of its own", { request: { beneficiary: `0x${"ab".repeat(20)}` } }],
  ["the largest tip the payer can pay", { request: { tipPerUnit: 10n ** 14n - 1_000_003n } }],
];

describe("JobMarket.matchOrders: limits", () => {
  let world: World;

  beforeEach(async () => {
    world = await loadFixture(deployWorld);
  });

  afterEach(() => assertConservation(world));

  for (const side of ["offer", "request"] as const) {
    for (const early of [1, 0]) {
      it(`SIG9: matches ${early} seconds before the last second of the ${side}`, async () => {
        const expiry = (await time.latest()) + 100;
        const draft = await draftOf(world, { [side]: { expiry } });
        await time.setNextBlockTimestamp(expiry - early);
        await match(world, draft);
      });
    }

    it(`SIG9: reverts one second after the last second of the ${side}`, async () => {
      const expiry = (await time.latest()) + 100;
      const draft = await draftOf(world, { [side]: { expiry } });
      const signed = await signMatch(world, draft);
      await time.setNextBlockTimestamp(expiry + 1);
      await expect(world.jobMarket.matchOrders(signed))
        .to.be.revertedWithCustomError(world.jobMarket, "MarketOrderExpired")
        .withArgs(digestsOf(world, draft)[side], expiry, expiry + 1);
    });
  }

  for (const [name, overrides] of EDGES) {
    it(`matches given ${name}`, async () => {
      await match(world, await draftOf(world, overrides));
    });
  }

  it("matches given an offer of any terms of the verifier", async () => {
    const verifier = await world.verifier.getAddress();
    const verifications = [
      { verifier: world.stranger.address, terms: TERMS },
      { verifier, terms: ethers.id("other terms") },
      { verifier, terms: ZeroHash },
    ];
    await match(world, await draftOf(world, { offer: { verifications } }));
  });

  for (const side of ["offer", "request"] as const) {
    for (const price of ["ask", "between", "bid"] as const) {
      it(`lets the ${side}'s venue set the price at the ${price}`, async () => {
        const draft = await draftOf(world, { [side]: { venue: world.matcher.address } });
        const [ask, bid] = [draft.offer.pricePerUnit, draft.request.maxPricePerUnit];
        const pricePerUnit = { ask, between: (ask + bid) / 2n, bid }[price];
        await match(world, { ...draft, pricePerUnit });
      });
    }
  }

  context("given a payer with all that the vault holds of a token, 128 bits", () => {
    let fortune: string;

    beforeEach(async () => {
      const token = await network.deployContract("TestToken");
      fortune = await token.getAddress();
      await token.mint(world.deployer, MAX_UINT128);
      await token.approve(world.vault, MAX_UINT128);
      await world.vault.connect(world.deployer).deposit(token, MAX_UINT128, world.client.address);
    });

    function rich(units: bigint, pricePerUnit: bigint): DraftOverrides {
      return {
        offer: { token: fortune, units, pricePerUnit, collateralPerUnit: 0n },
        request: {
          token: fortune,
          units,
          maxPricePerUnit: pricePerUnit,
          minCollateralPerUnit: 0n,
        },
        units,
      };
    }

    it("ESC11: takes the largest payment, and ends that job at the highest fee", async () => {
      await world.jobMarket.connect(world.owner).setFee(500n);
      const job = await match(world, await draftOf(world, rich(1n, MAX_UINT128)));
      await world.verifier.setVerdict(Verdict.Accepted, 1n, 0n);
      await settle(world, job, { status: Status.Accepted, units: 1n, slashBps: 0n });
    });

    it("ESC11: takes the largest number of units", async () => {
      const price = MAX_UINT128 / MAX_UINT64;
      const job = await match(world, await draftOf(world, rich(MAX_UINT64, price)));
      await world.verifier.setVerdict(Verdict.Accepted, MAX_UINT64 - 1n, 0n);
      const units = MAX_UINT64 - 1n;
      await settle(world, job, { status: Status.Accepted, units, slashBps: 0n });
    });

    it("ESC11: takes the largest tip, and refuses one above 128 bits", async () => {
      const draft = await draftOf(world, rich(1n, 0n));
      draft.request.tipPerUnit = MAX_UINT128 + 1n;
      await expect(world.jobMarket.matchOrders(await signMatch(world, draft)))
        .to.be.revertedWithCustomError(world.jobMarket, "MarketAmountTooLarge")
        .withArgs(MAX_UINT128 + 1n, MAX_UINT128);
      draft.request.tipPerUnit = MAX_UINT128;
      const signed = await signMatch(world, draft);
      const id = BigInt(fortune);
      await expect(world.jobMarket.matchOrders(signed)).to.emit(world.jobMarket, "TipPaid");
      expect(await world.vault.balanceOf(world.client.address, id)).to.equal(0n);
    });

    it("ESC11: refuses a payment one above 128 bits", async () => {
      const signed = await signMatch(world, await draftOf(world, rich(1n, MAX_UINT128 + 1n)));
      await expect(world.jobMarket.matchOrders(signed))
        .to.be.revertedWithCustomError(world.jobMarket, "MarketAmountTooLarge")
        .withArgs(MAX_UINT128 + 1n, MAX_UINT128);
    });

    for (const what of ["payment", "tip"] as const) {
      it(`ESC11: refuses a ${what} that would wrap around 256 bits`, async () => {
        const huge = 2n ** 255n;
        const draft = await draftOf(world, rich(2n, what === "payment" ? huge : 1n));
        if (what === "tip") draft.request.tipPerUnit = huge;
        await expect(world.jobMarket.matchOrders(await signMatch(world, draft)))
          .to.be.revertedWithCustomError(world.jobMarket, "MarketAmountTooLarge")
          .withArgs(huge, MAX_UINT128 / 2n);
      });
    }
  });

  it("ESC11: refuses a collateral that would wrap around 96 bits", async () => {
    // 2^95 a unit, twice: zero in 96 bits.
    const draft = await draftOf(world, { offer: { collateralPerUnit: 2n ** 95n }, units: 2n });
    await expect(world.jobMarket.matchOrders(await signMatch(world, draft)))
      .to.be.revertedWithCustomError(world.jobMarket, "MarketAmountTooLarge")
      .withArgs(2n ** 96n, 2n ** 96n - 1n);
  });
});
