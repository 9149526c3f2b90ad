import {
  ALL_UNITS,
  VerdictStatus,
  attestationDomain,
  jobId,
  jobsFromReceipt,
  makeNonce,
  packJob,
  packOffer,
  packRequest,
  signAttestation,
  signOffer,
  signRequest,
  type Job,
  type MatchStruct,
} from "@weft/sdk";
import { id } from "ethers";
import hre from "hardhat";

import { createClients, type Client } from "./clients";
import type { Flows } from "./flows";
import { asOne, sendable, TRANSACTION_GAS, type Split } from "./parts";
import {
  EXPIRY,
  PRICE,
  attestationTerms,
  gasOf,
  gasOfEach,
  offerOf,
  requestOf,
  sentEach,
  type Sent,
  type World,
} from "./world";

/** Room for the gas that a large batch has to bring, though it uses a fraction of it. */
const BLOCK_GAS = 200_000_000;
const MATCH_GAS = 250_000n;
const SUBMIT_GAS = 150_000n;
const SETTLE_GAS = 250_000n;

/** What a transaction comes with: room for the largest, or what any chain takes. */
function overridesFor(split: Split): { gasLimit: bigint } {
  return { gasLimit: split === asOne ? BigInt(BLOCK_GAS / 2) : TRANSACTION_GAS };
}

/**
 * Gas of a job in batches of 50 and of 200: match, attested result, settlement, each in as few transactions as any chain
 * takes. Everybody has dealt before, and is in an epoch that takes over the slots of ended jobs.
 */
export async function measureBatches(world: World): Promise<Flows> {
  await makeRoom();
  const market = await world.jobMarket.getAddress();
  const one = [world.client];
  const many = await createClients(world, market, 50);
  await runBatch(world, one, 200);
  await runBatch(world, many, 50);
  return {
    "job.batch50": await runBatch(world, one, 50),
    "job.batch200": await runBatch(world, one, 200),
    "job.batch50.distinct": await runBatch(world, many, 50),
  };
}

/** Lets blocks take in what the largest batch has to bring. */
export async function makeRoom(): Promise<void> {
  await hre.network.provider.send("evm_setBlockGasLimit", [`0x${BLOCK_GAS.toString(16)}`]);
}

/** Runs `count` jobs from match to settlement and returns the gas of one. */
async function runBatch(world: World, clients: readonly Client[], count: number): Promise<number> {
  return gasOfEach(await runJobs(world, clients, count, sendable), count);
}

/**
 * Runs `count` jobs from match to settlement, in a new epoch of everybody: a transaction that matches, one that puts
 * results on record, one that settles; or more of each, as the jobs are split.
 */
export async function runJobs(
  world: World,
  clients: readonly Client[],
  count: number,
  split: Split = asOne,
): Promise<Sent[]> {
  const { jobMarket, provider, matcher, attestationVerifier } = world;
  for (const signer of [provider, ...clients]) {
    await gasOf(() => jobMarket.connect(signer).cancelAll());
  }
  const overrides = overridesFor(split);
  const matches = split(await matchesOf(world, clients, count), {
    gasPerItem: MATCH_GAS,
    encode: (items) => jobMarket.interface.encodeFunctionData("matchBatch", [items, MATCH_GAS]),
  });
  const matched = await sentEach(matches, (part) =>
    jobMarket.connect(matcher).matchBatch(part, MATCH_GAS, overrides),
  );
  const market = await jobMarket.getAddress();
  const opened = matched.flatMap(({ receipt }) => jobsFromReceipt({ receipt, market }));
  if (opened.length !== count) throw new Error(`${opened.length} of ${count} jobs were matched`);
  const jobs = opened.map(({ job }) => job);
  const results = split(await Promise.all(jobs.map((job, i) => resultOf(world, job, i))), {
    gasPerItem: SUBMIT_GAS,
    encode: (items) =>
      attestationVerifier.interface.encodeFunctionData("batch", [items, SUBMIT_GAS]),
  });
  const submitted = await sentEach(results, (part) =>
    attestationVerifier.connect(provider).batch(part, SUBMIT_GAS, overrides),
  );
  const ends = split(jobs.map(packJob), {
    gasPerItem: SETTLE_GAS,
    encode: (items) => jobMarket.interface.encodeFunctionData("settleBatch", [items, SETTLE_GAS]),
  });
  const settled = await sentEach(ends, (part) =>
    jobMarket.connect(matcher).settleBatch(part, SETTLE_GAS, overrides),
  );
  for (const job of jobs) {
    if ((await jobMarket.statusOf(packJob(job))) !== 2n) throw new Error("a job was not accepted");
  }
  return [...matched, ...submitted, ...settled];
}

async function matchesOf(
  world: World,
  clients: readonly Client[],
  count: number,
): Promise<MatchStruct[]> {
  const { domain, provider, jobMarket } = world;
  const offerEpoch = await jobMarket.epochOf(provider);
  const matches: MatchStruct[] = [];
  for (let i = 0; i < count; ++i) {
    const client = clients[i % clients.length];
    if (client === undefined) throw new Error("a batch needs a client");
    const epoch = await jobMarket.epochOf(client);
    const offer = await offerOf(world, makeNonce(offerEpoch, i));
    const request = {
      ...(await requestOf(world, makeNonce(epoch, i))),
      client: client.address,
      spec: id(`spec ${i}`),
    };
    matches.push({
      offer: packOffer(offer),
      request: packRequest(request),
      units: 1n,
      pricePerUnit: PRICE,
      offerSignature: await signOffer({ signer: provider, domain, offer }),
      requestSignature: await signRequest({ signer: client, domain, request }),
      payerSignature: "0x",
      offerEvidence: "0x",
      requestEvidence: "0x",
    });
  }
  return matches;
}

/** The call that puts a job's result and its attestation on record. */
async function resultOf(world: World, job: Job, index: number): Promise<string> {
  const { attestationVerifier, attester, provider, domain } = world;
  const contract = await attestationVerifier.getAddress();
  const attestation = {
    jobId: jobId(job),
    provider: provider.address,
    root: id(`root ${index}`),
    status: VerdictStatus.Accepted,
    units: ALL_UNITS,
    slashBps: 0,
    expiry: EXPIRY,
  };
  const signature = await signAttestation({
    signer: attester,
    domain: attestationDomain({ chainId: domain.chainId, contract }),
    attestation,
  });
  return attestationVerifier.interface.encodeFunctionData("submitAttested", [
    attestationTerms(attester.address),
    attestation,
    [signature],
  ]);
}
