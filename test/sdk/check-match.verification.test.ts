import { expect } from "chai";
import { ZeroHash } from "ethers";
import { ethers } from "hardhat";
import {
  checkMatch,
  checkQuorumTerms,
  longestRound,
  market as marketCalls,
  packOptimisticTerms,
  packQuorumTerms,
  readMatchState,
  verdictOf,
  VerdictStatus,
  type KnownVerifiers,
  type Match,
  type QuorumTerms,
} from "../../packages/sdk/src";
import { SEAT_STAKE, WEFT } from "../support/court";
import { TERMS } from "./support/court";
import { loadVerifiers, type VerifierWorld } from "./support/verifier-world";
import { signedMatch, type Changes } from "./support/world";

const QUORUM: QuorumTerms = {
  first: 3,
  quorum: 2,
  cap: 3,
  trust: 2,
  commitSeconds: 3_600,
  revealSeconds: 1_800,
  slashBps: 5_000,
  silentSlashBps: 1_000,
};

describe("sdk checkMatch, terms of verifiers", () => {
  let world: VerifierWorld;
  let known: Required<KnownVerifiers>;
  beforeEach(async () => {
    world = await loadVerifiers();
    const quorum = await ethers.deployContract("QuorumVerifier", [world.market, world.stakeVault]);
    known = {
      optimisticVerifier: await world.optimistic.getAddress(),
      quorumVerifier: await quorum.getAddress(),
    };
  });

  /** A match whose request names a verifier, with changes to its request. */
  function matchOf(verifier: string, terms: string, { request, match }: Changes = {}) {
    return signedMatch(world, {
      offer: { verifications: [{ verifier, terms }], maxSeconds: 5 * 86_400 },
      request: { verifier, verifierTerms: terms, ...request },
      match: { units: 1n, ...match },
    });
  }

  /** The faults that are found; every other check passes. */
  async function faultsOf(match: Match, verifiers: KnownVerifiers = known) {
    const { provider, at, who } = world;
    const state = await readMatchState({ provider, market: at.market, match, verifiers });
    const reasons = checkMatch({ match, matcher: who.matcher.address, state });
    return reasons.map(({ error, args, sentence, isRetryable }) => {
      expect([error, isRetryable]).to.deep.equal(["VerifierTermsUnfit", false]);
      expect(args["verifier"]).to.equal(match.request.verifier);
      expect(sentence).to.match(/^(the|a|half) .+[^.]$/);
      return args["fault"];
    });
  }

  /** Whether the market takes the match, and the verifier calls its job void at once. */
  async function isVoid(match: Match): Promise<boolean> {
    const { who, at, provider } = world;
    const { job } = await marketCalls.match({ signer: who.matcher, market: at.market, match });
    const { status } = await verdictOf({ provider, job });
    return status === VerdictStatus.Void;
  }

  it("finds no fault in terms that the optimistic verifier takes", async () => {
    const terms = packOptimisticTerms(TERMS);
    const verifySeconds = longestRound(TERMS) + TERMS.challengeSeconds + 600;
    const match = await matchOf(known.optimisticVerifier, terms, { request: { verifySeconds } });
    expect(await faultsOf(match)).to.deep.equal([]);
    expect(await isVoid(match)).to.equal(false);
  });

  for (const [what, terms] of [
    ["that are none", ZeroHash],
    ["whose bond is too small for the court", packOptimisticTerms({ ...TERMS, bond: 3n * WEFT })],
  ] as const) {
    it(`finds optimistic terms ${what}, which the market takes`, async () => {
      const request = { verifySeconds: 2 * 86_400 };
      const match = await matchOf(known.optimisticVerifier, terms, { request });
      expect(await faultsOf(match)).to.deep.equal(["malformed"]);
      expect(await faultsOf(match, {})).to.deep.equal([]);
      expect(await faultsOf(match, { quorumVerifier: known.quorumVerifier })).to.deep.equal([]);
      expect(await isVoid(match)).to.equal(true);
    });
  }

  it("takes the least bond from the court", async () => {
    const least = (SEAT_STAKE / 50n) * BigInt(TERMS.jurors);
    const request = { verifySeconds: 2 * 86_400 };
    for (const [bond, faults] of [
      [least, []],
      [least - 10n ** 15n, ["malformed"]],
    ] as const) {
      const terms = packOptimisticTerms({ ...TERMS, bond });
      const match = await matchOf(known.optimisticVerifier, terms, { request });
      expect(await faultsOf(match)).to.deep.equal(faults);
    }
  });

  it("finds optimistic terms that leave no time for a case", async () => {
    const terms = packOptimisticTerms(TERMS);
    const match = await matchOf(known.optimisticVerifier, terms);
    expect(await faultsOf(match)).to.deep.equal(["no-time-for-a-case"]);
  });

  const FAULTS: [fault: string, terms: Partial<QuorumTerms>, changes: Changes][] = [
    ["reveals-before-the-deadline", { commitSeconds: 3_599 }, {}],
    ["no-time-to-reveal", { revealSeconds: 3_601 }, {}],
    ["several-units", {}, { match: { units: 2n } }],
  ];
  for (const [fault, change, changes] of FAULTS) {
    it(`finds ${fault} in terms of a quorum, which the market takes`, async () => {
      const terms = packQuorumTerms({ ...QUORUM, ...change });
      const match = await matchOf(known.quorumVerifier, terms, changes);
      expect(await faultsOf(match)).to.deep.equal([fault]);
      expect(await isVoid(match)).to.equal(true);
    });
  }

  it("finds terms of a quorum that are none, and none in those that fit to the second", async () => {
    const none = await matchOf(known.quorumVerifier, ZeroHash);
    expect(await faultsOf(none)).to.deep.equal(["malformed"]);
    const terms = packQuorumTerms({ ...QUORUM, revealSeconds: 3_600 });
    const fits = await matchOf(known.quorumVerifier, terms);
    expect(await faultsOf(fits)).to.deep.equal([]);
    expect(await isVoid(fits)).to.equal(false);
  });

  it("finds the replica above the cap of a task", async () => {
    const terms = packQuorumTerms({ ...QUORUM, first: 1, quorum: 1, cap: 1 });
    const match = await matchOf(known.quorumVerifier, terms);
    const { who, at } = world;
    expect(await faultsOf(match)).to.deep.equal([]);
    await marketCalls.match({ signer: who.matcher, market: at.market, match });
    expect(await faultsOf(match)).to.deep.equal(["beyond-the-cap"]);
    expect(await isVoid(match)).to.equal(true);
    const times = { maxSeconds: 3_600, verifySeconds: 3_600 };
    expect(checkQuorumTerms({ terms, ...times })).to.deep.equal([]);
  });
});
