import { SCALAR_FIELD } from "@weft/sdk";

/** A sum of wires, each times a factor. */
type Sum = readonly { wire: number; factor: bigint }[];

/** That the product of the first two sums is the third. */
export type Constraint = readonly [Sum, Sum, Sum];

export interface R1cs {
  wires: number;
  constraints: Constraint[];
}

const HEADER = 1;
const CONSTRAINTS = 2;
/** Bytes of the counts of outputs, of public and private inputs, and of labels. */
const PUBLIC_AND_LABELS = 20;

/** Reads numbers off a file, one after the other. */
class Reader {
  #at: number;

  constructor(
    private readonly file: Buffer,
    at: number,
  ) {
    this.#at = at;
  }

  uint32(): number {
    this.#at += 4;
    return this.file.readUInt32LE(this.#at - 4);
  }

  uint64(): number {
    this.#at += 8;
    return Number(this.file.readBigUInt64LE(this.#at - 8));
  }

  skip(bytes: number): void {
    this.#at += bytes;
  }

  element(bytes: number): bigint {
    this.#at += bytes;
    const littleEndian = this.file.subarray(this.#at - bytes, this.#at);
    return BigInt(`0x${Buffer.from(littleEndian).reverse().toString("hex")}`);
  }

  /** A reader of what follows, which this one leaps over. */
  section(): { kind: number; body: Reader } {
    const [kind, size] = [this.uint32(), this.uint64()];
    this.#at += size;
    return { kind, body: new Reader(this.file, this.#at - size) };
  }
}

/** Reads iden3's format of constraint systems, version 1. */
export function readR1cs(file: Buffer): R1cs {
  if (file.toString("latin1", 0, 4) !== "r1cs") throw new Error("this is no file of constraints");
  const reader = new Reader(file, 8);
  const sections = new Map<number, Reader>();
  for (let left = reader.uint32(); left > 0; left--) {
    const { kind, body } = reader.section();
    sections.set(kind, body);
  }
  const [header, body] = [sections.get(HEADER), sections.get(CONSTRAINTS)];
  if (header === undefined || body === undefined) throw new Error("a section is missing");
  const bytes = header.uint32();
  if (header.element(bytes) !== SCALAR_FIELD) throw new Error("the field is another");
  const wires = header.uint32();
  header.skip(PUBLIC_AND_LABELS);
  const sum = (): Sum =>
    Array.from({ length: body.uint32() }, () => {
      const wire = body.uint32();
      return { wire, factor: body.element(bytes) };
    });
  const constraints = Array.from({ length: header.uint32() }, (): Constraint => [
    sum(),
    sum(),
    sum(),
  ]);
  return { wires, constraints };
}

function valueOf(sum: Sum, witness: readonly bigint[]): bigint {
  return sum.reduce((total, { wire, factor }) => total + factor * (witness[wire] ?? 0n), 0n);
}

/** Whether a witness meets a constraint. */
export function isMet([a, b, c]: Constraint, witness: readonly bigint[]): boolean {
  const left = valueOf(a, witness) * valueOf(b, witness);
  return (left - valueOf(c, witness)) % SCALAR_FIELD === 0n;
}
