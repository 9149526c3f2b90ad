import { BOUNDS } from "./bounds";
import { ControlStack } from "./control";
import { COSTS, costOf } from "./costs";
import { EditKind, type Edit, type Scan } from "./edits";
import { functionCount, typeOfFunction, type Module } from "./module";
import { Bulk, featureOf, Imm, IMMEDIATE, Op, POPS, PUSHES } from "./opcodes";
import { refuse, type ByteReader } from "./reader";
import { EMPTY_BLOCK, isValueType, readRefType, readValueType, type FuncType } from "./types";

const NO_BLOCK: FuncType = { params: [], results: [] };

/** Reads one function body, checking every index it names, and plans how to rewrite it. */
export function scanFunction(module: Module, body: ByteReader, type: FuncType): Scan {
  return new FunctionScanner(module, body, type).run();
}

class FunctionScanner {
  private readonly edits: Edit[] = [];
  private readonly localCount: number;
  private readonly localGroups: number;
  private readonly localsStart: number;
  private readonly codeStart: number;
  private readonly control: ControlStack;
  private isLeaf = true;
  /** Whether the operand on top was just produced by an instruction that cannot make a NaN. */
  private isExact = false;

  constructor(
    private readonly module: Module,
    private readonly body: ByteReader,
    private readonly type: FuncType,
  ) {
    this.localGroups = body.count(BOUNDS.locals, 2, "groups of locals");
    this.localsStart = body.pos;
    const declared = this.readLocals();
    this.localCount = declared + type.params.length;
    this.codeStart = body.pos;
    this.control = new ControlStack(body.pos, Math.floor(declared / COSTS.localsPerUnit), type);
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
    const { body, control } = this;
    let codeEnd = body.pos;
    while (control.depth > 0) {
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
      charges: control.charges(),
      edits: this.edits,
      isLeaf: this.isLeaf,
      maxHeight: control.maxHeight,
    };
  }

  private edit(kind: EditKind, at: number, end = at): void {
    this.edits.push({ kind, at, end, depth: this.control.depth - 1 });
  }

