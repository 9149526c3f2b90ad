import { expect } from "chai";
import { prepareProgram, ProgramRefusedError, pathTracerWasm } from "../src";
import { encodeModule, F64, flatten, I32, text, uleb, type Code } from "./support/encoder";
import { call, DROP, i32, program, VOID } from "./support/program";
import { runBare } from "./support/run";

const HEADER = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const raw = (...code: Code): Uint8Array => Uint8Array.from(flatten(code));
const section = (id: number, ...content: Code): Code => {
  const bytes = flatten(content);
  return [id, uleb(bytes.length), bytes];
};

function refusal(wasm: Uint8Array): ProgramRefusedError {
  try {
    prepareProgram(wasm, { memoryBytes: 1 << 24 });
  } catch (error) {
    if (error instanceof ProgramRefusedError) return error;
    throw error;
  }
  throw new Error("the module was not refused");
}

function refuses(wasm: Uint8Array, sentence: string | RegExp): void {
  const error = refusal(wasm);
  expect(error.exit).to.equal("invalid-module");
  if (typeof sentence === "string") expect(error.message).to.contain(sentence);
  else expect(error.message).to.match(sentence);
}

describe("modules that are refused", () => {
  context("given bytes that are no module", () => {
    it("says so", () => {
      refuses(new Uint8Array(0), "too short");
      refuses(new TextEncoder().encode("#!/bin/sh\necho hello"), "not a WebAssembly module");
      refuses(raw(HEADER.slice(0, 4), [2, 0, 0, 0]), "version is not 1");
      refuses(raw(HEADER.slice(0, 4), [0x0d, 0, 1, 0]), "version is not 1");
    });

    it("refuses every truncation of a real module without any other error", () => {
      const whole = pathTracerWasm();
      for (let length = 0; length < whole.length; length += 37) {
        expect(refusal(whole.slice(0, length)).exit).to.equal("invalid-module");
      }
    });

    it("gives a named refusal or a run for every one-byte change of a small module", () => {
      const whole = program({
        imports: ["fd_write"],
        code: [i32(0), i32(0), i32(0), i32(0), call(0), DROP],
      });
      for (let at = 0; at < whole.length; at++) {
        for (const change of [1, 0x40, 0x80, 0xff]) {
          const bytes = whole.slice();
          bytes[at] = (bytes[at] as number) ^ change;
          try {
            expect(runBare(bytes, { fuel: 1000n }).exit).to.not.equal("crashed");
          } catch (error) {
            expect(error).to.be.instanceOf(ProgramRefusedError);
          }
        }
      }
    });
  });

  context("given numbers that lie", () => {
    it("refuses LEBs that are too long or too large", () => {
      refuses(raw(HEADER, 1, [0x80, 0x80, 0x80, 0x80, 0x80, 0]), "does not fit 32 bits");
      refuses(raw(HEADER, 1, [0xff, 0xff, 0xff, 0xff, 0x1f]), "does not fit 32 bits");
    });

    it("refuses a section longer than the file, or than its content", () => {
      refuses(raw(HEADER, 1, uleb(2 ** 32 - 1)), "ends inside an item");
      refuses(raw(HEADER, section(1, 0, 0)), "longer than its content");
    });

    it("refuses a count of items that cannot be there, at once", () => {
      refuses(raw(HEADER, section(1, uleb(19_999))), "cannot fit into");
      refuses(raw(HEADER, section(3, uleb(2 ** 32 - 1))), "more than the");
    });

    it("refuses sections out of order, repeated or unknown", () => {
      const types = section(1, 0);
      refuses(raw(HEADER, section(3, 0), types), "out of order");
      refuses(raw(HEADER, types, types), "repeated");
      refuses(raw(HEADER, section(13, 0)), "section 13");
    });

    it("refuses functions without bodies and bodies without functions", () => {
      const types = section(1, 1, 0x60, 0, 0);
      refuses(raw(HEADER, types, section(3, 1, 0)), "declared and 0 defined");
      refuses(raw(HEADER, types, section(10, 1, 2, 0, 0x0b)), "declared and 1 defined");
    });

    it("refuses a name that is not UTF-8", () => {
      refuses(raw(HEADER, section(0, 2, 0xff, 0xfe)), "not UTF-8");
    });
  });

  context("given bombs", () => {
    it("refuses a million locals, in one group or in many", () => {
      const body = (groups: Code): Uint8Array => {
        const bytes = flatten([groups, 0x0b]);
        return raw(
          HEADER,
          section(1, 1, 0x60, 0, 0),
          section(3, 1, 0),
          section(7, 1, text("_start"), 0, 0),
          section(10, 1, uleb(bytes.length), bytes),
        );
      };
      refuses(body([1, uleb(1_000_000), I32]), "more than 10000 locals");
      refuses(body([2, uleb(9_999), I32, uleb(2 ** 32 - 1), F64]), "more than 10000 locals");
    });

    it("refuses blocks nested without end", () => {
      const deep = new Array<Code>(20_000).fill([0x02, 0x40]);
      refuses(
        program({ code: [...deep, ...new Array<number>(20_000).fill(0x0b)] }),
        "nested too deeply",
      );
    });

    it("takes blocks nested within the bound", () => {
      const deep = new Array<Code>(9_000).fill([0x02, 0x40]);
      const wasm = program({ code: [...deep, ...new Array<number>(9_000).fill(0x0b)] });
      expect(runBare(wasm).exit).to.equal("ok");
    });

    it("refuses a branch table, a function or a module that is too large", () => {
      const table = [i32(0), 0x0e, uleb(60_000), ...new Array<number>(60_001).fill(0)];
      refuses(program({ code: table }), "branch targets");
      refuses(program({ code: new Array<number>(2_200_000).fill(1) }), "a function of");
      refuses(new Uint8Array(33 * 1024 * 1024), "more than the 33554432 allowed");
    });

    it("refuses a function that metering would make too large", () => {
      const store = flatten([i32(0), 0x20, 0, 0x39, 3, 0]);
      const code = new Array<Code>(299_000).fill(store);
      refuses(program({ locals: [F64], code }), "grows to");
    });

    it("refuses large tables and segments for memory that is not there", () => {
      refuses(program({ code: [], table: { min: 1_000_000 } }), "a table of 1000000 entries");
      const data = [[0, i32(0), 0x0b, 1, 0]];
      refuses(program({ memory: undefined, code: [], data }), "no memory to go to");
      refuses(program({ memory: { min: 70_000 }, code: [] }), "passes 4 GiB");
    });

    it("reads a module full of functions", () => {
      const functions = Array.from({ length: 20_000 }, () => ({ type: VOID, code: [] }));
      const wasm = program({ code: [], more: functions });
      expect(runBare(wasm).exit).to.equal("ok");
      expect(prepareProgram(wasm, { memoryBytes: 65536 }).wasm.length).to.be.above(wasm.length);
    });
  });

  context("given features whose results could differ", () => {
    it("refuses shared memory and atomics", () => {
      const shared = raw(HEADER, section(5, 1, 3, 1, 1));
      refuses(shared, "shared memory");
      refuses(program({ code: [0xfe, 0x03, 0x00] }), "threads and atomics");
    });

    it("refuses SIMD, relaxed or not, in code and in types", () => {
      refuses(program({ code: [0xfd, uleb(0x100), DROP] }), "SIMD");
      refuses(program({ code: [0xfd, 12, ...new Array<number>(16).fill(0), DROP] }), "SIMD");
      refuses(program({ locals: [0x7b], code: [] }), "SIMD");
    });

    it("refuses exceptions, tail calls, garbage collection and a second memory", () => {
      refuses(program({ code: [0x06, 0x40, 0x0b] }), "exception handling");
      refuses(program({ code: [0x1f, 0x40, 0, 0x0b] }), "exception handling");
      refuses(program({ code: [0x12, 0] }), "tail calls");
      refuses(program({ code: [0xfb, 0] }), "garbage collection");
      refuses(raw(HEADER, section(1, 1, 0x5f, 0, 0)), "garbage collection");
      refuses(raw(HEADER, section(5, 2, 0, 1, 0, 1)), "2 memories are more than the 1");
      refuses(raw(HEADER, section(5, 1, 4, 1)), "flags 0x4");
      refuses(program({ code: [0x3f, 1, DROP] }), "second memory");
    });

    it("refuses imported memories, tables and globals", () => {
      const imported = (...what: Code): Uint8Array =>
        raw(HEADER, section(2, 1, text("env"), text("x"), what));
      refuses(imported(2, 0, 1), "imports a memory");
      refuses(imported(1, 0x70, 0, 1), "imports a table");
      refuses(imported(3, I32, 0), "imports a global");
    });
  });

  context("given a module without a proper entry", () => {
    it("refuses it", () => {
      refuses(
        encodeModule({ functions: [{ type: VOID, code: [] }] }),
        "exports no function _start",
      );
      const type = { params: [I32], results: [] };
      const exports = [{ name: "_start", kind: 0, index: 0 }];
      refuses(
        encodeModule({ functions: [{ type, code: [] }], exports }),
        "_start takes parameters",
      );
      refuses(program({ code: [], exports: [{ name: "_start", kind: 0, index: 0 }] }), "same name");
      refuses(program({ code: [], exports: [{ name: "x", kind: 0, index: 9 }] }), "does not exist");
    });
  });

  context("given code that does not type-check", () => {
    it("is refused by the sandbox's engine, as invalid too", () => {
      for (const code of [[DROP], [i32(1)], [0x42, 0, 0x45, DROP]]) {
        const outcome = runBare(program({ code }));
        expect(outcome).to.include({
          exit: "invalid-module",
          detail: "the module is not valid",
          fuel: 0n,
        });
      }
    });
  });

  context("given an import that does not exist here", () => {
    const importing = (module: string, name: string, type = VOID): ProgramRefusedError =>
      refusal(
        encodeModule({
          imports: [{ module, name, type }],
          functions: [{ type: VOID, code: [] }],
          exports: [{ name: "_start", kind: 0, index: 1 }],
        }),
      );

    it("names it", () => {
      for (const [module, name] of [
        ["env", "abort"],
        ["wasi_snapshot_preview1", "sock_send"],
        ["wasi_unstable", "fd_write"],
        ["wasi_snapshot_preview1", "constructor"],
      ] as const) {
        const error = importing(module, name);
        expect(error.exit).to.equal("unknown-import");
        expect(error.message).to.equal(`there is no host function ${module}.${name}`);
      }
    });

    it("refuses a function of another type", () => {
      const error = importing("wasi_snapshot_preview1", "sched_yield", {
        params: [F64],
        results: [],
      });
      expect(error.exit).to.equal("unknown-import");
      expect(error.message).to.contain("is () -> i32, not (f64) -> ()");
    });

    it("does not pass on what could confuse a terminal", () => {
      expect(importing("env", "\u001b[2J\u202e").message).to.equal(
        "there is no host function env.?[2J?",
      );
      expect(importing("env", "x".repeat(5000)).message.length).to.be.lessThan(200);
    });
  });
});
