import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/signers";
import { time } from "@nomicfoundation/hardhat-network-helpers";
import {
  credentialDomain,
  issueCredential,
  type HeldCredential,
  type IssueParameters,
  type WeftDomain,
} from "@weft/sdk";
import { ethers } from "hardhat";

import type {
  AllOf,
  AllowListCondition,
  AnyOf,
  AuditorBond,
  CredentialCondition,
  Credentials,
} from "../../typechain-types";
import { deployWorld, type World } from "./deploy";

export const DAY = 86_400;
export const HARDWARE = "https://weft.example/schemas/hardware/v1";

/** A world with credentials in it. */
export interface IdentityWorld extends World {
  credentials: Credentials;
  auditorBond: AuditorBond;
  credentialCondition: CredentialCondition;
  allowListCondition: AllowListCondition;
  allOf: AllOf;
  anyOf: AnyOf;
  /** What credentials are signed for. */
  identity: WeftDomain;
  /** Keys that issue. */
  issuer: HardhatEthersSigner;
  otherIssuer: HardhatEthersSigner;
  delegate: HardhatEthersSigner;
  arbiter: HardhatEthersSigner;
  subject: string;
  /** The chain's clock when it was made. */
  now: number;
}

/** Fixture: the protocol, and the contracts of credentials around its stake vault. */
export async function deployIdentity(): Promise<IdentityWorld> {
  const world = await deployWorld();
  const [issuer, otherIssuer, delegate, arbiter] = (await ethers.getSigners()).slice(-4);
  if (!issuer || !otherIssuer || !delegate || !arbiter) throw new Error("too few accounts");
  const credentials = await ethers.deployContract("Credentials");
  const auditorBond = await ethers.deployContract("AuditorBond", [world.stakeVault, credentials]);
  const { chainId } = await ethers.provider.getNetwork();
  return {
    ...world,
    ...{ credentials, auditorBond, issuer, otherIssuer, delegate, arbiter },
    credentialCondition: await ethers.deployContract("CredentialCondition", [auditorBond]),
    allowListCondition: await ethers.deployContract("AllowListCondition"),
    allOf: await ethers.deployContract("AllOf"),
    anyOf: await ethers.deployContract("AnyOf"),
    identity: credentialDomain({ chainId, contract: await credentials.getAddress() }),
    subject: world.provider.address,
    now: await time.latest(),
  };
}

let nextIndex = 0n;

/** A credential of the world's subject, with what the test wants otherwise. */
export async function issue(
  world: IdentityWorld,
  overrides: Partial<IssueParameters> = {},
): Promise<HeldCredential> {
  nextIndex += 1n;
  return issueCredential({
    signer: world.issuer,
    domain: world.identity,
    subject: world.subject,
    schema: HARDWARE,
    claims: [
      { name: "vramGiB", type: "uint256", value: 80n },
      { name: "model", type: "string", value: "H100 SXM" },
      { name: "hasEcc", type: "bool", value: true },
      { name: "serial", type: "string", value: "1320923017443" },
      { name: "rackOwner", type: "address", value: world.provider.address },
    ],
    issuedAt: world.now,
    expiresAt: world.now + 180 * DAY,
    index: nextIndex,
    ...overrides,
  });
}
