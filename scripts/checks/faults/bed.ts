import { spawn } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";

import { Compiler, type Built, type Target } from "../mutation/code";
import { deployedBy, replaceArtifact } from "./contracts";
import { stopOf } from "./found";
import { plantIn, type Planted } from "./planted";

/** What campaigns need. They deploy artifacts, so it is those that a fault is planted in. */
const COPIED = ["artifacts", "contracts", "foundry.toml", "test/invariant"];
/** As `npm run fuzz` runs them, but that the invariants are asked after every tenth call. */
const FULL = {
  FOUNDRY_PROFILE: "ci",
  // Who finds a fault is known from the last call; a shorter way to it takes minutes to look for.
  FOUNDRY_INVARIANT_SHRINK_RUN_LIMIT: "0",
  FOUNDRY_INVARIANT_CHECK_INTERVAL: "10",
};
/** Forge goes on to the last sequence where the end of one fails: most faults show in fewer. */
const SHORT = {
  ...FULL,
  FOUNDRY_PROFILE: "default",
  FOUNDRY_INVARIANT_RUNS: "20",
  FOUNDRY_INVARIANT_DEPTH: "100",
};
/** The same sequences of calls every time: who found a fault finds it again. */
const SEED = "1";

type Change = Parameters<Compiler["build"]>[1];

/**
 * A copy of the project, in which one campaign runs at a time. What it deploys is compiled the fast way, without the
 * optimizer: a tenth of the time, and the same behaviour but for the gas.
 */
export class Bed {
  private readonly compiler: Compiler;

  constructor(
    private readonly root: string,
    private readonly folder: string,
  ) {
    this.compiler = new Compiler(root);
    for (const name of COPIED) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      cpSync(join(root, name), join(folder, name), {
        recursive: true,
        filter: (path) => !path.includes("build-info"),
      });
    }
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  }

  /** Compiles the campaigns. */
  async prepare(): Promise<void> {
    const output = await this.forge(["build"], FULL);
    if (/^Error/m.test(output)) throw new Error(`the campaigns do not compile:\n${output}`);
  }

  /** Takes what another bed compiled. */
  prepareFrom(other: Bed): void {
    cpSync(join(other.folder, "cache"), join(this.folder, "cache"), { recursive: true });
  }

  /** Runs a campaign on the contracts as they are, compiled in the same way: it has to hold. */
  async hold(campaign: string): Promise<void> {
    const targets = deployedBy(this.root, campaign, this.compiler.deployable());
    const by = await this.run(campaign, targets, await this.buildAll(targets), FULL);
    if (by !== undefined) throw new Error(`${campaign} fails without a fault: ${by}`);
  }

  /** Who stopped the campaign that is to find a fault; undefined where nothing did. */
  async plant(fault: Planted): Promise<string | undefined> {
    const { campaign, file } = fault;
    const source = plantIn(readFileSync(join(this.root, file), "utf8"), fault);
    const targets = deployedBy(this.root, campaign, this.compiler.targetsOf(file));
    const [plain, built] = [
      await this.buildAll(targets),
      await this.buildAll(targets, { file, source }),
    ];
    if (built.every(({ bytecode }, index) => bytecode === plain[index]?.bytecode)) {
      throw new Error(`"${fault.fault}" changes nothing that ${campaign} deploys`);
    }
    const by = await this.run(campaign, targets, built, SHORT);
    return by ?? this.run(campaign, targets, built, FULL);
  }

  private buildAll(targets: readonly Target[], change?: Change): Promise<Built[]> {
    const how = change === undefined ? "as it is" : `with ${change.file} changed`;
    return Promise.all(
      targets.map(async (target) => {
        const built = await this.compiler.build(target, change);
        if (built === null) throw new Error(`${target.name} does not compile ${how}`);
        return built;
      }),
    );
  }

  private async run(
    campaign: string,
    targets: readonly Target[],
    built: readonly Built[],
    env: NodeJS.ProcessEnv,
  ): Promise<string | undefined> {
    const undo = targets.flatMap((target, index) => {
      const code = built[index];
      return code === undefined ? [] : [replaceArtifact(this.folder, target, code)];
    });
    // A sequence that stopped the last one is none of this one.
    rmSync(join(this.folder, "cache/invariant"), { recursive: true, force: true });
    try {
      const flags = ["--fuzz-seed", SEED, "-vvv", "--match-contract", `^${campaign}Test$`];
      return stopOf(await this.forge(["test", ...flags], env));
    } finally {
      for (const each of undo) each();
    }
  }

  private forge(args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
    return new Promise((resolve, reject) => {
      const program = join(this.root, "node_modules/.bin/forge");
      const child = spawn(program, [...args, "--offline"], {
        cwd: this.folder,
        env: { ...process.env, ...env },
        stdio: ["ignore", "pipe", "pipe"],
      });
      let output = "";
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding("utf8").on("data", (text: string) => (output += text));
      }
      child.once("error", reject);
      child.once("close", () => resolve(output));
    });
  }
}
