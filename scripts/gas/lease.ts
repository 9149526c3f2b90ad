import { MaxUint256, Wallet, ZeroAddress, id, parseEther } from "ethers";
import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/signers";
import hre from "hardhat";

import LeaseMarketModule from "../../deploy/modules/LeaseMarket";
import {
  LeaseMarket__factory,
  TestToken__factory,
  Vault__factory,
  type LeaseMarket,
} from "../../typechain-types";
import {
  leaseIdOf,
  packLease,
  signLease,
  signVoucher,
  type LeaseFields,
} from "../../test/lease/support/terms";
import { giveToKeys } from "../lib/keys";
import type { Flows } from "./flows";
import { EXPIRY, gasOf, gasOfEach, sentOf, wait, type Sent } from "./world";

const HOUR = 3_600;
/** An odd number, so that nothing divides evenly. */
const STEP = 1_234_567_890_123_457n;
const FLOAT = parseEther("1000");
const SIZES = [1, 10, 50, 200];
/** Named, so that nobody estimates it while the clock runs. */
const OVERRIDES = { gasLimit: 30_000_000 };

/** A market of leases with a provider who has been paid before, and a token. */
export interface LeaseWorld {
  leaseMarket: LeaseMarket;
  token: string;
  provider: HardhatEthersSigner;
  domain: { name: string; version: string; chainId: bigint; verifyingContract: string };
}

/** Who pays by vouchers of one lease. */
export interface LeaseClient {
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
      LeaseMarket: { feeBps: 250 },
    },
  });
  const verifyingContract = await deployed.leaseMarket.getAddress();
  const leaseMarket = LeaseMarket__factory.connect(verifyingContract, deployer);
  await giveToKeys(deployed.weftTimelock, [leaseMarket], { owner: deployer, treasury: deployer });
  const vault = Vault__factory.connect(await deployed.vault.getAddress(), deployer);
  const money = await new TestToken__factory(deployer).deploy();
  const token = await money.getAddress();
  await money.mint(deployer, parseEther("1000000000"));
  await money.approve(vault, MaxUint256);
  await vault.deposit(token, parseEther("900000000"), deployer);
  await vault.deposit(token, parseEther("1"), provider);
  await vault.setOperator(leaseMarket, true);
  const { chainId } = await hre.ethers.provider.getNetwork();
  const domain = { name: "Weft LeaseMarket", version: "1", chainId, verifyingContract };
  // Deployment ran by the machine's clock, which may be ahead of the one that measures.
  wait(HOUR);
  return { leaseMarket, token, provider, domain };
}

/** Gas of a first collection with its opening, and of each redemption in batches of every size. */
export async function measureLeases(world: LeaseWorld): Promise<Flows> {
  const flows: Flows = {};
  const { clients, gas } = await openLeases(world, Math.max(...SIZES));
  flows["lease.open"] = gas;
  let round = 1n;
  for (const size of SIZES) {
    round += 1n;
    const sent = await sendVouchers(world, clients.slice(0, size), round);
    flows[`voucher.batch${String(size)}.repeat`] = gasOfEach([sent], size);
  }
  return flows;
}

/** Opens a lease each of as many clients and collects once of all; with what the last opening took, alone. */
export async function openLeases(
  world: LeaseWorld,
  count: number,
): Promise<{ clients: LeaseClient[]; gas: number }> {
  const clients = await Promise.all(
    Array.from({ length: count }, (_, index) => clientOf(world, index)),
  );
  const gas = await openAll(world, clients);
  await sendVouchers(world, clients, 1n);
  return { clients, gas };
}

async function clientOf({ token, provider }: LeaseWorld, index: number): Promise<LeaseClient> {
  const hot = new Wallet(id(`voucher signer ${String(index)}`));
  const client = new Wallet(id(`client ${String(index)}`));
  const fields: LeaseFields = {
    client: client.address,
    payer: ZeroAddress,
    provider: provider.address,
    token,
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
    nonce: 0n,
  };
  return Promise.resolve({ hot, fields });
}

/** Funds the floats of all and opens their leases; returns what the last opening took, alone. */
async function openAll(world: LeaseWorld, clients: readonly LeaseClient[]): Promise<number> {
  const { leaseMarket, provider, domain, token } = world;
  let gas = 0;
  for (const [index, { fields }] of clients.entries()) {
    const client = new Wallet(id(`client ${String(index)}`));
    await leaseMarket.fundFloat(client.address, token, FLOAT);
    const opening = {
      lease: packLease(fields),
      providerSignature: await signLease(provider, domain, fields),
      clientSignature: await signLease(client, domain, fields),
      payerSignature: "0x",
    };
    gas = await gasOf(() => leaseMarket.open(opening));
  }
  wait(HOUR);
  return gas;
}

/** Collects the next voucher of each client; `round` counts them from one. */
export async function sendVouchers(
  { leaseMarket, provider, domain, token }: LeaseWorld,
  clients: readonly LeaseClient[],
  round: bigint,
): Promise<Sent> {
  const vouchers = await Promise.all(
    clients.map(async ({ hot, fields }) => ({
      terms: packLease(fields).terms,
      amount: round * STEP,
      signature: await signVoucher(hot, domain, leaseIdOf(fields), round * STEP),
    })),
  );
  wait(HOUR);
  const sent = await sentOf(() =>
    leaseMarket.connect(provider).collectBatch(provider, token, vouchers, false, OVERRIDES),
  );
  const { blockNumber } = sent.receipt;
  const paid = await leaseMarket.queryFilter(leaseMarket.filters.LeaseCollected(), blockNumber);
  if (paid.length !== clients.length) {
    throw new Error(`${paid.length} of ${clients.length} vouchers were paid`);
  }
  return sent;
}
