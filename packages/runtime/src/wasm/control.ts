import { BOUNDS } from "./bounds";
import { Op } from "./opcodes";
import { refuse } from "./reader";
import { ChargePlan, type Charge, type Region } from "./regions";
import type { FuncType } from "./types";

interface Frame {
  readonly op: number;
  /** Operands below the block. */
  readonly base: number;
  readonly params: number;
  readonly results: number;
  readonly outer: Region;
  readonly wasDead: boolean;
}

/**
 * Where in a function's blocks a reader is: how many operands lie on the stack, which code can be
 * reached at all, and which loop or function pays for it. Types are left to the engine; for code
 * that does not type-check the counts mean nothing and harm nothing.
 */
export class ControlStack {
  private readonly frames: Frame[] = [];
  private readonly plan: ChargePlan;
  private height = 0;
  private tallest = 0;
  private isDead = false;

  constructor(codeStart: number, entryCost: number, type: FuncType) {
    this.plan = new ChargePlan(codeStart, entryCost);
    this.enter(Op.Block, { params: [], results: type.results }, codeStart);
  }

  /** Blocks that are open, the function's own included. */
  get depth(): number {
    return this.frames.length;
  }

  /** The most operands at once. */
  get maxHeight(): number {
    return this.tallest;
  }

  charges(): Charge[] {
    return this.plan.finish();
  }

  pay(cost: number): void {
    if (!this.isDead) this.plan.add(cost);
  }

  push(count: number): void {
    this.height += count;
    if (this.height > this.tallest) this.tallest = this.height;
  }

  pop(count: number): void {
    this.height = Math.max(this.base, this.height - count);
  }

  private get base(): number {
    return this.frames[this.frames.length - 1]?.base ?? 0;
  }

  enter(op: number, type: FuncType, next: number): void {
    if (this.frames.length >= BOUNDS.nesting) refuse("blocks are nested too deeply");
    const params = type.params.length;
    this.pop(params);
    this.frames.push({
      op,
      base: this.height,
      params,
      results: type.results.length,
      outer: this.plan.current,
      wasDead: this.isDead,
    });
    this.push(params);
    if (op === Op.Loop) this.plan.enterLoop(next);
    if (op === Op.If) this.plan.cut(next);
  }

  otherwise(next: number): void {
    const frame = this.frames[this.frames.length - 1];
    if (frame?.op !== Op.If) return refuse("an else has no if");
    this.height = frame.base;
    this.push(frame.params);
    this.isDead = frame.wasDead;
    this.plan.cut(next);
  }

  exit(next: number): void {
    const frame = this.frames.pop();
    if (frame === undefined) return;
    this.height = frame.base;
    this.push(frame.results);
    this.isDead = frame.wasDead;
    this.plan.cut(next, frame.outer);
  }

  /** What follows cannot be reached before the block ends. */
  leave(next: number): void {
    this.height = this.base;
    this.isDead = true;
    this.plan.cut(next);
  }

  /** What follows is reached only sometimes. */
  fork(next: number): void {
    this.plan.cut(next);
  }

  checkLabel(label: number): void {
    if (label >= this.frames.length) refuse(`there is no block ${label} to branch to`);
  }
}
