import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** The folder of this package, found upwards from this file: both src and dist lie below it. */
function packageRoot(): string {
  for (let folder = __dirname; ; folder = dirname(folder)) {
    if (existsSync(join(folder, "package.json"))) return folder;
    if (folder === dirname(folder)) return __dirname;
  }
}

/** A file that `npm run build` makes. */
export function builtFile(name: string): string {
  return join(packageRoot(), "dist", name);
}
