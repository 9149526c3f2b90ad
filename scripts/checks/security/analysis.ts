import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { compile, errorsOf, versionOfSolc, type Input } from "../compiler/solc";
import { readSource, withImports } from "../compiler/sources";
import { filesBelow } from "../coverage/files";

const NO_CODE = { object: "", opcodes: "", sourceMap: "", linkReferences: {} };

/**
 * Writes what Slither reads: every contract but those of the tests, in one answer of the compiler, in the shape of
 * Hardhat's. It needs syntax trees and no code, which is most of the work of a build.
 * @param folder Where `artifacts/build-info` is made.
 */
export async function writeAnalysis(root: string, folder: string): Promise<void> {
  const names = filesBelow(join(root, "contracts"), ".sol").filter(
    (name) => !name.startsWith("test/"),
  );
  const read = (name: string): string => readSource(root, name);
  const input: Input = {
    language: "Solidity",
    sources: withImports(
      names.map((name) => `contracts/${name}`),
      read,
    ),
    settings: {
      viaIR: true,
      evmVersion: "cancun",
      optimizer: { enabled: false },
      outputSelection: {
        "*": { "": ["ast"], "*": ["abi", "evm.methodIdentifiers", "userdoc", "devdoc"] },
      },
    },
  };
  const output = await compile(input);
  const [error] = errorsOf(output);
  if (error !== undefined) throw new Error(`the contracts do not compile: ${error}`);
  for (const file of Object.values(output.contracts ?? {})) {
    for (const { evm } of Object.values(file)) {
      Object.assign(evm, { bytecode: NO_CODE, deployedBytecode: NO_CODE });
    }
  }
  const place = join(folder, "artifacts", "build-info");
  mkdirSync(place, { recursive: true });
  const version = await versionOfSolc();
  const info = { id: "all", solcVersion: version, solcLongVersion: version };
  writeFileSync(join(place, "all.json"), JSON.stringify({ ...info, input, output }));
}
