import type { Provider } from "ethers";
import { AuditorBond__factory } from "../contracts";
import { eventIn } from "../events/events";
import type { HeldCredential } from "../identity/issue";
import { checkAccount, checkAddress, checkUint } from "../words/range";
import { read } from "./read";
import { send, type CallOptions, type CallResult } from "./send";

export interface BondCall extends CallOptions {
  /** Address of the contract that holds bonds. */
  auditorBond: string;
}

/**
 * Bonds stake of the signer that is provisioned to the contract of bonds (`stake.provision`, with it as the market).
 *
 * @param arbiter Who may take of it.
 * @param amount WEFT base units.
 */
export async function bond(
  parameters: BondCall & { arbiter: string; amount: bigint },
): Promise<CallResult> {
  const { signer, auditorBond, overrides = {} } = parameters;
  const arbiter = checkAccount("arbiter", parameters.arbiter);
  const amount = checkUint("amount", parameters.amount, 96);
  const contract = AuditorBond__factory.connect(auditorBond, signer);
  return { receipt: await send(parameters, () => contract.bond(arbiter, amount, overrides)) };
}

/** Gives notice of a part of the signer's bond. */
export async function unbond(
  parameters: BondCall & { amount: bigint },
): Promise<CallResult & { leavesAt: number }> {
  const { signer, auditorBond, overrides = {} } = parameters;
  const amount = checkUint("amount", parameters.amount, 96);
  const contract = AuditorBond__factory.connect(auditorBond, signer);
  const receipt = await send(parameters, () => contract.unbond(amount, overrides));
  const { leavesAt } = eventIn(receipt, auditorBond, contract.getEvent("BondLeaving"));
  return { receipt, leavesAt: Number(leavesAt) };
}

/** Frees what an issuer gave notice of, once its time has come. Anyone may. */
export async function release(parameters: BondCall & { issuer: string }): Promise<CallResult> {
  const { signer, auditorBond, overrides = {} } = parameters;
  const issuer = checkAccount("issuer", parameters.issuer);
  const contract = AuditorBond__factory.connect(auditorBond, signer);
  return { receipt: await send(parameters, () => contract.release(issuer, overrides)) };
}

export interface SlashParameters extends BondCall {
  /** What the issuer signed. */
  held: Pick<HeldCredential, "credential" | "signature">;
  amount: bigint;
  /** Who is credited half of it; the zero address burns all. */
  harmed: string;
}

/** Takes of an issuer's bond, as the arbiter that it named. */
export async function slash(
  parameters: SlashParameters,
): Promise<CallResult & { credited: bigint }> {
  const { signer, auditorBond, held, overrides = {} } = parameters;
  const amount = checkUint("amount", parameters.amount, 96);
  const harmed = checkAddress("harmed", parameters.harmed);
  const contract = AuditorBond__factory.connect(auditorBond, signer);
  const receipt = await send(parameters, () =>
    contract.slash(held.credential, held.signature, amount, harmed, overrides),
  );
  const { credited } = eventIn(receipt, auditorBond, contract.getEvent("BondSlashed"));
  return { receipt, credited };
}

/** What stands behind an issuer's credentials. */
export interface BondView {
  arbiter: string;
  /** WEFT base units that count. */
  amount: bigint;
  /** WEFT base units on their way out. */
  leaving: bigint;
  /** Unix second from which they are free; zero where nothing is leaving. */
  leavesAt: number;
}

export async function show(parameters: {
  provider: Provider;
  auditorBond: string;
  issuer: string;
}): Promise<BondView> {
  const { provider, auditorBond, issuer } = parameters;
  const contract = AuditorBond__factory.connect(auditorBond, provider);
  const { arbiter, amount, leaving, leavesAt } = await read(() => contract.bondStateOf(issuer));
  return { arbiter, amount, leaving, leavesAt: Number(leavesAt) };
}
