import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import CoverageApi, { type Mark } from "solidity-coverage/api";
import { copyProject, filesBelow } from "./files";
import { describe } from "./floors";
import { instrument } from "./instrument";

// Folders of specs whose subject is not a contract, and files that take every branch once more in another order.
const LEFT_OUT =
  /^(bench|checks|deploy|main-job|model|sdk|sim|[a-z]+-script)\/|\.(exits|long|races|sequence)\.test\.ts$/;

/**
 * Measures which statements and branches of the contracts the specs reach: marks a copy of the project, runs the specs
 * there side by side and reads which marks they came upon. With names of spec files, only those are run.
 */
async function main(given: string[]): Promise<boolean> {
  const root = resolve(__dirname, "../../..");
  const contracts = join(root, "contracts");
  const copy = mkdtempSync(join(tmpdir(), "weft-coverage-"));
  try {
    copyProject(root, copy);
    const api = new CoverageApi({
      cwd: root,
      viaIR: true,
      silent: true,
      istanbulReporter: ["html"],
      // A mark for each statement says as much.
      measureLineCoverage: false,
    });
    const names = filesBelow(contracts, ".sol").filter((name) => !name.startsWith("test/"));
    instrument(api, contracts, join(copy, "contracts"), names);

    const specs =
      given.length > 0
        ? given
        : filesBelow(join(root, "test"), ".test.ts").filter((name) => !LEFT_OUT.test(name));
    const marks = join(copy, "marks");
    mkdirSync(marks);
    const isPassed = runSpecs(copy, marks, specs);

    api.setInstrumentationData(count(api, marks));
    await api.report(join(root, "coverage"));
    const data = Object.entries(api.coverage.data);
    const { text, isEnough } = describe(
      new Map(data.map(([path, file]) => [relative(contracts, path), file])),
      (name) => readFileSync(join(contracts, name), "utf8"),
    );
    process.stdout.write(`\n${text}\n`);
    return isPassed && (isEnough || given.length > 0);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** Runs the specs in the copy; whether all passed. */
function runSpecs(copy: string, marks: string, names: string[]): boolean {
  const files = names.map((name) => join("test", name.replace(/^test\//, "")));
  const { status } = spawnSync(
    join(copy, "node_modules", ".bin", "hardhat"),
    ["test", "--parallel", ...files],
    { cwd: copy, stdio: "inherit", env: { ...process.env, WEFT_COVERAGE: marks } },
  );
  return status === 0;
}

/** How often all processes together came upon each mark. */
function count(api: CoverageApi, folder: string): Record<string, Mark> {
  const data = api.getInstrumentationData();
  for (const name of readdirSync(folder)) {
    const counts = JSON.parse(readFileSync(join(folder, name), "utf8")) as Record<string, number>;
    for (const [hash, hits] of Object.entries(counts)) {
      const mark = data[hash];
      if (mark !== undefined) mark.hits += hits;
    }
  }
  return data;
}

void main(process.argv.slice(2)).then((isEnough) => {
  process.exitCode = isEnough ? 0 : 1;
});
