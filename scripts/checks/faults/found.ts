// Calls of the test itself and of its targets stand furthest left in a trace.
const CALL = /^ {2}\[\d+\] (\w+)::(\w+)\(/;
const REVERT = /^ {4}└─ ← \[Revert\]/;

// Before the first call: worlds assert while they are made, too, and the invariants of a fresh one. That one cannot be
// deployed is no assertion.
const AT_ONCE = /^\[FAIL: (?:failed to set up .*: )?panic: assertion failed \(0x01\)\] (\w+)\(\)/m;

/**
 * What stopped a campaign, as forge's traces tell it: the call of a handler or an adversary, or the invariants.
 * Undefined where the campaign held.
 *
 * @throws Error where it did not begin: nothing was found then.
 */
export function stopOf(output: string): string | undefined {
  if (/^\[PASS\] invariant_/m.test(output)) return undefined;
  const [, atOnce] = AT_ONCE.exec(output) ?? [];
  if (atOnce !== undefined) return `${/:(\w+)$/m.exec(output)?.[1] ?? "Test"}.${atOnce}`;
  // The first that fails: the invariants are asked once more after it, in a world that it left broken.
  let by = "";
  for (const line of output.split("\n")) {
    const [, contract, name] = CALL.exec(line) ?? [];
    if (contract !== undefined && name !== undefined) by = `${contract}.${name}`;
    if (REVERT.test(line) && !line.includes("FOUNDRY::ASSUME")) break;
  }
  const isBegun =
    /^ invariant_\w+\(\) \(runs:/m.test(output) && by !== "" && !by.endsWith(".setUp");
  if (isBegun) return by;
  throw new Error(`the campaign did not begin:\n${output.slice(-4_000)}`);
}
