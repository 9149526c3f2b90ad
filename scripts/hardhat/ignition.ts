import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import { HardhatArtifactResolver } from "@nomicfoundation/hardhat-ignition/helpers";
import type { BuildInfo } from "@nomicfoundation/ignition-core";
import { extendEnvironment } from "hardhat/config";

/** The file of what the compiler was given, and answered, when it made a contract. */
async function buildInfoOf(artifact: string): Promise<string> {
  const debug = artifact.replace(/\.json$/, ".dbg.json");
  const parsed: unknown = JSON.parse(await readFile(debug, "utf8"));
  if (typeof parsed === "object" && parsed !== null && "buildInfo" in parsed) {
    if (typeof parsed.buildInfo === "string") return join(dirname(debug), parsed.buildInfo);
  }
  throw new Error(`${debug} names no build info`);
}

// Beside the addresses Ignition keeps, for each contract, the whole of what the compiler was given and answered. The
// first alone is what explorers are told (`npm run verify`); the second would be a hundred megabytes committed with every
// public deployment, and read once for each contract. Of the embedded network nothing is kept at all.
extendEnvironment((hre) => {
  const kept = new Map<string, BuildInfo>();
  HardhatArtifactResolver.prototype.getBuildInfo = async (name) => {
    if (hre.network.name === "hardhat") return undefined;
    const { sourceName, contractName } = await hre.artifacts.readArtifact(name);
    const whole = `${sourceName}:${contractName}`;
    const file = await buildInfoOf(hre.artifacts.formArtifactPathFromFullyQualifiedName(whole));
    const known = kept.get(file);
    if (known !== undefined) return known;
    const info = await hre.artifacts.getBuildInfo(whole);
    if (info === undefined) return undefined;
    const input = { ...info, output: { sources: {}, contracts: {} } };
    kept.set(file, input);
    return input;
  };
});
