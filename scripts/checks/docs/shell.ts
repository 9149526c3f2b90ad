import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";

/** A command of a page that failed. */
export class CommandError extends Error {
  constructor(file: string, line: number, code: string, output: string) {
    super(`${file}:${line}: ${code}\n${output.trimEnd()}`);
    this.name = "CommandError";
  }
}

export interface Said {
  stdout: string;
  stderr: string;
}

// One shell for a page, as its reader has: what a block exports or changes into, the next one finds. Blocks come in by
// file on 3; what became of them goes out on 4.
const DRIVER = `
trap 'printf "failed %s %s\\n" "$?" "$LINENO" >&4' ERR
while IFS= read -r block <&3; do
  . "$block" </dev/null >"$block.out" 2>"$block.err"
  printf 'done\\n' >&4
done
`;
const LIMIT_MS = 600_000;
const GRACE_MS = 100;

/** A shell that runs the blocks of one page, one after the other, and ends with the first command that fails. */
export class PageShell {
  readonly #file: string;
  readonly #folder: string;
  readonly #child: ChildProcess;
  readonly #input: Writable;
  readonly #ended: Promise<void>;
  #hear: (answer: string) => void = () => undefined;

  /** Keeps what it needs in `folder`, and starts in `cwd`. */
  constructor(file: string, folder: string, cwd: string, env: NodeJS.ProcessEnv) {
    this.#file = file;
    this.#folder = folder;
    // Its own process group: whatever a block left running goes with it.
    this.#child = spawn("bash", ["-euo", "pipefail", "-c", DRIVER], {
      cwd,
      env,
      detached: true,
      stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"],
    });
    const [, , , input, output] = this.#child.stdio;
    this.#input = input as Writable;
    // A shell that has ended reads no more; that it ended is what counts.
    this.#input.on("error", () => undefined);
    createInterface({ input: output as Readable }).on("line", (answer) => this.#hear(answer));
    this.#ended = new Promise((resolve) => {
      for (const event of ["exit", "error"]) this.#child.once(event, () => resolve());
    });
  }

  /** Runs a block that begins in a line of the page. */
  async run(line: number, code: string): Promise<Said> {
    const folder = join(this.#folder, `${line}`);
    const path = join(folder, this.#file);
    mkdirSync(dirname(path), { recursive: true });
    // In its place below empty lines, so that what bash says of a line is true of the page.
    writeFileSync(path, `${"\n".repeat(line - 1)}${code}\n`);
    const answered = this.#answer();
    this.#input.write(`${path}\n`);
    const answer = await answered;
    const said = { stdout: readSaid(path, "out", folder), stderr: readSaid(path, "err", folder) };
    if (answer === "done") return said;
    const [how = "", status, failed = `${line}`] = answer.split(" ");
    const number = Math.max(line, Number(failed));
    const command = code.split("\n")[number - line]?.trim() ?? "";
    const outcome = status === undefined ? how : `exit code ${status}`;
    const output = said.stdout + said.stderr;
    throw new CommandError(this.#file, number, `${outcome}: ${command}`, output);
  }

  async stop(): Promise<void> {
    try {
      if (this.#child.pid !== undefined) process.kill(-this.#child.pid);
    } catch {
      // The shell is gone, and left nothing running.
    }
    await this.#ended;
  }

  /** What became of the block: "done", "failed <code> <line>", or a word on a shell that says nothing. */
  async #answer(): Promise<string> {
    let timer: NodeJS.Timeout | undefined;
    const answer = await new Promise<string>((resolve) => {
      this.#hear = resolve;
      timer = setTimeout(() => resolve("endless"), LIMIT_MS);
      // What it said last may come a moment later than its end.
      void this.#ended.then(() => setTimeout(() => resolve("ended"), GRACE_MS));
    });
    clearTimeout(timer);
    return answer;
  }
}

/** What a block wrote; nothing where it did not come so far. */
function readSaid(path: string, ending: string, folder: string): string {
  const file = `${path}.${ending}`;
  return existsSync(file) ? readFileSync(file, "utf8").replaceAll(`${folder}/`, "") : "";
}
