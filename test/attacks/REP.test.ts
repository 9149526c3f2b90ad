import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import {
  credentialEvidence,
  credentialTerms,
  hashCredentialTerms,
  packJob,
  providerCondition,
  type HeldCredential,
  type Job,
} from "@weft/sdk";
import { expect } from "chai";
import { ethers } from "hardhat";

import { inOneBlockAt } from "../support/block";
import { assertConservation } from "../support/conservation";
import { DAY, deployIdentity, HARDWARE, issue, type IdentityWorld } from "../support/identity";
import { match, settle, Status, Verdict } from "../support/market-actions";
import { draftOf, PRICE, signMatch, UNITS, type DraftOverrides } from "../support/market-orders";
import { now } from "../support/time";
import { balanceOf } from "./support/court-market";

const WAD = 10n ** 18n;
const NEWCOMER = WAD / 4n;
const FEE = (UNITS * PRICE * 250n) / 10_000n;
/** The fee of one job weighs as much as a WEFT. */
const RATE = (WAD * WAD) / FEE;
const WEFT_WEIGHT = 10n ** 9n;

/** Fixture: identity, and the mock verifier of the market as a source of records. */
async function deploySource(): Promise<IdentityWorld> {
  const world = await deployIdentity();
  const { reputation, owner, jobMarket, verifier, token } = world;
  await reputation.connect(owner).setRate(jobMarket, verifier, token, RATE);
  return world;
}

let nonces = 100n;

/** A job from match to settlement, by the verdict that is given. */
async function run(world: IdentityWorld, verdict: bigint, overrides: DraftOverrides = {}) {
  const nonce = ++nonces;
  const job = await match(
    world,
    await draftOf(world, {
      ...overrides,
      offer: { nonce, ...overrides.offer },
      request: { nonce, ...overrides.request },
    }),
  );
  await world.verifier.setVerdict(verdict, job.units, 1_000n);
  const isPaid = verdict === Verdict.Accepted;
  await settle(world, job, {
    status: isPaid ? Status.Accepted : Status.Rejected,
    units: isPaid ? job.units : 0n,
    slashBps: isPaid ? 0n : 1_000n,
  });
  return job;
}

