import { resolve } from "node:path";
import type { HardhatUserConfig } from "hardhat/config";
import project from "../../../hardhat.config";

// Mutants are compiled without an optimizer, and larger than a chain would take; they stand among copies of the other
// artifacts.
const config: HardhatUserConfig = {
  ...project,
  networks: {
    ...project.networks,
    hardhat: { ...project.networks?.hardhat, allowUnlimitedContractSize: true },
  },
  paths: {
    ...project.paths,
    root: resolve(__dirname, "../../.."),
    artifacts: process.env["WEFT_MUTATION_ARTIFACTS"] ?? "artifacts",
  },
};

export default config;
