import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/signers";
import { marketDomain, type WeftDomain } from "@weft/sdk";
import type { BaseContract, TransactionResponse } from "ethers";
import hre, { ethers } from "hardhat";

import { deployWeft, ownedOf, type Weft } from "../../scripts/lib/deploy";
import { giveToKeys } from "../../scripts/lib/keys";
import type {
  ConditionMock,
  FeeOnTransferToken,
  TestToken,
  VerifierMock,
  WalletMock,
} from "../../typechain-types";
import { once } from "./once";

export const WEFT = 10n ** 18n;
/** What every account that pays holds in the vault, of each token. */
export const FUNDS = 10n ** 15n;
/** What every provider puts at the market's disposal. */
export const STAKE = 1_000_000n * WEFT;
export const FEE_BPS = 250n;
export const THAW_SECONDS = 28 * 86_400;

/** An account that signs orders: a key, or an ERC-1271 wallet and the key that owns it. */
export interface Party {
  address: string;
  key: HardhatEthersSigner;
  wallet: WalletMock | null;
}

/** The names of the accounts that sign orders. */
export type Role =
  | "provider"
  | "otherProvider"
  | "client"
  | "otherClient"
  | "payer"
  | "providerWallet"
  | "clientWallet"
  | "payerWallet";

/** The names of the accounts that sign nothing. */
export type Bystander =
  "deployer" | "owner" | "treasury" | "matcher" | "stranger" | "attester" | "beneficiary";

/** A deployed protocol with everybody around it. */
export interface World extends Weft, Record<Role, Party>, Record<Bystander, HardhatEthersSigner> {
  token: TestToken;
  /** Burns a hundredth of what moves. */
  feeToken: FeeOnTransferToken;
  verifier: VerifierMock;
  condition: ConditionMock;
  domain: WeftDomain;
  parties: readonly Party[];
}

/** Calls a contract as a party: from its key, or through its wallet. */
export async function sendAs(
  party: Party,
  target: BaseContract,
  data: string,
): Promise<TransactionResponse> {
  if (party.wallet !== null) return party.wallet.execute(target, data);
  return party.key.sendTransaction({ to: await target.getAddress(), data });
}

async function fund(world: Weft & Pick<World, "token" | "feeToken" | "deployer">, party: Party) {
  const { vault, jobMarket, token, feeToken, deployer } = world;
  for (const money of [token, feeToken]) {
    await money.mint(deployer, FUNDS);
    await vault.connect(deployer).deposit(money, FUNDS, party.address);
  }
  const market = await jobMarket.getAddress();
  await sendAs(party, vault, vault.interface.encodeFunctionData("setOperator", [market, true]));
}

async function stake({ weftToken, stakeVault, jobMarket }: Weft, party: Party) {
  const [vault, market] = [await stakeVault.getAddress(), await jobMarket.getAddress()];
  await weftToken.transfer(party.address, STAKE);
  const approval = weftToken.interface.encodeFunctionData("approve", [vault, ethers.MaxUint256]);
  await sendAs(party, weftToken, approval);
  const provision = stakeVault.interface.encodeFunctionData("provision", [market, STAKE]);
  await sendAs(party, stakeVault, provision);
}

function keyParty(key: HardhatEthersSigner): Party {
  return { address: key.address, key, wallet: null };
}

async function walletParty(key: HardhatEthersSigner): Promise<Party> {
  const wallet = await ethers.deployContract("WalletMock", [key]);
  return { address: await wallet.getAddress(), key, wallet };
}

/** Hands out the accounts of the network, each once. */
async function accounts(): Promise<() => HardhatEthersSigner> {
  const signers = (await ethers.getSigners()).values();
  return () => {
    const { value, done } = signers.next();
    if (done === true) throw new Error("the network has too few accounts");
    return value;
  };
}

/** Fixture: the protocol as its modules deploy it, two tokens, and parties that are funded, staked and opted in. */
export const deployWorld = once(async (): Promise<World> => {
  const next = await accounts();
  const people = {
    deployer: next(),
    owner: next(),
    treasury: next(),
    matcher: next(),
    stranger: next(),
    attester: next(),
    beneficiary: next(),
  };
  const { weft } = await deployWeft(hre, {
    feeBps: Number(FEE_BPS),
    thawSeconds: THAW_SECONDS,
  });
  await giveToKeys(weft.weftTimelock, Object.values(ownedOf(weft)), people);
  const token = await ethers.deployContract("TestToken");
  const feeToken = await ethers.deployContract("FeeOnTransferToken", [100n]);
  const roles: Record<Role, Party> = {
    provider: keyParty(next()),
    otherProvider: keyParty(next()),
    client: keyParty(next()),
    otherClient: keyParty(next()),
    payer: keyParty(next()),
    providerWallet: await walletParty(next()),
    clientWallet: await walletParty(next()),
    payerWallet: await walletParty(next()),
  };
  const { chainId } = await ethers.provider.getNetwork();
  const world: World = {
    ...weft,
    ...people,
    ...roles,
    token,
    feeToken,
    verifier: await ethers.deployContract("VerifierMock"),
    condition: await ethers.deployContract("ConditionMock"),
    domain: marketDomain({ chainId, contract: await weft.jobMarket.getAddress() }),
    parties: Object.values(roles),
  };
  for (const money of [token, feeToken]) await money.approve(weft.vault, ethers.MaxUint256);
  for (const party of world.parties) await fund(world, party);
  for (const role of ["provider", "otherProvider", "providerWallet"] as const) {
    await stake(weft, roles[role]);
  }
  return world;
});
