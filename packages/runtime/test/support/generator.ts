import { Dice } from "./dice";
import { encodeModule, F32, F64, I32, I64, uleb, type Code } from "./encoder";
import { ADDRESSES, type Shape } from "./generator/scope";
import { Statements } from "./generator/statements";
import { TYPES } from "./generator/values";
import { memarg, STORES, type Type } from "./instructions";
import { instruction, plain, reference, type Instruction, type Listing } from "./listing";
import { f32, f64, i32, i64 } from "./program";

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
  const dice = new Dice(seed);
  const globals = types(dice, 1 + dice.below(4));
  const others = Array.from({ length: 1 + dice.below(4) }, () => ({
    params: types(dice, dice.below(4)),
    results: types(dice, dice.below(3)),
    locals: types(dice, dice.below(20)),
  }));
  const start = { params: [], results: [], locals: types(dice, 3) };
  return new Generator(dice, globals, [start, ...others]).run();
}

class Generator extends Statements {
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
}

function types(dice: Dice, count: number): Type[] {
  return Array.from({ length: count }, () => dice.pick(TYPES));
}

function zeroOf(type: Type): Code {
  if (type === I32) return i32(0);
  if (type === I64) return i64(0);
  return type === F32 ? f32(0) : f64(0);
}
