import { Dice } from "./dice";
import { encodeModule, F32, F64, I32, I64, uleb, type Code } from "./encoder";
import {
  BINARY,
  COPYSIGN,
  DIVIDES,
  FROM_BITS,
  LOADS,
  memarg,
  REINTERPRET,
  STORES,
  TRAPPING,
  UNARY,
  type Operation,
  type Type,
} from "./instructions";
import { instruction, plain, reference, type Instruction, type Listing } from "./listing";
import { f32, f64, i32, i64 } from "./program";

const TYPES = [I32, I64, F32, F64] as const;
const NUMBERS = [0, -0, 1, -1.5, 1e30, -Infinity, NaN, 5e-324, 2147483648, 0.1] as const;
/** An address below it is in memory with any offset that is made here. */
const ADDRESSES = 0x7fff;
const MAX_OFFSET = 64;
/** Where the count of bare loops is, behind everything else. */
const MARK = 0xff00;

interface Shape {
  params: Type[];
  results: Type[];
  locals: Type[];
}

export interface Generated {
  /** The program under test. */
  wasm: Uint8Array;
  /** The same with one form of NaN, which exports how much it spent and how many heads it passed. */
  reference: Uint8Array;
  /** Whether it may grow its memory, at a price of its own. */
  grows: boolean;
}

/**
 * Makes a program that the engine takes: typed code over all scalar types with blocks, loops that
 * end, branches, memory, globals and calls, which go to later functions only and so end too. It
 * leaves what it computed in its memory.
 */
export function generate(seed: number): Generated {
  return new Generator(new Dice(seed)).run();
}

class Generator {
  private readonly globals: Type[];
  private readonly shapes: Shape[];
  private grows = false;
  /** Of the function that is being written. */
  private self = 0;
  private locals: Type[] = [];
  private own = 0;
  private loops = 0;
  /** What a branch to each open block takes with it, the innermost last. */
  private labels: (readonly Type[])[] = [];

  constructor(private readonly dice: Dice) {
    this.globals = this.types(1 + dice.below(4));
    const others = Array.from({ length: 1 + dice.below(4) }, () => ({
      params: this.types(dice.below(4)),
      results: this.types(dice.below(3)),
      locals: this.types(dice.below(20)),
    }));
    this.shapes = [{ params: [], results: [], locals: this.types(3) }, ...others];
  }

  run(): Generated {
    const functions = this.shapes.map((shape, index) => this.body(shape, index));
    const encode = (write: (listing: Listing) => number[], counters: readonly string[]) =>
      encodeModule({
        functions: functions.map(({ shape, locals, listing }) => ({
          type: shape,
          locals: locals.slice(shape.params.length),
          code: write(listing),
        })),
        table: { min: functions.length },
        memory: { min: 1, max: 3 },
        globals: [...this.globals, ...counters.map((): Type => I64)].map((type) => ({
          type,
          init: zeroOf(type),
        })),
        exports: [
          { name: "_start", kind: 0, index: 0 },
          { name: "memory", kind: 2, index: 0 },
          ...counters.map((name, i) => ({ name, kind: 3, index: this.globals.length + i })),
        ],
        elements: [[0, i32(0), 0x0b, uleb(functions.length), functions.map((_, i) => uleb(i))]],
      });
    const spent = this.globals.length;
    return {
      wasm: encode(plain, []),
      reference: encode((listing) => reference(listing, spent, spent + 1), ["spent", "heads"]),
      grows: this.grows,
    };
  }

  private types(count: number): Type[] {
    return Array.from({ length: count }, () => this.dice.pick(TYPES));
  }

  /* FUNCTIONS */

