import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/signers";
import { time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { Signature, ZeroAddress, type ContractTransactionResponse } from "ethers";
import hre, { ethers } from "hardhat";

import OneShotMarketModule from "../../deploy/modules/OneShotMarket";
import { ACCEPTANCE_TYPES } from "../../scripts/gas/oneshot";
import { giveToKeys } from "../../scripts/lib/keys";
import {
  OneShotMarket__factory,
  StakeVault__factory,
  Vault__factory,
  WeftToken__factory,
  type OneShotMarket,
  type StakeVault,
  type TestToken,
  type Vault,
  type WalletMock,
  type WeftToken,
} from "../../typechain-types";
import type {
  ClaimStruct,
  PlainClaimStruct,
} from "../../typechain-types/contracts/market/OneShotMarket";
import { once } from "../support/once";

export const FEE_BPS = 250n;
export const BPS = 10_000n;
export const PPM = 1_000_000n;
export const FUNDS = 10n ** 12n;
/** Odd, so that nothing divides evenly. */
export const AMOUNT = 1_000_003n;
/** Ample, so that instrumented code fits too. */
export const GAS_PER_ITEM = 500_000n;
/** Enough to ask a wallet. */
export const WALLET_GAS = 1_000_000n;
export const SPEC = ethers.id("program, inputs and limits");
export const RESULT = ethers.id("root of the result");

/** Fields of an acceptance, as they are signed. */
export interface Acceptance {
  client: string;
  payer: string;
  beneficiary: string;
  provider: string;
  token: string;
  amount: bigint;
  expiry: number;
  nonce: bigint;
  spec: string;
  result: string;
}

type Key = HardhatEthersSigner;

export interface OneShotWorld {
  market: OneShotMarket;
  vault: Vault;
  stakeVault: StakeVault;
  weftToken: WeftToken;
  token: TestToken;
  otherToken: TestToken;
  owner: Key;
  treasury: Key;
  provider: Key;
  otherProvider: Key;
  sponsor: Key;
  stranger: Key;
  delegator: Key;
  /** Funded and opted in. */
  clients: readonly [Key, Key, Key, Key];
  wallet: WalletMock;
  walletKey: Key;
}

/** Fixture: the market as its module deploys it, a token, and people who are funded and opted in. */
export const deployOneShot = once(async (): Promise<OneShotWorld> => {
  const signers = await ethers.getSigners();
  const [deployer, owner, treasury, provider, otherProvider, sponsor, stranger, ...more] = signers;
  const [delegator, walletKey, a, b, c, d] = more;
  if (!deployer || !owner || !treasury || !provider || !otherProvider || !sponsor || !stranger) {
    throw new Error("the network has too few accounts");
  }
  if (!delegator || !walletKey || !a || !b || !c || !d) throw new Error("too few accounts");
  const deployed = await hre.ignition.deploy(OneShotMarketModule, {
    parameters: {
      WeftToken: { holder: deployer.address },
      StakeVault: { thawSeconds: 28 * 86_400 },
      OneShotMarket: { feeBps: Number(FEE_BPS) },
    },
  });
  const world = {
    market: OneShotMarket__factory.connect(await deployed.oneShotMarket.getAddress(), deployer),
    vault: Vault__factory.connect(await deployed.vault.getAddress(), deployer),
    stakeVault: StakeVault__factory.connect(await deployed.stakeVault.getAddress(), deployer),
    weftToken: WeftToken__factory.connect(await deployed.weftToken.getAddress(), deployer),
    token: await ethers.deployContract("TestToken"),
    otherToken: await ethers.deployContract("TestToken"),
    wallet: await ethers.deployContract("WalletMock", [walletKey]),
  };
  await giveToKeys(deployed.weftTimelock, [world.market], { owner, treasury });
  const clients = [a, b, c, d] as const;
  for (const token of [world.token, world.otherToken]) {
    await token.mint(deployer, 10n * FUNDS);
    await token.approve(world.vault, ethers.MaxUint256);
    for (const account of [...clients, sponsor, world.wallet]) {
      await world.vault.deposit(token, FUNDS, account);
    }
  }
  for (const account of [...clients, sponsor]) {
    await world.vault.connect(account).setOperator(world.market, true);
  }
  const optIn = world.vault.interface.encodeFunctionData("setOperator", [
    await world.market.getAddress(),
    true,
  ]);
  await world.wallet.execute(world.vault, optIn);
  const people = { owner, treasury, provider, otherProvider, sponsor, stranger, delegator };
  return { ...world, ...people, clients, walletKey };
});

/** An acceptance of the first client, with what the test wants otherwise. */
export async function acceptanceOf(
  world: OneShotWorld,
  overrides: Partial<Acceptance> = {},
): Promise<Acceptance> {
  return {
    client: world.clients[0].address,
    payer: ZeroAddress,
    beneficiary: ZeroAddress,
    provider: world.provider.address,
    token: await world.token.getAddress(),
    amount: AMOUNT,
    expiry: (await time.latest()) + 86_400,
    nonce: 0n,
    spec: SPEC,
    result: RESULT,
    ...overrides,
  };
}

export async function domainOf({ market }: OneShotWorld) {
  const { chainId } = await ethers.provider.getNetwork();
  const verifyingContract = await market.getAddress();
  return { name: "Weft OneShotMarket", version: "1", chainId, verifyingContract };
}

export async function idOf(world: OneShotWorld, acceptance: Acceptance): Promise<string> {
  return ethers.TypedDataEncoder.hash(await domainOf(world), ACCEPTANCE_TYPES, { ...acceptance });
}

export async function signBy(
  world: OneShotWorld,
  key: Key,
  acceptance: Acceptance,
): Promise<string> {
  return key.signTypedData(await domainOf(world), ACCEPTANCE_TYPES, { ...acceptance });
}

export function dueOf({ amount, expiry, nonce }: Acceptance): bigint {
  return amount | (BigInt(expiry) << 128n) | (nonce << 168n);
}

/** Who holds the key of an account. */
function keyOf(world: OneShotWorld, address: string): Key {
  if (address === world.wallet.target) return world.walletKey;
  const keys = [...world.clients, world.sponsor, world.stranger];
  const key = keys.find((candidate) => candidate.address === address);
  if (key === undefined) throw new Error(`nobody here is ${address}`);
  return key;
}

/** The claim with every signature it needs. */
export async function claimOf(
  world: OneShotWorld,
  acceptance: Acceptance,
  tampered: Partial<ClaimStruct> = {},
): Promise<ClaimStruct> {
  const { client, payer, beneficiary, spec, result } = acceptance;
  const isSponsored = payer !== ZeroAddress && payer !== client;
  return {
    ...{ client, payer, beneficiary, spec, result },
    due: dueOf(acceptance),
    clientSignature: await signBy(world, keyOf(world, client), acceptance),
    payerSignature: isSponsored ? await signBy(world, keyOf(world, payer), acceptance) : "0x",
    ...tampered,
  };
}

export async function plainOf(
  world: OneShotWorld,
  acceptance: Acceptance,
): Promise<PlainClaimStruct> {
  const { client, spec, result } = acceptance;
  const { r, yParityAndS } = Signature.from(await signBy(world, keyOf(world, client), acceptance));
  return { client, due: dueOf(acceptance), spec, result, r, vs: yParityAndS };
}

export function feeOf(amount: bigint): bigint {
  return (amount * FEE_BPS) / BPS;
}

/** Selector of an error that a claim can fail with. */
export function codeOf(world: OneShotWorld, name: string): string {
  for (const { interface: known } of [world.market, world.vault]) {
    const error = known.getError(name);
    if (error !== null) return error.selector;
  }
  throw new Error(`no contract here has the error ${name}`);
}

export const DONE = "0x00000000";

/** What a batch answers, and what it says in events; asserts that both agree. */
export async function codesOf(
  { market }: OneShotWorld,
  simulate: () => Promise<string[]>,
  send: () => Promise<ContractTransactionResponse>,
): Promise<string[]> {
  const codes = [...(await simulate())];
  const receipt = await (await send()).wait();
  const failures = await market.queryFilter(market.filters.BatchItemFailed(), receipt?.blockNumber);
  const said = failures.map(({ args }) => [Number(args.index), args.code]);
  expect(said).to.deep.equal(
    codes.flatMap((code, i) => (code === DONE ? [] : [[i, code]])),
    "failures in events",
  );
  return codes;
}

/** Sends a batch by a stranger and returns its codes. */
export async function claimBatch(
  world: OneShotWorld,
  claims: readonly ClaimStruct[],
  gasPerItem = GAS_PER_ITEM,
): Promise<string[]> {
  const { provider, token, stranger } = world;
  const market = world.market.connect(stranger);
  return codesOf(
    world,
    () => market.claimBatch.staticCall(provider, token, [...claims], gasPerItem),
    () => market.claimBatch(provider, token, [...claims], gasPerItem),
  );
}

export async function claimPlainBatch(
  world: OneShotWorld,
  claims: readonly PlainClaimStruct[],
  gasPerItem = GAS_PER_ITEM,
): Promise<string[]> {
  const { provider, token, stranger } = world;
  const market = world.market.connect(stranger);
  return codesOf(
    world,
    () => market.claimPlainBatch.staticCall(provider, token, [...claims], gasPerItem),
    () => market.claimPlainBatch(provider, token, [...claims], gasPerItem),
  );
}

/** Vault balances and fees of everybody, in the token that is paid. */
export async function booksOf(world: OneShotWorld): Promise<Record<string, bigint>> {
  const { market, vault, stakeVault, token, clients, sponsor, wallet } = world;
  const accounts = {
    provider: world.provider,
    stranger: world.stranger,
    treasury: world.treasury,
    sponsor,
    wallet,
    stakeVault,
    market,
    ...Object.fromEntries(clients.map((client, i) => [`client${i}`, client])),
  };
  const books: Record<string, bigint> = { fees: await market.feesOf(token) };
  for (const [name, account] of Object.entries(accounts)) {
    books[name] = await vault.balanceOf(account, BigInt(await token.getAddress()));
  }
  return books;
}

/** What the market holds is what it owes, and nothing came from nowhere. */
export async function assertConserved(world: OneShotWorld): Promise<void> {
  const { fees, market, ...others } = await booksOf(world);
  expect(market, "the market holds its fees").to.equal(fees);
  const total = Object.values(others).reduce((sum, balance) => sum + balance, market ?? 0n);
  expect(total, "all balances together").to.equal(6n * FUNDS);
}

/** Gives the provider a pool of this market, with somebody who delegates to it. */
export async function openPool(world: OneShotWorld): Promise<bigint> {
  const { market, stakeVault, weftToken, provider, delegator, token } = world;
  const unit = 10n ** 18n;
  for (const account of [provider, delegator]) {
    await weftToken.transfer(account, 1_000n * unit);
    await weftToken.connect(account).approve(stakeVault, ethers.MaxUint256);
  }
  await stakeVault.connect(provider).provision(market, 100n * unit);
  await stakeVault.connect(provider).openPool(market, 1_000n, [token]);
  await stakeVault.connect(delegator).delegate(provider, market, 33n * unit, 0n);
  return stakeVault.poolPpmOf(provider, market, token);
}
