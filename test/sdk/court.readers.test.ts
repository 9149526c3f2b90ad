import { mine, takeSnapshot, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ZeroHash, type Filter } from "ethers";
import {
  commitmentOf,
  court,
  MemorySecretStore,
  Ruling,
  stake,
  type Job,
} from "../../packages/sdk/src";
import { SEAT_SLASH } from "../support/court";
import { intercept } from "./support/intercept";
import {
  challengeJob,
  drawJury,
  loadVerifiers,
  openJob,
  type VerifierWorld,
} from "./support/verifier-world";
import { failureOf } from "./support/world";

describe("sdk court readers", () => {
  let world: VerifierWorld;
  let job: Job;
  let jobId: string;

  beforeEach(async () => {
    world = await loadVerifiers();
    ({ job, jobId } = await openJob(world));
  });

  /** The one case of a juror. */
  async function caseOf(juror: string): Promise<court.JurorCase> {
    const [found, ...others] = await court.casesOf({
      ...world.bench,
      juror,
      secrets: world.secrets,
    });
    expect(others).to.deep.equal([]);
    if (found === undefined) throw new Error("no case");
    return found;
  }

  /** What the only seat of each juror is to do next. */
  async function stepsOf(jurors: readonly { address: string }[]) {
    const steps: (string | undefined)[] = [];
    for (const { address } of jurors) steps.push((await caseOf(address)).seats[0]?.next);
    return steps;
  }

  /** A case up to its jury, and calls of its jurors. */
  async function drawn(isWithheld = false) {
    const challenged = await challengeJob(world, job, { isWithheld });
    const jury = await drawJury(world, challenged);
    const [first, second, third] = jury.sitting;
    if (first === undefined || second === undefined || third === undefined)
      throw new Error("no jury");
    return { challenged, ...jury, first, second, third };
  }

  describe("casesOf", () => {
    it("tells a juror what it judges and until when, and nobody else", async () => {
      const { challenged, sitting, idle, positions, commitUntil, revealUntil } = await drawn();
      const { arbitrable, caseId, file, root, chunk } = challenged;
      for (const [ordinal, juror] of sitting.entries()) {
        const position = positions[ordinal];
        expect(await caseOf(juror.address)).to.deep.equal({
          ...{ court: challenged.court, arbitrable, caseId, file },
          standing: { phase: "commit", commitUntil, revealUntil },
          dispute: { jobId, job, root, chunk },
          seats: [
            { ordinal, position, shown: Ruling.Undecided, ballot: undefined, next: "commit" },
          ],
        });
      }
      for (const { address: juror } of [idle, world.who.client]) {
        const { bench, secrets } = world;
        expect(await court.casesOf({ ...bench, juror, secrets })).to.deep.equal([]);
      }
    });

    it("says that an output is called withheld, and where no market knows the job", async () => {
      const { first } = await drawn(true);
      expect((await caseOf(first.address)).dispute?.chunk).to.equal(undefined);
      const question = { ...world.bench, juror: first.address, secrets: world.secrets };
      const [unknown] = await court.casesOf({ ...question, markets: [] });
      expect(unknown?.dispute).to.deep.include({ jobId, job: undefined });
    });

    it("leads a juror from the draw to the close, with the secret of its vote", async () => {
      const { challenged, sitting, first, second, third, commitUntil, revealUntil } = await drawn();
      const { secrets } = world;
      expect(await stepsOf(sitting)).to.deep.equal(["commit", "commit", "commit"]);
      for (const signer of [first, second]) {
        const { seats, ...filed } = await caseOf(signer.address);
        const [seat] = seats;
        if (seat === undefined) throw new Error("no seat");
        const vote = Ruling.Plaintiff;
        const { commitment } = await court.commit({ signer, ...filed, ...seat, vote, secrets });
        const [committed] = (await caseOf(signer.address)).seats;
        expect(committed?.ballot).to.deep.include({ vote, juror: signer.address });
        if (committed?.ballot === undefined) throw new Error("no ballot");
        expect(commitmentOf(committed.ballot)).to.equal(commitment);
      }
      expect(await stepsOf(sitting)).to.deep.equal(["nothing", "nothing", "commit"]);
      await time.increaseTo(commitUntil);
      expect((await caseOf(first.address)).standing.phase).to.equal("commit");
      await time.increaseTo(commitUntil + 1);
      expect((await caseOf(third.address)).standing).to.deep.equal({
        ...{ phase: "reveal", commitUntil, revealUntil },
      });
      expect(await stepsOf(sitting)).to.deep.equal(["reveal", "reveal", "nothing"]);
      const { seats, ...filed } = await caseOf(first.address);
      await court.reveal({ signer: first, ...filed, ordinal: seats[0]?.ordinal ?? 9, secrets });
      expect((await caseOf(first.address)).seats[0]).to.deep.include({
        ...{ shown: Ruling.Plaintiff, next: "nothing" },
      });
      expect(await stepsOf(sitting)).to.deep.equal(["nothing", "reveal", "nothing"]);
      await time.increaseTo(revealUntil + 1);
      const late = await caseOf(second.address);
      expect(late.standing).to.deep.equal({ phase: "close", ruling: Ruling.Undecided });
      expect(late.seats[0]?.next).to.equal("nothing");
      await court.close({ signer: world.who.stranger, ...challenged });
      const question = { ...world.bench, juror: first.address, secrets };
      expect(await court.casesOf(question)).to.deep.equal([]);
    });

    it("lets a juror whose secret is lost commit anew, and not show what it cannot", async () => {
      const { challenged, first, commitUntil } = await drawn();
      const lost = { signer: first, ...challenged, ordinal: 0, secrets: new MemorySecretStore() };
      await court.commit({ ...lost, vote: Ruling.Defendant });
      expect(await stepsOf([first])).to.deep.equal(["commit"]);
      await time.increaseTo(commitUntil + 1);
      expect(await stepsOf([first])).to.deep.equal(["nothing"]);
    });

    it("takes no commitment of the docket's earlier case for one of this", async () => {
      const { bench, at, secrets, weft } = world;
      const before = await drawn();
      for (const [ordinal, signer] of before.sitting.entries()) {
        const vote = { ordinal, vote: Ruling.Plaintiff, secrets } as const;
        await court.commit({ signer, ...before.challenged, ...vote });
      }
      await time.increaseTo(before.revealUntil + 1);
      await court.close({ signer: world.who.stranger, ...before.challenged });
      // The same three are the bench of the next case.
      for (const { juror, position } of (await court.seatsOf(bench)).seats) {
        const signer = world.jurors.find(({ address }) => address === juror);
        if (signer === undefined) throw new Error("a stranger has a seat");
        if (!before.sitting.includes(signer)) {
          await court.leaveSeats({ signer, ...bench, positions: [position] });
          continue;
        }
        await weft.transfer(signer, SEAT_SLASH);
        const { stakeVault } = at;
        await stake.provision({ signer, stakeVault, market: bench.court, amount: SEAT_SLASH });
        await court.restoreSeat({ signer, ...bench, position });
      }
      const again = await openJob(world, 1n);
      const challenged = await challengeJob(world, again.job);
      expect(challenged.caseId).to.equal(before.challenged.caseId + (1n << 32n));
      const { sitting } = await drawJury(world, challenged);
      expect(await world.court.commitmentAt(bench.arbitrable, challenged.caseId, 0)).to.not.equal(
        ZeroHash,
      );
      expect(await stepsOf(sitting)).to.deep.equal(["commit", "commit", "commit"]);
    });

    it("asks the court for the jury, and not the events of a block that a re-org undid", async () => {
      const { bench, secrets, provider } = world;
      const challenged = await challengeJob(world, job);
      const fork = await takeSnapshot();
      const undone = await drawJury(world, challenged);
      const topics = [world.court.getEvent("JuryDrawn").fragment.topicHash];
      const stale = await provider.getLogs({ address: bench.court, topics, fromBlock: 0 });
      await fork.restore();
      const questions = undone.sitting.map(({ address: juror }) => ({ ...bench, juror, secrets }));
      for (const question of questions) expect(await court.casesOf(question)).to.deep.equal([]);
      const behind = intercept(
        provider,
        "getLogs",
        (getLogs) => async (filter: Filter) =>
          filter.topics?.[0] === topics[0] ? stale : getLogs(filter),
      );
      for (const question of questions) {
        expect(await court.casesOf({ ...question, provider: behind })).to.deep.equal([]);
      }
      await mine(3);
      const { sitting } = await drawJury(world, challenged);
      const drawnTwice = sitting.filter((juror) => undone.sitting.includes(juror));
      for (const [i, { address }] of undone.sitting.entries()) {
        const question = questions[i];
        if (question === undefined) throw new Error("no question");
        const found = await court.casesOf({ ...question, provider: behind });
        const ordinals = found.flatMap(({ seats }) => seats.map(({ ordinal }) => ordinal));
        const isDrawn = drawnTwice.some((juror) => juror.address === address);
        const ordinal = sitting.findIndex((juror) => juror.address === address);
        expect(ordinals).to.deep.equal(isDrawn ? [ordinal] : []);
      }
    });
  });

  describe("standingOf", () => {
    it("is of the block that is asked about", async () => {
      const { provider } = world;
      const opened = await challengeJob(world, job);
      const block = await provider.getBlockNumber();
      await drawJury(world, opened);
      const earlier = await court.standingOf({ provider, ...opened, block });
      expect(earlier).to.deep.equal({ phase: "answer", until: opened.answerUntil });
      const before = await court.standingOf({ provider, ...opened, block: block - 1 });
      expect(before).to.deep.equal({ phase: "over" });
      const ahead = await failureOf(court.standingOf({ provider, ...opened, block: block + 999 }));
      expect(ahead).to.include({ code: "CALL_FAILED", retryable: true });
    });

    it("refuses the file of another case", async () => {
      const { provider, who } = world;
      const opened = await challengeJob(world, job);
      const file = { ...opened.file, plaintiff: who.stranger.address };
      const failure = await failureOf(court.standingOf({ provider, ...opened, file }));
      expect(failure).to.have.property("error", "CourtWrongFile");
    });

    it("knows a complete vote before its time is over", async () => {
      const { provider, secrets } = world;
      const { challenged, sitting, commitUntil } = await drawn();
      for (const [ordinal, signer] of sitting.entries()) {
        await court.commit({ signer, ...challenged, ordinal, vote: Ruling.Defendant, secrets });
      }
      await time.increaseTo(commitUntil + 1);
      for (const [ordinal, signer] of sitting.entries()) {
        const { arbitrable, caseId } = challenged;
        const key = { court: challenged.court, arbitrable, caseId };
        await court.reveal({ signer, ...key, ordinal, secrets });
      }
      const standing = await court.standingOf({ provider, ...challenged });
      expect(standing).to.deep.equal({ phase: "close", ruling: Ruling.Defendant });
    });

    it("waits for the draw even where its block has gone by", async () => {
      const { provider, who } = world;
      const opened = await challengeJob(world, job);
      const { drawUntil, target } = await court.answer({ signer: who.provider, ...opened });
      const draws = { phase: "draw", until: drawUntil };
      const question = { provider, ...opened };
      expect(await court.standingOf(question)).to.deep.equal({ ...draws, target });
      await mine(66, { interval: 1 });
      expect(await court.standingOf(question)).to.deep.equal({ ...draws, target });
      await mine(264, { interval: 1 });
      expect(await court.standingOf(question)).to.deep.equal({ ...draws, target: undefined });
      await time.increaseTo(drawUntil - 64);
      expect(await court.standingOf(question)).to.deep.equal({ ...draws, target: undefined });
      await time.increaseTo(drawUntil);
      expect(await court.standingOf(question)).to.deep.equal({ ...draws, target: undefined });
    });

    it("names the block of another throw", async () => {
      const { provider, who } = world;
      const opened = await challengeJob(world, job);
      const { drawUntil } = await court.answer({ signer: who.provider, ...opened });
      const draws = { phase: "draw", until: drawUntil };
      const question = { provider, ...opened };
      await mine(330, { interval: 1 });
      const again = await court.rearm({ signer: who.stranger, ...opened });
      const standing = await court.standingOf(question);
      expect(standing).to.deep.equal({ ...draws, target: again.target });
    });
  });
});
