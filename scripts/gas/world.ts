import {
  jobFromReceipt,
  marketDomain,
  packOffer,
  packRequest,
  signOffer,
  signRequest,
  type Job,
  type Offer,
  type Request,
  type Verification,
  type WeftDomain,
} from "@weft/sdk";
import {
  MaxUint256,
  ZeroAddress,
  ZeroHash,
  id,
  parseEther,
  type ContractTransactionReceipt,
  type ContractTransactionResponse,
} from "ethers";
import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/signers";
import hre from "hardhat";

import { deployWeft, ownedOf, type Weft } from "../lib/deploy";
import { giveToKeys } from "../lib/keys";
import { TestToken__factory, type TestToken } from "../../typechain-types";

/** Far enough ahead of any clock that measures: times are calldata, and calldata has a price. */
const START = 4_000_000_000;
const BLOCK_SECONDS = 12;
/** More than a deployment takes by the clock of this machine, which goes on meanwhile. */
const SETUP_SECONDS = 86_400;
export const EXPIRY = START + 365 * 86_400;
export const PRICE = parseEther("2");

/** The parties of all measurements, opted in and funded, on a chain whose clock moves by itself. */
export interface World extends Weft {
  money: TestToken;
  /** Holds WEFT. */
  deployer: HardhatEthersSigner;
  provider: HardhatEthersSigner;
  client: HardhatEthersSigner;
  matcher: HardhatEthersSigner;
  attester: HardhatEthersSigner;
  newcomer: HardhatEthersSigner;
  domain: WeftDomain;
  /** Word of the terms that name the attester. */
  terms: string;
}

let now = START;

/** Sends a transaction at a time of its own and returns the gas it used. */
export async function gasOf(send: () => Promise<ContractTransactionResponse>): Promise<number> {
  const receipt = await receiptOf(send);
  return Number(receipt.gasUsed);
}

export async function receiptOf(
  send: () => Promise<ContractTransactionResponse>,
): Promise<ContractTransactionReceipt> {
  return (await sentOf(send)).receipt;
}

/** A transaction that was mined. */
export interface Sent {
  transaction: ContractTransactionResponse;
  receipt: ContractTransactionReceipt;
  /** From the order to send it to its receipt, by the clock of this machine. */
  milliseconds: number;
}

export async function sentOf(send: () => Promise<ContractTransactionResponse>): Promise<Sent> {
  now += BLOCK_SECONDS;
  await hre.network.provider.send("evm_setNextBlockTimestamp", [now]);
  const start = performance.now();
  const transaction = await send();
  const receipt = await transaction.wait();
  if (receipt === null) throw new Error("the transaction was not mined");
  return { transaction, receipt, milliseconds: performance.now() - start };
}

/** Sends one transaction after the other, each with its part. */
export async function sentEach<Part>(
  parts: readonly Part[],
  send: (part: Part) => Promise<ContractTransactionResponse>,
): Promise<Sent[]> {
  const sent: Sent[] = [];
  for (const part of parts) sent.push(await sentOf(() => send(part)));
  return sent;
}

/** Gas of one of the `count` items that these transactions carried. */
export function gasOfEach(sent: readonly Sent[], count: number): number {
  const gas = sent.reduce((sum, { receipt }) => sum + receipt.gasUsed, 0n);
  return Math.ceil(Number(gas) / count);
}

/** Lets time pass before the next transaction. */
export function wait(seconds: number): void {
  now += seconds;
}

