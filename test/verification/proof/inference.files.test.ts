import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";
import { wtns } from "snarkjs";

import { compile, constantsFile, type Compiled } from "../../../scripts/circuit/compile";
import { CIRCUITS, circuitFiles } from "../../../scripts/lib/inference/files";
import { commitmentOf, inputDigest } from "../../../scripts/lib/inference/network";
import { randomFeatures, randomNetwork } from "../../support/inference";
import { isMet, readR1cs, type Constraint } from "../../support/r1cs";
import { Random } from "../../support/random";

describe("files of the circuit", () => {
  const folder = mkdtempSync(join(tmpdir(), "weft-circuit-"));
  let compiled: Compiled;

  before(() => {
    compiled = compile(join(CIRCUITS, "inference.circom"), folder);
  });

  after(() => rmSync(folder, { recursive: true }));

  it("are what the compiler makes of the committed source", () => {
    const constants = readFileSync(join(CIRCUITS, "lib/mimc7_constants.circom"), "utf8");
    expect(constants).to.equal(constantsFile());
    const isSame = readFileSync(compiled.wasm).equals(readFileSync(circuitFiles().wasm));
    expect(isSame).to.equal(true);
  });

  it("are small enough to be committed", () => {
    const sizes = Object.values(circuitFiles()).map((file) => readFileSync(file).length);
    expect(sizes.reduce((sum, size) => sum + size, 0)).to.be.lessThan(2_000_000);
  });

  it("leave no signal free: another number in any one place breaks a constraint", async () => {
    const random = new Random(9);
    const [network, features, salt] = [randomNetwork(random), randomFeatures(random), 3n];
    const digest = inputDigest(commitmentOf(network, salt), features);
    const signals = { ...network, x: features, job: 5n, inputDigest: digest, salt };
    const file = { type: "mem" } as const;
    await wtns.calculate(signals, circuitFiles().wasm, file);
    const witness = await wtns.exportJson(file);

    const { wires, constraints } = readR1cs(readFileSync(compiled.r1cs));
    expect(witness).to.have.length(wires);
    const users: Constraint[][] = witness.map(() => []);
    for (const constraint of constraints) {
      expect(isMet(constraint, witness)).to.equal(true);
      const wiresOf = new Set(constraint.flatMap((sum) => sum.map(({ wire }) => wire)));
      for (const wire of wiresOf) users[wire]?.push(constraint);
    }
    const free = users.flatMap((own, wire) => {
      const old = witness[wire] ?? 0n;
      const isFree = [old + 1n, random.bits(253)].some((value) => {
        witness[wire] = value;
        return own.every((constraint) => isMet(constraint, witness));
      });
      witness[wire] = old;
      return isFree ? [wire] : [];
    });
    expect(free).to.deep.equal([]);
  });
});
