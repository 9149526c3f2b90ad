import { InvalidFieldError } from "../errors/weft-error";
import { checkAccount, checkAddress, checkSignature, checkUint } from "../words/range";
import { WORK_BITS } from "./ids";
import { WorkOrderKind, type WorkOrder, type WorkSale, type WorkSaleStruct } from "./types";

const BPS = 10_000;
const MAX_LIMIT = (1n << 256n) - 1n;
const ETHER = 0n;

/**
 * The order with its addresses in one form.
 *
 * @throws InvalidFieldError naming the field, its value and what is allowed.
 */
export function checkWorkOrder(order: WorkOrder): WorkOrder {
  const { kind, price, endPrice, tokenBits, maxRoyaltyBps, startsAt, expiry } = order;
  checkUint("tokenId", order.tokenId, 256);
  checkUint("price", price, 128);
  checkUint("startsAt", startsAt, 40);
  checkUint("expiry", expiry, 40);
  checkUint("nonce", order.nonce, 64);
  const currency = checkAddress("currency", order.currency);
  if (price === 0n) {
    throw new InvalidFieldError("price", price, "more than zero; a gift is a transfer");
  }
  const isFalling = kind === WorkOrderKind.Listing && endPrice > 0n && endPrice < price;
  if (endPrice !== price && !isFalling) {
    throw new InvalidFieldError("endPrice", endPrice, "the price, or less of it in a listing");
  }
  const isRange = kind === WorkOrderKind.Offer && tokenBits >= 0 && tokenBits < WORK_BITS.work;
  if (!Number.isInteger(tokenBits) || (tokenBits !== WORK_BITS.work && !isRange)) {
    throw new InvalidFieldError("tokenBits", tokenBits, "256, or fewer in an offer");
  }
  if (BigInt(currency) === ETHER && kind !== WorkOrderKind.Listing) {
    throw new InvalidFieldError("currency", currency, "a token: only listings are paid in ether");
  }
  if (!Number.isInteger(maxRoyaltyBps) || maxRoyaltyBps < 0 || maxRoyaltyBps > BPS) {
    throw new InvalidFieldError("maxRoyaltyBps", maxRoyaltyBps, "a whole number from 0 to 10000");
  }
  if (expiry < startsAt) throw new InvalidFieldError("expiry", expiry, "startsAt or later");
  const taker = checkAddress("taker", order.taker);
  return {
    ...order,
    maker: checkAccount("maker", order.maker),
    taker: kind === WorkOrderKind.Bid ? checkAccount("taker", taker) : taker,
    collection: checkAccount("collection", order.collection),
    currency,
  };
}

/** The sale as the market takes it. */
export function packWorkSale({ order, signature, tokenId, limit }: WorkSale): WorkSaleStruct {
  const checked = checkWorkOrder(order);
  return {
    order: checked,
    tokenId: checkUint("tokenId", tokenId ?? checked.tokenId, 256),
    limit: limit ?? (checked.kind === WorkOrderKind.Offer ? 0n : MAX_LIMIT),
    signature: checkSignature("signature", signature),
  };
}
