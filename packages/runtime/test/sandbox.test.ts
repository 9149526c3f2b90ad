import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { expect } from "chai";
import {
  AbortedError,
  hasBubblewrap,
  isComparable,
  LocalFailureError,
  prepareProgram,
  runChunk,
  runJob,
  type Confinement,
} from "../src";
import { sandboxCommand } from "../src/sandbox/command";
import { encodeFrame, FrameReader } from "../src/sandbox/protocol";
import { parseReply } from "../src/sandbox/reply";
import { sendFilter } from "../src/sandbox/sandbox";
import { br, loop, program } from "./support/program";
import { descendants, eventually, isAlive } from "./support/processes";
import { LIMITS, SEED } from "./support/run";

const spin = program({ code: loop(br(0)) });
const endless = { ...LIMITS, fuel: 1n << 60n };
const nothing = new Uint8Array(0);

const modes: Confinement[] = ["process", "bubblewrap"];

for (const confinement of modes) {
  describe(`sandbox by ${confinement}`, () => {
    before(async function () {
      if (confinement === "bubblewrap" && !(await hasBubblewrap())) this.skip();
    });

    it("says how the job was confined", async () => {
      const chunks = [nothing];
      const wasm = program({ code: [] });
      const run = await runJob({ wasm, chunks, limits: LIMITS, seed: SEED, confinement });
      expect(run.confinement).to.equal(confinement);
      expect(run.receipt.chunks[0]?.exit).to.equal("ok");
    });

    it("kills a program when the wall clock runs out, and calls that no result", async () => {
      const limits = { ...endless, wallMs: 300 };
      const prepared = prepareProgram(spin, limits);
      const { receipt } = await runChunk({
        program: prepared,
        input: nothing,
        limits,
        seed: SEED,
        confinement,
      });
      expect(receipt).to.include({ exit: "wall-clock", fuel: 0n });
      expect(isComparable(receipt)).to.equal(false);
      const job = runJob({
        wasm: spin,
        chunks: [nothing, nothing],
        limits,
        seed: SEED,
        confinement,
      });
      const error = await job.then(
        () => undefined,
        (reason: unknown) => reason,
      );
      expect(error).to.be.instanceOf(LocalFailureError);
      expect(error).to.include({ code: "LOCAL_FAILURE", exit: "wall-clock", retryable: true });
      expect(await eventually(() => descendants(process.pid).length === 0)).to.equal(true);
    });

    it("leaves no process behind an abort", async () => {
      const controller = new AbortController();
      const job = runJob({
        wasm: spin,
        chunks: [nothing, nothing],
        limits: endless,
        seed: SEED,
        confinement,
        concurrency: 2,
        signal: controller.signal,
      });
      const outcome = job.catch((reason: unknown) => reason);
      expect(await eventually(() => descendants(process.pid).length >= 2)).to.equal(true);
      await new Promise((resolve) => setTimeout(resolve, 200));
      const processes = descendants(process.pid);
      controller.abort(new Error("enough"));
      const error = await outcome;
      expect(error).to.be.instanceOf(AbortedError);
      expect((error as AbortedError).cause).to.be.instanceOf(Error);
      expect(await eventually(() => !processes.some(isAlive))).to.equal(true);
    });

    it("starts nothing when it is aborted before", async () => {
      const job = runJob({
        wasm: spin,
        chunks: [nothing],
        limits: endless,
        seed: SEED,
        confinement,
        signal: AbortSignal.abort(),
      });
      const error: unknown = await job.catch((reason: unknown) => reason);
      expect(error).to.be.instanceOf(AbortedError);
    });

    it("dies with its parent, even while the program spins", async () => {
      const script = join(__dirname, "support", "parent.cjs");
      const hex = Buffer.from(spin).toString("hex");
      const parent = spawn(process.execPath, [script, hex, confinement], { stdio: "ignore" });
      const pid = parent.pid ?? 0;
      const wanted = confinement === "bubblewrap" ? 3 : 1;
      expect(await eventually(() => descendants(pid).length >= wanted, 10_000)).to.equal(true);
      await new Promise((resolve) => setTimeout(resolve, 300));
      const processes = descendants(pid);
      parent.kill("SIGKILL");
      expect(await eventually(() => !processes.some(isAlive))).to.equal(true);
    });
  });
}

