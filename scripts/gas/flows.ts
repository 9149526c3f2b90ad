import {
  ALL_UNITS,
  VerdictStatus,
  attestationDomain,
  jobId,
  makeNonce,
  packJob,
  signAttestation,
  type Job,
} from "@weft/sdk";
import { id, parseEther } from "ethers";

import { EXPIRY, attestationTerms, gasOf, matchOne, wait, type World } from "./world";

/** Gas by label, full transactions of returning users. */
export type Flows = Record<string, number>;

/** Measures every flow that exists. */
export async function measureFlows(world: World): Promise<Flows> {
  const flows: Flows = {};
  flows["stake.provision"] = await provisionGas(world);
  await startOver(world, 0);
  flows["job.alone"] = await jobGas(world, makeNonce(1, 1));
  flows["job.failed"] = await failedGas(world, makeNonce(1, 2));
  flows["order.cancel"] = await gasOf(() =>
    world.jobMarket.connect(world.client).cancel(makeNonce(1, 3)),
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
  await failedGas(world, makeNonce(epoch, 2));
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

/** Match, and expiry with the slash that a missing result costs. */
async function failedGas(world: World, nonce: bigint): Promise<number> {
  const { job, gas } = await matchOne(world, nonce);
  wait(3_601);
  return gas + (await gasOf(() => world.jobMarket.connect(world.matcher).expire(packJob(job))));
}
