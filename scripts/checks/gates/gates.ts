import { readFileSync } from "node:fs";
import { join } from "node:path";

/** One of the things that the gate of CI runs. */
export interface Gate {
  name: string;
  /** As the shell of `.ci/run` reads it. */
  command: string;
}

const LINE = /^(?:gate|beside) (\w+) (.+)$/gm;

/** The gates of `.ci/run`, in its order. */
export function gatesOf(script: string): Gate[] {
  return Array.from(script.matchAll(LINE), ([, name = "", command = ""]) => ({ name, command }));
}

export function readGates(root: string): Gate[] {
  return gatesOf(readFileSync(join(root, ".ci/run"), "utf8"));
}
