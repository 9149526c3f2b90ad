import { DEPLOYED_CONTRACTS, type DeployedContract } from "@weft/sdk";
import { getAddress, type ContractRunner } from "ethers";

import * as bindings from "../../typechain-types";

type Bindings = typeof bindings;

/** What connects to every contract of a deployment: does not compile with one missing, or under another's name. */
const FACTORIES = {
  weftToken: bindings.WeftToken__factory,
  vault: bindings.Vault__factory,
  stakeVault: bindings.StakeVault__factory,
  weftGovernor: bindings.WeftGovernor__factory,
  weftTimelock: bindings.WeftTimelock__factory,
  grants: bindings.Grants__factory,
  jobMarket: bindings.JobMarket__factory,
  leaseMarket: bindings.LeaseMarket__factory,
  oneShotMarket: bindings.OneShotMarket__factory,
  attestationVerifier: bindings.AttestationVerifier__factory,
  quorumVerifier: bindings.QuorumVerifier__factory,
  juryCourt: bindings.JuryCourt__factory,
  optimisticVerifier: bindings.OptimisticVerifier__factory,
  proofVerifier: bindings.ProofVerifier__factory,
  groth16ProofSystem: bindings.Groth16ProofSystem__factory,
  reputation: bindings.Reputation__factory,
  reputationCondition: bindings.ReputationCondition__factory,
  rewards: bindings.Rewards__factory,
  credentials: bindings.Credentials__factory,
  auditorBond: bindings.AuditorBond__factory,
  credentialCondition: bindings.CredentialCondition__factory,
  allowListCondition: bindings.AllowListCondition__factory,
  allOf: bindings.AllOf__factory,
  anyOf: bindings.AnyOf__factory,
  workMarket: bindings.WorkMarket__factory,
  workVouchers: bindings.WorkVouchers__factory,
  splits: bindings.Splits__factory,
  works: bindings.Works__factory,
  clearedOwnerCondition: bindings.ClearedOwnerCondition__factory,
} satisfies { [Name in DeployedContract]: Bindings[`${Capitalize<Name>}__factory`] };

export type ContractName = DeployedContract;

/** The deployed protocol. */
export type Weft = {
  [Name in ContractName]: ReturnType<(typeof FACTORIES)[Name]["connect"]>;
};

export type Addresses = Record<ContractName, string>;

/** The same list, in a form that keeps a name and its type together. */
const CONNECTORS: {
  [Name in ContractName]: { connect: (address: string, runner: ContractRunner) => Weft[Name] };
} = FACTORIES;

function isWhole<T extends object>(
  part: T,
): part is { [Name in keyof T]-?: Exclude<T[Name], undefined> } & T {
  return DEPLOYED_CONTRACTS.every((name) => Object.hasOwn(part, name));
}

/** Connects to every contract of a deployment. */
export function connectWeft(addresses: Addresses, runner: ContractRunner): Weft {
  const weft: Partial<Weft> = {};
  const put = <Name extends ContractName>(
    name: Name,
    place: { [Key in Name]?: Weft[Key] },
  ): void => {
    place[name] = CONNECTORS[name].connect(addresses[name], runner);
  };
  for (const name of DEPLOYED_CONTRACTS) put(name, weft);
  if (!isWhole(weft)) throw new Error("a contract of the list was not connected");
  return weft;
}

/** One value for every contract of the list. */
export async function forEachContract<T>(
  read: (name: ContractName) => Promise<T>,
): Promise<Record<ContractName, T>> {
  const values: Partial<Record<ContractName, T>> = {};
  for (const name of DEPLOYED_CONTRACTS) values[name] = await read(name);
  if (!isWhole(values)) throw new Error("a contract of the list has no value");
  return values;
}

/** The addresses of a deployment, by name. */
export async function addressesOf(weft: Weft): Promise<Addresses> {
  return forEachContract(async (name) => getAddress(await weft[name].getAddress()));
}

/** What votes decide about: each belongs to the timelock. */
export function ownedOf(weft: Weft) {
  const { jobMarket, leaseMarket, oneShotMarket, workMarket, reputation, rewards } = weft;
  return { jobMarket, leaseMarket, oneShotMarket, workMarket, reputation, rewards };
}

/** The interface of every contract of a deployment, by the contract's name. */
export function abisOf(): Map<string, readonly object[]> {
  const nameOf = (name: DeployedContract) => `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  return new Map(DEPLOYED_CONTRACTS.map((name) => [nameOf(name), FACTORIES[name].abi]));
}
