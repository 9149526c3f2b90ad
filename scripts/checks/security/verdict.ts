/** What came of Slither: whether it found nothing new, or why it did not run. */
export type SlitherResult = { isClean: boolean } | { missing: string };

/** The last line, and whether the check passes. Where Slither did not run, solhint alone decides. */
export function verdictOf(
  isLinted: boolean,
  slither: SlitherResult,
): { line: string; isOk: boolean } {
  const lint = `solhint ${isLinted ? "ok" : "FAILED"}`;
  if ("missing" in slither) {
    return { line: `security: ${lint}, Slither not run (${slither.missing})`, isOk: isLinted };
  }
  const found = `Slither ${slither.isClean ? "ok" : "FAILED"}`;
  return { line: `security: ${lint}, ${found}`, isOk: isLinted && slither.isClean };
}
