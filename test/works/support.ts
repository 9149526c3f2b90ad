import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/signers";
import {
  buildDraft,
  buildListing,
  buildWorkOffer,
  packWorkSale,
  signWorkOrder,
  workMarketDomain,
  workVouchersDomain,
  type BuildDraftParameters,
  type WeftDomain,
  type WorkOrder,
  type WorkSaleStruct,
} from "@weft/sdk";
import { expect } from "chai";
import { ZeroAddress, id, parseEther } from "ethers";
import hre, { ethers } from "hardhat";

import WorksModule from "../../deploy/modules/Works";
import { giveToKeys } from "../../scripts/lib/keys";
import {
  ClearedOwnerCondition__factory,
  Splits__factory,
  WorkMarket__factory,
  WorkVouchers__factory,
  Works__factory,
  type ClearedOwnerCondition,
  type ForeignToken,
  type Splits,
  type TestToken,
  type WorkMarket,
  type WorkVouchers,
  type Works,
} from "../../typechain-types";
import { now } from "../support/time";
import { once } from "../support/once";

export const FEE_BPS = 250;
export const ROYALTY_BPS = 500;
export const PRICE = parseEther("1");
export const DAY_SECONDS = 86_400;
/** What every account holds of the token for payments. */
export const FUNDS = parseEther("1000");
export const METADATA = id("metadata");

type Person = "deployer" | "owner" | "treasury" | "creator" | "seller" | "buyer" | "stranger";

/** Works, their market, and people with money. */
export interface WorksWorld extends Record<Person, HardhatEthersSigner> {
  works: Works;
  workMarket: WorkMarket;
  workVouchers: WorkVouchers;
  splits: Splits;
  condition: ClearedOwnerCondition;
  token: TestToken;
  foreign: ForeignToken;
  domain: WeftDomain;
  voucherDomain: WeftDomain;
}

/** Fixture: the contracts as their module deploys them; buyers and sellers approved the market for everything. */
export const deployWorksWorld = once(async (): Promise<WorksWorld> => {
  const [deployer, owner, treasury, creator, seller, buyer, stranger] = await ethers.getSigners();
  if (!deployer || !owner || !treasury || !creator || !seller || !buyer || !stranger) {
    throw new Error("the network has too few accounts");
  }
  const deployed = await hre.ignition.deploy(WorksModule, {
    parameters: {
      WeftToken: { holder: deployer.address },
      StakeVault: { thawSeconds: 28 * DAY_SECONDS },
      JobMarket: { feeBps: FEE_BPS },
      Works: { feeBps: FEE_BPS, metadata: id("contract") },
    },
  });
  const works = Works__factory.connect(await deployed.works.getAddress(), deployer);
  const workMarket = WorkMarket__factory.connect(await deployed.workMarket.getAddress(), deployer);
  const vouchersAddress = await deployed.workVouchers.getAddress();
  const workVouchers = WorkVouchers__factory.connect(vouchersAddress, deployer);
  const token = await ethers.deployContract("TestToken");
  const foreign = await ethers.deployContract("ForeignToken");
  await giveToKeys(deployed.weftTimelock, [workMarket], { owner, treasury });
  await workMarket.connect(owner).setCurrency(token, true);
  for (const person of [creator, seller, buyer, stranger]) {
    await token.mint(person, FUNDS);
    await token.connect(person).approve(workMarket, ethers.MaxUint256);
    await token.connect(person).approve(workVouchers, ethers.MaxUint256);
    await works.connect(person).setApprovalForAll(workMarket, true);
    await foreign.connect(person).setApprovalForAll(workMarket, true);
  }
  const { chainId } = await ethers.provider.getNetwork();
  return {
    ...{ deployer, owner, treasury, creator, seller, buyer, stranger },
    ...{ works, workMarket, workVouchers, token, foreign },
    splits: Splits__factory.connect(await deployed.splits.getAddress(), deployer),
    condition: ClearedOwnerCondition__factory.connect(
      await deployed.clearedOwnerCondition.getAddress(),
      deployer,
    ),
    domain: workMarketDomain({ chainId, contract: await workMarket.getAddress() }),
    voucherDomain: workVouchersDomain({ chainId, contract: vouchersAddress }),
  };
});

