import { expect } from "chai";
import { InvalidFieldError, planBatches, type ItemCost } from "../../packages/sdk/src";
import { calldataCost } from "../../packages/sdk/src/batches/plan";
import { Random } from "./support/random";

const fixed = { gas: 100n, bytes: 10 };

describe("sdk planBatches", () => {
  it("keeps order, drops none, fills no transaction above its limits, and none with less than fits", () => {
    const random = new Random("plan");
    for (let round = 0; round < 50; round += 1) {
      const limits = { gas: 1_000n + (random.word() % 5_000n), bytes: 100 + random.below(900) };
      const items: ItemCost[] = Array.from({ length: random.below(80) }, () => ({
        gas: random.word() % (limits.gas - fixed.gas + 1n),
        bytes: random.below(limits.bytes - fixed.bytes + 1),
      }));
      const batches = planBatches({ items, costOf: (item) => item, fixed, limits });
      expect(batches.flat()).to.deep.equal(items);
      const sums = batches.map((batch) => ({
        gas: batch.reduce((sum, { gas }) => sum + gas, fixed.gas),
        bytes: batch.reduce((sum, { bytes }) => sum + bytes, fixed.bytes),
      }));
      for (const [at, { gas, bytes }] of sums.entries()) {
        expect(batches[at]).to.not.have.length(0);
        expect(gas <= limits.gas && bytes <= limits.bytes).to.equal(true);
        const [next] = batches[at + 1] ?? [];
        if (next === undefined) continue;
        expect(gas + next.gas > limits.gas || bytes + next.bytes > limits.bytes).to.equal(true);
      }
    }
  });

  it("refuses an item that fits no transaction, by its place", () => {
    const limits = { gas: 1_000n, bytes: 100 };
    const plan = (items: ItemCost[]) => () =>
      planBatches({ items, costOf: (item) => item, fixed, limits });
    const small = { gas: 1n, bytes: 1 };
    expect(plan([small, { gas: 901n, bytes: 1 }]))
      .to.throw(InvalidFieldError)
      .with.property("field", "items[1]");
    expect(plan([small, small, { gas: 1n, bytes: 91 }]))
      .to.throw(InvalidFieldError)
      .with.property("field", "items[2]");
    expect(plan([])()).to.deep.equal([]);
  });

  it("counts calldata as the chain does", () => {
    expect(calldataCost("0x")).to.deep.equal({ bytes: 0, gas: 0n });
    expect(calldataCost("0x00ff0100")).to.deep.equal({ bytes: 4, gas: 40n });
    // A zero byte, not two nibbles of neighbours.
    expect(calldataCost("0x1001")).to.deep.equal({ bytes: 2, gas: 32n });
  });
});
