import { cpSync, readdirSync, symlinkSync } from "node:fs";
import { join, relative, sep } from "node:path";

// What is installed, built or generated: linked or made anew.
const LEFT_OUT = new Set(["node_modules", "artifacts", "cache", "coverage", ".git", "out"]);

/** Copies the project, with the same installed packages, so that its own contracts and artifacts stay as they are. */
export function copyProject(root: string, copy: string): void {
  cpSync(root, copy, {
    recursive: true,
    filter: (path) => {
      const [top] = relative(root, path).split(sep);
      return top === undefined || !LEFT_OUT.has(top);
    },
  });
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
}

/** Names of the files below a folder, relative to it, in order. */
export function filesBelow(folder: string, ending: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return names.filter((name) => name.endsWith(ending)).sort();
}
