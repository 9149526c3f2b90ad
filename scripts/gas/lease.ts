import { MaxUint256, Wallet, ZeroAddress, id, parseEther } from "ethers";
import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/signers";
import hre from "hardhat";

import LeaseMarketModule from "../../deploy/modules/LeaseMarket";
import {
  leaseIdOf,
  packLease,
  signLease,
  signVoucher,
  type LeaseFields,
} from "../../test/lease/support/terms";
import {
  LeaseMarket__factory,
  StakeVault__factory,
  TestToken__factory,
  Vault__factory,
  WeftToken__factory,
  type LeaseMarket,
  type StakeVault,
  type WeftToken,
} from "../../typechain-types";
import type { Flows } from "./flows";
import { EXPIRY, gasOf, wait } from "./world";

const HOUR = 3_600;
/** An odd number, so that nothing divides evenly. */
const STEP = 1_234_567_890_123_457n;
const FLOAT = parseEther("1000");
const SIZES = [1, 10, 50, 200];
const POOL_SIZE = 50;

/** A market of leases with a provider who has been paid before, and a token. */
export interface LeaseWorld {
  leaseMarket: LeaseMarket;
  stakeVault: StakeVault;
  weftToken: WeftToken;
  token: string;
  /** Holds all WEFT, and enough money to fund every float. */
  deployer: HardhatEthersSigner;
  provider: HardhatEthersSigner;
  domain: { name: string; version: string; chainId: bigint; verifyingContract: string };
}

interface Client {
  key: Wallet;
  /** Signs vouchers: a key of its own, beside the client's. */
  hot: Wallet;
  fields: LeaseFields;
}

export async function createLeaseWorld(): Promise<LeaseWorld> {
  const [deployer, provider] = await hre.ethers.getSigners();
  if (!deployer || !provider) throw new Error("the network offers too few accounts");
  const deployed = await hre.ignition.deploy(LeaseMarketModule, {
    parameters: {
      WeftToken: { holder: deployer.address },
      StakeVault: { thawSeconds: 28 * 86_400 },
      LeaseMarket: { owner: deployer.address, treasury: deployer.address, feeBps: 250 },
    },
  });
  const verifyingContract = await deployed.leaseMarket.getAddress();
  const leaseMarket = LeaseMarket__factory.connect(verifyingContract, deployer);
  const vault = Vault__factory.connect(await deployed.vault.getAddress(), deployer);
  const stakeVault = StakeVault__factory.connect(await deployed.stakeVault.getAddress(), deployer);
  const weftToken = WeftToken__factory.connect(await deployed.weftToken.getAddress(), deployer);
  const money = await new TestToken__factory(deployer).deploy();
  const token = await money.getAddress();
  await money.mint(deployer, parseEther("1000000000"));
  await money.approve(vault, MaxUint256);
  await vault.deposit(token, parseEther("900000000"), deployer);
  await vault.deposit(token, parseEther("1"), provider);
  await vault.setOperator(leaseMarket, true);
  const { chainId } = await hre.ethers.provider.getNetwork();
  const domain = { name: "Weft LeaseMarket", version: "1", chainId, verifyingContract };
  return { leaseMarket, stakeVault, weftToken, token, deployer, provider, domain };
}

/** Gas of an opening, and of each redemption in batches of every size, repeat, each of its own client. */
export async function measureLeases(world: LeaseWorld): Promise<Flows> {
  const flows: Flows = {};
  const clients = clientsOf(world, Math.max(...SIZES), 0n);
  flows["lease.open"] = await openAll(world, clients);
  await collectGas(world, clients, 1n);
  for (const [index, size] of SIZES.entries()) {
    const gas = await collectGas(world, clients.slice(0, size), BigInt(index + 2));
    flows[`voucher.batch${String(size)}.repeat`] = Math.ceil(gas / size);
  }
  flows[`voucher.batch${String(POOL_SIZE)}.pool`] = await poolGas(world);
  return flows;
}

/** Says where a redemption costs more in a larger batch. */
export function checkLeaseScale(flows: Flows): string[] {
  const labels = SIZES.map((size) => `voucher.batch${String(size)}.repeat`);
  return labels.slice(1).flatMap((label, index) => {
    const smaller = labels[index] ?? "";
    const isCheaper = (flows[label] ?? Infinity) <= (flows[smaller] ?? 0);
    return isCheaper ? [] : [`${label}: costs more each than ${smaller}`];
  });
}

/** The same for a provider to whom others delegate. */
async function poolGas(world: LeaseWorld): Promise<number> {
  const { leaseMarket, stakeVault, weftToken, provider, token } = world;
  const stake = parseEther("1000");
  await weftToken.transfer(provider, stake);
  await weftToken.connect(provider).approve(stakeVault, stake);
  await weftToken.approve(stakeVault, stake);
  await stakeVault.connect(provider).provision(leaseMarket, stake);
  await stakeVault.connect(provider).openPool(leaseMarket, 1_000, [token]);
  await stakeVault.delegate(provider, leaseMarket, stake, 0);
  const clients = clientsOf(world, POOL_SIZE, 1n);
  await openAll(world, clients);
  await collectGas(world, clients, 1n);
  return Math.ceil((await collectGas(world, clients, 2n)) / POOL_SIZE);
}

function clientsOf({ token, provider }: LeaseWorld, count: number, nonce: bigint): Client[] {
  return Array.from({ length: count }, (_, index) => {
    const hot = new Wallet(id(`voucher signer ${String(index)}`));
    const key = new Wallet(id(`client ${String(index)}`));
    const fields: LeaseFields = {
      provider: provider.address,
      token,
      client: key.address,
      payer: ZeroAddress,
      voucherSigner: hot.address,
      spec: id(`spec ${String(index)}`),
      cap: FLOAT,
      elapsedCap: 0n,
      ratePerHour: parseEther("100"),
      reserve: 0n,
      startsAt: BigInt(EXPIRY - 365 * 86_400),
      endsAt: BigInt(EXPIRY),
      expiry: BigInt(EXPIRY),
      noticeSeconds: BigInt(24 * HOUR),
      collectSeconds: BigInt(72 * HOUR),
      nonce,
    };
    return { key, hot, fields };
  });
}

/** Funds the floats of all and opens their leases; returns what the last opening took, alone. */
async function openAll(world: LeaseWorld, clients: readonly Client[]): Promise<number> {
  const { leaseMarket, provider, domain, token } = world;
  let gas = 0;
  for (const { key, fields } of clients) {
    await gasOf(() => leaseMarket.fundFloat(key.address, token, FLOAT));
    const opening = {
      lease: packLease(fields),
      providerSignature: await signLease(provider, domain, fields),
      clientSignature: await signLease(key, domain, fields),
      payerSignature: "0x",
    };
    gas = await gasOf(() => leaseMarket.open(opening));
  }
  return gas;
}

async function collectGas(
  { leaseMarket, provider, domain, token }: LeaseWorld,
  clients: readonly Client[],
  round: bigint,
): Promise<number> {
  const vouchers = await Promise.all(
    clients.map(async ({ hot, fields }) => ({
      terms: packLease(fields).terms,
      amount: round * STEP,
      signature: await signVoucher(hot, domain, leaseIdOf(fields), round * STEP),
    })),
  );
  wait(HOUR);
  return gasOf(() => leaseMarket.connect(provider).collectBatch(provider, token, vouchers, false));
}
