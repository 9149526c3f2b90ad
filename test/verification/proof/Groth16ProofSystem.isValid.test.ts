import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { GROTH16_VERIFY_GAS, SCALAR_FIELD } from "@weft/sdk";
import { expect } from "chai";
import { concat, dataSlice, keccak256, ZeroHash } from "ethers";
import { ethers } from "hardhat";

import { gasSlack, intrinsicGas } from "../../support/gas";
import {
  BASE_FIELD,
  G2,
  makeUp,
  OUTSIDE_G2,
  withWord,
  word,
  wordAt,
  type MadeUp,
} from "../../support/groth16";
import { Random } from "../../support/random";

const GAS = { gasLimit: 1_000_000 };
/** Words of a proof. */
const [A, B, C, KEY] = [0, 2, 6, 8];
const INFINITY = concat([ZeroHash, ZeroHash]);

function replaced(values: readonly string[], index: number, value: string): string[] {
  return values.map((old, i) => (i === index ? value : old));
}

async function deploySystem() {
  const system = await ethers.deployContract("Groth16ProofSystem");
  const random = new Random(16);
  const [job, input, first, second, third] = Array.from({ length: 5 }, () => random.bits(253));
  const values = [job, input, first, second, third].map((value = 0n) => value % SCALAR_FIELD);
  return { system, values, made: await makeUp(values, 1) };
}

