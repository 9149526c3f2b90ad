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

export function callText(call: governance.SimulatedCall, index: number): string {
  const named = call.args.map(({ name, value }) => `${name} = ${shown(value)}`).join(", ");
  const { effect, failure, value } = call;
  return sheet(`call ${index + 1}`, {
    to: call.to,
    does: call.name === undefined ? "nothing that is known here" : `${call.name}(${named})`,
    ...(value === 0n ? {} : { pays: `${formatEther(value)} ether` }),
    ...(effect === undefined
      ? {}
      : { [effect.what]: `${shown(effect.before)} -> ${shown(effect.after)} asked for` }),
    today: failure === undefined ? "goes through" : `reverts: ${failure}`,
  });
}
