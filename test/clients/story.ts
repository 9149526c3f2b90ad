import { JobStatus, lease, leaseDomain, stake, vault as vaultCalls } from "@weft/sdk";
import { FileContentStore, FileSecretStore } from "@weft/sdk/node";
import { expect } from "chai";
import { formatUnits } from "ethers";

import { checkSums } from "../../scripts/lease/check";
import { tell as tellLease, type Outcome as LeaseOutcome } from "../../scripts/lease/story";
import { FLOAT, type World as LeaseWorld } from "../../scripts/lease/world";
import { Ledger } from "../../scripts/lib/ledger";
import { MONEY_DECIMALS, openMarket, type Market } from "../../scripts/main-job/market";
import { Progress } from "../../scripts/main-job/progress";
import { withdrawAll } from "../../scripts/main-job/settle";
import type { Context } from "../../scripts/main-job/story";
import { tellQuorum } from "../../scripts/main-job/verified/quorum";
import { waitUntil } from "../../scripts/main-job/vote/booth";
import { finishSmallJob, openSmallJob, thumbnail } from "../../scripts/main-job/vote/jobs";
import { listByVote } from "../../scripts/main-job/vote/listing";
import { tellWorks } from "../../scripts/main-job/works/tell";
import { assertConservation } from "../support/conservation";

const REQUESTS = 2;
/** Index of a nonce that no other job of the story has. */
const JOB = 30;

/** What came of a life: the same on every client, to the base unit. */
export interface Life {
  /** How the vote ended that lists what is paid with. */
  vote: string;
  /** The job that an attester saw, then three replicas of another. */
  jobs: { status: string; paid: string }[];
  lease: { paid: string; fee: string };
  sales: { what: string; price: string; royalty: string; fee: string }[];
  /** What is in the treasury's accounts when everybody else has left. */
  treasury: string;
}

class Silence extends Progress {
  override say(): void {
    // Only what came of it is of interest.
  }
}

const dollars = (amount: bigint): string => formatUnits(amount, MONEY_DECIMALS);

/** The lease market of the same deployment: a collector leases from Gus. */
async function openLeases(market: Market): Promise<LeaseWorld> {
  const { collectors, voters, vault, leaseMarket, money, stakeVault, domain } = market;
  const at = {
    money: await money.getAddress(),
    vault: await vault.getAddress(),
    stakeVault: await stakeVault.getAddress(),
    leaseMarket: await leaseMarket.getAddress(),
  };
  const [client] = collectors;
  const purse = { signer: client.signer, market: at.leaseMarket, token: at.money, amount: FLOAT };
  await vaultCalls.openAccount({ ...purse, vault: at.vault, hasPermit: true });
  await lease.fundFloat(purse);
  const people = { provider: voters.gus, delegator: voters.hal, clients: [client] };
  const leases = leaseDomain({ chainId: domain.chainId, contract: at.leaseMarket });
  return { money, vault, leaseMarket, at, domain: leases, ...people };
}

async function tellLeases(context: Context, directory: string): Promise<LeaseOutcome> {
  const world = await openLeases(context.market);
  const say = (text: string): void => context.progress.say(text);
  const outcome = await tellLease({ ...context, world, say, directory, requests: REQUESTS });
  await checkSums(world, outcome);
  return outcome;
}

/** Takes home what the main job has no part in: what is left of a float, and what leases brought. */
async function leaveLeases({ leaseMarket, vault, money, collectors, voters }: Market) {
  const [market, token] = [await leaseMarket.getAddress(), await money.getAddress()];
  const [{ signer }] = collectors;
  const { balance } = await leaseMarket.floatOf(signer, token);
  const { readyAt } = await lease.thawFloat({ signer, market, token, amount: balance });
  await waitUntil(BigInt(readyAt));
  await lease.withdrawFloat({ signer, market, token });
  await leaseMarket.collectFees(token);
  for (const leaver of [signer, voters.gus.signer]) {
    const amount = await vault.balanceOf(leaver, BigInt(token));
    await vaultCalls.withdraw({ signer: leaver, vault: await vault.getAddress(), token, amount });
  }
}

async function leaveStake({ providers, stakeVault, jobMarket }: Market): Promise<void> {
  const place = {
    stakeVault: await stakeVault.getAddress(),
    market: await jobMarket.getAddress(),
  };
  let last = 0;
  for (const { signer } of providers) {
    const { active } = await stakeVault.provisionOf(signer, jobMarket);
    const { readyAt } = await stake.thaw({ ...place, signer, amount: active });
    last = readyAt;
  }
  await waitUntil(BigInt(last));
  for (const { signer } of providers) await stake.withdraw({ ...place, signer });
}

/** What a slash credited is due a thaw time after it. */
async function claimSlashed({ client: { signer }, stakeVault }: Market): Promise<void> {
  const { nextAt } = await stakeVault.claimOf(signer);
  await waitUntil(nextAt);
  await stake.claim({ signer, stakeVault: await stakeVault.getAddress() });
}

/** Everybody takes out everything. Returns what only a vote can move. */
async function leave(market: Market, ledger: Ledger): Promise<bigint> {
  await assertConservation(market);
  await leaveLeases(market);
  await withdrawAll(market, ledger);
  await leaveStake(market);
  await claimSlashed(market);
  const { openJobs } = await assertConservation(market);
  expect([...openJobs.keys()], "open jobs").to.deep.equal([]);
  const { vault, stakeVault, weftToken, money, treasury } = market;
  expect(await weftToken.balanceOf(stakeVault), "stake left").to.equal(0n);
  const kept = await vault.balanceOf(treasury.account, BigInt(await money.getAddress()));
  expect(await money.balanceOf(vault), "money left").to.equal(kept);
  return kept + (await money.balanceOf(treasury.account));
}

/**
 * Deploys the protocol to the chain that Hardhat is connected to, and lives through all of it there: a vote, a job, a
 * lease, a dispute, a work minted, sold and resold with its royalty. At the end nothing is lost and nobody is left.
 *
 * @param folder Where its people keep what must not be lost.
 */
export async function live(folder: string): Promise<Life> {
  const ledger = new Ledger();
  const [progress, { signal }] = [new Silence(), new AbortController()];
  const market = await openMarket(ledger);
  const context: Context = { market, ledger, progress, signal };
  const vote = await listByVote(context);
  const task = thumbnail();
  const opened = await openSmallJob(context, task, JOB);
  const seen = await finishSmallJob(context, task, opened);
  const leased = await tellLeases(context, `${folder}/vouchers`);
  const secrets = await FileSecretStore.open(`${folder}/secrets`);
  const replicas = await tellQuorum(context, task, secrets);
  await secrets.close();
  const store = new FileContentStore(`${folder}/content`);
  const works = await tellWorks(context, { task, chapters: [seen], store });
  if (works === undefined) throw new Error("nothing was minted");
  return {
    vote: vote.standing.state,
    jobs: [seen, ...replicas].map(({ ending: { status, paid } }) => ({
      status: JobStatus[status],
      paid: dollars(paid),
    })),
    lease: { paid: dollars(leased.paid), fee: dollars(leased.fee) },
    sales: works.deals.map(({ what, sold: { price, royalty, fee } }) => ({
      ...{ what, price: dollars(price), royalty: dollars(royalty), fee: dollars(fee) },
    })),
    treasury: dollars(await leave(market, ledger)),
  };
}
