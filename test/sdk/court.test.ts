import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadFixture, mine, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ethers } from "hardhat";
import { chunkProof, EXIT_CODES, type ChunkLeaf } from "../../packages/runtime/src";
import {
  checkOptimisticTerms,
  commitmentOf,
  court,
  describeRuling,
  headerRlp,
  InvalidFieldError,
  longestCase,
  longestRound,
  makeBallot,
  MemoryBallotStore,
  optimistic,
  packCourtTerms,
  packOptimisticTerms,
  Ruling,
  stake,
  StoreCorruptError,
  toRuling,
  unpackCourtTerms,
  unpackOptimisticTerms,
  unpackVotes,
  verdictOf,
  VerdictStatus,
  WeftError,
  withheldClaim,
  wrongClaim,
  type Ballot,
  type BallotStore,
  type Job,
  type OptimisticTerms,
  type Vote,
} from "../../packages/sdk/src";
import { FileBallotStore } from "../../packages/sdk/src/node";
import { blockAt, SEAT_STAKE, WEFT } from "../support/court";
import { deployOptimistic, type OptimisticWorld } from "../support/optimistic";
import { failureOf } from "./support/world";

const TERMS: OptimisticTerms = {
  challengeSeconds: 5_000,
  answerSeconds: 3_600,
  drawSeconds: 7_200,
  commitSeconds: 3_600,
  revealSeconds: 900,
  jurors: 3,
  bond: 250n * WEFT,
  slashBps: 4_000,
};

/** A leaf as a claim says it. */
function resultOf({ inputDigest, outputDigest, fuel, exit }: ChunkLeaf) {
  return { inputDigest, outputDigest, fuel, exit: EXIT_CODES[exit] };
}

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

describe("sdk ballots", () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "weft-ballots-"));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  function ballot(vote: Vote = Ruling.Plaintiff): Ballot {
    return makeBallot({
      chainId: 31_337n,
      court: ethers.getAddress(`0x${"c0".repeat(20)}`),
      arbitrable: ethers.getAddress(`0x${"a0".repeat(20)}`),
      caseId: (5n << 32n) | 2n,
      ordinal: 1,
      juror: ethers.getAddress(`0x${"10".repeat(20)}`),
      vote,
    });
  }

  const STORES: [kind: string, open: () => Promise<BallotStore>][] = [
    ["in memory", () => Promise.resolve(new MemoryBallotStore())],
    ["on disk", () => FileBallotStore.open(join(directory, "deep"))],
  ];
  for (const [kind, open] of STORES) {
    it(`${kind} are kept by their commitment, each with a salt of its own`, async () => {
      const store = await open();
      const [one, two] = [ballot(), ballot()];
      expect(one.salt).to.not.equal(two.salt);
      await store.put(one);
      await store.put(two);
      expect(await store.get(commitmentOf(one))).to.deep.equal(one);
      expect(await store.list()).to.have.deep.members([one, two]);
      await store.forget(commitmentOf(one));
      expect(await store.get(commitmentOf(one))).to.equal(undefined);
      expect(await store.list()).to.deep.equal([two]);
    });
  }

  it("on disk outlive the process, and what it left half-written is cleared away", async () => {
    const store = await FileBallotStore.open(directory);
    const one = ballot(Ruling.Void);
    await store.put(one);
    const unfinished = `.${commitmentOf(one)}.3f0c6c3e-1111-4222-8333-444455556666`;
    await writeFile(join(directory, unfinished), "{");
    await store.close();
    const later = await FileBallotStore.open(directory);
    expect(await later.list()).to.deep.equal([one]);
    await later.close();
    expect(await readdir(directory)).to.have.length(1);
  });

  const RUINS: [what: string, ruin: (content: string) => string][] = [
    ["cut short", (content) => content.slice(0, 40)],
    ["nothing", () => "null"],
    ["another version", (content) => content.replace('"version": 1', '"version": 2')],
    ["another vote", (content) => content.replace('"vote": 2', '"vote": 1')],
    ["no vote", (content) => content.replace('"vote": 2', '"vote": 0')],
    ["a vote that is a text", (content) => content.replace('"vote": 2', '"vote": "2"')],
    ["another salt", (content) => content.replace(/"salt": "0x../, '"salt": "0x00')],
    ["no court", (content) => content.replace('"court"', '"curt"')],
  ];
  for (const [what, ruin] of RUINS) {
    it(`on disk are not shown when a file holds ${what}`, async () => {
      const store = await FileBallotStore.open(directory);
      const one = { ...ballot(), salt: `0x${"5a".repeat(32)}` };
      await store.put(one);
      const file = join(directory, `${commitmentOf(one)}.json`);
      await writeFile(file, ruin(await readFile(file, "utf8")));
      const failure = await failureOf(store.get(commitmentOf(one)));
      expect(failure).to.be.instanceOf(StoreCorruptError);
      expect(failure).to.have.property("message").that.contains("no record of a ballot");
    });
  }
});

