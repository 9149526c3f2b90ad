import type { ExitReason } from "../receipt/exit";
import { engine } from "../wasm/engine";
import { FLAG_HOST_MEMORY_FAILED, FLAG_MEMORY_REFUSED } from "../wasm/layout";

export interface Ending {
  readonly exit: ExitReason;
  readonly detail?: string;
}

/** What the counters of a run say at its end. */
export interface Counters {
  readonly isOutOfFuel: boolean;
  readonly isStackExhausted: boolean;
  readonly flags: number;
}

/** The engine's words vary between its versions; these do not. */
const TRAPS: readonly [RegExp, string][] = [
  [/unreachable/, "unreachable"],
  [/memory access out of bounds/, "memory access out of bounds"],
  [/table.*out of bounds|element segment/, "table access out of bounds"],
  [/data segment/, "memory access out of bounds"],
  [/divide by zero|remainder by zero|division by zero/, "division by zero"],
  [/unrepresentable|integer overflow/, "number not representable"],
  [/signature mismatch|null function|indirect call/, "indirect call of a wrong function"],
];

/** Names the ending of a run that a trap, or anything else the engine threw, has ended. */
export function classifyTrap(error: unknown, counters: Counters): Ending {
  if (counters.isOutOfFuel) return { exit: "out-of-fuel" };
  if (counters.isStackExhausted) return { exit: "trap", detail: "call stack exhausted" };
  if ((counters.flags & FLAG_HOST_MEMORY_FAILED) !== 0) {
    return { exit: "crashed", detail: "the machine has no memory left" };
  }
  if (!(error instanceof engine.RuntimeError)) {
    return { exit: "crashed", detail: "the engine failed" };
  }
  if ((counters.flags & FLAG_MEMORY_REFUSED) !== 0) {
    return { exit: "out-of-memory", detail: "memory was refused and the program trapped" };
  }
  const found = TRAPS.find(([pattern]) => pattern.test(error.message));
  return { exit: "trap", detail: found?.[1] ?? "trap" };
}
