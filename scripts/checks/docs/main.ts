import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { runScript } from "../../lib/script";
import { copyInstalled } from "../copy";
import type { Page } from "./page";
import { readRows } from "./pages";
import { checkPrograms } from "./programs";
import { runPage, type Desk } from "./run";

const ROOT = resolve(__dirname, "../../..");

async function runRow(pages: readonly Page[], desk: Desk): Promise<void> {
  try {
    for (const page of pages) await runPage(page, desk);
  } finally {
    for (const { stop } of [...desk.clients, ...desk.explorers]) await stop();
  }
}

/** Executes every command of the pages, in copies of the project and against clients of its own. */
async function main(): Promise<void> {
  const started = Date.now();
  const asked = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => asked.abort());
  const rows = readRows(ROOT);
  const pages = rows.flatMap((row) => row.pages);
  // Some tools name files by their real paths, and the system's folder may be a link.
  const work = realpathSync(mkdtempSync(join(tmpdir(), "weft-docs-")));
  try {
    const desks = rows.map(({ isCompiled }, index): Desk => {
      const [copy, folder] = [join(work, `${index}`), join(work, `shells-${index}`)];
      mkdirSync(folder);
      copyInstalled(ROOT, copy, isCompiled);
      const say = (text: string) => void process.stdout.write(text);
      const { signal } = asked;
      return { copy, folder, env: envOf(process.env), clients: [], explorers: [], signal, say };
    });
    const runs = desks.map((desk, index) => runRow(rows[index]?.pages ?? [], desk));
    const compiled = checkPrograms(desks[0]?.copy ?? work, pages).then((said) => {
      if (said !== "") throw new Error(`programs of the pages do not compile:\n${said}`);
    });
    // All of them come to their end, and stop what they started, whichever fails.
    const outcomes = await Promise.allSettled([compiled, ...runs]);
    for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  const blocks = pages.flatMap(({ steps }) => steps).length;
  const seconds = Math.round((Date.now() - started) / 1_000);
  process.stdout.write(`${pages.length} pages, ${blocks} steps, ${seconds} s\n`);
}

/** The environment of somebody who has set nothing of the project's. */
function envOf(given: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const isOurs = (name: string) => /^(WEFT|HARDHAT|TS_NODE)_/.test(name);
  return Object.fromEntries(Object.entries(given).filter(([name]) => !isOurs(name)));
}

runScript(main);
