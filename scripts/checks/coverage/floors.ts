import type { FileCoverage } from "solidity-coverage/api";

import argued from "./untaken.json";

/** A branch that no spec takes, by the line it is on, and why. */
export interface Argument {
  file: string;
  code: string;
  reason: string;
}

/** Branches that specs must take, in percent of all below a folder of `contracts`. */
const FLOORS: Record<string, number> = {
  "": 97,
  conditions: 97,
  governance: 97,
  identity: 97,
  market: 97,
  reputation: 97,
  rewards: 97,
  staking: 98,
  vault: 97,
  verification: 97,
  works: 97,
};

const COUNTS = { statements: "s", functions: "f" } as const;

interface Share {
  taken: number;
  all: number;
}

function percent({ taken, all }: Share): number {
  return all === 0 ? 100 : (100 * taken) / all;
}

function branchesOf(files: FileCoverage[]): Share {
  const counts = files.flatMap(({ b }) => Object.values(b).flat());
  return { taken: counts.filter((hits) => hits > 0).length, all: counts.length };
}

function callsOf(files: FileCoverage[], kind: "s" | "f"): Share {
  const counts = files.flatMap((file) => Object.values(file[kind]));
  return { taken: counts.filter((hits) => hits > 0).length, all: counts.length };
}

/** The line of each branch of a file that nothing takes: one on which two are left is there twice. */
function untaken({ b, branchMap }: FileCoverage): number[] {
  const lines = Object.entries(b).flatMap(([id, hits]) => {
    const line = branchMap[id]?.line;
    return line === undefined ? [] : hits.filter((count) => count === 0).map(() => line);
  });
  return lines.sort((a, b) => a - b);
}

/**
 * Says what was covered: the files with branches left, each folder, and everything. A branch that is left without a
 * reason of its own is not enough, nor a reason for a branch that is taken.
 * @param data Coverage by the path of a file, relative to `contracts`.
 * @param read The text of such a file.
 */
export function describe(
  data: Map<string, FileCoverage>,
  read: (name: string) => string,
  args: readonly Argument[] = argued,
): { text: string; isEnough: boolean } {
  const lines: string[] = [];
  let isEnough = true;
  const unused = new Set(args);
  for (const [name, file] of data) {
    const left = untaken(file);
    if (left.length === 0) continue;
    const text = read(name).split("\n");
    const open = left.filter((line) => {
      const code = text[line - 1]?.trim();
      const argument = [...unused].find((one) => one.file === name && one.code === code);
      return argument === undefined || !unused.delete(argument);
    });
    if (open.length > 0) isEnough = false;
    const said = open.length === 0 ? "all argued" : `FAILED without a reason: ${list(open)}`;
    lines.push(`${name}: branches ${show(branchesOf([file]))}, left on ${list(left)}; ${said}`);
  }
  for (const { file, code } of unused) {
    isEnough = false;
    lines.push(`FAILED ${file}: a reason for what is taken, or not there: ${code}`);
  }
  for (const [folder, floor] of Object.entries(FLOORS)) {
    const files = [...data].flatMap(([name, file]) =>
      folder === "" || name.startsWith(`${folder}/`) ? [file] : [],
    );
    const branches = branchesOf(files);
    const isBelow = files.length === 0 || percent(branches) < floor;
    if (isBelow) isEnough = false;
    const others = Object.entries(COUNTS).map(
      ([name, kind]) => `${name} ${show(callsOf(files, kind))}`,
    );
    lines.push(
      `${isBelow ? "FAILED " : ""}${folder === "" ? "all contracts" : folder}: branches ${show(branches)}, at least ${floor}%; ${others.join(", ")}`,
    );
  }
  return { text: lines.join("\n"), isEnough };
}

function list(lines: readonly number[]): string {
  return [...new Set(lines)].join(", ");
}

function show(share: Share): string {
  return `${percent(share).toFixed(2)}% (${share.taken}/${share.all})`;
}
