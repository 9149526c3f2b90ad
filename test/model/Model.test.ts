import { expect } from "chai";
import hre, { ethers } from "hardhat";

import { PATHS } from "./paths";
import { Stage, runsOf } from "./run";

/** Few: `Model.long.test.ts` plays more, on another client. */
const RUNS = 4;
const STEPS = 100;

describe("the chain and the model", () => {
  const request = (method: string, params: readonly unknown[]): Promise<unknown> =>
    hre.network.provider.request({ method, params: [...params] });
  let snapshot: unknown;
  let stage: Stage;

  before(async () => {
    const [signer] = await ethers.getSigners();
    if (signer === undefined) throw new Error("no accounts");
    const { chainId } = await ethers.provider.getNetwork();
    snapshot = await request("evm_snapshot", []);
    stage = await Stage.open({ request }, signer, chainId);
  });

  after(async () => {
    await request("evm_revert", [snapshot]);
  });

  it("agree after every call of random sequences", async () => {
    await stage.run({ ...runsOf(RUNS), steps: STEPS });
    const tallies = [...stage.tally.values()];
    expect(tallies.filter(({ done }) => done > 0).length).to.be.greaterThan(10);
    expect(tallies.filter(({ refused }) => refused > 0).length).to.be.greaterThan(10);
  });

  for (const [name, steps] of Object.entries(PATHS)) {
    it(`agree that ${name}`, async () => {
      await stage.follow(steps);
    });
  }
});
