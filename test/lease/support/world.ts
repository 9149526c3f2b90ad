import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/signers";
import { ZeroAddress, ZeroHash, type TypedDataDomain } from "ethers";
import hre, { ethers } from "hardhat";

import LeaseMarketModule from "../../../deploy/modules/LeaseMarket";
import {
  LeaseMarket__factory,
  StakeVault__factory,
  Vault__factory,
  WeftToken__factory,
  type LeaseMarket,
  type StakeVault,
  type TestToken,
  type Vault,
  type WeftToken,
} from "../../../typechain-types";
import { giveToKeys } from "../../../scripts/lib/keys";
import { sendAs, type Party } from "../../support/deploy";
import { now } from "../../support/time";
import type { LeaseFields } from "./terms";
import { once } from "../../support/once";

/** What every party holds in the vault, of each token. */
export const FUNDS = 10n ** 15n;
export const FEE_BPS = 333n;
export const BPS = 10_000n;
export const PPM = 1_000_000n;
export const HOUR = 3_600n;
export const DAY = 24n * HOUR;
export const THAW_SECONDS = 28 * 86_400;
export const FLOAT_THAW = DAY;

/** An odd rate, about a thousand units a second, so that nothing divides evenly. */
export const RATE = 3_600_007n;
export const CAP = 10n ** 10n + 3n;
export const RESERVE = 10n ** 9n + 1n;
export const NOTICE = 2n * DAY;
export const COLLECT = 3n * DAY;
export const LENGTH = 30n * DAY;

type Role =
  | "provider"
  | "otherProvider"
  | "client"
  | "otherClient"
  | "payer"
  | "providerWallet"
  | "clientWallet"
  | "payerWallet";

type Bystander = "deployer" | "owner" | "treasury" | "stranger" | "hot" | "operator" | "delegator";

/** A market of leases with everybody around it. */
export interface LeaseWorld extends Record<Role, Party>, Record<Bystander, HardhatEthersSigner> {
  weftToken: WeftToken;
  vault: Vault;
  stakeVault: StakeVault;
  leaseMarket: LeaseMarket;
  token: TestToken;
  otherToken: TestToken;
  domain: TypedDataDomain;
  parties: readonly Party[];
  /** Unix second at which leases begin. */
  startsAt: bigint;
}

async function deployContracts(people: Record<Bystander, HardhatEthersSigner>) {
  const { deployer, owner, treasury } = people;
  const deployed = await hre.ignition.deploy(LeaseMarketModule, {
    parameters: {
      WeftToken: { holder: deployer.address },
      StakeVault: { thawSeconds: THAW_SECONDS },
      LeaseMarket: { feeBps: Number(FEE_BPS) },
    },
  });
  const at = {
    weftToken: await deployed.weftToken.getAddress(),
    vault: await deployed.vault.getAddress(),
    stakeVault: await deployed.stakeVault.getAddress(),
    leaseMarket: await deployed.leaseMarket.getAddress(),
  };
  const leaseMarket = LeaseMarket__factory.connect(at.leaseMarket, deployer);
  await giveToKeys(deployed.weftTimelock, [leaseMarket], { owner, treasury });
  return {
    weftToken: WeftToken__factory.connect(at.weftToken, deployer),
    vault: Vault__factory.connect(at.vault, deployer),
    stakeVault: StakeVault__factory.connect(at.stakeVault, deployer),
    leaseMarket,
  };
}

function keyParty(key: HardhatEthersSigner): Party {
  return { address: key.address, key, wallet: null };
}

async function walletParty(key: HardhatEthersSigner): Promise<Party> {
  const wallet = await ethers.deployContract("WalletMock", [key]);
  return { address: await wallet.getAddress(), key, wallet };
}

/** Hands out the accounts of the network, each once. */
async function accounts(): Promise<() => HardhatEthersSigner> {
  const signers = (await ethers.getSigners()).values();
  return () => {
    const { value, done } = signers.next();
    if (done === true) throw new Error("the network has too few accounts");
    return value;
  };
}

/** Fixture: the market as its module deploys it, two tokens, and parties that are funded and opted in. */
export const deployLeases = once(async (): Promise<LeaseWorld> => {
  const next = await accounts();
  const people = {
    deployer: next(),
    owner: next(),
    treasury: next(),
    stranger: next(),
    hot: next(),
    operator: next(),
    delegator: next(),
  };
  const contracts = await deployContracts(people);
  const { vault, leaseMarket } = contracts;
  const roles: Record<Role, Party> = {
    provider: keyParty(next()),
    otherProvider: keyParty(next()),
    client: keyParty(next()),
    otherClient: keyParty(next()),
    payer: keyParty(next()),
    providerWallet: await walletParty(next()),
    clientWallet: await walletParty(next()),
    payerWallet: await walletParty(next()),
  };
  const parties = Object.values(roles);
  const token = await ethers.deployContract("TestToken");
  const otherToken = await ethers.deployContract("TestToken");
  for (const money of [token, otherToken]) {
    await money.approve(vault, ethers.MaxUint256);
    await money.mint(people.deployer, FUNDS * BigInt(parties.length));
    for (const party of parties) await vault.deposit(money, FUNDS, party.address);
  }
  const optIn = vault.interface.encodeFunctionData("setOperator", [
    await leaseMarket.getAddress(),
    true,
  ]);
  for (const party of parties) await sendAs(party, vault, optIn);
  const { chainId } = await ethers.provider.getNetwork();
  const domain = {
    name: "Weft LeaseMarket",
    version: "1",
    chainId,
    verifyingContract: await leaseMarket.getAddress(),
  };
  const startsAt = await now();
  return { ...contracts, ...people, ...roles, token, otherToken, domain, parties, startsAt };
});

/** A lease on the client's float, used by vouchers alone, with what the test wants otherwise. */
export async function leaseOf(
  world: LeaseWorld,
  overrides: Partial<LeaseFields> = {},
): Promise<LeaseFields> {
  return {
    provider: world.provider.address,
    token: await world.token.getAddress(),
    client: world.client.address,
    payer: ZeroAddress,
    voucherSigner: world.hot.address,
    spec: ZeroHash,
    cap: CAP,
    elapsedCap: 0n,
    ratePerHour: RATE,
    reserve: 0n,
    startsAt: world.startsAt,
    endsAt: world.startsAt + LENGTH,
    expiry: world.startsAt + LENGTH,
    noticeSeconds: NOTICE,
    collectSeconds: COLLECT,
    nonce: 0n,
    ...overrides,
  };
}

/** Who is charged for a lease. */
export function payerOf({ client, payer }: LeaseFields): string {
  return payer === ZeroAddress ? client : payer;
}

/** The party at an address, which must be one of the world's. */
export function partyAt({ parties }: LeaseWorld, address: string): Party {
  const party = parties.find((candidate) => candidate.address === address);
  if (party === undefined) throw new Error(`nobody here is ${address}`);
  return party;
}
