import type { Provider } from "ethers";
import { isRefusal } from "../calls/ask";
import { latestBlock, nextBlockTime } from "../calls/clock";
import { read } from "../calls/read";
import { Works__factory, WorkMarket__factory } from "../contracts";
import { toWeftError } from "../errors/decode";
import type { WeftError } from "../errors/weft-error";
import { isSameAccount } from "../words/range";
import { packWorkSale } from "./check-order";
import { lastClearingAt, saleParts, workPriceAt, type SaleParts } from "./price";
import type { WorkOrder, WorkSale } from "./types";

/** Basis points of a whole. */
const BPS = 10_000n;

/** What taking an order would do in the next block, at its time as far as that is known. */
export interface SalePreview extends SaleParts {
  price: bigint;
  royaltyReceiver: string;
  /** Whether the buyer would have the benefits of the work; undefined of tokens of other contracts. */
  isClearing: boolean | undefined;
  /**
   * Last unix second at which it would clear: the order's expiry, or of a falling listing the last before its royalty is
   * below the floor; undefined where it does not, and of other tokens. Leave a block or more in between.
   */
  clearsUntil: number | undefined;
}

export type SaleCheck =
  | { isGood: true; preview: SalePreview }
  /** The order cannot be taken by this account now; the error says why. */
  | { isGood: false; error: WeftError };

export interface CheckSaleParameters {
  provider: Provider;
  /** Address of the market of works. */
  market: string;
  /** Who would take the order. */
  taker: string;
  sale: WorkSale;
  /** The contract of works, to know whether a sale clears. */
  works?: string;
}

/** The last second at which the royalty of a sale reaches the floor of a work; undefined where it does not now. */
async function clearsUntil(
  provider: Provider,
  works: string,
  { order, tokenId, from }: { order: WorkOrder; tokenId: bigint; from: number },
): Promise<number | undefined> {
  const contract = Works__factory.connect(works, provider);
  // The royalty on as many units is the share itself.
  const [{ currency, floor }, [, royaltyBps]] = await Promise.all([
    contract.floorOf(tokenId),
    contract.royaltyInfo(tokenId, BPS),
  ]);
  if (floor !== 0n && !isSameAccount(currency, order.currency)) return undefined;
  return lastClearingAt({ order, royaltyBps: Number(royaltyBps), floor, from });
}

/**
 * Whether an account can take an order, and who would get what: a dry run on the newest state, which costs nothing.
 *
 * @throws InvalidFieldError for an order that nobody could take, WeftError where the node fails.
 * @example
 * const check = await checkSale({ provider, market, works, taker, sale: { order, signature } });
 * if (!check.isGood) console.error(check.error.message);
 */
export async function checkSale(parameters: CheckSaleParameters): Promise<SaleCheck> {
  const { provider, taker, sale, works } = parameters;
  const struct = packWorkSale(sale);
  const { order, tokenId } = struct;
  const market = WorkMarket__factory.connect(parameters.market, provider);
  const [latest, from] = await Promise.all([latestBlock(provider), nextBlockTime(provider)]);
  const price = workPriceAt(order, from);
  // The dry run may be at the newest block's time: a falling price is higher then, and the rest comes back.
  const value = BigInt(order.currency) === 0n ? workPriceAt(order, latest.timestamp) : 0n;
  try {
    await market.fill.staticCall(struct, { from: taker, value });
  } catch (error) {
    if (!isRefusal(error)) throw toWeftError(error);
    return { isGood: false, error: toWeftError(error) };
  }
  const token = Works__factory.connect(order.collection, provider);
  const [[royaltyReceiver, royalty], feeBps] = await read(() =>
    Promise.all([token.royaltyInfo(tokenId, price), market.feeBps()]),
  );
  const isWork = works !== undefined && isSameAccount(works, order.collection);
  const question = { order, tokenId, from };
  const until = isWork ? await read(() => clearsUntil(provider, works, question)) : undefined;
  const clearing = { isClearing: isWork ? until !== undefined : undefined, clearsUntil: until };
  const parts = saleParts(price, royalty, feeBps);
  return { isGood: true, preview: { price, royaltyReceiver, ...clearing, ...parts } };
}
