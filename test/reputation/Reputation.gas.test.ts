import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";

import { Status } from "../support/market-actions";
import { deployRecords, gasOf, H100, tell, WEEK } from "./support";

/** What a record may add to the settlement of a provider that has one, all included. */
const BUDGET = 15_000n;
/** What the market spends on making the call, beyond what is measured here. */
const MARKET_SIDE = 400n;
/** The dearest there is: what a market must set aside for a record, and check that it has. */
const RECORD_GAS = 100_000n;

describe("Reputation: gas", () => {
  it("adds at most 15,000 to the settlement of a known provider, however the job ended", async () => {
    const world = await loadFixture(deployRecords);
    for (const needs of [0n, H100]) {
      await tell(world, { needs });
      for (const end of Object.values(Status)) {
        for (const wait of [1n, 86_400n]) {
          await time.increaseTo(((await world.reputation.currentEpoch()) + 1n) * WEEK);
          await tell(world, { needs });
          await time.increase(wait);
          const gas = await gasOf(world, await tell(world, { needs, end }));
          expect(gas <= BUDGET - MARKET_SIDE, `${end} takes ${gas}`).to.equal(true);
        }
      }
    }
  });

  it("fits the cap of the market in the dearest case", async () => {
    const world = await loadFixture(deployRecords);
    const gas: bigint[] = [];
    // A newcomer, a newcomer with a model, and after an epoch turned, with the first tally of that epoch.
    gas.push(await gasOf(world, await tell(world)));
    gas.push(await gasOf(world, await tell(world, { needs: H100, provider: world.other.address })));
    for (let i = 0n; i < 8n; i++) await tell(world, { needs: 1n << (20n + i) });
    await time.increase(60n * WEEK);
    gas.push(await gasOf(world, await tell(world, { needs: H100 })));
    const dearest = gas.reduce((most, one) => (one > most ? one : most));
    expect(dearest > 50_000n && dearest < RECORD_GAS, gas.join()).to.equal(true);
  });

  it("says what an unlisted job costs", async () => {
    const world = await loadFixture(deployRecords);
    expect((await gasOf(world, await tell(world, { fee: 0n }))) < 7_000n).to.equal(true);
  });
});
