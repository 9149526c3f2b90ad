import { ZeroAddress, getAddress, isAddress } from "ethers";

import { InvalidFieldError } from "../errors/weft-error";

/** Every contract of a deployment, in the order in which they are made. */
export const DEPLOYED_CONTRACTS = [
  "weftToken",
  "vault",
  "stakeVault",
  "weftGovernor",
  "weftTimelock",
  "grants",
  "jobMarket",
  "leaseMarket",
  "oneShotMarket",
  "attestationVerifier",
  "quorumVerifier",
  "juryCourt",
  "optimisticVerifier",
  "proofVerifier",
  "groth16ProofSystem",
  "reputation",
  "reputationCondition",
  "rewards",
  "credentials",
  "auditorBond",
  "credentialCondition",
  "allowListCondition",
  "allOf",
  "anyOf",
  "workMarket",
  "workVouchers",
  "splits",
  "works",
  "clearedOwnerCondition",
] as const;

export type DeployedContract = (typeof DEPLOYED_CONTRACTS)[number];

/** Where the protocol is on one chain. */
export type Deployment = Readonly<Record<DeployedContract, string>>;

function isWhole(part: Partial<Deployment>): part is Deployment {
  return DEPLOYED_CONTRACTS.every((name) => part[name] !== undefined);
}

/**
 * Reads the document that a deployment publishes, `deployments/<chain id>.json`, and checks every address of it.
 * Contracts that this version of the package does not know are left out.
 *
 * @example
 * const { jobMarket } = parseDeployment({ document: await (await fetch(url)).json() });
 */
export function parseDeployment({ document }: { document: unknown }): Deployment {
  if (typeof document !== "object" || document === null || Array.isArray(document)) {
    throw new InvalidFieldError("document", JSON.stringify(document), "an object of addresses");
  }
  const fields = new Map<string, unknown>(Object.entries(document));
  const deployment: Partial<Record<DeployedContract, string>> = {};
  for (const name of DEPLOYED_CONTRACTS) {
    const address = fields.get(name);
    const isGood = typeof address === "string" && isAddress(address);
    if (!isGood || getAddress(address) === ZeroAddress) {
      throw new InvalidFieldError(name, JSON.stringify(address), "an address other than zero");
    }
    deployment[name] = getAddress(address);
  }
  if (!isWhole(deployment)) throw new InvalidFieldError("document", "cut short", "whole");
  return deployment;
}
