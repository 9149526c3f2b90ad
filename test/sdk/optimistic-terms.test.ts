import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ethers } from "hardhat";
import {
  checkOptimisticTerms,
  InvalidFieldError,
  longestCase,
  longestRound,
  packCourtTerms,
  packOptimisticTerms,
  unpackCourtTerms,
  unpackOptimisticTerms,
  VerdictStatus,
} from "../../packages/sdk/src";
import { SEAT_STAKE, WEFT } from "../support/court";
import { deployOptimistic } from "../support/optimistic";
import { TERMS } from "./support/court";

describe("sdk optimistic terms", () => {
  it("are the word that the contract reads", async () => {
    const { verifier } = await loadFixture(deployOptimistic);
    const word = packOptimisticTerms(TERMS);
    expect(unpackOptimisticTerms(word)).to.deep.equal(TERMS);
    const { challengeSeconds, slashBps, ...ofCourt } = TERMS;
    expect(await verifier.courtTermsOf(word)).to.equal(packCourtTerms(ofCourt));
    expect(unpackCourtTerms(packCourtTerms(ofCourt))).to.deep.equal(ofCourt);
    expect((BigInt(word) >> 136n) & 0xffffffn).to.equal(BigInt(challengeSeconds));
    expect(BigInt(word) >> 160n).to.equal(BigInt(slashBps));
  });

  const BAD: [what: string, change: object][] = [
    ["a window too short", { challengeSeconds: 59 }],
    ["a window too long", { revealSeconds: 259_201 }],
    ["half a second", { drawSeconds: 60.5 }],
    ["four jurors", { jurors: 4 }],
    ["no bond", { bond: 0n }],
    ["a bond that is no whole unit", { bond: WEFT + 1n }],
    ["a bond beyond the field", { bond: 4_294_968n * WEFT }],
    ["a slash above all", { slashBps: 10_001 }],
  ];
  for (const [what, change] of BAD) {
    it(`are refused with ${what}`, () => {
      expect(() => packOptimisticTerms({ ...TERMS, ...change })).to.throw(InvalidFieldError);
    });
  }

  it("are refused by the reader as by the contract, bit by bit", async () => {
    const { verifier, jobId, job } = await loadFixture(deployOptimistic);
    const word = BigInt(packOptimisticTerms(TERMS));
    for (let bit = 0n; bit < 256n; bit++) {
      const terms = ethers.toBeHex(word ^ (1n << bit), 32);
      const { status } = await verifier.verdict(jobId, { ...job, verifierTerms: terms });
      const isVoid = status === BigInt(VerdictStatus.Void);
      const minBondPerJuror = SEAT_STAKE / 50n;
      const faults = checkOptimisticTerms({ terms, verifySeconds: 10 ** 9, minBondPerJuror });
      expect(faults.includes("malformed"), `bit ${bit}`).to.equal(isVoid);
    }
  });

  it("are weighed against the time for a verdict, the blocks, the bench and the pay", () => {
    const terms = packOptimisticTerms(TERMS);
    const round = longestRound(TERMS);
    expect(round).to.equal(5_000 + longestCase(TERMS));
    const check = { terms, verifySeconds: round + 600 + TERMS.challengeSeconds };
    expect(checkOptimisticTerms(check)).to.deep.equal([]);
    expect(checkOptimisticTerms({ ...check, seats: 3, payInWeft: TERMS.bond / 2n })).to.deep.equal(
      [],
    );
    expect(checkOptimisticTerms({ ...check, verifySeconds: round + 599 })).to.deep.equal([
      "no-time-for-a-case",
    ]);
    expect(
      checkOptimisticTerms({ ...check, verifySeconds: check.verifySeconds - 1 }),
    ).to.deep.equal(["no-time-after-a-case"]);
    expect(
      checkOptimisticTerms({
        ...check,
        blockSeconds: 60,
        seats: 2,
        payInWeft: TERMS.bond / 2n + 1n,
      }),
    ).to.deep.equal(["no-time-for-the-draw", "bench-too-small", "bond-too-small"]);
    expect(checkOptimisticTerms({ ...check, terms: ethers.ZeroHash })).to.deep.equal(["malformed"]);
  });
});
