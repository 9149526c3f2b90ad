import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { makeNonce } from "@weft/sdk";
import { expect } from "chai";

import { assertConservation } from "../support/conservation";
import { deployWorld, type World } from "../support/deploy";
import { match } from "../support/market-actions";
import { BUSY, USED, type Fault } from "../support/market-fault";
import { FAULTS } from "../support/market-faults";
import { draftOf, signMatch, type Draft } from "../support/market-orders";

/** Fixture: both sides have used up a nonce, and a job of the client is open in the slot of another. */
async function deployPrepared(): Promise<World> {
  const world = await deployWorld();
  for (const { key } of [world.provider, world.client]) {
    await world.jobMarket.connect(key).cancel(makeNonce(0, USED));
  }
  await match(
    world,
    await draftOf(world, {
      offer: { nonce: makeNonce(0, 1) },
      request: { nonce: makeNonce(0, BUSY) },
    }),
  );
  return world;
}

/** Applies the faults, the last first: so each stands against whatever the later ones did to its fields. */
async function spoil(world: World, draft: Draft, faults: readonly Fault[]): Promise<void> {
  for (const fault of [...faults].reverse()) await fault.spoil(draft, world);
}

describe("JobMarket.matchOrders: refusals", () => {
  let world: World;
  let draft: Draft;

  beforeEach(async () => {
    world = await loadFixture(deployPrepared);
    draft = await draftOf(world);
  });

  afterEach(() => assertConservation(world));

  async function assertRefused(fault: Fault): Promise<void> {
    const signed = await signMatch(world, draft);
    const now = (await time.latest()) + 5;
    const args = await fault.args(draft, world, now);
    await time.setNextBlockTimestamp(now);
    await expect(world.jobMarket.connect(draft.matcher).matchOrders(signed))
      .to.be.revertedWithCustomError(fault.by?.(world) ?? world.jobMarket, fault.error)
      .withArgs(...args);
  }

  it("matches given no fault", async () => {
    await match(world, draft);
  });

  FAULTS.forEach((fault, i) => {
    it(`reverts given ${fault.name}`, async () => {
      await spoil(world, draft, [fault]);
      await assertRefused(fault);
    });

    it(`names it first given ${fault.name} and every later fault too`, async () => {
      await spoil(world, draft, FAULTS.slice(i));
      await assertRefused(fault);
    });
  });
});
