import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/signers";
import { mine, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { eventIn, headerRlp } from "@weft/sdk";
import type { ContractTransactionReceipt, ContractTransactionResponse } from "ethers";
import { ethers } from "hardhat";

import type { ArbitrableMock, JuryCourt, StakeVault, WeftToken } from "../../typechain-types";
import { DAY, timestampOf } from "./time";

export const WEFT = 10n ** 18n;
export const SEAT_STAKE = 1_000n * WEFT;
export const SEAT_SLASH = SEAT_STAKE / 10n;
export const BOND = 100n * WEFT;
export const DRAW_DELAY = 64;
/** Who is credited with what is burnt. */
export const NOBODY = "0x000000000000000000000000000000000000dEaD";
/** What everybody holds of WEFT outside the stake vault. */
export const PURSE = 10_000_000n * WEFT;

/** What a jury finds, in the order of the contract. */
export enum Ruling {
  Undecided,
  Defendant,
  Plaintiff,
  Void,
}

export interface CourtTerms {
  answerSeconds: number;
  drawSeconds: number;
  commitSeconds: number;
  revealSeconds: number;
  jurors: number;
  bondMilli: number;
}

export const TERMS: CourtTerms = {
  answerSeconds: 3_600,
  drawSeconds: 7_200,
  commitSeconds: 3_600,
  revealSeconds: 900,
  jurors: 5,
  bondMilli: 100_000,
};

export interface CaseFile {
  subject: string;
  plaintiff: string;
  defendant: string;
  terms: bigint;
}

export interface Case {
  id: bigint;
  file: CaseFile;
  /** Last second of the step. */
  until: bigint;
}

export interface Drawn extends Case {
  positions: bigint[];
  jurors: HardhatEthersSigner[];
  revealUntil: bigint;
}

export interface CourtWorld {
  token: WeftToken;
  stakeVault: StakeVault;
  court: JuryCourt;
  arbitrable: ArbitrableMock;
  plaintiff: HardhatEthersSigner;
  defendant: HardhatEthersSigner;
  stranger: HardhatEthersSigner;
  /** Each with one seat, at the position of its index. */
  jurors: HardhatEthersSigner[];
}

/** The word of terms, by the layout of the contract. */
export function packTerms(terms: CourtTerms): bigint {
  return (
    BigInt(terms.answerSeconds) |
    (BigInt(terms.drawSeconds) << 24n) |
    (BigInt(terms.commitSeconds) << 48n) |
    (BigInt(terms.revealSeconds) << 72n) |
    (BigInt(terms.jurors) << 96n) |
    (BigInt(terms.bondMilli) << 104n)
  );
}

/** Fixture: a court with a bench of eight seats, a contract to judge for, and two parties with WEFT. */
export async function deployCourt(): Promise<CourtWorld> {
  const [holder, plaintiff, defendant, stranger, ...others] = await ethers.getSigners();
  if (!holder || !plaintiff || !defendant || !stranger) throw new Error("no accounts");
  const jurors = others.slice(0, 8);
  const token = await ethers.deployContract("WeftToken", [holder]);
  const vault = await ethers.deployContract("Vault");
  const stakeVault = await ethers.deployContract("StakeVault", [token, vault, 28n * DAY]);
  const court = await ethers.deployContract("JuryCourt", [stakeVault, SEAT_STAKE]);
  const arbitrable = await ethers.deployContract("ArbitrableMock");
  await arbitrable.set(defendant, packTerms(TERMS));
  for (const party of [plaintiff, defendant, stranger, ...jurors]) {
    await token.transfer(party, PURSE);
    await token.connect(party).approve(court, ethers.MaxUint256);
    await token.connect(party).approve(stakeVault, ethers.MaxUint256);
  }
  const world = { token, stakeVault, court, arbitrable, plaintiff, defendant, stranger, jurors };
  for (const [position, juror] of jurors.entries()) await seat(world, juror, [position]);
  return world;
}

/** Provisions for seats and takes them. */
export async function seat(
  { stakeVault, court, arbitrable }: CourtWorld,
  juror: HardhatEthersSigner,
  positions: readonly number[],
): Promise<ContractTransactionResponse> {
  const amount = SEAT_STAKE * BigInt(positions.length);
  await stakeVault.connect(juror).provision(court, amount);
  return court.connect(juror).takeSeats(arbitrable, [...positions]);
}

/** WEFT that the court owes: credits of everybody, and what seats earned. */
export async function owedBy(world: CourtWorld): Promise<bigint> {
  const { court, arbitrable, plaintiff, defendant, stranger, jurors } = world;
  let owed = 0n;
  for (const account of [NOBODY, plaintiff, defendant, stranger, ...jurors]) {
    owed += await court.creditOf(account);
  }
  const { seats } = await court.benchOf(arbitrable);
  for (let position = 0n; position < seats; position++) {
    const { earnedMicro } = await court.seatAt(arbitrable, position);
    owed += earnedMicro * 10n ** 12n;
  }
  return owed;
}

/** Asserts that the court holds what it owes, and the bonds of open cases, to the unit. */
export async function assertBooks(world: CourtWorld, bonds = 0n): Promise<void> {
  const { token, court, stakeVault } = world;
  expect(await token.balanceOf(court)).to.equal((await owedBy(world)) + bonds);
  expect(await stakeVault.creditOf(court)).to.equal(0n);
}

/** The receipt of a transaction that was mined. */
export async function minedOf(
  tx: ContractTransactionResponse,
): Promise<ContractTransactionReceipt> {
  const receipt = await tx.wait();
  if (receipt === null) throw new Error("the transaction was not mined");
  return receipt;
}

/** The file in an event, as calls take it. */
export function fileOf({ subject, plaintiff, defendant, terms }: CaseFile): CaseFile {
  return { subject, plaintiff, defendant, terms };
}

/** Opens a case as the plaintiff, and asserts event, bond and docket. */
export async function open(
  world: CourtWorld,
  hint = 0,
  plaintiff = world.plaintiff,
): Promise<Case> {
  const { court, arbitrable, token } = world;
  const tx = await court.connect(plaintiff).open(arbitrable, hint, "0x");
  const opened = eventIn(await minedOf(tx), await court.getAddress(), court.getEvent("CaseOpened"));
  const id = opened.caseId;
  const until = (await timestampOf(tx)) + 3_600n;
  expect(opened.arbitrable).to.equal(await arbitrable.getAddress());
  expect(opened.answerUntil).to.equal(until);
  const file: CaseFile = {
    subject: ethers.toBeHex(await arbitrable.summoned(), 32),
    plaintiff: plaintiff.address,
    defendant: await arbitrable.defendant(),
    terms: await arbitrable.terms(),
  };
  expect(fileOf(opened.file)).to.deep.equal(file);
  const bond = ((file.terms >> 104n) & 0xffffffffn) * 10n ** 15n;
  await expect(tx).to.changeTokenBalances(token, [plaintiff, court], [-bond, bond]);
  expect(await court.isDocketFree(arbitrable, id & 0xffffffffn)).to.equal(false);
  return { id, file, until };
}

/** Answers as the defendant, and asserts event, bond and count. */
export async function answer(world: CourtWorld, opened: Case): Promise<Case & { target: number }> {
  const { court, arbitrable, token, defendant } = world;
  const { undrawn, seats } = await court.benchOf(arbitrable);
  const bond = ((opened.file.terms >> 104n) & 0xffffffffn) * 10n ** 15n;
  const tx = await court.connect(defendant).answer(arbitrable, opened.id, opened.file);
  const until = (await timestampOf(tx)) + ((opened.file.terms >> 24n) & 0xffffffn);
  const target = (tx.blockNumber ?? 0) + DRAW_DELAY;
  await expect(tx)
    .to.emit(court, "CaseAnswered")
    .withArgs(arbitrable, opened.id, target, seats, until);
  await expect(tx).to.changeTokenBalances(token, [defendant, court], [-bond, bond]);
  expect((await court.benchOf(arbitrable)).undrawn).to.equal(undrawn + 1n);
  return { ...opened, until, target };
}

/** A block as a node tells it. */
export async function blockAt(number: number): Promise<object> {
  const quantity = ethers.toQuantity(number);
  const block: unknown = await ethers.provider.send("eth_getBlockByNumber", [quantity, false]);
  if (typeof block !== "object" || block === null) throw new Error(`no block ${number}`);
  return block;
}

/** RLP of a block's header. */
export async function headerOf(number: number): Promise<string> {
  return headerRlp(await blockAt(number));
}

/** Mines up to the block after `target`. */
export async function passBlock(target: number): Promise<void> {
  const left = target + 1 - (await ethers.provider.getBlockNumber());
  if (left > 0) await mine(left, { interval: 1 });
}

/** Draws by a stranger, and asserts what can be said of any draw. */
export async function draw(world: CourtWorld, answered: Case & { target: number }): Promise<Drawn> {
  const { court, arbitrable, stranger } = world;
  await passBlock(answered.target);
  const { undrawn } = await court.benchOf(arbitrable);
  const tx = await court
    .connect(stranger)
    .draw(arbitrable, answered.id, answered.file, await headerOf(answered.target));
  const event = eventIn(await minedOf(tx), await court.getAddress(), court.getEvent("JuryDrawn"));
  const commitUntil = (await timestampOf(tx)) + ((answered.file.terms >> 48n) & 0xffffffn);
  const revealUntil = commitUntil + ((answered.file.terms >> 72n) & 0xffffffn);
  expect(event.commitUntil).to.equal(commitUntil);
  expect(event.revealUntil).to.equal(revealUntil);
  const positions = [...event.positions];
  const addresses = [...event.jurors];
  expect(new Set(positions).size).to.equal(positions.length);
  expect((await court.benchOf(arbitrable)).undrawn).to.equal(undrawn - 1n);
  const jury = await court.juryOf(arbitrable, answered.id);
  expect(jury.positions).to.deep.equal(positions);
  expect(jury.votes).to.equal(0n);
  const everybody = [...world.jurors, world.plaintiff, world.defendant, stranger];
  const jurors = addresses.map((address) => {
    const juror = everybody.find((each) => each.address === address);
    if (juror === undefined) throw new Error("a stranger was drawn");
    return juror;
  });
  return { ...answered, positions, jurors, until: commitUntil, revealUntil };
}

export async function drawnCase(world: CourtWorld): Promise<Drawn> {
  return draw(world, await answer(world, await open(world)));
}

/** The salt of a seat's vote, different for each. */
export function saltOf({ id }: Case, ordinal: number): string {
  return ethers.solidityPackedKeccak256(["uint256", "uint256"], [id, ordinal]);
}

/** Commits a seat's vote, and asserts event and record. */
export async function commit(
  { court, arbitrable }: CourtWorld,
  drawn: Drawn,
  ordinal: number,
  vote: Ruling,
): Promise<void> {
  const juror = jurorOf(drawn, ordinal);
  const salt = saltOf(drawn, ordinal);
  const commitment = await court.commitmentOf(arbitrable, drawn.id, juror, vote, salt);
  await expect(court.connect(juror).commit(arbitrable, drawn.id, ordinal, commitment))
    .to.emit(court, "VoteCommitted")
    .withArgs(arbitrable, drawn.id, ordinal, commitment);
  expect(await court.commitmentAt(arbitrable, drawn.id, ordinal)).to.equal(commitment);
}

export function jurorOf(drawn: Drawn, ordinal: number): HardhatEthersSigner {
  const juror = drawn.jurors[ordinal];
  if (juror === undefined) throw new Error(`no ordinal ${ordinal}`);
  return juror;
}

/** Shows a seat's vote, and asserts event and record. */
export async function reveal(
  { court, arbitrable }: CourtWorld,
  drawn: Drawn,
  ordinal: number,
  vote: Ruling,
): Promise<void> {
  const before = (await court.juryOf(arbitrable, drawn.id)).votes;
  await expect(
    court
      .connect(jurorOf(drawn, ordinal))
      .reveal(arbitrable, drawn.id, ordinal, vote, saltOf(drawn, ordinal)),
  )
    .to.emit(court, "VoteRevealed")
    .withArgs(arbitrable, drawn.id, ordinal, BigInt(vote));
  const after = (await court.juryOf(arbitrable, drawn.id)).votes;
  expect(after).to.equal(before | (BigInt(vote) << BigInt(2 * ordinal)));
}

/** Lets every seat vote; undefined stays silent. */
export async function vote(
  world: CourtWorld,
  drawn: Drawn,
  votes: readonly (Ruling | undefined)[],
): Promise<void> {
  for (const [ordinal, each] of votes.entries()) {
    if (each !== undefined) await commit(world, drawn, ordinal, each);
  }
  await time.increaseTo(drawn.until + 1n);
  for (const [ordinal, each] of votes.entries()) {
    if (each !== undefined) await reveal(world, drawn, ordinal, each);
  }
}

/** Closes by a stranger. */
export function close(
  { court, arbitrable, stranger }: CourtWorld,
  { id, file }: Case,
): Promise<ContractTransactionResponse> {
  return court.connect(stranger).close(arbitrable, id, file);
}
