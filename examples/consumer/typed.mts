import { Vault__factory, buildOffer, type Offer } from "@weft/sdk";
import { vaultAbi } from "@weft/sdk/abis";
import { FileSecretStore } from "@weft/sdk/node";
import { encodeFunctionData, type Address, type ContractFunctionArgs } from "viem";

// Arguments are read off the ABI: another order or another type of them does not compile.
type Withdrawal = ContractFunctionArgs<typeof vaultAbi, "nonpayable", "withdraw">;

export function withdrawal(token: Address, amount: bigint, receiver: Address): `0x${string}` {
  const args: Withdrawal = [token, amount, receiver];
  return encodeFunctionData({ abi: vaultAbi, functionName: "withdraw", args });
}

export const make: (given: Parameters<typeof buildOffer>[0]) => Offer = buildOffer;
export const connect: typeof Vault__factory.connect = (address) => Vault__factory.connect(address);
export const secrets = (folder: string): Promise<FileSecretStore> => FileSecretStore.open(folder);