  private instruction(): void {
    const { body, control } = this;
    const at = body.pos;
    const op = body.u8();
    const wasExact = this.isExact;
    this.isExact = false;
    control.pay(costOf(op));
    control.pop(POPS[op] as number);
    switch (IMMEDIATE[op]) {
      case Imm.None:
        this.plain(op, at, wasExact);
        break;
      case Imm.Block:
        control.enter(op, this.blockType(), body.pos);
        break;
      case Imm.Index:
        this.indexed(op);
        break;
      case Imm.BrTable:
        this.branchTable();
        break;
      case Imm.CallIndirect:
        this.callIndirect();
        break;
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
        this.floatConstant(4);
        break;
      case Imm.F64:
        this.floatConstant(8);
        break;
      case Imm.MemoryByte:
        this.memoryIndex();
        if (op === Op.MemoryGrow) this.edit(EditKind.Grow, at, body.pos);
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
    control.push(PUSHES[op] as number);
  }

  private plain(op: number, at: number, wasExact: boolean): void {
    const { body, control } = this;
    switch (op) {
      case Op.Else:
        control.otherwise(body.pos);
        break;
      case Op.End:
        control.exit(body.pos);
        break;
      case Op.Return:
        this.edit(EditKind.Return, at, at + 1);
        control.leave(body.pos);
        break;
      case Op.Unreachable:
        control.leave(body.pos);
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

  /** A constant is certainly no NaN if the topmost bits of its exponent are not all set. */
  private floatConstant(size: number): void {
    const last = this.body.take(size)[size - 1] as number;
    this.isExact = (last & 0x7f) !== 0x7f;
  }

  private memoryAccess(op: number, at: number, wasExact: boolean): void {
    this.needMemory();
    if (this.body.u32() > 3) refuse("an alignment is not accepted");
    this.body.u32();
    if (op === Op.F32Load || op === Op.F64Load) this.isExact = true;
    if (wasExact) return;
    if (op === Op.F32Store) this.edit(EditKind.CanonicalF32, at);
    if (op === Op.F64Store) this.edit(EditKind.CanonicalF64, at);
  }

  private blockType(): FuncType {
    const encoded = this.body.s33();
    if (encoded >= 0) return this.module.types[encoded] ?? refuse("a block has an unknown type");
    const byte = encoded + 128;
    if (byte === EMPTY_BLOCK) return NO_BLOCK;
    if (!isValueType(byte)) refuse("a block has a type that is not accepted");
    return { params: [], results: [byte] };
  }

  private branchTable(): void {
    const targets = this.body.count(BOUNDS.branchTargets, 1, "branch targets");
    for (let i = 0; i <= targets; i++) this.control.checkLabel(this.body.u32());
    this.control.leave(this.body.pos);
  }

  private callIndirect(): void {
    const type = this.module.types[this.body.u32()] ?? refuse("a call names an unknown type");
    this.table(this.body.u32());
    this.call(type);
  }

  private call(type: FuncType): void {
    this.isLeaf = false;
    this.edit(EditKind.Reload, this.body.pos);
    this.control.pop(type.params.length);
    this.control.push(type.results.length);
  }

  private indexed(op: number): void {
    const { body, control, module } = this;
    const index = body.u32();
    switch (op) {
      case Op.Br:
        control.checkLabel(index);
        control.leave(body.pos);
        break;
      case Op.BrIf:
        control.checkLabel(index);
        control.fork(body.pos);
        break;
      case Op.Call:
        this.call(typeOfFunction(module, index) ?? refuse(`there is no function ${index}`));
        break;
      case Op.RefFunc:
        if (index >= functionCount(module)) refuse(`there is no function ${index}`);
        break;
      case Op.GlobalGet:
      case Op.GlobalSet:
        if (index >= module.globals.count) refuse(`there is no global ${index}`);
        break;
      case Op.TableGet:
      case Op.TableSet:
        this.table(index);
        break;
      default:
        if (index >= this.localCount) refuse(`there is no local ${index}`);
    }
  }

  private prefixed(at: number): void {
    const { body, control } = this;
    const op = body.u32();
    switch (op) {
      case Bulk.MemoryInit:
        this.dataSegment(body.u32());
        this.memoryIndex();
        this.bulk(EditKind.ChargeBytes, at);
        break;
      case Bulk.DataDrop:
        this.dataSegment(body.u32());
        break;
      case Bulk.MemoryCopy:
        this.memoryIndex();
        this.memoryIndex();
        this.bulk(EditKind.ChargeBytes, at);
        break;
      case Bulk.MemoryFill:
        this.memoryIndex();
        this.bulk(EditKind.ChargeBytes, at);
        break;
      case Bulk.TableInit:
        this.elementSegment(body.u32());
        this.table(body.u32());
        this.bulk(EditKind.ChargeEntries, at);
        break;
      case Bulk.ElemDrop:
        this.elementSegment(body.u32());
        break;
      case Bulk.TableCopy:
        this.table(body.u32());
        this.table(body.u32());
        this.bulk(EditKind.ChargeEntries, at);
        break;
      case Bulk.TableGrow:
        this.table(body.u32());
        this.edit(EditKind.ChargeEntries, at);
        control.pop(2);
        control.push(1);
        break;
      case Bulk.TableSize:
        this.table(body.u32());
        control.push(1);
        break;
      case Bulk.TableFill:
        this.table(body.u32());
        this.bulk(EditKind.ChargeEntries, at);
        break;
      default:
        // What comes before takes a float and leaves an integer.
        if (op > Bulk.TruncSatLast) refuse(`opcode 0xfc ${op} is not accepted`);
    }
  }

  /** A bulk instruction takes three operands, the count on top. */
  private bulk(kind: EditKind, at: number): void {
    this.edit(kind, at);
    this.control.pop(3);
  }

  private needMemory(): void {
    if (this.module.memory === undefined) refuse("an instruction needs a memory; there is none");
  }

  private memoryIndex(): void {
    this.needMemory();
    if (this.body.u8() !== 0) refuse("an instruction names a second memory");
  }

  private table(index: number): void {
    if (index >= this.module.tables.length) refuse(`there is no table ${index}`);
  }

  private dataSegment(index: number): void {
    if (index >= (this.module.dataCount ?? 0)) refuse(`there is no data segment ${index}`);
  }

  private elementSegment(index: number): void {
    if (index >= this.module.elements.count) refuse(`there is no element segment ${index}`);
  }
}
