import { time } from "@nomicfoundation/hardhat-network-helpers";
import {
  ATTESTATION_TYPES,
  attestationDomain,
  jobId,
  makeNonce,
  packJob,
  type Job,
} from "@weft/sdk";
import { expect } from "chai";
import { ethers } from "ethers";

import { sendAs, type Party, type World } from "./deploy";
import {
  expire,
  match,
  partsOf,
  release,
  settle,
  Status,
  Verdict,
  type Ending,
} from "./market-actions";
import { draftOf, partyAt, payerOf, signMatch, TERMS, type Draft } from "./market-orders";
import type { Random } from "./random";

/** An open job, and what its verifier says of it. */
interface OpenJob {
  job: Job;
  isAttested: boolean;
  /** The provider put a result on record, in time or not. */
  isSubmitted: boolean;
  verdict: { status: bigint; units: bigint; slashBps: bigint };
}

/** Every kind of step. */
export const STEP_KINDS = [
  "sign",
  "match",
  "submit",
  "decide",
  "settle",
  "expire",
  "release",
  "cancel",
  "withdraw",
  "thaw",
  "unstake",
  "wait",
] as const;

type StepKind = (typeof STEP_KINDS)[number];

const SLASHES = [0n, 1n, 4_999n, 10_000n];
const DECISIONS = [Verdict.Accepted, Verdict.Accepted, Verdict.Rejected, Verdict.Void] as const;
const ALL_UNITS = 2n ** 64n - 1n;

/** Many parties doing things in an order that a seed decides, each checked against what the rules say. */
export class Scenario {
  /** How often each kind of step really did something. */
  readonly done = new Map<StepKind, number>();
  readonly #world: World;
  readonly #random: Random;
  #orders: Draft[] = [];
  #jobs: OpenJob[] = [];
  #index = 0;

  constructor(world: World, random: Random) {
    this.#world = world;
    this.#random = random;
  }

  get openJobs(): number {
    return this.#jobs.length;
  }

  /** A whole number from 0 to `limit - 1`. */
  #below(limit: number): number {
    return Number(this.#random.upTo(BigInt(limit - 1)));
  }

