import {
  buildLease,
  lease as leases,
  Meter,
  signLease,
  signVoucher,
  Till,
  type LeaseRecord,
  type Voucher,
} from "@weft/sdk";
import { FileVoucherStore } from "@weft/sdk/node";
import { Wallet } from "ethers";
import hre from "hardhat";

import type { Ledger } from "../lib/ledger";
import { beRefused, buy, type Tenant } from "./client";
import { SERVICE_SPEC, TileService } from "./service";
import type { Party, World } from "./world";

/** Token base units of one request. */
export const PRICE = 2_500n;

/** A request that was not served, and why. */
export interface Rejection {
  what: string;
  fault: string;
  sentence: string;
}

/** What came of it all. */
export interface Outcome {
  tenants: Tenant[];
  tiles: { client: string; tile: number; digest: string; fuel: bigint }[];
  rejections: Rejection[];
  /** What every lease was paid, the fee included, by the client's name. */
  collected: Map<string, bigint>;
  paid: bigint;
  fee: bigint;
  pooled: bigint;
}

export interface Setting {
  world: World;
  ledger: Ledger;
  say: (text: string) => void;
  signal: AbortSignal;
  /** Where the provider keeps vouchers. */
  directory: string;
  requests: number;
}

/** Client and provider sign a lease; the chain hears nothing of it. */
async function agree({ world, requests }: Setting, party: Party): Promise<Tenant> {
  const { at, domain, provider } = world;
  const now = (await hre.ethers.provider.getBlock("latest"))?.timestamp ?? 0;
  const cap = PRICE * BigInt(requests + 2);
  const key = Wallet.createRandom();
  const lease = buildLease({
    client: party.signer.address,
    provider: provider.signer.address,
    token: at.money,
    // A key for this lease alone signs vouchers: what it can lose is the lease's cap.
    voucherSigner: key.address,
    spec: SERVICE_SPEC,
    cap,
    // All of it within a minute, which has passed when the first request comes.
    ratePerHour: cap * 60n,
    startsAt: now - 60,
    nonce: 0n,
    now,
  });
  const opening = {
    lease,
    providerSignature: await signLease({
      signer: provider.signer,
      domain,
      lease,
      role: "provider",
    }),
    clientSignature: await signLease({ signer: party.signer, domain, lease, role: "client" }),
    payerSignature: "0x",
  };
  const limit = PRICE * BigInt(requests);
  return { party, lease, opening, meter: new Meter({ signer: key, domain, lease, limit }) };
}

/** Vouchers that the service would not be paid for, each for another reason. */
async function badVouchers(
  { world, requests }: Setting,
  { lease, meter, party }: Tenant,
  last: Voucher,
): Promise<[what: string, given: Voucher | string | undefined][]> {
  const { domain } = world;
  const stranger = Wallet.createRandom();
  const { signer } = party;
  const amount = meter.signed + PRICE;
  const forged = { ...last, amount };
  const strange = { ...lease, voucherSigner: stranger.address };
  const elsewhere = { ...domain, chainId: domain.chainId + 1n };
  const byStranger = { signer: stranger, lease: strange, amount };
  return [
    ["no voucher", undefined],
    ["no voucher at all, but words", "please"],
    ["the last voucher once more", last],
    ["the last signature under a higher amount", forged],
    [
      "a key that the lease does not name",
      { ...(await signVoucher({ ...byStranger, domain })), lease },
    ],
    [
      "a signature for another chain",
      { ...(await signVoucher({ ...byStranger, domain: elsewhere })), lease },
    ],
    ["a lease that is not served", await signVoucher({ ...byStranger, domain })],
    [
      "more than the provider risks unpaid",
      await signVoucher({ signer, domain, lease, amount: PRICE * BigInt(requests + 2) }),
    ],
  ];
}

async function showRefusals(
  setting: Setting,
  service: string,
  tenant: Tenant,
  { voucher }: LeaseRecord,
): Promise<Rejection[]> {
  if (voucher === undefined) throw new Error("no voucher was kept");
  const rejections: Rejection[] = [];
  for (const [what, given] of await badVouchers(setting, tenant, voucher)) {
    const faults = await beRefused(service, given);
    const [{ fault, sentence } = { fault: "", sentence: "" }] = faults;
    rejections.push({ what, fault, sentence });
  }
  return rejections;
}

/** Serves requests until all are done, then refuses some, then collects. */
export async function tell(setting: Setting): Promise<Outcome> {
  const { world, say, requests, directory } = setting;
  const { domain, clients } = world;
  const store = await FileVoucherStore.open(directory);
  const limits = { exposure: PRICE * BigInt(requests + 1) };
  const serves = { account: world.provider.signer.address, tokens: [world.at.money] };
  const till = await Till.open({ provider: hre.ethers.provider, domain, store, limits, ...serves });
  const tenants: Tenant[] = [];
  for (const party of clients) {
    const tenant = await agree(setting, party);
    await till.serve(tenant.opening);
    tenants.push(tenant);
  }
  const service = new TileService({ till, price: PRICE });
  try {
    const address = await service.listen();
    say(`Serving on ${address}, ${PRICE} base units a tile`);
    const tiles = await serveAll(setting, address, tenants);
    const [first] = tenants;
    const [record] = till.records;
    if (first === undefined || record === undefined) throw new Error("nobody was served");
    const rejections = await showRefusals(setting, address, first, record);
    return { tenants, tiles, rejections, ...(await collect(setting, store)) };
  } finally {
    await service.close();
    await store.close();
  }
}

async function serveAll(
  { requests, signal }: Setting,
  address: string,
  tenants: readonly Tenant[],
): Promise<Outcome["tiles"]> {
  const tiles: Outcome["tiles"] = [];
  for (let at = 0; at < requests; at += 1) {
    for (const tenant of tenants) {
      signal.throwIfAborted();
      const { tile, digest, fuel } = await buy(address, tenant, PRICE, at % 16);
      tiles.push({ client: tenant.party.name, tile, digest, fuel: BigInt(fuel) });
    }
  }
  return tiles;
}

/** From what lies on the disk alone: opens every lease, and collects its highest voucher. */
async function collect(
  { world, ledger, say }: Setting,
  store: FileVoucherStore,
): Promise<Pick<Outcome, "collected" | "paid" | "fee" | "pooled">> {
  const { provider, at, clients } = world;
  const { records, faults } = await store.list();
  const [fault] = faults;
  if (fault !== undefined) throw fault;
  const call = { signer: provider.signer, market: at.leaseMarket };
  say("Opening the leases and collecting, two transactions in all");
  const openings = records.flatMap(({ opening }) => opening ?? []);
  const opened = await leases.openBatch({ ...call, openings });
  const vouchers = records.flatMap(({ voucher }) => voucher ?? []);
  const result = await leases.collectBatch({ ...call, vouchers });
  for (const outcome of [...opened.outcomes, ...result.outcomes]) {
    if (outcome.status !== "done") throw new Error(`item ${outcome.index} is ${outcome.status}`);
  }
  for (const receipt of opened.receipts) {
    ledger.note(provider.name, `open ${openings.length} leases`, receipt);
  }
  for (const receipt of result.receipts) {
    ledger.note(provider.name, `collect ${vouchers.length} vouchers`, receipt);
  }
  const names = new Map(clients.map(({ name, signer }) => [signer.address, name]));
  const collected = new Map<string, bigint>();
  for (const outcome of result.outcomes) {
    if (outcome.status !== "done") continue;
    collected.set(names.get(outcome.item.lease.client) ?? "", outcome.result.amount);
  }
  const { paid, fee, pooled } = result;
  return { collected, paid, fee, pooled };
}
