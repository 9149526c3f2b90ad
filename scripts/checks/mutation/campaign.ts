import type { Built, Compiler, Target } from "./code";
import { apply, type Mutant } from "./operators";
import type { Fate, Result } from "./report";
import type { Failure, Outcome, Task } from "./messages";

/** What the specs of a contract do without any change, as far as that is known. */
interface Ground {
  target: Target;
  built: Built;
  specs: string[];
  /** Tests that fail without a change too. */
  without: Set<string>;
  /** Spec files that were run without a change. */
  checked: Set<string>;
}

export interface SpecRunner {
  run(task: Task, milliseconds: number): Promise<Outcome | null>;
}

/** Far more than the specs of any contract take: a change that makes them slower was noticed. */
const LIMIT = 1_200_000;

/** Tries mutants, one after another for each runner. */
export class Campaign {
  private readonly grounds = new Map<string, Promise<Ground | null>>();

  constructor(
    private readonly compiler: Pick<Compiler, "read" | "targetsOf" | "build">,
    private readonly specsOf: (contract: string) => string[],
    private readonly say: (line: string) => void = () => undefined,
    private readonly note: (result: Result) => void = () => undefined,
  ) {}

  async run(mutants: readonly Mutant[], runners: readonly SpecRunner[]): Promise<Result[]> {
    const [queue, results] = [[...mutants], [] as Result[]];
    const work = async (runner: SpecRunner): Promise<void> => {
      for (let mutant = queue.shift(); mutant !== undefined; mutant = queue.shift()) {
        const started = Date.now();
        const { fate, by } = await this.fateOf(mutant, runner);
        const seconds = Math.round((Date.now() - started) / 100) / 10;
        const result = { mutant, fate, seconds, ...(by === undefined ? {} : { by }) };
        results.push(result);
        this.note(result);
        const said = by === undefined ? fate : `${fate} by "${by}"`;
        const place = `${mutant.file}:${mutant.line} ${mutant.id}`;
        this.say(`${results.length}/${mutants.length} ${place} ${said} ${seconds} s`);
      }
    };
    await Promise.all(runners.map(work));
    return results;
  }

  private async fateOf(mutant: Mutant, runner: SpecRunner): Promise<{ fate: Fate; by?: string }> {
    const source = apply(this.compiler.read(mutant.file), mutant);
    let fate: Fate = "same";
    for (const target of this.compiler.targetsOf(mutant.file)) {
      const ground = await this.groundOf(target);
      if (ground === null) continue;
      const built = await this.compiler.build(target, { file: mutant.file, source });
      if (built === null) return { fate: "broken" };
      if (built.bytecode === ground.built.bytecode) continue;
      const by = await this.killerOf(ground, built, runner);
      if (by !== undefined) return { fate: "killed", by };
      fate = "survived";
    }
    return { fate };
  }

  /** The first test that notices: one that passes without the change. */
  private async killerOf(
    ground: Ground,
    built: Built,
    runner: SpecRunner,
  ): Promise<string | undefined> {
    const { target, specs, without } = ground;
    for (;;) {
      const task = { target, built, specs, without: [...without], stops: true };
      const outcome = await runner.run(task, LIMIT);
      if (outcome === null) return "the clock";
      const [failure] = outcome.failed;
      if (failure === undefined) return undefined;
      // What prepares tests cannot be left out.
      if (without.has(failure.title)) throw new Error(`fails as it is: ${failure.title}`);
      if (await this.isSound(ground, failure, runner)) return failure.title;
    }
  }

  /**
   * Whether a test passes without a change. Its whole file is run, once, after a change was tried in the same process:
   * what one run left behind would show.
   */
  private async isSound(ground: Ground, failure: Failure, runner: SpecRunner): Promise<boolean> {
    const { target, built, without, checked } = ground;
    const files = failure.file === undefined ? ground.specs : [failure.file];
    const specs = files.filter((file) => !checked.has(file));
    if (specs.length > 0) {
      const task = { target, built, specs, without: [], stops: false };
      const outcome = await runner.run(task, LIMIT);
      if (outcome === null || outcome.failed.some(({ file }) => file === undefined)) {
        throw new Error(`the specs of ${target.name} do not run as it is: ${specs.join(", ")}`);
      }
      for (const file of specs) checked.add(file);
      for (const { title } of outcome.failed) {
        without.add(title);
        this.say(`left out, fails without a change and without the optimizer: ${title}`);
      }
    }
    return !without.has(failure.title);
  }

  /** Once for a contract, however many work. Null where it has no specs of its own, and no say. */
  private groundOf(target: Target): Promise<Ground | null> {
    const known = this.grounds.get(target.name);
    if (known !== undefined) return known;
    const ground = this.prepare(target);
    this.grounds.set(target.name, ground);
    return ground;
  }

  private async prepare(target: Target): Promise<Ground | null> {
    const specs = this.specsOf(target.name);
    if (specs.length === 0) return null;
    const built = await this.compiler.build(target);
    if (built === null) throw new Error(`${target.name} does not compile without the optimizer`);
    return { target, built, specs, without: new Set(), checked: new Set() };
  }
}
