import { spawn, type ChildProcess } from "node:child_process";
import { SandboxUnavailableError } from "../errors";
import { EXIT_CODES, type ExitReason } from "../receipt/exit";
import { sandboxCommand, type Confinement } from "./command";
import { encodeFrame, FrameReader, type Frame, type Request } from "./protocol";

export interface SandboxOptions {
  readonly confinement: Confinement;
  readonly memoryBytes: number;
  /** Bound of what the process may answer with. */
  readonly outputBytes: number;
}

/** What the sandbox says of one chunk, after its form was checked. */
export interface ChunkReply {
  readonly exit: ExitReason;
  readonly detail: string | undefined;
  readonly fuel: bigint;
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
  readonly peakRssBytes: number;
}

interface Waiting {
  readonly onFrame: (frame: Frame) => void;
  readonly onGone: () => void;
}

const START_MS = 20_000;
const MAX_DETAIL = 200;

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
    const command = sandboxCommand(options.confinement, options.memoryBytes);
    if (command === undefined) throw new SandboxUnavailableError("bubblewrap is not installed");
    const child = spawn(command.file, command.args, {
      cwd: "/",
      env: {},
      detached: true,
      stdio: ["pipe", "pipe", "ignore"],
    });
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

function localFailure(exit: "wall-clock" | "crashed", detail: string): ChunkReply {
  const nothing = new Uint8Array(0);
  return { exit, detail, fuel: 0n, stdout: nothing, stderr: nothing, peakRssBytes: 0 };
}

function kindOf(header: unknown): unknown {
  return isRecord(header) ? header["kind"] : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

/** A guest that has broken out of the engine could answer anything: only the right form passes. */
function parseReply({ header, payload }: Frame, fuelLimit: bigint): ChunkReply | undefined {
  if (!isRecord(header) || header["kind"] !== "done") return undefined;
  const { exit, detail, fuel, stdoutBytes, peakRssBytes } = header;
  if (typeof exit !== "string" || !Object.hasOwn(EXIT_CODES, exit)) return undefined;
  if (typeof fuel !== "string" || !/^\d{1,20}$/.test(fuel) || BigInt(fuel) > fuelLimit) {
    return undefined;
  }
  if (!Number.isSafeInteger(stdoutBytes) || !Number.isSafeInteger(peakRssBytes)) return undefined;
  const split = stdoutBytes as number;
  if (split < 0 || split > payload.length) return undefined;
  return {
    exit: exit as ExitReason,
    detail: typeof detail === "string" ? detail.slice(0, MAX_DETAIL) : undefined,
    fuel: BigInt(fuel),
    stdout: payload.subarray(0, split),
    stderr: payload.subarray(split),
    peakRssBytes: peakRssBytes as number,
  };
}
