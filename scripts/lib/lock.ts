import { randomUUID } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";

const LOCK = "deployment.lock";
/** Two that find the same stale lock at once: one of them tries again. */
const ATTEMPTS = 5;

/** Another process deploys from the same folder. */
export class DeploymentLockedError extends Error {
  constructor(folder: string, holder: string) {
    super(
      `${folder} is used by ${holder}, but one deployment at a time may use it; wait for that one, or remove ${LOCK} there if it is none of a running process`,
    );
    this.name = "DeploymentLockedError";
  }
}

interface Holder {
  pid: number;
  host: string;
  /** What tells a process from another that had its number before. */
  token: string;
}

/** Locks that this process holds: what else bears its number was left by one that had the number before. */
const held = new Set<string>();

function holderIn(text: string): Holder | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof parsed !== "object" || parsed === null) return undefined;
  const { pid, host, token }: { pid?: unknown; host?: unknown; token?: unknown } = parsed;
  const isHolder = typeof pid === "number" && typeof host === "string" && typeof token === "string";
  return isHolder ? { pid, host, token } : undefined;
}

function isRunning({ pid, token }: Holder): boolean {
  if (pid === process.pid) return held.has(token);
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of somebody else runs too.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** Takes what a dead process left away; by its name first, so that of two who do so at once one has it. */
function takeAway(file: string, text: string): void {
  const aside = `${file}.${randomUUID()}`;
  try {
    renameSync(file, aside);
    // Whoever was faster may hold it by now: it is given back, unless it was let go meanwhile.
    if (read(aside) !== text) linkSync(aside, file);
  } catch (error) {
    if (codeOf(error) !== "ENOENT" && codeOf(error) !== "EEXIST") throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

/** Makes the file whole or not at all; false where there is one. */
function create(file: string, text: string): boolean {
  const aside = `${file}.${randomUUID()}`;
  writeFileSync(aside, text, { flag: "wx" });
  try {
    linkSync(aside, file);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

/**
 * Takes the folder of a deployment for this process alone. A process that is killed leaves its lock behind, which the
 * next one of the same machine finds to be of nobody; of another machine nobody here can tell.
 *
 * @returns What gives the folder free again.
 */
export function lockDeployment(folder: string): () => void {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, LOCK);
  const mine: Holder = { pid: process.pid, host: hostname(), token: randomUUID() };
  const text = JSON.stringify(mine);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (create(file, text)) {
      held.add(mine.token);
      return () => {
        held.delete(mine.token);
        if (read(file) === text) rmSync(file, { force: true });
      };
    }
    const found = read(file);
    if (found === undefined) continue;
    const holder = holderIn(found);
    if (holder === undefined) throw new DeploymentLockedError(folder, "somebody unknown");
    const { pid, host } = holder;
    if (host !== mine.host) throw new DeploymentLockedError(folder, `process ${pid} of ${host}`);
    if (isRunning(holder)) throw new DeploymentLockedError(folder, `process ${pid} of ${host}`);
    takeAway(file, found);
  }
  throw new DeploymentLockedError(folder, "several at once");
}
