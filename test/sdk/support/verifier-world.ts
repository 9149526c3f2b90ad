import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/signers";
import { loadFixture, mine } from "@nomicfoundation/hardhat-network-helpers";
import { ethers } from "hardhat";
import { chunkProof, merkleRoot } from "../../../packages/runtime/src";
import {
  court as courtCalls,
  market as marketCalls,
  MemorySecretStore,
  optimistic,
  packOptimisticTerms,
  stake,
  withheldClaim,
  wrongClaim,
  type Job,
  type JuryCourt,
  type OptimisticVerifier,
  type SecretStore,
} from "../../../packages/sdk/src";
import { SEAT_STAKE } from "../../support/court";
import { chunksOf } from "../../support/optimistic";
import { resultOf, TERMS } from "./court";
import { openWorld, signedMatch, WEFT, type World } from "./world";

const JURORS = 8;
const CHUNK = 2;
/** Blocks from the answer to the block that draws the jury, and one to stand on. */
const DRAW_BLOCKS = 65;

/** A market with stake and money, and an optimistic verifier before a court with a bench. */
export interface VerifierWorld extends World {
  court: JuryCourt;
  optimistic: OptimisticVerifier;
  jurors: HardhatEthersSigner[];
  /** What readers of cases are asked with, but for whom. */
  bench: {
    provider: World["provider"];
    court: string;
    arbitrable: string;
    markets: string[];
    since: number;
  };
  /** What readers of results are asked with. */
  results: { provider: World["provider"]; verifier: string; markets: string[]; since: number };
  /** Where each juror keeps its votes. */
  secrets: SecretStore;
}

/** Fixture: the open world, with eight jurors of one seat each. */
export async function deployVerifiers(): Promise<VerifierWorld> {
  const world = await openWorld();
  const { who, at, weft, stakeVault, provider } = world;
  const court = await ethers.deployContract("JuryCourt", [stakeVault, SEAT_STAKE]);
  const verifier = await ethers.deployContract("OptimisticVerifier", [stakeVault, court]);
  const key = { court: await court.getAddress(), arbitrable: await verifier.getAddress() };
  const jurors = (await ethers.getSigners()).slice(-JURORS);
  for (const signer of jurors) {
    await weft.transfer(signer, SEAT_STAKE);
    const amount = SEAT_STAKE;
    await stake.provision({ signer, stakeVault: at.stakeVault, market: key.court, amount });
    await courtCalls.takeSeats({ signer, ...key, count: 1 });
  }
  for (const side of [who.client, who.provider, who.stranger])
    await weft.transfer(side, 9_000n * WEFT);
  const markets = [at.market];
  return {
    ...world,
    court,
    optimistic: verifier,
    jurors,
    bench: { provider, ...key, markets, since: 0 },
    results: { provider, verifier: key.arbitrable, markets, since: 0 },
    secrets: new MemorySecretStore(),
  };
}

export function loadVerifiers(): Promise<VerifierWorld> {
  return loadFixture(deployVerifiers).then((world) => ({
    ...world,
    secrets: new MemorySecretStore(),
  }));
}

/** Matches a job that names the optimistic verifier. */
export async function openJob(
  world: VerifierWorld,
  nonce = 0n,
  terms = packOptimisticTerms(TERMS),
): Promise<{ jobId: string; job: Job }> {
  const { who, at, results } = world;
  const { verifier } = results;
  const times = { maxSeconds: 3_600, verifySeconds: 2 * 86_400 };
  const match = await signedMatch(world, {
    offer: { nonce, verifications: [{ verifier, terms }], maxSeconds: 3 * 86_400 },
    request: { nonce, verifier, verifierTerms: terms, ...times },
  });
  return marketCalls.match({ signer: who.matcher, market: at.market, match });
}

/** Receipts of a job's five chunks, and their root. */
export function resultOfJob(name = "output") {
  const chunks = chunksOf(name);
  return { chunks, root: merkleRoot(chunks) };
}

/** The provider submits, the client challenges one chunk, or says that the output is withheld. */
export async function challengeJob(
  { who, results: { verifier } }: VerifierWorld,
  job: Job,
  { isWithheld = false } = {},
) {
  const { chunks, root } = resultOfJob();
  await optimistic.submit({ signer: who.provider, job, root });
  const chunk = chunks[CHUNK];
  if (chunk === undefined) throw new Error("no chunk");
  const given = resultOf(chunk);
  const right = { ...given, fuel: 5n };
  const proof = chunkProof(chunks, CHUNK);
  const claim = isWithheld
    ? withheldClaim({ job, root })
    : wrongClaim({ job, root, index: CHUNK, given, right, proof });
  const opened = await optimistic.challenge({ signer: who.client, verifier, claim });
  return { ...opened, root, chunk: { index: BigInt(CHUNK), given, right } };
}

export type ChallengedJob = Awaited<ReturnType<typeof challengeJob>>;

/** The provider answers, and the jury is drawn. */
export async function drawJury({ who, jurors }: VerifierWorld, challenged: ChallengedJob) {
  const { target } = await courtCalls.answer({ signer: who.provider, ...challenged });
  await mine(DRAW_BLOCKS, { interval: 1 });
  const drawn = await courtCalls.draw({
    ...challenged,
    signer: who.stranger,
    target,
    node: ethers.provider,
  });
  const sitting = drawn.jurors.map((address) => {
    const juror = jurors.find((each) => each.address === address);
    if (juror === undefined) throw new Error("a stranger was drawn");
    return juror;
  });
  const idle = jurors.find((each) => !sitting.includes(each));
  if (idle === undefined) throw new Error("everybody was drawn");
  return { ...drawn, sitting, idle };
}
