import { expect } from "chai";

import { commitmentOf, infer } from "../../../scripts/lib/inference/network";
import { accuracy, samples, train } from "../../../scripts/lib/inference/train";

describe("training of the network", () => {
  const given = samples(200, "training");
  const network = train(given);

  it("makes the same network each time, in numbers that the circuit takes", () => {
    expect(train(given)).to.deep.equal(network);
    expect(commitmentOf(network, 1n)).to.equal(commitmentOf(train(given), 1n));
    expect(train(given, { seed: "others" })).not.to.deep.equal(network);
  });

  it("tells samples apart that it was not trained on", () => {
    const others = samples(1_000, "others");
    const says = (features: readonly number[]) => infer(network, features).class;
    expect(accuracy(says, others)).to.be.greaterThan(0.97);
    for (const wanted of [0, 1, 2]) {
      const some = others.filter((sample) => sample.class === wanted);
      expect(accuracy(says, some), `class ${wanted}`).to.be.greaterThan(0.95);
    }
  });
});
