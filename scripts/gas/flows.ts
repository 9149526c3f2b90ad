import {
  ALL_UNITS,
  VerdictStatus,
  attestationDomain,
  jobId,
  makeNonce,
  packJob,
  packOptimisticTerms,
  signAttestation,
  type Job,
} from "@weft/sdk";
import { id, parseEther } from "ethers";

import { OPTIMISTIC_TERMS } from "./court";
import { EXPIRY, attestationTerms, gasOf, matchOne, wait, type World } from "./world";
import { MarketMock__factory } from "../../typechain-types";

/** Gas by label, full transactions of returning users. */
export type Flows = Record<string, number>;

/** Seconds after which a lateness is forgiven again, and a bit. */
const FORGETTING = 31 * 86_400;

/** Measures every flow that exists. */
export async function measureFlows(world: World): Promise<Flows> {
  const flows: Flows = {};
  flows["stake.provision"] = await provisionGas(world);
  await startOver(world, 0);
  flows["job.alone"] = await optimisticGas(world, makeNonce(1, 1));
  flows["job.alone.attested"] = await jobGas(world, makeNonce(1, 5));
  wait(FORGETTING);
  flows["job.failed"] = await failedGas(world, makeNonce(1, 2));
  flows["job.failed.slashed"] = await failedGas(world, makeNonce(1, 3));
  flows["stake.slash"] = await slashGas(world);
  flows["order.cancel"] = await gasOf(() =>
    world.jobMarket.connect(world.client).cancel(makeNonce(1, 4)),
  );
  return flows;
}

/**
 * Makes client and provider returning users: they have dealt before, and are in an epoch that takes
 * over the slots of their ended jobs.
 */
async function startOver(world: World, epoch: number): Promise<void> {
  await jobGas(world, makeNonce(epoch, 0));
  await jobGas(world, makeNonce(epoch, 1));
  await jobGas(world, makeNonce(epoch, 5));
  for (const index of [2, 3]) await failedGas(world, makeNonce(epoch, index));
  await world.jobMarket.connect(world.client).cancelAll();
  await world.jobMarket.connect(world.provider).cancelAll();
  await jobGas(world, makeNonce(epoch + 1, 0));
}

async function provisionGas({
  stakeVault,
  weftToken,
  jobMarket,
  newcomer,
}: World): Promise<number> {
  const amount = parseEther("1000");
  await weftToken.connect(newcomer).approve(stakeVault, amount);
  return gasOf(() => stakeVault.connect(newcomer).provision(jobMarket, amount));
}

/** Match, submission with its attestation, settlement. */
async function jobGas(world: World, nonce: bigint): Promise<number> {
  const { job, gas } = await matchOne(world, nonce);
  const submitted = await submitGas(world, job);
  const settled = await gasOf(() => world.jobMarket.connect(world.matcher).settle(packJob(job)));
  return gas + submitted + settled;
}

/** Match, submission to the optimistic verifier, settlement once nobody challenged it. */
async function optimisticGas(world: World, nonce: bigint): Promise<number> {
  const { optimisticVerifier, provider, jobMarket, matcher } = world;
  const verification = {
    verifier: await optimisticVerifier.getAddress(),
    terms: packOptimisticTerms(OPTIMISTIC_TERMS),
  };
  const { job, gas } = await matchOne(world, nonce, verification);
  const submitted = await gasOf(() =>
    optimisticVerifier.connect(provider).submit(jobId(job), job.verifierTerms, id("root")),
  );
  wait(OPTIMISTIC_TERMS.challengeSeconds);
  const settled = await gasOf(() => jobMarket.connect(matcher).settle(packJob(job)));
  if ((await jobMarket.statusOf(packJob(job))) !== 2n) throw new Error("the job was not accepted");
  return gas + submitted + settled;
}

async function submitGas(world: World, job: Job): Promise<number> {
  const { attestationVerifier, attester, provider, domain } = world;
  const attestation = {
    jobId: jobId(job),
    provider: provider.address,
    root: id("root"),
    status: VerdictStatus.Accepted,
    units: ALL_UNITS,
    slashBps: 0,
    expiry: EXPIRY,
  };
  const contract = await attestationVerifier.getAddress();
  const signature = await signAttestation({
    signer: attester,
    domain: attestationDomain({ chainId: domain.chainId, contract }),
    attestation,
  });
  return gasOf(() =>
    attestationVerifier
      .connect(provider)
      .submitAttested(attestationTerms(attester.address), attestation, [signature]),
  );
}

/** The market's own transaction: a second slash, for a client that was harmed before. */
async function slashGas({
  stakeVault,
  weftToken,
  deployer,
  provider,
  client,
}: World): Promise<number> {
  const market = await new MarketMock__factory(deployer).deploy(stakeVault);
  const amount = parseEther("100");
  await weftToken.connect(deployer).transfer(provider, amount);
  await weftToken.connect(provider).approve(stakeVault, amount);
  await stakeVault.connect(provider).provision(market, amount);
  await market.lock(provider, amount);
  await market.slash(provider, amount / 2n, amount / 4n, client);
  return gasOf(() => market.slash(provider, amount / 2n, amount / 4n, client));
}

/** Match, and expiry; what a missing result costs is slashed unless it is the first in a while. */
async function failedGas(world: World, nonce: bigint): Promise<number> {
  const { job, gas } = await matchOne(world, nonce);
  wait(3_601);
  return gas + (await gasOf(() => world.jobMarket.connect(world.matcher).expire(packJob(job))));
}
