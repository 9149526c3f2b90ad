import {
  buildListing,
  makeNonce,
  signWorkOrder,
  workMarket,
  workMarketDomain,
  works as workCalls,
  type SoldWork,
  type WeftDomain,
  type WorkOrder,
  type WorkSale,
} from "@weft/sdk";
import hre from "hardhat";

import { chainTime } from "../lib/clock";
import type { Ledger } from "../lib/ledger";
import type { Party } from "../lib/party";

/** Where the works of a story are sold. */
export interface Stall {
  at: { works: string; workMarket: string };
  domain: WeftDomain;
  ledger: Ledger;
  /** A nonce that no order of the story has yet. */
  nextNonce: () => bigint;
}

/** A sale, by the name it has in the story. */
export interface Deal {
  what: string;
  sold: SoldWork;
  /** Whether the buyer has the benefits of the work. */
  isCleared: boolean;
}

export async function openStall({ at, ledger }: Pick<Stall, "at" | "ledger">): Promise<Stall> {
  const { chainId } = await hre.ethers.provider.getNetwork();
  const domain = workMarketDomain({ chainId, contract: at.workMarket });
  let orders = 0;
  return { at, domain, ledger, nextNonce: () => makeNonce(0, orders++) };
}

/** Lets the market move what a party sells. */
export async function allowSales({ at, ledger }: Stall, { name, signer }: Party): Promise<void> {
  const call = { signer, works: at.works, operator: at.workMarket };
  const { receipt } = await workCalls.approveAll(call);
  ledger.note(name, "let the market move works", receipt);
}

export async function signed(
  { domain }: Stall,
  { signer }: Party,
  order: WorkOrder,
): Promise<WorkSale> {
  return { order, signature: await signWorkOrder({ signer, domain, order }) };
}

/** A listing at a fixed price, signed by its seller. */
export async function list(
  stall: Stall,
  seller: Party,
  terms: { tokenId: bigint; price: bigint; currency?: string },
): Promise<WorkSale> {
  const place = { maker: seller.signer.address, collection: stall.at.works };
  const time = { nonce: stall.nextNonce(), now: await chainTime() };
  return signed(stall, seller, buildListing({ ...place, ...terms, ...time }));
}

/** Whether the buyer of a sale has the benefits. */
export async function isCleared({ at }: Stall, { tokenId, buyer }: SoldWork): Promise<boolean> {
  const { provider } = hre.ethers;
  return workCalls.hasAccess({ provider, works: at.works, tokenId, account: buyer });
}

/** `taker` takes what somebody signed: a listing as its buyer, an offer as its seller. */
export async function take(
  stall: Stall,
  what: string,
  taker: Party,
  sale: WorkSale,
): Promise<Deal> {
  const call = { signer: taker.signer, market: stall.at.workMarket };
  const { sold, receipt } = await workMarket.fill({ ...call, sale });
  stall.ledger.note(taker.name, what, receipt);
  return { what, sold, isCleared: await isCleared(stall, sold) };
}

/** Every price is what seller, royalty and fee are together. */
export function checkParts({ what, sold }: Deal): void {
  const { price, proceeds, royalty, fee } = sold;
  if (proceeds + royalty + fee !== price) throw new Error(`the parts of "${what}" are not all`);
}
