import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

export type Change =
  | { kind: "replaced"; file: string; from: string; to: string }
  | { kind: "written"; file: string; text: string }
  /** Of a folder, only these entries stay. */
  | { kind: "keepOnly"; folder: string; keeps: readonly string[] };

/** What is done to a copy of the project so that one gate fails there, and how it says so. */
export interface Break {
  gate: string;
  /** The fault, as a sentence. */
  breaks: string;
  changes: readonly Change[];
  /** What of the gate's output says that it failed for this and for nothing else. */
  says: RegExp;
  /** Whether the gate compares with what is committed; the fault is committed then. */
  isCommitted?: true;
  /** For a gate that says nothing: with these changes it has to pass first. */
  holdsWith?: readonly Change[];
}

/** One place of a file, another text there. */
export function replaced(file: string, from: string, to: string): Change {
  return { kind: "replaced", file, from, to };
}

/** @throws Error where a text to replace does not stand in its file exactly once. */
export function apply(folder: string, changes: readonly Change[]): void {
  for (const change of changes) {
    if (change.kind === "replaced") replace(folder, change);
    else if (change.kind === "written") write(join(folder, change.file), change.text);
    else keepOnly(join(folder, change.folder), change.keeps);
  }
}

function replace(folder: string, { file, from, to }: Change & { kind: "replaced" }): void {
  const path = join(folder, file);
  const [before, after, ...more] = readFileSync(path, "utf8").split(from);
  if (before === undefined || after === undefined || more.length > 0) {
    throw new Error(`${file} does not have this once:\n${from}`);
  }
  write(path, `${before}${to}${after}`);
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function keepOnly(folder: string, keeps: readonly string[]): void {
  const entries = readdirSync(folder);
  const missing = keeps.filter((name) => !entries.includes(name));
  if (missing.length > 0) throw new Error(`${folder} has no ${missing.join(", ")}`);
  for (const name of entries) {
    if (!keeps.includes(name)) rmSync(join(folder, name), { recursive: true });
  }
}
