import {
  cpSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join, relative } from "node:path";

// Not part of a fresh checkout that was installed and compiled: what reports and local deployments wrote.
const LEFT_OUT = new Set([
  ...["node_modules", ".git", "coverage", "out", "deployments", "deploy/deployments"],
]);
const OF_COMPILER = new Set(["artifacts", "cache"]);
const COMPILED = "cache/solidity-files-cache.json";

/**
 * Copies the project as somebody has it who installed it, so that commands can write where a reader's would. Packages
 * are linked, the project's own to the copy, and what was compiled is taken for the copy's; most of the time that takes
 * is for this, so who needs no contract does without.
 */
export function copyInstalled(root: string, copy: string, isCompiled: boolean): void {
  cpSync(root, copy, {
    recursive: true,
    preserveTimestamps: true,
    filter: (path) => {
      const name = relative(root, path);
      return !LEFT_OUT.has(name) && (isCompiled || !OF_COMPILER.has(name));
    },
  });
  const modules = join(root, "node_modules");
  mkdirSync(join(copy, "node_modules"));
  for (const name of readdirSync(modules)) {
    if (name !== "@weft") symlinkSync(join(modules, name), join(copy, "node_modules", name));
  }
  // Links to packages of the project, which lead to those of the copy.
  cpSync(join(modules, "@weft"), join(copy, "node_modules/@weft"), {
    recursive: true,
    verbatimSymlinks: true,
  });
  if (isCompiled) {
    // The compiler's cache names files by their whole paths; those of packages are where the links lead.
    const cache = join(copy, COMPILED);
    const text = readFileSync(cache, "utf8");
    writeFileSync(cache, text.replaceAll(`"${root}/contracts/`, `"${copy}/contracts/`));
  }
  rmSync(join(copy, "examples/consumer/node_modules"), { recursive: true, force: true });
}
