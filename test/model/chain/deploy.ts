import { HDNodeWallet, Mnemonic, type BaseContract, type Signer } from "ethers";

import {
  JobMarket__factory,
  LeaseMarket__factory,
  RecorderMock__factory,
  StakeVault__factory,
  TestToken__factory,
  Vault__factory,
  VerifierMock__factory,
  WeftToken__factory,
} from "../../../typechain-types";
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

async function mined<Contract extends BaseContract>(
  deploying: Promise<Contract>,
): Promise<Contract> {
  const contract = await deploying;
  await contract.waitForDeployment();
  return contract;
}

/** Deploys what the model knows. The recorder only listens. */
export async function deployAll(signer: Signer, chainId: bigint): Promise<Deployment> {
  const keys = keysOf();
  const at = (name: string): string => keys.get(name)?.address ?? "";
  const deployer = at("deployer");
  const weft = await mined(new WeftToken__factory(signer).deploy(deployer));
  const vault = await mined(new Vault__factory(signer).deploy());
  const stakeVault = await mined(new StakeVault__factory(signer).deploy(weft, vault, THAW_SECONDS));
  const recorder = await mined(new RecorderMock__factory(signer).deploy());
  const funds = [vault, stakeVault, at("owner"), at("treasury"), FEE_BPS] as const;
  const contracts = new Map<string, BaseContract>([
    ["weft", weft],
    ["vault", vault],
    ["stakeVault", stakeVault],
    ["jobMarket", await mined(new JobMarket__factory(signer).deploy(...funds, recorder))],
    ["leaseMarket", await mined(new LeaseMarket__factory(signer).deploy(...funds))],
    ["gold", await mined(new TestToken__factory(signer).deploy())],
    ["iron", await mined(new TestToken__factory(signer).deploy())],
    ["oracle", await mined(new VerifierMock__factory(signer).deploy())],
  ]);
  const addresses = new Map<string, string>([
    [NOBODY, "0x0000000000000000000000000000000000000000"],
    [NO_TOKEN, "0x00000000000000000000000000000000000070e2"],
  ]);
  for (const [name, key] of keys) addresses.set(name, key.address);
  for (const [name, contract] of contracts) addresses.set(name, await contract.getAddress());
  return { contracts, keys, addresses, chainId };
}
