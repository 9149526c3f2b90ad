import { expect } from "chai";
import hre, { ethers } from "hardhat";

import { Stage, runsOf } from "./run";

/** Few: `Model.long.test.ts` plays more, on another client. */
const RUNS = 4;
const STEPS = 100;

describe("the chain and the model", () => {
  it("agree after every call of random sequences", async () => {
    const [signer] = await ethers.getSigners();
    if (signer === undefined) throw new Error("no accounts");
    const request = (method: string, params: readonly unknown[]): Promise<unknown> =>
      hre.network.provider.request({ method, params: [...params] });
    const { chainId } = await ethers.provider.getNetwork();
    const before = await request("evm_snapshot", []);
    const stage = await Stage.open({ request }, signer, chainId);
    await stage.run({ ...runsOf(RUNS), steps: STEPS });
    const tallies = [...stage.tally.values()];
    expect(tallies.filter(({ done }) => done > 0).length).to.be.greaterThan(10);
    expect(tallies.filter(({ refused }) => refused > 0).length).to.be.greaterThan(10);
    await request("evm_revert", [before]);
  });
});
