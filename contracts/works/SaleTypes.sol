// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice What an order is.
enum OrderKind {
    /// Its maker sells one token, at a fixed price, or at one that falls with time.
    Listing,
    /// Its maker buys one token, or any of a range of ids.
    Offer,
    /// Its maker sells one token to the highest bid.
    Auction,
    /// Its maker buys the token of one auction.
    Bid
}

/// @notice What a seller or a buyer signs (EIP-712). Costs nothing to make.
struct Order {
    OrderKind kind;
    /// Who signs: the seller of a listing or an auction, the buyer of an offer or a bid.
    address maker;
    /// The only account that may take the order, zero for anybody; of a bid, the maker of its auction.
    address taker;
    /// An ERC-721 contract with ERC-2981 royalties.
    address collection;
    uint256 tokenId;
    /// How many leading bits of a token's id must be those of `tokenId`: 256 for this one, fewer only in offers. Of
    /// works, 160 are those of its creator, 192 those of a collection of it. Of others, 0 are all of the contract.
    uint16 tokenBits;
    /// ERC-20 to be paid in; zero for ether, in listings only.
    address currency;
    /// Price in base units; of an auction, the least bid. Of a listing, at `startsAt`.
    uint128 price;
    /// Price of a listing at `expiry`, at most `price`: it falls in a straight line. Equal to `price` otherwise.
    uint128 endPrice;
    /// The most that the token's contract may take of the price as royalty, in basis points.
    uint16 maxRoyaltyBps;
    /// First unix second.
    uint40 startsAt;
    /// Last unix second. Of an auction, bids end {IWorkMarket-SETTLE_SECONDS} earlier.
    uint40 expiry;
    /// `epoch << 32 | index`, as of all orders of the protocol.
    uint64 nonce;
}

/// @notice An order that is taken, by the caller.
struct Sale {
    Order order;
    /// The token: that of the order, or one in its range.
    uint256 tokenId;
    /// The most that the caller pays as a buyer; the least that it receives as a seller.
    uint256 limit;
    /// ECDSA (65 bytes) or ERC-1271 signature of the maker.
    bytes signature;
}

/// @notice The highest bid of an auction.
struct HighBid {
    address bidder;
    uint96 amount;
    uint64 nonce;
    /// When bids end; later than what was signed where a bid came shortly before.
    uint40 endsAt;
}
