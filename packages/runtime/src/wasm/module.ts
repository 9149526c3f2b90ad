import { BOUNDS, PAGE_BYTES } from "./bounds";
import { ByteReader, refuse } from "./reader";
import { readCode, readData, readElements, readGlobals } from "./segments";
import { readFuncType, readRefType, type FuncType } from "./types";

export interface Import {
  readonly module: string;
  readonly name: string;
  readonly type: number;
}

export interface Limits {
  readonly initial: number;
  readonly maximum: number | undefined;
}

export interface Table extends Limits {
  readonly refType: number;
}

export interface Export {
  readonly name: string;
  readonly kind: number;
  readonly index: number;
}

/** A section whose content is kept as it was found, checked but not taken apart. */
export interface RawSection {
  readonly count: number;
  /** The items, without the count in front. */
  readonly items: Uint8Array;
}

/** A module taken apart as far as rewriting needs. */
export interface Module {
  types: FuncType[];
  imports: Import[];
  importSection: Uint8Array | undefined;
  /** Type index of each function the module defines. */
  functions: number[];
  tables: Table[];
  memory: Limits | undefined;
  globals: RawSection;
  exports: Export[];
  start: number | undefined;
  elements: RawSection;
  dataCount: number | undefined;
  /** One reader for each function body, locals included. */
  bodies: ByteReader[];
  data: RawSection;
}

export const KIND_FUNCTION = 0;
export const KIND_TABLE = 1;
export const KIND_MEMORY = 2;
export const KIND_GLOBAL = 3;

/** The type of a function by its index, imports first. */
export function typeOfFunction(module: Module, index: number): FuncType | undefined {
  const imported = module.imports.length;
  const type = index < imported ? module.imports[index]?.type : module.functions[index - imported];
  return type === undefined ? undefined : module.types[type];
}

export function functionCount(module: Module): number {
  return module.imports.length + module.functions.length;
}

const SECTION_ORDER = [1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 10, 11];

/** Takes the bytes of a module apart. Refuses whatever is malformed, oversized or not accepted. */
export function parseModule(bytes: Uint8Array): Module {
  if (bytes.length > BOUNDS.moduleBytes) {
    refuse(`the module has ${bytes.length} bytes, more than the ${BOUNDS.moduleBytes} allowed`);
  }
  const reader = new ByteReader(bytes);
  checkHeader(reader);
  const module = emptyModule();
  let last = -1;
  while (!reader.done) {
    const id = reader.u8();
    const content = reader.window(reader.u32());
    if (id === 0) {
      content.name();
      continue;
    }
    const place = SECTION_ORDER.indexOf(id);
    if (place < 0) refuse(`section ${id} belongs to a feature that is not accepted`);
    if (place <= last) refuse(`section ${id} is repeated or out of order`);
    last = place;
    readSection(module, id, content);
    if (!content.done) refuse(`section ${id} is longer than its content`);
  }
  checkWhole(module);
  return module;
}

function checkHeader(reader: ByteReader): void {
  const header = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
  if (reader.end < 8) refuse("the bytes are too short to be a WebAssembly module");
  header.forEach((expected, i) => {
    if (reader.u8() === expected) return;
    refuse(i < 4 ? "the bytes are not a WebAssembly module" : "the version is not 1");
  });
}

function emptyModule(): Module {
  const none = { count: 0, items: new Uint8Array(0) };
  return {
    types: [],
    imports: [],
    importSection: undefined,
    functions: [],
    tables: [],
    memory: undefined,
    globals: none,
    exports: [],
    start: undefined,
    elements: none,
    dataCount: undefined,
    bodies: [],
    data: none,
  };
}

