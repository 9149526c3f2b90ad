import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";

import { assertConservation } from "../support/conservation";
import { deployWorld } from "../support/deploy";
import { assertEveryoneCanLeave } from "../support/market-leave";
import { Scenario, STEP_KINDS } from "../support/market-scenario";
import { Random } from "../support/random";

const STEPS = 150;

describe("JobMarket: many parties, two tokens, steps in random order", () => {
  for (const seed of [3, 6]) {
    it(`keeps every unit through ${STEPS} steps, and lets everybody leave (seed ${seed})`, async () => {
      const world = await loadFixture(deployWorld);
      const scenario = new Scenario(world, new Random(seed));
      for (let step = 0; step < STEPS; ++step) {
        await scenario.step();
        const { openJobs } = await assertConservation(world);
        expect(openJobs.size, "open jobs").to.equal(scenario.openJobs);
      }
      // A kind that never did anything would have shown nothing.
      expect([...scenario.done.keys()]).to.have.members(STEP_KINDS);
      await scenario.finish();
      await assertEveryoneCanLeave(world);
    });
  }
});
