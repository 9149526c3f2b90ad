import { expect } from "chai";
import { prepareProgram, ProgramRefusedError, sha256 } from "../src";
import { OpenFlag } from "../src/wasi/abi";
import type { WasiName } from "../src/wasm/signatures";
import { encodeModule, I32, text, uleb, type Code } from "./support/encoder";
import { Script } from "./support/guest";
import {
  br,
  brIf,
  call,
  DROP,
  get,
  i32,
  i64,
  loop,
  MEMORY_GROW,
  program,
  repeat,
  set,
  VOID,
  write,
} from "./support/program";
import { LIMITS, MIB, runBare, type BareOptions } from "./support/run";

interface Bomb {
  what: string;
  wasm: Uint8Array;
  options?: BareOptions;
  exit: string;
}

/** Calls a host function for ever. */
function forEver(name: WasiName, ...args: Code): Uint8Array {
  return program({ imports: [name], code: loop(...args, call(0), DROP, br(0)) });
}

/** Directories in directories, a thousand deep, each by the whole path to it. */
function nest(): Script {
  const script = new Script();
  for (let depth = 1; depth <= 200; ++depth) {
    script.call("path_create_directory", 3, ...script.text("d/".repeat(depth - 1) + "d"));
  }
  return script;
}

/** Makes a file longer and shorter for ever. */
function breathe(): Uint8Array {
  const path = 64;
  const open: Code = [i32(3), i32(0), i32(path), i32(1), i32(OpenFlag.Create)];
  return program({
    imports: ["path_open", "fd_filestat_set_size"],
    data: [[0, i32(path), 0x0b, 1, 0x66]],
    code: [
      ...open,
      ...[i64(-1), i64(0), i32(0), i32(8), call(0), DROP],
      loop(...[i32(4), i64(1_000_000), call(1), DROP], ...[i32(4), i64(0), call(1), DROP], br(0)),
    ],
  });
}

const HALF_MEMORY = 32_768;
const BOMBS: readonly Bomb[] = [
  {
    what: "memory that is taken and filled",
    wasm: program({
      locals: [I32],
      code: loop(i32(1), MEMORY_GROW, set(0), i32(0), i32(7), i32(65_536), 0xfc, 11, 0, br(0)),
    }),
    exit: "out-of-fuel",
  },
  {
    what: "memory that must be had",
    wasm: program({
      code: loop(i32(1), MEMORY_GROW, i32(-1), 0x46, 0x04, 0x40, 0x00, 0x0b, br(0)),
    }),
    exit: "out-of-memory",
  },
  {
    what: "memory copied over itself",
    wasm: program({ code: loop(i32(1), i32(0), i32(HALF_MEMORY), 0xfc, 10, 0, 0, br(0)) }),
    exit: "out-of-fuel",
  },
  {
    what: "asking for the time",
    wasm: forEver("clock_time_get", i32(1), i64(0), i32(8)),
    exit: "out-of-fuel",
  },
  { what: "giving way to others", wasm: forEver("sched_yield"), exit: "out-of-fuel" },
  {
    what: "randomness by the megabyte",
    wasm: forEver("random_get", i32(0), i32(65_536)),
    exit: "out-of-fuel",
  },
  {
    what: "output in empty pieces",
    wasm: forEver("fd_write", i32(1), i32(0), i32(0), i32(8)),
    exit: "out-of-fuel",
  },
  {
    what: "output of the whole memory, over and over",
    wasm: program({ imports: ["fd_write"], code: loop(...write(0, 1, 0, 65_536), br(0)) }),
    exit: "output-limit",
  },
  {
    what: "errors instead of output",
    wasm: program({ imports: ["fd_write"], code: loop(...write(0, 2, 0, 65_536), br(0)) }),
    exit: "output-limit",
  },
  { what: "a file that breathes", wasm: breathe(), exit: "out-of-fuel" },
  {
    what: "a list of directory entries without end",
    wasm: forEver("fd_readdir", i32(3), i32(0), i32(65_536), i64(0), i32(8)),
    exit: "out-of-fuel",
  },
  {
    what: "a program that ends over and over",
    wasm: program({
      locals: [I32],
      code: [...repeat(0, 1_000_000), i32(0), brIf(0), ...loop(get(0), DROP, br(0))],
    }),
    exit: "out-of-fuel",
  },
];

