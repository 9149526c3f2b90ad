import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import {
  credibleGroup,
  isCredible,
  leadingGroup,
  groupsOf,
  MAX_AGREED,
  packQuorumTerms,
  quorumRounds,
  seeingWeightOf,
  unpackQuorumTerms,
  wantedBits,
  weightOf,
  type QuorumTerms,
} from "@weft/sdk";
import { expect } from "chai";
import { ethers } from "hardhat";

import { Random } from "../support/random";
import { TERMS } from "../support/quorum";

const deploy = () => ethers.deployContract("QuorumHarness");

describe("Quorum: words and arithmetic", () => {
  describe("terms", () => {
    it("are the same in contract and SDK", async () => {
      const harness = await loadFixture(deploy);
      const terms: QuorumTerms = {
        first: 7,
        quorum: 4,
        cap: 11,
        trust: 0xfedc_ba98,
        commitSeconds: 0x1234_5678,
        revealSeconds: 0x9abc_def0,
        slashBps: 9_999,
        silentSlashBps: 1_234,
      };
      const word = packQuorumTerms(terms);
      const [fields, isSound] = await harness.readTerms(word);
      expect(fields).to.deep.equal(Object.values(terms).map(BigInt));
      expect(isSound).to.equal(true);
      expect(unpackQuorumTerms(word)).to.deep.equal(terms);
    });

    const sound: [string, Partial<QuorumTerms>][] = [
      ["the fewest of everything", { first: 1, quorum: 1, cap: 1, trust: 2, revealSeconds: 1 }],
      ["as many as a task can have", { first: 12, quorum: 12, cap: 12 }],
      ["no time to commit", { commitSeconds: 0 }],
      ["the whole collateral", { slashBps: 10_000, silentSlashBps: 10_000 }],
    ];
    for (const [name, change] of sound) {
      it(`make sense with ${name}`, async () => {
        const harness = await loadFixture(deploy);
        const [, isSound] = await harness.readTerms(packQuorumTerms({ ...TERMS, ...change }));
        expect(isSound).to.equal(true);
      });
    }

    const unsound: [string, Partial<QuorumTerms>][] = [
      ["no replica that must agree", { quorum: 0 }],
      ["more that must agree than commit first", { quorum: 5 }],
      ["more at first than in all", { first: 6 }],
      ["more than a task can have", { cap: 13 }],
      ["a trust of one", { trust: 1 }],
      ["a trust of zero", { trust: 0 }],
      ["no time to reveal", { revealSeconds: 0 }],
      ["more than the collateral", { slashBps: 10_001 }],
      ["more than the collateral for silence", { silentSlashBps: 10_001 }],
    ];
    const base = { ...TERMS, quorum: 1, trust: 2, revealSeconds: 1, cap: 5, slashBps: 10_000 };
    for (const [name, change] of unsound) {
      it(`make no sense with ${name}`, async () => {
        const harness = await loadFixture(deploy);
        const wrong = { ...base, silentSlashBps: 10_000, ...change };
        expect(() => packQuorumTerms(wrong)).to.throw();
        const [, isSound] = await harness.readTerms(rawWord(wrong));
        expect(isSound).to.equal(false);
        expect(() => unpackQuorumTerms(rawWord(wrong))).to.throw();
      });
    }

    it("make no sense with a bit that no field holds", async () => {
      const harness = await loadFixture(deploy);
      const word = ethers.toBeHex(BigInt(packQuorumTerms(TERMS)) | (1n << 152n), 32);
      expect((await harness.readTerms(word)).isSound).to.equal(false);
      expect(() => unpackQuorumTerms(word)).to.throw();
    });

    it("say how many rounds a request has time for", () => {
      const times = { maxSeconds: 3_600, verifySeconds: 3_600 };
      expect(quorumRounds(TERMS, times)).to.equal(0);
      expect(quorumRounds(TERMS, { ...times, verifySeconds: 3_599 })).to.equal(-1);
      expect(quorumRounds(TERMS, { ...times, maxSeconds: 3_601 })).to.equal(-1);
      expect(quorumRounds(TERMS, { ...times, verifySeconds: 3_600 + 7_199 })).to.equal(0);
      expect(quorumRounds(TERMS, { ...times, verifySeconds: 3_600 + 7_200 })).to.equal(1);
    });
  });

  describe("weights", () => {
    it("are the same in contract and SDK for every record", async () => {
      const harness = await loadFixture(deploy);
      for (let agreed = 0; agreed <= MAX_AGREED; ++agreed) {
        expect(await harness.weights(agreed), `${agreed} agreed`).to.deep.equal([
          BigInt(weightOf(agreed)),
          BigInt(seeingWeightOf(agreed)),
        ]);
      }
    });

    it("are the odds of the rule of three, rounded down to a power of two", () => {
      for (let agreed = 0; agreed <= MAX_AGREED; ++agreed) {
        const odds = Math.max(agreed / 3 - 1, 2);
        expect(2 ** weightOf(agreed)).to.equal(2 ** Math.floor(Math.log2(odds)));
      }
    });
  });

  describe("credibility", () => {
    it("is Sarmenta's of a group, of at least 1 - 1 / trust", async () => {
      const harness = await loadFixture(deploy);
      for (const trust of [2, 3, 10, 1_000, 2 ** 32 - 1]) {
        for (const others of [0n, 2n, 6n, 1n << 20n, 12n << 72n]) {
          for (const bits of [0, 1, 2, 5, 10, 31, 52, 72]) {
            const odds = 1n << BigInt(bits);
            // odds / (1 + odds + others) >= 1 - 1 / trust, without division
            const isRight = odds * BigInt(trust) >= BigInt(trust - 1) * (1n + odds + others);
            expect(isCredible(bits, others, trust)).to.equal(isRight);
            expect(await harness.isCredible(bits, others, trust)).to.equal(isRight);
          }
        }
      }
    });

    it("names the least weight wanted", () => {
      for (const [others, trust] of [
        [0n, 2],
        [0n, 3],
        [6n, 100],
      ] as const) {
        const bits = wantedBits(others, trust);
        expect(isCredible(bits, others, trust)).to.equal(true);
        expect(bits === 0 || !isCredible(bits - 1, others, trust)).to.equal(true);
      }
    });

    it("finds the same groups in contract and SDK", async () => {
      const harness = await loadFixture(deploy);
      const random = new Random(7);
      const below = (limit: number) => Math.floor(random.unit() * limit);
      for (let round = 0; round < 150; ++round) {
        const size = below(13);
        const trust = [2, 3, 9, 60, 2_000][below(5)] ?? 2;
        const terms = { ...TERMS, first: 12, cap: 12, quorum: 1 + below(4), trust };
        const states: number[] = [];
        let groups = 0;
        for (let i = 0; i < size; ++i) {
          // Groups are founded in order; others are silent, or have only committed, or not even that.
          const state = [0, 1, 15][below(12)] ?? 2 + below(Math.min(groups + 1, 3));
          if (state > 1 && state < 15) groups = Math.max(groups, state - 1);
          states.push(state);
        }
        const weights = states.map(() => below(7));
        const revealed = states.flatMap((state, i) =>
          state > 1 && state < 15 ? [{ root: `${state}`, weightBits: weights[i] ?? 0 }] : [],
        );
        const found = groupsOf(revealed).sort((a, b) => Number(a.root) - Number(b.root));
        const best = leadingGroup(found);
        const others = found.filter(
          (group) => group !== best && (group.weightBits > 0 || best?.weightBits === 0),
        );
        const otherOdds = others.reduce((sum, group) => sum + (1n << BigInt(group.weightBits)), 0n);
        const credible = credibleGroup(revealed, terms);
        expect(await harness.groupsOf(states, weights, packQuorumTerms(terms))).to.deep.equal([
          BigInt(best?.root ?? 0),
          BigInt(best?.count ?? 0),
          BigInt(best?.weightBits ?? 0),
          otherOdds,
          BigInt(groups),
          BigInt(credible?.root ?? 0),
        ]);
      }
    });

    it("lets no group that weighs nothing stand against one that weighs something", async () => {
      const harness = await loadFixture(deploy);
      const terms = packQuorumTerms({ ...TERMS, quorum: 2, trust: 5 });
      const judge = async (states: number[], weights: number[]) => {
        const { otherOdds, credible } = await harness.groupsOf(states, weights, terms);
        return [otherOdds, credible];
      };
      expect(await judge([2, 2, 3, 4], [1, 1, 0, 0])).to.deep.equal([0n, 2n]);
      expect(await judge([2, 3, 4, 4], [0, 0, 1, 1])).to.deep.equal([0n, 4n]);
      expect(await judge([2, 2, 3, 4], [1, 1, 0, 1])).to.deep.equal([2n, 0n]);
      expect(await judge([2, 2, 3, 4], [0, 0, 0, 0])).to.deep.equal([2n, 0n]);
    });

    it("holds twelve roots of twelve replicas", async () => {
      const harness = await loadFixture(deploy);
      const states = Array.from({ length: 12 }, (_, i) => i + 2);
      const weights = states.map(() => 6);
      const word = packQuorumTerms({ ...TERMS, quorum: 1 });
      expect(await harness.groupsOf(states, weights, word)).to.deep.equal([
        2n,
        1n,
        6n,
        11n * 64n,
        12n,
        0n,
      ]);
    });
  });

  describe("records", () => {
    it("count up to 255, and start over", async () => {
      const harness = await loadFixture(deploy);
      const rest = (3n << 248n) | 12_345n;
      for (const agreed of [0n, 1n, 254n, 255n]) {
        const { credited, faulted } = await harness.counted(rest | (agreed << 240n));
        const more = agreed === 255n ? agreed : agreed + 1n;
        expect(credited).to.equal(rest | (more << 240n));
        expect(faulted).to.equal(rest);
      }
    });
  });
});

/** The word of terms that the SDK would refuse. */
function rawWord(terms: QuorumTerms): string {
  const widths = [8, 8, 8, 32, 32, 32, 16, 16];
  let [word, at] = [0n, 0n];
  for (const [i, value] of [
    terms.first,
    terms.quorum,
    terms.cap,
    terms.trust,
    terms.commitSeconds,
    terms.revealSeconds,
    terms.slashBps,
    terms.silentSlashBps,
  ].entries()) {
    word |= BigInt(value) << at;
    at += BigInt(widths[i] ?? 0);
  }
  return ethers.toBeHex(word, 32);
}