export async function createWorld(): Promise<World> {
  const { weft } = await deployWeft(hre);
  wait(SETUP_SECONDS);
  const signers = await hre.ethers.getSigners();
  const [deployer, provider, client, matcher, attester, newcomer] = signers;
  if (!deployer || !provider || !client || !matcher || !attester || !newcomer) {
    throw new Error("the network offers too few accounts");
  }
  const keys = { owner: deployer, treasury: deployer };
  await giveToKeys(weft.weftTimelock, Object.values(ownedOf(weft)), keys);
  const { weftToken, vault, stakeVault, jobMarket, attestationVerifier } = weft;
  const money = await new TestToken__factory(deployer).deploy();
  const stake = parseEther("100000");
  for (const account of [provider, newcomer]) await weftToken.transfer(account, stake);
  await weftToken.connect(provider).approve(stakeVault, stake);
  await stakeVault.connect(provider).provision(jobMarket, stake);
  // Returning users hold a balance already: what is measured is the change, not the first entry.
  for (const account of [client, provider, matcher, deployer]) {
    await money.mint(account, parseEther("1000000"));
    await money.connect(account).approve(vault, MaxUint256);
    await vault.connect(account).deposit(money, parseEther("1000000"), account);
    await vault.connect(account).setOperator(jobMarket, true);
  }
  // A fee of a WEFT a WEFT: what is measured records every end.
  for (const verifier of [attestationVerifier, weft.optimisticVerifier, weft.quorumVerifier]) {
    await weft.reputation.setRate(jobMarket, verifier, money, parseEther("1"));
  }
  const { chainId } = await hre.ethers.provider.getNetwork();
  const domain = marketDomain({ chainId, contract: await jobMarket.getAddress() });
  const terms = await attestationVerifier.hashTerms(attestationTerms(attester.address));
  return {
    ...weft,
    ...{ money, deployer, provider, client, matcher, attester, newcomer, domain, terms },
  };
}

export function attestationTerms(attester: string) {
  return { attesters: [attester], threshold: 1n };
}

/** An offer of one unit, as a provider would sign it. */
export async function offerOf(world: World, nonce: bigint): Promise<Offer> {
  return {
    provider: world.provider.address,
    token: await world.money.getAddress(),
    pricePerUnit: PRICE,
    resources: 0xffff_ffff_ffn,
    verifications: [{ verifier: await world.attestationVerifier.getAddress(), terms: world.terms }],
    condition: ZeroAddress,
    conditionData: ZeroHash,
    venue: ZeroAddress,
    units: 1n,
    minUnits: 0n,
    collateralPerUnit: parseEther("5"),
    minSeconds: 60,
    minVerifySeconds: 3_600,
    maxSeconds: 86_400,
    graceSeconds: 120,
    lateSlashBps: 500,
    noResultSlashBps: 2_000,
    wrongSlashBps: 10_000,
    expiry: EXPIRY,
    nonce,
  };
}

/** A request that such an offer serves. */
export async function requestOf(world: World, nonce: bigint): Promise<Request> {
  return {
    client: world.client.address,
    payer: ZeroAddress,
    beneficiary: ZeroAddress,
    token: await world.money.getAddress(),
    maxPricePerUnit: PRICE + PRICE,
    tipPerUnit: 0n,
    needs: 0xf00fn,
    spec: id("spec"),
    verifier: await world.attestationVerifier.getAddress(),
    verifierTerms: world.terms,
    condition: ZeroAddress,
    conditionData: ZeroHash,
    venue: ZeroAddress,
    units: 1n,
    minUnits: 0n,
    minCollateralPerUnit: parseEther("1"),
    maxSeconds: 3_600,
    verifySeconds: 7_200,
    maxGraceSeconds: 600,
    minLateSlashBps: 100,
    minNoResultSlashBps: 1_000,
    minWrongSlashBps: 5_000,
    expiry: EXPIRY,
    nonce,
  };
}

/** Matches one unit and returns the job with the gas it took. */
export async function matchOne(
  world: World,
  nonce: bigint,
  verification?: Verification,
): Promise<{ job: Job; gas: number }> {
  const { domain, provider, client, jobMarket, matcher } = world;
  const offer = await offerOf(world, nonce);
  const request = await requestOf(world, nonce);
  if (verification !== undefined) {
    offer.verifications = [verification];
    request.verifier = verification.verifier;
    request.verifierTerms = verification.terms;
  }
  const match = {
    offer: packOffer(offer),
    request: packRequest(request),
    units: 1n,
    pricePerUnit: PRICE,
    offerSignature: await signOffer({ signer: provider, domain, offer }),
    requestSignature: await signRequest({ signer: client, domain, request }),
    payerSignature: "0x",
    offerEvidence: "0x",
    requestEvidence: "0x",
  };
  const receipt = await receiptOf(() => jobMarket.connect(matcher).matchOrders(match));
  const { job } = jobFromReceipt({ receipt, market: await jobMarket.getAddress() });
  return { job, gas: Number(receipt.gasUsed) };
}
