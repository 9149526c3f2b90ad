import { expect } from "chai";
import hre, { ethers } from "hardhat";

import ReputationModule from "../../deploy/modules/Reputation";
import RewardsModule from "../../deploy/modules/Rewards";
import { IReputation__factory, Rewards__factory } from "../../typechain-types";

describe("deploy/modules/Rewards", () => {
  it("deploys rewards, reputation and condition, owned by the timelock, and wired to one another", async () => {
    const [holder] = await ethers.getSigners();
    if (!holder) throw new Error("too few accounts");
    const deployed = await hre.ignition.deploy(RewardsModule, {
      parameters: {
        WeftToken: { holder: holder.address },
        StakeVault: { thawSeconds: 28 * 86_400 },
        Rewards: {
          firstBudget: 664_270n * 10n ** 18n,
          halfLifeEpochs: 104,
          fractionBps: 5_000,
        },
      },
    });
    const rewards = Rewards__factory.connect(await deployed.rewards.getAddress(), holder);
    const reputation = await deployed.reputation.getAddress();
    const timelock = await deployed.weftTimelock.getAddress();
    expect(await rewards.owner()).to.equal(timelock);
    expect(await rewards.token()).to.equal(await deployed.weftToken.getAddress());
    expect(await rewards.reputation()).to.equal(reputation);
    expect(await deployed.reputationCondition.getFunction("reputation")()).to.equal(reputation);
    expect(await deployed.reputation.getFunction("owner")()).to.equal(timelock);
    const epoch = await IReputation__factory.connect(reputation, holder).currentEpoch();
    expect(await rewards.firstEpoch()).to.equal(epoch);
    expect(ReputationModule.id).to.equal("Reputation");
  });
});
