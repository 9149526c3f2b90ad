import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ROOT = join(__dirname, "../..");

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
  /** What it left in the folder for what is temporary, which is its own. */
  left: string[];
}

interface RunOptions {
  /** Beside the environment of the tests; what is undefined is taken out of it. */
  env?: Readonly<Record<string, string | undefined>>;
  /** Interrupts the script once it has said this on stderr. */
  stopAt?: string | undefined;
}

/** Runs a script of the project, such as `stake`, as npm does. */
export function runScript(
  script: string,
  args: readonly string[],
  { env = {}, stopAt }: RunOptions = {},
): Promise<Ended> {
  const folder = mkdtempSync(join(tmpdir(), "weft-script-"));
  const command = ["-r", "./scripts/lib/register.cjs", `scripts/${script}.ts`, ...args];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, command, {
      cwd: ROOT,
      env: { ...process.env, TMPDIR: folder, ...env },
    });
    const said = { stdout: "", stderr: "" };
    let isStopped = false;
    child.stdout.on("data", (data: Buffer) => (said.stdout += data.toString()));
    child.stderr.on("data", (data: Buffer) => {
      said.stderr += data.toString();
      // Once: a second one may come when the process has let go of its handlers.
      if (!isStopped && stopAt !== undefined && said.stderr.includes(stopAt)) {
        isStopped = child.kill("SIGINT");
      }
    });
    child.on("error", reject);
    child.on("close", (code) => {
      const left = readdirSync(folder);
      rmSync(folder, { recursive: true, force: true });
      resolve({ code, ...said, left });
    });
  });
}
