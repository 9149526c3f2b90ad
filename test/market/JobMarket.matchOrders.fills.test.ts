import { loadFixture, mine } from "@nomicfoundation/hardhat-network-helpers";
import { makeNonce, packJob } from "@weft/sdk";
import { expect } from "chai";
import { network } from "hardhat";

import { assertConservation } from "../support/conservation";
import { deployWorld, type World } from "../support/deploy";
import { match, settle, Status, Verdict } from "../support/market-actions";
import { digestsOf, draftOf, signMatch, type Draft } from "../support/market-orders";

describe("JobMarket.matchOrders: fills", () => {
  let world: World;
  let draft: Draft;

  beforeEach(async () => {
    world = await loadFixture(deployWorld);
    draft = await draftOf(world);
  });

  afterEach(() => assertConservation(world));

  async function assertOverfilled(by: Draft, side: "offer" | "request", left: bigint) {
    await expect(world.jobMarket.matchOrders(await signMatch(world, by)))
      .to.be.revertedWithCustomError(world.jobMarket, "MarketOverfilled")
      .withArgs(digestsOf(world, by)[side], by.units, left);
  }

  async function assertTooFew(by: Draft, side: "offer" | "request", minUnits: bigint) {
    await expect(world.jobMarket.matchOrders(await signMatch(world, by)))
      .to.be.revertedWithCustomError(world.jobMarket, "MarketTooFewUnits")
      .withArgs(digestsOf(world, by)[side], by.units, minUnits);
  }

  it("SIG12: fills in parts whose first units count up, and no more than all", async () => {
    const firsts: bigint[] = [];
    for (const units of [3n, 1n, 6n])
      firsts.push((await match(world, { ...draft, units })).firstUnit);
    expect(firsts).to.deep.equal([0n, 3n, 4n]);
    await assertOverfilled({ ...draft, units: 1n }, "offer", 0n);
  });

  it("SIG12: refuses more than an order holds in one match", async () => {
    await assertOverfilled({ ...draft, units: 11n }, "offer", 10n);
    const larger = { ...draft, offer: { ...draft.offer, units: 20n }, units: 11n };
    await assertOverfilled(larger, "request", 10n);
  });

  it("SIG12: refuses more than an order has left over two matches", async () => {
    await match(world, { ...draft, units: 6n });
    await assertOverfilled({ ...draft, units: 5n }, "offer", 4n);
    await match(world, { ...draft, units: 4n });
  });

  it("SIG12: lets one of two matches in a block through where only one fits", async () => {
    const { jobMarket, matcher, stranger } = world;
    const signed = await signMatch(world, { ...draft, units: 6n });
    await network.provider.send("evm_setAutomine", [false]);
    const first = await jobMarket.connect(matcher).matchOrders(signed, { gasLimit: 1_000_000n });
    const second = await jobMarket.connect(stranger).matchOrders(signed, { gasLimit: 1_000_000n });
    await mine();
    await network.provider.send("evm_setAutomine", [true]);
    const receipts = await Promise.all([first, second].map(({ hash }) => receiptOf(hash)));
    expect(receipts.map(({ blockNumber }) => blockNumber)[0]).to.equal(receipts[1]?.blockNumber);
    expect(receipts.map(({ status }) => status).sort()).to.deep.equal([0, 1]);
    expect(await jobMarket.filledOf(digestsOf(world, draft).offer)).to.equal(6n);
  });

  it("SIG12: lets both of two matches in a block through where both fit", async () => {
    const { jobMarket, matcher, stranger } = world;
    const signed = await signMatch(world, { ...draft, units: 5n });
    await network.provider.send("evm_setAutomine", [false]);
    const first = await jobMarket.connect(matcher).matchOrders(signed, { gasLimit: 1_000_000n });
    const second = await jobMarket.connect(stranger).matchOrders(signed, { gasLimit: 1_000_000n });
    await mine();
    await network.provider.send("evm_setAutomine", [true]);
    for (const { hash } of [first, second]) expect((await receiptOf(hash)).status).to.equal(1);
    const { openJobs } = await assertConservation(world);
    expect([...openJobs.values()].map(({ firstUnit }) => firstUnit).sort()).to.deep.equal([0n, 5n]);
  });

  async function receiptOf(hash: string) {
    const receipt = await world.matcher.provider.getTransactionReceipt(hash);
    if (receipt === null) throw new Error(`transaction ${hash} is not in a block`);
    return receipt;
  }

  it("ESC18: refuses crumbs below the least of either order", async () => {
    const picky = { ...draft.offer, minUnits: 4n };
    await assertTooFew({ ...draft, offer: picky, units: 3n }, "offer", 4n);
    const pickyRequest = { ...draft.request, minUnits: 4n };
    await assertTooFew({ ...draft, request: pickyRequest, units: 3n }, "request", 4n);
  });

  it("takes exactly the least, and the rest even where it is smaller", async () => {
    draft = await draftOf(world, { offer: { minUnits: 7n }, request: { minUnits: 7n } });
    await match(world, { ...draft, units: 7n });
    await assertTooFew({ ...draft, units: 2n }, "offer", 7n);
    await match(world, { ...draft, units: 3n });
  });

  it("takes an order whose least is above all it holds only as a whole", async () => {
    draft = await draftOf(world, { offer: { minUnits: 99n } });
    await assertTooFew({ ...draft, units: 9n }, "offer", 99n);
    await match(world, draft);
  });

  it("refuses an order of zero units", async () => {
    await assertOverfilled(await draftOf(world, { offer: { units: 0n }, units: 1n }), "offer", 0n);
    await assertOverfilled(
      await draftOf(world, { request: { units: 0n }, units: 1n }),
      "request",
      0n,
    );
  });

  it("fills one offer from the requests of many clients", async () => {
    const { client, otherClient, clientWallet } = world;
    for (const { address } of [client, otherClient, clientWallet]) {
      const request = { ...draft.request, client: address, units: 3n };
      await match(world, { ...draft, request, units: 3n });
    }
    expect(await world.jobMarket.filledOf(digestsOf(world, draft).offer)).to.equal(9n);
  });

  it("fills one request from the offers of many providers", async () => {
    const { provider, otherProvider, providerWallet } = world;
    const firsts: bigint[] = [];
    for (const { address } of [provider, otherProvider, providerWallet]) {
      const offer = { ...draft.offer, provider: address, units: 3n };
      firsts.push((await match(world, { ...draft, offer, units: 3n })).firstUnit);
    }
    expect(firsts).to.deep.equal([0n, 3n, 6n]);
  });

  context("given orders of a single unit", () => {
    beforeEach(async () => {
      draft = await draftOf(world, { offer: { units: 1n }, request: { units: 1n }, units: 1n });
    });

    it("tracks them by their nonce alone, and refuses them a second time", async () => {
      await match(world, draft);
      await expect(world.jobMarket.matchOrders(await signMatch(world, draft)))
        .to.be.revertedWithCustomError(world.jobMarket, "OrderNonceUsed")
        .withArgs(draft.offer.provider, 0n);
    });

    it("SIG12: refuses two units of one", async () => {
      await assertOverfilled({ ...draft, units: 2n }, "offer", 1n);
      const offer = { ...draft.offer, units: 2n };
      await assertOverfilled({ ...draft, offer, units: 2n }, "request", 1n);
    });

    it("refuses another order with the nonce of a used one", async () => {
      await match(world, draft);
      const other = await draftOf(world, {
        offer: { nonce: makeNonce(0, 1) },
        request: { spec: `0x${"11".repeat(32)}` },
      });
      await expect(world.jobMarket.matchOrders(await signMatch(world, other)))
        .to.be.revertedWithCustomError(world.jobMarket, "OrderNonceUsed")
        .withArgs(draft.request.client, 0n);
    });

    for (const index of [0, 223, 224, 255, 256, 2 ** 32 - 1]) {
      it(`SIG10: uses nonce index ${index} in any order`, async () => {
        const later = { ...draft, offer: { ...draft.offer, nonce: makeNonce(0, index) } };
        const nonce = makeNonce(0, index);
        await match(world, { ...later, request: { ...draft.request, nonce } });
        expect(await world.jobMarket.isNonceUsable(world.client.address, nonce)).to.equal(false);
        const free = index === 7 ? 8 : 7;
        const next = await draftOf(world, {
          offer: { nonce: makeNonce(0, free) },
          request: { nonce: makeNonce(0, free) },
        });
        await match(world, next);
      });
    }
  });

  context("given two requests of many units with one nonce", () => {
    let twin: Draft;

    beforeEach(async () => {
      twin = await draftOf(world, {
        offer: { nonce: makeNonce(0, 1) },
        request: { spec: `0x${"22".repeat(32)}` },
      });
    });

    it("refuses the second from the unit whose slot the first holds open", async () => {
      await match(world, draft);
      await expect(world.jobMarket.matchOrders(await signMatch(world, twin)))
        .to.be.revertedWithCustomError(world.jobMarket, "MarketJobSlotBusy")
        .withArgs(world.client.address, 0n, 0n);
    });

    it("lets the second take the slot over once the first has ended, which is then forgotten", async () => {
      const { jobMarket, verifier } = world;
      const job = await match(world, draft);
      await verifier.setVerdict(Verdict.Accepted, 10n, 0n);
      await settle(world, job, { status: Status.Accepted, units: 10n, slashBps: 0n });
      await match(world, twin);
      expect(await jobMarket.statusOf(packJob(job))).to.equal(Status.None);
      await expect(jobMarket.settle(packJob(job)))
        .to.be.revertedWithCustomError(jobMarket, "MarketJobNotOpen")
        .withArgs(await jobMarket.jobIdOf(packJob(job)), Status.None);
    });
  });
});
