import { BOUNDS } from "./bounds";
import {
  emitCanonicalF32,
  emitCanonicalF64,
  emitCharge,
  emitEnterFrame,
  emitLeaveFrame,
} from "./emit";
import { frameSlots, isCounted } from "./frames";
import type { Layout } from "./layout";
import { Op } from "./opcodes";
import { refuse, type ByteReader } from "./reader";
import { EditKind, type Edit, type Scan } from "./edits";
import { EMPTY_BLOCK, F32, F64, I64, type FuncType } from "./types";
import { ByteWriter } from "./writer";

interface Scratch {
  readonly i64: number;
  readonly f32: number;
  readonly f64: number;
}

/** Gives the index of a type without parameters and these results, adding it where needed. */
export type BlockTypeIndex = (results: readonly number[]) => number;

/** Writes a function body anew, with its charges and edits in place. */
export function rewriteFunction(
  body: ByteReader,
  scan: Scan,
  layout: Layout,
  blockTypeIndex: BlockTypeIndex,
): ByteWriter {
  const out = new ByteWriter((scan.codeEnd - scan.localsStart) * 2 + 64);
  const scratch = writeLocals(out, body, scan);
  const slots = isCounted(scan) ? frameSlots(scan) : 0;
  if (slots > 0) {
    emitEnterFrame(out, layout.stack, slots);
    out.u8(Op.Block);
    writeBlockType(out, scan.type, blockTypeIndex);
  }
  writeCode(out, body, scan, layout, scratch, slots > 0);
  if (slots > 0) {
    out.u8(Op.End);
    emitLeaveFrame(out, layout.stack, slots);
  }
  out.u8(Op.End);
  if (out.length > BOUNDS.rewrittenFunctionBytes) {
    refuse(`a function grows to ${out.length} bytes with its metering, which is too many`);
  }
  return out;
}

function writeLocals(out: ByteWriter, body: ByteReader, scan: Scan): Scratch {
  const first = scan.localCount;
  out.u32(scan.localGroups + 3);
  out.bytes(body.bytes.subarray(scan.localsStart, scan.codeStart));
  out.u8(1, I64, 1, F32, 1, F64);
  return { i64: first, f32: first + 1, f64: first + 2 };
}

function writeBlockType(out: ByteWriter, type: FuncType, index: BlockTypeIndex): void {
  const [only, ...rest] = type.results;
  if (only === undefined) out.u8(EMPTY_BLOCK);
  else if (rest.length === 0) out.u8(only);
  else out.signed(BigInt(index(type.results)));
}

function writeCode(
  out: ByteWriter,
  body: ByteReader,
  scan: Scan,
  layout: Layout,
  scratch: Scratch,
  isWrapped: boolean,
): void {
  const { charges, edits } = scan;
  let from = scan.codeStart;
  let c = 0;
  let e = 0;
  const copyTo = (at: number): void => {
    out.bytes(body.bytes.subarray(from, at));
    from = at;
  };
  for (;;) {
    const charge = charges[c];
    const edit = edits[e];
    if (charge !== undefined && (edit === undefined || charge.at <= edit.at)) {
      copyTo(charge.at);
      emitCharge(out, layout.fuel, charge.cost, scratch.i64);
      c++;
    } else if (edit !== undefined) {
      e++;
      if (edit.kind === EditKind.Return && !isWrapped) continue;
      copyTo(edit.at);
      writeEdit(out, edit, layout, scratch);
      from = edit.end;
    } else {
      copyTo(scan.codeEnd);
      return;
    }
  }
}

function writeEdit(out: ByteWriter, edit: Edit, layout: Layout, scratch: Scratch): void {
  switch (edit.kind) {
    case EditKind.Return:
      out.u8(Op.Br).u32(edit.depth);
      break;
    case EditKind.Grow:
      out.u8(Op.Call).u32(layout.grow);
      break;
    case EditKind.ChargeBytes:
      out.u8(Op.Call).u32(layout.chargeBytes);
      break;
    case EditKind.ChargeEntries:
      out.u8(Op.Call).u32(layout.chargeEntries);
      break;
    case EditKind.CanonicalF32:
      emitCanonicalF32(out, scratch.f32);
      break;
    case EditKind.CanonicalF64:
      emitCanonicalF64(out, scratch.f64);
  }
}
