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

/**
 * The fastest way through the compiler: a tenth of the optimized build's time. Without metadata equal code has equal
 * bytes. What is too deep for it goes the longer way round.
 */
const SETTINGS = {
  viaIR: false,
  optimizer: { enabled: false },
  evmVersion: "cancun",
  metadata: { appendCBOR: false, bytecodeHash: "none" },
};

/** Finds which contracts a file's code goes into, and compiles them with the file changed. */
export class Compiler {
  private readonly texts = new Map<string, string>();

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
  async build(
    { name, file }: Target,
    change?: { file: string; source: string },
  ): Promise<Built | null> {
    const read = (at: string): string => (at === change?.file ? change.source : this.read(at));
    const outputs = ["object", "linkReferences"].flatMap((part) => [
      `evm.bytecode.${part}`,
      `evm.deployedBytecode.${part}`,
    ]);
    const settings = { ...SETTINGS, outputSelection: { [file]: { [name]: outputs } } };
    const input: Input = { language: "Solidity", sources: withImports([file], read), settings };
    let output = await compile(input);
    if (errorsOf(output).some((error) => error.includes("Stack too deep"))) {
      output = await compile({ ...input, settings: { ...settings, viaIR: true } });
    }
    const evm = output.contracts?.[file]?.[name]?.evm;
    if (errorsOf(output).length > 0 || evm === undefined) return null;
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
