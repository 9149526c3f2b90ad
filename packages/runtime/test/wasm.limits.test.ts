import { expect } from "chai";
import { prepareProgram, runChunk } from "../src";
import { STACK_SLOTS } from "../src/wasm/frames";
import { F64, I32, type Code } from "./support/encoder";
import {
  call,
  data,
  DROP,
  f64,
  get,
  i32,
  I32_LOAD,
  I32_STORE,
  loop,
  br,
  MEMORY_GROW,
  MEMORY_SIZE,
  program,
  RETURN,
  set,
  SUB,
  UNREACHABLE,
  VOID,
  when,
  write,
} from "./support/program";
import { LIMITS, MIB, runBare, SEED } from "./support/run";

const PAGE = 65536;

async function runConfined(wasm: Uint8Array) {
  const program = prepareProgram(wasm, LIMITS);
  return runChunk({ program, input: new Uint8Array(0), limits: LIMITS, seed: SEED });
}

describe("memory cap", () => {
  it("refuses a program that starts above it, before anything runs", () => {
    const wasm = program({ memory: { min: 17 }, code: [] });
    expect(() => prepareProgram(wasm, { memoryBytes: 16 * PAGE }))
      .to.throw("starts with 1114112 bytes of memory, more than the 1048576 allowed")
      .with.property("exit", "out-of-memory");
    expect(runBare(wasm, { memoryBytes: 17 * PAGE }).exit).to.equal("ok");
  });

  const growTo = (pages: number, ...then: Code): Uint8Array =>
    program({
      imports: ["fd_write"],
      code: [
        i32(64),
        i32(pages),
        MEMORY_GROW,
        I32_STORE,
        i32(68),
        MEMORY_SIZE,
        I32_STORE,
        ...write(0, 1, 64, 8),
        ...then,
      ],
    });
  const answers = (bytes: Uint8Array): number[] => [...new Int32Array(bytes.slice().buffer)];

  it("gives memory up to the cap and answers -1 beyond it", () => {
    const atCap = runBare(growTo(15), { memoryBytes: 16 * PAGE });
    expect(answers(atCap.stdout)).to.deep.equal([1, 16]);
    const beyond = runBare(growTo(16), { memoryBytes: 16 * PAGE });
    expect(answers(beyond.stdout)).to.deep.equal([-1, 1]);
    expect(beyond.exit).to.equal("ok");
    expect(answers(runBare(growTo(-1)).stdout)).to.deep.equal([-1, 1]);
  });

  it("keeps a maximum of the module that is lower", () => {
    const wasm = program({
      memory: { min: 1, max: 2 },
      code: [i32(2), MEMORY_GROW, i32(1), 0x6a, when(UNREACHABLE)],
    });
    expect(runBare(wasm).exit).to.equal("ok");
  });

  it("counts part of a page as none", () => {
    expect(answers(runBare(growTo(1), { memoryBytes: 2 * PAGE - 1 }).stdout)).to.deep.equal([
      -1, 1,
    ]);
  });

  it("calls it out-of-memory when a refusal is followed by a trap, and only then", () => {
    const options = { memoryBytes: 2 * PAGE };
    expect(runBare(growTo(9, UNREACHABLE), options).exit).to.equal("out-of-memory");
    expect(runBare(growTo(1, UNREACHABLE), options).exit).to.equal("trap");
  });

  it("survives a program that asks for memory until there is none", () => {
    const bomb = program({
      code: loop(i32(1), MEMORY_GROW, i32(-1), 0x46, when(UNREACHABLE), br(0)),
    });
    expect(runBare(bomb).exit).to.equal("out-of-memory");
  });

  it("accepts a program without memory, whose pointers are then all bad", () => {
    const code = [i32(0), i32(8), call(0), i32(21), 0x47, when(UNREACHABLE)];
    const wasm = program({ memory: undefined, imports: ["random_get"], code });
    expect(runBare(wasm).exit).to.equal("ok");
  });

  it("traps on an access outside, at the first byte and at the last of 4 GiB", () => {
    for (const address of [PAGE - 3, -4]) {
      const outcome = runBare(program({ code: [i32(address), I32_LOAD, DROP] }));
      expect(outcome).to.include({ exit: "trap", detail: "memory access out of bounds" });
    }
  });

  it("traps before the start when a data segment does not fit", () => {
    const outcome = runBare(program({ code: [], data: [data(PAGE - 1, [1, 2])] }));
    expect(outcome).to.include({ exit: "trap", fuel: 0n, detail: "memory access out of bounds" });
  });
});

