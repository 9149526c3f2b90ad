import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/signers";
import { parseEther, toQuantity, type Addressable, type ContractTransactionResponse } from "ethers";
import hre from "hardhat";

type Sent = Promise<ContractTransactionResponse>;

/** What the timelock owns, as far as handing it on goes. */
interface Owned {
  connect(signer: HardhatEthersSigner): Owned;
  transferOwnership(to: string): Sent;
  acceptOwnership(): Sent;
  setTreasury?(to: string): Sent;
}

/**
 * Puts keys in the place of governance, as if votes had made `owner` the owner of these contracts, and `treasury` the
 * treasury of those that have one. No vote is held: the embedded chain lets anybody send as the timelock, which no
 * other chain does, so this refuses to run anywhere else. For what is about something other than governance.
 */
export async function giveToKeys(
  timelock: Addressable,
  contracts: readonly Owned[],
  { owner, treasury }: Record<"owner" | "treasury", HardhatEthersSigner>,
): Promise<void> {
  const { name, provider } = hre.network;
  if (name !== "hardhat") {
    throw new Error(`the network is ${name}, but only the embedded one lets keys stand for votes`);
  }
  const address = await timelock.getAddress();
  const votes = await hre.ethers.getImpersonatedSigner(address);
  const setBalance = (wei: bigint) =>
    provider.send("hardhat_setBalance", [address, toQuantity(wei)]);
  const before = await hre.ethers.provider.getBalance(address);
  await setBalance(parseEther("1"));
  for (const contract of contracts) {
    await contract.connect(votes).setTreasury?.(treasury.address);
    await contract.connect(votes).transferOwnership(owner.address);
    await contract.connect(owner).acceptOwnership();
  }
  await setBalance(before);
  await provider.send("hardhat_stopImpersonatingAccount", [address]);
}
