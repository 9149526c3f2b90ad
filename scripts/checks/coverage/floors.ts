import type { FileCoverage } from "solidity-coverage/api";

/** Branches that specs must take, in percent of all below a folder of `contracts`. */
const FLOORS: Record<string, number> = {
  "": 95,
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

/** The lines on which a file has branches that nothing takes. */
function untaken({ b, branchMap }: FileCoverage): number[] {
  const lines = Object.entries(b).flatMap(([id, hits]) => {
    const line = branchMap[id]?.line;
    return line !== undefined && hits.includes(0) ? [line] : [];
  });
  return [...new Set(lines)].sort((a, b) => a - b);
}

/**
 * Says what was covered: the files with branches left, each folder, and everything.
 * @param data Coverage by the path of a file, relative to `contracts`.
 */
export function describe(data: Map<string, FileCoverage>): { text: string; isEnough: boolean } {
  const lines: string[] = [];
  let isEnough = true;
  for (const [name, file] of data) {
    const left = untaken(file);
    if (left.length > 0) {
      lines.push(`${name}: branches ${show(branchesOf([file]))}, left on ${left.join(", ")}`);
    }
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

function show(share: Share): string {
  return `${percent(share).toFixed(2)}% (${share.taken}/${share.all})`;
}
