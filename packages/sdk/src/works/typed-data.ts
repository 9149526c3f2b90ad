import { fields, weftDomain, type DomainParameters, type WeftDomain } from "../orders/domain";

/** EIP-712 types of an order of the market of works. */
export const WORK_ORDER_TYPES = {
  Order: fields(
    "uint8 kind",
    "address maker",
    "address taker",
    "address collection",
    "uint256 tokenId",
    "uint16 tokenBits",
    "address currency",
    "uint128 price",
    "uint128 endPrice",
    "uint16 maxRoyaltyBps",
    "uint40 startsAt",
    "uint40 expiry",
    "uint64 nonce",
  ),
};

/** EIP-712 types of a voucher for works. */
export const WORK_VOUCHER_TYPES = {
  Voucher: fields(
    "address works",
    "address creator",
    "uint32 collection",
    "bytes32 metadata",
    "address royaltyReceiver",
    "uint16 royaltyBps",
    "bool isOpen",
    "uint16 ancestorBps",
    "address floorCurrency",
    "uint96 floor",
    "bool isGuarded",
    "address currency",
    "uint128 price",
    "uint32 supply",
    "uint32 perAccount",
    "bytes32 allowed",
    "uint40 startsAt",
    "uint40 expiry",
    "uint64 nonce",
  ),
};

/** The domain of orders of works. */
export function workMarketDomain(parameters: DomainParameters): WeftDomain {
  return weftDomain("Weft WorkMarket", parameters);
}

/** The domain of vouchers for works. */
export function workVouchersDomain(parameters: DomainParameters): WeftDomain {
  return weftDomain("Weft WorkVouchers", parameters);
}
