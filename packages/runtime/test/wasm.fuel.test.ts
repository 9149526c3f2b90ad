import { expect } from "chai";
import { COSTS } from "../src/wasm/costs";
import { I32, type Code } from "./support/encoder";
import {
  ADD,
  block,
  br,
  brIf,
  call,
  DROP,
  get,
  i32,
  i64,
  I32_STORE,
  loop,
  MEMORY_GROW,
  program,
  repeat,
  RETURN,
  set,
  SUB,
  VOID,
  when,
  words,
  write,
} from "./support/program";
import { runBare } from "./support/run";

const fuelOf = (wasm: Uint8Array): bigint => {
  const outcome = runBare(wasm);
  expect(outcome.exit, outcome.detail).to.equal("ok");
  return outcome.fuel;
};
const pair = [i32(1), DROP];
const pairs = (n: number): Code => Array.from({ length: n }, () => pair);

describe("fuel", () => {
  context("given straight code", () => {
    it("charges nothing for an empty program", () => {
      expect(fuelOf(program({ code: [] }))).to.equal(0n);
    });

    it("charges one for each instruction", () => {
      expect(fuelOf(program({ code: pairs(1) }))).to.equal(2n);
      expect(fuelOf(program({ code: pairs(500) }))).to.equal(1000n);
    });

    it("charges nothing for block, loop, else, end and nop", () => {
      const code = [block(loop(0x01, 0x01, pair)), 0x01];
      expect(fuelOf(program({ code }))).to.equal(2n);
    });

    it("charges nothing for code that cannot be reached", () => {
      expect(fuelOf(program({ code: [RETURN, ...pairs(10)] }))).to.equal(1n);
    });

    it("charges one for every eight locals", () => {
      const locals = Array.from({ length: 80 }, () => I32);
      expect(fuelOf(program({ locals, code: [] }))).to.equal(10n);
    });
  });

  context("given a loop", () => {
    it("charges its body once for each time round", () => {
      // Two instructions before the loop; two of the pair and five of the count each time round.
      const code = repeat(0, 1000, pair);
      expect(fuelOf(program({ locals: [I32], code }))).to.equal(2n + 1000n * 7n);
    });

    it("charges an inner loop apart from the outer", () => {
      const code = repeat(0, 10, repeat(1, 10, pair));
      const inner = 2n + 10n * 7n;
      expect(fuelOf(program({ locals: [I32, I32], code }))).to.equal(2n + 10n * (inner + 5n));
    });
  });

  context("given branches", () => {
    const branch = (n: number): Uint8Array => program({ code: [i32(0), when(...pairs(n))] });

    it("charges a short arm in advance, taken or not", () => {
      expect(fuelOf(branch(5))).to.equal(2n + 10n);
    });

    it("charges a long arm only where it is taken", () => {
      expect(fuelOf(branch(16))).to.equal(2n);
      const taken = program({ code: [i32(1), when(...pairs(16))] });
      expect(fuelOf(taken)).to.equal(2n + 32n);
    });

    it("charges at most 128 instructions in advance for one head", () => {
      const arms = Array.from({ length: 50 }, () => [i32(0), when(...pairs(5))]);
      // Conditions always run: the first in its own stretch, later ones behind an arm.
      const fuel = fuelOf(program({ code: arms }));
      expect(Number(fuel)).to.be.within(100, 100 + 128);
    });

    it("charges the code behind a br_if that is not reached only if it is short", () => {
      const code = block(i32(1), brIf(0), ...pairs(30));
      expect(fuelOf(program({ code }))).to.equal(2n);
    });
  });

  context("given calls", () => {
    it("charges the call and the body of the function called", () => {
      const more = [{ type: VOID, code: pairs(3) }];
      expect(fuelOf(program({ code: [call(1), call(1)], more }))).to.equal(2n + 2n * 6n);
    });

    it("charges the start function before _start", () => {
      const wasm = program({ code: pairs(1), start: 1, more: [{ type: VOID, code: pairs(4) }] });
      expect(fuelOf(wasm)).to.equal(2n + 8n);
    });
  });

  context("given calls, bulk work and host calls inside a loop", () => {
    const body: Code = [call(2), i32(0), i32(7), i32(80), 0xfc, 11, 0, call(0), DROP];
    const each = 1n + 4n + 10n + 2n + BigInt(COSTS.hostCall) + 5n + (2n + 5n * 7n);
    const more = [{ type: VOID, locals: [I32], code: repeat(0, 5, pair) }];
    const shape = { imports: ["sched_yield" as const], locals: [I32], more };

    it("loses nothing that any of them spends", () => {
      const wasm = program({ ...shape, code: repeat(0, 10, body) });
      expect(fuelOf(wasm)).to.equal(2n + 10n * each);
    });

    it("bills exactly as much when a trap ends it", () => {
      const wasm = program({ ...shape, code: [repeat(0, 10, body), 0x00] });
      const outcome = runBare(wasm);
      expect(outcome).to.include({ exit: "trap", fuel: 2n + 10n * each + 1n });
    });

    it("bills the limit when it ends anywhere between", () => {
      const wasm = program({ ...shape, code: repeat(0, 10, body) });
      for (let fuel = 0n; fuel < each * 3n; fuel += 7n) {
        expect(runBare(wasm, { fuel })).to.include({ exit: "out-of-fuel", fuel });
      }
    });
  });

  context("given bulk work", () => {
    it("charges memory.fill by its bytes", () => {
      const fill = (n: number): Uint8Array =>
        program({ code: [i32(0), i32(7), i32(n), 0xfc, 11, 0] });
      expect(fuelOf(fill(0))).to.equal(4n);
      expect(fuelOf(fill(8000))).to.equal(4n + 1000n);
      expect(fuelOf(fill(8007))).to.equal(4n + 1000n);
    });

    it("charges memory.copy and memory.init by their bytes", () => {
      const copy = program({ code: [i32(0), i32(64), i32(800), 0xfc, 10, 0, 0] });
      expect(fuelOf(copy)).to.equal(4n + 100n);
      const passive = [1, 16, ...new Array<number>(16).fill(3)];
      const code = [i32(0), i32(0), i32(16), 0xfc, 8, 0, 0];
      expect(fuelOf(program({ code, dataCount: 1, data: [passive] }))).to.equal(4n + 2n);
    });

    it("charges table work by its entries", () => {
      const fill = [i32(0), 0xd0, 0x70, i32(50), 0xfc, 17, 0];
      expect(fuelOf(program({ code: fill, table: { min: 60 } }))).to.equal(4n + 50n);
      const grow = [0xd0, 0x70, i32(50), 0xfc, 15, 0, DROP];
      expect(fuelOf(program({ code: grow, table: { min: 1 } }))).to.equal(4n + 50n);
    });

    it("charges memory.grow by its pages, and a refusal nothing", () => {
      const grow = (n: number): Uint8Array => program({ code: [i32(n), MEMORY_GROW, DROP] });
      expect(fuelOf(grow(3))).to.equal(3n + 3n * BigInt(COSTS.page));
      expect(fuelOf(grow(-1))).to.equal(3n);
    });

    it("treats sizes as unsigned", () => {
      const outcome = runBare(program({ code: [i32(0), i32(7), i32(-1), 0xfc, 11, 0] }));
      expect(outcome.exit).to.equal("out-of-fuel");
    });
  });

  context("given host calls", () => {
    it("charges a base and the bytes moved", () => {
      const fuel = (n: number): bigint =>
        fuelOf(program({ imports: ["fd_write"], code: write(0, 1, 64, n) }));
      expect(fuel(80) - fuel(0)).to.equal(10n);
      expect(fuel(0)).to.equal(12n + BigInt(COSTS.hostCall + COSTS.hostItem));
    });
  });

  context("when the limit is reached", () => {
    const spin = program({ code: loop(br(0)) });

    it("ends an endless loop and bills exactly the limit", () => {
      const outcome = runBare(spin, { fuel: 1_000_003n });
      expect(outcome).to.include({ exit: "out-of-fuel", fuel: 1_000_003n });
    });

    it("ends a program that needs one more than there is, and not one that needs it all", () => {
      const wasm = program({ code: pairs(5) });
      expect(runBare(wasm, { fuel: 10n })).to.include({ exit: "ok", fuel: 10n });
      expect(runBare(wasm, { fuel: 9n })).to.include({ exit: "out-of-fuel", fuel: 9n });
      expect(runBare(wasm, { fuel: 0n })).to.include({ exit: "out-of-fuel", fuel: 0n });
    });

    it("does not run what it could not charge", () => {
      const code = [write(0, 1, 64, 4), ...pairs(100), write(0, 1, 64, 4)];
      const wasm = program({ imports: ["fd_write"], code });
      const full = runBare(wasm).fuel;
      expect(runBare(wasm, { fuel: full }).stdout.length).to.equal(8);
      const short = runBare(wasm, { fuel: full - 1n });
      expect(short.exit).to.equal("out-of-fuel");
      expect(short.stdout.length).to.be.lessThan(8);
    });

    it("is charged for what a function spends that is a loop and nothing else", () => {
      const times = 10;
      const round = (...spent: Code): bigint => {
        const count: Code = [0x23, 0, i32(1), 0x6b, 0x24, 0];
        const code = loop(...count, ...spent, 0x23, 0, brIf(0));
        const globals = [{ type: I32, init: i32(times) }];
        return runBare(program({ imports: ["random_get"], globals, code })).fuel;
      };
      const fill = [i32(0), i32(0), i32(8_000), 0xfc, 11, 0];
      expect(round(...fill) >= BigInt(times * 1_000)).to.equal(true);
      expect(round(i32(0), i32(8_000), call(0), DROP) >= BigInt(times * 1_064)).to.equal(true);
    });

    it("ends in bulk work and in host calls too", () => {
      const fill = program({ code: loop(i32(0), i32(1), i32(65536), 0xfc, 11, 0, br(0)) });
      expect(runBare(fill, { fuel: 99_999n })).to.include({ exit: "out-of-fuel", fuel: 99_999n });
      const yieldForever = program({ imports: ["sched_yield"], code: loop(call(0), DROP, br(0)) });
      const outcome = runBare(yieldForever, { fuel: 99_999n });
      expect(outcome).to.include({ exit: "out-of-fuel", fuel: 99_999n });
    });

    it("ends with the largest limit there is", () => {
      const outcome = runBare(program({ code: pairs(1) }), { fuel: 1n << 62n });
      expect(outcome).to.include({ exit: "ok", fuel: 2n });
    });
  });

  context("given a program with globals of its own", () => {
    it("cannot reach the counter through an index or an export", () => {
      const globals = [{ type: 0x7e, init: i64(5) }];
      const exports = [
        { name: "fuel", kind: 3, index: 0 },
        { name: "stack", kind: 3, index: 0 },
        { name: "flags", kind: 3, index: 0 },
        { name: "memory", kind: 2, index: 0 },
        { name: "initialise", kind: 0, index: 0 },
      ];
      const own = program({ code: [i64(1n << 60n), 0x24, 0], globals, exports });
      expect(fuelOf(own)).to.equal(2n);
      const reaching = program({ code: [i64(1n << 60n), 0x24, 1], globals });
      expect(() => runBare(reaching)).to.throw("there is no global 1");
    });

    it("cannot call the helpers or name them in a table", () => {
      expect(() => runBare(program({ code: [i32(0), call(1), DROP] }))).to.throw("no function 1");
      const elements = [[0, i32(0), 0x0b, 1, 1]];
      const wasm = program({ code: [], table: { min: 1 }, elements });
      expect(() => runBare(wasm)).to.throw("no function 1");
    });

    it("cannot reach the scratch locals", () => {
      expect(() => runBare(program({ code: [get(0), DROP] }))).to.throw("no local 0");
    });
  });

  it("is the same for a program with returns and counted frames as without", () => {
    const more = [{ type: { params: [I32], results: [I32] }, code: [get(0), i32(1), ADD, RETURN] }];
    const code = [
      i32(0),
      i32(1),
      call(1),
      ...I32_STORE,
      words(8, 3),
      i32(4),
      set(0),
      get(0),
      i32(4),
      SUB,
      DROP,
    ];
    expect(fuelOf(program({ locals: [I32], code, more }))).to.equal(4n + 4n + 3n + 2n + 4n);
  });
});
