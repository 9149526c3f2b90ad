import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { packJob, type Job } from "@weft/sdk";
import { expect } from "chai";
import { ethers } from "hardhat";

import type { LyingToken } from "../../typechain-types";
import { deployWorld, STAKE, type World } from "../support/deploy";
import { EXITS } from "../support/market-exits";
import { UNITS } from "../support/market-orders";
import { fillPool, leavePool, openJob } from "../support/pools";

/** The vault holds no more of a token. */
const LIMIT = 2n ** 128n - 1n;
/** So often the accomplice swells its balances; each time costs it a transaction. */
const TIMES = 3n;

describe("finding: a token that lies about the vault's balance", () => {
  let world: World;
  let lying: LyingToken;
  let job: Job;

  /** Lets somebody have as much as the vault takes, several times over. */
  async function swell(account: string): Promise<void> {
    for (let i = 0n; i < TIMES; i += 1n) {
      await lying.lieNext(LIMIT);
      await world.vault.deposit(lying, 1n, account);
    }
  }

  beforeEach(async () => {
    world = await loadFixture(deployWorld);
    lying = await ethers.deployContract("LyingToken");
    await fillPool(world, STAKE);
    await swell(world.otherClient.address);
    // The pool does not list the token; it asks for nothing where no delegated stake counts.
    const { stakeVault, jobMarket, otherProvider, otherClient } = world;
    expect(await stakeVault.poolPpmOf(otherProvider.address, jobMarket, lying)).to.equal(0n);
    const token = await lying.getAddress();
    job = await openJob(world, 0n, {
      offer: { provider: otherProvider.address, token, collateralPerUnit: STAKE / UNITS },
      request: { client: otherClient.address, token },
    });
  });

  it("ESC8: cannot fill a balance until nothing can be added to it", async () => {
    const { vault, otherClient } = world;
    const token = await lying.getAddress();
    for (const amount of [LIMIT + 1n, ethers.MaxUint256]) {
      await lying.lieNext(amount);
      await expect(vault.deposit(lying, 1n, otherClient.address))
        .to.be.revertedWithCustomError(vault, "VaultTooMuch")
        .withArgs(token, amount, LIMIT);
    }
    await lying.lieNext(LIMIT);
    await vault.deposit(lying, 1n, otherClient.address);
  });

  for (const exit of EXITS) {
    it(`cannot keep a job from ending: ${exit.name}`, async () => {
      const { stakeVault, jobMarket, provider, otherProvider, otherClient } = world;
      for (const account of [job.payer, job.provider, await jobMarket.getAddress()]) {
        await swell(account);
      }
      await exit.end(world, job);
      expect(await jobMarket.statusOf(packJob(job))).to.equal(exit.status);
      const { locked } = await stakeVault.provisionOf(otherProvider.address, jobMarket);
      expect(locked).to.equal(0n);
      expect(otherClient.address).to.equal(job.payer);
      expect(provider.address).not.to.equal(job.provider);
    });
  }

  it("keeps no delegator of the provider in, while the job is open or ever after", async () => {
    const { stakeVault, jobMarket, weftToken, token, otherProvider, matcher } = world;
    const asOwner = stakeVault.connect(otherProvider.key);
    await asOwner.openPool(jobMarket, 0, [token]);
    await weftToken.transfer(matcher, STAKE);
    await weftToken.connect(matcher).approve(stakeVault, STAKE);
    const asMatcher = stakeVault.connect(matcher);
    await asMatcher.delegate(otherProvider.address, jobMarket, STAKE, 0);
    await asOwner.thaw(jobMarket, STAKE);
    await asMatcher.undelegate(otherProvider.address, jobMarket, STAKE, 0);
    await time.increase(await stakeVault.thawSeconds());
    // The provider's own stake stands behind the job until somebody ends it; the pool's never did.
    await expect(stakeVault.withdraw(otherProvider.address, jobMarket))
      .to.be.revertedWithCustomError(stakeVault, "StakeBehindJobs")
      .withArgs(otherProvider.address, await jobMarket.getAddress(), STAKE);
    await expect(
      stakeVault.withdrawDelegated(otherProvider.address, jobMarket, matcher),
    ).to.changeTokenBalance(weftToken, matcher, STAKE);
    expect(await leavePool(world)).to.equal(STAKE);
    await expect(jobMarket.settle(packJob(job))).to.emit(jobMarket, "JobEnded");
    await expect(stakeVault.withdraw(otherProvider.address, jobMarket)).to.changeTokenBalance(
      weftToken,
      otherProvider.key,
      STAKE,
    );
  });
});