describe("call depth", () => {
  const FRAME = 16;

  /** A function of the given parameters and locals that calls itself until its count is zero. */
  const recursion = (depth: number, locals: number[] = []): Uint8Array =>
    program({
      code: [i32(depth), call(1)],
      more: [
        {
          type: { params: [I32], results: [] },
          locals,
          code: [get(0), when(get(0), i32(1), SUB, call(1))],
        },
      ],
    });
  // The frame of _start has one operand at most, that of the function its count and two operands.
  const deepest = Math.floor((STACK_SLOTS - (FRAME + 1)) / (FRAME + 1 + 2)) - 1;

  it("lets a program go exactly as deep as its frames allow, and no deeper", async () => {
    const well = await runConfined(recursion(deepest));
    expect(well.receipt.exit, well.receipt.detail).to.equal("ok");
    const over = await runConfined(recursion(deepest + 1));
    expect(over.receipt).to.include({ exit: "trap", detail: "call stack exhausted" });
  });

  it("ends endless recursion the same way, well before the engine's stack ends", async () => {
    const wide = Array.from({ length: 2000 }, (_, i) => (i % 2 === 0 ? I32 : F64));
    for (const locals of [[], wide]) {
      const { receipt } = await runConfined(recursion(-1, locals));
      expect(receipt).to.include({ exit: "trap", detail: "call stack exhausted" });
    }
  });

  it("gives the allowance back on every way out of a function", () => {
    const more = [
      { type: { params: [I32], results: [] }, code: [get(0), when(RETURN), call(2)] },
      { type: VOID, code: [call(3)] },
      { type: VOID, code: [0x0c, 0] },
    ];
    const again: Code = [get(0), i32(1), SUB, 0x22, 0, 0x0d, 0];
    const code = [i32(300_000), set(0), loop(i32(1), call(1), i32(0), call(1), ...again)];
    expect(runBare(program({ locals: [I32], code, more })).exit).to.equal("ok");
  });

  it("keeps values and several results of a function that is counted", () => {
    const pair = { params: [I32], results: [I32, F64] };
    const more = [
      { type: pair, code: [get(0), when(i32(7), f64(2.5), RETURN), call(2), i32(9), f64(0.5)] },
      { type: VOID, code: [] },
    ];
    const expectPair = (argument: number, first: number, second: number): Code => [
      i32(argument),
      call(1),
      f64(second),
      0x62,
      when(UNREACHABLE),
      i32(first),
      0x47,
      when(UNREACHABLE),
    ];
    const wasm = program({ code: [...expectPair(1, 7, 2.5), ...expectPair(0, 9, 0.5)], more });
    expect(runBare(wasm).exit).to.equal("ok");
  });
});

describe("output cap", () => {
  const writeForever = (fd: number): Uint8Array =>
    program({ imports: ["fd_write"], code: loop(...write(0, fd, 64, 1000), br(0)) });

  it("ends a program at the first write that does not fit", () => {
    for (const fd of [1, 2]) {
      const outcome = runBare(writeForever(fd), { outputBytes: 10_500 });
      expect(outcome.exit).to.equal("output-limit");
      expect(outcome.stdout.length + outcome.stderr.length).to.equal(10_000);
    }
  });

  it("lets it be filled to the last byte", () => {
    const wasm = program({ imports: ["fd_write"], code: write(0, 1, 64, 1000) });
    expect(runBare(wasm, { outputBytes: 1000 }).exit).to.equal("ok");
    expect(runBare(wasm, { outputBytes: 999 }).exit).to.equal("output-limit");
  });

  it("counts the same bytes named many times", () => {
    const vectors = Array.from({ length: 1000 }, (_, i) => [
      [i32(i * 8), i32(8192), I32_STORE],
      [i32(i * 8 + 4), i32(50_000), I32_STORE],
    ]);
    const code = [...vectors, i32(1), i32(0), i32(1000), i32(8000), call(0), DROP];
    const outcome = runBare(program({ imports: ["fd_write"], code }), { outputBytes: MIB });
    expect(outcome.exit).to.equal("output-limit");
    expect(outcome.stdout.length).to.be.at.most(MIB);
  });
});
