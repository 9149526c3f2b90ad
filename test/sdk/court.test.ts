import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadFixture, mine, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ethers } from "hardhat";
import { chunkProof } from "../../packages/runtime/src";
import {
  court,
  describeRuling,
  headerRlp,
  InvalidFieldError,
  keepBallot,
  makeBallot,
  MemorySecretStore,
  optimistic,
  packOptimisticTerms,
  Ruling,
  SecretMissingError,
  stake,
  toRuling,
  unpackVotes,
  verdictOf,
  VerdictStatus,
  WeftError,
  withheldClaim,
  wrongClaim,
  type Job,
} from "../../packages/sdk/src";
import { FileSecretStore } from "../../packages/sdk/src/node";
import { blockAt, SEAT_STAKE } from "../support/court";
import { deployOptimistic, type OptimisticWorld } from "../support/optimistic";
import { resultOf, TERMS } from "./support/court";
import { failureOf } from "./support/world";

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
      const secrets = await FileSecretStore.open(join(directory, `${ordinal}`));
      await court.commit({ signer, ...found, ordinal, vote: Ruling.Plaintiff, secrets });
      await secrets.close();
    }
    await time.increaseTo(found.commitUntil + 1);
    for (const [ordinal, signer] of found.jurors.entries()) {
      // Every juror's process died meanwhile.
      const secrets = await FileSecretStore.open(join(directory, `${ordinal}`));
      const shown = await court.reveal({ ...found, signer, ordinal, secrets });
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
    const secrets = new MemorySecretStore();
    secrets.keep = () => Promise.reject(new Error("the disk is full"));
    const before = await signer.getNonce();
    const failure = await failureOf(
      court.commit({ signer, ...found, ordinal: 0, vote: Ruling.Defendant, secrets }),
    );
    expect(failure).to.have.property("message", "the disk is full");
    expect(await signer.getNonce()).to.equal(before);
  });

  it("shows the vote that the chain holds, after a changed mind or a commitment never sent", async () => {
    const found = await drawn();
    const [signer] = found.jurors;
    if (signer === undefined) throw new Error("no juror");
    const secrets = await FileSecretStore.open(directory);
    const call = { signer, ...found, ordinal: 0, secrets };
    await court.commit({ ...call, vote: Ruling.Plaintiff });
    await court.commit({ ...call, vote: Ruling.Void });
    const { chainId } = await ethers.provider.getNetwork();
    const { arbitrable, caseId } = found;
    const juror = signer.address;
    const unsent = { chainId, court: found.court, arbitrable, caseId, ordinal: 0, juror };
    await keepBallot(secrets, makeBallot({ ...unsent, vote: Ruling.Defendant }));
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
    await court.commit({ ...call, vote: Ruling.Plaintiff, secrets: new MemorySecretStore() });
    await time.increaseTo(found.commitUntil + 1);
    const failure = await failureOf(court.reveal({ ...call, secrets: new MemorySecretStore() }));
    expect(failure).to.be.instanceOf(SecretMissingError);
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

  it("approves nothing for another throw that comes too late", async () => {
    const opened = await challenged();
    const { drawUntil } = await court.answer({ signer: world.defendant, ...opened });
    await mine(330, { interval: 1 });
    await time.increaseTo(drawUntil - 64);
    const nonce = await world.stranger.getNonce();
    const late = await failureOf(court.rearm({ signer: world.stranger, ...opened }));
    expect(late).to.have.property("error", "CourtNoTimeToDraw");
    expect(await world.stranger.getNonce()).to.equal(nonce);
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
