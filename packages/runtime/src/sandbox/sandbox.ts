import { spawn, type ChildProcess } from "node:child_process";
import { Writable } from "node:stream";
import { SandboxUnavailableError } from "../errors";
import { sandboxCommand, type Confinement } from "./command";
import { FILTER_FD } from "./seccomp";
import { encodeFrame, FrameReader, type Frame, type Request } from "./protocol";
import { kindOf, parseReply, type ChunkReply } from "./reply";

export interface SandboxOptions {
  readonly confinement: Confinement;
  readonly memoryBytes: number;
  readonly fileBytes: number;
  /** Bound of what the process may answer with. */
  readonly outputBytes: number;
}

interface Waiting {
  readonly onFrame: (frame: Frame) => void;
  readonly onGone: () => void;
}

const START_MS = 20_000;

/** A process, with nothing of the parent in it, that runs chunks of one job one after another. */
export class Sandbox {
  private waiting: Waiting | undefined;
  private readonly frames: FrameReader;
  private readonly gone: Promise<void>;
  private isGone = false;

  private constructor(
    private readonly child: ChildProcess,
    options: SandboxOptions,
  ) {
    this.frames = new FrameReader(options.outputBytes);
    this.gone = new Promise((resolve) => {
      const end = (): void => {
        this.isGone = true;
        this.waiting?.onGone();
        resolve();
      };
      child.on("error", end).on("exit", end);
    });
    child.stdin?.on("error", () => undefined);
    child.stdout?.on("data", (piece: Buffer) => this.receive(piece));
  }

  /** @throws SandboxUnavailableError if the process does not come up. */
  static async start(options: SandboxOptions): Promise<Sandbox> {
    const command = sandboxCommand(options.confinement, dataBytes(options));
    if (command === undefined) throw new SandboxUnavailableError("bubblewrap is not installed");
    const child = spawn(command.file, command.args, {
      cwd: "/",
      env: {},
      detached: true,
      stdio: ["pipe", "pipe", "ignore", command.filter === undefined ? "ignore" : "pipe"],
    });
    sendFilter(child, command.filter);
    const sandbox = new Sandbox(child, options);
    const frame = await sandbox.next(START_MS);
    if (frame === "gone" || frame === "late" || kindOf(frame.header) !== "ready") {
      await sandbox.kill();
      throw new SandboxUnavailableError(`a sandbox with ${options.confinement} did not start`);
    }
    return sandbox;
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** Hands over the program that all chunks will run. */
  load(wasm: Uint8Array): void {
    this.send({ kind: "program" }, wasm);
  }

  /** Runs one chunk. On a local failure the process is dead when this returns. */
  async run(
    request: Extract<Request, { kind: "chunk" }>,
    input: Uint8Array,
    wallMs: number,
  ): Promise<ChunkReply> {
    this.send(request, input);
    const frame = await this.next(wallMs);
    if (frame === "late") {
      await this.kill();
      return localFailure("wall-clock", `not done after ${wallMs} ms`);
    }
    const reply = frame === "gone" ? undefined : parseReply(frame, BigInt(request.fuel));
    if (reply !== undefined) return reply;
    await this.kill();
    return localFailure("crashed", "the sandbox process ended or answered nonsense");
  }

  /** Ends the process and all it may have started; resolves when it is gone. */
  async kill(): Promise<void> {
    const { pid } = this.child;
    if (!this.isGone && pid !== undefined) {
      try {
        process.kill(-pid, "SIGKILL");
      } catch {
        this.child.kill("SIGKILL");
      }
    }
    await this.gone;
  }

  private send(request: Request, payload: Uint8Array): void {
    for (const part of encodeFrame(request, payload)) this.child.stdin?.write(part);
  }

  private receive(piece: Buffer): void {
    try {
      for (const frame of this.frames.push(piece)) this.waiting?.onFrame(frame);
    } catch {
      void this.kill();
    }
  }

  private async next(withinMs: number): Promise<Frame | "gone" | "late"> {
    if (this.isGone) return "gone";
    let timer: NodeJS.Timeout | undefined;
    const answer = await new Promise<Frame | "gone" | "late">((resolve) => {
      this.waiting = { onFrame: resolve, onGone: () => resolve("gone") };
      timer = setTimeout(() => resolve("late"), withinMs);
    });
    clearTimeout(timer);
    this.waiting = undefined;
    return answer;
  }
}

/** Growing buffers hold up to four times what is in them. */
function dataBytes({ memoryBytes, outputBytes, fileBytes }: SandboxOptions): number {
  return memoryBytes + 4 * (outputBytes + fileBytes);
}

/** Hands bubblewrap the filter; a process that is already gone is noticed elsewhere. */
export function sendFilter(child: ChildProcess, filter: Uint8Array | undefined): void {
  const pipe = child.stdio[FILTER_FD];
  if (filter === undefined || !(pipe instanceof Writable)) return;
  pipe.on("error", () => undefined);
  pipe.end(filter);
}

function localFailure(exit: "wall-clock" | "crashed", detail: string): ChunkReply {
  const nothing = new Uint8Array(0);
  return { exit, detail, fuel: 0n, stdout: nothing, stderr: nothing, peakRssBytes: 0 };
}
