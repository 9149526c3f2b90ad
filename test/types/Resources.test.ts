import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ethers } from "hardhat";

import { Random } from "../support/random";

/** Where the fields lie, first bit and width, as the contract's drawing says. */
const SETS = {
  engines: [0, 16],
  gpuModels: [16, 64],
  regions: [80, 32],
  features: [112, 16],
} as const;

const NUMBERS = {
  gpus: [128, 8],
  vram: [136, 16],
  cores: [152, 16],
  memory: [168, 24],
  disk: [192, 32],
  bandwidth: [224, 32],
} as const;

const FIELDS = { ...SETS, ...NUMBERS };

type Field = keyof typeof FIELDS;

function word(fields: Partial<Record<Field, bigint>>): bigint {
  let packed = 0n;
  for (const [name, [first]] of Object.entries(FIELDS)) {
    const value = new Map(Object.entries(fields)).get(name) ?? 0n;
    packed |= value << BigInt(first);
  }
  return packed;
}

function read(packed: bigint, [first, width]: readonly [number, number]): bigint {
  return BigInt.asUintN(width, packed >> BigInt(first));
}

/** What the contract's comment says, field by field. */
function satisfies(has: bigint, needs: bigint): boolean {
  const all = [SETS.engines, SETS.features].every(
    (field) => (read(needs, field) & ~read(has, field)) === 0n,
  );
  const any = [SETS.gpuModels, SETS.regions].every(
    (field) => read(needs, field) === 0n || (read(needs, field) & read(has, field)) !== 0n,
  );
  const enough = Object.values(NUMBERS).every((field) => read(has, field) >= read(needs, field));
  return all && any && enough;
}

async function deployResources() {
  return { resources: await ethers.deployContract("ResourcesHarness") };
}

describe("Resources.satisfies", () => {
  it("is true of nothing needed, whatever is there", async () => {
    const { resources } = await loadFixture(deployResources);
    expect(await resources.satisfies(0n, 0n)).to.equal(true);
    expect(await resources.satisfies(word({ engines: 3n, disk: 100n }), 0n)).to.equal(true);
  });

  for (const name of ["engines", "features"] as const) {
    context(`given needed ${name}`, () => {
      for (const [has, needs, expected] of [
        [0n, 1n, false],
        [1n, 1n, true],
        [1n, 3n, false],
        [3n, 3n, true],
        [7n, 5n, true],
        [0x7fffn, 0x8000n, false],
        [0x8000n, 0x8000n, true],
      ] as const) {
        it(`is ${expected} of ${has} when all of ${needs} are needed`, async () => {
          const { resources } = await loadFixture(deployResources);
          const answer = await resources.satisfies(word({ [name]: has }), word({ [name]: needs }));
          expect(answer).to.equal(expected);
        });
      }
    });
  }

  for (const name of ["gpuModels", "regions"] as const) {
    const top = 1n << BigInt(SETS[name][1] - 1);
    context(`given acceptable ${name}`, () => {
      for (const [has, needs, expected] of [
        [0n, 1n, false],
        [1n, 3n, true],
        [4n, 3n, false],
        [6n, 3n, true],
        [top, top, true],
        [top - 1n, top, false],
      ] as const) {
        it(`is ${expected} of ${has} when one of ${needs} is needed`, async () => {
          const { resources } = await loadFixture(deployResources);
          const answer = await resources.satisfies(word({ [name]: has }), word({ [name]: needs }));
          expect(answer).to.equal(expected);
        });
      }
    });
  }

  for (const name of ["gpus", "vram", "cores", "memory", "disk", "bandwidth"] as const) {
    const most = (1n << BigInt(NUMBERS[name][1] - 1)) - 1n;
    context(`given a number of ${name}`, () => {
      for (const [has, needs, expected] of [
        [0n, 1n, false],
        [1n, 1n, true],
        [2n, 1n, true],
        [most - 1n, most, false],
        [most, most, true],
        [most, 0n, true],
        [0n, most, false],
      ] as const) {
        it(`is ${expected} of ${has} when ${needs} are needed, whatever the neighbours`, async () => {
          const { resources } = await loadFixture(deployResources);
          for (const neighbour of ["gpus", "vram", "cores", "memory", "disk", "bandwidth"]) {
            if (neighbour === name) continue;
            const [own, other] = [{ [name]: has }, { [name]: needs }];
            const level = { [neighbour]: 1n };
            expect(
              await resources.satisfies(word({ ...own, ...level }), word({ ...other, ...level })),
            ).to.equal(expected);
            expect(await resources.satisfies(word({ ...own, ...level }), word(other))).to.equal(
              expected,
            );
            expect(await resources.satisfies(word(own), word({ ...other, ...level }))).to.equal(
              false,
            );
          }
        });
      }
    });
  }

  it("agrees with the comparison field by field on a thousand machines and needs", async () => {
    const { resources } = await loadFixture(deployResources);
    const random = new Random(7);
    const guards = word({
      gpus: 1n << 7n,
      vram: 1n << 15n,
      cores: 1n << 15n,
      memory: 1n << 23n,
      disk: 1n << 31n,
      bandwidth: 1n << 31n,
    });
    const seen = { true: 0, false: 0 };
    for (let i = 0; i < 1_000; i += 1) {
      // Needs come from the machine itself, with a few bits changed: random words never satisfy each other.
      const has = random.bits(256) & ~guards;
      const needs = (has ^ (random.pick([0n, 1n]) << random.upTo(255n))) & ~guards;
      const expected = satisfies(has, needs);
      seen[expected ? "true" : "false"] += 1;
      expect(await resources.satisfies(has, needs), `${has} for ${needs}`).to.equal(expected);
    }
    expect(Math.min(seen.true, seen.false)).to.be.greaterThan(100);
  });

  it("ignores guard bits that are set", async () => {
    const { resources } = await loadFixture(deployResources);
    const [has, needs] = [word({ gpus: (1n << 7n) | 1n }), word({ gpus: (1n << 7n) | 2n })];
    expect(await resources.satisfies(has, word({ gpus: 1n }))).to.equal(true);
    expect(await resources.satisfies(has, word({ gpus: 2n }))).to.equal(false);
    expect(await resources.satisfies(word({ gpus: 2n }), needs)).to.equal(true);
    expect(await resources.satisfies(word({ gpus: 1n }), needs)).to.equal(false);
  });
});

describe("Resources.isWellFormed", () => {
  it("is true of the empty word and of the largest values", async () => {
    const { resources } = await loadFixture(deployResources);
    expect(await resources.isWellFormed(0n)).to.equal(true);
    const largest = Object.fromEntries(
      Object.entries(FIELDS).map(([name, [, width]]) => {
        const bits = name in NUMBERS ? width - 1 : width;
        return [name, (1n << BigInt(bits)) - 1n];
      }),
    );
    expect(await resources.isWellFormed(word(largest))).to.equal(true);
  });

  for (const [name, [, width]] of Object.entries(NUMBERS)) {
    it(`is false when the guard bit of ${name} is set`, async () => {
      const { resources } = await loadFixture(deployResources);
      const guard = 1n << BigInt(width - 1);
      expect(await resources.isWellFormed(word({ [name]: guard }))).to.equal(false);
    });
  }
});
