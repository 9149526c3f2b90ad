import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { HardhatRuntimeEnvironment } from "hardhat/types";

import WeftModule from "../../deploy/modules/Weft";
import {
  AllOf__factory,
  AllowListCondition__factory,
  AnyOf__factory,
  AttestationVerifier__factory,
  AuditorBond__factory,
  CredentialCondition__factory,
  Credentials__factory,
  Groth16ProofSystem__factory,
  JobMarket__factory,
  JuryCourt__factory,
  LeaseMarket__factory,
  OneShotMarket__factory,
  QuorumVerifier__factory,
  OptimisticVerifier__factory,
  ProofVerifier__factory,
  ReputationCondition__factory,
  Reputation__factory,
  Rewards__factory,
  StakeVault__factory,
  Vault__factory,
  WeftToken__factory,
  Splits__factory,
  WorkMarket__factory,
  WorkVouchers__factory,
  Works__factory,
  ClearedOwnerCondition__factory,
  type AllOf,
  type AllowListCondition,
  type AnyOf,
  type AttestationVerifier,
  type AuditorBond,
  type CredentialCondition,
  type Credentials,
  type Groth16ProofSystem,
  type JobMarket,
  type JuryCourt,
  type LeaseMarket,
  type OneShotMarket,
  type QuorumVerifier,
  type OptimisticVerifier,
  type ProofVerifier,
  type Reputation,
  type ReputationCondition,
  type Rewards,
  type StakeVault,
  type Vault,
  type WeftToken,
  type Splits,
  type WorkMarket,
  type WorkVouchers,
  type Works,
  type ClearedOwnerCondition,
} from "../../typechain-types";
import { readParameters, type Parameters } from "./parameters";

const WEFT = 10n ** 18n;

/** The deployed protocol. */
export interface Weft {
  weftToken: WeftToken;
  vault: Vault;
  stakeVault: StakeVault;
  jobMarket: JobMarket;
  leaseMarket: LeaseMarket;
  oneShotMarket: OneShotMarket;
  attestationVerifier: AttestationVerifier;
  quorumVerifier: QuorumVerifier;
  juryCourt: JuryCourt;
  optimisticVerifier: OptimisticVerifier;
  proofVerifier: ProofVerifier;
  groth16ProofSystem: Groth16ProofSystem;
  reputation: Reputation;
  reputationCondition: ReputationCondition;
  rewards: Rewards;
  credentials: Credentials;
  auditorBond: AuditorBond;
  credentialCondition: CredentialCondition;
  allowListCondition: AllowListCondition;
  allOf: AllOf;
  anyOf: AnyOf;
  workMarket: WorkMarket;
  workVouchers: WorkVouchers;
  splits: Splits;
  works: Works;
  clearedOwnerCondition: ClearedOwnerCondition;
}

export type Addresses = Record<keyof Weft, string>;

export class WiringError extends Error {
  constructor(what: string, actual: unknown, expected: unknown) {
    super(`${what} is ${String(actual)}, but was deployed to be ${String(expected)}`);
    this.name = "WiringError";
  }
}

/**
 * Deploys the protocol with the modules under `deploy/`, or finds it where it is deployed already, and reads back
 * what it wired. On a chain that outlives the process a killed deployment goes on where it stopped.
 */
