import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import {
  credentialEvidence,
  credentialTerms,
  hashCredentialTerms,
  jobId,
  makeNonce,
  packJob,
  packResources,
} from "@weft/sdk";
import { expect } from "chai";
import { ethers } from "hardhat";

import { inOneBlockAt } from "../support/block";
import { WEFT } from "../support/court";
import { waitForCredits } from "../support/credits";
import { deployIdentity, HARDWARE, issue } from "../support/identity";
import { expire, match, release, settle, Status } from "../support/market-actions";
import { draftOf, signMatch } from "../support/market-orders";
import { nextAt } from "../support/time";
import {
  assertEverybodyLeaves,
  balanceOf,
  challenge,
  COURT_TERMS,
  deployCourtMarket,
  openOptimistic,
  ROOT,
  SLASH_BPS,
  submitRoot,
  WINDOWS,
  withheld,
  type CourtMarket,
} from "./support/court-market";

/** The scope of an operator that may put results on record. */
const SUBMIT = 2;

const ACCEPTED = (units: bigint) => ({ status: Status.Accepted, units, slashBps: 0n });

describe("attacks on jobs: their life", () => {
  let world: CourtMarket;

  beforeEach(async () => {
    world = await loadFixture(deployCourtMarket);
  });

  it("JOB1: a provider that never starts loses collateral, and the client has its money a second later", async () => {
    const { jobMarket, stakeVault, weftToken, client, provider, stranger } = world;
    const before = await balanceOf(world, client);
    const jobs = [];
    for (const index of [1, 2]) {
      const nonce = makeNonce(0, index);
      jobs.push(await openOptimistic(world, { offer: { nonce }, request: { nonce } }));
    }
    const [first, second] = jobs;
    if (first === undefined || second === undefined) throw new Error("two jobs were matched");
    await nextAt(BigInt(first.deadline));
    await expect(
      jobMarket.connect(client.key).expire(packJob(first)),
    ).to.be.revertedWithCustomError(jobMarket, "MarketDeadlineNotPassed");
    await nextAt(BigInt(second.deadline) + 1n);
    // The cheaper way out is shut by then: neither hand it back nor put rubbish on record.
    await expect(
      jobMarket.connect(provider.key).release(packJob(first)),
    ).to.be.revertedWithCustomError(jobMarket, "MarketDeadlinePassed");
    await submitRoot(world, second);
    // The first lateness in a month is spared by design, the second is not.
    await expire(world, first);
    await expire(world, second);
    expect(await balanceOf(world, client)).to.equal(before);
    const lost = (second.collateral * BigInt(second.noResultSlashBps) + 9_999n) / 10_000n;
    expect(lost).to.be.greaterThan(0n);
    await waitForCredits();
    await expect(stakeVault.connect(stranger).claim(client.key)).to.changeTokenBalance(
      weftToken,
      client.key,
      lost,
    );
    await assertEverybodyLeaves(world);
  });

  it("JOB2: a client that vanishes, and takes all it can with it, keeps nobody from being paid", async () => {
    const { vault, jobMarket, token, client, provider } = world;
    const job = await openOptimistic(world);
    await submitRoot(world, job);
    await vault.connect(client.key).setOperator(jobMarket, false);
    await jobMarket.connect(client.key).cancelAll();
    await vault
      .connect(client.key)
      .withdraw(token, await balanceOf(world, client), client.key.address);
    const since = BigInt(await time.latest());
    await nextAt(since + BigInt(WINDOWS.challengeSeconds) + 10n);
    const before = await balanceOf(world, provider);
    await settle(world, job, ACCEPTED(job.units));
    const earned = (await balanceOf(world, provider)) - before;
    expect(earned).to.be.greaterThan(0n);
    await expect(
      vault.connect(provider.key).withdraw(token, earned, provider.key),
    ).to.changeTokenBalance(token, provider.key, earned);
    await assertEverybodyLeaves(world);
  });

  it("JOB3: a client has no way out in the second before the result, before or behind it in a block", async () => {
    const { jobMarket, vault, client } = world;
    const job = await openOptimistic(world);
    const struct = packJob(job);
    const before = await balanceOf(world, client);
    const market = jobMarket.connect(client.key);
    const gasLimit = 900_000n;
    const exits = [
      () => market.settle(struct, { gasLimit }),
      () => market.expire(struct, { gasLimit }),
      () => market.release(struct, { gasLimit }),
    ];
    const sent = await inOneBlockAt(BigInt(job.deadline), [
      ...exits,
      () => market.cancelAll({ gasLimit }),
      () => vault.connect(client.key).setOperator(jobMarket, false, { gasLimit }),
      () => submitRoot(world, job),
      ...exits,
    ]);
    expect(sent).to.deep.equal([false, false, false, true, true, true, false, false, false]);
    expect(await balanceOf(world, client)).to.equal(before);
    await time.increase(WINDOWS.challengeSeconds + 1);
    await settle(world, job, ACCEPTED(job.units));
  });

  it("JOB4: a result in the deadline's last second has a whole window, and a lie in it is slashed", async () => {
    const { juryCourt, optimisticVerifier, stakeVault, client, stranger } = world;
    const job = await openOptimistic(world);
    await nextAt(BigInt(job.deadline));
    await submitRoot(world, job);
    await nextAt(BigInt(job.deadline + WINDOWS.challengeSeconds));
    const found = await challenge(world, job, stranger);
    await time.increase(WINDOWS.answerSeconds + 1);
    await juryCourt.close(optimisticVerifier, found.id, found.file);
    await settle(world, job, {
      status: Status.Rejected,
      units: 0n,
      slashBps: BigInt(SLASH_BPS),
    });
    const lost = (job.collateral * BigInt(SLASH_BPS) + 9_999n) / 10_000n;
    expect(await stakeVault.creditOf(client.key)).to.equal(lost);
    await assertEverybodyLeaves(world);
  });

  for (const first of ["challenge", "settle"] as const) {
    for (const [offset, wins] of [
      [-1n, "challenge"],
      [0n, "challenge"],
      [1n, "settle"],
    ] as const) {
      it(`JOB5: ${first} first in a block at the window's end ${offset >= 0n ? "+" : ""}${offset}: the ${wins} alone goes through`, async () => {
        const { juryCourt, optimisticVerifier, jobMarket, stranger, weftToken } = world;
        const job = await openOptimistic(world);
        await submitRoot(world, job);
        const end = BigInt(await time.latest()) + BigInt(WINDOWS.challengeSeconds);
        const gasLimit = 900_000n;
        const sends = {
          challenge: () =>
            juryCourt.connect(stranger).open(optimisticVerifier, 0, withheld(job), { gasLimit }),
          settle: () => jobMarket.settle(packJob(job), { gasLimit }),
        };
        const order = first === "challenge" ? ["challenge", "settle"] : ["settle", "challenge"];
        const [one, other] = order.map((name) =>
          name === "challenge" ? sends.challenge : sends.settle,
        );
        if (one === undefined || other === undefined) throw new Error("two are sent");
        const bonds = await weftToken.balanceOf(juryCourt);
        const sent = await inOneBlockAt(end + offset, [one, other]);
        expect(sent).to.deep.equal(order.map((name) => name === wins));
        const isOpen = (await jobMarket.statusOf(packJob(job))) === Status.Open;
        expect(isOpen).to.equal(wins === "challenge");
        expect((await weftToken.balanceOf(juryCourt)) > bonds).to.equal(isOpen);
      });
    }
  }

  it("JOB15: a job whose input cannot be had costs its provider nothing, and the input is no other later", async () => {
    const { jobMarket, optimisticVerifier, provider } = world;
    const job = await openOptimistic(world);
    // Another input is another job, whoever says so: nothing can be ended, nor put on record, in its name.
    const swapped = { ...job, spec: ethers.id("an input that changed") };
    expect(jobId(swapped)).not.to.equal(jobId(job));
    expect(await jobMarket.statusOf(packJob(swapped))).to.equal(Status.None);
    await submitRoot(world, swapped);
    const verdict = await optimisticVerifier.verdict(jobId(job), packJob(job));
    expect(verdict.status, "of the job itself").to.equal(1n);
    const { active } = await world.stakeVault.provisionOf(provider.key, jobMarket);
    await nextAt(BigInt(job.graceUntil));
    await release(world, job, Status.Released);
    expect((await world.stakeVault.provisionOf(provider.key, jobMarket)).active).to.equal(active);
    await assertEverybodyLeaves(world);
  });

  it("JOB23a: nobody takes a job's id, its client's slot, or the place of its result before it opens", async () => {
    const { jobMarket, optimisticVerifier, client, otherClient, stranger } = world;
    const others = await openOptimistic(world, {
      offer: { nonce: makeNonce(0, 8) },
      request: { client: otherClient.address, nonce: makeNonce(0, 7) },
    });
    const nonce = makeNonce(0, 7);
    const job = await openOptimistic(world, { offer: { nonce }, request: { nonce } });
    expect(jobId(job)).not.to.equal(jobId(others));
    expect(others.index).to.equal(job.index);
    expect(await jobMarket.isSlotBusy(client.address, 7, 0)).to.equal(true);
    // The stranger's root under the job's own id is nobody's result.
    await optimisticVerifier.connect(stranger).submit(jobId(job), COURT_TERMS, ROOT);
    expect((await optimisticVerifier.verdict(jobId(job), packJob(job))).status).to.equal(1n);
    await submitRoot(world, job, ethers.id("the provider's own"));
    await time.increase(WINDOWS.challengeSeconds + 1);
    await settle(world, job, ACCEPTED(job.units));
    expect(await jobMarket.statusOf(packJob(others))).to.equal(Status.Open);
  });

  it("JOB23b: the same terms matched again are another job, and the first is not brought back", async () => {
    const { jobMarket } = world;
    const request = { units: 20n, nonce: makeNonce(0, 3) };
    const draft = await draftOf(world, { offer: { units: 20n, nonce: 3n }, request });
    const first = await match(world, draft);
    await world.verifier.setVerdict(4n, 0n, 0n);
    await settle(world, first, { status: Status.Void, units: 0n, slashBps: 0n });
    const second = await match(world, draft);
    expect(jobId(second)).not.to.equal(jobId(first));
    await settle(world, second, { status: Status.Void, units: 0n, slashBps: 0n });
    await expect(jobMarket.matchOrders(await signMatch(world, draft))).to.be.reverted;
    await assertEverybodyLeaves(world);
  });

  it("JOB26: who resells the work stays liable with its own stake, and the machine behind it is nobody here", async () => {
    const { optimisticVerifier, juryCourt, otherProvider, provider, stranger, stakeVault } = world;
    const job = await openOptimistic(world);
    // The subcontractor has the result, and can do nothing with it in its own name.
    const submit = () =>
      optimisticVerifier.connect(stranger).submitFor(provider.key, jobId(job), COURT_TERMS, ROOT);
    await expect(submit()).to.be.revertedWithCustomError(
      optimisticVerifier,
      "OptimisticWrongProvider",
    );
    await optimisticVerifier.connect(stranger).submit(jobId(job), COURT_TERMS, ROOT);
    expect((await optimisticVerifier.verdict(jobId(job), packJob(job))).status).to.equal(1n);
    await stakeVault.connect(provider.key).setOperator(stranger, SUBMIT);
    await submit();
    const found = await challenge(world, job, otherProvider.key);
    await time.increase(WINDOWS.answerSeconds + 1);
    await juryCourt.close(optimisticVerifier, found.id, found.file);
    const before = await balanceOf(world, { address: stranger.address });
    // `settle` asserts that all that is slashed is the provider's.
    await settle(world, job, { status: Status.Rejected, units: 0n, slashBps: BigInt(SLASH_BPS) });
    expect(await balanceOf(world, { address: stranger.address })).to.equal(before);
  });
});

