import type { ContractTransactionReceipt, Provider } from "ethers";
import { WorkMarket__factory } from "../contracts";
import { eventIn, eventsIn } from "../events/events";
import { checkWorkOrder, packWorkSale } from "../works/check-order";
import { workPriceAt } from "../works/price";
import { WorkOrderKind, type WorkOrder, type WorkSale } from "../works/types";
import { latestBlock } from "./clock";
import { read } from "./read";
import { send, type CallOptions, type CallResult } from "./send";

export interface WorkMarketCall extends CallOptions {
  /** Address of the market of works. */
  market: string;
}

/** A token that was sold, and who got what. */
export interface SoldWork {
  /** Digest of the order. */
  order: string;
  collection: string;
  tokenId: bigint;
  seller: string;
  buyer: string;
  /** Zero for ether. */
  currency: string;
  price: bigint;
  royaltyReceiver: string;
  royalty: bigint;
  fee: bigint;
  /** What the seller received. */
  proceeds: bigint;
}

/** The sales in a receipt of the market. */
export function soldIn(receipt: ContractTransactionReceipt, market: string): SoldWork[] {
  const event = WorkMarket__factory.connect(market).getEvent("Sold");
  return eventsIn(receipt, market, event).map((sold) => {
    const { order, collection, tokenId, seller, buyer } = sold;
    const { currency, price, royaltyReceiver, royalty, fee } = sold;
    const proceeds = price - royalty - fee;
    return {
      ...{ order, collection, tokenId, seller, buyer, currency, price },
      ...{ royaltyReceiver, royalty, fee, proceeds },
    };
  });
}

/** Ether that sales can cost at a unix second, at the most: prices only fall. */
function etherFor(sales: readonly WorkSale[], time: number): bigint {
  return sales.reduce((sum, { order }) => {
    const isForEther = order.kind === WorkOrderKind.Listing && BigInt(order.currency) === 0n;
    return isForEther ? sum + workPriceAt(order, time) : sum;
  }, 0n);
}

async function valueOf(
  { signer, market }: WorkMarketCall,
  sales: readonly WorkSale[],
): Promise<bigint> {
  if (signer.provider === null) throw new TypeError(`no provider to reach ${market} by`);
  return etherFor(sales, (await latestBlock(signer.provider)).timestamp);
}

/**
 * Takes a listing as its buyer, or an offer as its seller. Ether for a listing is sent along, and what is too much
 * comes back; tokens must be approved for the market, and a seller's token too.
 *
 * @throws ContractError naming the first check that failed.
 * @example
 * const { sold } = await workMarket.fill({ signer, market: address, sale: { order, signature } });
 */
export async function fill(
  parameters: WorkMarketCall & { sale: WorkSale },
): Promise<CallResult & { sold: SoldWork }> {
  const { signer, market, sale, overrides = {} } = parameters;
  const contract = WorkMarket__factory.connect(market, signer);
  const struct = packWorkSale(sale);
  const value = await valueOf(parameters, [sale]);
  const receipt = await send(parameters, () => contract.fill(struct, { value, ...overrides }));
  const [sold] = soldIn(receipt, market);
  if (sold === undefined) throw new TypeError("a sale that went through says so");
  return { receipt, sold };
}

/** Gas of one sale in a batch: enough for keys and works. */
const SALE_GAS = 400_000n;

export interface SweepParameters extends WorkMarketCall {
  sales: readonly WorkSale[];
  /** Sales after which it stops; all of them where it is left out. */
  count?: number;
  gasPerItem?: bigint;
}

/** What became of each sale of a batch: undefined where it went through, else the selector of its error. */
export interface SweepResult extends CallResult {
  sold: SoldWork[];
  failed: { index: number; code: string }[];
}

/**
 * Takes many orders in one transaction, and pays for those that went through.
 *
 * @example
 * const { sold, failed } = await workMarket.sweep({ signer, market: address, sales, count: 3 });
 */
