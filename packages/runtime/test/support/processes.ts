import { readdirSync, readFileSync } from "node:fs";

/** All processes below this one that are there now. Linux only. */
export function descendants(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    const stat = statOf(Number(entry));
    if (stat !== undefined) parents.set(Number(entry), stat.parent);
  }
  const below = (top: number): number[] =>
    [...parents]
      .filter(([, parent]) => parent === top)
      .flatMap(([child]) => [child, ...below(child)]);
  return below(pid);
}

interface Stat {
  readonly state: string;
  readonly parent: number;
}

function statOf(pid: number): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    const [state = "", parent = "0"] = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return { state, parent: Number(parent) };
  } catch {
    return undefined;
  }
}

/** Whether the process is there and not just waiting to be reaped. */
export function isAlive(pid: number): boolean {
  const stat = statOf(pid);
  return stat !== undefined && stat.state !== "Z";
}

/** Waits until the condition holds, for some seconds. */
export async function eventually(condition: () => boolean, withinMs = 5_000): Promise<boolean> {
  const end = performance.now() + withinMs;
  while (performance.now() < end) {
    if (condition()) return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return condition();
}
