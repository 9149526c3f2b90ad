import {
  jobsFromReceipt,
  makeNonce,
  packJob,
  packOffer,
  packQuorumTerms,
  packRequest,
  quorumCommitment,
  quorumKey,
  quorumTaskOf,
  signOffer,
  signRequest,
  type Job,
  type MatchStruct,
} from "@weft/sdk";
import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/signers";
import { MaxUint256, ZeroHash, id, parseEther } from "ethers";
import hre from "hardhat";

import type { Flows } from "./flows";
import { PRICE, gasOf, offerOf, receiptOf, requestOf, wait, type World } from "./world";

/** Gas of a task with three replicas, by step. */
interface QuorumGas {
  match: number;
  commits: number[];
  reveals: number[];
  settle: number;
}

const ITEM_GAS = 250_000n;
const OVERRIDES = { gasLimit: 5_000_000 };
const ROOT = id("root");

const TERMS = packQuorumTerms({
  first: 3,
  quorum: 2,
  cap: 3,
  trust: 5,
  commitSeconds: 3_600,
  revealSeconds: 3_600,
  slashBps: 5_000,
  silentSlashBps: 1_000,
});

/**
 * One task by three providers, who all agree: the matches, three commitments, three reveals, the settlements. All
 * dealt before with the client, whose new epoch takes over the slots of ended jobs. Without a fee, and with one: it is kept,
 * and the three providers' records are written.
 */
export async function measureQuorum(world: World): Promise<Flows> {
  // The world was made by the chain's own clock.
  wait(3_600);
  const providers = await createProviders(world);
  let before: Job | undefined;
  for (const index of [0, 1]) before = (await runTask(world, providers, index, before)).job;
  for (const signer of [world.client, ...providers]) {
    await gasOf(() => world.jobMarket.connect(signer).cancelAll());
  }
  before = (await runTask(world, providers, 0, before)).job;
  const recorded = await runTask(world, providers, 1, before);
  before = recorded.job;
  // Without a fee nothing is kept for the treasury and nothing recorded.
  await gasOf(() => world.jobMarket.connect(world.deployer).setFee(0n));
  for (const signer of [world.client, ...providers]) {
    await gasOf(() => world.jobMarket.connect(signer).cancelAll());
  }
  before = (await runTask(world, providers, 0, before)).job;
  const plain = await runTask(world, providers, 1, before);
  return {
    "job.quorum3": totalOf(plain.gas),
    "job.quorum3.matches": plain.gas.match,
    "job.quorum3.commits": sumOf(plain.gas.commits),
    "job.quorum3.reveals": sumOf(plain.gas.reveals),
    "job.quorum3.settlements": plain.gas.settle,
    "job.quorum3.recorded": totalOf(recorded.gas),
  };
}

function totalOf({ match, commits, reveals, settle }: QuorumGas): number {
  return sumOf([match, ...commits, ...reveals, settle]);
}

function sumOf(parts: readonly number[]): number {
  return parts.reduce((sum, part) => sum + part, 0);
}

/** Three providers with stake and a balance, apart from the world's. */
async function createProviders(world: World): Promise<HardhatEthersSigner[]> {
  const { weftToken, stakeVault, jobMarket, money, vault, deployer } = world;
  const providers = (await hre.ethers.getSigners()).slice(-3);
  for (const provider of providers) {
    const stake = parseEther("1000");
    await gasOf(() => weftToken.connect(deployer).transfer(provider, stake));
    await gasOf(() => weftToken.connect(provider).approve(stakeVault, MaxUint256));
    await gasOf(() => stakeVault.connect(provider).provision(jobMarket, stake));
    await gasOf(() => money.mint(provider, PRICE));
    await gasOf(() => money.connect(provider).approve(vault, MaxUint256));
    await gasOf(() => vault.connect(provider).deposit(money, PRICE, provider));
  }
  return providers;
}

async function runTask(
  world: World,
  providers: readonly HardhatEthersSigner[],
  index: number,
  before: Job | undefined,
): Promise<{ job: Job; gas: QuorumGas }> {
  const { jobMarket, matcher, quorumVerifier } = world;
  const matches = await matchesOf(world, providers, index);
  const matched = await receiptOf(() =>
    jobMarket.connect(matcher).matchBatch(matches, ITEM_GAS, OVERRIDES),
  );
  const market = await jobMarket.getAddress();
  const jobs = jobsFromReceipt({ receipt: matched, market }).map(({ job }) => job);
  const gas: QuorumGas = { match: Number(matched.gasUsed), commits: [], reveals: [], settle: 0 };
  const [first] = jobs;
  if (first === undefined || jobs.length !== providers.length) throw new Error("a match failed");
  const task = quorumTaskOf(first);
  const previous = before === undefined ? ZeroHash : quorumKey(quorumTaskOf(before));
  for (const [i, provider] of providers.entries()) {
    const job = jobs[i];
    if (job === undefined) throw new Error("a match failed");
    const secret = { root: ROOT, salt: id(`salt ${i}`) };
    const commitment = quorumCommitment(task, provider.address, secret);
    const verifier = quorumVerifier.connect(provider);
    gas.commits.push(await gasOf(() => verifier.commit(packJob(job), commitment, previous)));
  }
  for (const [i, provider] of providers.entries()) {
    const verifier = quorumVerifier.connect(provider);
    gas.reveals.push(await gasOf(() => verifier.reveal(task, provider, ROOT, id(`salt ${i}`))));
  }
  gas.settle = await gasOf(() =>
    jobMarket.connect(matcher).settleBatch(jobs.map(packJob), ITEM_GAS, OVERRIDES),
  );
  for (const job of jobs) {
    if ((await jobMarket.statusOf(packJob(job))) !== 2n) throw new Error("a job was not accepted");
  }
  return { job: first, gas };
}

async function matchesOf(
  world: World,
  providers: readonly HardhatEthersSigner[],
  index: number,
): Promise<MatchStruct[]> {
  const { domain, client, jobMarket, quorumVerifier } = world;
  const verification = { verifier: await quorumVerifier.getAddress(), terms: TERMS };
  const request = {
    ...(await requestOf(world, makeNonce(await jobMarket.epochOf(client), index))),
    verifier: verification.verifier,
    verifierTerms: TERMS,
    units: BigInt(providers.length),
  };
  const requestSignature = await signRequest({ signer: client, domain, request });
  const matches: MatchStruct[] = [];
  for (const provider of providers) {
    const offer = {
      ...(await offerOf(world, makeNonce(await jobMarket.epochOf(provider), index))),
      provider: provider.address,
      verifications: [verification],
    };
    matches.push({
      offer: packOffer(offer),
      request: packRequest(request),
      units: 1n,
      pricePerUnit: PRICE,
      offerSignature: await signOffer({ signer: provider, domain, offer }),
      requestSignature,
      payerSignature: "0x",
      offerEvidence: "0x",
      requestEvidence: "0x",
    });
  }
  return matches;
}
