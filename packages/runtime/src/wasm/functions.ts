import { BOUNDS } from "./bounds";
import {
  emitCanonicalF32,
  emitCanonicalF64,
  emitCharge,
  emitEnterFrame,
  emitLeaveFrame,
  emitReload,
} from "./emit";
import { frameSlots, isCounted } from "./frames";
import type { Layout } from "./layout";
import { Op } from "./opcodes";
import { refuse, type ByteReader } from "./reader";
import { EditKind, type Edit, type Scan } from "./edits";
import { EMPTY_BLOCK, F32, F64, I32, I64, type FuncType } from "./types";
import { ByteWriter } from "./writer";

/** Locals that rewriting adds. */
interface Extra {
  /** The function's copy of the fuel. */
  readonly fuel: number;
  /** The call stack's allowance on entry. */
  readonly stack: number;
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
  const extra = writeLocals(out, body, scan);
  const slots = isCounted(scan) ? frameSlots(scan) : 0;
  if (slots > 0) {
    emitEnterFrame(out, layout.stack, slots, extra.stack);
    out.u8(Op.Block);
    writeBlockType(out, scan.type, blockTypeIndex);
  }
  if (scan.charges.length > 0) emitReload(out, layout.fuel, extra.fuel);
  writeCode(out, body, scan, layout, extra, slots > 0);
  if (slots > 0) {
    out.u8(Op.End);
    emitLeaveFrame(out, layout.stack, extra.stack);
  }
  out.u8(Op.End);
  if (out.length > BOUNDS.rewrittenFunctionBytes) {
    refuse(`a function grows to ${out.length} bytes with its metering, which is too many`);
  }
  return out;
}

function writeLocals(out: ByteWriter, body: ByteReader, scan: Scan): Extra {
  const first = scan.localCount;
  out.u32(scan.localGroups + 4);
  out.bytes(body.bytes.subarray(scan.localsStart, scan.codeStart));
  out.u8(1, I64, 1, I32, 1, F32, 1, F64);
  return { fuel: first, stack: first + 1, f32: first + 2, f64: first + 3 };
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
  extra: Extra,
  isWrapped: boolean,
): void {
  const { charges, edits } = scan;
  // One charge at the start reads the copy once. Anywhere else it may be a loop's, which comes back to it.
  const isCopied = charges.some(({ at }) => at !== scan.codeStart);
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
      emitCharge(out, layout.fuel, charge.cost, extra.fuel);
      c++;
    } else if (edit !== undefined) {
      e++;
      if (edit.kind === EditKind.Return && !isWrapped) continue;
      if (edit.kind === EditKind.Reload && !isCopied) continue;
      copyTo(edit.at);
      writeEdit(out, edit, layout, extra);
      if (isCopied && spends(edit.kind)) emitReload(out, layout.fuel, extra.fuel);
      from = edit.end;
    } else {
      copyTo(scan.codeEnd);
      return;
    }
  }
}

/** Whether the edit calls a helper that spends fuel. */
function spends(kind: EditKind): boolean {
  return kind === EditKind.Grow || kind === EditKind.ChargeBytes || kind === EditKind.ChargeEntries;
}

function writeEdit(out: ByteWriter, edit: Edit, layout: Layout, extra: Extra): void {
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
      emitCanonicalF32(out, extra.f32);
      break;
    case EditKind.CanonicalF64:
      emitCanonicalF64(out, extra.f64);
      break;
    case EditKind.Reload:
      emitReload(out, layout.fuel, extra.fuel);
  }
}