describe("walls of the sandbox", () => {
  interface Attempt {
    readonly ok: boolean;
    readonly value: string;
  }

  /** Runs a script in place of the guest's host, as somebody who has broken out of the engine. */
  async function escape(confinement: Confinement, withoutNode = false) {
    const script = join(__dirname, "support", "escape.cjs");
    const command = sandboxCommand(confinement, LIMITS.memoryBytes, script);
    if (command === undefined) throw new Error("there is no such command");
    const walls = /^--(permission|experimental-permission|allow-|disallow-)/;
    const args = withoutNode ? command.args.filter((arg) => !walls.test(arg)) : command.args;
    const child: ChildProcess = spawn(command.file, args, {
      cwd: "/",
      env: {},
      stdio: ["pipe", "pipe", "ignore", command.filter === undefined ? "ignore" : "pipe"],
    });
    sendFilter(child, command.filter);
    let text = "";
    child.stdout?.on("data", (piece: Buffer) => (text += piece.toString()));
    await new Promise((resolve) => child.on("close", resolve));
    return JSON.parse(text) as Record<string, Attempt>;
  }

  const refused = (found: Record<string, Attempt>, ...names: string[]): void => {
    for (const name of names)
      expect(found[name]?.ok, `${name}: ${found[name]?.value ?? ""}`).to.equal(false);
  };

  it("let a process read and start nothing, and know nothing of its surroundings", async () => {
    const found = await escape("process");
    refused(
      found,
      "readPasswords",
      "readHome",
      "readRoot",
      "writeRoot",
      "writeTmp",
      "codeFromText",
      "spawn",
    );
    // While coverage is measured Node itself hands this on to all that it starts.
    const { NODE_V8_COVERAGE } = process.env;
    expect(found["environment"]?.value).to.equal(JSON.stringify({ NODE_V8_COVERAGE }));
  });

  it("have no network, no files and no user behind bubblewrap, without Node's own walls", async function () {
    if (!(await hasBubblewrap())) this.skip();
    const found = await escape("bubblewrap", true);
    refused(found, "readPasswords", "readHome", "writeRoot", "writeTmp", "network");
    expect(found["user"]?.value).to.equal("65534");
    expect(found["readRoot"]?.value).to.match(/^(lib|lib64|usr|weft|,)*$/);
    expect(found["environment"]?.value).to.equal('{"PWD":"/"}');
    if (process.arch === "x64") refused(found, "spawn");
  });
});

describe("messages of the sandbox", () => {
  const header = { kind: "done", exit: "ok", fuel: "5", stdoutBytes: 2, peakRssBytes: 0 };
  const reply = (change: object, payload = new Uint8Array(3)) =>
    parseReply({ header: { ...header, ...change }, payload }, 10n);

  it("are put together from any pieces", () => {
    const parts = encodeFrame({ kind: "ready" }, Uint8Array.of(1, 2, 3));
    const bytes = Buffer.concat([...parts, ...parts]);
    const reader = new FrameReader(10);
    const frames = [...bytes].flatMap((byte) => reader.push(Buffer.from([byte])));
    const frame = { header: { kind: "ready" }, payload: Uint8Array.of(1, 2, 3) };
    expect(frames).to.deep.equal([frame, frame]);
    expect(new FrameReader(10).push(bytes)).to.deep.equal([frame, frame]);
  });

  it("are refused when they are too large", () => {
    const reader = new FrameReader(2);
    const bytes = Buffer.concat(encodeFrame({ kind: "ready" }, Uint8Array.of(1, 2, 3)));
    expect(() => reader.push(bytes)).to.throw("too large");
  });

  it("are believed only in the right form, and never beyond the fuel there was", () => {
    expect(reply({})).to.include({ exit: "ok", fuel: 5n });
    const lies = [
      { kind: "ready" },
      { exit: "fine" },
      { exit: "toString" },
      { fuel: 5 },
      { fuel: "-5" },
      { fuel: "11" },
      { stdoutBytes: 4 },
      { stdoutBytes: -1 },
      { peakRssBytes: "much" },
    ];
    for (const lie of lies) expect(reply(lie), JSON.stringify(lie)).to.equal(undefined);
    expect(parseReply({ header: null, payload: nothing }, 1n)).to.equal(undefined);
    expect(reply({ detail: "x".repeat(1000) })?.detail?.length).to.equal(200);
  });
});
