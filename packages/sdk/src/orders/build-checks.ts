import { InvalidFieldError } from "../errors/weft-error";
import { packResources, isWellFormed, type Resources } from "../resources/resources";
import { maxUint } from "../words/range";

/** Seconds since 1970, by this machine's clock. */
export function unixNow(): number {
  return Math.floor(Date.now() / 1000);
}

/** Resources as their word, whichever way they are given. */
export function toResourceWord(field: string, resources: bigint | Partial<Resources>): bigint {
  if (typeof resources !== "bigint") return packResources(resources);
  if (!isWellFormed(resources)) {
    throw new InvalidFieldError(field, resources, "a word with no guard bit set");
  }
  return resources;
}

/** Refuses numbers of units that no match could take. */
export function checkUnits({ units, minUnits }: { units: bigint; minUnits: bigint }): void {
  if (units === 0n) throw new InvalidFieldError("units", units, "at least 1");
  if (minUnits > units) {
    throw new InvalidFieldError("minUnits", minUnits, `at most the ${units} units of the order`);
  }
}

/** Refuses an order that nobody could match any more. */
export function checkExpiry(expiry: number, now: number): void {
  if (expiry < now) throw new InvalidFieldError("expiry", expiry, `at least the present, ${now}`);
}

/** Refuses a share above the whole. */
export function checkShare(field: string, bps: number): void {
  if (bps > 10_000) throw new InvalidFieldError(field, bps, "at most 10000 basis points");
}

/** Refuses amounts that one job may not move or lock, if a match takes as little as it may. */
export function checkAmount(field: string, perUnit: bigint, minUnits: bigint, bits: number): void {
  const fewest = minUnits === 0n ? 1n : minUnits;
  if (perUnit * fewest > maxUint(bits)) {
    throw new InvalidFieldError(field, perUnit, `at most ${maxUint(bits) / fewest}`);
  }
}