/** Mints a work of a creator, by default to itself with a royalty; returns its id. */
export async function mintWork(
  { works, creator }: Pick<WorksWorld, "works" | "creator">,
  draft: Partial<BuildDraftParameters> = {},
  { by = creator, to = by.address }: { by?: HardhatEthersSigner; to?: string } = {},
): Promise<bigint> {
  const struct = buildDraft({ metadata: METADATA, royaltyBps: ROYALTY_BPS, ...draft });
  const tokenId = await works.connect(by).mint.staticCall(to, struct);
  await works.connect(by).mint(to, struct);
  return tokenId;
}

/** Moves a work aside, as a gift or a sale that pays nobody. */
export async function moveAside(
  { works }: Pick<WorksWorld, "works">,
  tokenId: bigint,
  from: HardhatEthersSigner,
  to: string | HardhatEthersSigner,
): Promise<void> {
  await works.connect(from).transferFrom(from, to, tokenId);
}

let nonces = 0n;
/** A nonce that no order of this process had; far from the epoch's slot after 224 of them. */
export function nextNonce(): bigint {
  return nonces++;
}

type ListingFields = Partial<WorkOrder> & { tokenId: bigint };

/** A listing of a work for ether, from now on for a day. */
export async function listingOf(
  { works }: WorksWorld,
  maker: { address: string },
  fields: ListingFields,
): Promise<WorkOrder> {
  const start = Number(await now());
  const order = buildListing({
    maker: maker.address,
    collection: await works.getAddress(),
    tokenId: fields.tokenId,
    price: PRICE,
    nonce: nextNonce(),
    startsAt: start,
    expiry: start + DAY_SECONDS,
  });
  return { ...order, endPrice: fields.price ?? PRICE, ...fields };
}

/** An offer for a work in tokens, from now on for a day. */
export async function offerOf(
  { works, token }: WorksWorld,
  maker: { address: string },
  fields: ListingFields,
): Promise<WorkOrder> {
  const start = Number(await now());
  const order = buildWorkOffer({
    maker: maker.address,
    collection: await works.getAddress(),
    currency: await token.getAddress(),
    tokenId: fields.tokenId,
    price: PRICE,
    nonce: nextNonce(),
    startsAt: start,
    expiry: start + DAY_SECONDS,
  });
  return { ...order, endPrice: fields.price ?? PRICE, ...fields };
}

/** A sale by this order, whatever is in it. */
export async function saleOf(
  { domain }: Pick<WorksWorld, "domain">,
  signer: HardhatEthersSigner,
  order: WorkOrder,
  fields: Partial<WorkSaleStruct> = {},
): Promise<WorkSaleStruct> {
  const { kind, maker, taker, collection, tokenId, tokenBits, currency } = order;
  const { price, endPrice, maxRoyaltyBps, startsAt, expiry, nonce } = order;
  const message = {
    ...{ kind, maker, taker, collection, tokenId, tokenBits, currency },
    ...{ price, endPrice, maxRoyaltyBps, startsAt, expiry, nonce },
  };
  const signature = await signer.signTypedData(domain, ORDER_TYPES, message);
  return { ...packSale(order, signature), ...fields };
}

function packSale(order: WorkOrder, signature: string): WorkSaleStruct {
  return { order, tokenId: order.tokenId, limit: ethers.MaxUint256, signature };
}

/** The types as the standard writes them, apart from those of the SDK. */
export const ORDER_TYPES = {
  Order: [
    { name: "kind", type: "uint8" },
    { name: "maker", type: "address" },
    { name: "taker", type: "address" },
    { name: "collection", type: "address" },
    { name: "tokenId", type: "uint256" },
    { name: "tokenBits", type: "uint16" },
    { name: "currency", type: "address" },
    { name: "price", type: "uint128" },
    { name: "endPrice", type: "uint128" },
    { name: "maxRoyaltyBps", type: "uint16" },
    { name: "startsAt", type: "uint40" },
    { name: "expiry", type: "uint40" },
    { name: "nonce", type: "uint64" },
  ],
};

