import { time } from "@nomicfoundation/hardhat-network-helpers";
import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/signers";
import { ZeroAddress } from "ethers";
import {
  buildLease,
  lease as leases,
  leaseDomain,
  LeaseMarket__factory,
  signLease,
  signVoucher,
  stake,
  vault,
  type Lease,
  type Opening,
  type Voucher,
} from "../../../packages/sdk/src";
import { deployWorld, FEE_BPS, SPEC, USD, WEFT, type World } from "./world";

export const FLOAT = 100n * USD;

export interface LeaseWorld extends World {
  /** Address of the lease market. */
  leaseMarket: string;
  leaseDomain: ReturnType<typeof leaseDomain>;
  /** Signs vouchers in the client's place. */
  key: HardhatEthersSigner;
}

/** Contracts deployed; client and payer deposited 1,000 USD, opted in and have a float of 100. */
export async function leaseWorld(): Promise<LeaseWorld> {
  const world = await deployWorld();
  const { who, at, provider } = world;
  const contract = await new LeaseMarket__factory(who.deployer).deploy(
    at.vault,
    at.stakeVault,
    who.deployer,
    who.treasury,
    FEE_BPS,
  );
  const market = await contract.getAddress();
  for (const signer of [who.client, who.payer]) {
    const money = { token: at.token, amount: 1_000n * USD, hasPermit: true };
    await vault.openAccount({ signer, vault: at.vault, market, ...money });
    await leases.fundFloat({ signer, market, token: at.token, amount: FLOAT });
  }
  const { chainId } = await provider.getNetwork();
  const domain = leaseDomain({ chainId, contract: market });
  return { ...world, leaseMarket: market, leaseDomain: domain, key: who.first };
}

/** A lease world in which delegators earn of what the provider is paid. */
export async function pooledLeaseWorld(): Promise<LeaseWorld> {
  const world = await leaseWorld();
  const { who, at, weft, leaseMarket: market } = world;
  const call = { stakeVault: at.stakeVault, market };
  await stake.provisionWithPermit({ ...call, signer: who.provider, amount: 1_000n * WEFT });
  await weft.transfer(who.stranger, 10_000n * WEFT);
  await stake.openPool({ ...call, signer: who.provider, commissionBps: 1_000, tokens: [at.token] });
  const provider = who.provider.address;
  await stake.delegate({ ...call, signer: who.stranger, provider, amount: 3_000n * WEFT });
  return world;
}

/** A lease of a metered service that began an hour ago, with a test's changes. */
export async function termsOf(world: LeaseWorld, changes: Partial<Lease> = {}): Promise<Lease> {
  const { who, at, key } = world;
  const now = await time.latest();
  return buildLease({
    client: who.client.address,
    provider: who.provider.address,
    token: at.token,
    voucherSigner: key.address,
    spec: SPEC,
    cap: 50n * USD,
    ratePerHour: 20n * USD,
    startsAt: now - 3_600,
    nonce: 0n,
    now,
    ...changes,
  });
}

/** The lease with the signatures of all whom it names. */
export async function signedLease(world: LeaseWorld, lease: Lease): Promise<Opening> {
  const { who, leaseDomain: domain } = world;
  const isPaid = lease.payer !== ZeroAddress;
  return {
    lease,
    providerSignature: await signLease({ signer: who.provider, domain, lease, role: "provider" }),
    clientSignature: await signLease({ signer: who.client, domain, lease, role: "client" }),
    payerSignature: isPaid
      ? await signLease({ signer: who.payer, domain, lease, role: "payer" })
      : "0x",
  };
}

/** An open lease, with a test's changes. */
export async function openLease(world: LeaseWorld, changes: Partial<Lease> = {}): Promise<Lease> {
  const lease = await termsOf(world, changes);
  const opening = await signedLease(world, lease);
  await leases.open({ signer: world.who.matcher, market: world.leaseMarket, opening });
  return lease;
}

/** A voucher by the lease's voucher signer. */
export function voucherOf(world: LeaseWorld, lease: Lease, amount: bigint): Promise<Voucher> {
  return signVoucher({ signer: world.key, domain: world.leaseDomain, lease, amount });
}
