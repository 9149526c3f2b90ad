import { expect } from "chai";
import { prepareProgram, ProgramRefusedError, runJob } from "../../packages/runtime/src";
import { Errno, OpenFlag } from "../../packages/runtime/src/wasi/abi";
import { encodeModule } from "../../packages/runtime/test/support/encoder";
import { Script } from "../../packages/runtime/test/support/guest";
import { descendants, eventually } from "../../packages/runtime/test/support/processes";
import {
  br,
  DROP,
  i32,
  loop,
  MEMORY_GROW,
  program,
  VOID,
} from "../../packages/runtime/test/support/program";
import { LIMITS, MIB, runBare, SEED } from "../../packages/runtime/test/support/run";

/** Every ending that is the program's own: the same on every machine, and nobody else's loss. */
const ENDED = ["out-of-fuel", "out-of-memory", "trap", "output-limit", "file-limit"];

/** A module that imports a function of another name or module than the runtime's own. */
function importing(name: string): Uint8Array {
  return encodeModule({
    imports: [{ name, type: VOID }],
    functions: [{ type: VOID, locals: [], code: [] }],
    exports: [{ name: "_start", kind: 0, index: 1 }],
    memory: { min: 1 },
  });
}

describe("attacks by programs", () => {
  it("AGT1: no path of a program leads out of its own files, and no host is there but the runtime's", () => {
    const script = new Script();
    const ways = ["/etc/passwd", "../../../etc/passwd", "a/../../etc/passwd", "./../proc/self/mem"];
    for (const way of ways) script.open(way, { rights: 2n });
    script.open("here", { oflags: OpenFlag.Create });
    script.call("path_rename", 3, ...script.text("here"), 3, ...script.text("../there"));
    script.call("path_symlink", ...script.text("/etc"), 3, ...script.text("link"));
    script.open("link/passwd", { rights: 2n });
    const { errnos } = script.run();
    const opened = errnos[ways.length];
    expect(opened, "its own file").to.equal(Errno.Success);
    errnos.forEach((errno, i) => {
      if (i !== ways.length) expect(errno, `call ${i}`).to.not.equal(Errno.Success);
    });
    for (const name of ["process_spawn", "dlopen", "eval", "proc_exec"]) {
      expect(() => prepareProgram(importing(name), LIMITS), name).to.throw(ProgramRefusedError);
    }
  });

  it("AGT3: a program has no network: whatever it could open or use a socket with is refused", () => {
    const standard = ["sock_accept", "sock_recv", "sock_send", "sock_shutdown"];
    for (const name of ["sock_open", "sock_connect", "sock_bind", ...standard]) {
      expect(() => prepareProgram(importing(name), LIMITS), name)
        .to.throw(ProgramRefusedError)
        .that.includes({ exit: "unknown-import" });
    }
  });

  it("AGT4a: whoever spins, hoards or floods is ended at its own limit", () => {
    const spin = runBare(program({ code: loop(br(0)) }), { fuel: 100_000n });
    const hoard = runBare(program({ code: loop(i32(64), ...MEMORY_GROW, DROP, br(0)) }), {
      fuel: 1_000_000n,
      memoryBytes: 4 * MIB,
    });
    const flood = new Script();
    for (let i = 0; i < 40; i++) flood.writeTo(1, "x".repeat(1_000));
    const flooded = flood.run({ outputBytes: 10_000 }).outcome;
    const fill = new Script();
    fill.open("full", { oflags: OpenFlag.Create });
    for (let i = 0; i < 40; i++) fill.writeTo(4, "x".repeat(1_000));
    const filled = fill.run({ fileBytes: 10_000 });
    for (const { exit } of [spin, hoard, flooded]) expect(ENDED).to.include(exit);
    expect(flooded.stdout.length).to.be.at.most(10_000);
    const refused = filled.errnos.filter((errno) => errno !== Errno.Success);
    expect(refused.length > 0 || ENDED.includes(filled.outcome.exit)).to.equal(true);
  });

  it("AGT4b: nothing of a job that will not end is left when its wall clock has run out", async () => {
    const wasm = program({ code: loop(br(0)) });
    const limits = { ...LIMITS, fuel: 1n << 60n, wallMs: 300 };
    const before = descendants(process.pid).length;
    const job = runJob({
      wasm,
      chunks: [new Uint8Array(0), new Uint8Array(0)],
      limits,
      seed: SEED,
      confinement: "process",
      concurrency: 2,
    });
    const error: unknown = await job.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).to.include({ code: "LOCAL_FAILURE", exit: "wall-clock" });
    expect(await eventually(() => descendants(process.pid).length <= before)).to.equal(true);
  });

  it("AGT6: a few bytes that stand for a great many are refused", () => {
    const huge = [
      program({ code: [], locals: Array.from({ length: 100_000 }, () => 0x7f) }),
      program({ code: [], memory: { min: 65_536 } }),
    ];
    for (const wasm of huge) {
      expect(() => prepareProgram(wasm, LIMITS)).to.throw(ProgramRefusedError);
    }
    // A million files: nodes are counted, whatever is in them.
    const script = new Script();
    for (let i = 0; i < 200; i++) script.call("path_create_directory", 3, ...script.text(`d${i}`));
    expect(script.run({ fuel: 10_000n }).outcome.exit).to.equal("out-of-fuel");
  }).timeout(20_000);
});
