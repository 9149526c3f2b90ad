import { Vault__factory, buildOffer, type Offer } from "@weft/sdk";
import { type vaultAbi } from "@weft/sdk/abis";
import { FileSecretStore } from "@weft/sdk/node";

// The names in the ABI are literals, and no other name compiles.
type Named = Extract<(typeof vaultAbi)[number], { type: "function" }>["name"];
export const withdraw: Named = "withdraw";

export const make: (given: Parameters<typeof buildOffer>[0]) => Offer = buildOffer;
export const connect: typeof Vault__factory.connect = (address) => Vault__factory.connect(address);
export const secrets = (folder: string): Promise<FileSecretStore> => FileSecretStore.open(folder);
