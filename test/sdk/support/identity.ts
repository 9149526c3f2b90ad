import { time } from "@nomicfoundation/hardhat-network-helpers";
import { ethers } from "hardhat";
import {
  credentialDomain,
  issueCredential,
  type CredentialClaim,
  type HeldCredential,
  type IssueParameters,
} from "../../../packages/sdk/src";
import { openWorld } from "./world";

export const DEGREE = "https://weft.example/schemas/degree/v1";
export const DAY = 86_400;

/** One claim of every type. */
export const CLAIMS: readonly CredentialClaim[] = [
  { name: "degree", type: "string", value: "MSc Computer Science" },
  { name: "grade", type: "string", value: "2.7" },
  { name: "year", type: "uint256", value: 2026n },
  { name: "credits", type: "uint256", value: 2n ** 255n + 1n },
  { name: "hasHonours", type: "bool", value: false },
  { name: "supervisor", type: "address", value: "0x00000000000000000000000000000000000000Ad" },
  { name: "thesis", type: "bytes32", value: `0x${"7e".repeat(32)}` },
  { name: "photo", type: "bytes", value: "0x89504e470d0a1a0a" },
];

/** Fixture: an SDK world with the contracts of credentials. */
export async function identityWorld() {
  const world = await openWorld();
  const { who } = world;
  const credentials = await ethers.deployContract("Credentials");
  const auditorBond = await ethers.deployContract("AuditorBond", [world.stakeVault, credentials]);
  const condition = await ethers.deployContract("CredentialCondition", [auditorBond]);
  const contract = await credentials.getAddress();
  const { chainId } = await ethers.provider.getNetwork();
  return {
    ...world,
    ...{ credentials, auditorBond, condition, contract },
    identity: credentialDomain({ chainId, contract }),
    university: who.first,
    graduate: who.second,
    now: await time.latest(),
  };
}

export type IdentityWorld = Awaited<ReturnType<typeof identityWorld>>;

export async function degree(
  world: IdentityWorld,
  overrides: Partial<IssueParameters> = {},
): Promise<HeldCredential> {
  return issueCredential({
    signer: world.university,
    domain: world.identity,
    subject: world.graduate.address,
    schema: DEGREE,
    claims: CLAIMS,
    issuedAt: world.now,
    expiresAt: world.now + 365 * DAY,
    index: 7,
    ...overrides,
  });
}
