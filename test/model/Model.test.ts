import hre, { ethers } from "hardhat";

import { Stage, checkCoverage, runsOf } from "./run";

const RUNS = 14;
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
    checkCoverage(stage.tally);
    await request("evm_revert", [before]);
  });
});
