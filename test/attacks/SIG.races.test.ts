import { loadFixture, takeSnapshot } from "@nomicfoundation/hardhat-network-helpers";
import { packJob } from "@weft/sdk";
import { expect } from "chai";

import { assertConservation } from "../support/conservation";
import type { World } from "../support/deploy";
import { match, settle, Status, Verdict } from "../support/market-actions";
import {
  digestsOf,
  draftOf,
  PRICE,
  signMatch,
  UNITS,
  type DraftOverrides,
} from "../support/market-orders";
import { inOneBlock, type Send } from "../support/block";
import { fortunesOf, moneyOf } from "./support/money";
import { deployAttacked } from "./support/world";

const IN_FULL = { status: Status.Accepted, units: UNITS, slashBps: 0n };

describe("attacks on orders by who stands where in a block", () => {
  let world: World;

  beforeEach(async () => {
    ({ world } = await loadFixture(deployAttacked));
  });

  /** Brings what an attacker put together, and asserts that it is refused and that nobody gains by it. */
  async function assertRefused(overrides: DraftOverrides, error: string) {
    const before = await fortunesOf(world);
    const signed = await signMatch(world, await draftOf(world, overrides));
    await expect(
      world.jobMarket.connect(world.stranger).matchOrders(signed),
    ).to.be.revertedWithCustomError(world.jobMarket, error);
    expect(await fortunesOf(world)).to.deep.equal(before);
  }

  /** A match by somebody, as a call that shares its block with others. */
  async function matching(by: World["matcher"], overrides: DraftOverrides = {}): Promise<Send> {
    const signed = await signMatch(world, await draftOf(world, overrides));
    return (limits) => world.jobMarket.connect(by).matchOrders(signed, limits);
  }

  const TAKE_BACK: [name: string, by: "client" | "payer", call: (digest: string) => string][] = [
    ["cancel", "client", () => world.jobMarket.interface.encodeFunctionData("cancel", [0n])],
    [
      "cancelWord",
      "client",
      () => world.jobMarket.interface.encodeFunctionData("cancelWord", [0n]),
    ],
    ["cancelAll", "client", () => world.jobMarket.interface.encodeFunctionData("cancelAll")],
    [
      "revokePayer",
      "payer",
      (digest) => world.jobMarket.interface.encodeFunctionData("revokePayer", [digest]),
    ],
  ];
  for (const [name, role, encode] of TAKE_BACK) {
    it(`SIG11: a match in front of a ${name} stands whole, and one behind it does nothing`, async () => {
      const overrides = { request: { payer: world.payer.address } };
      const draft = await draftOf(world, overrides);
      const data = encode(digestsOf(world, draft).request);
      const to = await world.jobMarket.getAddress();
      const takeBack: Send = (limits) => world[role].key.sendTransaction({ to, data, ...limits });
      const before = await moneyOf(world, world.payer.address);
      const snapshot = await takeSnapshot();
      const fill = await matching(world.stranger, overrides);
      expect(await inOneBlock(takeBack, fill)).to.deep.equal([true, false]);
      expect(await moneyOf(world, world.payer.address)).to.equal(before);
      expect((await assertConservation(world)).openJobs.size).to.equal(0);
      await snapshot.restore();

      expect(await inOneBlock(fill, takeBack)).to.deep.equal([true, true]);
      const { openJobs } = await assertConservation(world);
      expect(await moneyOf(world, world.payer.address)).to.equal(before - UNITS * PRICE);
      const [job] = openJobs.values();
      if (job === undefined) throw new Error("no job is open");
      // Taking the order back takes back nothing of the job.
      await world.verifier.setVerdict(Verdict.Accepted, UNITS, 0n);
      await settle(world, job, IN_FULL);
    });
  }

  it("SIG12: two takers of all the units: one gets them, the other nothing", async () => {
    const takers = [await matching(world.matcher), await matching(world.stranger)];
    const before = await moneyOf(world, world.client.address);
    expect(await inOneBlock(...takers)).to.deep.equal([true, false]);
    expect(await moneyOf(world, world.client.address)).to.equal(before - UNITS * PRICE);
    expect((await assertConservation(world)).openJobs.size).to.equal(1);
  });

  it("SIG12: N + 1 units over two calls, and none at all, are refused", async () => {
    const draft = await draftOf(world);
    const two = [
      await matching(world.matcher, { ...draft, units: 6n }),
      await matching(world.stranger, { ...draft, units: 5n }),
    ];
    expect(await inOneBlock(...two)).to.deep.equal([true, false]);
    await assertRefused({ ...draft, units: 5n }, "MarketOverfilled");
    await assertRefused({ ...draft, units: 0n }, "MarketZeroUnits");
    const digests = digestsOf(world, draft);
    expect(await world.jobMarket.filledOf(digests.request)).to.equal(6n);
    await match(world, { ...draft, units: 4n });
    await assertRefused({ ...draft, units: 1n }, "MarketOverfilled");
    await assertConservation(world);
  });

  it("SIG13: who copies a match in front of it gets the tip, and nobody else loses by it", async () => {
    const { matcher, stranger, client, provider, jobMarket } = world;
    const tipPerUnit = 7n;
    const overrides = { request: { tipPerUnit } };
    const [honest, copied] = [
      await matching(matcher, overrides),
      await matching(stranger, overrides),
    ];
    const before = await fortunesOf(world);
    expect(await inOneBlock(copied, honest)).to.deep.equal([true, false]);
    const after = await fortunesOf(world);
    expect(after["stranger"]?.[0]).to.equal((before["stranger"]?.[0] ?? 0n) + UNITS * tipPerUnit);
    expect(after["matcher"]).to.deep.equal(before["matcher"]);
    const [job] = (await assertConservation(world)).openJobs.values();
    expect([job?.client, job?.provider]).to.deep.equal([client.address, provider.address]);
    expect(await moneyOf(world, client.address)).to.equal(
      (before["client"]?.[0] ?? 0n) - UNITS * (PRICE + tipPerUnit),
    );
    if (job === undefined) throw new Error("no job is open");
    expect(await jobMarket.statusOf(packJob(job))).to.equal(Status.Open);
  });

  it("SIG13: an order that names who brings it is nobody else's to bring", async () => {
    const { matcher, stranger } = world;
    for (const side of ["offer", "request"] as const) {
      const overrides = { [side]: { venue: matcher.address } };
      const snapshot = await takeSnapshot();
      const [honest, copied] = [
        await matching(matcher, overrides),
        await matching(stranger, overrides),
      ];
      expect(await inOneBlock(copied, honest)).to.deep.equal([false, true]);
      await snapshot.restore();
    }
  });
});