export async function deployWeft(
  hre: HardhatRuntimeEnvironment,
  overrides: Partial<Parameters> = {},
): Promise<{ weft: Weft; parameters: Parameters }> {
  const [deployer] = await hre.ethers.getSigners();
  if (deployer === undefined) throw new Error("the network offers no account to deploy from");
  const { chainId } = await hre.ethers.provider.getNetwork();
  const parameters = { ...readParameters(Number(chainId), deployer.address), ...overrides };
  const { owner, treasury, feeBps, thawSeconds, holder } = parameters;
  const { firstBudgetWeft, halfLifeEpochs, fractionBps } = parameters;

  const deployed = await hre.ignition.deploy(WeftModule, {
    parameters: {
      WeftToken: { holder },
      StakeVault: { thawSeconds },
      JobMarket: { owner, treasury, feeBps },
      LeaseMarket: { owner, treasury, feeBps },
      OneShotMarket: { owner, treasury, feeBps },
      Reputation: { owner },
      Works: { owner, treasury, feeBps, metadata: worksMetadata() },
      Rewards: {
        owner,
        firstBudget: BigInt(firstBudgetWeft) * WEFT,
        halfLifeEpochs,
        fractionBps,
      },
    },
  });
  const weft: Weft = {
    weftToken: WeftToken__factory.connect(await deployed.weftToken.getAddress(), deployer),
    vault: Vault__factory.connect(await deployed.vault.getAddress(), deployer),
    stakeVault: StakeVault__factory.connect(await deployed.stakeVault.getAddress(), deployer),
    jobMarket: JobMarket__factory.connect(await deployed.jobMarket.getAddress(), deployer),
    leaseMarket: LeaseMarket__factory.connect(await deployed.leaseMarket.getAddress(), deployer),
    oneShotMarket: OneShotMarket__factory.connect(
      await deployed.oneShotMarket.getAddress(),
      deployer,
    ),
    attestationVerifier: AttestationVerifier__factory.connect(
      await deployed.attestationVerifier.getAddress(),
      deployer,
    ),
    quorumVerifier: QuorumVerifier__factory.connect(
      await deployed.quorumVerifier.getAddress(),
      deployer,
    ),
    juryCourt: JuryCourt__factory.connect(await deployed.juryCourt.getAddress(), deployer),
    optimisticVerifier: OptimisticVerifier__factory.connect(
      await deployed.optimisticVerifier.getAddress(),
      deployer,
    ),
    proofVerifier: ProofVerifier__factory.connect(
      await deployed.proofVerifier.getAddress(),
      deployer,
    ),
    groth16ProofSystem: Groth16ProofSystem__factory.connect(
      await deployed.groth16ProofSystem.getAddress(),
      deployer,
    ),
    reputation: Reputation__factory.connect(await deployed.reputation.getAddress(), deployer),
    reputationCondition: ReputationCondition__factory.connect(
      await deployed.reputationCondition.getAddress(),
      deployer,
    ),
    rewards: Rewards__factory.connect(await deployed.rewards.getAddress(), deployer),
    credentials: Credentials__factory.connect(await deployed.credentials.getAddress(), deployer),
    auditorBond: AuditorBond__factory.connect(await deployed.auditorBond.getAddress(), deployer),
    credentialCondition: CredentialCondition__factory.connect(
      await deployed.credentialCondition.getAddress(),
      deployer,
    ),
    allowListCondition: AllowListCondition__factory.connect(
      await deployed.allowListCondition.getAddress(),
      deployer,
    ),
    allOf: AllOf__factory.connect(await deployed.allOf.getAddress(), deployer),
    anyOf: AnyOf__factory.connect(await deployed.anyOf.getAddress(), deployer),
    workMarket: WorkMarket__factory.connect(await deployed.workMarket.getAddress(), deployer),
    workVouchers: WorkVouchers__factory.connect(await deployed.workVouchers.getAddress(), deployer),
    splits: Splits__factory.connect(await deployed.splits.getAddress(), deployer),
    works: Works__factory.connect(await deployed.works.getAddress(), deployer),
    clearedOwnerCondition: ClearedOwnerCondition__factory.connect(
      await deployed.clearedOwnerCondition.getAddress(),
      deployer,
    ),
  };
  await checkWiring(weft, parameters);
  return { weft, parameters };
}

function expectEqual(what: string, actual: unknown, expected: unknown): void {
  if (String(actual) !== String(expected)) throw new WiringError(what, actual, expected);
}

