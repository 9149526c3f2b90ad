import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What is installed; its dependencies decide nothing about what it finds. */
const PACKAGES = ["slither-analyzer==0.11.6", "crytic-compile==0.4.2"];

/** A reason for which Slither could not be run here: of the machine, not of the contracts. */
export class SlitherMissing extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = "SlitherMissing";
  }
}

export interface Answer {
  /** Null where the program could not be started. */
  status: number | null;
  text: string;
}

export type Run = (program: string, args: readonly string[]) => Answer;

/** Runs a program and waits for it. */
export function run(program: string, args: readonly string[]): Answer {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    encoding: "utf8",
    maxBuffer: 2 ** 28,
    // Without Hardhat's own program in reach, Slither takes the folders from its arguments.
    env: { ...process.env, PATH: pathWithout("node_modules"), PIP_DISABLE_PIP_VERSION_CHECK: "1" },
  });
  return { status, text: `${stdout}${stderr}${error?.message ?? ""}`.trim() };
}

function pathWithout(part: string): string {
  const folders = (process.env["PATH"] ?? "").split(":");
  return folders.filter((folder) => !folder.includes(part)).join(":");
}

function lastLine(text: string): string {
  return text.split("\n").at(-1) ?? "";
}

/**
 * Installs Slither in a virtual environment, or finds it there.
 * @param folder Of the environment; one that was not finished is made anew.
 * @throws SlitherMissing where the machine lacks what that needs.
 */
export function installSlither(folder: string, start: Run = run): string {
  const slither = join(folder, "bin", "slither");
  const mark = join(folder, "installed");
  const wanted = PACKAGES.join("\n");
  if (existsSync(mark) && readFileSync(mark, "utf8") === wanted) return slither;
  rmSync(folder, { recursive: true, force: true });
  if (start("python3", ["--version"]).status !== 0) throw new SlitherMissing("no Python");
  mkdirSync(folder, { recursive: true });
  const made = start("python3", ["-m", "venv", folder]);
  if (made.status !== 0) {
    throw new SlitherMissing(`no virtual environment (${lastLine(made.text)})`);
  }
  const pip = ["-m", "pip", "install", "--quiet", "--timeout", "20", "--retries", "2", ...PACKAGES];
  const installed = start(join(folder, "bin", "python"), pip);
  if (installed.status !== 0) {
    throw new SlitherMissing(`pip could not install it (${lastLine(installed.text)})`);
  }
  writeFileSync(mark, wanted);
  return slither;
}

/**
 * Runs every detector over what {@link writeAnalysis} wrote.
 * @returns The report, as Slither writes it.
 */
export function runSlither(
  slither: string,
  root: string,
  folder: string,
  start: Run = run,
): unknown {
  const report = join(folder, "slither.json");
  const args = [root, "--compile-force-framework", "hardhat", "--ignore-compile", "--npx-disable"];
  const filter = ["--filter-paths", "node_modules|contracts/test/"];
  const artifacts = ["--hardhat-artifacts-directory", join(folder, "artifacts")];
  const { text } = start(slither, [...args, ...filter, ...artifacts, "--json", report]);
  // Its exit code counts findings; whether it got through is written in the report.
  if (!existsSync(report)) throw new Error(`Slither wrote no report: ${lastLine(text)}`);
  return JSON.parse(readFileSync(report, "utf8"));
}
