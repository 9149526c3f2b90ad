import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/signers";

/** Somebody with a key and a name. */
export interface Party {
  name: string;
  signer: HardhatEthersSigner;
}
