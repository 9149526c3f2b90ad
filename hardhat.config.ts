import "@nomicfoundation/hardhat-toolbox";
import "hardhat-contract-sizer";
import { availableParallelism } from "node:os";
import { subtask, type HardhatUserConfig } from "hardhat/config";
import {
  TASK_COMPILE_SOLIDITY_GET_SOLC_BUILD,
  TASK_COMPILE_SOLIDITY_LOG_COMPILATION_ERRORS,
  TASK_TEST_GET_TEST_FILES,
} from "hardhat/builtin-tasks/task-names";

const SOLC_VERSION = "0.8.37";

// The compiler comes from npm, so that a build needs no download outside the lock file.
subtask(TASK_COMPILE_SOLIDITY_GET_SOLC_BUILD).setAction(
  async ({ solcVersion }: { solcVersion: string }) => {
    if (solcVersion !== SOLC_VERSION) {
      throw new Error(`solc ${solcVersion} asked for, but the lock file pins ${SOLC_VERSION}`);
    }
    const solc: { version(): string } = await import("solc");
    return {
      version: SOLC_VERSION,
      // Explorers know the release by this name; the suffix of the JavaScript build is not part of it.
      longVersion: solc.version().replace(".Emscripten.clang", ""),
      compilerPath: require.resolve("solc/soljson.js"),
      isSolcJs: true,
    };
  },
);

interface CompilerMessage {
  severity: string;
  message: string;
  sourceLocation?: { file: string };
}

// Warnings about the dependencies are theirs; those about our own files stay.
subtask(TASK_COMPILE_SOLIDITY_LOG_COMPILATION_ERRORS).setAction(
  async (args: { output: { errors?: CompilerMessage[] } }, _hre, runSuper) => {
    const errors = args.output.errors?.filter(
      ({ severity, sourceLocation }) =>
        severity === "error" || sourceLocation?.file.startsWith("@openzeppelin/") !== true,
    );
    await runSuper({ ...args, output: { ...args.output, errors } });
  },
);

// Two tiers: `npm test`, and the specs that take their time, `npm run test:long`.
subtask(TASK_TEST_GET_TEST_FILES).setAction(
  async (
    { testFiles }: { testFiles: string[] },
    _hre,
    runSuper: (args: { testFiles: string[] }) => Promise<string[]>,
  ) => {
    const files = await runSuper({ testFiles });
    if (testFiles.length > 0) return files;
    const isLong = process.env["WEFT_TESTS"] === "long";
    return files.filter((file) => file.endsWith(".long.test.ts") === isLong);
  },
);

const config: HardhatUserConfig = {
  solidity: {
    version: SOLC_VERSION,
    settings: {
      viaIR: true,
      optimizer: { enabled: true, runs: 10_000 },
      evmVersion: "cancun",
      metadata: { useLiteralContent: true },
    },
  },
  networks: {
    hardhat: { hardfork: "cancun" },
    localhost: { url: process.env["WEFT_RPC_URL"] ?? "http://127.0.0.1:8545" },
    // URL and key come from the environment, never from a file of the project.
    sepolia: {
      url: process.env["WEFT_RPC_URL"] ?? "http://127.0.0.1:8545",
      accounts:
        process.env["WEFT_DEPLOYER_KEY"] === undefined ? [] : [process.env["WEFT_DEPLOYER_KEY"]],
      chainId: 11155111,
    },
  },
  paths: { ignition: "./deploy" },
  ignition: { requiredConfirmations: 1 },
  typechain: { outDir: "typechain-types", target: "ethers-v6" },
  gasReporter: { enabled: false },
  contractSizer: { runOnCompile: false },
  // `npm test` runs files side by side; coverage, whose counters live in one process, does not.
  mocha: { timeout: 120_000, jobs: availableParallelism() },
};

export default config;