  private body(shape: Shape, index: number) {
    this.self = index;
    // Behind its own, two to guard floats with; then come the counters of loops.
    this.locals = [...shape.params, ...shape.locals, F32, F64];
    this.own = this.locals.length - 2;
    this.loops = 0;
    this.labels = [shape.results];
    const count = index === 0 ? 8 : 1 + this.dice.below(5);
    // A body that is nothing but a loop is charged at its head alone.
    const isLoop = shape.results.length === 0 && this.dice.oneIn(6);
    const code = isLoop
      ? this.bareLoop()
      : [...this.statements(count, 3), ...this.values(shape.results, 3)];
    if (index === 0) code.push(...this.farewell());
    const declared = this.locals.length - shape.params.length;
    const head = { ...instruction(0x01), isHead: true, cost: Math.floor(declared / 8) };
    return { shape, locals: this.locals, listing: [head, ...code] };
  }

  /** Leaves the globals in memory. */
  private farewell(): Instruction[] {
    return this.globals.flatMap((type, i) => [
      instruction(i32(ADDRESSES + 1 + 8 * i)),
      instruction(0x23, i),
      ...this.guard(type),
      instruction(memarg(STORES[type][0], 0)),
    ]);
  }

  /* STATEMENTS */

  private statements(count: number, depth: number): Instruction[] {
    return Array.from({ length: count }, () => this.statement(depth)).flat();
  }

  private statement(depth: number): Instruction[] {
    const { dice } = this;
    const simple = [
      () => this.assign(depth),
      () => this.store(depth),
      () => this.setGlobal(depth),
      () => this.discard(depth),
      () => this.bulk(),
      () => [instruction(0x01)],
    ] as const;
    if (depth === 0) return dice.pick(simple)();
    return dice.pick([
      ...simple,
      () => this.assign(depth),
      () => this.store(depth),
      () => this.block(depth),
      () => this.loop(depth),
      () => this.branch(depth),
      () => this.condition(depth),
      () => this.leave(depth),
    ])();
  }

  private assign(depth: number): Instruction[] {
    if (this.own === 0) return [];
    const index = this.dice.below(this.own);
    return [...this.value(this.local(index), depth), instruction(0x21, uleb(index))];
  }

  private setGlobal(depth: number): Instruction[] {
    const index = this.dice.below(this.globals.length);
    return [...this.value(this.globals[index] ?? I32, depth), instruction(0x24, uleb(index))];
  }

  private store(depth: number): Instruction[] {
    const type = this.dice.pick(TYPES);
    const [value, isExact] = this.float(type, depth);
    return [
      ...this.address(depth),
      ...value,
      ...(isExact ? [] : this.guard(type)),
      instruction(memarg(this.dice.pick(STORES[type]), this.dice.below(MAX_OFFSET))),
    ];
  }

  private discard(depth: number): Instruction[] {
    return [...this.value(this.dice.pick(TYPES), depth), instruction(0x1a)];
  }

  /** Fills or copies a known number of bytes, at the price of its bytes. */
  private bulk(): Instruction[] {
    const size = this.dice.below(200);
    const fills = this.dice.oneIn(2);
    const code: Code = fills ? [0xfc, 11, 0] : [0xfc, 10, 0, 0];
    return [
      ...this.address(0),
      ...(fills ? this.value(I32, 0) : this.address(0)),
      instruction(i32(size)),
      { ...instruction(code), cost: 1 + Math.floor(size / 8) },
    ];
  }

  private block(depth: number): Instruction[] {
    return this.within([], () => [
      instruction(0x02, 0x40),
      ...this.statements(1 + this.dice.below(3), depth - 1),
      instruction(0x0b),
    ]);
  }

  /** Goes round once to four times. */
  private loop(depth: number): Instruction[] {
    if (this.loops === 4) return [];
    this.loops++;
    const counter = this.locals.push(I32) - 1;
    const times = 1 + this.dice.below(4);
    return this.within([], () => [
      instruction(i32(times)),
      instruction(0x21, uleb(counter)),
      instruction(0x03, 0x40),
      { ...instruction(0x01), isHead: true },
      ...this.outside(() => this.statements(1 + this.dice.below(3), depth - 1)),
      instruction(0x20, uleb(counter)),
      instruction(i32(1)),
      instruction(0x6b),
      instruction(0x22, uleb(counter)),
      instruction(0x0d, 0),
      instruction(0x0b),
    ]);
  }

