import { readFileSync } from "node:fs";
import { join } from "node:path";

import { checkMentions, readPage, type Page } from "./page";

// Pages of a row share a copy of the project and what those before them left there: a client, a deployment. Rows do
// not, and are gone through side by side.
const ROWS = [
  { files: ["docs/deployment.md", "docs/governance.md"], isCompiled: true },
  { files: ["docs/integration.md"], isCompiled: false },
];

/** Pages that are gone through one after the other; `isCompiled` where they need contracts. */
export interface Row {
  pages: Page[];
  isCompiled: boolean;
}

/**
 * Reads the pages whose commands are run.
 *
 * @throws PageError where one of them holds a command that nobody would run.
 */
export function readRows(root: string): Row[] {
  const rows = ROWS.map(({ files, isCompiled }) => {
    const pages = files.map((file) => readPage(file, readFileSync(join(root, file), "utf8")));
    return { pages, isCompiled };
  });
  const gate = readFileSync(join(root, ".ci/run"), "utf8");
  checkMentions(
    rows.flatMap(({ pages }) => pages),
    gate,
  );
  return rows;
}
