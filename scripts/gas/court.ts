import {
  encodeClaim,
  eventIn,
  jobId,
  makeNonce,
  packJob,
  packOptimisticTerms,
  readHeader,
  Ruling,
  withheldClaim,
  type CaseFile,
  type OptimisticTerms,
} from "@weft/sdk";
import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/signers";
import { getBytes, id, MaxUint256, parseEther } from "ethers";
import hre from "hardhat";

import type { Flows } from "./flows";
import { gasOf, matchOne, receiptOf, wait, type World } from "./world";

/** Windows of the jobs measured: the court's least. No case here waits for the end of every one. */
export const OPTIMISTIC_TERMS: OptimisticTerms = {
  challengeSeconds: 600,
  answerSeconds: 900,
  drawSeconds: 3_600,
  commitSeconds: 3_600,
  revealSeconds: 900,
  jurors: 5,
  bond: parseEther("100"),
  slashBps: 10_000,
};

const BENCH = 8;
const DRAW_DELAY = 64;
const BLOCK_SECONDS = 12;

/** Cases before the one that is measured: by then the draw has met every juror. */
const CASES_BEFORE = 6;

/** A challenge judged by five jurors, every transaction of it; all who take part did so before. */
export async function measureCourt(world: World): Promise<Flows> {
  const jurors = await seatJurors(world);
  for (let i = 0; i < CASES_BEFORE; ++i) await caseGas(world, jurors, makeNonce(1, 20 + i));
  return { "court.case5": await caseGas(world, jurors, makeNonce(1, 20 + CASES_BEFORE)) };
}

/** Gives everybody WEFT and approvals, and eight jurors a seat each. */
async function seatJurors(world: World): Promise<readonly HardhatEthersSigner[]> {
  const { weftToken, stakeVault, juryCourt, optimisticVerifier, deployer, provider, matcher } =
    world;
  const jurors = (await hre.ethers.getSigners()).slice(10, 10 + BENCH);
  const seatStake = await juryCourt.seatStake();
  for (const account of [provider, matcher, ...jurors]) {
    await weftToken.connect(deployer).transfer(account, parseEther("100000"));
    await weftToken.connect(account).approve(juryCourt, MaxUint256);
    await weftToken.connect(account).approve(stakeVault, MaxUint256);
  }
  for (const [position, juror] of jurors.entries()) {
    await stakeVault.connect(juror).provision(juryCourt, seatStake);
    await juryCourt.connect(juror).takeSeats(optimisticVerifier, [position]);
  }
  wait(600); // every transaction above took a second of the chain's
  return jurors;
}

async function caseGas(
  world: World,
  bench: readonly HardhatEthersSigner[],
  nonce: bigint,
): Promise<number> {
  const { juryCourt, optimisticVerifier, provider, matcher } = world;
  const verifier = await optimisticVerifier.getAddress();
  const terms = packOptimisticTerms(OPTIMISTIC_TERMS);
  const { job } = await matchOne(world, nonce, { verifier, terms });
  const root = id("root");
  await gasOf(() => optimisticVerifier.connect(provider).submit(jobId(job), terms, root));
  const claim = encodeClaim(withheldClaim({ job, root }));
  const opened = await receiptOf(() => juryCourt.connect(matcher).open(verifier, 0, claim));
  const event = juryCourt.getEvent("CaseOpened");
  const { caseId, file } = eventIn(opened, await juryCourt.getAddress(), event);
  const read: CaseFile = {
    subject: file.subject,
    plaintiff: file.plaintiff,
    defendant: file.defendant,
    terms: file.terms,
  };
  const answered = await receiptOf(() =>
    juryCourt.connect(provider).answer(verifier, caseId, read),
  );
  const target = answered.blockNumber + DRAW_DELAY;
  await hre.network.provider.send("hardhat_mine", ["0x42", `0x${BLOCK_SECONDS.toString(16)}`]);
  wait((DRAW_DELAY + 3) * BLOCK_SECONDS);
  const header = await readHeader(hre.ethers.provider, target);
  const drawn =
    (await gasOf(() => juryCourt.draw(verifier, caseId, read, header))) + savedByZeros(header);
  const votes = await votesGas(world, bench, caseId, read);
  await gasOf(() => world.jobMarket.connect(matcher).settle(packJob(job))); // frees the job's slot
  return Number(opened.gasUsed + answered.gasUsed) + drawn + votes;
}

/** Commitments, votes, and the end, in the transaction of the last vote. */
async function votesGas(
  { juryCourt, optimisticVerifier }: World,
  bench: readonly HardhatEthersSigner[],
  caseId: bigint,
  file: CaseFile,
): Promise<number> {
  const verifier = await optimisticVerifier.getAddress();
  const { positions } = await juryCourt.juryOf(verifier, caseId);
  const jurors = positions.flatMap((position) => bench[Number(position)] ?? []);
  const saltOf = (ordinal: number): string => id(`salt ${caseId} ${ordinal}`);
  let gas = 0;
  for (const [ordinal, juror] of jurors.entries()) {
    const vote = Ruling.Plaintiff;
    const word = await juryCourt.commitmentOf(verifier, caseId, juror, vote, saltOf(ordinal));
    gas += await gasOf(() => juryCourt.connect(juror).commit(verifier, caseId, ordinal, word));
  }
  wait(OPTIMISTIC_TERMS.commitSeconds);
  const { interface: abi } = juryCourt;
  const end = abi.encodeFunctionData("close", [verifier, caseId, file]);
  for (const [ordinal, juror] of jurors.entries()) {
    const shown = [verifier, caseId, ordinal, Ruling.Plaintiff, saltOf(ordinal)] as const;
    const isLast = ordinal === jurors.length - 1;
    const calls = [abi.encodeFunctionData("reveal", [...shown]), end];
    const court = juryCourt.connect(juror);
    gas += await gasOf(() => (isLast ? court.multicall(calls) : court.reveal(...shown)));
  }
  return gas;
}

/** A zero byte of calldata is that much cheaper than another. */
const ZERO_BYTE_GAS = 12;

/**
 * What zero bytes made cheaper in a header. Its hashes hang on the clock by which the chain was set up, and what is
 * measured must be the same on every run: the dearest header, whose bloom filter is full too.
 */
function savedByZeros(header: string): number {
  return ZERO_BYTE_GAS * getBytes(header).filter((byte) => byte === 0).length;
}
