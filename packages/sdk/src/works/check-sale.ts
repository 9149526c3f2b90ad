import type { Provider } from "ethers";
import { isRefusal } from "../calls/ask";
import { latestBlock } from "../calls/clock";
import { read } from "../calls/read";
import { Works__factory, WorkMarket__factory } from "../contracts";
import { toWeftError } from "../errors/decode";
import type { WeftError } from "../errors/weft-error";
import { isSameAccount } from "../words/range";
import { packWorkSale } from "./check-order";
import { saleParts, workPriceAt, type SaleParts } from "./price";
import type { WorkSale } from "./types";

/** What taking an order would do in the next block. */
export interface SalePreview extends SaleParts {
  price: bigint;
  royaltyReceiver: string;
  /** Whether the buyer would have the benefits of the work; undefined of tokens of other contracts. */
  isClearing: boolean | undefined;
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

/** Whether a royalty of a sale reaches the floor of a work. */
async function clears(
  provider: Provider,
  works: string,
  { tokenId, currency, royalty }: { tokenId: bigint; currency: string; royalty: bigint },
): Promise<boolean> {
  const least = await Works__factory.connect(works, provider).floorOf(tokenId);
  return least.floor === 0n || (isSameAccount(least.currency, currency) && royalty >= least.floor);
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
  const price = workPriceAt(order, (await latestBlock(provider)).timestamp);
  const value = BigInt(order.currency) === 0n ? price : 0n;
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
  const due = { tokenId, currency: order.currency, royalty };
  const isClearing = isWork ? await read(() => clears(provider, works, due)) : undefined;
  const parts = saleParts(price, royalty, feeBps);
  return { isGood: true, preview: { price, royaltyReceiver, isClearing, ...parts } };
}
