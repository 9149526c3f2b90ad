import { EdrContext } from "@nomicfoundation/edr";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { HardhatUserConfig } from "hardhat/config";

/** The folder to which `npm run coverage` has the marks of its copy written; none in any other run. */
const FOLDER = process.env["WEFT_COVERAGE"];

// What the instrumenter itself asks of the network: no block is too small for a marked contract.
const BLOCK_GAS_LIMIT = 0x1fffffffffffff;

const GAS = 100_000_000;

const MARK_BYTES = 8;

// Marked code is larger than the stack of the full optimizer allows; with these steps it is not.
const OPTIMIZER = {
  enabled: true,
  details: {
    yul: true,
    yulDetails: {
      stackAllocation: true,
      optimizerSteps: "dhfoDgvulfnTUtnIfxarEscLMcCTUtTOntnfDIul",
    },
  },
};

// Marked code is larger and burns more gas: specs that count either, or burn all gas, are left to the plain run.
const LEFT_OUT = [
  "ESC17|DOS8|ADM8: no setter takes|STK13: lets a hundred requests of one|sparing with gas|20 KiB|: gas",
  "in any order|whatever the order|burns its gas|128 KiB|larger than the gas for copying",
  "for little gas|answers cheaply|within the budget|under 40,000 gas|less than the SDK's gas|costs what is written down",
];

/** The configuration under which marked contracts compile and run; the given one when nothing is measured. */
export function underCoverage(config: HardhatUserConfig): HardhatUserConfig {
  if (FOLDER === undefined) return config;
  collect(join(FOLDER, `${process.pid}.json`));
  const { solidity, networks, mocha } = config;
  if (typeof solidity !== "object" || !("version" in solidity)) return config;
  const settings = solidity.settings as object;
  return {
    ...config,
    solidity: { ...solidity, settings: { ...settings, optimizer: OPTIMIZER } },
    networks: {
      ...networks,
      hardhat: {
        ...networks?.hardhat,
        allowUnlimitedContractSize: true,
        blockGasLimit: BLOCK_GAS_LIMIT,
        gas: GAS,
      },
    },
    mocha: { ...mocha, grep: LEFT_OUT.join("|"), invert: true },
  };
}

/** Counts how often this process comes upon each mark, and writes that when it ends. */
function collect(file: string): void {
  const counts = new Map<string, number>();
  const note = (hits: Uint8Array[]): void => {
    for (const hit of hits) {
      const mark = `0x${Buffer.from(hit.subarray(0, MARK_BYTES)).toString("hex")}`;
      counts.set(mark, (counts.get(mark) ?? 0) + 1);
    }
  };
  const { prototype } = EdrContext;
  const create = Reflect.get(prototype, "createProvider") as (...args: unknown[]) => unknown;
  const onCollectedCoverageCallback = async (hits: Uint8Array[]): Promise<void> => {
    note(hits);
    return Promise.resolve();
  };
  const observability = { codeCoverage: { onCollectedCoverageCallback } };
  const withMarks = function (this: EdrContext, type: string, config: object, ...rest: unknown[]) {
    return create.call(this, type, { ...config, observability }, ...rest);
  };
  Reflect.set(prototype, "createProvider", withMarks);
  process.on("exit", () => writeFileSync(file, JSON.stringify(Object.fromEntries(counts))));
}