function readSection(module: Module, id: number, r: ByteReader): void {
  switch (id) {
    case 1:
      module.types = items(r, BOUNDS.types, 3, "types", readFuncType);
      break;
    case 2:
      module.importSection = r.bytes.subarray(r.pos, r.end);
      module.imports = items(r, BOUNDS.imports, 4, "imports", (x) => readImport(module, x));
      break;
    case 3:
      module.functions = items(r, BOUNDS.functions, 1, "functions", (x) => typeIndex(module, x));
      break;
    case 4:
      module.tables = items(r, BOUNDS.tables, 3, "tables", readTable);
      break;
    case 5:
      module.memory = items(r, 1, 2, "memories", readMemory)[0];
      break;
    case 6:
      module.globals = readGlobals(module, r);
      break;
    case 7:
      module.exports = items(r, BOUNDS.exports, 3, "exports", readExport);
      break;
    case 8:
      module.start = r.u32();
      break;
    case 9:
      module.elements = readElements(module, r);
      break;
    case 10:
      module.bodies = readCode(module, r);
      break;
    case 11:
      module.data = readData(module, r);
      break;
    default:
      module.dataCount = r.u32();
  }
}

function items<T>(
  reader: ByteReader,
  limit: number,
  minBytes: number,
  what: string,
  read: (reader: ByteReader) => T,
): T[] {
  const count = reader.count(limit, minBytes, what);
  const list: T[] = [];
  for (let i = 0; i < count; i++) list.push(read(reader));
  return list;
}

function typeIndex(module: Module, reader: ByteReader): number {
  const index = reader.u32();
  if (index >= module.types.length) refuse(`there is no type ${index}`);
  return index;
}

function readImport(module: Module, reader: ByteReader): Import {
  const from = reader.name();
  const name = reader.name();
  const kind = reader.u8();
  if (kind === KIND_FUNCTION) return { module: from, name, type: typeIndex(module, reader) };
  const what = ["", "table", "memory", "global"][kind] ?? "thing of an unknown kind";
  return refuse(`the module imports a ${what}; only functions can be imported`);
}

function readLimits(reader: ByteReader, what: string): Limits {
  const flags = reader.u8();
  if (flags === 2 || flags === 3) refuse("shared memory is not accepted");
  if (flags > 1) refuse(`a ${what} has flags 0x${flags.toString(16)}, which are not accepted`);
  const initial = reader.u32();
  const maximum = flags === 1 ? reader.u32() : undefined;
  if (maximum !== undefined && maximum < initial) refuse(`a ${what} has a maximum below its start`);
  return { initial, maximum };
}

function readTable(reader: ByteReader): Table {
  const refType = readRefType(reader);
  const limits = readLimits(reader, "table");
  if (limits.initial > BOUNDS.tableEntries) {
    refuse(`a table of ${limits.initial} entries passes the ${BOUNDS.tableEntries} allowed`);
  }
  return { refType, ...limits };
}

function readMemory(reader: ByteReader): Limits {
  const limits = readLimits(reader, "memory");
  const largest = limits.maximum ?? limits.initial;
  if (largest > BOUNDS.memoryPages) {
    refuse(`a memory of ${largest} pages of ${PAGE_BYTES} bytes passes 4 GiB`);
  }
  return limits;
}

function readExport(reader: ByteReader): Export {
  const name = reader.name();
  return { name, kind: reader.u8(), index: reader.u32() };
}

function checkWhole(module: Module): void {
  if (module.bodies.length !== module.functions.length) {
    refuse(`${module.functions.length} functions are declared and ${module.bodies.length} defined`);
  }
  if (module.dataCount !== undefined && module.dataCount !== module.data.count) {
    refuse("the count of data segments is not their number");
  }
  const spaces = [
    functionCount(module),
    module.tables.length,
    module.memory === undefined ? 0 : 1,
    module.globals.count,
  ];
  const names = new Set<string>();
  for (const { name, kind, index } of module.exports) {
    if (names.has(name)) refuse("two exports have the same name");
    names.add(name);
    if (index >= (spaces[kind] ?? 0)) refuse("an export names something that does not exist");
  }
  if (module.start !== undefined) {
    const type = typeOfFunction(module, module.start);
    if (type === undefined || type.params.length + type.results.length > 0) {
      refuse("the start function does not exist or takes parameters");
    }
  }
}