describe("sdk court", () => {
  let world: OptimisticWorld;
  let job: Job;
  let directory: string;

  beforeEach(async () => {
    world = await loadFixture(deployOptimistic);
    const matchedAt = await time.latest();
    job = {
      request: ethers.id("request"),
      client: world.plaintiff.address,
      payer: world.plaintiff.address,
      beneficiary: world.plaintiff.address,
      provider: world.defendant.address,
      token: world.stranger.address,
      pricePerUnit: 7n,
      needs: 0n,
      spec: ethers.id("spec"),
      verifier: await world.verifier.getAddress(),
      verifierTerms: packOptimisticTerms(TERMS),
      units: 5n,
      firstUnit: 0n,
      collateral: 10n,
      index: 0,
      matchedAt,
      graceUntil: matchedAt,
      deadline: matchedAt + 10_000,
      finalAt: matchedAt + 1_000_000,
      feeBps: 0,
      lateSlashBps: 0,
      noResultSlashBps: 0,
      wrongSlashBps: 0,
      poolPpm: 0,
      ownBps: 10_000,
    };
    directory = await mkdtemp(join(tmpdir(), "weft-court-"));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  /** Submits, and challenges one chunk of it. */
  async function challenged() {
    const { defendant, plaintiff, token, chunks, root } = world;
    await optimistic.submit({ signer: defendant, job, root });
    await token.connect(plaintiff).approve(await world.court.getAddress(), 0n);
    const given = chunks[2];
    if (given === undefined) throw new Error("no chunk");
    const right = { ...resultOf(given), fuel: 5n };
    const claim = wrongClaim({
      job,
      root,
      index: 2,
      given: resultOf(given),
      right,
      proof: chunkProof(chunks, 2),
    });
    return optimistic.challenge({ signer: plaintiff, verifier: job.verifier, claim });
  }

  /** A case up to its jury. */
  async function drawn() {
    const opened = await challenged();
    const { target, drawUntil } = await court.answer({ signer: world.defendant, ...opened });
    expect(drawUntil).to.equal((await time.latest()) + TERMS.drawSeconds);
    await mine(66, { interval: 1 });
    const jury = await court.draw({
      signer: world.stranger,
      ...opened,
      target,
      node: ethers.provider,
    });
    expect(jury.positions).to.have.length(3);
    const jurors = jury.jurors.map((address) => {
      const found = world.jurors.find((each) => each.address === address);
      if (found === undefined) throw new Error("a stranger was drawn");
      return found;
    });
    return { ...opened, jurors, commitUntil: jury.commitUntil };
  }

  it("takes a job from a challenge to the claim of everybody's money", async () => {
    const { token, plaintiff, stranger } = world;
    const found = await drawn();
    expect(await verdictOf({ provider: ethers.provider, job })).to.deep.include({
      status: VerdictStatus.Pending,
    });
    expect(await optimistic.challengeableUntil({ provider: ethers.provider, job })).to.equal(
      undefined,
    );
    for (const [ordinal, signer] of found.jurors.entries()) {
      const ballots = await FileBallotStore.open(join(directory, `${ordinal}`));
      await court.commit({ signer, ...found, ordinal, vote: Ruling.Plaintiff, ballots });
      await ballots.close();
    }
    await time.increaseTo(found.commitUntil + 1);
    for (const [ordinal, signer] of found.jurors.entries()) {
      // Every juror's process died meanwhile.
      const ballots = await FileBallotStore.open(join(directory, `${ordinal}`));
      const shown = await court.reveal({ ...found, signer, ordinal, ballots });
      expect(shown).to.deep.include({ vote: Ruling.Plaintiff, isClosed: ordinal === 2 });
    }
    expect(await verdictOf({ provider: ethers.provider, job })).to.deep.equal({
      status: VerdictStatus.Rejected,
      units: 0n,
      slashBps: TERMS.slashBps,
    });
    const before = await token.balanceOf(plaintiff);
    const { amount } = await court.claim({
      signer: stranger,
      ...found,
      account: plaintiff.address,
    });
    expect((await token.balanceOf(plaintiff)) - before).to.equal(amount);
    const [juror] = found.jurors;
    if (juror === undefined) throw new Error("no juror");
    const { banked } = await court.bankEarnings({
      signer: juror,
      ...found,
      account: juror.address,
    });
    expect(banked).to.equal((TERMS.bond / 2n / 3n / 10n ** 12n) * 10n ** 12n);
    await court.claim({ signer: juror, ...found, account: juror.address });
  });

  it("approves the bond and no more, and nothing where the challenge would be refused", async () => {
    const { plaintiff, defendant, token, root } = world;
    const spender = await world.court.getAddress();
    await optimistic.submit({ signer: defendant, job, root });
    await token.connect(plaintiff).approve(spender, 0n);
    const verifier = job.verifier;
    const other = withheldClaim({ job, root: ethers.id("another root") });
    const failure = await failureOf(
      optimistic.challenge({ signer: plaintiff, verifier, claim: other }),
    );
    expect(failure).to.have.property("error", "OptimisticWrongRoot");
    expect(await token.allowance(plaintiff, spender)).to.equal(0n);
    const claim = withheldClaim({ job, root });
    const { file } = await optimistic.challenge({ signer: plaintiff, verifier, claim, docket: 9 });
    expect(await token.allowance(plaintiff, spender)).to.equal(0n);
    expect(file.terms).to.equal(BigInt(job.verifierTerms) & ((1n << 136n) - 1n));
  });

  it("uses a docket that is free again", async () => {
    const first = await challenged();
    await time.increase(TERMS.answerSeconds + 1);
    const { ruling } = await court.close({ signer: world.stranger, ...first });
    expect(ruling).to.equal(Ruling.Plaintiff);
    expect(describeRuling(ruling)).to.equal("The challenger is right.");
    job = { ...job, request: ethers.id("another"), deadline: job.deadline + 10_000 };
    const second = await challenged();
    expect(second.caseId).to.equal(first.caseId + (1n << 32n));
  });

  it("sends no commitment whose salt could not be kept", async () => {
    const found = await drawn();
    const [signer] = found.jurors;
    if (signer === undefined) throw new Error("no juror");
    const ballots = new MemoryBallotStore();
    ballots.put = () => Promise.reject(new Error("the disk is full"));
    const before = await signer.getNonce();
    const failure = await failureOf(
      court.commit({ signer, ...found, ordinal: 0, vote: Ruling.Defendant, ballots }),
    );
    expect(failure).to.have.property("message", "the disk is full");
    expect(await signer.getNonce()).to.equal(before);
  });

  it("shows the vote that the chain holds, after a changed mind or a commitment never sent", async () => {
    const found = await drawn();
    const [signer] = found.jurors;
    if (signer === undefined) throw new Error("no juror");
    const ballots = await FileBallotStore.open(directory);
    const call = { signer, ...found, ordinal: 0, ballots };
    await court.commit({ ...call, vote: Ruling.Plaintiff });
    await court.commit({ ...call, vote: Ruling.Void });
    const { chainId } = await ethers.provider.getNetwork();
    const { arbitrable, caseId } = found;
    const juror = signer.address;
    const unsent = { chainId, court: found.court, arbitrable, caseId, ordinal: 0, juror };
    await ballots.put(makeBallot({ ...unsent, vote: Ruling.Defendant }));
    await time.increaseTo(found.commitUntil + 1);
    const { vote, isClosed } = await court.reveal(call);
    expect([vote, isClosed]).to.deep.equal([Ruling.Void, false]);
    const { votes } = await world.court.juryOf(arbitrable, caseId);
    expect(unpackVotes(votes, 3)).to.deep.equal([Ruling.Void, Ruling.Undecided, Ruling.Undecided]);
  });

  it("says that a ballot is lost", async () => {
    const found = await drawn();
    const [signer] = found.jurors;
    if (signer === undefined) throw new Error("no juror");
    const call = { signer, ...found, ordinal: 0 };
    await court.commit({ ...call, vote: Ruling.Plaintiff, ballots: new MemoryBallotStore() });
    await time.increaseTo(found.commitUntil + 1);
    const failure = await failureOf(court.reveal({ ...call, ballots: new MemoryBallotStore() }));
    expect(failure).to.be.instanceOf(InvalidFieldError);
  });

  it("rearms a draw whose block has gone by", async () => {
    const opened = await challenged();
    const { target } = await court.answer({ signer: world.defendant, ...opened });
    await mine(330, { interval: 1 });
    const call = { signer: world.stranger, ...opened };
    const late = await failureOf(court.draw({ ...call, target, node: ethers.provider }));
    expect(late).to.have.property("error", "CourtWrongBlock");
    const next = await court.rearm(call);
    await mine(66, { interval: 1 });
    const { jurors } = await court.draw({ ...call, target: next.target, node: ethers.provider });
    expect(jurors).to.have.length(3);
  });

  it("takes seats in vacancies first, lists them, and leaves", async () => {
    const { jurors, stranger, court: contract, verifier } = world;
    const bench = { court: await contract.getAddress(), arbitrable: await verifier.getAddress() };
    const [, , third] = jurors;
    if (third === undefined) throw new Error("no juror");
    await court.leaveSeats({ signer: third, ...bench, positions: [2] });
    const stakeVault = await world.stakeVault.getAddress();
    const call = { signer: stranger, stakeVault, market: bench.court };
    await stake.provision({ ...call, amount: 3n * SEAT_STAKE });
    const { positions } = await court.takeSeats({ signer: stranger, ...bench, count: 3 });
    expect(positions).to.deep.equal([2, 8, 9]);
    const view = await court.seatsOf({ provider: ethers.provider, ...bench });
    expect(view.length).to.equal(10);
    const own = view.seats.filter(({ juror }) => juror === stranger.address);
    expect(own).to.deep.equal(
      positions.map((position) => ({
        position,
        juror: stranger.address,
        cases: 0,
        strikes: 0,
        earned: 0n,
      })),
    );
    await court.leaveSeats({ signer: stranger, ...bench, positions: [2, 8, 9] });
    await court.closeVacancies({ signer: stranger, ...bench, positions: [2] });
    const after = await court.seatsOf({ provider: ethers.provider, ...bench });
    expect([after.length, after.seats.length]).to.deep.equal([7, 7]);
    const nothing = await failureOf(
      court.bankEarnings({ signer: stranger, ...bench, account: stranger.address }),
    );
    expect(nothing).to.be.instanceOf(InvalidFieldError);
    const whole = await failureOf(court.restoreSeat({ signer: third, ...bench, position: 0 }));
    expect(whole).to.have.property("error", "CourtNotJuror");
  });

  it("makes a block's header, and refuses one that is not its own", async () => {
    const block = await blockAt(5);
    expect(ethers.keccak256(headerRlp(block))).to.equal((await ethers.provider.getBlock(5))?.hash);
    expect(() => headerRlp({ ...block, gasUsed: "0x1" })).to.throw(WeftError);
    const opened = await challenged();
    const { target } = await court.answer({ signer: world.defendant, ...opened });
    const early = await failureOf(
      court.draw({ signer: world.stranger, ...opened, target, node: ethers.provider }),
    );
    expect(early).to.include({ code: "CALL_FAILED", retryable: true });
  });

  it("refuses numbers that are no ruling", () => {
    expect(toRuling(3n)).to.equal(Ruling.Void);
    expect(() => toRuling(4)).to.throw(InvalidFieldError);
  });
});
