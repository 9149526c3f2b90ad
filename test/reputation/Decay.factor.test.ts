import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ethers } from "hardhat";

import { Random } from "../support/random";
import { exactFactor, HALF_LIFE } from "./support";

const ONE = 2n ** 64n;
const EXACT_ONE = 2n ** 256n;

async function deployHarness() {
  return ethers.deployContract("DecayHarness");
}

/** Asserts that a factor is at most the exact one, but for rounding, and low by at most 5.3e-11 of it. */
function assertBound(actual: bigint, elapsed: bigint, halfLife = HALF_LIFE): void {
  const exact = exactFactor(elapsed, halfLife);
  const scaled = actual * (EXACT_ONE / ONE);
  const rounding = 12n * (EXACT_ONE / ONE);
  expect(scaled <= exact + rounding, `after ${elapsed}: not high`).to.equal(true);
  const low = exact - scaled;
  expect(low <= (exact * 53n) / 10n ** 12n + rounding, `after ${elapsed}: not low`).to.equal(true);
}

describe("Decay.factor", () => {
  it("is exact where whole half-lives have passed", async () => {
    const decay = await loadFixture(deployHarness);
    for (let halvings = 0n; halvings < 64n; halvings++) {
      expect(await decay.factor(halvings * HALF_LIFE, HALF_LIFE)).to.equal(ONE >> halvings);
    }
  });

  it("is nothing after 64 half-lives, and whatever comes later", async () => {
    const decay = await loadFixture(deployHarness);
    for (const elapsed of [64n * HALF_LIFE, 65n * HALF_LIFE + 1n, 2n ** 256n - 1n]) {
      expect(await decay.factor(elapsed, HALF_LIFE)).to.equal(0n);
    }
  });

  it("is within 5.3e-11 of the exact value, and never above it", async () => {
    const decay = await loadFixture(deployHarness);
    const random = new Random(7);
    // The short series ends at a 64th of e-foldings, some two days.
    const edge = HALF_LIFE / 44n;
    const elapsed = [1n, 59n, HALF_LIFE - 1n, HALF_LIFE + 1n, 3n * HALF_LIFE - 1n, 63n * HALF_LIFE];
    for (let i = 0; i < 400; i++) elapsed.push(random.upTo(HALF_LIFE), edge + random.upTo(20_000n));
    for (let i = 0; i < 100; i++) elapsed.push(random.upTo(64n * HALF_LIFE));
    const factors = await decay.factors(elapsed, HALF_LIFE);
    for (const [i, factor] of factors.entries()) assertBound(factor, elapsed[i] ?? 0n);
  });

  it("is so for any half-life", async () => {
    const decay = await loadFixture(deployHarness);
    for (const halfLife of [1n, 2n, 3n, 104n, 2n ** 32n - 1n]) {
      for (const elapsed of [0n, 1n, 2n, 5n, 77n, 2n ** 33n]) {
        const factor = await decay.factor(elapsed, halfLife);
        if (elapsed >= 64n * halfLife) expect(factor).to.equal(0n);
        else assertBound(factor, elapsed, halfLife);
      }
    }
  });

  it("never grows with time, to the second", async () => {
    const decay = await loadFixture(deployHarness);
    // Around the ends of both series.
    for (const from of [0n, 175_000n, HALF_LIFE - 150n, 2n * HALF_LIFE - 150n]) {
      const elapsed = Array.from({ length: 400 }, (_, i) => from + BigInt(i));
      const factors = await decay.factors(elapsed, HALF_LIFE);
      for (const [i, factor] of factors.entries()) {
        if (i > 0) expect(factor < (factors[i - 1] ?? 0n)).to.equal(true);
      }
    }
    // Both series at the second where one takes over.
    const edge = (HALF_LIFE * ONE) / 64n / 12_786_308_645_202_655_659n;
    const [before, after] = await decay.factors([edge, edge + 1n], HALF_LIFE);
    expect((before ?? 0n) > (after ?? 0n)).to.equal(true);
  });

  it("rounds what is left down, or up", async () => {
    const decay = await loadFixture(deployHarness);
    expect(await decay.down(3n, ONE / 2n)).to.equal(1n);
    expect(await decay.up(3n, ONE / 2n)).to.equal(2n);
    expect(await decay.up(4n, ONE / 2n)).to.equal(2n);
    expect(await decay.down(2n ** 191n, ONE)).to.equal(2n ** 191n);
    expect(await decay.up(2n ** 191n - 1n, ONE)).to.equal(2n ** 191n - 1n);
  });
});
