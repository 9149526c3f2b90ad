import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";
import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/signers";
import { time } from "@nomicfoundation/hardhat-network-helpers";
import hre, { ethers } from "hardhat";

import GovernanceModule, { SETTINGS } from "../../../deploy/modules/Governance";
import {
  Grants__factory,
  JobMarket__factory,
  StakeVault__factory,
  Vault__factory,
  WeftGovernor__factory,
  WeftTimelock__factory,
  WeftToken__factory,
  type Grants,
  type JobMarket,
  type StakeVault,
  type TestToken,
  type Vault,
  type WeftGovernor,
  type WeftTimelock,
  type WeftToken,
} from "../../../typechain-types";
import { once } from "../../support/once";

export const WEFT = 10n ** 18n;
export const DAY = 86_400;
export const SUPPLY = 1_000_000_000n * WEFT;
export const QUORUM = SUPPLY / 25n;
export const THRESHOLD = SETTINGS.proposalThreshold;
export const THAW_SECONDS = 28 * DAY;
export const GUARDIAN_SECONDS = 180 * DAY;
export const FEE_BPS = 250n;

/** Governance as its module deploys it, a market and a treasury that it owns, and people. */
export interface GovernanceWorld {
  weft: WeftToken;
  vault: Vault;
  stakes: StakeVault;
  governor: WeftGovernor;
  timelock: WeftTimelock;
  grants: Grants;
  jobMarket: JobMarket;
  money: TestToken;
  guardianUntil: number;
  deployer: HardhatEthersSigner;
  /** Holds what is left of the supply, and delegates it to nobody. */
  holder: HardhatEthersSigner;
  guardian: HardhatEthersSigner;
  /** Holds the threshold, and delegates it to itself. */
  proposer: HardhatEthersSigner;
  /** Holds the quorum, and delegates it to itself. */
  whale: HardhatEthersSigner;
  /** Has wallet votes, and stake behind it. */
  provider: HardhatEthersSigner;
  /** Holds WEFT, and delegates it to itself. */
  voter: HardhatEthersSigner;
  stranger: HardhatEthersSigner;
}

/** The market as a deployment has it: the timelock owns it and receives its fees from the first block on. */
const GovernedMarketModule = buildModule("GovernedMarket", (m) => {
  const { weftTimelock, vault, stakeVault, ...others } = m.useModule(GovernanceModule);
  const reputation = m.contract("Reputation", [weftTimelock]);
  const terms = [vault, stakeVault, weftTimelock, weftTimelock, FEE_BPS, reputation] as const;
  const jobMarket = m.contract("JobMarket", [...terms]);
  return { ...others, weftTimelock, vault, stakeVault, jobMarket };
});

export const WALLET_VOTES = 1_000n * WEFT;
export const STAKE_VOTES = 500n * WEFT;

export const deployGovernance = once(async (): Promise<GovernanceWorld> => {
  const signers = await ethers.getSigners();
  const [deployer, holder, guardian, proposer, whale, provider, voter, stranger] = signers;
  if (!deployer || !holder || !guardian || !proposer) throw new Error("too few accounts");
  if (!whale || !provider || !voter || !stranger) throw new Error("too few accounts");
  const guardianUntil = (await time.latest()) + GUARDIAN_SECONDS;
  const deployed = await hre.ignition.deploy(GovernedMarketModule, {
    parameters: {
      WeftToken: { holder: holder.address },
      StakeVault: { thawSeconds: THAW_SECONDS },
      Governance: { guardian: guardian.address, guardianUntil },
    },
  });
  const addressOf = (name: keyof typeof deployed) => deployed[name].getAddress();
  const weft = WeftToken__factory.connect(await addressOf("weftToken"), holder);
  const stakes = StakeVault__factory.connect(await addressOf("stakeVault"), deployer);
  const jobMarket = JobMarket__factory.connect(await addressOf("jobMarket"), deployer);
  const grown = [
    [proposer, THRESHOLD],
    [whale, QUORUM],
    [provider, WALLET_VOTES + STAKE_VOTES],
    [voter, WALLET_VOTES],
  ] as const;
  for (const [account, amount] of grown) {
    await weft.transfer(account, amount);
    await weft.connect(account).delegate(account);
    await weft.connect(account).approve(stakes, ethers.MaxUint256);
  }
  await stakes.connect(provider).provision(jobMarket, STAKE_VOTES);
  return {
    weft,
    vault: Vault__factory.connect(await addressOf("vault"), deployer),
    stakes,
    governor: WeftGovernor__factory.connect(await addressOf("weftGovernor"), deployer),
    timelock: WeftTimelock__factory.connect(await addressOf("weftTimelock"), deployer),
    grants: Grants__factory.connect(await addressOf("grants"), deployer),
    jobMarket,
    money: await ethers.deployContract("TestToken"),
    guardianUntil,
    ...{ deployer, holder, guardian, proposer, whale, provider, voter, stranger },
  };
});
