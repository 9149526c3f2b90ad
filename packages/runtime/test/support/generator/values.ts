import { F32, F64, I32, I64, uleb, type Code } from "../encoder";
import {
  BINARY,
  COPYSIGN,
  DIVIDES,
  FROM_BITS,
  LOADS,
  memarg,
  REINTERPRET,
  TRAPPING,
  UNARY,
  type Operation,
  type Type,
} from "../instructions";
import { instruction, type Instruction } from "../listing";
import { f32, f64, i32, i64 } from "../program";
import { ADDRESSES, MAX_OFFSET, Scope, type Shape } from "./scope";

export const TYPES = [I32, I64, F32, F64] as const;
const NUMBERS = [0, -0, 1, -1.5, 1e30, -Infinity, NaN, 5e-324, 2147483648, 0.1] as const;

/** Code that leaves a value. */
export abstract class Values extends Scope {
  protected abstract statements(count: number, depth: number): Instruction[];

  protected values(types: readonly Type[], depth: number): Instruction[] {
    return types.flatMap((type) => this.value(type, depth));
  }

  protected value(type: Type, depth: number): Instruction[] {
    return this.float(type, depth)[0];
  }

  /** Code that leaves a value, and whether it can only be what it was loaded or given as. */
  protected float(type: Type, depth: number): [Instruction[], boolean] {
    const { dice } = this;
    const leaves = [
      () => this.constant(type),
      () => inexact(this.read(type)),
      () => inexact([instruction(0x23, uleb(this.globalOf(type)))]),
    ] as const;
    const isKnown = this.globals.includes(type);
    if (depth <= 0) return dice.pick(isKnown ? leaves : [leaves[0], leaves[1]])();
    return dice.pick([
      ...(isKnown ? leaves : ([leaves[0], leaves[1]] as const)),
      () => this.load(type, depth - 1),
      () => inexact(this.operation(UNARY, 1, type, depth - 1)),
      () => inexact(this.operation(BINARY, 2, type, depth - 1)),
      () => inexact(this.operation(BINARY, 2, type, depth - 1)),
      () => this.bits(type, depth - 1),
      () => inexact(this.select(type, depth - 1)),
      () => inexact(this.either(type, depth - 1)),
      () => inexact(this.blockOf(type, depth - 1)),
      () => inexact(this.call(type, depth - 1)),
      () => inexact(this.tee(type, depth - 1)),
    ])();
  }

  protected constant(type: Type): [Instruction[], boolean] {
    const { dice } = this;
    const number = dice.pick(NUMBERS);
    if (type === I32) return [[instruction(i32(dice.bits() >> dice.below(32)))], false];
    if (type === I64) {
      const wide = (BigInt(dice.bits()) << 32n) | BigInt(dice.bits());
      return [[instruction(i64(wide >> BigInt(dice.below(64))))], false];
    }
    return [[instruction(type === F32 ? f32(number) : f64(number))], Number.isFinite(number)];
  }

  protected read(type: Type): Instruction[] {
    const index = this.locals.slice(0, this.own).indexOf(type);
    return index < 0 ? this.constant(type)[0] : [instruction(0x20, uleb(index))];
  }

  protected tee(type: Type, depth: number): Instruction[] {
    const index = this.locals.slice(0, this.own).lastIndexOf(type);
    const value = this.value(type, depth);
    return index < 0 ? value : [...value, instruction(0x22, uleb(index))];
  }

  protected load(type: Type, depth: number): [Instruction[], boolean] {
    const load = memarg(this.dice.pick(LOADS[type]), this.dice.below(MAX_OFFSET));
    return [[...this.address(depth), instruction(load)], true];
  }

  protected operation(
    all: readonly Operation[],
    operands: number,
    to: Type,
    depth: number,
  ): Instruction[] {
    const isRisky = operands === 1 && this.dice.oneIn(60);
    const fitting = (isRisky ? TRAPPING : all).filter((operation) => operation.to === to);
    const chosen = fitting[this.dice.below(fitting.length)];
    if (chosen === undefined) return this.constant(to)[0];
    const code = Array.from({ length: operands }, () => this.value(chosen.from, depth)).flat();
    if (DIVIDES.has(Number(chosen.code[0])) && !this.dice.oneIn(40)) {
      const isWide = chosen.from === I64;
      code.push(instruction(isWide ? i64(1) : i32(1)), instruction(isWide ? 0x84 : 0x72));
    }
    return [...code, instruction(chosen.code)];
  }

