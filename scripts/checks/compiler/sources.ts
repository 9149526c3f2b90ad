import { readFileSync } from "node:fs";
import { join, posix } from "node:path";

export type Sources = Record<string, { content: string }>;

const IMPORT = /^import\b[^;]*?["']([^"']+)["'];/gm;

/** What a file imports, by the names under which the compiler knows files. */
export function importsOf(name: string, content: string): string[] {
  return Array.from(content.matchAll(IMPORT), ([, target = ""]) =>
    target.startsWith(".") ? posix.join(posix.dirname(name), target) : target,
  );
}

/** Reads a file of the project, or of a package, by the name under which the compiler knows it. */
export function readSource(root: string, name: string): string {
  const folder = name.startsWith("contracts/") ? root : join(root, "node_modules");
  return readFileSync(join(folder, name), "utf8");
}

/** The named files and all that they import, whatever is deep below. */
export function withImports(
  names: readonly string[],
  read: (name: string) => string,
  sources: Sources = {},
): Sources {
  for (const name of names) {
    if (sources[name] !== undefined) continue;
    const content = read(name);
    sources[name] = { content };
    withImports(importsOf(name, content), read, sources);
  }
  return sources;
}
