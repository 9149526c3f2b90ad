// Builds the packages, unless what they are made of is what the last build was made of: commands begin with a build, and
// most find nothing to do.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const PACKAGES = ["packages/sdk", "packages/runtime"];
const SOURCES = ["src", "samples", "scripts", "package.json", "tsup.config.ts"];
const SHARED = ["typechain-types", "package-lock.json", "tsconfig.json", "tsconfig.base.json"];
const STAMP = join(ROOT, "cache", "packages.json");

/** Files below a path, or the file that it is, in order. */
function filesOf(path) {
  const full = join(ROOT, path);
  if (!existsSync(full)) return [];
  if (!statSync(full).isDirectory()) return [path];
  return readdirSync(full, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(({ name }) => filesOf(join(path, name)));
}

function digestOf(paths) {
  const hash = createHash("sha256");
  for (const file of paths.flatMap(filesOf)) {
    const content = readFileSync(join(ROOT, file));
    hash.update(`${file} ${content.length}\n`).update(content);
  }
  return hash.digest("hex");
}

const made = [...SHARED, ...PACKAGES.flatMap((path) => SOURCES.map((name) => join(path, name)))];
const built = PACKAGES.map((path) => join(path, "dist"));

/** What the packages are made of, and what was made of that. */
const state = () => JSON.stringify({ sources: digestOf(made), built: digestOf(built) });

const before = existsSync(STAMP) ? readFileSync(STAMP, "utf8") : "";
if (before !== state()) {
  const names = PACKAGES.flatMap((path) => ["-w", path]);
  const { status } = spawnSync("npm", ["run", "build", "--silent", ...names], {
    cwd: ROOT,
    stdio: "inherit",
  });
  if (status !== 0) process.exit(1);
  mkdirSync(dirname(STAMP), { recursive: true });
  writeFileSync(STAMP, state());
}
