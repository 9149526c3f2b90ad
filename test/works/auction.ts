import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/signers";
import { SETTLE_SECONDS, buildAuction, buildBid, signWorkOrder, type WorkOrder } from "@weft/sdk";

import { now } from "../support/time";
import { PRICE, deployWorksWorld, mintWork, nextNonce, saleOf, type WorksWorld } from "./support";

/** How long bids stay open after one that came shortly before the end. */
export const EXTENSION = 600n;
const OPEN_SECONDS = 3_600;

/** Fixture: a work in an auction that is open for an hour. */
export async function deployAuction() {
  const world = await deployWorksWorld();
  const tokenId = await mintWork(world, {}, { to: world.seller.address });
  return openAuction(world, world.seller, tokenId);
}

/** An auction of a work that is open for an hour, or for as long as is said. */
export async function openAuction(
  world: WorksWorld,
  seller: HardhatEthersSigner,
  tokenId: bigint,
  openSeconds = OPEN_SECONDS,
) {
  const { works, token, domain } = world;
  const start = Number(await now());
  const auction = buildAuction({
    maker: seller.address,
    collection: await works.getAddress(),
    tokenId,
    currency: await token.getAddress(),
    price: PRICE,
    nonce: nextNonce(),
    startsAt: start,
    closesAt: start + openSeconds,
  });
  const signature = await signWorkOrder({ signer: seller, domain, order: auction });
  return { ...world, tokenId, auction, signature, closesAt: BigInt(start + openSeconds) };
}

/** The last second at which bids can end, and the last at which a dead one is replaced. */
export function endsOf({ closesAt }: { closesAt: bigint }) {
  const last = closesAt + BigInt(SETTLE_SECONDS) / 2n;
  return { last, reopensUntil: last - EXTENSION };
}

export type AuctionWorld = Awaited<ReturnType<typeof openAuction>>;

export interface Bid {
  order: WorkOrder;
  signature: string;
}

/** A bid of a person, signed; whatever is in it. */
export async function bidOf(
  { auction, domain }: Pick<AuctionWorld, "auction" | "domain">,
  bidder: HardhatEthersSigner,
  price: bigint,
  change: Partial<WorkOrder> = {},
): Promise<Bid> {
  const built = buildBid({ auction, maker: bidder.address, price, nonce: nextNonce() });
  const order = { ...built, ...change };
  return { order, signature: (await saleOf({ domain }, bidder, order)).signature };
}

/** Brings a bid; anybody may. */
export function place({ workMarket, auction, signature, stranger }: AuctionWorld, bid: Bid) {
  return workMarket.connect(stranger).placeBid(auction, signature, bid.order, bid.signature);
}

/** Settles the auction; anybody may. */
export function settle({ workMarket, auction, signature, stranger }: AuctionWorld) {
  return workMarket.connect(stranger).settleAuction(auction, signature);
}
