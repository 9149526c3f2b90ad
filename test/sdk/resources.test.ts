import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ethers } from "hardhat";
import {
  ENGINES,
  FEATURES,
  GPU_MODELS,
  InvalidFieldError,
  isWellFormed,
  missingResources,
  packResources,
  REGIONS,
  satisfies,
  unpackResources,
  type Resources,
} from "../../packages/sdk/src";
import { ResourcesHarness__factory } from "../../typechain-types/factories/contracts/test/ResourcesHarness__factory";
import { Random } from "./support/random";

const GUARDS = [135n, 151n, 167n, 191n, 223n, 255n].reduce((word, bit) => word | (1n << bit), 0n);
const NUMBERS = ["gpus", "vram", "cores", "memory", "disk", "bandwidth"] as const;

async function harness() {
  return new ResourcesHarness__factory(await ethers.provider.getSigner()).deploy();
}

/** Two well-formed words, half of the time near enough to each other that they may well match. */
function pairOf(random: Random): [has: bigint, needs: bigint] {
  const has = random.uint(256) & ~GUARDS;
  const mask = random.word() & random.word();
  const needs = random.below(2) === 0 ? random.uint(256) : has & mask;
  return [has, needs & ~GUARDS];
}

/** The rule as a sentence per field, on names and numbers. */
function servesByFields(has: Resources, needs: Resources): boolean {
  const hasAll = (mine: readonly string[], wanted: readonly string[]) =>
    wanted.every((name) => mine.includes(name));
  const hasAny = (mine: readonly string[], wanted: readonly string[]) =>
    wanted.length === 0 || wanted.some((name) => mine.includes(name));
  return (
    hasAll(has.engines, needs.engines) &&
    hasAll(has.features, needs.features) &&
    hasAny(has.gpuModels, needs.gpuModels) &&
    hasAny(has.regions, needs.regions) &&
    NUMBERS.every((name) => has[name] >= needs[name])
  );
}

describe("sdk resources", () => {
  it("unpack to what was packed", () => {
    const random = new Random("resources");
    for (let round = 0; round < 500; ++round) {
      const word = random.uint(256) & ~GUARDS;
      expect(packResources(unpackResources(word))).to.equal(word);
    }
  });

  it("have the layout of the contract", () => {
    expect(packResources({ engines: ["wasm", "http"] })).to.equal(0b1001n);
    expect(packResources({ gpuModels: [GPU_MODELS[1]] })).to.equal(1n << 17n);
    expect(packResources({ regions: [REGIONS[2]] })).to.equal(1n << 82n);
    expect(packResources({ features: ["tee", "no-logs"] })).to.equal(0b1001n << 112n);
    expect(packResources({ gpus: 127 })).to.equal(127n << 128n);
    expect(packResources({ vram: 24 })).to.equal(24n << 136n);
    expect(packResources({ cores: 8 })).to.equal(8n << 152n);
    expect(packResources({ memory: 16_384 })).to.equal(16_384n << 168n);
    expect(packResources({ disk: 500 })).to.equal(500n << 192n);
    expect(packResources({ bandwidth: 1_000 })).to.equal(1_000n << 224n);
  });

  it("have registries that fit their sets, without repetition", () => {
    const sets = [
      [ENGINES, 16],
      [GPU_MODELS, 64],
      [REGIONS, 32],
      [FEATURES, 16],
    ] as const;
    for (const [names, width] of sets) {
      expect(names.length).to.be.at.most(width);
      expect(new Set(names).size).to.equal(names.length);
    }
  });

  it("keep bits that have no name yet", () => {
    const word = (1n << 15n) | (1n << 79n);
    const { engines, gpuModels } = unpackResources(word);
    expect(engines).to.deep.equal(["bit15"]);
    expect(gpuModels).to.deep.equal(["bit63"]);
    expect(packResources({ engines, gpuModels })).to.equal(word);
  });

  const refused: [string, Partial<Resources>][] = [
    ["gpus", { gpus: 128 }],
    ["vram", { vram: 32_768 }],
    ["memory", { memory: 2 ** 23 }],
    ["bandwidth", { bandwidth: 2 ** 31 }],
    ["cores", { cores: -1 }],
    ["engines", { engines: ["bit16"] }],
    ["regions", { regions: ["bit007"] }],
  ];
  for (const [field, resources] of refused) {
    it(`refuse ${field} out of range`, () => {
      expect(() => packResources(resources))
        .to.throw(InvalidFieldError)
        .with.property("field", field);
    });
  }

  it("refuse words with a guard bit", () => {
    for (const bit of [135n, 151n, 167n, 191n, 223n, 255n]) {
      expect(isWellFormed(1n << bit)).to.equal(false);
      expect(() => unpackResources(1n << bit)).to.throw(InvalidFieldError);
    }
    expect(isWellFormed(~GUARDS & ((1n << 256n) - 1n))).to.equal(true);
  });

  it("satisfy as a plain model does, field by field", () => {
    const random = new Random("satisfies");
    let served = 0;
    for (let round = 0; round < 2_000; ++round) {
      const [has, needs] = pairOf(random);
      const isServed = satisfies(has, needs);
      expect(isServed).to.equal(servesByFields(unpackResources(has), unpackResources(needs)));
      expect(missingResources(has, needs).length === 0).to.equal(isServed);
      if (isServed) served += 1;
    }
    expect(served).to.be.within(400, 1_600);
  });

  it("satisfy as the contract does, malformed words included", async () => {
    const contract = await loadFixture(harness);
    const random = new Random("contract");
    for (let round = 0; round < 200; ++round) {
      const [has, needs] = pairOf(random);
      expect(await contract.satisfies(has, needs)).to.equal(satisfies(has, needs));
      const [dirty, dirtyNeeds] = [random.uint(256), random.uint(256)];
      expect(await contract.satisfies(dirty, dirtyNeeds)).to.equal(satisfies(dirty, dirtyNeeds));
      expect(await contract.isWellFormed(dirty)).to.equal(isWellFormed(dirty));
    }
  });

  it("name what is missing", () => {
    const has = packResources({ engines: ["wasm"], cores: 4, regions: ["oceania"] });
    const needs = packResources({ engines: ["vm"], cores: 8, regions: ["asia-east"], gpus: 1 });
    expect(missingResources(has, needs)).to.deep.equal(["engines", "regions", "gpus", "cores"]);
  });
});
