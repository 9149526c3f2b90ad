/**
 * How a chunk ended. Every reason but the two local ones follows from the bytes of the job alone.
 *
 * - `ok`: the program returned, or exited with code 0.
 * - `exit-code`: the program exited with another code, named in the detail.
 * - `out-of-fuel`: the fuel limit was reached; exactly the limit is billed.
 * - `out-of-memory`: memory was refused (at the start, or by `memory.grow`) and the program trapped.
 * - `output-limit`: a write to stdout or stderr would have passed the output limit.
 * - `file-limit`: the in-memory file system would have passed its bytes or its number of entries.
 * - `trap`: an instruction trapped, or the call depth limit was reached.
 * - `invalid-module`: the bytes are not a module, or use a feature that is not accepted.
 * - `unknown-import`: the module asks for a host function that does not exist here.
 * - `wall-clock`: local; this machine was too slow. Never a result.
 * - `crashed`: local; the sandbox died or ran short of real memory. Never a result.
 */
export type ExitReason =
  | "ok"
  | "exit-code"
  | "out-of-fuel"
  | "out-of-memory"
  | "wall-clock"
  | "output-limit"
  | "file-limit"
  | "trap"
  | "invalid-module"
  | "unknown-import"
  | "crashed";

/** The code of each reason in a Merkle leaf. Fixed for ever: codes are added, never changed. */
export const EXIT_CODES: Readonly<Record<ExitReason, number>> = Object.freeze({
  ok: 0,
  "exit-code": 1,
  "out-of-fuel": 2,
  "out-of-memory": 3,
  "output-limit": 4,
  "file-limit": 5,
  trap: 6,
  "invalid-module": 7,
  "unknown-import": 8,
  "wall-clock": 128,
  crashed: 129,
});

const LOCAL_CODE_FROM = 128;

/** Whether the reason is the same on every machine, so that it may stand in a receipt's root. */
export function isDeterministicExit(exit: ExitReason): boolean {
  return EXIT_CODES[exit] < LOCAL_CODE_FROM;
}

/** The reason with this code, or undefined for a code that was never given out. */
export function exitReasonOf(code: number): ExitReason | undefined {
  const reasons = Object.keys(EXIT_CODES) as ExitReason[];
  return reasons.find((reason) => EXIT_CODES[reason] === code);
}
