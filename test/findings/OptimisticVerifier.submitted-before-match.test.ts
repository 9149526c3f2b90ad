import {
  loadFixture,
  mine,
  setNextBlockBaseFeePerGas,
} from "@nomicfoundation/hardhat-network-helpers";
import { jobId, packJob, packOptimisticTerms } from "@weft/sdk";
import { expect } from "chai";
import { ethers } from "hardhat";

import { WEFT } from "../support/court";
import { deployWorld } from "../support/deploy";
import { expectedJob, Status } from "../support/market-actions";
import { draftOf, signMatch } from "../support/market-orders";
import { nextAt, now } from "../support/time";

const WINDOWS = {
  challengeSeconds: 600,
  answerSeconds: 900,
  drawSeconds: 3_600,
  commitSeconds: 3_600,
  revealSeconds: 900,
};
const TERMS = packOptimisticTerms({ ...WINDOWS, jurors: 5, bond: 200n * WEFT, slashBps: 6_000 });

/**
 * A job's id is known before the match to whoever brings it: all its terms are signed, and the second of a block can be
 * chosen. A result put on record for an id that is nobody's yet has its window behind it when the job opens.
 */
describe("finding: a result on record before its job", () => {
  it("is open to challenge for a whole window after the match", async () => {
    const world = await loadFixture(deployWorld);
    const { jobMarket, optimisticVerifier, vault, token, provider, client } = world;
    const verifier = await optimisticVerifier.getAddress();
    // A signed request that anyone may match, as clients publish them.
    const draft = await draftOf(world, {
      offer: { verifications: [{ verifier, terms: TERMS }], maxSeconds: 100_000 },
      request: { verifier, verifierTerms: TERMS, verifySeconds: 11_000 },
      matcher: provider.key,
    });
    const matchedAt = Number(await now()) + WINDOWS.challengeSeconds + 100;
    const feeBps = await jobMarket.feeBps();
    const job = expectedJob(world, draft, { matchedAt, feeBps, firstUnit: 0n });
    const nothing = ethers.id("no work was done");
    await optimisticVerifier.connect(provider.key).submit(jobId(job), TERMS, nothing);

    const signed = await signMatch(world, draft);
    const paid = async () => vault.balanceOf(provider.address, BigInt(await token.getAddress()));
    const before = await paid();
    await nextAt(BigInt(matchedAt));
    await ethers.provider.send("evm_setAutomine", [false]);
    await jobMarket.connect(provider.key).matchOrders(signed, { gasLimit: 1_000_000 });
    await jobMarket.connect(provider.key).settle(packJob(job), { gasLimit: 1_000_000 });
    await mine();
    await ethers.provider.send("evm_setAutomine", [true]);

    expect(await jobMarket.statusOf(packJob(job)), "the job, matched and settled").to.equal(
      Status.Open,
    );
    expect(await paid(), "what the provider has").to.equal(before);
    const { until } = { until: await optimisticVerifier.verdict(jobId(job), packJob(job)) };
    expect(until.status).to.equal(0n);
    expect(client.address).to.equal(job.client);
  });
});
