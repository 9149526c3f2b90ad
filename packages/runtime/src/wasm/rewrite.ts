import { PAGE_BYTES } from "./bounds";
import { COSTS } from "./costs";
import { chargeBody, growBody } from "./emit";
import { STACK_SLOTS } from "./frames";
import { rewriteFunction, type BlockTypeIndex } from "./functions";
import { EXPORTS, layoutOf, type Layout } from "./layout";
import {
  KIND_FUNCTION,
  KIND_GLOBAL,
  KIND_MEMORY,
  typeOfFunction,
  type Module,
  type RawSection,
} from "./module";
import { Op } from "./opcodes";
import { refuse } from "./reader";
import { scanFunction } from "./scan";
import { TypeTable } from "./type-table";
import { I32, I64, type FuncType } from "./types";
import { ByteWriter } from "./writer";
import { BOUNDS } from "./bounds";

export interface RewriteOptions {
  /** Cap of the linear memory. */
  memoryBytes: number;
  /**
   * False leaves the code as it is, without fuel, call depth or canonical NaNs: for measuring what
   * metering costs, never for strangers' programs.
   */
  isMetered: boolean;
}

/** Writes the module anew with fuel, capped memory, and nothing exported that is not needed. */
export function rewriteModule(module: Module, options: RewriteOptions): Uint8Array {
  const layout = layoutOf(module, Math.floor(options.memoryBytes / PAGE_BYTES));
  const types = new TypeTable(module.types);
  const charge = types.indexOf({ params: [I32], results: [I32] });
  const code = options.isMetered ? meteredCode(module, layout, types) : plainCode(module);
  const helpers = options.isMetered ? helperBodies(layout) : [];
  const out = new ByteWriter(1024 + code.length * 2).u8(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
  out.section(1, typeSection(types.types));
  if (module.importSection) out.section(2, new ByteWriter().bytes(module.importSection));
  out.section(3, functionSection(module, helpers.length, charge));
  out.section(4, tableSection(module));
  if (module.memory) {
    const { initial } = module.memory;
    out.section(
      5,
      new ByteWriter()
        .u8(1, 1)
        .u32(initial)
        .u32(layout.maxPages ?? initial),
    );
  }
  out.section(6, globalSection(module.globals));
  out.section(7, exportSection(module, layout));
  out.section(9, elementSection(module));
  if (module.dataCount !== undefined) out.section(12, new ByteWriter().u32(module.dataCount));
  out.section(10, codeSection(module.bodies.length, code, helpers));
  if (module.data.count > 0) out.section(11, counted(module.data, 0));
  return out.finish();
}

function meteredCode(module: Module, layout: Layout, types: TypeTable): ByteWriter {
  const out = new ByteWriter(4096);
  const blockTypeIndex: BlockTypeIndex = (results) => types.indexOf({ params: [], results });
  module.bodies.forEach((body, i) => {
    const type = typeOfFunction(module, module.imports.length + i);
    if (type === undefined) return refuse("a function has no type");
    out.sized(rewriteFunction(body, scanFunction(module, body, type), layout, blockTypeIndex));
  });
  return out;
}

/** The bodies as they are, each still scanned: what is refused does not depend on metering. */
function plainCode(module: Module): ByteWriter {
  const out = new ByteWriter(4096);
  module.bodies.forEach((body, i) => {
    const type = typeOfFunction(module, module.imports.length + i);
    if (type === undefined) return refuse("a function has no type");
    const start = body.pos;
    scanFunction(module, body, type);
    out.u32(body.end - start).bytes(body.bytes.subarray(start, body.end));
  });
  return out;
}

function helperBodies(layout: Layout): ByteWriter[] {
  const bodies = [chargeBody(layout, COSTS.bytesPerUnit), chargeBody(layout, 1)];
  return layout.maxPages === undefined ? bodies : [...bodies, growBody(layout)];
}

function typeSection(types: readonly FuncType[]): ByteWriter {
  const out = new ByteWriter().u32(types.length);
  for (const { params, results } of types) {
    out
      .u8(0x60)
      .u32(params.length)
      .u8(...params);
    out.u32(results.length).u8(...results);
  }
  return out;
}

function functionSection(module: Module, helpers: number, helperType: number): ByteWriter {
  const out = new ByteWriter().u32(module.functions.length + helpers);
  for (const type of module.functions) out.u32(type);
  for (let i = 0; i < helpers; i++) out.u32(helperType);
  return out;
}

function tableSection(module: Module): ByteWriter {
  const out = new ByteWriter().u32(module.tables.length);
  for (const { refType, initial, maximum } of module.tables) {
    const cap = Math.max(initial, Math.min(maximum ?? BOUNDS.tableEntries, BOUNDS.tableEntries));
    out.u8(refType, 1).u32(initial).u32(cap);
  }
  return out;
}

function counted(section: RawSection, more: number): ByteWriter {
  return new ByteWriter(section.items.length + 16).u32(section.count + more).bytes(section.items);
}

function globalSection(globals: RawSection): ByteWriter {
  const out = counted(globals, 3);
  out.u8(I64, 1, Op.I64Const, 0, Op.End);
  out.u8(I32, 1, Op.I32Const).signed(BigInt(STACK_SLOTS)).u8(Op.End);
  return out.u8(I32, 1, Op.I32Const, 0, Op.End);
}

function exportSection(module: Module, layout: Layout): ByteWriter {
  const entry = module.exports.find((e) => e.name === EXPORTS.entry && e.kind === KIND_FUNCTION);
  const list: [string, number, number | undefined][] = [
    [EXPORTS.entry, KIND_FUNCTION, entry?.index],
    [EXPORTS.initialise, KIND_FUNCTION, module.start],
    [EXPORTS.memory, KIND_MEMORY, module.memory && 0],
    [EXPORTS.fuel, KIND_GLOBAL, layout.fuel],
    [EXPORTS.stack, KIND_GLOBAL, layout.stack],
    [EXPORTS.flags, KIND_GLOBAL, layout.flags],
  ];
  const present = list.filter(([, , index]) => index !== undefined);
  const out = new ByteWriter().u32(present.length);
  for (const [name, kind, index] of present)
    out
      .name(name)
      .u8(kind)
      .u32(index ?? 0);
  return out;
}

/**
 * An exported function may be named by `ref.func`. Since the exports are gone, a declarative
 * segment keeps what was declared by them declared.
 */
function elementSection(module: Module): ByteWriter {
  const functions = module.exports.filter((e) => e.kind === KIND_FUNCTION);
  const out = counted(module.elements, 1).u8(3, 0).u32(functions.length);
  for (const { index } of functions) out.u32(index);
  return out;
}

function codeSection(count: number, code: ByteWriter, helpers: readonly ByteWriter[]): ByteWriter {
  const out = new ByteWriter(code.length + 256).u32(count + helpers.length).bytes(code.view());
  for (const helper of helpers) out.sized(helper);
  return out;
}
