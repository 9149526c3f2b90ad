import { expect } from "chai";
import { Errno } from "../src/wasi/abi";
import { CLOCK_START } from "../src/wasi/clock";
import { seededRandom } from "../src/wasi/random";
import { WASI_NAMES, wasiType } from "../src/wasm/signatures";
import { I32 } from "./support/encoder";
import { call, DROP, i32, i64, program } from "./support/program";
import { SCRATCH, Script } from "./support/guest";
import { runBare, textOf } from "./support/run";

const OK = Errno.Success;

describe("host functions", () => {
  it("give arguments and environment, and nothing that was not given", () => {
    const ask = (what: "args" | "environ") =>
      new Script()
        .call(`${what}_sizes_get`, SCRATCH, SCRATCH + 4)
        .call(`${what}_get`, SCRATCH + 8, SCRATCH + 64);
    const args = ask("args").run({ args: ["prog", "é"] }, [SCRATCH, 16], [SCRATCH + 64, 8]);
    expect(args.errnos).to.deep.equal([OK, OK]);
    const words = new Uint32Array(args.region(0).slice().buffer);
    expect([...words]).to.deep.equal([2, 8, SCRATCH + 64, SCRATCH + 69]);
    expect(args.text(1)).to.equal("prog\0é\0");
    const env = ask("environ").run({ env: ["A=1"] }, [SCRATCH + 64, 4]);
    expect(env.text(0)).to.equal("A=1\0");
    const none = ask("environ").run({}, [SCRATCH, 8]);
    expect(none.view(0).getBigUint64(0, true)).to.equal(0n);
  });

  it("give a clock that starts at a fixed time and goes on with fuel", () => {
    const read = (id: number, delay: number): bigint => {
      const script = new Script();
      for (let i = 0; i < delay; i++) script.raw(i32(0), DROP);
      return script
        .call("clock_time_get", id, 1n, SCRATCH)
        .run({}, [SCRATCH, 8])
        .view(0)
        .getBigUint64(0, true);
    };
    expect(read(0, 0)).to.equal(read(0, 0));
    expect(read(0, 0) - read(1, 0)).to.equal(CLOCK_START);
    expect(read(1, 100) - read(1, 0)).to.equal(200n);
    expect(new Script().call("clock_time_get", 4, 1n, SCRATCH).run().errnos).to.deep.equal([
      Errno.Invalid,
    ]);
    expect(new Script().call("clock_res_get", 1, SCRATCH).run().errnos).to.deep.equal([OK]);
  });

  it("sleep on the virtual clock", () => {
    const hour = 3_600_000_000_000n;
    const script = new Script();
    const subscribe = (userdata: bigint, type: number, timeout: bigint, flags = 0): number[] => {
      const view = new DataView(new ArrayBuffer(48));
      view.setBigUint64(0, userdata, true);
      view.setUint8(8, type);
      view.setUint32(16, 1, true);
      view.setBigUint64(24, timeout, true);
      view.setUint16(40, flags, true);
      return [...new Uint8Array(view.buffer)];
    };
    const [timers] = script.text([...subscribe(7n, 0, 9n * hour), ...subscribe(8n, 0, hour)]);
    const [past] = script.text(subscribe(9n, 0, 1n, 1));
    const [reading] = script.text([...subscribe(10n, 1, 0n), ...subscribe(11n, 0, hour)]);
    script.call("poll_oneoff", timers, SCRATCH + 64, 2, SCRATCH);
    script.call("clock_time_get", 1, 1n, SCRATCH + 8);
    script.call("poll_oneoff", past, SCRATCH + 128, 1, SCRATCH + 4);
    script.call("poll_oneoff", reading, SCRATCH + 192, 2, SCRATCH + 16);
    script.call("poll_oneoff", timers, SCRATCH + 64, 0, SCRATCH + 20);
    const run = script.run(
      {},
      [SCRATCH, 20],
      [SCRATCH + 64, 32],
      [SCRATCH + 128, 8],
      [SCRATCH + 192, 12],
    );
    expect(run.errnos).to.deep.equal([OK, OK, OK, OK, Errno.Invalid]);
    expect(run.view(0).getUint32(0, true), "only the earliest").to.equal(1);
    expect(run.view(1).getBigUint64(0, true)).to.equal(8n);
    expect(run.view(0).getBigUint64(8, true) - hour < 10_000n).to.equal(true);
    expect(run.view(2).getBigUint64(0, true)).to.equal(9n);
    expect(run.view(0).getUint32(16, true)).to.equal(1);
    expect(run.view(3).getUint16(8, true), "only clocks can be waited for").to.equal(
      Errno.NotSupported,
    );
  });

  it("sleep for ever costs fuel each time and never overflows the clock", () => {
    const script = new Script();
    const view = new DataView(new ArrayBuffer(48));
    view.setBigUint64(24, (1n << 64n) - 1n, true);
    const [timer] = script.text([...new Uint8Array(view.buffer)]);
    for (let i = 0; i < 3; i++) script.call("poll_oneoff", timer, SCRATCH + 64, 1, SCRATCH);
    script.call("clock_time_get", 0, 1n, SCRATCH + 8);
    const run = script.run({}, [SCRATCH + 8, 8]);
    expect(run.errnos).to.deep.equal([OK, OK, OK, OK]);
    expect(run.view(0).getBigUint64(0, true)).to.equal((1n << 63n) - 1n);
  });

  it("give randomness that depends on the seed alone", () => {
    const fill = (state: [number, number, number, number], n: number): string => {
      const bytes = new Uint8Array(n);
      seededRandom(state)(bytes);
      return Buffer.from(bytes).toString("hex");
    };
    const published = Uint32Array.of(11520, 0, 5927040, 70819200, 2031721883, 1637235492);
    const expected = Buffer.from(published.buffer).toString("hex");
    expect(fill([1, 2, 3, 4], 24)).to.equal(expected);
    expect(fill([1, 2, 3, 4], 8)).to.equal(fill([1, 2, 3, 4], 8));
    expect(fill([1, 2, 3, 5], 64)).to.not.equal(fill([1, 2, 3, 4], 64));
    const run = new Script().call("random_get", SCRATCH, 8).run({}, [SCRATCH, 8]);
    expect(Buffer.from(run.region(0)).toString("hex")).to.equal(expected.slice(0, 16));
  });

  it("end the program with its exit code", () => {
    const exit = (code: number) =>
      runBare(program({ imports: ["proc_exit"], code: [i32(code), call(0)] }));
    expect(exit(0).exit).to.equal("ok");
    expect(exit(3)).to.include({ exit: "exit-code", detail: "exit code 3" });
    expect(exit(-1)).to.include({ exit: "exit-code", detail: "exit code 4294967295" });
  });

  it("answer EFAULT, and never fail, for pointers outside of memory", () => {
    const bad = [65536 * 4 - 1, -1, -8, 0x7fffffff];
    for (const pointer of bad) {
      const script = new Script();
      const iovs = script.vectors([pointer, 16]);
      script.call("fd_write", 1, ...iovs, SCRATCH).call("fd_read", 0, ...iovs, SCRATCH);
      script
        .call("fd_write", 1, pointer, 1, SCRATCH)
        .call("fd_write", 1, ...script.vectors([SCRATCH, 1]), pointer);
      script.call("random_get", pointer, 16).call("clock_time_get", 0, 0n, pointer);
      script.call("path_open", 3, 0, pointer, 16, 0, 2n, 0n, 0, SCRATCH);
      script.call("path_open", 3, 0, ...script.text("input"), 0, 2n, 0n, 0, pointer);
      script.call("fd_fdstat_get", 1, pointer).call("fd_filestat_get", 3, pointer);
      script.call("fd_prestat_get", 3, pointer).call("poll_oneoff", pointer, SCRATCH, 1, SCRATCH);
      script
        .call("fd_readdir", 3, pointer, 10, 0n, SCRATCH)
        .call("environ_sizes_get", pointer, pointer);
      const run = script.run({ input: new Uint8Array(8) });
      expect(run.outcome.exit).to.equal("ok");
      expect(run.errnos, String(pointer)).to.deep.equal(new Array(14).fill(Errno.Fault));
      expect(run.outcome.stdout.length, "nothing was written").to.equal(14);
    }
  });

  it("refuse absurd counts", () => {
    const script = new Script();
    script.call("fd_write", 1, 0, -1, SCRATCH).call("fd_read", 0, 0, 1025, SCRATCH);
    script.call("poll_oneoff", 0, 0, -1, SCRATCH);
    expect(script.run().errnos).to.deep.equal([Errno.Invalid, Errno.Invalid, Errno.Invalid]);
  });

  it("survive any arguments at all", () => {
    let state = 12345;
    const next = (): number => (state = (Math.imul(state, 1103515245) + 12345) | 0);
    const samples = [0, 1, 2, 3, 4, 64, 65535, -1, 0x7fffffff];
    for (const name of WASI_NAMES) {
      if (name === "proc_exit") continue;
      const { params } = wasiType(name);
      const tries = Array.from({ length: 40 }, () => [
        ...params.map((type) => {
          const value = samples[(next() >>> 8) % samples.length] ?? 0;
          return type === I32 ? i32(value) : i64(value);
        }),
        call(0),
        DROP,
      ]);
      const outcome = runBare(program({ imports: [name], code: tries }), { fuel: 10n ** 12n });
      expect(["ok", "file-limit", "output-limit"], `${name}: ${outcome.detail ?? ""}`).to.include(
        outcome.exit,
      );
    }
  });

  it("greet the world", () => {
    const run = new Script().writeTo(2, "to stderr").writeTo(1, "hello ").run();
    expect(textOf(run.outcome.stdout)).to.match(/^hello /);
    expect(textOf(run.outcome.stderr)).to.equal("to stderr");
  });
});