describe("attacks on records", () => {
  let world: IdentityWorld;

  beforeEach(async () => {
    world = await loadFixture(deploySource);
  });

  afterEach(() => assertConservation(world));

  const standing = async (provider: string) => {
    const { scoreWad, sum } = await world.reputation.standingOf(provider, 0);
    return { scoreWad, good: sum.good, wrong: sum.wrong };
  };

  it("REP1: a ring that trades with itself pays the protocol for every point, and nothing else makes one", async () => {
    const { jobMarket, token, provider, client, owner, reputation, verifier } = world;
    const ring = async () => (await balanceOf(world, client)) + (await balanceOf(world, provider));
    const before = await ring();
    for (let i = 0; i < 3; i++) await run(world, Verdict.Accepted);
    expect(before - (await ring()), "gone from the ring").to.equal(3n * FEE);
    expect(await jobMarket.feesOf(token)).to.equal(3n * FEE);
    const { good } = await standing(provider.address);
    expect(good).to.be.at.most(3n * WEFT_WEIGHT);
    expect(good).to.be.greaterThan((3n * WEFT_WEIGHT * 99n) / 100n);
    // Free of a price or of a listed verifier, the same jobs leave no trace.
    await run(world, Verdict.Accepted, { offer: { pricePerUnit: 0n } });
    await reputation.connect(owner).setRate(jobMarket, verifier, token, 0n);
    await run(world, Verdict.Accepted);
    expect((await standing(provider.address)).good).to.be.at.most(good);
  });

  it("REP2: who burns a name after a lie begins at the bottom, without record, stake or a month", async () => {
    const { jobMarket, stakeVault, reputationCondition, weftToken } = world;
    const { provider, otherProvider, stranger } = world;
    await run(world, Verdict.Accepted);
    await run(world, Verdict.Rejected);
    const liar = await standing(provider.address);
    expect(liar.scoreWad).to.be.lessThan(NEWCOMER);
    // Another name is a newcomer's: above the liar, and below whoever a client with a wish takes.
    expect(await standing(otherProvider.address)).to.deep.equal({
      scoreWad: NEWCOMER,
      good: 0n,
      wrong: 0n,
    });
    const condition = await reputationCondition.getAddress();
    const wish = { condition, conditionData: providerCondition({ minWeight: 500_000_000n }) };
    for (const by of [provider, otherProvider]) {
      const draft = await draftOf(world, {
        offer: { provider: by.address, nonce: 1n },
        request: { ...wish, nonce: 1n },
      });
      await expect(jobMarket.connect(stranger).matchOrders(await signMatch(world, draft)))
        .to.be.revertedWithCustomError(jobMarket, "MarketConditionNotMet")
        .withArgs(condition, by.address);
    }
    // Its stake comes along a month later, less what the lie cost.
    const { active } = await stakeVault.provisionOf(provider.key, jobMarket);
    expect(await stakeVault.creditOf(world.client.key)).to.be.greaterThan(0n);
    await stakeVault.connect(provider.key).thaw(jobMarket, active);
    await time.increase(28 * DAY - 10);
    await expect(stakeVault.withdraw(provider.key, jobMarket)).to.be.reverted;
    await time.increase(20);
    await expect(stakeVault.withdraw(provider.key, jobMarket)).to.changeTokenBalance(
      weftToken,
      provider.key,
      active,
    );
  });

  it("REP4: a client that threatens with a bad record has no door to write one", async () => {
    const { reputation, jobMarket, client, provider, verifier, token, stranger } = world;
    const job = await run(world, Verdict.Accepted);
    const before = await standing(provider.address);
    const by = reputation.connect(client.key);
    const entry = [provider.address, await token.getAddress(), await verifier.getAddress()];
    const [who = "", money = "", judge = ""] = entry;
    for (const end of [Status.Rejected, Status.ReleasedLate, Status.NoResult]) {
      await by.record(who, money, judge, 0n, end, 10n ** 30n);
    }
    const forged: Job = { ...job, index: 77, pricePerUnit: 10n ** 20n };
    const liar = await ethers.deployContract("ReportingMarketMock", [reputation]);
    await liar.setStatus(packJob(forged), Status.NoResult);
    for (const market of [jobMarket, liar]) {
      await by.bring(market, [packJob(forged), packJob(job)]);
    }
    const after = await standing(provider.address);
    expect(after.wrong).to.equal(0n);
    expect(after.scoreWad).to.be.closeTo(before.scoreWad, before.scoreWad / 10_000n);
    // What it can do is name its verdict's judge beforehand, which both sides sign, and listed ones count alone.
    const unlisted = await ethers.deployContract("VerifierMock");
    await unlisted.setVerdict(Verdict.Rejected, 0n, 1n);
    const at = await unlisted.getAddress();
    const nonce = 5n;
    const bad = await match(
      world,
      await draftOf(world, {
        offer: { verifications: [{ verifier: at, terms: ethers.ZeroHash }], nonce },
        request: { verifier: at, nonce },
      }),
    );
    await jobMarket.connect(stranger).settle(packJob(bad));
    expect((await standing(provider.address)).wrong).to.equal(0n);
  });

  describe("with a credential", () => {
    const claim = { name: "model", type: "string", value: "H100 SXM" } as const;

    /** A match of this provider that shows a credential of the issuer that its request names. */
    async function drafted(held: HeldCredential, provider = world.subject) {
      const { credentialCondition } = world;
      const terms = credentialTerms({
        ...{ issuers: [held.credential.issuer], schema: HARDWARE, demands: [{ claim }] },
      });
      const nonce = ++nonces;
      return draftOf(world, {
        offer: { provider, nonce },
        request: {
          condition: await credentialCondition.getAddress(),
          conditionData: hashCredentialTerms(terms),
          nonce,
        },
        tampered: { requestEvidence: credentialEvidence(terms, [{ held }]) },
      });
    }

    async function expectRefused(held: HeldCredential, provider?: string) {
      const { jobMarket, stranger } = world;
      const draft = await drafted(held, provider);
      await expect(jobMarket.connect(stranger).matchOrders(await signMatch(world, draft)))
        .to.be.revertedWithCustomError(jobMarket, "MarketConditionNotMet")
        .withArgs(draft.request.condition, draft.offer.provider);
    }

    it("REP6a: no job is matched by one that expired, is another's, or was signed for another chain", async () => {
      const { identity, otherProvider } = world;
      const start = Number(await now());
      const brief = await issue(world, { issuedAt: start, expiresAt: start + DAY });
      await match(world, await drafted(brief));
      await expectRefused(brief, otherProvider.address);
      const elsewhere = { ...identity, chainId: identity.chainId + 1n };
      const foreign = await issue(world, {
        domain: elsewhere,
        signer: ethers.Wallet.createRandom(),
      });
      await expectRefused(foreign);
      await time.increase(DAY + 1);
      await expectRefused(brief);
    });

    for (const first of ["revoke", "match"] as const) {
      it(`REP6b: ${first} first in a block: what is matched after a revocation is not`, async () => {
        const { credentials, issuer, jobMarket, stranger } = world;
        const held = await issue(world);
        const signed = await signMatch(world, await drafted(held));
        const sends = {
          revoke: () =>
            credentials
              .connect(issuer)
              .revoke(issuer, [held.credential.index], 2, { gasLimit: 100_000n }),
          match: () => jobMarket.connect(stranger).matchOrders(signed, { gasLimit: 2_000_000n }),
        };
        const isLate = first === "revoke";
        const order = isLate ? [sends.revoke, sends.match] : [sends.match, sends.revoke];
        const sent = await inOneBlockAt((await now()) + 5n, order);
        expect(sent).to.deep.equal(isLate ? [true, false] : [true, true]);
        await expectRefused(held);
      });
    }
  });
});
