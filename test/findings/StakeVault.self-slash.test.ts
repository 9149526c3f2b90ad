import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { packJob } from "@weft/sdk";
import { expect } from "chai";
import { ethers } from "hardhat";

import { assertConservation } from "../support/conservation";
import { inOneBlock } from "../support/block";
import { deployWorld, STAKE } from "../support/deploy";
import { Verdict } from "../support/market-actions";
import { TERMS, UNITS } from "../support/market-orders";
import { fillPool, leavePool, openJob } from "../support/pools";

const BPS = 10_000n;

describe("finding: a provider that slashes itself by a job it gave itself", () => {
  // The honest job's collateral: all own stake, and half as much again of the pool's.
  for (const [name, collateral, ownBps] of [
    ["own stake alone", STAKE, 10_000],
    ["own and delegated stake", (3n * STAKE) / 2n, 6_666],
  ] as const) {
    for (const order of ["before", "after"] as const) {
      it(`STK15: just ${order} an honest job fails leaves that its ${name}`, async () => {
        const world = await loadFixture(deployWorld);
        const { stakeVault, jobMarket, provider, client, otherClient, verifier } = world;
        await fillPool(world, STAKE);
        const honest = await openJob(world, 0n, {
          offer: { collateralPerUnit: collateral / UNITS },
        });
        expect(honest.ownBps).to.equal(ownBps);
        // The provider sees the verdict coming, and plays client and verifier of another job.
        await verifier.setVerdict(Verdict.Rejected, 0n, BPS);
        const accomplice = await ethers.deployContract("VerifierMock");
        await accomplice.setVerdict(Verdict.Rejected, 0n, BPS);
        const mine = await accomplice.getAddress();
        const own = await openJob(world, 1n, {
          offer: {
            pricePerUnit: 0n,
            collateralPerUnit: (2n * STAKE) / 5n / UNITS,
            verifications: [{ verifier: mine, terms: TERMS }],
          },
          request: { client: otherClient.address, verifier: mine },
        });
        const gasLimit = 1_000_000n;
        const settle = (job: typeof own) => () =>
          jobMarket.connect(world.stranger).settle(packJob(job), { gasLimit });
        const sends = (order === "before" ? [own, honest] : [honest, own]).map(settle);
        expect(await inOneBlock(...sends)).to.deep.equal([true, true]);

        const harm = (honest.collateral * BigInt(honest.ownBps)) / BPS;
        expect(await stakeVault.creditOf(client.address), "the client").to.equal(harm);
        const back = (own.collateral * BigInt(own.ownBps)) / BPS;
        expect(await stakeVault.creditOf(otherClient.address), "the provider").to.equal(back);
        const { active, locked } = await stakeVault.provisionOf(provider.address, jobMarket);
        // It got back what was its own of its own job, and lost every unit of it.
        expect(active).to.equal(STAKE - harm - back);
        expect(locked).to.equal(0n);
        const burnt = honest.collateral + own.collateral - harm - back;
        expect((await assertConservation(world)).burnt).to.equal(burnt);
        expect(await leavePool(world)).to.equal(STAKE - burnt);
        await assertConservation(world);
      });
    }
  }
});
