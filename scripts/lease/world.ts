import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/signers";
import { lease, leaseDomain, stake, vault, type WeftDomain } from "@weft/sdk";
import { parseEther, parseUnits } from "ethers";
import hre from "hardhat";

import LeaseMarketModule from "../../deploy/modules/LeaseMarket";
import {
  LeaseMarket__factory,
  StakeVault__factory,
  TestToken__factory,
  Vault__factory,
  WeftToken__factory,
  type LeaseMarket,
  type TestToken,
  type Vault,
} from "../../typechain-types";
import type { Ledger } from "../lib/ledger";
import { readParameters } from "../lib/parameters";

/** Somebody with a key and a name. */
export interface Party {
  name: string;
  signer: HardhatEthersSigner;
}

/** The deployed market and everybody in the story. */
export interface World {
  money: TestToken;
  vault: Vault;
  leaseMarket: LeaseMarket;
  /** Their addresses. */
  at: { money: string; vault: string; stakeVault: string; leaseMarket: string };
  domain: WeftDomain;
  provider: Party;
  delegator: Party;
  clients: Party[];
}

export const MONEY_DECIMALS = 6;
export const FLOAT = parseUnits("50", MONEY_DECIMALS);
const STAKE = parseEther("1000");
const DELEGATED = parseEther("3000");
const COMMISSION_BPS = 1_000;

async function people(): Promise<{ deployer: HardhatEthersSigner; parties: Party[] }> {
  const [deployer, ...signers] = await hre.ethers.getSigners();
  const names = ["Grace", "Dora", "Ada", "Ben", "Cleo"];
  const parties = names.flatMap((name, index) => {
    const signer = signers[index];
    return signer === undefined ? [] : [{ name, signer }];
  });
  if (deployer === undefined || parties.length < names.length) {
    throw new Error("the embedded chain offers too few accounts");
  }
  return { deployer, parties };
}

async function deploy(deployer: HardhatEthersSigner) {
  const { chainId } = await hre.ethers.provider.getNetwork();
  const place = { network: hre.network.name, chainId: Number(chainId) };
  const { feeBps, thawSeconds, holder } = readParameters({
    ...place,
    deployer: deployer.address,
  });
  const deployed = await hre.ignition.deploy(LeaseMarketModule, {
    parameters: {
      WeftToken: { holder },
      StakeVault: { thawSeconds },
      LeaseMarket: { feeBps },
    },
  });
  const money = await new TestToken__factory(deployer).deploy();
  const at = {
    money: await money.getAddress(),
    vault: await deployed.vault.getAddress(),
    stakeVault: await deployed.stakeVault.getAddress(),
    leaseMarket: await deployed.leaseMarket.getAddress(),
  };
  return {
    money,
    weft: WeftToken__factory.connect(await deployed.weftToken.getAddress(), deployer),
    vault: Vault__factory.connect(at.vault, deployer),
    stakeVault: StakeVault__factory.connect(at.stakeVault, deployer),
    leaseMarket: LeaseMarket__factory.connect(at.leaseMarket, deployer),
    at,
    domain: leaseDomain({ chainId, contract: at.leaseMarket }),
  };
}

/** Deploys the market, and gives everybody what they start with: the provider its pool, the clients their floats. */
export async function openWorld(ledger: Ledger): Promise<World> {
  await hre.run("compile", { quiet: true });
  const { deployer, parties } = await people();
  const [provider, delegator, ...clients] = parties;
  if (!provider || !delegator) throw new Error("the story needs a provider and a delegator");
  const { weft, ...world } = await deploy(deployer);
  const { at, money } = world;

  const call = { stakeVault: at.stakeVault, market: at.leaseMarket };
  await weft.transfer(provider.signer, STAKE);
  await weft.transfer(delegator.signer, DELEGATED);
  const own = await stake.provisionWithPermit({ ...call, signer: provider.signer, amount: STAKE });
  ledger.note(provider.name, "stake and opt in", own.receipt);
  const pool = { commissionBps: COMMISSION_BPS, tokens: [at.money] };
  const opened = await stake.openPool({ ...call, ...pool, signer: provider.signer });
  ledger.note(provider.name, "open a pool for delegators", opened.receipt);
  const { signer } = delegator;
  const delegation = { provider: provider.signer.address, amount: DELEGATED };
  const { receipt } = await stake.delegate({ ...call, ...delegation, signer });
  ledger.note(delegator.name, "delegate", receipt);

  for (const client of clients) {
    await money.mint(client.signer, FLOAT);
    const purse = { signer: client.signer, market: at.leaseMarket, token: at.money, amount: FLOAT };
    const account = await vault.openAccount({ ...purse, vault: at.vault, hasPermit: true });
    ledger.note(client.name, "deposit and opt in", account.receipt);
    const funded = await lease.fundFloat(purse);
    ledger.note(client.name, "fund the float", funded.receipt);
  }
  return { ...world, provider, delegator, clients };
}
