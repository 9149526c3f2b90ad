import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { readPlanted, type Planted } from "./planted";

const PAGE = "docs/faults.md";

const HEAD = `# Planted faults

Mistakes that were put into the contracts, one at a time, and who noticed first: an invariant, the end of a sequence at which everybody leaves (\`afterInvariant\`), a handler whose call may not fail, or an adversary whose call may not go through. \`npm run fuzz:faults\` plants them again; the campaigns hold without them. Others would have noticed many of them later; "first" is of one seed. Where no campaign carries an invariant, a spec does, and the test that failed is named.

This page is generated from \`scripts/checks/faults/planted\` by \`npm run fuzz:faults -- --write\`.
`;

/** The page of all faults, in the order of the invariants. */
export function pageOf(faults: readonly Planted[], order: readonly string[]): string {
  const sorted = [...faults].sort((a, b) => order.indexOf(a.breaks) - order.indexOf(b.breaks));
  const rows = sorted.map(({ breaks, fault, spec, foundBy = "" }) => {
    const by = spec === undefined ? `\`${foundBy}\`` : `\`${spec}\`, "${foundBy}"`;
    return [breaks, fault, by];
  });
  return `${HEAD}\n${markdown(["invariant", "fault", "found first by"], rows)}\n`;
}

/** The ids of docs/invariants.md, in its order. */
export function invariantsOf(page: string): string[] {
  return Array.from(page.matchAll(/^\| ([A-Z]\d+) +\|/gm), ([, id = ""]) => id);
}

/** The page as it should stand. */
export function readPage(root: string): { written: string; expected: string } {
  const order = invariantsOf(readFileSync(join(root, "docs/invariants.md"), "utf8"));
  const written = readFileSync(join(root, PAGE), "utf8");
  return { written, expected: pageOf(readPlanted(root), order) };
}

export function writePage(root: string): void {
  const order = invariantsOf(readFileSync(join(root, "docs/invariants.md"), "utf8"));
  writeFileSync(join(root, PAGE), pageOf(readPlanted(root), order));
}

/** A table as prettier lays it out. */
function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? "").length)),
  );
  const line = (cells: readonly string[], fill = " "): string =>
    `| ${widths.map((width, column) => (cells[column] ?? "").padEnd(width, fill)).join(" | ")} |`;
  const ruler = line(
    head.map(() => ""),
    "-",
  );
  return [line(head), ruler, ...rows.map((row) => line(row))].join("\n");
}
