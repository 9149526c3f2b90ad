// Compiles the sample programs to dist/samples, each only if its sources are newer.
import { mkdirSync, readdirSync, renameSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const samples = [{ name: "path-tracer", abort: "wasi/onAbort" }];

const modified = (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;

for (const { name, abort } of samples) {
  const source = join("samples", name, "assembly");
  const target = join("dist", "samples", `${name}.wasm`);
  const sources = readdirSync(join(root, source)).map((file) => join(root, source, file));
  const newest = Math.max(modified(fileURLToPath(import.meta.url)), ...sources.map(modified));
  if (modified(join(root, target)) > newest) continue;
  mkdirSync(join(root, "dist", "samples"), { recursive: true });
  const args = [`${source}/index.ts`, "-O3", "--converge", "--runtime", "stub"];
  args.push("--use", `abort=${source}/${abort}`, "--baseDir", root, "--outFile", `${target}.part`);
  const { error, stderr } = await asc.main(args);
  if (error) {
    process.stderr.write(`${stderr.toString()}\n${error.message}\n`);
    process.exit(1);
  }
  renameSync(join(root, `${target}.part`), join(root, target));
}
