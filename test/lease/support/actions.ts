import type { BytesLike, Interface, Signer, TransactionResponse } from "ethers";
import { expect } from "chai";

import type {
  OpeningStruct,
  VoucherStruct,
} from "../../../typechain-types/contracts/market/LeaseMarket";
import { sendAs, type Party } from "../../support/deploy";
import { timestampOf } from "../../support/time";
import { readBooks, type Books } from "./books";
import { leaseIdOf, packLease, signLease, signVoucher, type LeaseFields } from "./terms";
import { BPS, HOUR, PPM, leaseOf, partyAt, payerOf, type LeaseWorld } from "./world";

/** Why no more was paid. */
export enum Reason {
  None,
  NotOpen,
  InvalidSignature,
  SignerRevoked,
  WalletNotAsked,
  Voucher,
  Rate,
  Cap,
  Funds,
}

/** The lease with the signatures it needs, or with others. */
export async function openingOf(
  world: LeaseWorld,
  fields: LeaseFields,
  overrides: Partial<OpeningStruct> = {},
): Promise<OpeningStruct> {
  const sign = (address: string) => signLease(partyAt(world, address).key, world.domain, fields);
  const payer = payerOf(fields);
  return {
    lease: packLease(fields),
    providerSignature: overrides.providerSignature ?? (await sign(fields.provider)),
    clientSignature: overrides.clientSignature ?? (await sign(fields.client)),
    payerSignature:
      overrides.payerSignature ?? (payer === fields.client ? "0x" : await sign(payer)),
  };
}

/** Opens a lease and asserts every delta. Returns its fields. */
export async function openLease(
  world: LeaseWorld,
  overrides: Partial<LeaseFields> = {},
): Promise<LeaseFields> {
  const fields = await leaseOf(world, overrides);
  const { leaseMarket, stranger, stakeVault } = world;
  const before = await readBooks(world, fields);
  const feeBps = await leaseMarket.feeBps();
  const poolPpm = await stakeVault.poolPpmOf(fields.provider, leaseMarket, fields.token);
  const leaseId = leaseIdOf(fields);
  const tx = await leaseMarket.connect(stranger).open(await openingOf(world, fields));
  const packed = packLease(fields);
  const flat = [packed.provider, packed.token, Object.values(packed.terms)];
  await expect(tx)
    .to.emit(leaseMarket, "LeaseOpened")
    .withArgs(leaseId, fields.client, fields.provider, flat, feeBps, poolPpm);
  const after = await readBooks(world, fields);
  expect(after).to.deep.equal({
    ...before,
    state: { collected: 0n, endsAt: fields.endsAt, signerUntil: 0n, feeBps, poolPpm },
    reserve: fields.reserve,
    payer: before.payer - fields.reserve,
    market: before.market + fields.reserve,
  });
  return fields;
}

export interface VoucherOptions {
  signer?: Signer;
  signature?: BytesLike;
}

/** A voucher signed by the hot key, or otherwise; empty where it is for nothing. */
export async function voucherOf(
  world: LeaseWorld,
  fields: LeaseFields,
  amount: bigint,
  { signer = world.hot, signature }: VoucherOptions = {},
): Promise<VoucherStruct> {
  const signed =
    amount === 0n ? "0x" : await signVoucher(signer, world.domain, leaseIdOf(fields), amount);
  return { terms: packLease(fields).terms, amount, signature: signature ?? signed };
}

/** What is owed and not paid, and why no more: written after the interface, not after the contract. */
export function dueOf(
  fields: LeaseFields,
  { state, ...books }: Pick<Books, "state" | "reserve" | "float">,
  amount: bigint,
  time: bigint,
): { due: bigint; reason: Reason } {
  const end = time < state.endsAt ? time : state.endsAt;
  const elapsed = end > fields.startsAt ? end - fields.startsAt : 0n;
  const limits: [bigint, Reason][] = [
    [amount > fields.elapsedCap ? amount : fields.elapsedCap, Reason.Voucher],
    [(fields.ratePerHour * elapsed) / HOUR, Reason.Rate],
    [fields.cap, Reason.Cap],
    [state.collected + (fields.reserve === 0n ? books.float : books.reserve), Reason.Funds],
  ];
  let [total, reason] = [2n ** 256n, Reason.None];
  for (const [limit, why] of limits) {
    // What came before and brings nothing more is why nothing is paid.
    if (total <= state.collected || limit >= total) continue;
    [total, reason] = [limit, why];
  }
  return { due: total > state.collected ? total - state.collected : 0n, reason };
}

