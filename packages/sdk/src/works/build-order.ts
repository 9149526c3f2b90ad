import { ZeroAddress } from "ethers";
import { unixNow } from "../orders/build-checks";
import { checkSigner, signTyped, type SignParameters } from "../orders/sign";
import type { WeftDomain } from "../orders/domain";
import { TypedDataEncoder } from "ethers";
import { checkWorkOrder } from "./check-order";
import { WORK_BITS } from "./ids";
import { WORK_ORDER_TYPES } from "./typed-data";
import { WorkOrderKind, type WorkOrder } from "./types";

const DAY = 86_400;
/** Listings of tokens that are moved away and back are alive again: short lives bound that. */
const DEFAULT_LIFE_SECONDS = 7 * DAY;
/** Enough for every work, whose royalties are capped at this. */
const DEFAULT_MAX_ROYALTY_BPS = 1_000;
/** How long a work cannot move after its metadata changed: `REST_SECONDS` of works. */
export const REST_SECONDS = 2 * DAY;
/** An offer that ends before a work has rested is for the metadata that was there when it was signed. */
const DEFAULT_OFFER_SECONDS = REST_SECONDS - 1;
/** The time of an auction, before its expiry, that is for its settlement: `SETTLE_SECONDS` of the market. */
export const SETTLE_SECONDS = DAY;

type Shared = "maker" | "collection" | "tokenId" | "price" | "nonce";
type Defaulted = "taker" | "maxRoyaltyBps" | "startsAt" | "expiry";

type BuildParameters<Required extends keyof WorkOrder, Optional extends keyof WorkOrder> = Pick<
  WorkOrder,
  Shared | Required
> &
  Partial<Pick<WorkOrder, Defaulted | Optional>> & {
    /** Unix second that times are counted from where they are left out; by default this machine's clock. */
    now?: number;
  };

function build(
  kind: WorkOrderKind,
  parameters: BuildParameters<"currency", "endPrice" | "tokenBits">,
): WorkOrder {
  const { now = unixNow(), ...given } = parameters;
  return checkWorkOrder({
    kind,
    taker: ZeroAddress,
    tokenBits: WORK_BITS.work,
    endPrice: given.price,
    maxRoyaltyBps: DEFAULT_MAX_ROYALTY_BPS,
    startsAt: now,
    expiry: now + DEFAULT_LIFE_SECONDS,
    ...given,
  });
}

export type BuildListingParameters = BuildParameters<never, "currency" | "endPrice">;

/**
 * A listing of one token: at a fixed price, or with `endPrice` at one that falls to it; for anybody, or with `taker`
 * for one account. In ether where no currency is given.
 *
 * @throws InvalidFieldError for an order that nobody could take.
 * @example
 * buildListing({ maker, collection: works, tokenId, price: parseEther("1"), nonce: await nonces.next() });
 */
export function buildListing(parameters: BuildListingParameters): WorkOrder {
  return build(WorkOrderKind.Listing, { currency: ZeroAddress, ...parameters });
}

export type BuildWorkOfferParameters = BuildParameters<"currency", "tokenBits">;

/**
 * An offer for one token, or for any of a range of ids; for less than two days where no expiry is given, in which the
 * metadata of a work cannot change and the work be sold. Whoever offers for longer looks again.
 *
 * An offer for a range is for creators one trusts: they can mint into it afterwards, with any floor, licence and
 * validator, and a royalty up to `maxRoyaltyBps`, and take the offer with that.
 *
 * @throws InvalidFieldError for an order that nobody could take.
 * @example
 * buildWorkOffer({ maker, collection: works, ...workRange({ creator, collection: 3 }), currency, price, nonce });
 */
export function buildWorkOffer(parameters: BuildWorkOfferParameters): WorkOrder {
  const { now = unixNow(), ...given } = parameters;
  return build(WorkOrderKind.Offer, { now, expiry: now + DEFAULT_OFFER_SECONDS, ...given });
}

export type BuildAuctionParameters = Omit<BuildParameters<"currency", never>, "expiry"> & {
  /** Last unix second of bids, where none comes shortly before. */
  closesAt: number;
};

/** An auction; `price` is the least bid. It can be settled for a day after bids ended. */
export function buildAuction({ closesAt, ...given }: BuildAuctionParameters): WorkOrder {
  return build(WorkOrderKind.Auction, { ...given, expiry: closesAt + SETTLE_SECONDS });
}

/** A bid for the token of an auction, which lasts as long as the auction and allows as much for royalties. */
export function buildBid(parameters: {
  auction: WorkOrder;
  maker: string;
  price: bigint;
  nonce: bigint;
  maxRoyaltyBps?: number;
}): WorkOrder {
  const { auction, ...given } = parameters;
  const { collection, tokenId, currency, startsAt, expiry, maxRoyaltyBps } = auction;
  return build(WorkOrderKind.Bid, {
    ...{ collection, tokenId, currency, startsAt, expiry, maxRoyaltyBps, taker: auction.maker },
    ...given,
  });
}

/** The digest that the maker signs; what events call the order by. */
export function workOrderDigest(domain: WeftDomain, order: WorkOrder): string {
  return TypedDataEncoder.hash(domain, WORK_ORDER_TYPES, checkWorkOrder(order));
}

/**
 * Signs an order as its maker.
 *
 * @throws InvalidFieldError, WrongSignerError, WrongChainError
 */
export async function signWorkOrder(
  parameters: SignParameters & { order: WorkOrder },
): Promise<string> {
  const order = checkWorkOrder(parameters.order);
  await checkSigner(parameters, "maker", order.maker);
  return signTyped(parameters, WORK_ORDER_TYPES, order);
}