/** Reads back every reference and parameter, and throws at the first that is not what was asked for. */
export async function checkWiring(weft: Weft, parameters: Parameters): Promise<void> {
  const { weftToken, vault, stakeVault, jobMarket, attestationVerifier, quorumVerifier } = weft;
  const { thawSeconds } = parameters;
  expectEqual("the staked token", await stakeVault.token(), await weftToken.getAddress());
  expectEqual("the stake vault's vault", await stakeVault.vault(), await vault.getAddress());
  expectEqual("the thaw time", await stakeVault.thawSeconds(), thawSeconds);
  expectEqual("the longest job", await jobMarket.maxJobSeconds(), Math.floor(thawSeconds / 2));
  const operators = await attestationVerifier.operators();
  expectEqual("the verifier's stake vault", operators, await stakeVault.getAddress());
  const replicaMarket = await quorumVerifier.market();
  expectEqual("the quorum verifier's market", replicaMarket, await jobMarket.getAddress());
  const keys = await quorumVerifier.operators();
  expectEqual("the quorum verifier's stake vault", keys, await stakeVault.getAddress());
  await checkCourt(weft);
  expectEqual("the supply", await weftToken.totalSupply(), await weftToken.SUPPLY());
  await checkMarket("job market", jobMarket, weft, parameters);
  await checkMarket("lease market", weft.leaseMarket, weft, parameters);
  await checkMarket("one-shot market", weft.oneShotMarket, weft, parameters);
  await checkRecord(weft, parameters);
  await checkCredentials(weft);
  await checkWorks(weft, parameters);
}

async function checkRecord(weft: Weft, parameters: Parameters): Promise<void> {
  const { reputation, reputationCondition, rewards, jobMarket, weftToken } = weft;
  const records = await reputation.getAddress();
  expectEqual("the job market's recorder", await jobMarket.recorder(), records);
  expectEqual("the condition's records", await reputationCondition.reputation(), records);
  expectEqual("the rewards' records", await rewards.reputation(), records);
  expectEqual("the rewards' token", await rewards.token(), await weftToken.getAddress());
  expectEqual("the owner of the records", await reputation.owner(), parameters.owner);
  expectEqual("the owner of the rewards", await rewards.owner(), parameters.owner);
  const firstBudget = BigInt(parameters.firstBudgetWeft) * WEFT;
  expectEqual("the first budget of rewards", await rewards.firstBudget(), firstBudget);
  const halfLife = await rewards.halfLifeEpochs();
  expectEqual("the half-life of rewards", halfLife, parameters.halfLifeEpochs);
}

/** sha-256 of the text that says what the collection of works is. */
function worksMetadata(): string {
  const text = readFileSync(join(__dirname, "../../deploy/metadata/works.json"));
  return `0x${createHash("sha256").update(text).digest("hex")}`;
}

async function checkWorks(weft: Weft, { owner, treasury, feeBps }: Parameters): Promise<void> {
  const { works, workMarket, workVouchers, splits, jobMarket, clearedOwnerCondition } = weft;
  expectEqual("the works' market", await works.market(), await workMarket.getAddress());
  expectEqual("the works' vouchers", await works.vouchers(), await workVouchers.getAddress());
  expectEqual("the works' job market", await works.jobMarket(), await jobMarket.getAddress());
  expectEqual("the works' splits", await works.splits(), await splits.getAddress());
  const collection = await clearedOwnerCondition.works();
  expectEqual("the condition's works", collection, await works.getAddress());
  expectEqual("the owner of the work market", await workMarket.owner(), owner);
  expectEqual("the treasury of the work market", await workMarket.treasury(), treasury);
  expectEqual("the fee of the work market", await workMarket.feeBps(), feeBps);
}

async function checkCredentials(weft: Weft): Promise<void> {
  const { credentials, auditorBond, credentialCondition, stakeVault } = weft;
  const bond = await auditorBond.getAddress();
  expectEqual(
    "the bonds' stake vault",
    await auditorBond.stakeVault(),
    await stakeVault.getAddress(),
  );
  expectEqual(
    "the bonds' credentials",
    await auditorBond.credentials(),
    await credentials.getAddress(),
  );
  expectEqual("the condition's bonds", await credentialCondition.auditorBond(), bond);
}

