import { spawn, spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";

import { copyInstalled } from "../copy";
import { apply, type Break } from "./change";
import type { Gate } from "./gates";

export interface Proof {
  gate: string;
  breaks: string;
  /** Undefined where the gate was red for the reason it should be. */
  fault: string | undefined;
  seconds: number;
}

interface Run {
  status: number | null;
  output: string;
}

/**
 * Breaks one thing in a copy of the project and runs the gate there, as `.ci/run` does. What the gate said stays in
 * a file beside the copy.
 */
export async function prove(
  root: string,
  folder: string,
  gate: Gate,
  { breaks, changes, says, isCommitted, holdsWith }: Break,
  keep: (output: string) => void,
): Promise<Proof> {
  const started = Date.now();
  const copy = join(folder, gate.name);
  const faultOf = async (): Promise<string | undefined> => {
    if (holdsWith !== undefined) {
      copyInstalled(root, copy, true);
      apply(copy, holdsWith);
      const { status } = await runGate(copy, gate);
      if (status !== 0) return "it fails without the fault";
      rmSync(copy, { recursive: true });
    }
    copyInstalled(root, copy, true);
    apply(copy, changes);
    if (isCommitted === true) commit(copy);
    const { status, output } = await runGate(copy, gate);
    keep(output);
    return judge({ status, output }, says);
  };
  try {
    const fault = await faultOf();
    const seconds = Math.round((Date.now() - started) / 1_000);
    return { gate: gate.name, breaks, fault, seconds };
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** What is wrong with how a gate ended; undefined where it was red, and said why. */
export function judge({ status, output }: Run, says: RegExp): string | undefined {
  if (status === 0) return "it stayed green";
  if (status === null) return "it was stopped";
  return says.test(output.trim()) ? undefined : `it failed for another reason than ${says.source}`;
}

/** Some gates look at what git knows. */
function commit(folder: string): void {
  const who = ["-c", "user.name=gates", "-c", "user.email=gates@localhost"];
  const commands = [
    ["init", "-q"],
    ["add", "-A"],
    [...who, "commit", "-q", "-m", "broken"],
  ];
  for (const args of commands) {
    const { status, stderr } = spawnSync("git", args, { cwd: folder, encoding: "utf8" });
    if (status !== 0) throw new Error(`git ${args.join(" ")}: ${stderr}`);
  }
}

function runGate(folder: string, { command }: Gate): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn("bash", ["-c", command], {
      cwd: folder,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => (output += text));
    }
    child.once("error", reject);
    child.once("close", (status) => resolve({ status, output }));
  });
}
