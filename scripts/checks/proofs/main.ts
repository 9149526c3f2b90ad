import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parseOptions } from "../../lib/options";
import { UsageError } from "../../lib/usage";
import { check, harnessesOf, type Assertion, type Report } from "./checker";
import { decideLemmas } from "./solver";

const USAGE = `Usage: npm run proofs [-- options]

Has the compiler's checker prove the assertions of test/proofs about the accounting libraries, and z3 the lemmas about
their roundings. Prints a line for each; whatever is violated or undecided fails.

  --only NAME  one harness, such as PayPartsProof, or the lemmas: lemmas
  --help       print this text

Exit codes: 0 all proven, 1 one was not, 2 wrong arguments.
`;

const ROOT = join(__dirname, "../../..");
/** The harness whose every assertion is false. */
const REFUTED = "Refuted.sol";

/** A harness of its own process: the compiler holds its thread until it is done. */
function checkApart(harness: string): Promise<Report> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...process.execArgv, __filename, "--harness", harness], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (part: string) => (text += part));
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(JSON.parse(text) as Report);
      else reject(new Error(`the checker of ${harness} ended with ${String(code)}`));
    });
  });
}

function isAsWanted(harness: string, { verdict }: Assertion): boolean {
  return verdict === (harness === REFUTED ? "violated" : "proven");
}

/** Prints what came of a harness, and says how many of its lines are not as they should be. */
function tell({ harness, assertions, faults, seconds }: Report): number {
  for (const fault of faults) process.stdout.write(`${fault}\n`);
  if (assertions.length === 0) process.stdout.write(`${harness} asserts nothing\n`);
  for (const assertion of assertions) {
    const { line, text, verdict } = assertion;
    const how = isAsWanted(harness, assertion) ? verdict : `${verdict.toUpperCase()}, a failure`;
    process.stdout.write(`${harness}:${line} ${how}: ${text}\n`);
  }
  process.stdout.write(`${harness}: ${assertions.length} assertions, ${seconds.toFixed(1)} s\n`);
  const wrong = assertions.filter((assertion) => !isAsWanted(harness, assertion)).length;
  return faults.length + wrong + (assertions.length === 0 ? 1 : 0);
}

async function proveHarnesses(names: readonly string[]): Promise<number> {
  const waiting = [...names];
  let wrong = 0;
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      wrong += tell(await checkApart(next));
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return wrong;
}

async function proveLemmas(): Promise<number> {
  const started = Date.now();
  const decided = await decideLemmas(ROOT);
  for (const { lemma, fault } of decided) {
    process.stdout.write(`${lemma.of[0]} ${fault ?? "proven"}: ${lemma.name}\n`);
  }
  const seconds = ((Date.now() - started) / 1_000).toFixed(1);
  process.stdout.write(`${decided.length} lemmas, each refuted when weakened, ${seconds} s\n`);
  return decided.filter(({ fault }) => fault !== undefined).length;
}

async function prove(only: string | undefined): Promise<number> {
  const started = Date.now();
  const harnesses = harnessesOf(ROOT);
  const chosen = harnesses.filter((name) => only === undefined || name === `${only}.sol`);
  const withLemmas = only === undefined || only === "lemmas";
  if (chosen.length === 0 && !withLemmas) {
    const known = harnesses.map((name) => name.replace(/\.sol$/, "")).join(", ");
    throw new UsageError(`there are ${known} and lemmas, and no ${only}`);
  }
  const wrong = (await proveHarnesses(chosen)) + (withLemmas ? await proveLemmas() : 0);
  const seconds = Math.round((Date.now() - started) / 1_000);
  process.stdout.write(
    `${wrong === 0 ? "all as it should be" : `${wrong} failures`}; ${seconds} s\n`,
  );
  return wrong === 0 ? 0 : 1;
}

async function main(): Promise<number> {
  const { harness, only, help } = parseOptions(process.argv.slice(2), {
    harness: { type: "string" },
    only: { type: "string" },
    help: { type: "boolean" },
  });
  if (help === true) {
    process.stdout.write(USAGE);
    return 0;
  }
  if (harness === undefined) return prove(only);
  process.stdout.write(JSON.stringify(await check(ROOT, harness)));
  return 0;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`proofs: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  },
);
