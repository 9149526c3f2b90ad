import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import type CoverageApi from "solidity-coverage/api";

/**
 * What a mark does: a call that the Hardhat network takes note of by itself. The library counts marks by looking at each
 * step of the machine, which takes twenty times as long as running the specs.
 */
const RECORDER = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.0;

library WeftMarks {
  function note(bytes8 mark) internal pure {
    _asPure(_note)(mark);
  }

  function _note(bytes8 mark) private view {
    assembly ("memory-safe") {
      // The network notes a call once in a transaction; the gas that is left tells one from the next.
      mstore(0, or(mark, gas()))
      pop(staticcall(0, 0xc0bEc0BEc0BeC0bEC0beC0bEC0bEC0beC0beC0BE, 0, 32, 0, 0))
    }
  }

  function _asPure(function(bytes8) internal view from) private pure returns (function(bytes8) internal pure to) {
    assembly ("memory-safe") {
      to := from
    }
  }
}
`;

// How the library writes a mark for the IR pipeline: the expression it looks for on the stack.
const MARK = /abi\.encode\((0x[0-9a-f]{16}|c__[0-9a-f]+)\);/g;

/**
 * Writes the sources with marks in them.
 * @param from The folder of the contracts.
 * @param to The same folder of the copy.
 * @param names The files to mark, relative to both.
 */
export function instrument(api: CoverageApi, from: string, to: string, names: string[]): void {
  const recorder = join(to, "coverage", "WeftMarks.sol");
  const targets = names.map((name) => {
    const path = join(from, name);
    return { source: readFileSync(path, "utf8"), canonicalPath: path, relativePath: name };
  });
  for (const { relativePath, source } of api.instrument(targets)) {
    const path = join(to, relativePath);
    const way = relative(dirname(path), recorder);
    const marked = source.replace(MARK, "WeftMarks.note($1);");
    writeFileSync(
      path,
      `${marked}\nimport {WeftMarks} from "${way.startsWith(".") ? way : `./${way}`}";\n`,
    );
  }
  mkdirSync(dirname(recorder), { recursive: true });
  writeFileSync(recorder, RECORDER);
}
