import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { SandboxUnavailableError } from "../errors";

/** The folder of this package, found upwards from this file: both src and dist lie below it. */
function packageRoot(): string {
  for (let folder = __dirname; ; folder = dirname(folder)) {
    if (existsSync(join(folder, "package.json"))) return folder;
    if (folder === dirname(folder)) return __dirname;
  }
}

/**
 * A file that `npm run build` makes.
 *
 * @throws SandboxUnavailableError if it is not there.
 */
export function builtFile(name: string): string {
  const file = join(packageRoot(), "dist", name);
  if (!existsSync(file)) {
    throw new SandboxUnavailableError(`${file} is missing: build @weft/runtime first`);
  }
  return file;
}
