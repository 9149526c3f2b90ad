import { HardhatArtifactResolver } from "@nomicfoundation/hardhat-ignition/helpers";
import { extendEnvironment } from "hardhat/config";

// Ignition reads the whole output of the compiler for each contract it deploys, to keep it beside the addresses. Of the
// embedded network it keeps nothing, and reading megabytes for that is most of the time a deployment takes.
extendEnvironment((hre) => {
  if (hre.network.name !== "hardhat") return;
  HardhatArtifactResolver.prototype.getBuildInfo = () => Promise.resolve(undefined);
});