const HEADER = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const importing = (name: string, module = "wasi_snapshot_preview1", count = 1): Uint8Array =>
  encodeModule({
    imports: Array.from({ length: count }, () => ({ module, name, type: VOID })),
    functions: [{ type: VOID, code: [] }],
    exports: [{ name: "_start", kind: 0, index: count }],
  });

/** Modules that stand for more than they are, or than there can be. */
const REFUSED: readonly [what: string, wasm: Uint8Array][] = [
  ["threads", importing("thread-spawn", "wasi")],
  ["a thousand and one imports", importing("sched_yield", "wasi_snapshot_preview1", 1_001)],
  ["an import with a name of a megabyte", importing("x".repeat(MIB))],
  ["an import of a module with such a name", importing("sched_yield", "x".repeat(MIB))],
  ["nine tables", new Uint8Array([...HEADER, 4, 28, 9, ...Array.from({ length: 27 }, () => 0)])],
  [
    "globals without number",
    program({
      code: [],
      globals: Array.from({ length: 20_001 }, () => ({ type: I32, init: i32(0) })),
    }),
  ],
  [
    "segments without number",
    program({
      code: [],
      data: Array.from({ length: 50_001 }, () => [0, i32(0), 0x0b, 0]),
    }),
  ],
  [
    "exports without number",
    program({
      code: [],
      exports: Array.from({ length: 20_001 }, (_, i) => ({ name: `e${i}`, kind: 0, index: 0 })),
    }),
  ],
  ["a section of 4 GiB", new Uint8Array([...HEADER, 10, 0xff, 0xff, 0xff, 0xff, 0x0f])],
  ["a module of nothing", new Uint8Array(HEADER)],
];

describe("hostile programs", () => {
  for (const { what, wasm, options = {}, exit } of BOMBS) {
    it(`end by a limit of their own, twice alike: ${what}`, () => {
      const limits = { fuel: 2_000_000n, memoryBytes: 4 * MIB, outputBytes: 100_000, ...options };
      const [one, other] = [runBare(wasm, limits), runBare(wasm, limits)];
      expect(one.exit, one.detail).to.equal(exit);
      expect(one.fuel <= limits.fuel).to.equal(true);
      expect(one.stdout.length + one.stderr.length).to.be.at.most(limits.outputBytes);
      expect({ ...other, stdout: sha256(other.stdout) }).to.deep.equal({
        ...one,
        stdout: sha256(one.stdout),
      });
    });
  }

  it("find names too long where directories nest without end", () => {
    const { outcome, errnos } = nest().run();
    expect(["ok", "file-limit"]).to.include(outcome.exit);
    expect(errnos.every((errno) => errno < 77)).to.equal(true);
  });

  it("are told of a path that climbs a thousand times, and stay where they are", () => {
    const script = new Script();
    script.open("../".repeat(1_000) + "etc/passwd", { rights: 2n });
    script.open("d/".repeat(2_000), { rights: 2n });
    const { outcome, errnos } = script.run();
    expect(outcome.exit).to.equal("ok");
    expect(errnos).to.not.include(0);
  });

  it("may carry a megabyte that means nothing, and run as without it", () => {
    const note = [text("note"), new Array<number>(MIB).fill(0)];
    const size = 5 + MIB;
    const shape = { functions: [{ type: VOID, code: [] }], memory: { min: 1 } };
    const exports = [{ name: "_start", kind: 0, index: 0 }];
    const front: Code = [0, uleb(size), ...note];
    const [bare, carrying] = [
      encodeModule({ ...shape, exports }),
      encodeModule({ ...shape, exports, front }),
    ];
    expect(prepareProgram(carrying, LIMITS).wasm).to.deep.equal(prepareProgram(bare, LIMITS).wasm);
  });

  for (const [what, wasm] of REFUSED) {
    it(`are refused in a short sentence: ${what}`, () => {
      let refusal: unknown;
      try {
        prepareProgram(wasm, LIMITS);
      } catch (error) {
        refusal = error;
      }
      if (!(refusal instanceof ProgramRefusedError)) throw new Error(`not refused: ${what}`);
      expect(refusal.message.length).to.be.lessThan(300);
    });
  }
});
