import type { Built, Compiler, Target } from "./code";
import { apply, type Mutant } from "./operators";
import type { Fate, Result } from "./report";
import type { Outcome, Task } from "./messages";

/** What the specs of a contract do without any change. */
interface Ground {
  target: Target;
  built: Built;
  specs: string[];
  without: string[];
  milliseconds: number;
}

export interface SpecRunner {
  run(task: Task, milliseconds: number): Promise<Outcome | null>;
}

const FIRST_LIMIT = 1_800_000;
/** A change that makes the specs this much slower was noticed; where others work too, everything is slower. */
const SLOWER = 8;
const LEAST_LIMIT = 120_000;

/** Tries mutants, one after another for each runner. */
export class Campaign {
  private readonly grounds = new Map<string, Promise<Ground | null>>();

  constructor(
    private readonly compiler: Pick<Compiler, "read" | "targetsOf" | "build">,
    private readonly specsOf: (contract: string) => string[],
    private readonly say: (line: string) => void = () => undefined,
  ) {}

  async run(mutants: readonly Mutant[], runners: readonly SpecRunner[]): Promise<Result[]> {
    const [queue, results] = [[...mutants], [] as Result[]];
    const work = async (runner: SpecRunner): Promise<void> => {
      for (let mutant = queue.shift(); mutant !== undefined; mutant = queue.shift()) {
        const started = Date.now();
        const { fate, by } = await this.fateOf(mutant, runner);
        const seconds = Math.round((Date.now() - started) / 100) / 10;
        results.push({ mutant, fate, seconds, ...(by === undefined ? {} : { by }) });
        const count = `${results.length}/${mutants.length}`;
        this.say(`${count} ${mutant.file}:${mutant.line} ${mutant.id} ${fate} ${seconds} s`);
      }
    };
    await Promise.all(runners.map(work));
    return results;
  }

  private async fateOf(mutant: Mutant, runner: SpecRunner): Promise<{ fate: Fate; by?: string }> {
    const source = apply(this.compiler.read(mutant.file), mutant);
    let fate: Fate = "same";
    for (const target of this.compiler.targetsOf(mutant.file)) {
      const ground = await this.groundOf(target, runner);
      if (ground === null) continue;
      const built = await this.compiler.build(target, { file: mutant.file, source });
      if (built === null) return { fate: "broken" };
      if (built.bytecode === ground.built.bytecode) continue;
      const { specs, without } = ground;
      const limit = Math.max(LEAST_LIMIT, SLOWER * ground.milliseconds);
      const outcome = await runner.run({ target, built, specs, without, stops: true }, limit);
      if (outcome === null) return { fate: "killed", by: "the clock" };
      const [by] = outcome.failed;
      if (by !== undefined) return { fate: "killed", by };
      fate = "survived";
    }
    return { fate };
  }

  /** Once for a contract, however many work. Null where it has no specs of its own, and no say. */
  private groundOf(target: Target, runner: SpecRunner): Promise<Ground | null> {
    const known = this.grounds.get(target.name);
    if (known !== undefined) return known;
    const ground = this.prepare(target, runner);
    this.grounds.set(target.name, ground);
    return ground;
  }

  private async prepare(target: Target, runner: SpecRunner): Promise<Ground | null> {
    const specs = this.specsOf(target.name);
    if (specs.length === 0) return null;
    const built = await this.compiler.build(target);
    if (built === null) throw new Error(`${target.name} does not compile without the optimizer`);
    const started = Date.now();
    const task = { target, built, specs, without: [], stops: false };
    const outcome = await runner.run(task, FIRST_LIMIT);
    if (outcome === null || outcome.passed === 0) {
      throw new Error(
        `the specs of ${target.name} do not pass as it is: ${outcome?.failed[0] ?? "too slow"}`,
      );
    }
    const milliseconds = Date.now() - started;
    const { failed, passed } = outcome;
    const seconds = Math.round(milliseconds / 1000);
    this.say(`${target.name}: ${specs.length} specs, ${passed} tests, ${seconds} s`);
    for (const title of failed) this.say(`  left out, fails without the optimizer: ${title}`);
    return { target, built, specs, without: failed, milliseconds };
  }
}
