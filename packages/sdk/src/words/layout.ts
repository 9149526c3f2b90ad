import { InvalidFieldError } from "../errors/weft-error";
import { checkUint, maxUint } from "./range";

/** Name and width of each field of a packed word, from the lowest bit up. */
export type Layout<Name extends string> = readonly (readonly [name: Name, bits: number])[];

/**
 * Puts the fields of a layout into one word.
 *
 * @throws InvalidFieldError if a value does not fit its field.
 */
export function packWord<Name extends string>(
  layout: Layout<Name>,
  fields: Readonly<Record<Name, bigint | number>>,
): bigint {
  let word = 0n;
  let at = 0n;
  for (const [name, bits] of layout) {
    word |= checkUint(name, fields[name], bits) << at;
    at += BigInt(bits);
  }
  return word;
}

/** Reads one field of a word. */
export function readField<Name extends string>(
  layout: Layout<Name>,
  word: bigint,
  name: Name,
): bigint {
  let at = 0n;
  for (const [field, bits] of layout) {
    if (field === name) return (word >> at) & maxUint(bits);
    at += BigInt(bits);
  }
  throw new InvalidFieldError("name", name, "a field of the layout");
}

/** Whether bits above the layout's last field are set. */
export function hasUnusedBits<Name extends string>(layout: Layout<Name>, word: bigint): boolean {
  const used = layout.reduce((sum, [, bits]) => sum + bits, 0);
  return word >> BigInt(used) !== 0n;
}
