import "@nomicfoundation/hardhat-toolbox";
import "hardhat-contract-sizer";
import { availableParallelism } from "node:os";
import { subtask, type HardhatUserConfig } from "hardhat/config";
import { TASK_TEST_GET_TEST_FILES } from "hardhat/builtin-tasks/task-names";
import { SOLC_VERSION } from "./scripts/hardhat/compile";
import "./scripts/hardhat/ignition";
import "./scripts/hardhat/speed";
import { underCoverage } from "./scripts/hardhat/coverage";

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

/** A variable of the environment; a blank one counts as absent, as shells and CI leave them. */
function given(name: string): string | undefined {
  const value = process.env[name]?.trim();
  return value === "" ? undefined : value;
}

// URL and key come from the environment, never from a file of the project.
const RPC_URL = given("WEFT_RPC_URL") ?? "http://127.0.0.1:8545";
const KEY = given("WEFT_DEPLOYER_KEY");
const REMOTE = { url: RPC_URL, accounts: KEY === undefined ? [] : [KEY] };

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
    localhost: { url: RPC_URL },
    sepolia: { ...REMOTE, chainId: 11_155_111 },
    "base-sepolia": { ...REMOTE, chainId: 84_532 },
    // Its chain is named by deploy/parameters/production.json.
    production: REMOTE,
  },
  // Journals of deployments; checks name a folder of their own.
  paths: { ignition: process.env["WEFT_DEPLOYMENTS"] ?? "./deploy" },
  etherscan: { apiKey: process.env["WEFT_EXPLORER_KEY"] ?? "" },
  sourcify: { enabled: false },
  ignition: { requiredConfirmations: 1 },
  typechain: { outDir: "typechain-types", target: "ethers-v6" },
  gasReporter: { enabled: false },
  contractSizer: { runOnCompile: false },
  // `npm test` runs files side by side; coverage, whose counters live in one process, does not.
  mocha: { timeout: 120_000, jobs: availableParallelism() },
};

export default underCoverage(config);