/** A listing by the SDK's own functions, ready to be filled. */
export async function signedListing(
  world: WorksWorld,
  maker: HardhatEthersSigner,
  fields: ListingFields,
): Promise<WorkSaleStruct> {
  const order = await listingOf(world, maker, fields);
  const signature = await signWorkOrder({ signer: maker, domain: world.domain, order });
  return packWorkSale({ order, signature });
}

/** An offer by the SDK's own functions, ready to be filled. */
export async function signedOffer(
  world: WorksWorld,
  maker: HardhatEthersSigner,
  fields: ListingFields,
  tokenId?: bigint,
): Promise<WorkSaleStruct> {
  const order = await offerOf(world, maker, fields);
  const signature = await signWorkOrder({ signer: maker, domain: world.domain, order });
  return packWorkSale({ order, signature, ...(tokenId === undefined ? {} : { tokenId }) });
}

/** What an account has of a currency, credits at the market included. */
async function wealthOf(
  { workMarket, token }: WorksWorld,
  currency: string,
  account: string,
): Promise<bigint> {
  const held =
    currency === ZeroAddress
      ? await ethers.provider.getBalance(account)
      : await token.balanceOf(account);
  return held + (await workMarket.creditOf(currency, account));
}

export interface Expected {
  seller: string;
  buyer: HardhatEthersSigner;
  price: bigint;
  royalty: bigint;
  receiver: string;
  currency?: string;
  value?: bigint;
}

/** Fills a sale by `taker`, and asserts event, owner, what everybody got, and that nothing stays but credits. */
export async function fillAndCheck(
  world: WorksWorld,
  taker: HardhatEthersSigner,
  sale: WorkSaleStruct,
  expected: Expected,
): Promise<void> {
  const { workMarket, treasury } = world;
  const { seller, buyer, price, royalty, receiver } = expected;
  const currency = expected.currency ?? sale.order.currency;
  const fee = (price * BigInt(FEE_BPS)) / 10_000n;
  const collection = await ethers.getContractAt("IERC721", sale.order.collection);
  const parts = new Map<string, bigint>();
  const add = (account: string, amount: bigint) =>
    parts.set(account, (parts.get(account) ?? 0n) + amount);
  add(buyer.address, -price);
  add(treasury.address, fee);
  add(receiver, royalty);
  add(seller, price - fee - royalty);
  const before = new Map<string, bigint>();
  for (const account of parts.keys()) {
    before.set(account, await wealthOf(world, currency, account));
  }
  const value = expected.value ?? (currency === ZeroAddress ? price : 0n);
  const tx = await workMarket.connect(taker).fill(sale, { value });
  const digest = await workMarket.orderDigest(sale.order);
  await expect(tx)
    .to.emit(workMarket, "Sold")
    .withArgs(
      ...[digest, sale.order.collection, sale.tokenId, seller, buyer.address],
      ...[currency, price, receiver, royalty, fee],
    );
  expect(await collection.ownerOf(sale.tokenId)).to.equal(buyer.address);
  const receipt = await tx.wait();
  const gas = receipt === null ? 0n : receipt.gasUsed * receipt.gasPrice;
  for (const [account, part] of parts) {
    const paidGas = currency === ZeroAddress && account === taker.address ? gas : 0n;
    const gained = (await wealthOf(world, currency, account)) - (before.get(account) ?? 0n);
    expect(gained + paidGas, account).to.equal(part);
  }
}

/** Asserts that the market holds what it owes to these accounts, and nothing else. */
export async function expectOnlyCredits(
  { workMarket, token }: WorksWorld,
  accounts: readonly string[],
): Promise<void> {
  for (const currency of [ZeroAddress, await token.getAddress()]) {
    let owed = 0n;
    for (const account of new Set(accounts)) owed += await workMarket.creditOf(currency, account);
    const held =
      currency === ZeroAddress
        ? await ethers.provider.getBalance(workMarket)
        : await token.balanceOf(workMarket);
    expect(held, `holdings of ${currency}`).to.equal(owed);
  }
}
