import { HDNodeWallet, Mnemonic, type BaseContract, type Signer } from "ethers";
import { ethers } from "hardhat";

import { FEE_BPS, NO_TOKEN, PEOPLE, THAW_SECONDS } from "../reference/world";
import { NOBODY } from "../reference/rules";

/** The phrase behind the accounts of both test clients. */
const PHRASE = "test test test test test test test test test test test junk";
export const KEYS = ["deployer", "owner", "treasury", ...PEOPLE, "hot"] as const;

/** Contracts and keys, by the names that the model gives them. */
export interface Deployment {
  contracts: ReadonlyMap<string, BaseContract>;
  keys: ReadonlyMap<string, HDNodeWallet>;
  addresses: ReadonlyMap<string, string>;
  chainId: bigint;
}

function keysOf(): Map<string, HDNodeWallet> {
  const phrase = Mnemonic.fromPhrase(PHRASE);
  const keys = KEYS.map((name, index): [string, HDNodeWallet] => [
    name,
    HDNodeWallet.fromMnemonic(phrase, `m/44'/60'/0'/0/${index}`),
  ]);
  return new Map(keys);
}

/** Deploys what the model knows, as it was compiled last. The recorder only listens. */
export async function deployAll(signer: Signer, chainId: bigint): Promise<Deployment> {
  const keys = keysOf();
  const at = (name: string): string => keys.get(name)?.address ?? "";
  const deploy = async (name: string, ...args: unknown[]): Promise<BaseContract> => {
    const contract = await ethers.deployContract(name, args, signer);
    return contract.waitForDeployment();
  };
  const weft = await deploy("WeftToken", at("deployer"));
  const vault = await deploy("Vault");
  const stakeVault = await deploy("StakeVault", weft, vault, THAW_SECONDS);
  const recorder = await deploy("RecorderMock");
  const funds = [vault, stakeVault, at("owner"), at("treasury"), FEE_BPS] as const;
  const contracts = new Map<string, BaseContract>([
    ["weft", weft],
    ["vault", vault],
    ["stakeVault", stakeVault],
    ["jobMarket", await deploy("JobMarket", ...funds, recorder)],
    ["leaseMarket", await deploy("LeaseMarket", ...funds)],
    ["gold", await deploy("TestToken")],
    ["iron", await deploy("TestToken")],
    ["oracle", await deploy("VerifierMock")],
  ]);
  const addresses = new Map<string, string>([
    [NOBODY, "0x0000000000000000000000000000000000000000"],
    [NO_TOKEN, "0x00000000000000000000000000000000000070e2"],
  ]);
  for (const [name, key] of keys) addresses.set(name, key.address);
  for (const [name, contract] of contracts) addresses.set(name, await contract.getAddress());
  return { contracts, keys, addresses, chainId };
}
