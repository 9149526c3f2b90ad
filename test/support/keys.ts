import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/signers";
import { setBalance } from "@nomicfoundation/hardhat-network-helpers";
import type { Addressable, ContractTransactionResponse } from "ethers";
import { ethers } from "hardhat";

type Sent = Promise<ContractTransactionResponse>;

/** What the timelock owns, as far as handing it on goes. */
interface Owned {
  connect(signer: HardhatEthersSigner): Owned;
  transferOwnership(to: string): Sent;
  acceptOwnership(): Sent;
  setTreasury?(to: string): Sent;
}

/**
 * Puts keys in the place of governance, for specs that are about something else: as if votes had made `owner` the owner
 * of these contracts, and `treasury` the treasury of those that have one.
 */
export async function giveToKeys(
  timelock: Addressable,
  contracts: readonly Owned[],
  { owner, treasury }: Record<"owner" | "treasury", HardhatEthersSigner>,
): Promise<void> {
  const address = await timelock.getAddress();
  const votes = await ethers.getImpersonatedSigner(address);
  const before = await ethers.provider.getBalance(address);
  await setBalance(address, ethers.parseEther("1"));
  for (const contract of contracts) {
    await contract.connect(votes).setTreasury?.(treasury.address);
    await contract.connect(votes).transferOwnership(owner.address);
    await contract.connect(owner).acceptOwnership();
  }
  await setBalance(address, before);
}
