import { readFileSync } from "node:fs";
import { join } from "node:path";

import { Compiler, type Built, type Target } from "../mutation/code";
import type { Failure } from "../mutation/messages";
import { Runner } from "../mutation/runner";
import { plantIn, type Planted } from "./planted";

/** Far more than a spec takes. */
const LIMIT = 600_000;

/**
 * Plants a fault in a contract and runs one spec on it. Tests that fail without the fault are left out.
 *
 * @returns The test that failed first; undefined where none did.
 */
export async function plantForSpec(
  root: string,
  folder: string,
  fault: Planted & { spec: string },
): Promise<string | undefined> {
  const { file, spec } = fault;
  const compiler = new Compiler(root);
  const runner = new Runner(root, folder);
  const run = async (target: Target, source: string, without: string[]): Promise<Failure[]> => {
    const built: Built | null = await compiler.build(target, { file, source });
    if (built === null) throw new Error(`"${fault.fault}" does not compile`);
    const task = { target, built, specs: [join(root, spec)], without, stops: false };
    const outcome = await runner.run(task, LIMIT);
    if (outcome === null) throw new Error(`${spec} takes too long`);
    const lost = outcome.failed.find((failure) => failure.file === undefined);
    if (lost !== undefined) throw new Error(`${spec} does not run: ${lost.title}`);
    return outcome.failed;
  };
  try {
    const source = readFileSync(join(root, file), "utf8");
    // A library is a contract too, but its code stands in those that use it.
    for (const target of compiler.targetsOf(file)) {
      // Without the optimizer, what measures gas fails without a fault too.
      const without = (await run(target, source, [])).map(({ title }) => title);
      const [first] = await run(target, plantIn(source, fault), without);
      if (first !== undefined) return first.title;
    }
    return undefined;
  } finally {
    runner.stop();
  }
}
