import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

import ts from "typescript";

import type { Page, Step } from "./page";

type Program = Extract<Step, { kind: "program" }>;

const FOLDER = ".programs";
// As a project of today has it: modules, with a top level that can wait.
const OPTIONS = { module: "ES2022", moduleResolution: "Bundler", types: ["node"] };

function nameOf(file: string, line: number): string {
  return `${basename(file, ".md")}-${line}`;
}

/** In its place below empty lines, so that what is said of a line is true of the page. */
function inPlace({ line, code }: Program): string {
  return `${"\n".repeat(line - 1)}${code}\n`;
}

/**
 * Compiles the programs of pages against the sources of the SDK, in a copy of the project.
 *
 * @returns What the compiler has to say of them; nothing where they are right.
 */
export async function checkPrograms(copy: string, pages: readonly Page[]): Promise<string> {
  const folder = join(copy, FOLDER);
  mkdirSync(folder, { recursive: true });
  for (const { file, steps } of pages) {
    for (const step of steps) {
      if (step.kind !== "program") continue;
      writeFileSync(join(folder, `${nameOf(file, step.line)}.ts`), inPlace(step));
    }
  }
  const config = { extends: "../tsconfig.json", compilerOptions: OPTIONS, include: ["*.ts"] };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
  const compiler = join(copy, "node_modules/.bin/tsc");
  const child = spawn(compiler, ["-p", FOLDER, "--pretty", "false"], { cwd: copy });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (data: Buffer) => (said += data.toString()));
  }
  const closed: unknown[] = await once(child, "close");
  const [code] = closed;
  return code === 0 ? "" : said || `the compiler ended with ${String(code)}`;
}

/** The command that runs a program of a page, in a copy of the project. */
export function commandOf(copy: string, file: string, program: Program): string {
  const name = nameOf(file, program.line);
  const { outputText } = ts.transpileModule(inPlace(program), {
    fileName: file,
    compilerOptions: {
      module: ts.ModuleKind.ES2022,
      target: ts.ScriptTarget.ES2022,
      inlineSourceMap: true,
    },
  });
  mkdirSync(join(copy, FOLDER), { recursive: true });
  writeFileSync(join(copy, FOLDER, `${name}.mjs`), outputText);
  return `node --enable-source-maps ${FOLDER}/${name}.mjs`;
}
