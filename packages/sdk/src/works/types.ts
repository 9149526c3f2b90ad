/** What an order of works is; the order of the chain's enumeration. */
export enum WorkOrderKind {
  Listing,
  Offer,
  Auction,
  Bid,
}

/** What a seller or a buyer of a token signs, every field as a wallet shows it. */
export interface WorkOrder {
  kind: WorkOrderKind;
  /** Who signs: the seller of a listing or an auction, the buyer of an offer or a bid. */
  maker: string;
  /** The only account that may take the order; zero for anybody. Of a bid, the maker of its auction. */
  taker: string;
  /** An ERC-721 contract with ERC-2981 royalties. */
  collection: string;
  tokenId: bigint;
  /** How many leading bits of a token's id must be those of `tokenId`; 256 for this one token. */
  tokenBits: number;
  /** ERC-20 to be paid in; zero for ether, in listings only. */
  currency: string;
  /** Base units; of an auction, the least bid. Of a listing, at `startsAt`. */
  price: bigint;
  /** Price of a listing at `expiry`; equal to `price` where it does not fall. */
  endPrice: bigint;
  /** The most that the token's contract may take as royalty, in basis points; of a bid, at least its auction's. */
  maxRoyaltyBps: number;
  /** First unix second. */
  startsAt: number;
  /** Last unix second; of an auction, bids end a day earlier. */
  expiry: number;
  /** Of the maker, `epoch << 32 | index`; see `makeNonce`. */
  nonce: bigint;
}

/** An order with what makes it binding, as it is taken. */
export interface WorkSale {
  order: WorkOrder;
  signature: string;
  /** The token, where the order leaves a choice. */
  tokenId?: bigint;
  /** The most the caller pays as a buyer, or the least it receives as a seller; by default any amount it signed for. */
  limit?: bigint;
}

/** A sale as the market takes it. */
export interface WorkSaleStruct {
  order: WorkOrder;
  tokenId: bigint;
  limit: bigint;
  signature: string;
}

/** What a creator asks of its work, for ever. */
export interface WorkTerms {
  /** Who receives royalties; zero for the creator. */
  royaltyReceiver: string;
  royaltyBps: number;
  /** Whether anybody may derive works from it. */
  isOpen: boolean;
  /** Share of the royalties of derivatives, in basis points. */
  ancestorBps: number;
  /** Currency of the floor; zero for ether. */
  floorCurrency: string;
  /** The least royalty that clears an owner, in base units; zero for none. */
  floor: bigint;
}

/** A work that another derives from; empty lists where its receiver is paid as it is. */
export interface WorkParent {
  tokenId: bigint;
  payees: string[];
  shares: number[];
}

/** What a creator says of a work it mints. */
export interface WorkDraft {
  collection: number;
  /** sha-256 of the metadata. */
  metadata: string;
  terms: WorkTerms;
  parents: WorkParent[];
}

/** What a creator signs so that others mint. */
export interface WorkVoucher extends WorkTerms {
  /** The contract of works. */
  works: string;
  creator: string;
  collection: number;
  metadata: string;
  /** Whether transfers of the copies ask the validator that the creator has, or will have. */
  isGuarded: boolean;
  /** ERC-20 to be paid in; zero for ether. */
  currency: string;
  /** Of one copy, in base units. */
  price: bigint;
  /** Copies in all. */
  supply: number;
  /** Copies that one account may mint; zero for any number. */
  perAccount: number;
  /** Root of a tree of accounts, see `allowList`; zero for all. */
  allowed: string;
  startsAt: number;
  expiry: number;
  nonce: bigint;
}