describe("Groth16ProofSystem.isValid", () => {
  let world: Awaited<ReturnType<typeof deploySystem>>;

  beforeEach(async () => {
    world = await loadFixture(deploySystem);
  });

  function isValid(change: Partial<MadeUp> = {}): Promise<boolean> {
    const { program, values, points, key } = { ...world.made, ...change };
    return world.system.isValid(program, concat(values), concat([points, key]), GAS);
  }

  /** The same statement under a key that was tampered with, and its hash. */
  function isValidUnder(key: string): Promise<boolean> {
    return isValid({ key, program: keccak256(key) });
  }

  it("says yes to a proof that balances", async () => {
    expect(await isValid()).to.equal(true);
  });

  for (const signals of [2, 3, 4, 9]) {
    it(`takes circuits of ${signals} signals, outputs first, and each signal for itself alone`, async () => {
      const values = Array.from({ length: signals }, (_, i) => BigInt(i + 1) ** 50n % SCALAR_FIELD);
      const made = await makeUp(values, signals);
      expect(await isValid(made)).to.equal(true);
      for (let i = 0; i < signals; i++) {
        const other = replaced(made.values, i, word((values[i] ?? 0n) + 1n));
        expect(await isValid({ ...made, values: other }), `value ${i}`).to.equal(false);
        const swapped = replaced(made.values, i, made.values.at(i - 1) ?? ZeroHash);
        expect(await isValid({ ...made, values: swapped }), `value ${i}`).to.equal(false);
      }
    });
  }

  it("needs less than the SDK's gas for ten signals", async () => {
    const { system } = world;
    const values = Array.from({ length: 10 }, (_, i) => SCALAR_FIELD - 1n - BigInt(i));
    const { program, values: words, points, key } = await makeUp(values, 10);
    const asked: [string, string, string] = [program, concat(words), concat([points, key])];
    const gas = await system.isValid.estimateGas(...asked);
    const spent = gas - intrinsicGas(system.interface.encodeFunctionData("isValid", asked));
    expect((spent * 64n) / 63n).to.be.lessThan(GROTH16_VERIFY_GAS * BigInt(gasSlack()));
  });

  it("takes signals of zero and of the largest number", async () => {
    const values = [0n, SCALAR_FIELD - 1n, 0n, SCALAR_FIELD - 1n];
    expect(await isValid(await makeUp(values, 4))).to.equal(true);
  });

  it("takes a job's id modulo the order, and no other value", async () => {
    const { made, values } = world;
    const wrapped = (i: number) => replaced(made.values, i, word((values[i] ?? 0n) + SCALAR_FIELD));
    expect(await isValid({ values: wrapped(0) })).to.equal(true);
    for (const i of [1, 2, 3, 4]) {
      expect(await isValid({ values: wrapped(i) }), `value ${i}`).to.equal(false);
    }
  });

  it("says no when the key is not the program's", async () => {
    const { made } = world;
    expect(await isValid({ program: keccak256("0x") })).to.equal(false);
    expect(await isValid({ program: ZeroHash })).to.equal(false);
    for (let i = 0; i < ethers.dataLength(made.key) / 32; i += 5) {
      const key = withWord(made.key, i, word(wordAt(made.key, i) ^ 1n));
      expect(await isValid({ key }), `word ${i}`).to.equal(false);
    }
  });

  it("says no when values or proof are longer or shorter than the key asks", async () => {
    const { made, system } = world;
    for (const values of [[], made.values.slice(0, 1), made.values.slice(0, 4)]) {
      expect(await isValid({ values })).to.equal(false);
    }
    expect(await isValid({ values: [...made.values, ZeroHash] })).to.equal(false);
    expect(await isValid({ values: [...made.values, "0x00"] })).to.equal(false);
    expect(await isValid({ values: [dataSlice(concat(made.values), 0, 159)] })).to.equal(false);
    expect(await isValid({ points: dataSlice(made.points, 0, 255) })).to.equal(false);
    expect(await isValid({ points: concat([made.points, "0x00"]) })).to.equal(false);
    expect(await isValidUnder(concat([made.key, INFINITY]))).to.equal(false);
    expect(await isValidUnder(dataSlice(made.key, 0, 448 + 5 * 64))).to.equal(false);
    expect(await system.isValid(made.program, "0x", "0x", GAS)).to.equal(false);
  });

  context("when a point of the proof is another", () => {
    const at = (index: number, value: (old: bigint) => bigint) => {
      const { points } = world.made;
      return withWord(points, index, word(value(wordAt(points, index))));
    };

    it("says no to any changed coordinate", async () => {
      for (let i = A; i < KEY; i++) {
        expect(await isValid({ points: at(i, (old) => old ^ 1n) }), `word ${i}`).to.equal(false);
      }
    });

    it("says no to any coordinate written above the field's order", async () => {
      for (let i = A; i < KEY; i++) {
        const points = at(i, (old) => old + BASE_FIELD);
        expect(await isValid({ points }), `word ${i}`).to.equal(false);
      }
    });

    it("says no to the negation of one point", async () => {
      expect(await isValid({ points: at(A + 1, (old) => BASE_FIELD - old) })).to.equal(false);
      expect(await isValid({ points: at(C + 1, (old) => BASE_FIELD - old) })).to.equal(false);
    });

    it("says no to the point at infinity, and to points that change places", async () => {
      const { points } = world.made;
      const [a, c] = [dataSlice(points, 0, 64), dataSlice(points, 192)];
      for (const tampered of [
        withWord(points, A, INFINITY),
        withWord(points, B, concat([INFINITY, INFINITY])),
        withWord(points, C, INFINITY),
        concat([c, dataSlice(points, 64, 192), a]),
      ]) {
        expect(await isValid({ points: tampered })).to.equal(false);
      }
    });

    it("says no to a point of the twist outside the group", async () => {
      const points = withWord(world.made.points, B, OUTSIDE_G2);
      expect(await isValid({ points })).to.equal(false);
    });

    it("says yes to another proof of the same statement, which anybody can make", async () => {
      const negated = at(A + 1, (old) => BASE_FIELD - old);
      const both = [B + 2, B + 3].reduce(
        (points, i) => withWord(points, i, word(BASE_FIELD - wordAt(points, i))),
        negated,
      );
      expect(await isValid({ points: both })).to.equal(true);
    });
  });

  it("says no under a key that makes nothing of the job's id or of the input", async () => {
    const { values } = world;
    for (const ignored of [0, 1]) {
      const made = await makeUp(values, 5, ignored);
      expect(await isValid(made), `value ${ignored}`).to.equal(false);
    }
    expect(await isValid(await makeUp(values, 5, 2))).to.equal(true);
  });

  context("given a key under which anybody could forge", () => {
    const { none, one, two, minusOne } = G2;
    for (const [name, points] of [
      ["gamma at infinity", { gamma: none, delta: two }],
      ["delta at infinity", { gamma: one, delta: none }],
      ["gamma and delta at infinity", { gamma: none, delta: none }],
      ["gamma equal to delta", { gamma: one, delta: one }],
      ["gamma opposite to delta", { gamma: one, delta: minusOne }],
    ] as const) {
      it(`says no to what balances with ${name}`, async () => {
        expect(await isValid(await makeUp(world.values, 6, undefined, points))).to.equal(false);
      });
    }

    it("says yes with others", async () => {
      const points = { gamma: minusOne, delta: two };
      expect(await isValid(await makeUp(world.values, 6, undefined, points))).to.equal(true);
    });
  });

  context("given a key with a point that is none", () => {
    for (const [name, index] of [
      ["alpha", 0],
      ["beta", 2],
      ["gamma", 6],
      ["delta", 10],
      ["the first point of the sum", 14],
      ["a point of the sum", 18],
    ] as const) {
      it(`says no for ${name}`, async () => {
        const { key } = world.made;
        const tampered = withWord(key, index, word(wordAt(key, index) ^ 1n));
        expect(await isValidUnder(tampered)).to.equal(false);
      });
    }
  });

  it("says no to 50 proofs with one random bit flipped", async () => {
    const random = new Random(7);
    const { points } = world.made;
    for (let i = 0; i < 50; i++) {
      const index = Number(random.bits(3));
      const flipped = wordAt(points, index) ^ (1n << random.bits(8));
      expect(await isValid({ points: withWord(points, index, word(flipped)) })).to.equal(false);
    }
  });
});
