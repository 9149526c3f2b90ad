import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { compile, errorsOf, type Code, type Input } from "../compiler/solc";
import { importsOf, readSource, withImports } from "../compiler/sources";

/** A contract that can be deployed. */
export interface Target {
  name: string;
  file: string;
}

/** What stands in an artifact of what was compiled. */
export interface Built {
  bytecode: string;
  deployedBytecode: string;
  linkReferences: object;
  deployedLinkReferences: object;
}

/** Without metadata equal code has equal bytes. */
const SETTINGS = {
  evmVersion: "cancun",
  metadata: { appendCBOR: false, bytecodeHash: "none" },
};

/** The fastest way through the compiler, a tenth of the optimized build's time or less. */
const FASTEST = { viaIR: false, optimizer: { enabled: false } };

/** The fastest for what needs more of the stack than that has. */
const DEEP = {
  viaIR: true,
  optimizer: {
    enabled: true,
    details: { yul: true, yulDetails: { stackAllocation: true, optimizerSteps: "u:" } },
  },
};

/** Finds which contracts a file's code goes into, and compiles them with the file changed. */
export class Compiler {
  private readonly texts = new Map<string, string>();
  /** Contracts that only compile the other way. */
  private readonly deep = new Set<string>();

  constructor(private readonly root: string) {}

  read(file: string): string {
    const known = this.texts.get(file);
    if (known !== undefined) return known;
    const text = readSource(this.root, file);
    this.texts.set(file, text);
    return text;
  }

  /** The contracts whose sources reach the file: those of its own name first, then of its folder, then harnesses. */
  targetsOf(file: string): Target[] {
    const targets = this.deployable().filter(({ file: at }) => this.reaches(at, file));
    const folder = file.replace(/[^/]*$/, "");
    const rank = (target: Target): number => {
      if (target.file === file) return 0;
      if (target.file.startsWith(folder)) return 1;
      return target.file.startsWith("contracts/test/") ? 3 : 2;
    };
    return targets.sort((a, b) => rank(a) - rank(b));
  }

  /** Null where the change does not compile. */
  async build(target: Target, change?: { file: string; source: string }): Promise<Built | null> {
    const { name, file } = target;
    const read = (at: string): string => (at === change?.file ? change.source : this.read(at));
    const outputs = ["object", "linkReferences"].flatMap((part) => [
      `evm.bytecode.${part}`,
      `evm.deployedBytecode.${part}`,
    ]);
    const isDeep = this.deep.has(file);
    const way = isDeep ? DEEP : FASTEST;
    const input: Input = {
      language: "Solidity",
      sources: withImports([file], read),
      settings: { ...SETTINGS, ...way, outputSelection: { [file]: { [name]: outputs } } },
    };
    const output = await compile(input);
    const errors = errorsOf(output);
    if (!isDeep && errors.some((error) => error.includes("Stack too deep"))) {
      this.deep.add(file);
      return this.build(target, change);
    }
    const evm = output.contracts?.[file]?.[name]?.evm;
    if (errors.length > 0 || evm === undefined) return null;
    return builtOf(evm.bytecode, evm.deployedBytecode);
  }

  deployable(): Target[] {
    const artifacts = join(this.root, "artifacts");
    const names = readdirSync(join(artifacts, "contracts"), { recursive: true, encoding: "utf8" });
    return names.flatMap((path) => {
      const [, file, name] = /^(.*\.sol)\/(\w+)\.json$/.exec(path) ?? [];
      if (file === undefined || name === undefined) return [];
      if (file.startsWith("test/") && !name.endsWith("Harness")) return [];
      const text = readFileSync(join(artifacts, "contracts", path), "utf8");
      const { bytecode } = JSON.parse(text) as { bytecode: string };
      return bytecode === "0x" ? [] : [{ name, file: `contracts/${file}` }];
    });
  }

  private reaches(from: string, file: string, seen = new Set<string>()): boolean {
    if (from === file) return true;
    if (seen.has(from) || !from.startsWith("contracts/")) return false;
    seen.add(from);
    return importsOf(from, this.read(from)).some((next) => this.reaches(next, file, seen));
  }
}

function builtOf(bytecode: Code, deployed: Code): Built {
  return {
    bytecode: `0x${bytecode.object}`,
    deployedBytecode: `0x${deployed.object}`,
    linkReferences: bytecode.linkReferences,
    deployedLinkReferences: deployed.linkReferences,
  };
}
