import { getAddress, isHexString } from "ethers";
import { InvalidFieldError } from "../errors/weft-error";

/** The largest value of an unsigned integer of so many bits. */
export function maxUint(bits: number): bigint {
  return (1n << BigInt(bits)) - 1n;
}

/** The value as a bigint, if it is a whole number of at most so many bits. */
export function checkUint(field: string, value: bigint | number, bits: number): bigint {
  const isWhole = typeof value === "bigint" || Number.isSafeInteger(value);
  const word = isWhole ? BigInt(value) : -1n;
  if (word < 0n || word > maxUint(bits)) {
    throw new InvalidFieldError(field, value, `a whole number from 0 to ${maxUint(bits)}`);
  }
  return word;
}

/** The address with its checksum. */
export function checkAddress(field: string, value: string): string {
  try {
    // Ethers would also take ICAP addresses and addresses without 0x.
    if (isHexString(value, 20)) return getAddress(value);
  } catch {
    // A wrong checksum is refused below.
  }
  throw new InvalidFieldError(
    field,
    value,
    "0x and 20 bytes in hex, with a right checksum or none",
  );
}

/** Whether two addresses are the same account, whatever their checksums. */
export function isSameAccount(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** The address, which must not be zero. */
export function checkAccount(field: string, value: string): string {
  const address = checkAddress(field, value);
  if (BigInt(address) === 0n) {
    throw new InvalidFieldError(field, value, "an address other than zero");
  }
  return address;
}

export function checkBytes32(field: string, value: string): string {
  if (!isHexString(value, 32)) throw new InvalidFieldError(field, value, "0x and 32 bytes in hex");
  return value.toLowerCase();
}

/** The longest signature that is taken, in bytes: what markets read of a wallet's in batches. */
export const MAX_SIGNATURE_BYTES = 4_096;

/** A signature of a key or a wallet, no longer than anybody needs: long ones of strangers cost gas. */
export function checkSignature(field: string, value: string): string {
  const size = (value.length - 2) / 2;
  if (size > MAX_SIGNATURE_BYTES) {
    throw new InvalidFieldError(field, `${size} bytes long`, `${MAX_SIGNATURE_BYTES} at most`);
  }
  return checkBytes(field, value);
}

export function checkBytes(field: string, value: string): string {
  if (!isHexString(value, true))
    throw new InvalidFieldError(field, value, "0x and whole bytes in hex");
  return value;
}