describe("attacks on jobs: hardware that is not there", () => {
  it("JOB25: a claimed GPU is matched where nobody asks for proof, and an auditor's word costs its bond", async () => {
    const world = await loadFixture(deployIdentity);
    const { auditorBond, stakeVault, weftToken, jobMarket, deployer, credentialCondition } = world;
    const { issuer, arbiter, provider, otherProvider, client, stranger } = world;
    const bonded = 500n * WEFT;
    await weftToken.connect(deployer).transfer(issuer, bonded);
    await weftToken.connect(issuer).approve(stakeVault, bonded);
    await stakeVault.connect(issuer).provision(auditorBond, bonded);
    await auditorBond.connect(issuer).bond(arbiter, bonded);
    const held = await issue(world);
    const claim = { name: "model", type: "string", value: "H100 SXM" } as const;
    const terms = credentialTerms({
      ...{ issuers: [issuer.address], schema: HARDWARE, demands: [{ claim }] },
      ...{ arbiter: arbiter.address, minBond: bonded },
    });
    const resources = packResources({ engines: ["wasm"], gpuModels: ["nvidia-h100-sxm"] });
    const needs = packResources({ engines: ["wasm"], gpuModels: ["nvidia-h100-sxm"] });
    const demand = {
      condition: await credentialCondition.getAddress(),
      conditionData: hashCredentialTerms(terms),
    };
    const fake = await draftOf(world, {
      offer: { provider: otherProvider.address, resources },
      request: { needs, ...demand },
      tampered: { requestEvidence: credentialEvidence(terms, [{ held }]) },
    });
    await expect(jobMarket.connect(stranger).matchOrders(await signMatch(world, fake)))
      .to.be.revertedWithCustomError(jobMarket, "MarketConditionNotMet")
      .withArgs(demand.condition, otherProvider.address);
    // Whoever does not ask believes what the offer says: this is what a condition is for.
    await match(
      world,
      await draftOf(world, {
        offer: { provider: otherProvider.address, resources, nonce: 1n },
        request: { needs, nonce: 1n },
      }),
    );
    const real = await draftOf(world, {
      offer: { provider: provider.address, resources, nonce: 2n },
      request: { needs, nonce: 2n, ...demand },
      tampered: { requestEvidence: credentialEvidence(terms, [{ held }]) },
    });
    await match(world, real);
    // It was no such machine: the arbiter takes the bond, and the credential opens no more jobs.
    await auditorBond
      .connect(arbiter)
      .slash(held.credential, held.signature, bonded / 2n, client.key);
    const again = { ...real, offer: { ...real.offer, nonce: 3n } };
    await expect(
      jobMarket
        .connect(stranger)
        .matchOrders(
          await signMatch(world, { ...again, request: { ...again.request, nonce: 3n } }),
        ),
    ).to.be.revertedWithCustomError(jobMarket, "MarketConditionNotMet");
    expect(await stakeVault.creditOf(client.key)).to.be.greaterThan(0n);
  });
});
