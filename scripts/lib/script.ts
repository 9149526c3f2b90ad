import { sentenceOf } from "./sentence";

/** Runs a script without options of its own: one sentence on stderr, and exit code 1, where it fails. */
export function runScript(main: () => Promise<void>): void {
  main().catch((error: unknown) => {
    process.stderr.write(`${sentenceOf(error)}\n`);
    process.exitCode = 1;
  });
}