  /** Looks at the bits of a float, makes one from bits, or takes the sign of one. */
  protected bits(type: Type, depth: number): [Instruction[], boolean] {
    const shown = REINTERPRET.find(({ to }) => to === type);
    if (shown !== undefined) {
      const [value, isExact] = this.float(shown.from, depth);
      const guard = isExact ? [] : this.guard(shown.from);
      return [[...value, ...guard, instruction(shown.code)], false];
    }
    const made = FROM_BITS.find(({ to }) => to === type);
    const signed = COPYSIGN.find(({ to }) => to === type);
    if (made === undefined || signed === undefined) return this.constant(type);
    if (this.dice.oneIn(2))
      return [[...this.value(made.from, depth), instruction(made.code)], true];
    const [sign, isExact] = this.float(type, depth);
    const guard = isExact ? [] : this.guard(type);
    return [[...this.value(type, depth), ...sign, ...guard, instruction(signed.code)], false];
  }

  protected select(type: Type, depth: number): Instruction[] {
    const operands = [...this.values([type, type, I32], depth)];
    return [...operands, this.dice.oneIn(2) ? instruction(0x1b) : instruction(0x1c, 1, type)];
  }

  protected either(type: Type, depth: number): Instruction[] {
    return [
      ...this.value(I32, depth),
      ...this.within([type], () => [
        instruction(0x04, type),
        ...this.statements(this.dice.below(2), depth),
        ...this.value(type, depth),
        instruction(0x05),
        ...this.value(type, depth),
        instruction(0x0b),
      ]),
    ];
  }

  protected blockOf(type: Type, depth: number): Instruction[] {
    return this.within([type], () => [
      instruction(0x02, type),
      ...this.statements(this.dice.below(3), depth),
      ...this.value(type, depth),
      ...this.value(I32, depth),
      instruction(0x0d, 0),
      instruction(0x0b),
    ]);
  }

  /** Of a later function, so that no call comes back; straight or through the table. */
  protected call(type: Type, depth: number): Instruction[] {
    const later = this.shapes.map((_, i) => i).filter((i) => i > this.self);
    const index = later[this.dice.below(Math.max(later.length, 1))];
    const shape = index === undefined ? undefined : this.shapes[index];
    // Calls in loops multiply.
    if (index === undefined || shape === undefined || this.loops > 1) return this.value(type, 0);
    const code = this.values(shape.params, Math.min(depth, 1));
    if (this.dice.oneIn(2)) code.push(instruction(0x10, uleb(index)));
    else {
      const slot = this.dice.oneIn(50) ? this.shapes.length : index;
      code.push(instruction(i32(slot)), instruction(0x11, this.typeIndex(shape), 0));
    }
    code.push(...shape.results.map(() => instruction(0x1a)));
    return [...code, ...this.value(type, 0)];
  }

  /** As the encoder numbers types: in the order in which functions first have them. */
  protected typeIndex(shape: Shape): Code {
    const keys = this.shapes.map(({ params, results }) => JSON.stringify({ params, results }));
    const { params, results } = shape;
    return uleb([...new Set(keys)].indexOf(JSON.stringify({ params, results })));
  }

  protected address(depth: number): Instruction[] {
    if (this.dice.oneIn(60)) return this.value(I32, depth);
    if (this.dice.oneIn(30)) return this.pages();
    return [...this.value(I32, depth), instruction(i32(ADDRESSES)), instruction(0x71)];
  }

  /** An address made of the size of memory, grown now and then. */
  protected pages(): Instruction[] {
    if (this.dice.oneIn(2)) return [instruction(0x3f, 0)];
    this.grows = true;
    return [instruction(i32(this.dice.below(3))), instruction(0x40, 0)];
  }
}

function inexact(code: Instruction[]): [Instruction[], boolean] {
  return [code, false];
}
