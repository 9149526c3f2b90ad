import hre, { ethers } from "hardhat";

import { Stage } from "./run";

describe("the chain and the model", () => {
  it("agree after every call of random sequences", async () => {
    const [signer] = await ethers.getSigners();
    if (signer === undefined) throw new Error("no accounts");
    const port = {
      request: (method: string, params: readonly unknown[]): Promise<unknown> =>
        hre.network.provider.request({ method, params: [...params] }),
    };
    const t0 = Date.now();
    const stage = await Stage.open(port, signer, 31_337n);
    const t1 = Date.now();
    await stage.run({ runs: Number(process.env["WEFT_MODEL_RUNS"] ?? "10"), seed: Number(process.env["WEFT_MODEL_SEED"] ?? "1"), steps: 60 });
    console.log(t1 - t0, Date.now() - t1, stage.tally);
  });
});
