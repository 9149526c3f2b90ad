import { type Dice } from "../dice";
import { F32, F64, I32, uleb, type Code } from "../encoder";
import { type Type } from "../instructions";
import { instruction, type Instruction } from "../listing";
import { f32, f64 } from "../program";

/** An address below it is in memory with any offset that is made here. */
export const ADDRESSES = 0x7fff;
export const MAX_OFFSET = 64;

export interface Shape {
  params: Type[];
  results: Type[];
  locals: Type[];
}

/** The label of a loop's head, which generated code leaves alone. */
const NEVER: readonly Type[] = [];

/** What is known where an instruction is written: the program's functions, and the function that is open. */
export abstract class Scope {
  protected grows = false;
  /** Of the function that is being written. */
  protected self = 0;
  protected locals: Type[] = [];
  protected own = 0;
  protected loops = 0;
  /** What a branch to each open block takes with it, the innermost last. */
  protected labels: (readonly Type[])[] = [];

  constructor(
    protected readonly dice: Dice,
    protected readonly globals: readonly Type[],
    protected readonly shapes: readonly Shape[],
  ) {}

  /** A block to branch to, counted from the innermost. */
  protected target(): number | undefined {
    const open = this.labels.flatMap((types, i) =>
      types === NEVER ? [] : [this.labels.length - 1 - i],
    );
    return open.length === 0 ? undefined : open[this.dice.below(open.length)];
  }

  protected within(types: readonly Type[], write: () => Instruction[]): Instruction[] {
    this.labels.push(types);
    const code = write();
    this.labels.pop();
    return code;
  }

  /** Code in a loop must not branch to its head, or it might never end. */
  protected outside(write: () => Instruction[]): Instruction[] {
    const label = this.labels.pop() ?? [];
    // What cannot be named is skipped by `target`.
    this.labels.push(NEVER);
    const code = write();
    this.labels.pop();
    this.labels.push(label);
    return code;
  }

  protected globalOf(type: Type): number {
    return this.globals.indexOf(type);
  }

  protected local(index: number): Type {
    return this.locals[index] ?? I32;
  }

  /** What gives a NaN on top the one form that the rewriter lets be seen. */
  protected guard(type: Type): Instruction[] {
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