async function checkCourt({
  juryCourt,
  optimisticVerifier,
  stakeVault,
  weftToken,
}: Weft): Promise<void> {
  const stakes = await stakeVault.getAddress();
  expectEqual("the court's stake vault", await juryCourt.stakeVault(), stakes);
  expectEqual("the court's token", await juryCourt.token(), await weftToken.getAddress());
  const court = await juryCourt.getAddress();
  expectEqual("the optimistic verifier's court", await optimisticVerifier.court(), court);
  const operators = await optimisticVerifier.operators();
  expectEqual("the optimistic verifier's stake vault", operators, stakes);
}

async function checkMarket(
  name: string,
  market: JobMarket | LeaseMarket | OneShotMarket,
  { vault, stakeVault }: Weft,
  { owner, treasury, feeBps }: Parameters,
): Promise<void> {
  expectEqual(`the vault of the ${name}`, await market.vault(), await vault.getAddress());
  const stakes = await market.stakeVault();
  expectEqual(`the stake vault of the ${name}`, stakes, await stakeVault.getAddress());
  const paysDelegators = await vault.isOperator(market, stakeVault);
  expectEqual(
    `the stake vault's leave to take delegators' pay of the ${name}`,
    paysDelegators,
    true,
  );
  expectEqual(`the owner of the ${name}`, await market.owner(), owner);
  expectEqual(`the treasury of the ${name}`, await market.treasury(), treasury);
  expectEqual(`the fee of the ${name}`, await market.feeBps(), feeBps);
}

/** The addresses of a deployment, by name. */
export async function addressesOf(weft: Weft): Promise<Addresses> {
  return {
    weftToken: await weft.weftToken.getAddress(),
    vault: await weft.vault.getAddress(),
    stakeVault: await weft.stakeVault.getAddress(),
    jobMarket: await weft.jobMarket.getAddress(),
    leaseMarket: await weft.leaseMarket.getAddress(),
    oneShotMarket: await weft.oneShotMarket.getAddress(),
    attestationVerifier: await weft.attestationVerifier.getAddress(),
    quorumVerifier: await weft.quorumVerifier.getAddress(),
    juryCourt: await weft.juryCourt.getAddress(),
    optimisticVerifier: await weft.optimisticVerifier.getAddress(),
    proofVerifier: await weft.proofVerifier.getAddress(),
    groth16ProofSystem: await weft.groth16ProofSystem.getAddress(),
    reputation: await weft.reputation.getAddress(),
    reputationCondition: await weft.reputationCondition.getAddress(),
    rewards: await weft.rewards.getAddress(),
    credentials: await weft.credentials.getAddress(),
    auditorBond: await weft.auditorBond.getAddress(),
    credentialCondition: await weft.credentialCondition.getAddress(),
    allowListCondition: await weft.allowListCondition.getAddress(),
    allOf: await weft.allOf.getAddress(),
    anyOf: await weft.anyOf.getAddress(),
    workMarket: await weft.workMarket.getAddress(),
    workVouchers: await weft.workVouchers.getAddress(),
    splits: await weft.splits.getAddress(),
    works: await weft.works.getAddress(),
    clearedOwnerCondition: await weft.clearedOwnerCondition.getAddress(),
  };
}

/** Publishes the addresses of a chain under `deployments/`; the file appears whole or not at all. */
export function publishAddresses(chainId: bigint, addresses: Addresses): string {
  const directory = join(__dirname, "../../deployments");
  const file = join(directory, `${chainId}.json`);
  mkdirSync(directory, { recursive: true });
  writeFileSync(`${file}.tmp`, `${JSON.stringify(addresses, null, 2)}\n`);
  renameSync(`${file}.tmp`, file);
  return file;
}
