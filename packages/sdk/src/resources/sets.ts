import { InvalidFieldError } from "../errors/weft-error";

type Unnamed = `bit${number}`;

/** A set of names, one bit each, somewhere in a word. */
export interface NamedSet<Name extends string> {
  field: string;
  names: readonly Name[];
  /** Lowest bit of the set. */
  at: number;
  /** How many bits it has. */
  width: number;
}

function bitOf<Name extends string>(set: NamedSet<Name>, name: Name | Unnamed): number {
  const known = set.names.findIndex((candidate) => candidate === name);
  if (known !== -1) return known;
  const bit = /^bit(0|[1-9]\d?)$/.exec(name)?.[1];
  if (bit === undefined || Number(bit) >= set.width) {
    const allowed = `one of ${set.names.join(", ")}, or bit0 to bit${set.width - 1}`;
    throw new InvalidFieldError(set.field, name, allowed);
  }
  return Number(bit);
}

export function packSet<Name extends string>(
  set: NamedSet<Name>,
  names: readonly (Name | Unnamed)[],
): bigint {
  return names.reduce((word, name) => word | (1n << BigInt(set.at + bitOf(set, name))), 0n);
}

export function unpackSet<Name extends string>(
  set: NamedSet<Name>,
  word: bigint,
): (Name | Unnamed)[] {
  const found: (Name | Unnamed)[] = [];
  for (let bit = 0; bit < set.width; ++bit) {
    if (((word >> BigInt(set.at + bit)) & 1n) === 1n) found.push(set.names[bit] ?? `bit${bit}`);
  }
  return found;
}
