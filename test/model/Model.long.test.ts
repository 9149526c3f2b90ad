import { expect } from "chai";

import { startAnvil, type Anvil } from "../../scripts/lib/anvil";
import { Stage, checkCoverage, runsOf } from "./run";

/** Few: anvil takes ten times as long as the embedded chain. More, with `WEFT_MODEL_RUNS`, have to meet every kind. */
const RUNS = 3;
const MANY = 10;
const STEPS = 60;

describe("anvil and the model", () => {
  let anvil: Anvil;

  before(async () => {
    anvil = await startAnvil("--accounts", "20", "--hardfork", "cancun");
  });

  after(async () => {
    await anvil.stop();
  });

  it("agree after every call of random sequences", async () => {
    const { provider } = anvil;
    const request = (method: string, params: readonly unknown[]): Promise<unknown> =>
      provider.send(method, [...params]);
    const { chainId } = await provider.getNetwork();
    const stage = await Stage.open({ request }, await provider.getSigner(0), chainId);
    const asked = runsOf(RUNS);
    await stage.run({ ...asked, steps: STEPS });
    expect(stage.tally.size).to.be.greaterThan(10);
    if (asked.runs >= MANY) checkCoverage(stage.tally);
  });
});