  /** Goes round by a count in memory, which nothing else touches: four times at most, with nothing before it. */
  private bareLoop(): Instruction[] {
    return [
      instruction(0x03, 0x40),
      { ...instruction(0x01), isHead: true },
      instruction(i32(MARK)),
      instruction(i32(MARK)),
      instruction(0x28, 2, 0),
      instruction(i32(1)),
      instruction(0x6a),
      instruction(0x36, 2, 0),
      ...this.outside(() => this.bulk()),
      instruction(i32(MARK)),
      instruction(0x28, 2, 0),
      instruction(i32(3)),
      instruction(0x71),
      instruction(0x0d, 0),
      instruction(0x0b),
    ];
  }

  /** Code in a loop must not branch to its head, or it might never end. */
  private outside(write: () => Instruction[]): Instruction[] {
    const label = this.labels.pop() ?? [];
    // What cannot be named is skipped by `target`.
    this.labels.push(NEVER);
    const code = write();
    this.labels.pop();
    this.labels.push(label);
    return code;
  }

  private condition(depth: number): Instruction[] {
    const arm = () => this.statements(1 + this.dice.below(2), depth - 1);
    return [
      ...this.value(I32, depth - 1),
      ...this.within([], () => [
        instruction(0x04, 0x40),
        ...arm(),
        ...(this.dice.oneIn(2) ? [instruction(0x05), ...arm()] : []),
        instruction(0x0b),
      ]),
    ];
  }

  /** Leaves a block, or the function, if a condition holds. */
  private branch(depth: number): Instruction[] {
    const label = this.target();
    if (label === undefined) return [];
    const types = this.labels[this.labels.length - 1 - label] ?? [];
    return [
      ...this.values(types, depth - 1),
      ...this.value(I32, depth - 1),
      instruction(0x0d, uleb(label)),
      ...types.map(() => instruction(0x1a)),
    ];
  }

  /** Leaves for good, in an arm that may not be taken; what follows in it is dead. */
  private leave(depth: number): Instruction[] {
    return [
      ...this.value(I32, depth - 1),
      ...this.within([], () => {
        const label = this.target() ?? 0;
        const results = this.labels[0] ?? [];
        const ways = [
          () => [...this.values(results, depth - 1), instruction(0x0f)],
          () => [
            ...this.values(this.labels[this.labels.length - 1 - label] ?? [], depth - 1),
            instruction(0x0c, uleb(label)),
          ],
          () => [...this.value(I32, 0), instruction(0x0e, 2, 0, 0, 0)],
        ] as const;
        const isTrap = this.dice.oneIn(40);
        return [
          instruction(0x04, 0x40),
          ...(isTrap ? [instruction(0x00)] : this.dice.pick(ways)()),
          ...(this.dice.oneIn(3) ? this.statement(0) : []),
          instruction(0x0b),
        ];
      }),
    ];
  }

  /** A block to branch to, counted from the innermost. */
  private target(): number | undefined {
    const open = this.labels.flatMap((types, i) =>
      types === NEVER ? [] : [this.labels.length - 1 - i],
    );
    return open.length === 0 ? undefined : open[this.dice.below(open.length)];
  }

  private within(types: readonly Type[], write: () => Instruction[]): Instruction[] {
    this.labels.push(types);
    const code = write();
    this.labels.pop();
    return code;
  }

  /* VALUES */

  private values(types: readonly Type[], depth: number): Instruction[] {
    return types.flatMap((type) => this.value(type, depth));
  }

  private value(type: Type, depth: number): Instruction[] {
    return this.float(type, depth)[0];
  }

