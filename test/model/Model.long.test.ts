import { startAnvil, type Anvil } from "../../scripts/lib/anvil";
import { Stage, checkCoverage, runsOf } from "./run";

const RUNS = 10;
const STEPS = 100;

describe("anvil and the model", () => {
  let anvil: Anvil;

  before(async () => {
    anvil = await startAnvil("--accounts", "20", "--hardfork", "cancun", "--silent");
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
    await stage.run({ ...runsOf(RUNS), steps: STEPS });
    checkCoverage(stage.tally);
  });
});
