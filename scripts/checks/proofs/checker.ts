import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { readSource, withImports } from "../compiler/sources";
import { unfold } from "./unfold";

export const HARNESSES = "test/proofs";
const UNFOLDED = /^test\/proofs\/(\w+)Unfolded\.sol$/;
/** Where the libraries lie that harnesses ask for unfolded. */
const LIBRARIES: Readonly<Record<string, string>> = { SharePot: "contracts/staking/SharePot.sol" };

export type Verdict = "proven" | "violated" | "undecided";

export interface Assertion {
  line: number;
  text: string;
  verdict: Verdict;
}

export interface Report {
  harness: string;
  assertions: Assertion[];
  /** What keeps the checker's word from counting: errors, and language that it passes over. */
  faults: string[];
  seconds: number;
}

interface Answer {
  errors?: {
    severity: string;
    errorCode?: string;
    message: string;
    formattedMessage: string;
    sourceLocation?: { file: string; start: number; end: number };
  }[];
}

const SAFE = "9576";
const UNSAFE = "6328";
/** The first says how many features are unsupported, the second that a contract was not analysed. */
const PASSED_OVER = ["5724", "1218", "3263"];

export function harnessesOf(root: string): string[] {
  return readdirSync(join(root, HARNESSES)).filter((name) => name.endsWith(".sol"));
}

function readHarness(root: string, name: string): string {
  const library = UNFOLDED.exec(name)?.[1];
  if (library === undefined) {
    return name.startsWith(HARNESSES)
      ? readFileSync(join(root, name), "utf8")
      : readSource(root, name);
  }
  const file = LIBRARIES[library];
  if (file === undefined) throw new Error(`no library ${library} is known to unfold`);
  return unfold(readSource(root, file), library);
}

/** The places of all assertions of a source. */
function placesOf(source: string): number[] {
  return Array.from(source.matchAll(/\bassert\(/g), ({ index }) => index);
}

function verdictOf(code: string | undefined, message: string): Verdict | undefined {
  if (code === SAFE) return "proven";
  if (code !== UNSAFE) return undefined;
  return message.includes("might happen") ? "undecided" : "violated";
}

/** Asks the checker of the compiler about every assertion of a harness. */
export async function check(root: string, harness: string): Promise<Report> {
  const started = Date.now();
  const file = `${HARNESSES}/${harness}`;
  const sources = withImports([file], (name) => readHarness(root, name));
  const content = sources[file]?.content ?? "";
  const solc: { compile(input: string): string } = await import("solc");
  const input = {
    language: "Solidity",
    sources,
    settings: {
      evmVersion: "cancun",
      modelChecker: {
        engine: "chc",
        solvers: ["z3"],
        targets: ["assert"],
        contracts: { [file]: [basename(harness, ".sol")] },
        showProvedSafe: true,
        showUnproved: true,
      },
      outputSelection: { "*": { "": ["ast"] } },
    },
  };
  const { errors = [] } = JSON.parse(solc.compile(JSON.stringify(input))) as Answer;
  const verdicts = new Map<number, Verdict>();
  const faults: string[] = [];
  for (const { severity, errorCode, message, formattedMessage, sourceLocation } of errors) {
    const verdict = verdictOf(errorCode, message);
    if (verdict !== undefined && sourceLocation?.file === file) {
      verdicts.set(sourceLocation.start, verdict);
    } else if (severity === "error" || PASSED_OVER.includes(errorCode ?? "")) {
      faults.push(formattedMessage.trim());
    }
  }
  const assertions = placesOf(content).map((place): Assertion => {
    const end = content.indexOf(";", place);
    return {
      line: content.slice(0, place).split("\n").length,
      text: content.slice(place, end).replace(/\s+/g, " "),
      // What the checker does not speak of, it did not decide.
      verdict: verdicts.get(place) ?? "undecided",
    };
  });
  return { harness, assertions, faults, seconds: (Date.now() - started) / 1_000 };
}
