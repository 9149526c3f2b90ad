import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/signers";
import { ethers } from "hardhat";

import type { WeftGovernor } from "../../../typechain-types";

const BALLOT = [
  { name: "proposalId", type: "uint256" },
  { name: "support", type: "uint8" },
  { name: "voter", type: "address" },
  { name: "nonce", type: "uint256" },
];
const TYPES = { Ballot: BALLOT };
const EXTENDED_TYPES = {
  ExtendedBallot: [
    ...BALLOT,
    { name: "reason", type: "string" },
    { name: "params", type: "bytes" },
  ],
};

export interface SignedBallot {
  proposalId: bigint;
  support: bigint;
  voter: string;
  nonce: bigint;
}

async function domainOf(governor: WeftGovernor) {
  const { chainId } = await ethers.provider.getNetwork();
  const verifyingContract = await governor.getAddress();
  return { name: "Weft Governor", version: "1", chainId, verifyingContract };
}

/** A ballot as the library defines it, written out once more: signed by hand, not by the SDK. */
export async function signBallot(
  governor: WeftGovernor,
  signer: HardhatEthersSigner,
  ballot: SignedBallot,
): Promise<string> {
  return signer.signTypedData(await domainOf(governor), TYPES, ballot);
}

export async function signExtended(
  governor: WeftGovernor,
  signer: HardhatEthersSigner,
  ballot: SignedBallot & { reason: string; params: string },
): Promise<string> {
  return signer.signTypedData(await domainOf(governor), EXTENDED_TYPES, ballot);
}

/** The nonce of an account's next ballot on a proposal, in a sequence of its own. */
export function keyedNonce(governor: WeftGovernor, voter: string, id: bigint): Promise<bigint> {
  return governor["nonces(address,uint192)"](voter, BigInt.asUintN(192, id));
}
