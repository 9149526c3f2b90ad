import { SCOPES, toScope, type Scope } from "@weft/sdk";
import { getAddress, parseEther } from "ethers";

import { UsageError } from "../lib/usage";

const DECIMAL = /^\d{1,10}(\.\d{1,18})?$/;
const ADDRESS = /^0x[0-9a-fA-F]{40}$/;
const ZERO = /^0x0{40}$/;

function wrong(option: string, text: string, allowed: string): UsageError {
  return new UsageError(`--${option} is ${text}, but must be ${allowed}`);
}

/** WEFT base units of a decimal number of WEFT. */
export function weftOf(option: string, text: string): bigint {
  const amount = DECIMAL.test(text) ? parseEther(text) : 0n;
  if (amount === 0n) {
    throw wrong(option, text, "a number of WEFT above zero with at most 18 decimals, such as 2.5");
  }
  return amount;
}

/** The same, or the word "all". */
export function weftOrAll(option: string, text: string): bigint | "all" {
  return text === "all" ? text : weftOf(option, text);
}

/** An address with its checksum, other than zero. */
export function accountOf(option: string, text: string): string {
  try {
    if (ADDRESS.test(text) && !ZERO.test(text)) return getAddress(text);
  } catch {
    // A wrong checksum is refused below.
  }
  const allowed = "an address other than zero, 0x and 40 hex digits with a right checksum or none";
  // Whatever else was typed here may be a key.
  throw wrong(option, text.length <= 42 ? text : "something longer", allowed);
}

/** Basis points of a whole number up to a limit. */
export function bpsOf(option: string, text: string, most: number): number {
  const bps = /^\d{1,5}$/.test(text) ? Number(text) : most + 1;
  if (bps > most) {
    throw wrong(option, text, `a whole number of basis points from 0 to ${most}`);
  }
  return bps;
}

/** Scopes of an operator, apart by commas; "none" for none. */
export function scopesOf(option: string, text: string): Scope[] {
  if (text === "none") return [];
  try {
    return text.split(",").map((name) => toScope(name.trim().toUpperCase()));
  } catch {
    throw wrong(option, text, `some of ${SCOPES.join(",")} apart by commas, or none`);
  }
}
