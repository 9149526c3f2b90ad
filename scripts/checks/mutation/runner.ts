import { fork, type ChildProcess } from "node:child_process";
import { cpSync } from "node:fs";
import { join } from "node:path";
import type { Outcome, Task } from "./messages";

/** A process that runs specs on artifacts of its own, again and again. */
export class Runner {
  private child: ChildProcess | undefined;
  /** Forgets what the child was asked. */
  private forget: () => void = () => undefined;
  private readonly artifacts: string;

  constructor(
    private readonly root: string,
    private readonly folder: string,
  ) {
    this.artifacts = join(folder, "artifacts");
    this.restore();
  }

  /** @returns Null where the specs took longer than that: a change that makes them wait for ever is noticed too. */
  async run(task: Task, milliseconds: number): Promise<Outcome | null> {
    const child = (this.child ??= this.start());
    return new Promise((resolve, reject) => {
      const finish = (): void => {
        clearTimeout(timer);
        child.removeAllListeners();
      };
      this.forget = finish;
      const timer = setTimeout(() => {
        finish();
        this.stop();
        this.restore();
        resolve(null);
      }, milliseconds);
      child.once("message", (outcome: Outcome) => {
        finish();
        resolve(outcome);
      });
      child.once("exit", (code) => {
        finish();
        this.child = undefined;
        reject(new Error(`the process that runs the specs ended by itself (${code ?? "killed"})`));
      });
      child.send(task);
    });
  }

  stop(): void {
    this.forget();
    this.child?.kill("SIGKILL");
    this.child = undefined;
  }

  private start(): ChildProcess {
    return fork(join(__dirname, "worker.ts"), [], {
      cwd: this.root,
      execArgv: ["-r", join(this.root, "scripts/lib/register.cjs")],
      env: {
        ...process.env,
        HARDHAT_CONFIG: join(__dirname, "hardhat.config.ts"),
        WEFT_MUTATION_ARTIFACTS: this.artifacts,
      },
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
  }

  /** What explains reverts by their place in the source is left out: it takes long to load, and nobody reads it. */
  private restore(): void {
    cpSync(join(this.root, "artifacts"), this.artifacts, {
      recursive: true,
      filter: (path) => !path.includes("build-info"),
    });
  }
}
