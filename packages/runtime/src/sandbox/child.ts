import { isMainThread, parentPort, Worker } from "node:worker_threads";
import { compile, execute, notStarted, type Outcome } from "../guest/execute";
import type { EngineModule } from "../wasm/engine";
import { encodeFrame, FrameReader, type Frame, type Reply, type Request } from "./protocol";

/**
 * Entry of the sandbox process. The guest runs in a worker thread; the main thread only carries
 * messages and watches its input, so that it notices the parent's end while the guest spins.
 */

const STACK_MIB = 128;
const HEAP_MIB = 512;
const MAX_REQUEST_BYTES = 2 ** 32 - 1;

function die(): void {
  process.kill(process.pid, "SIGKILL");
}

function watch(): void {
  const worker = new Worker(__filename, {
    env: {},
    execArgv: [],
    resourceLimits: { stackSizeMb: STACK_MIB, maxOldGenerationSizeMb: HEAP_MIB },
  });
  const frames = new FrameReader(MAX_REQUEST_BYTES);
  process.stdin.on("data", (piece: Buffer) => {
    for (const { header, payload } of frames.push(piece)) {
      worker.postMessage({ header, payload }, [payload.buffer as ArrayBuffer]);
    }
  });
  process.stdin.on("end", die).on("error", die);
  process.stdout.on("error", die);
  worker.on("message", (parts: Uint8Array[]) => {
    for (const part of parts) process.stdout.write(part);
  });
  worker.on("error", die).on("exit", die);
}

function serve(): void {
  let program: EngineModule | Outcome = notStarted({ exit: "crashed", detail: "no program" });
  const port = parentPort;
  const send = (reply: Reply, payload: Uint8Array): void =>
    port?.postMessage(encodeFrame(reply, payload));

  port?.on("message", ({ header, payload }: Frame) => {
    const request = header as Request;
    if (request.kind === "program") {
      const compiled = compile(payload);
      program = "exit" in compiled ? notStarted(compiled) : compiled;
      return;
    }
    const outcome =
      "exit" in program
        ? program
        : execute(program, { ...request, fuel: BigInt(request.fuel), input: payload });
    const { exit, detail, fuel, stdout, stderr } = outcome;
    const reply = {
      kind: "done",
      exit,
      fuel: String(fuel),
      stdoutBytes: stdout.length,
      peakRssBytes: process.resourceUsage().maxRSS * 1024,
    } as const;
    send(detail === undefined ? reply : { ...reply, detail }, Buffer.concat([stdout, stderr]));
  });
  send({ kind: "ready" }, new Uint8Array(0));
}

Error.stackTraceLimit = 0;
if (isMainThread) watch();
else serve();
