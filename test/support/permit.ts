import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/signers";
import { type Signature } from "ethers";
import { ethers } from "hardhat";

import type { ERC20Permit } from "../../typechain-types";

export interface Permit {
  owner: HardhatEthersSigner;
  spender: string;
  value: bigint;
  deadline: bigint;
}

/** Signs an ERC-2612 permit with the owner's present nonce. */
export async function signPermit(token: ERC20Permit, permit: Permit): Promise<Signature> {
  const { owner, ...terms } = permit;
  const [, name, version, chainId, verifyingContract] = await token.eip712Domain();
  const signature = await owner.signTypedData(
    { name, version, chainId, verifyingContract },
    {
      Permit: [
        { name: "owner", type: "address" },
        { name: "spender", type: "address" },
        { name: "value", type: "uint256" },
        { name: "nonce", type: "uint256" },
        { name: "deadline", type: "uint256" },
      ],
    },
    { owner: owner.address, nonce: await token.nonces(owner), ...terms },
  );
  return ethers.Signature.from(signature);
}
