import { jobId, packJob, requestDigest, splitNonce, type Job } from "@weft/sdk";
import { expect } from "chai";
import type { TransactionResponse } from "ethers";

import { sendAs, type World } from "./deploy";
import { moveBalances, readBooks, type BooksOf, type Stake } from "./market-books";
import { digestsOf, partyAt, payerOf, signMatch, type Draft } from "./market-orders";
import { timestampOf } from "./time";

const BPS = 10_000n;

/** Numbers of the contract's `JobStatus`. */
export const Status = {
  None: 0n,
  Open: 1n,
  Accepted: 2n,
  Rejected: 3n,
  Void: 4n,
  NoResult: 5n,
  Released: 6n,
  ReleasedLate: 7n,
} as const;

/** Numbers of the contract's `VerdictStatus`. */
export const Verdict = {
  Pending: 0n,
  NoResult: 1n,
  Accepted: 2n,
  Rejected: 3n,
  Void: 4n,
} as const;

/** The market's events of a transaction, in order: name and arguments. */
async function eventsOf({ jobMarket }: World, tx: TransactionResponse): Promise<unknown[][]> {
  const receipt = await tx.wait();
  const market = await jobMarket.getAddress();
  return (receipt?.logs ?? [])
    .filter(({ address }) => address === market)
    .map((log) => {
      const event = jobMarket.interface.parseLog(log);
      if (event === null) throw new Error("the market emitted an unknown event");
      const args: unknown[] = event.args.toArray(true);
      return [event.name, ...args];
    });
}

/** The job that a match should open, worked out from the two orders. */
export function expectedJob(
  world: World,
  { offer, request, units, pricePerUnit }: Draft,
  opening: { matchedAt: number; feeBps: bigint; firstUnit: bigint },
): Job {
  const { matchedAt, feeBps, firstUnit } = opening;
  const deadline = matchedAt + request.maxSeconds;
  const isOwnBeneficiary = BigInt(request.beneficiary) === 0n;
  return {
    request: requestDigest(world.domain, request),
    client: request.client,
    payer: payerOf(request),
    beneficiary: isOwnBeneficiary ? request.client : request.beneficiary,
    provider: offer.provider,
    token: request.token,
    pricePerUnit,
    needs: request.needs,
    spec: request.spec,
    verifier: request.verifier,
    verifierTerms: request.verifierTerms,
    units,
    firstUnit,
    collateral: offer.collateralPerUnit * units,
    index: splitNonce(request.nonce).index,
    matchedAt,
    graceUntil: matchedAt + offer.graceSeconds,
    deadline,
    finalAt: deadline + request.verifySeconds,
    feeBps: Number(feeBps),
    lateSlashBps: offer.lateSlashBps,
    noResultSlashBps: offer.noResultSlashBps,
    wrongSlashBps: offer.wrongSlashBps,
    ownBps: 10_000,
    poolPpm: 0, // nobody delegates here
  };
}

/** Matches, and asserts event, balances, stake, fees, fills, nonces and status. Returns the job. */
export async function match(world: World, draft: Draft): Promise<Job> {
  const { jobMarket } = world;
  const { offer, request, units, pricePerUnit, matcher } = draft;
  const market = await jobMarket.getAddress();
  const digests = digestsOf(world, draft);
  const payer = payerOf(request);
  const books: BooksOf = {
    token: request.token,
    provider: offer.provider,
    client: request.client,
    accounts: [payer, offer.provider, request.client, matcher.address],
  };
  const before = await readBooks(world, books);
  const filledBefore = {
    offer: await jobMarket.filledOf(digests.offer),
    request: await jobMarket.filledOf(digests.request),
  };
  const feeBps = await jobMarket.feeBps();

  const tx = await jobMarket.connect(matcher).matchOrders(await signMatch(world, draft));

  const firstUnit = filledBefore.request;
  const job = expectedJob(world, draft, {
    matchedAt: Number(await timestampOf(tx)),
    feeBps,
    firstUnit,
  });
  const id = jobId(job);
  const tip = units * request.tipPerUnit;
  const matched = ["JobMatched", id, offer.provider, digests.offer, Object.values(packJob(job))];
  expect(await eventsOf(world, tx)).to.deep.equal(
    tip === 0n ? [matched] : [matched, ["TipPaid", id, matcher.address, tip]],
  );
  const payment = units * pricePerUnit;
  expect(await readBooks(world, books)).to.deep.equal({
    ...before,
    balances: moveBalances(before.balances, [
      [payer, -payment - tip],
      [market, payment],
      [matcher.address, tip],
    ]),
    stake: { ...before.stake, locked: before.stake.locked + job.collateral },
  });
  const [offerLeft, requestLeft] = [offer.units > 1n ? units : 0n, request.units > 1n ? units : 0n];
  expect(await jobMarket.filledOf(digests.offer)).to.equal(filledBefore.offer + offerLeft);
  expect(await jobMarket.filledOf(digests.request)).to.equal(filledBefore.request + requestLeft);
  expect(await jobMarket.isNonceUsable(offer.provider, offer.nonce)).to.equal(offer.units > 1n);
  expect(await jobMarket.isNonceUsable(request.client, request.nonce)).to.equal(request.units > 1n);
  expect(await jobMarket.jobIdOf(packJob(job))).to.equal(id);
  expect(await jobMarket.statusOf(packJob(job))).to.equal(Status.Open);
  expect(await jobMarket.isSlotBusy(job.client, job.index, job.firstUnit)).to.equal(true);
  return job;
}