export async function sweep(parameters: SweepParameters): Promise<SweepResult> {
  const { signer, market, sales, overrides = {}, gasPerItem = SALE_GAS } = parameters;
  const contract = WorkMarket__factory.connect(market, signer);
  const structs = sales.map(packWorkSale);
  const value = await valueOf(parameters, sales);
  const count = parameters.count ?? sales.length;
  const receipt = await send(parameters, () =>
    contract.sweep(structs, count, gasPerItem, { value, ...overrides }),
  );
  const failures = eventsIn(receipt, market, contract.getEvent("BatchItemFailed"));
  return {
    receipt,
    sold: soldIn(receipt, market),
    failed: failures.map(({ index, code }) => ({ index: Number(index), code })),
  };
}

/** An auction as its seller signed it. */
export interface SignedAuction {
  auction: WorkOrder;
  auctionSignature: string;
}

/** An auction and a bid for it, both signed. */
export interface SignedBid extends SignedAuction {
  bid: WorkOrder;
  bidSignature: string;
}

/** Brings a bid to an auction. Anyone may call. */
export async function placeBid(
  parameters: WorkMarketCall & SignedBid,
): Promise<CallResult & { endsAt: number }> {
  const { signer, market, auctionSignature, bidSignature, overrides = {} } = parameters;
  const contract = WorkMarket__factory.connect(market, signer);
  const auction = checkWorkOrder(parameters.auction);
  const bid = checkWorkOrder(parameters.bid);
  const receipt = await send(parameters, () =>
    contract.placeBid(auction, auctionSignature, bid, bidSignature, overrides),
  );
  const { endsAt } = eventIn(receipt, market, contract.getEvent("BidPlaced"));
  return { receipt, endsAt: Number(endsAt) };
}

/** Sells the token of an auction to its highest bid, once bids ended. Anyone may call. */
export async function settleAuction(
  parameters: WorkMarketCall & SignedAuction,
): Promise<CallResult & { sold: SoldWork }> {
  const { signer, market, auctionSignature, overrides = {} } = parameters;
  const contract = WorkMarket__factory.connect(market, signer);
  const auction = checkWorkOrder(parameters.auction);
  const receipt = await send(parameters, () =>
    contract.settleAuction(auction, auctionSignature, overrides),
  );
  const [sold] = soldIn(receipt, market);
  if (sold === undefined) throw new TypeError("a sale that went through says so");
  return { receipt, sold };
}

/** Pays the floor of a work for its owner, who has its benefits then. Tokens must be approved for the market. */
export async function payFloor(
  parameters: WorkMarketCall & {
    works: string;
    tokenId: bigint;
    owner: string;
    currency: string;
    floor: bigint;
  },
): Promise<CallResult> {
  const { signer, market, works, tokenId, owner, currency, floor, overrides = {} } = parameters;
  const contract = WorkMarket__factory.connect(market, signer);
  const value = BigInt(currency) === 0n ? floor : 0n;
  const receipt = await send(parameters, () =>
    contract.payFloor(works, tokenId, owner, currency, floor, { value, ...overrides }),
  );
  return { receipt };
}

/** Sends an account what waits for it. Anyone may call. */
export async function withdraw(
  parameters: WorkMarketCall & { currency: string; account: string },
): Promise<CallResult & { amount: bigint }> {
  const { signer, market, currency, account, overrides = {} } = parameters;
  const contract = WorkMarket__factory.connect(market, signer);
  const receipt = await send(parameters, () => contract.withdraw(currency, account, overrides));
  const { amount } = eventIn(receipt, market, contract.getEvent("Withdrawn"));
  return { receipt, amount };
}

/** What waits for an account at the market, in base units. */
export async function creditOf(parameters: {
  provider: Provider;
  market: string;
  currency: string;
  account: string;
}): Promise<bigint> {
  const { provider, market, currency, account } = parameters;
  return read(() => WorkMarket__factory.connect(market, provider).creditOf(currency, account));
}

/** Cancels the caller's orders with this nonce. */
export async function cancel(parameters: WorkMarketCall & { nonce: bigint }): Promise<CallResult> {
  const { signer, market, nonce, overrides = {} } = parameters;
  const contract = WorkMarket__factory.connect(market, signer);
  return { receipt: await send(parameters, () => contract.cancel(nonce, overrides)) };
}

/** Cancels every order that the caller signed so far. */
export async function cancelAll(parameters: WorkMarketCall): Promise<CallResult> {
  const { signer, market, overrides = {} } = parameters;
  const contract = WorkMarket__factory.connect(market, signer);
  return { receipt: await send(parameters, () => contract.cancelAll(overrides)) };
}
