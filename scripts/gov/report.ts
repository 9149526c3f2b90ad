import type { governance } from "@weft/sdk";
import { formatEther } from "ethers";

import { table } from "../lib/table";
import { dryRunIn } from "./session";

/** What a command found or did, for programs and for people. */
export interface Report {
  data: Record<string, unknown>;
  text: string;
  /** Not all of it could be done. */
  isFailure?: boolean;
}

export const moment = (seconds: bigint): string =>
  seconds === 0n ? "never" : new Date(Number(seconds) * 1_000).toISOString().replace(".000Z", "Z");
export const weft = (amount: bigint): string => `${formatEther(amount).replace(/\.0$/, "")} WEFT`;

export function sheet(title: string, lines: Readonly<Record<string, string>>): string {
  return table([title, ""], Object.entries(lines));
}

/** Runs what sends; a dry run ends with what would have been sent. */
export async function sending(
  title: string,
  send: () => Promise<{ data: Record<string, unknown>; lines: Record<string, string> }>,
): Promise<Report> {
  try {
    const { data, lines } = await send();
    return { data, text: sheet(title, lines) };
  } catch (error) {
    const dry = dryRunIn(error);
    if (dry === undefined) throw error;
    const { to, data, gas } = dry.request;
    const lines = { to, gas: gas.toString(), data };
    return { data: { dryRun: { to, data, gas } }, text: sheet(`${title}: dry run`, lines) };
  }
}

export function shown(value: unknown): string {
  return Array.isArray(value) ? `[${value.map(shown).join(", ")}]` : String(value);
}

/** Names of the contracts of a deployment. */
type Addresses = ReadonlyMap<string, string>;

function placeOf(to: string, addresses: Addresses): string {
  const found = [...addresses].find(([, address]) => address.toLowerCase() === to.toLowerCase());
  return `${to}, ${found?.[0] ?? "no contract of this deployment"}`;
}

function doingOf({ name, args, data }: governance.DecodedCall): Record<string, string> {
  if (name !== undefined) {
    const named = args.map(({ name: of, value }) => `${of} = ${shown(value)}`).join(", ");
    return { does: `${name}(${named})` };
  }
  if (data === "0x") return { does: "pays, and calls no function" };
  return { does: "nothing that is known here", data };
}

function linesOf(call: governance.DecodedCall, addresses: Addresses): Record<string, string> {
  return {
    to: placeOf(call.to, addresses),
    ...doingOf(call),
    ...(call.value === 0n ? {} : { pays: `${formatEther(call.value)} ether` }),
  };
}

/** What a call is, for people. */
export function callText(
  call: governance.DecodedCall,
  index: number,
  addresses: Addresses,
): string {
  return sheet(`call ${index + 1}`, linesOf(call, addresses));
}

/** What a call is and what it would do today. */
export function simulatedText(
  call: governance.SimulatedCall,
  index: number,
  addresses: Addresses,
): string {
  const { effect, failure } = call;
  return sheet(`call ${index + 1}`, {
    ...linesOf(call, addresses),
    ...(effect === undefined
      ? {}
      : { [effect.what]: `${shown(effect.before)} -> ${shown(effect.after)} asked for` }),
    today: failure === undefined ? "goes through" : `reverts: ${failure}`,
  });
}