/** How a job should end. */
export interface Ending {
  status: bigint;
  /** Units the provider is paid for. */
  units: bigint;
  slashBps: bigint;
}

/** What a slash leaves: active stake goes first. */
function stakeAfter(before: Stake, locked: bigint, slashed: bigint): Stake {
  const fromActive = slashed < before.active ? slashed : before.active;
  return {
    active: before.active - fromActive,
    locked: before.locked - locked,
    thawing: before.thawing - (slashed - fromActive),
  };
}

/** The four parts a job's payment and collateral fall into. */
export function partsOf(job: Job, { units, slashBps }: Ending) {
  const gross = units * job.pricePerUnit;
  const fee = (gross * BigInt(job.feeBps)) / BPS;
  return {
    paid: gross - fee,
    fee,
    refunded: job.units * job.pricePerUnit - gross,
    slashed: (job.collateral * slashBps + BPS - 1n) / BPS,
  };
}

const LATE_WINDOW = 30n * 86_400n;

/** Whether a provider is spared what a late job costs: it was not late in a while. */
async function isSpared(
  world: World,
  job: Job,
  status: bigint,
): Promise<(time: bigint) => boolean> {
  const { stakeVault, jobMarket } = world;
  const { lastLateAt } = await stakeVault.provisionOf(job.provider, jobMarket);
  const isLate = status === Status.NoResult || status === Status.ReleasedLate;
  return (time) => isLate && (lastLateAt === 0n || time > lastLateAt + LATE_WINDOW);
}

/** Asserts that `send` ends the job as it should: event, balances, stake, fees, credit and status. */
export async function assertEnds(
  world: World,
  job: Job,
  ending: Ending,
  send: () => Promise<TransactionResponse>,
): Promise<void> {
  const { jobMarket } = world;
  const books: BooksOf = { ...job, accounts: [job.payer, job.provider, job.client] };
  const before = await readBooks(world, books);
  const isSparedAt = await isSpared(world, job, ending.status);
  const tx = await send();
  const { paid, fee, refunded, ...terms } = partsOf(job, ending);
  const slashed = isSparedAt(await timestampOf(tx)) ? 0n : terms.slashed;
  expect(await eventsOf(world, tx)).to.deep.equal([
    ["JobEnded", jobId(job), ending.status, ending.units, paid, fee, refunded, slashed],
  ]);
  expect(await readBooks(world, books)).to.deep.equal({
    balances: moveBalances(before.balances, [
      [await jobMarket.getAddress(), -paid - refunded],
      [job.provider, paid],
      [job.payer, refunded],
    ]),
    fees: before.fees + fee,
    stake: stakeAfter(before.stake, job.collateral, slashed),
    credit: before.credit + slashed,
  });
  expect(await jobMarket.statusOf(packJob(job))).to.equal(ending.status);
  expect(await jobMarket.isSlotBusy(job.client, job.index, job.firstUnit)).to.equal(false);
}

/** Settles by a stranger, since anyone may. */
export async function settle(world: World, job: Job, ending: Ending): Promise<void> {
  await assertEnds(world, job, ending, () =>
    world.jobMarket.connect(world.stranger).settle(packJob(job)),
  );
}

/** Expires by a stranger, since anyone may. */
export async function expire(world: World, job: Job): Promise<void> {
  const ending = { status: Status.NoResult, units: 0n, slashBps: BigInt(job.noResultSlashBps) };
  await assertEnds(world, job, ending, () =>
    world.jobMarket.connect(world.stranger).expire(packJob(job)),
  );
}

/** Hands a job back as its provider. */
export async function release(world: World, job: Job, status: bigint): Promise<void> {
  const slashBps = status === Status.ReleasedLate ? BigInt(job.lateSlashBps) : 0n;
  const data = world.jobMarket.interface.encodeFunctionData("release", [packJob(job)]);
  await assertEnds(world, job, { status, units: 0n, slashBps }, () =>
    sendAs(partyAt(world, job.provider), world.jobMarket, data),
  );
}

/** Asserts that no call can end the job, whose status is `status`, and that nothing changed by trying. */
export async function assertNotOpen(world: World, job: Job, status: bigint): Promise<void> {
  const { jobMarket, stranger } = world;
  const struct = packJob(job);
  const { key, wallet } = partyAt(world, job.provider);
  const calls = [
    () => jobMarket.connect(stranger).settle(struct),
    () => jobMarket.connect(stranger).expire(struct),
    () => jobMarket.connect(wallet === null ? key : stranger).release(struct),
  ];
  for (const call of calls) {
    await expect(call())
      .to.be.revertedWithCustomError(jobMarket, "MarketJobNotOpen")
      .withArgs(jobId(job), status);
  }
  expect(await jobMarket.statusOf(struct)).to.equal(status);
}