  /** Code that leaves a value, and whether it can only be what it was loaded or given as. */
  private float(type: Type, depth: number): [Instruction[], boolean] {
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

  private constant(type: Type): [Instruction[], boolean] {
    const { dice } = this;
    const number = dice.pick(NUMBERS);
    if (type === I32) return [[instruction(i32(dice.bits() >> dice.below(32)))], false];
    if (type === I64) {
      const wide = (BigInt(dice.bits()) << 32n) | BigInt(dice.bits());
      return [[instruction(i64(wide >> BigInt(dice.below(64))))], false];
    }
    return [[instruction(type === F32 ? f32(number) : f64(number))], Number.isFinite(number)];
  }

  private read(type: Type): Instruction[] {
    const index = this.locals.slice(0, this.own).indexOf(type);
    return index < 0 ? this.constant(type)[0] : [instruction(0x20, uleb(index))];
  }

  private tee(type: Type, depth: number): Instruction[] {
    const index = this.locals.slice(0, this.own).lastIndexOf(type);
    const value = this.value(type, depth);
    return index < 0 ? value : [...value, instruction(0x22, uleb(index))];
  }

  private load(type: Type, depth: number): [Instruction[], boolean] {
    const load = memarg(this.dice.pick(LOADS[type]), this.dice.below(MAX_OFFSET));
    return [[...this.address(depth), instruction(load)], true];
  }

  private operation(
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
  private bits(type: Type, depth: number): [Instruction[], boolean] {
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

  private select(type: Type, depth: number): Instruction[] {
    const operands = [...this.values([type, type, I32], depth)];
    return [...operands, this.dice.oneIn(2) ? instruction(0x1b) : instruction(0x1c, 1, type)];
  }

  private either(type: Type, depth: number): Instruction[] {
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

  private blockOf(type: Type, depth: number): Instruction[] {
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
  private call(type: Type, depth: number): Instruction[] {
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
  private typeIndex(shape: Shape): Code {
    const keys = this.shapes.map(({ params, results }) => JSON.stringify({ params, results }));
    const { params, results } = shape;
    return uleb([...new Set(keys)].indexOf(JSON.stringify({ params, results })));
  }

  private address(depth: number): Instruction[] {
    if (this.dice.oneIn(60)) return this.value(I32, depth);
    if (this.dice.oneIn(30)) return this.pages();
    return [...this.value(I32, depth), instruction(i32(ADDRESSES)), instruction(0x71)];
  }

  /** An address made of the size of memory, grown now and then. */
  private pages(): Instruction[] {
    if (this.dice.oneIn(2)) return [instruction(0x3f, 0)];
    this.grows = true;
    return [instruction(i32(this.dice.below(3))), instruction(0x40, 0)];
  }

  private globalOf(type: Type): number {
    return this.globals.indexOf(type);
  }

  private local(index: number): Type {
    return this.locals[index] ?? I32;
  }

  /** What gives a NaN on top the one form that the rewriter lets be seen. */
  private guard(type: Type): Instruction[] {
    if (type !== F32 && type !== F64) return [];
    const isWide = type === F64;
    const scratch = uleb(this.own + (isWide ? 1 : 0));
    const codes: Code[] = [
      [0x22, scratch],
      isWide ? f64(NaN) : f32(NaN),
      [0x20, scratch],
      [0x20, scratch],
      [isWide ? 0x61 : 0x5b],
      [0x1b],
    ];
    return codes.map((code) => ({ ...instruction(code), isGuard: true }));
  }
}

/** The label of a loop's head, which generated code leaves alone. */
const NEVER: readonly Type[] = [];

function inexact(code: Instruction[]): [Instruction[], boolean] {
  return [code, false];
}

function zeroOf(type: Type): Code {
  if (type === I32) return i32(0);
  if (type === I64) return i64(0);
  return type === F32 ? f32(0) : f64(0);
}
