import { BOUNDS } from "./bounds";
import { COSTS, costOf } from "./costs";
import type { Module } from "./module";
import { functionCount, typeOfFunction } from "./module";
import { Bulk, featureOf, Imm, IMMEDIATE, Op, POPS, PUSHES } from "./opcodes";
import { refuse, type ByteReader } from "./reader";
import { ChargePlan, type Charge, type Region } from "./regions";
import { EMPTY_BLOCK, isValueType, readRefType, readValueType, type FuncType } from "./types";

/** A change to make at a place in a function body. */
export enum EditKind {
  /** `return` becomes a branch out of the block that wraps the body. */
  Return,
  /** `memory.grow` becomes a call of the helper that charges and caps it. */
  Grow,
  /** The count on top of the stack is charged, as bytes. */
  ChargeBytes,
  /** The count on top of the stack is charged, as table entries. */
  ChargeEntries,
  /** The float on top of the stack gets the one NaN that is allowed to be seen. */
  CanonicalF32,
  CanonicalF64,
}

export interface Edit {
  readonly kind: EditKind;
  /** The edit replaces the bytes from `at` to `end`, or inserts where they are equal. */
  readonly at: number;
  readonly end: number;
  /** For `Return`: the number of blocks around it. */
  readonly depth: number;
}

/** What rewriting needs to know of a function body. */
export interface Scan {
  readonly type: FuncType;
  readonly localGroups: number;
  readonly localsStart: number;
  readonly localCount: number;
  readonly codeStart: number;
  /** Place of the last `end`. */
  readonly codeEnd: number;
  readonly charges: Charge[];
  readonly edits: Edit[];
  readonly isLeaf: boolean;
  /** Most operands on the stack at once, or slightly more. */
  readonly maxHeight: number;
}

interface Frame {
  readonly op: number;
  readonly base: number;
  readonly params: number;
  readonly results: number;
  readonly outer: Region;
  readonly wasDead: boolean;
}

const NO_BLOCK: FuncType = { params: [], results: [] };

/** Reads one function body, checking every index it names, and plans how to rewrite it. */
export function scanFunction(module: Module, body: ByteReader, type: FuncType): Scan {
  return new FunctionScanner(module, body, type).run();
}

class FunctionScanner {
  private readonly edits: Edit[] = [];
  private readonly frames: Frame[] = [];
  private readonly functions: number;
  private readonly localCount: number;
  private readonly localGroups: number;
  private readonly localsStart: number;
  private readonly codeStart: number;
  private readonly plan: ChargePlan;
  private height = 0;
  private maxHeight = 0;
  private isDead = false;
  private isLeaf = true;
  /** Whether the operand on top was just produced by an instruction that cannot make a NaN. */
  private isExact = false;

  constructor(
    private readonly module: Module,
    private readonly body: ByteReader,
    private readonly type: FuncType,
  ) {
    this.functions = functionCount(module);
    this.localGroups = body.count(BOUNDS.locals, 2, "groups of locals");
    this.localsStart = body.pos;
    const declared = this.readLocals();
    this.localCount = declared + type.params.length;
    this.codeStart = body.pos;
    this.plan = new ChargePlan(body.pos, Math.floor(declared / COSTS.localsPerUnit));
  }

  private readLocals(): number {
    let total = 0;
    for (let i = 0; i < this.localGroups; i++) {
      total += this.body.u32();
      if (total > BOUNDS.locals) refuse(`a function has more than ${BOUNDS.locals} locals`);
      readValueType(this.body);
    }
    return total;
  }

  run(): Scan {
    const { body, plan } = this;
    this.enter(Op.Block, { params: [], results: this.type.results });
    let codeEnd = body.pos;
    while (this.frames.length > 0) {
      codeEnd = body.pos;
      this.instruction();
    }
    if (!body.done) refuse("a function has code behind its end");
    return {
      type: this.type,
      localGroups: this.localGroups,
      localsStart: this.localsStart,
      localCount: this.localCount,
      codeStart: this.codeStart,
      codeEnd,
      charges: plan.finish(),
      edits: this.edits,
      isLeaf: this.isLeaf,
      maxHeight: this.maxHeight,
    };
  }

  private push(count: number): void {
    this.height += count;
    if (this.height > this.maxHeight) this.maxHeight = this.height;
  }

  private pop(count: number): void {
    const base = this.frames[this.frames.length - 1]?.base ?? 0;
    this.height = Math.max(base, this.height - count);
  }

