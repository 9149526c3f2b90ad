import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/signers";
import {
  encodeClaim,
  eventIn,
  jobId,
  packJob,
  packOptimisticTerms,
  withheldClaim,
  type Job,
} from "@weft/sdk";
import { expect } from "chai";
import type { ContractTransactionResponse } from "ethers";
import { ethers } from "hardhat";

import { ArbitrableMock__factory } from "../../../typechain-types";
import {
  fileOf,
  minedOf,
  PURSE,
  SEAT_STAKE,
  WEFT,
  type Case,
  type CourtWorld,
} from "../../support/court";
import { deployWorld, type World } from "../../support/deploy";
import { match } from "../../support/market-actions";
import { draftOf, type DraftOverrides } from "../../support/market-orders";

export const CASE_BOND = 200n * WEFT;
export const SLASH_BPS = 6_000;
export const WINDOWS = {
  challengeSeconds: 600,
  answerSeconds: 900,
  drawSeconds: 3_600,
  commitSeconds: 3_600,
  revealSeconds: 900,
};
export const COURT_TERMS = packOptimisticTerms({
  ...WINDOWS,
  jurors: 5,
  bond: CASE_BOND,
  slashBps: SLASH_BPS,
});
export const ROOT = ethers.id("root of a result");

/** The deployed protocol, and jurors on the bench of its optimistic verifier, one seat each. */
export interface CourtMarket extends World {
  /** The same court, as the helpers of its own specs take it: the provider answers. */
  bench: CourtWorld;
}

/** Fixture: the protocol, eight jurors, and both sides with WEFT for bonds. */
export async function deployCourtMarket(): Promise<CourtMarket> {
  const world = await deployWorld();
  const { weftToken, stakeVault, juryCourt, optimisticVerifier, deployer } = world;
  const spare = (await ethers.getSigners()).slice(-5);
  const jurors = [world.otherProvider.key, world.otherClient.key, world.payer.key, ...spare];
  const [plaintiff, defendant, stranger] = [world.client.key, world.provider.key, world.stranger];
  for (const each of [plaintiff, defendant, stranger, ...jurors]) {
    await weftToken.connect(deployer).transfer(each, PURSE);
    await weftToken.connect(each).approve(juryCourt, ethers.MaxUint256);
    await weftToken.connect(each).approve(stakeVault, ethers.MaxUint256);
  }
  for (const [position, juror] of jurors.entries()) {
    await stakeVault.connect(juror).provision(juryCourt, SEAT_STAKE);
    await juryCourt.connect(juror).takeSeats(optimisticVerifier, [position]);
  }
  const arbitrable = ArbitrableMock__factory.connect(
    await optimisticVerifier.getAddress(),
    deployer,
  );
  const people = { plaintiff, defendant, stranger, jurors };
  const bench = { token: weftToken, stakeVault, court: juryCourt, arbitrable, ...people };
  return { ...world, bench };
}

/** A job of the optimistic verifier; its nonces are those of the overrides. */
export async function openOptimistic(world: World, overrides: DraftOverrides = {}): Promise<Job> {
  const verifier = await world.optimisticVerifier.getAddress();
  const draft = await draftOf(world, {
    ...overrides,
    offer: {
      verifications: [{ verifier, terms: COURT_TERMS }],
      maxSeconds: 100_000,
      ...overrides.offer,
    },
    request: {
      verifier,
      verifierTerms: COURT_TERMS,
      verifySeconds: 22_000,
      ...overrides.request,
    },
  });
  return match(world, draft);
}

export function submitRoot(world: World, job: Job, root = ROOT) {
  const { optimisticVerifier, provider } = world;
  return optimisticVerifier.connect(provider.key).submit(jobId(job), COURT_TERMS, root);
}

/** A claim that the output cannot be fetched, as the court takes it. */
export function withheld(job: Job, root = ROOT): string {
  return encodeClaim(withheldClaim({ job, root }));
}

/** Challenges a result as withheld. */
export async function challenge(
  { juryCourt, optimisticVerifier, client }: CourtMarket,
  job: Job,
  by: HardhatEthersSigner = client.key,
): Promise<Case> {
  const tx = await juryCourt.connect(by).open(optimisticVerifier, 0, withheld(job));
  return openedCase({ juryCourt }, tx);
}

export async function openedCase(
  { juryCourt }: Pick<World, "juryCourt">,
  tx: ContractTransactionResponse,
): Promise<Case> {
  const event = juryCourt.getEvent("CaseOpened");
  const opened = eventIn(await minedOf(tx), await juryCourt.getAddress(), event);
  return { id: opened.caseId, file: fileOf(opened.file), until: opened.answerUntil };
}

/** What an account has of the token of jobs in the vault. */
export async function balanceOf(world: World, account: { address: string }): Promise<bigint> {
  return world.vault.balanceOf(account.address, BigInt(await world.token.getAddress()));
}

/** No job is open: the market holds fees and nothing else, and both sides take all they have out of the vault. */
export async function assertEverybodyLeaves(world: World): Promise<void> {
  const { vault, token, jobMarket, parties } = world;
  const id = BigInt(await token.getAddress());
  expect(await vault.balanceOf(jobMarket, id)).to.equal(await jobMarket.feesOf(token));
  for (const { address, key, wallet } of parties) {
    const amount = await vault.balanceOf(address, id);
    if (wallet !== null || amount === 0n) continue;
    await expect(vault.connect(key).withdraw(token, amount, key)).to.changeTokenBalance(
      token,
      key,
      amount,
    );
  }
  await jobMarket.collectFees(token);
  expect(await vault.balanceOf(jobMarket, id)).to.equal(0n);
}

/** Asserts what a job's end left, from the state of before. */
export async function assertStatus(world: World, job: Job, status: bigint): Promise<void> {
  expect(await world.jobMarket.statusOf(packJob(job))).to.equal(status);
}
