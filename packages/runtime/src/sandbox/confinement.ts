import { SandboxUnavailableError } from "../errors";
import type { Confinement } from "./command";
import { Sandbox } from "./sandbox";

/** What a caller may ask for; `auto` takes the strongest that works here. */
export type ConfinementWish = Confinement | "auto";

let probe: Promise<boolean> | undefined;

/**
 * Whether bubblewrap really works here, found out by running the sandbox in it. Only a yes is remembered: a machine that
 * was too busy once would run strangers' programs without it from then on.
 */
export function hasBubblewrap(): Promise<boolean> {
  probe ??= tryBubblewrap().then(
    (works) => {
      if (!works) probe = undefined;
      return works;
    },
    (error: unknown) => {
      probe = undefined;
      throw error;
    },
  );
  return probe;
}

async function tryBubblewrap(): Promise<boolean> {
  if (process.platform !== "linux") return false;
  try {
    const nothing = { memoryBytes: 0, outputBytes: 0, fileBytes: 0 };
    const sandbox = await Sandbox.start({ ...nothing, confinement: "bubblewrap" });
    await sandbox.kill();
    return true;
  } catch (error) {
    if (error instanceof SandboxUnavailableError) return false;
    throw error;
  }
}

/** @throws SandboxUnavailableError if bubblewrap was asked for and does not work. */
export async function chooseConfinement(wish: ConfinementWish): Promise<Confinement> {
  if (wish === "process") return "process";
  if (await hasBubblewrap()) return "bubblewrap";
  if (wish === "bubblewrap") {
    throw new SandboxUnavailableError("bubblewrap does not work on this machine");
  }
  return "process";
}