  private edit(kind: EditKind, at: number, end = at): void {
    this.edits.push({ kind, at, end, depth: this.frames.length - 1 });
  }

  private instruction(): void {
    const { body, plan } = this;
    const at = body.pos;
    const op = body.u8();
    const wasExact = this.isExact;
    this.isExact = false;
    if (!this.isDead) plan.add(costOf(op));
    this.pop(POPS[op] as number);
    switch (IMMEDIATE[op] as Imm) {
      case Imm.None:
        this.plain(op, at, wasExact);
        break;
      case Imm.Block:
        this.enter(op, this.blockType());
        break;
      case Imm.Index:
        this.indexed(op);
        break;
      case Imm.BrTable: {
        const targets = body.count(BOUNDS.branchTargets, 1, "branch targets");
        for (let i = 0; i <= targets; i++) this.checkLabel(body.u32());
        this.leave();
        break;
      }
      case Imm.CallIndirect: {
        const type = this.module.types[body.u32()] ?? refuse("a call names an unknown type");
        if (body.u32() >= this.module.tables.length) refuse("a call names an unknown table");
        this.call(type);
        break;
      }
      case Imm.Memarg:
        this.memoryAccess(op, at, wasExact);
        break;
      case Imm.I32:
        body.skipSigned(5);
        break;
      case Imm.I64:
        body.skipSigned(10);
        break;
      case Imm.F32:
        body.skip(4);
        this.isExact = this.isFinite();
        break;
      case Imm.F64:
        body.skip(8);
        this.isExact = this.isFinite();
        break;
      case Imm.MemoryByte:
        this.needMemory();
        if (body.u8() !== 0) refuse("an instruction names a second memory");
        if (op === (Op.MemoryGrow as number)) this.edit(EditKind.Grow, at, body.pos);
        break;
      case Imm.RefType:
        readRefType(body);
        break;
      case Imm.SelectTypes:
        if (body.u32() !== 1) refuse("a select has more than one type");
        readValueType(body);
        break;
      case Imm.Prefix:
        this.prefixed(at);
        break;
      default:
        refuse(`opcode 0x${op.toString(16)} is ${featureOf(op)}, which is not accepted`);
    }
    this.push(PUSHES[op] as number);
  }

  private plain(op: number, at: number, wasExact: boolean): void {
    switch (op) {
      case Op.Else:
        this.otherwise();
        break;
      case Op.End:
        this.exit();
        break;
      case Op.Return:
        this.edit(EditKind.Return, at, at + 1);
        this.leave();
        break;
      case Op.Unreachable:
        this.leave();
        break;
      case Op.I32ReinterpretF32:
      case Op.F32Copysign:
        if (!wasExact) this.edit(EditKind.CanonicalF32, at);
        break;
      case Op.I64ReinterpretF64:
      case Op.F64Copysign:
        if (!wasExact) this.edit(EditKind.CanonicalF64, at);
        break;
      case Op.F32ReinterpretI32:
      case Op.F64ReinterpretI64:
        this.isExact = true;
        break;
      default:
    }
  }

  /** Whether the float constant just passed is certainly no NaN, by its topmost exponent bits. */
  private isFinite(): boolean {
    return ((this.body.bytes[this.body.pos - 1] as number) & 0x7f) !== 0x7f;
  }

  private memoryAccess(op: number, at: number, wasExact: boolean): void {
    this.needMemory();
    if (this.body.u32() > 3) refuse("an alignment is not accepted");
    this.body.u32();
    if (op === (Op.F32Load as number) || op === (Op.F64Load as number)) this.isExact = true;
    if (wasExact) return;
    if (op === (Op.F32Store as number)) this.edit(EditKind.CanonicalF32, at);
    if (op === (Op.F64Store as number)) this.edit(EditKind.CanonicalF64, at);
  }

  private needMemory(): void {
    if (this.module.memory === undefined) refuse("an instruction needs a memory; there is none");
  }

  private blockType(): FuncType {
    const encoded = this.body.s33();
    if (encoded >= 0) return this.module.types[encoded] ?? refuse("a block has an unknown type");
    const byte = encoded + 128;
    if (byte === EMPTY_BLOCK) return NO_BLOCK;
    if (!isValueType(byte)) refuse("a block has a type that is not accepted");
    return { params: [], results: [byte] };
  }

