import { eventIn } from "../../events/events";
import { checkAccount, checkUint } from "../../words/range";
import { send, type CallResult } from "../send";
import { leaseMarketOf, type LeaseMarketCall } from "./call";

interface FloatCall extends LeaseMarketCall {
  token: string;
  /** Token base units. */
  amount: bigint;
}

/**
 * Moves money from the signer's balance in the vault to a float; left out, the signer's own. The market must be the
 * signer's operator in the vault: see `vault.openAccount`.
 *
 * @example
 * await lease.fundFloat({ signer, market: address, token, amount: 20_000_000n });
 */
export async function fundFloat(
  parameters: FloatCall & { payer?: string },
): Promise<CallResult & { amount: bigint }> {
  const { signer, market, overrides = {} } = parameters;
  const contract = leaseMarketOf(parameters);
  const token = checkAccount("token", parameters.token);
  const asked = checkUint("amount", parameters.amount, 256);
  const payer = checkAccount("payer", parameters.payer ?? (await signer.getAddress()));
  const receipt = await send(parameters, () => contract.fundFloat(payer, token, asked, overrides));
  return { receipt, amount: eventIn(receipt, market, contract.getEvent("FloatFunded")).amount };
}

/** Asks for a part of the signer's float, in place of an earlier request; zero takes the request back. */
export async function thawFloat(
  parameters: FloatCall,
): Promise<CallResult & { thawing: bigint; readyAt: number }> {
  const { market, overrides = {} } = parameters;
  const contract = leaseMarketOf(parameters);
  const token = checkAccount("token", parameters.token);
  const asked = checkUint("amount", parameters.amount, 128);
  const receipt = await send(parameters, () => contract.thawFloat(token, asked, overrides));
  const { thawing, readyAt } = eventIn(receipt, market, contract.getEvent("FloatThawing"));
  return { receipt, thawing, readyAt: Number(readyAt) };
}

/** Moves what has thawed to its payer's balance in the vault; of the signer's float, where no payer is named. */
export async function withdrawFloat(
  parameters: Omit<FloatCall, "amount"> & { payer?: string },
): Promise<CallResult & { amount: bigint }> {
  const { signer, market, overrides = {} } = parameters;
  const contract = leaseMarketOf(parameters);
  const token = checkAccount("token", parameters.token);
  const payer = checkAccount("payer", parameters.payer ?? (await signer.getAddress()));
  const receipt = await send(parameters, () => contract.withdrawFloat(payer, token, overrides));
  return { receipt, amount: eventIn(receipt, market, contract.getEvent("FloatWithdrawn")).amount };
}
