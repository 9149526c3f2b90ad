import { SCALAR_FIELD } from "@weft/sdk";
import { expect } from "chai";
import { wtns } from "snarkjs";

import { circuitFiles } from "../../../scripts/lib/inference/files";
import { mimc7, mimc7Hash } from "../../../scripts/lib/inference/mimc7";
import {
  commitmentOf,
  decodeInference,
  encodeInference,
  infer,
  inputDigest,
  type Network,
} from "../../../scripts/lib/inference/network";
import {
  CLASSES,
  evenNetwork,
  FEATURES,
  HIDDEN,
  randomFeatures,
  randomNetwork,
  saidBy,
} from "../../support/inference";
import { Random } from "../../support/random";

const JOB = 42n;
const SALT = 7n;

interface Case {
  network: Network;
  features: number[];
  digest?: bigint;
}

/** What the circuit puts out; throws where the signals do not satisfy it. */
async function run({ network, features, digest }: Case): Promise<bigint | undefined> {
  const signed = digest ?? inputDigest(commitmentOf(network, SALT), features);
  const signals = { ...network, x: features, job: JOB, inputDigest: signed, salt: SALT };
  const file = { type: "mem" } as const;
  await wtns.calculate(signals, circuitFiles().wasm, file);
  const [, result] = await wtns.exportJson(file);
  return result;
}

/** Asserts that the signals break a constraint, in this template and the ones that use it. */
async function assertRefused(asked: Case, template: string): Promise<void> {
  let outcome: unknown;
  const said = await saidBy(async () => {
    outcome = await run(asked).catch((error: unknown) => error);
  });
  expect(outcome).to.be.an.instanceOf(Error);
  expect(String(outcome)).to.include("Assert Failed");
  expect(said).to.include(`Error in template ${template}_`);
}

/** A network with other numbers in the place of its first hidden weights. */
function withHiddenWeights(network: Network, ...values: number[]): Network {
  const [row = [], ...rows] = network.hiddenWeights;
  return { ...network, hiddenWeights: [[...values, ...row.slice(values.length)], ...rows] };
}

describe("circuit of the inference", () => {
  it("hashes with MiMC7 as it was published", () => {
    const known = 0x176c6eefc3fdf8d6136002d8e6f7a885bbd1c4e3957b93ddc1ec3ae7859f1a08n;
    expect(mimc7(1n, 2n)).to.equal(known);
    expect(mimc7Hash([1n], 2n)).to.equal((known + 3n) % SCALAR_FIELD);
  });

  it("says what the network says, of 15 random ones", async () => {
    const random = new Random(15);
    const classes = new Set<number>();
    for (let i = 0; i < 15; i++) {
      const [network, features] = [randomNetwork(random), randomFeatures(random)];
      const expected = infer(network, features);
      const result = (await run({ network, features })) ?? 0n;
      expect(result).to.equal(encodeInference(expected));
      expect(decodeInference(result, CLASSES)).to.deep.equal(expected);
      classes.add(expected.class);
    }
    expect(classes.size).to.equal(CLASSES);
  });

  for (const [weight, bias, feature] of [
    [-128, -(2 ** 23), -128],
    [-128, 2 ** 23 - 1, -128],
    [127, 2 ** 23 - 1, 127],
    [127, -(2 ** 23), -128],
    [0, 0, 0],
  ] as const) {
    it(`does not wrap at weights of ${weight}, biases of ${bias}, features of ${feature}`, async () => {
      const network = evenNetwork(weight, bias);
      const features = Array.from({ length: FEATURES }, () => feature);
      const expected = infer(network, features);
      expect(await run({ network, features })).to.equal(encodeInference(expected));
      // Three even scores: the first class has it.
      expect(expected.class).to.equal(0);
    });
  }

  it("gives the first of the best classes where two are even", async () => {
    const network = { ...evenNetwork(1, 0), scoreBiases: [0, 5, 5] };
    const result = (await run({ network, features: [1, 2, 3, 4] })) ?? 0n;
    expect(decodeInference(result, CLASSES)).to.deep.equal({
      class: 1,
      scores: [80n, 85n, 85n],
    });
    expect(network.hiddenBiases).to.have.length(HIDDEN);
  });

  context("when the private numbers do not fit what was signed", () => {
    const network = evenNetwork(3, 4);
    const features = [1, 2, 3, 4];
    const digest = inputDigest(commitmentOf(network, SALT), features);

    it("proves nothing of another network", async () => {
      const other = withHiddenWeights(network, 4);
      await assertRefused({ network: other, features, digest }, "Inference");
      const biased = { ...network, scoreBiases: [4, 4, 5] };
      await assertRefused({ network: biased, features, digest }, "Inference");
    });

    it("proves nothing of other features", async () => {
      await assertRefused({ network, features: [1, 2, 3, 5], digest }, "Inference");
    });

    it("proves nothing under another digest", async () => {
      await assertRefused({ network, features, digest: digest + 1n }, "Inference");
    });

    it("holds weights to their range: 128 and -129 would pack as -128 and -128 do", async () => {
      const committed = withHiddenWeights(network, -128, -128);
      const signed = inputDigest(commitmentOf(committed, SALT), features);
      const forged = withHiddenWeights(network, 128, -129);
      await assertRefused({ network: forged, features, digest: signed }, "Bits");
      expect(() => commitmentOf(forged, SALT)).to.throw(RangeError);
    });

    it("holds biases to their range", async () => {
      const edge = 2 ** 23;
      const committed = { ...network, scoreBiases: [-edge, -edge, 0] };
      const signed = inputDigest(commitmentOf(committed, SALT), features);
      const forged = { ...network, scoreBiases: [edge, -edge - 1, 0] };
      await assertRefused({ network: forged, features, digest: signed }, "Bits");
      expect(() => commitmentOf(forged, SALT)).to.throw(RangeError);
    });

    it("holds features to their range", async () => {
      const signed = inputDigest(commitmentOf(network, SALT), [-128, -128, 3, 4]);
      await assertRefused({ network, features: [128, -129, 3, 4], digest: signed }, "Bits");
      expect(() => inputDigest(1n, [128, 0, 0, 0])).to.throw(RangeError);
    });
  });

  it("commits to every number, and differently for every salt", () => {
    const network = evenNetwork(3, 4);
    const others = [
      withHiddenWeights(network, 4),
      { ...network, hiddenBiases: [5, ...network.hiddenBiases.slice(1)] },
      { ...network, scoreWeights: [...network.scoreWeights.slice(1), network.hiddenBiases] },
      { ...network, scoreBiases: [4, 4, 5] },
    ].map((other) => commitmentOf(other, SALT));
    const all = [commitmentOf(network, SALT), commitmentOf(network, SALT + 1n), ...others];
    expect(new Set(all).size).to.equal(all.length);
  });
});