  private enter(op: number, type: FuncType): void {
    if (this.frames.length >= BOUNDS.nesting) refuse("blocks are nested too deeply");
    const params = type.params.length;
    this.pop(params);
    const frame: Frame = {
      op,
      base: this.height,
      params,
      results: type.results.length,
      outer: this.plan.current,
      wasDead: this.isDead,
    };
    this.frames.push(frame);
    this.push(params);
    if (op === (Op.Loop as number)) this.plan.enterLoop(this.body.pos);
    if (op === (Op.If as number)) this.plan.cut(this.body.pos);
  }

  private otherwise(): void {
    const frame = this.frames[this.frames.length - 1];
    if (frame?.op !== Op.If) return refuse("an else has no if");
    this.height = frame.base;
    this.push(frame.params);
    this.isDead = frame.wasDead;
    this.plan.cut(this.body.pos);
  }

  private exit(): void {
    const frame = this.frames.pop();
    if (frame === undefined) return;
    this.height = frame.base;
    this.push(frame.results);
    this.isDead = frame.wasDead;
    this.plan.cut(this.body.pos, frame.outer);
  }

  /** What follows cannot be reached before the block ends. */
  private leave(): void {
    this.height = this.frames[this.frames.length - 1]?.base ?? 0;
    this.isDead = true;
    this.plan.cut(this.body.pos);
  }

  private checkLabel(label: number): void {
    if (label >= this.frames.length) refuse(`there is no block ${label} to branch to`);
  }

  private call(type: FuncType): void {
    this.isLeaf = false;
    this.pop(type.params.length);
    this.push(type.results.length);
  }

  private indexed(op: number): void {
    const index = this.body.u32();
    switch (op) {
      case Op.Br:
        this.checkLabel(index);
        this.leave();
        break;
      case Op.BrIf:
        this.checkLabel(index);
        this.plan.cut(this.body.pos);
        break;
      case Op.Call:
        this.call(typeOfFunction(this.module, index) ?? refuse(`there is no function ${index}`));
        break;
      case Op.RefFunc:
        if (index >= this.functions) refuse(`there is no function ${index}`);
        break;
      case Op.GlobalGet:
      case Op.GlobalSet:
        if (index >= this.module.globals.count) refuse(`there is no global ${index}`);
        break;
      case Op.TableGet:
      case Op.TableSet:
        this.checkTable(index);
        break;
      default:
        if (index >= this.localCount) refuse(`there is no local ${index}`);
    }
  }

  private checkTable(index: number): void {
    if (index >= this.module.tables.length) refuse(`there is no table ${index}`);
  }

  private prefixed(at: number): void {
    const { body } = this;
    const op = body.u32();
    if (op <= Bulk.TruncSatLast) {
      this.pop(1);
      this.push(1);
      return;
    }
    switch (op) {
      case Bulk.MemoryInit:
        this.dataSegment(body.u32());
        this.memoryIndex();
        this.edit(EditKind.ChargeBytes, at);
        return this.pop(3);
      case Bulk.DataDrop:
        return this.dataSegment(body.u32());
      case Bulk.MemoryCopy:
        this.memoryIndex();
        this.memoryIndex();
        this.edit(EditKind.ChargeBytes, at);
        return this.pop(3);
      case Bulk.MemoryFill:
        this.memoryIndex();
        this.edit(EditKind.ChargeBytes, at);
        return this.pop(3);
      case Bulk.TableInit:
        this.elementSegment(body.u32());
        this.checkTable(body.u32());
        this.edit(EditKind.ChargeEntries, at);
        return this.pop(3);
      case Bulk.ElemDrop:
        return this.elementSegment(body.u32());
      case Bulk.TableCopy:
        this.checkTable(body.u32());
        this.checkTable(body.u32());
        this.edit(EditKind.ChargeEntries, at);
        return this.pop(3);
      case Bulk.TableGrow:
        this.checkTable(body.u32());
        this.edit(EditKind.ChargeEntries, at);
        this.pop(2);
        return this.push(1);
      case Bulk.TableSize:
        this.checkTable(body.u32());
        return this.push(1);
      case Bulk.TableFill:
        this.checkTable(body.u32());
        this.edit(EditKind.ChargeEntries, at);
        return this.pop(3);
      default:
        refuse(`opcode 0xfc ${op} is an unknown extension, which is not accepted`);
    }
  }

  private memoryIndex(): void {
    this.needMemory();
    if (this.body.u8() !== 0) refuse("an instruction names a second memory");
  }

  private dataSegment(index: number): void {
    if (index >= (this.module.dataCount ?? 0)) refuse(`there is no data segment ${index}`);
  }

  private elementSegment(index: number): void {
    if (index >= this.module.elements.count) refuse(`there is no element segment ${index}`);
  }
}
