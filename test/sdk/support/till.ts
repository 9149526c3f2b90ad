import { expect } from "chai";
import {
  MemoryVoucherStore,
  Till,
  VoucherRefusedError,
  voucherFromText,
  voucherToText,
  type Lease,
  type Voucher,
  type VoucherFaultName,
  type VoucherLimits,
  type VoucherNote,
  type VoucherStore,
} from "../../../packages/sdk/src";
import { signedLease, termsOf, voucherOf, type LeaseWorld } from "./lease-world";
import { failureOf, USD } from "./world";

export const PRICE = 1_000n;

/** A voucher as it comes over the wire. */
export function noteOf(voucher: Voucher): VoucherNote {
  return voucherFromText(voucherToText(voucher));
}

/** A till of the world's provider that risks 10 USD. */
export function openOn(
  { provider, leaseDomain: domain, who, at }: LeaseWorld,
  store: VoucherStore,
  limits: VoucherLimits = { exposure: 10n * USD },
): Promise<Till> {
  const serves = { account: who.provider.address, tokens: [at.token] };
  return Till.open({ provider, domain, store, limits, ...serves, maxAgeMs: 60_000 });
}

/** A till that serves a lease, not opened yet, and risks 10 USD. */
export async function openTill(world: LeaseWorld, changes: Partial<Lease> = {}) {
  const store = new MemoryVoucherStore();
  const till = await openOn(world, store);
  const lease = await termsOf(world, changes);
  await till.serve(await signedLease(world, lease));
  const take = async (amount: bigint, price = PRICE) =>
    till.take({ note: noteOf(await voucherOf(world, lease, amount)), price });
  return { till, store, lease, take };
}

/** The faults that a voucher is refused for. */
export async function faultsOf(action: Promise<unknown>): Promise<VoucherFaultName[]> {
  const failure = await failureOf(action);
  if (!(failure instanceof VoucherRefusedError)) throw new Error("no refusal", { cause: failure });
  expect(failure.faults.every(({ sentence }) => sentence.length > 20)).to.equal(true);
  return failure.faults.map(({ fault }) => fault);
}
