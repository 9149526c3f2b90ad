import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ethers } from "hardhat";

import type { OrderWordsHarness } from "../../typechain-types";
import { Random } from "../support/random";

/** Widths of the fields in bits, from the lowest, as the contract's drawings say. */
const LOT = [64, 64, 96, 32] as const;
const RULES = [32, 32, 16, 16, 16, 40, 64, 32] as const;
const SHARE = [64, 64, 96, 32] as const;
const TERMS = [40, 40, 40, 40, 16, 14, 14, 14, 14, 20] as const;

function pack(widths: readonly number[], values: readonly bigint[]): bigint {
  let [packed, first] = [0n, 0n];
  widths.forEach((width, i) => {
    packed |= (values[i] ?? 0n) << first;
    first += BigInt(width);
  });
  return packed;
}

function mostOf(width: number): bigint {
  return 2n ** BigInt(width) - 1n;
}

async function deployWords() {
  return { words: await ethers.deployContract("OrderWordsHarness") };
}

const READERS = [
  { name: "Lot", widths: LOT, read: (words: OrderWordsHarness, w: bigint) => words.readLot(w) },
  {
    name: "Rules",
    widths: RULES,
    read: (words: OrderWordsHarness, w: bigint) => words.readRules(w),
  },
  {
    name: "Share",
    widths: SHARE,
    read: (words: OrderWordsHarness, w: bigint) => words.readShare(w),
  },
  {
    name: "Terms",
    widths: TERMS,
    read: (words: OrderWordsHarness, w: bigint) => words.readTerms(w),
  },
] as const;

for (const { name, widths, read } of READERS) {
  describe(`OrderWords: reading ${name}`, () => {
    widths.forEach((width, i) => {
      it(`finds the largest value in field ${i} and nothing in the others`, async () => {
        const { words } = await loadFixture(deployWords);
        const values = widths.map((_, j) => (i === j ? mostOf(width) : 0n));
        expect(await read(words, pack(widths, values))).to.deep.equal(values);
      });

      it(`finds nothing in field ${i} when all bits but its own are set`, async () => {
        const { words } = await loadFixture(deployWords);
        const own = widths.map((_, j) => (i === j ? mostOf(width) : 0n));
        const answer = await read(words, mostOf(256) ^ pack(widths, own));
        expect(answer).to.deep.equal(widths.map((w, j) => (i === j ? 0n : mostOf(w))));
      });
    });

    it("finds what was packed, in a hundred words", async () => {
      const { words } = await loadFixture(deployWords);
      const random = new Random(11);
      for (let i = 0; i < 100; i += 1) {
        const values = widths.map((width) => random.bits(width));
        expect(await read(words, pack(widths, values))).to.deep.equal(values);
      }
    });
  });
}

describe("OrderWords: packing a Share", () => {
  for (const i of SHARE.keys()) {
    it(`keeps field ${i} apart from the others at its largest value`, async () => {
      const { words } = await loadFixture(deployWords);
      const value = (j: number) => (i === j ? mostOf(SHARE[j] ?? 0) : 0n);
      const packed = await words.packShare(value(0), value(1), value(2), value(3));
      expect(packed).to.equal(pack(SHARE, [0, 1, 2, 3].map(value)));
    });
  }

  it("packs what it reads, in a hundred words", async () => {
    const { words } = await loadFixture(deployWords);
    const random = new Random(13);
    for (let i = 0; i < 100; i += 1) {
      const word = random.bits(256);
      const { units, firstUnit, collateral, index } = await words.readShare(word);
      expect(await words.packShare(units, firstUnit, collateral, index)).to.equal(word);
    }
  });
});

describe("OrderWords: packing Terms", () => {
  const MATCHED_AT = 1_800_000_000n;

  interface Times {
    maxSeconds: bigint;
    verifySeconds: bigint;
    graceSeconds: bigint;
    slashes: readonly [late: bigint, noResult: bigint, wrong: bigint];
    feeBps: bigint;
    ownBps: bigint;
    poolPpm: bigint;
  }

  async function assertPacks(times: Times): Promise<void> {
    const { words } = await loadFixture(deployWords);
    const { maxSeconds, verifySeconds, graceSeconds, slashes, feeBps, ownBps, poolPpm } = times;
    // Fields of the offer that the terms do not take are set, so that taking them shows.
    const offer = pack(RULES, [mostOf(32), graceSeconds, ...slashes, ...[40, 64, 32].map(mostOf)]);
    const packed = await words.packTerms(
      MATCHED_AT,
      offer,
      maxSeconds,
      verifySeconds,
      feeBps,
      poolPpm,
      ownBps,
    );
    const deadline = MATCHED_AT + maxSeconds;
    const expected = [
      MATCHED_AT,
      MATCHED_AT + graceSeconds,
      deadline,
      deadline + verifySeconds,
      feeBps,
      ...slashes,
      ownBps,
      poolPpm,
    ];
    expect(packed).to.equal(pack(TERMS, expected));
    expect(await words.readTerms(packed)).to.deep.equal(expected);
  }

  const none: Times = {
    maxSeconds: 0n,
    verifySeconds: 0n,
    graceSeconds: 0n,
    slashes: [0n, 0n, 0n],
    feeBps: 0n,
    ownBps: 0n,
    poolPpm: 0n,
  };

  it("counts all times from the match when none is given", () => assertPacks(none));

  for (const [field, change] of [
    ["the time to the deadline", { maxSeconds: mostOf(32) }],
    ["the time to the last verdict", { verifySeconds: mostOf(32) }],
    ["the grace time", { graceSeconds: mostOf(32) }],
    ["the late slash", { slashes: [mostOf(14), 0n, 0n] }],
    ["the slash without result", { slashes: [0n, mostOf(14), 0n] }],
    ["the slash for a wrong result", { slashes: [0n, 0n, mostOf(14)] }],
    ["the fee", { feeBps: mostOf(16) }],
    ["the provider's own part", { ownBps: mostOf(14) }],
    ["the pool's part", { poolPpm: mostOf(20) }],
  ] satisfies (readonly [string, Partial<Times>])[]) {
    it(`keeps ${field} apart from the others at its largest value`, () =>
      assertPacks({ ...none, ...change }));
  }

  it("keeps all of them at their largest values", () =>
    assertPacks({
      maxSeconds: mostOf(32),
      verifySeconds: mostOf(32),
      graceSeconds: mostOf(32),
      slashes: [mostOf(14), mostOf(14), mostOf(14)],
      feeBps: mostOf(16),
      ownBps: mostOf(14),
      poolPpm: mostOf(20),
    }));
});