/** The parts of what was collected in all: the fee, and of the rest the pool's part. */
export function partsOf(collected: bigint, { feeBps, poolPpm }: Books["state"]) {
  const fee = (collected * feeBps) / BPS;
  return { fee, pooled: ((collected - fee) * poolPpm) / PPM };
}

/** Collects, and asserts events and every delta against the rules. Returns what was paid. */
export async function collect(
  world: LeaseWorld,
  fields: LeaseFields,
  amount: bigint,
  options: VoucherOptions & { from?: Signer } = {},
): Promise<bigint> {
  const { leaseMarket, stranger } = world;
  const before = await readBooks(world, fields);
  const voucher = await voucherOf(world, fields, amount, options);
  const tx = await leaseMarket
    .connect(options.from ?? stranger)
    .collect(fields.provider, fields.token, voucher);
  const { due, reason } = dueOf(fields, before, amount, await timestampOf(tx));
  const [old, all] = [before.state.collected, before.state.collected + due];
  const [was, is] = [partsOf(old, before.state), partsOf(all, before.state)];
  const [fee, pooled] = [is.fee - was.fee, is.pooled - was.pooled];
  await expect(tx).to.emit(leaseMarket, "LeaseCollected").withArgs(leaseIdOf(fields), due, reason);
  await expect(tx)
    .to.emit(leaseMarket, "ProviderPaid")
    .withArgs(fields.provider, fields.token, due - fee, fee, pooled);
  const after = await readBooks(world, fields);
  const isFloat = fields.reserve === 0n;
  const taken = after.pool - before.pool;
  if (taken === 0n && pooled !== 0n) {
    await expect(tx)
      .to.emit(leaseMarket, "PoolPartUnclaimed")
      .withArgs(fields.provider, fields.token, pooled);
  } else expect(taken, "the pool's part").to.equal(pooled);
  expect(after).to.deep.equal({
    ...before,
    state: { ...before.state, collected: all },
    reserve: isFloat ? 0n : before.reserve - due,
    float: isFloat ? before.float - due : before.float,
    provider: before.provider + due - fee - pooled,
    pool: before.pool + taken,
    fees: before.fees + fee + pooled - taken,
    market: before.market - due + fee + pooled - taken,
  });
  return due;
}

/** Adds to a float from somebody's balance, the payer's own where none is named. */
export async function fundFloat(
  world: LeaseWorld,
  payer: string,
  amount: bigint,
  from: Party = partyAt(world, payer),
): Promise<TransactionResponse> {
  const { leaseMarket, token } = world;
  const at = await token.getAddress();
  const data = leaseMarket.interface.encodeFunctionData("fundFloat", [payer, at, amount]);
  const before = await leaseMarket.floatOf(payer, at);
  const tx = await sendAs(from, leaseMarket, data);
  await expect(tx).to.emit(leaseMarket, "FloatFunded").withArgs(payer, at, from.address, amount);
  const after = await leaseMarket.floatOf(payer, at);
  expect(after).to.deep.equal([before.balance + amount, before.thawing, before.readyAt]);
  return tx;
}

/** Sends a call that takes nothing but the lease, as a party. */
export async function call(
  { leaseMarket }: LeaseWorld,
  name: "close" | "giveNotice" | "revokeVoucherSigner" | "refundReserve",
  party: Party,
  fields: LeaseFields,
): Promise<TransactionResponse> {
  const abi: Interface = leaseMarket.interface;
  return sendAs(party, leaseMarket, abi.encodeFunctionData(name, [packLease(fields)]));
}

/** Asserts that a lease does not open, and that nothing of it is left on the chain. */
export async function assertRefused(
  world: LeaseWorld,
  overrides: Partial<LeaseFields>,
  error: string,
  args: readonly unknown[] | null,
  signatures: Partial<OpeningStruct> = {},
  by: { interface: Interface } = world.leaseMarket,
): Promise<void> {
  const { leaseMarket, stranger } = world;
  const fields = await leaseOf(world, overrides);
  const attempt = leaseMarket.connect(stranger).open(await openingOf(world, fields, signatures));
  const refused = expect(attempt).to.be.revertedWithCustomError(by, error);
  await (args === null ? refused : refused.withArgs(...args));
  expect((await leaseMarket.leaseOf(leaseIdOf(fields))).endsAt).to.equal(0n);
}