  /** One step of a kind that chance chooses, some more often than others. */
  async step(): Promise<void> {
    const kinds: [kind: StepKind, weight: number, run: () => Promise<boolean>][] = [
      ["sign", 3, () => this.#sign()],
      ["match", 5, () => this.#match()],
      ["submit", 2, () => this.#submit()],
      ["decide", 2, () => this.#decide()],
      ["settle", 3, () => this.#settle()],
      ["expire", 3, () => this.#expire()],
      ["release", 2, () => this.#release()],
      ["cancel", 1, () => this.#cancel()],
      ["withdraw", 1, () => this.#withdraw()],
      ["thaw", 1, () => this.#thaw()],
      ["unstake", 2, () => this.#unstake()],
      ["wait", 2, () => this.#wait()],
    ];
    const drawn = kinds.flatMap(([kind, weight, run]) =>
      Array.from({ length: weight }, () => ({ kind, run })),
    );
    const { kind, run } = this.#random.pick(drawn);
    if (await run()) this.done.set(kind, (this.done.get(kind) ?? 0) + 1);
  }

  /** Ends every job that is still open, by time where nothing else does it. */
  async finish(): Promise<void> {
    await time.increase(30 * 86_400);
    while (this.#jobs.length > 0) {
      const open = this.#jobs[0];
      if (open !== undefined) await this.#endNow(open);
    }
  }

  async #sign(): Promise<boolean> {
    const world = this.#world;
    const random = this.#random;
    const { provider, otherProvider, providerWallet, client, otherClient, clientWallet } = world;
    const by = random.pick([provider, otherProvider, providerWallet]);
    const wants = random.pick([client, otherClient, clientWallet, provider]);
    const pays = random.pick([wants, wants, world.payer, world.payerWallet]);
    const token = await random.pick([world.token, world.feeToken]).getAddress();
    const isAttested = this.#below(2) === 0;
    const attested = await world.attestationVerifier.getAddress();
    const verifier = isAttested ? attested : await world.verifier.getAddress();
    const terms = isAttested ? await this.#attestationTerms() : TERMS;
    const nonceOf = async (signer: Party): Promise<bigint> =>
      makeNonce(await world.jobMarket.epochOf(signer.address), ++this.#index);
    const units = BigInt(1 + this.#below(12));
    this.#orders.push(
      await draftOf(world, {
        offer: {
          provider: by.address,
          token,
          units,
          pricePerUnit: BigInt(this.#below(1_000_000)),
          verifications: [{ verifier, terms }],
          expiry: 2 ** 40 - 1,
          nonce: await nonceOf(by),
        },
        request: {
          client: wants.address,
          payer: pays === wants ? ethers.ZeroAddress : pays.address,
          token,
          units: units + BigInt(this.#below(2)),
          tipPerUnit: BigInt(this.#below(3)),
          verifier,
          verifierTerms: terms,
          expiry: 2 ** 40 - 1,
          nonce: await nonceOf(wants),
        },
        units,
      }),
    );
    return true;
  }

  async #match(): Promise<boolean> {
    if (this.#orders.length === 0) return false;
    const { jobMarket, stakeVault, vault, verifier } = this.#world;
    const order = this.#random.pick(this.#orders);
    const units = BigInt(1 + this.#below(Number(order.units)));
    const draft = { ...order, units: order.offer.units === 1n ? 1n : units };
    const free = await stakeVault.freeOf(order.offer.provider, jobMarket);
    const payer = payerOf(order.request);
    const cost = draft.units * (draft.pricePerUnit + order.request.tipPerUnit);
    const isPoor = (await vault.balanceOf(payer, BigInt(order.offer.token))) < cost;
    if (isPoor || free < draft.units * order.offer.collateralPerUnit) {
      await expect(jobMarket.matchOrders(await signMatch(this.#world, draft))).to.be.reverted;
      return false;
    }
    const job = await match(this.#world, draft);
    const isAttested = job.verifier !== (await verifier.getAddress());
    const status = isAttested ? Verdict.NoResult : Verdict.Pending;
    this.#jobs.push({
      job,
      isAttested,
      isSubmitted: false,
      verdict: { status, units: 0n, slashBps: 0n },
    });
    order.units -= draft.units;
    if (order.units === 0n) this.#orders = this.#orders.filter((other) => other !== order);
    return true;
  }

  async #attestationTerms(): Promise<string> {
    const { attestationVerifier, attester } = this.#world;
    return attestationVerifier.hashTerms({ attesters: [attester.address], threshold: 1n });
  }

  /** The provider puts a result on record, in time or not. */
  async #submit(): Promise<boolean> {
    const { attestationVerifier } = this.#world;
    const open = this.#jobs.find(({ isAttested, isSubmitted }) => isAttested && !isSubmitted);
    if (open === undefined) return false;
    const { job, verdict } = open;
    const args = [jobId(job), job.verifierTerms, ethers.id(jobId(job))] as const;
    const data = attestationVerifier.interface.encodeFunctionData("submit", [...args]);
    await sendAs(partyAt(this.#world, job.provider), attestationVerifier, data);
    open.isSubmitted = true;
    if ((await time.latest()) <= job.deadline) verdict.status = Verdict.Pending;
    return true;
  }

  /** A verdict falls on a job that waits for one. */
  async #decide(): Promise<boolean> {
    const open = this.#jobs.find(({ verdict }) => verdict.status === Verdict.Pending);
    if (open === undefined) return false;
    const status = this.#random.pick(DECISIONS);
    const units = this.#random.pick([ALL_UNITS, 1n, 2n]);
    const slashBps = this.#random.pick(SLASHES);
    if (open.isAttested) await this.#attest(open.job, { status, units, slashBps });
    else await this.#world.verifier.setVerdictOf(jobId(open.job), status, units, slashBps);
    open.verdict = { status, units, slashBps };
    return true;
  }

  async #attest(job: Job, verdict: OpenJob["verdict"]): Promise<void> {
    const { attestationVerifier, attester, domain } = this.#world;
    const contract = await attestationVerifier.getAddress();
    const id = jobId(job);
    const attestation = {
      jobId: id,
      provider: job.provider,
      root: ethers.id(id),
      ...verdict,
      slashBps: verdict.status === Verdict.Rejected ? verdict.slashBps : 0n,
      expiry: 2 ** 40 - 1,
    };
    const signature = await attester.signTypedData(
      attestationDomain({ chainId: domain.chainId, contract }),
      ATTESTATION_TYPES,
      attestation,
    );
    const terms = { attesters: [attester.address], threshold: 1n };
    await attestationVerifier.attest(terms, attestation, [signature]);
  }

  /** How a settlement at `second` must end, or nothing where it must be refused. */
  #endingOf({ job, verdict }: OpenJob, second: number): Ending | null {
    const units = verdict.units < job.units ? verdict.units : job.units;
    if (verdict.status === Verdict.Accepted)
      return { status: Status.Accepted, units, slashBps: 0n };
    if (verdict.status === Verdict.Rejected) {
      return { status: Status.Rejected, units: 0n, slashBps: verdict.slashBps };
    }
    const isOver = second > job.finalAt;
    if (!isOver && verdict.status !== Verdict.Void) return null;
    if (verdict.status !== Verdict.NoResult)
      return { status: Status.Void, units: 0n, slashBps: 0n };
    return { status: Status.NoResult, units: 0n, slashBps: BigInt(job.noResultSlashBps) };
  }

  #forget(open: OpenJob): void {
    this.#jobs = this.#jobs.filter((other) => other !== open);
  }

  async #settle(): Promise<boolean> {
    if (this.#jobs.length === 0) return false;
    const open = this.#random.pick(this.#jobs);
    const second = (await time.latest()) + 1;
    const ending = this.#endingOf(open, second);
    await time.setNextBlockTimestamp(second);
    if (ending === null) {
      await expect(this.#world.jobMarket.settle(packJob(open.job))).to.be.reverted;
      return false;
    }
    const { paid, fee, refunded } = partsOf(open.job, ending);
    expect(paid + fee + refunded).to.equal(open.job.units * open.job.pricePerUnit);
    await settle(this.#world, open.job, ending);
    this.#forget(open);
    return true;
  }

  /** Mostly a job for which a call is right, where there is one. */
  #pickJob(isRight: (open: OpenJob) => boolean): OpenJob {
    const right = this.#jobs.filter(isRight);
    return this.#random.pick(right.length > 0 && this.#below(4) > 0 ? right : this.#jobs);
  }

  async #expire(): Promise<boolean> {
    if (this.#jobs.length === 0) return false;
    const second = (await time.latest()) + 1;
    const isRight = ({ job, verdict }: OpenJob): boolean =>
      second > job.deadline && verdict.status === Verdict.NoResult;
    const open = this.#pickJob(isRight);
    await time.setNextBlockTimestamp(second);
    if (!isRight(open)) {
      await expect(this.#world.jobMarket.expire(packJob(open.job))).to.be.reverted;
      return false;
    }
    await expire(this.#world, open.job);
    this.#forget(open);
    return true;
  }

  async #release(): Promise<boolean> {
    if (this.#jobs.length === 0) return false;
    const second = (await time.latest()) + 1;
    const isRight = ({ job, verdict }: OpenJob): boolean =>
      second <= job.deadline && verdict.status === Verdict.NoResult;
    const open = this.#pickJob(isRight);
    const { job } = open;
    await time.setNextBlockTimestamp(second);
    if (!isRight(open)) {
      const { key } = partyAt(this.#world, job.provider);
      await expect(this.#world.jobMarket.connect(key).release(packJob(job))).to.be.reverted;
      return false;
    }
    const isLate = second > job.graceUntil;
    await release(this.#world, job, isLate ? Status.ReleasedLate : Status.Released);
    this.#forget(open);
    return true;
  }

  /** Takes back one order, or all of its client's. */
  async #cancel(): Promise<boolean> {
    if (this.#orders.length === 0) return false;
    const { jobMarket } = this.#world;
    const { client, nonce } = this.#random.pick(this.#orders).request;
    const isAll = this.#below(4) === 0;
    const data = isAll
      ? jobMarket.interface.encodeFunctionData("cancelAll")
      : jobMarket.interface.encodeFunctionData("cancel", [nonce]);
    await sendAs(partyAt(this.#world, client), jobMarket, data);
    const isGone = ({ offer, request }: Draft): boolean =>
      isAll
        ? request.client === client || offer.provider === client
        : request.client === client && request.nonce === nonce;
    for (const order of this.#orders.filter(isGone)) {
      const units = order.offer.units === 1n ? 1n : order.units;
      await expect(jobMarket.matchOrders(await signMatch(this.#world, { ...order, units }))).to.be
        .reverted;
    }
    this.#orders = this.#orders.filter((order) => !isGone(order));
    return true;
  }

  /** Somebody takes a part of their money out. */
  async #withdraw(): Promise<boolean> {
    const { vault, parties, token, feeToken } = this.#world;
    const party = this.#random.pick(parties);
    const money = await this.#random.pick([token, feeToken]).getAddress();
    const balance = await vault.balanceOf(party.address, BigInt(money));
    const amount = (balance * BigInt(1 + this.#below(5))) / 10n;
    if (amount === 0n) return false;
    const args = [money, amount, party.address] as const;
    await sendAs(party, vault, vault.interface.encodeFunctionData("withdraw", [...args]));
    return true;
  }

  /** A provider begins to take a part of the stake out, locked or not. */
  async #thaw(): Promise<boolean> {
    const { stakeVault, jobMarket, provider, otherProvider, providerWallet } = this.#world;
    const party = this.#random.pick([provider, otherProvider, providerWallet]);
    const market = await jobMarket.getAddress();
    const { active } = await stakeVault.provisionOf(party.address, market);
    const amount = (active * BigInt(1 + this.#below(9))) / 10n;
    if (amount === 0n) return false;
    const data = stakeVault.interface.encodeFunctionData("thaw", [market, amount]);
    await sendAs(party, stakeVault, data);
    return true;
  }

  async #unstake(): Promise<boolean> {
    const { stakeVault, jobMarket, provider, otherProvider, providerWallet } = this.#world;
    const party = this.#random.pick([provider, otherProvider, providerWallet]);
    const [oldest] = await stakeVault.thawsOf(party.address, jobMarket);
    if (oldest === undefined) return false;
    // Void requests leave at once, those made after them when it is time.
    const readyAt = oldest.amount === 0n ? 0n : oldest.readyAt;
    const second = (await time.latest()) + 1;
    await time.setNextBlockTimestamp(second);
    const withdrawing = stakeVault.withdraw(party.address, jobMarket);
    if (readyAt > second) {
      await expect(withdrawing).to.be.revertedWithCustomError(stakeVault, "StakeNothingReady");
      return false;
    }
    await withdrawing;
    return true;
  }

  async #wait(): Promise<boolean> {
    await time.increase(this.#random.pick([100, 400, 2_000, 4_000, 29 * 86_400]));
    return true;
  }

  /** Long after `finalAt`: one of two calls ends every job. */
  async #endNow(open: OpenJob): Promise<void> {
    const ending = this.#endingOf(open, (await time.latest()) + 1);
    if (ending === null) await expire(this.#world, open.job);
    else await settle(this.#world, open.job, ending);
    this.#forget(open);
  }
}
