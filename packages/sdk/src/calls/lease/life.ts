import { eventIn } from "../../events/events";
import { packLease, packOpening } from "../../leases/pack-lease";
import type { Opening } from "../../leases/types";
import { checkUint } from "../../words/range";
import { send, type CallResult } from "../send";
import { leaseMarketOf, type LeaseCall, type LeaseMarketCall } from "./call";

/** A lease as the market opened it. */
export interface OpenedLease {
  leaseId: string;
  /** Fee of all its payments, in basis points. */
  feeBps: number;
  /** Delegators' part of the rest, in parts per million. */
  poolPpm: number;
}

/** A lease as an event announced it. */
export function openedLease(event: {
  leaseId: string;
  feeBps: bigint;
  poolPpm: bigint;
}): OpenedLease {
  const { leaseId, feeBps, poolPpm } = event;
  return { leaseId, feeBps: Number(feeBps), poolPpm: Number(poolPpm) };
}

/**
 * Opens a lease that its parties signed. Anyone may call.
 *
 * @throws ContractError naming the first check that failed.
 * @example
 * const { leaseId } = await lease.open({ signer, market: address, opening });
 */
export async function open(
  parameters: LeaseMarketCall & { opening: Opening },
): Promise<CallResult & OpenedLease> {
  const { market, overrides = {} } = parameters;
  const contract = leaseMarketOf(parameters);
  const struct = packOpening(parameters.opening);
  const receipt = await send(parameters, () => contract.open(struct, overrides));
  return { receipt, ...openedLease(eventIn(receipt, market, contract.getEvent("LeaseOpened"))) };
}

/** Adds to a lease's reserve, from the signer's balance in the vault. Anyone may. */
export async function addReserve(
  parameters: LeaseCall & { amount: bigint },
): Promise<CallResult & { amount: bigint }> {
  const { market, overrides = {} } = parameters;
  const contract = leaseMarketOf(parameters);
  const struct = packLease(parameters.lease);
  const asked = checkUint("amount", parameters.amount, 128);
  const receipt = await send(parameters, () => contract.addReserve(struct, asked, overrides));
  return { receipt, amount: eventIn(receipt, market, contract.getEvent("ReserveAdded")).amount };
}

async function end(
  parameters: LeaseCall,
  door: "close" | "giveNotice",
): Promise<CallResult & { endsAt: number }> {
  const { market, overrides = {} } = parameters;
  const contract = leaseMarketOf(parameters);
  const struct = packLease(parameters.lease);
  const receipt = await send(parameters, () => contract[door](struct, overrides));
  const { endsAt } = eventIn(receipt, market, contract.getEvent("LeaseEnding"));
  return { receipt, endsAt: Number(endsAt) };
}

/** Ends a lease now, as its client or payer. What it owes it owes for good. */
export function close(parameters: LeaseCall): Promise<CallResult & { endsAt: number }> {
  return end(parameters, "close");
}

/** Ends a lease after its notice time, as its provider or a key that signs offers for it. */
export function giveNotice(parameters: LeaseCall): Promise<CallResult & { endsAt: number }> {
  return end(parameters, "giveNotice");
}

/** Revokes the voucher signer, as client or payer. Its vouchers can be collected until `signerUntil`. */
export async function revokeVoucherSigner(
  parameters: LeaseCall,
): Promise<CallResult & { signerUntil: number }> {
  const { market, overrides = {} } = parameters;
  const contract = leaseMarketOf(parameters);
  const struct = packLease(parameters.lease);
  const receipt = await send(parameters, () => contract.revokeVoucherSigner(struct, overrides));
  const event = eventIn(receipt, market, contract.getEvent("VoucherSignerRevoked"));
  return { receipt, signerUntil: Number(event.signerUntil) };
}

/** Sends what is left of a reserve back to its payer: anyone after the provider's time, the provider at any time. */
export async function refundReserve(
  parameters: LeaseCall,
): Promise<CallResult & { amount: bigint }> {
  const { market, overrides = {} } = parameters;
  const contract = leaseMarketOf(parameters);
  const struct = packLease(parameters.lease);
  const receipt = await send(parameters, () => contract.refundReserve(struct, overrides));
  return { receipt, amount: eventIn(receipt, market, contract.getEvent("ReserveRefunded")).amount };
}
