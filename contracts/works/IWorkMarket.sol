// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBatches} from "../market/IBatches.sol";
import {IOrderNonces} from "../market/IOrderNonces.sol";
import {ICredits} from "./ICredits.sol";
import {HighBid, Order, OrderKind, Sale} from "./SaleTypes.sol";

/// @title IWorkMarket
/// @notice Sells tokens (ERC-721) by one signed order and one call: listings at a fixed or falling price, to anybody
/// or one account, offers for a token or a range of ids, and auctions. Anyone may take an order.
///
/// The royalty is what the token's contract says (ERC-2981), at most what the maker signed; where it says nothing,
/// says more, or names no receiver, there is no sale. The market moves a token in no other way, so that works clear the
/// buyers it names. The seller has the price less royalty and fee.
///
/// A buyer pays ether with the call; tokens (ERC-20) go from the buyer to those who are paid. Who cannot take its part
/// has a credit here ({ICredits}) and holds up nobody. Beside it, only fees in ether are held.
///
/// An order ends with its use, its expiry, or its maker's word: one nonce, a word of nonces, or all. A listing whose
/// token was moved away is not for sale, but is again once the token is back: whoever moves a listed token cancels,
/// or signs short expiries.
///
/// An auction is settled by the highest bid that was brought here. A bid can be brought by anybody while it is
/// covered by its maker's balance and allowance; it moves no money before the auction is settled. What a wallet signed
/// is asked once, when its bid is brought: cancelling takes a bid back, and nothing else does. One that is cancelled, or
/// covered no more, can be replaced by any other, after the end too, as long as {EXTENSION_SECONDS} are left for others
/// to outdo that one; later, by one that outdoes it, until bids end. The seller can cancel until the settlement, whatever the highest bid is.
///
/// Safety assumes nothing of the token's contract but that its owner counts as its owner says: one that lies sells
/// nothing but itself. It assumes tokens for payment that do what they say, which is why governance lists them.
///
/// What governance (the owner) can change: the fee, within {MAX_FEE_BPS}, who receives it, and which tokens sales can
/// be paid in. It cannot touch credits or tokens.
interface IWorkMarket is IOrderNonces, IBatches, ICredits {
    /* EVENTS */

    /// @notice A token was sold.
    /// @param order EIP-712 digest of the order; of an auction, the auction's.
    /// @param price What the buyer paid, in base units; the seller got it less royalty and fee.
    event Sold(
        bytes32 indexed order,
        address indexed collection,
        uint256 indexed tokenId,
        address seller,
        address buyer,
        address currency,
        uint256 price,
        address royaltyReceiver,
        uint256 royalty,
        uint256 fee
    );

    /// @notice A bid became the highest of an auction.
    /// @param endsAt When bids end now.
    event BidPlaced(
        bytes32 indexed auction,
        bytes32 indexed bid,
        address indexed bidder,
        uint256 amount,
        uint40 endsAt
    );

    /// @notice The floor of a work was paid for its owner.
    event FloorPaid(
        address indexed collection,
        uint256 indexed tokenId,
        address indexed owner,
        address payer,
        address currency,
        uint256 amount
    );

    /// @notice Fees in ether were sent to the treasury. Those in tokens reach it with each sale.
    event FeesCollected(address indexed treasury, uint256 amount);

    /// @notice The fee changed.
    event FeeChanged(uint16 feeBps);
    /// @notice The receiver of fees changed.
    event TreasuryChanged(address treasury);
    /// @notice Sales can, or can no more, be paid in a token.
    event CurrencyChanged(address indexed currency, bool isListed);

    /* ERRORS */

    /// @notice This kind of order is not taken by this call.
    error WorkMarketWrongKind(bytes32 order, OrderKind kind);
    /// @notice The order's first second is still to come.
    error WorkMarketNotStarted(bytes32 order, uint40 startsAt, uint256 time);
    /// @notice The order's last second has passed, or bids have ended.
    error WorkMarketExpired(bytes32 order, uint40 expiry, uint256 time);
    /// @notice The signature is not the maker's.
    error WorkMarketInvalidSignature(bytes32 order, address maker);
    /// @notice The order is for another account.
    error WorkMarketWrongTaker(bytes32 order, address taker, address caller);
    /// @notice The maker would deal with itself.
    error WorkMarketOwnOrder(bytes32 order, address maker);
    /// @notice A price of zero, one that rises, or one that falls in an order that is no listing. A gift is a transfer.
    error WorkMarketInvalidPrice(bytes32 order, uint128 price, uint128 endPrice);
    /// @notice The token is not the order's, or the order's range makes no sense.
    error WorkMarketWrongToken(bytes32 order, uint256 tokenId, uint16 tokenBits);
    /// @notice Sales cannot be paid in this currency, or only listings can; or a floor, in tokens of a collection.
    error WorkMarketInvalidCurrency(address currency);
    /// @notice The price is above the caller's limit, or what it would receive is below.
    error WorkMarketBeyondLimit(bytes32 order, uint256 amount, uint256 limit);
    /// @notice Less ether came with the call than the price.
    error WorkMarketTooLittleEther(uint256 available, uint256 price);
    /// @notice The token's contract does not say what royalty it wants.
    error WorkMarketNoRoyaltyAnswer(address collection, uint256 tokenId);
    /// @notice A royalty or a floor for nobody, or for this market.
    error WorkMarketInvalidReceiver(address collection, address receiver);
    /// @notice The token's contract wants more royalty than the maker signed for, or the price leaves.
    error WorkMarketRoyaltyAboveCap(address collection, uint256 royalty, uint256 cap);
    /// @notice After the transfer, the token is not the buyer's.
    error WorkMarketNotDelivered(address collection, uint256 tokenId, address owner);
    /// @notice The bid is not for this auction.
    error WorkMarketNotABid(bytes32 auction, bytes32 bid);
    /// @notice The bid does not outdo the highest by {MIN_RAISE_BPS}, or is below the least.
    error WorkMarketBidTooLow(bytes32 auction, uint256 amount, uint256 least);
    /// @notice The bidder has not the balance, or has not approved the market for it.
    error WorkMarketBidNotCovered(bytes32 bid, address bidder, uint256 amount);
    /// @notice Bids can still come.
    error WorkMarketAuctionOpen(bytes32 auction, uint40 endsAt, uint256 time);
    /// @notice There is no bid to settle by, or it was settled.
    error WorkMarketNoBid(bytes32 auction);
    /// @notice The work has no floor that could be paid.
    error WorkMarketNoFloor(address collection, uint256 tokenId);
    /// @notice The floor is above the payer's limit or in another currency.
    error WorkMarketOtherFloor(address currency, uint256 amount, uint256 limit);
    /// @notice What a code says of an item of a sweep that was not tried, because enough were bought.
    error WorkMarketEnough();
    /// @notice Only this contract calls this.
    error WorkMarketNotSelf(address caller);
    /// @notice A fee above the cap.
    error WorkMarketFeeAboveCap(uint16 feeBps, uint16 cap);
    /// @notice Fees would be lost.
    error WorkMarketInvalidTreasury(address treasury);

    /* SALES */

    /// @notice Takes a listing as its buyer, or an offer as its seller, by the kind of the order. Ether beyond the
    /// price comes back.
    ///
    /// Emits {Sold}, and `Credited` for those who could not take their part.
    ///
    /// Reverts with {WorkMarketWrongKind}, {WorkMarketInvalidPrice}, {WorkMarketWrongToken},
    /// {WorkMarketInvalidCurrency}, {WorkMarketNotStarted}, {WorkMarketExpired}, {WorkMarketWrongTaker},
    /// {WorkMarketOwnOrder}, `OrderWrongEpoch`, `OrderNonceUsed`, {WorkMarketInvalidSignature},
    /// {WorkMarketTooLittleEther}, {WorkMarketNoRoyaltyAnswer}, {WorkMarketRoyaltyAboveCap},
    /// {WorkMarketInvalidReceiver}, {WorkMarketBeyondLimit}, with the errors of the token's contract,
    /// {WorkMarketNotDelivered} and the errors of the currency.
    function fill(Sale calldata sale) external payable;

    /// @notice {fill} for many orders. Ether is for all of them together; what is not spent comes back.
    ///
    /// Emits as {fill} and `BatchItemFailed`. Reverts with {BatchGasTooLow}.
    /// @param gasPerItem Gas of one sale: 400,000 is enough for keys and works.
    /// @return codes For each item zero, or the selector of the error {fill} would revert with.
    function fillBatch(
        Sale[] calldata sales,
        uint256 gasPerItem
    ) external payable returns (bytes4[] memory codes);

    /// @notice {fillBatch} that stops once `count` items were sold; later ones have the code of {WorkMarketEnough}.
    function sweep(
        Sale[] calldata sales,
        uint256 count,
        uint256 gasPerItem
    ) external payable returns (bytes4[] memory codes);

    /* AUCTIONS */

    /// @notice Brings a bid to an auction. Anyone may call. A bid within {EXTENSION_SECONDS} of the end moves the end, at
    /// most until half of {SETTLE_SECONDS} is over. In the place of one that is worth nothing any more, a bid of the least
    /// is enough, until {EXTENSION_SECONDS} before that; afterwards it is outdone as if it were worth what it says.
    ///
    /// Emits {BidPlaced}.
    ///
    /// Reverts with {WorkMarketWrongKind}, {WorkMarketInvalidPrice}, {WorkMarketWrongToken},
    /// {WorkMarketInvalidCurrency}, {WorkMarketNotStarted}, {WorkMarketExpired}, {WorkMarketNotABid},
    /// {WorkMarketInvalidSignature}, {OrderNonceUsed}, {OrderWrongEpoch}, {WorkMarketBidNotCovered},
    /// {WorkMarketBidTooLow}.
    /// @param auction Of the seller.
    /// @param bid Names the same token and currency, the seller as its taker, lasts as long as the auction, and allows
    /// as much for royalties.
    function placeBid(
        Order calldata auction,
        bytes calldata auctionSignature,
        Order calldata bid,
        bytes calldata bidSignature
    ) external;

    /// @notice Sells the token of an auction to its highest bid. Anyone may call, after bids ended.
    ///
    /// Emits and reverts as {fill}, and reverts with {WorkMarketNoBid}, {WorkMarketAuctionOpen}.
    function settleAuction(Order calldata auction, bytes calldata auctionSignature) external;

    /* CLEARING */

    /// @notice Pays the floor of a work, so that its owner is cleared. Anyone may call, for any owner. Ether beyond the
    /// floor comes back.
    ///
    /// Emits {FloorPaid}. Reverts with {WorkMarketNoFloor}, {WorkMarketOtherFloor}, {WorkMarketInvalidCurrency},
    /// {WorkMarketInvalidReceiver}, {WorkMarketTooLittleEther}, `WorksOtherOwner`, `WorksAlreadyCleared`.
    /// @param works A contract behind {IWorks}.
    /// @param owner Who is to be cleared.
    /// @param currency What the payer takes the floor to be in.
    /// @param limit The most it pays.
    function payFloor(
        address works,
        uint256 tokenId,
        address owner,
        address currency,
        uint256 limit
    ) external payable;

    /// @notice What the sale in progress pays: asked by works while they move.
    /// @return currency ERC-20; zero for ether.
    /// @return royalty In base units; zero outside of a sale.
    function currentSale() external view returns (address currency, uint256 royalty);

    /* GOVERNANCE */

    /// @notice Sends the treasury its fees in ether; as a credit, where it does not take them. Anyone may call.
    ///
    /// Emits {FeesCollected}.
    /// @return amount In wei.
    function collectFees() external returns (uint256 amount);

    /// @notice Sets the fee of sales from now on. Called by the owner. Emits {FeeChanged}.
    /// Reverts with {WorkMarketFeeAboveCap}.
    function setFee(uint16 feeBps_) external;

    /// @notice Sets who receives fees from now on. Called by the owner. Emits {TreasuryChanged}.
    /// Reverts with {WorkMarketInvalidTreasury}.
    function setTreasury(address treasury_) external;

    /// @notice Lists a token for payments, or takes it from the list. Called by the owner. Emits {CurrencyChanged}.
    /// An ERC-721 is refused: it has the same call to move a token as an ERC-20 has to move an amount.
    /// Reverts with {WorkMarketInvalidCurrency}.
    function setCurrency(address currency, bool isListed_) external;

    /* VIEWS */

    /// @notice The EIP-712 digest that a maker signs.
    function orderDigest(Order calldata order) external view returns (bytes32);

    /// @notice The price of a listing at a time; of other orders, their price.
    function priceAt(Order calldata order, uint256 time) external pure returns (uint256);

    /// @notice The highest bid of an auction; all zero where there is none.
    function highBidOf(bytes32 auction) external view returns (HighBid memory);

    /// @notice Whether sales can be paid in a token.
    function isListed(address currency) external view returns (bool);

    /// @notice The fee on the price of a sale, in basis points.
    function feeBps() external view returns (uint16);

    /// @notice Who receives fees.
    function treasury() external view returns (address);

    /// @notice Fees in ether that wait for the treasury, in wei.
    function etherFees() external view returns (uint80);

    /// @notice The highest fee that governance can set, in basis points.
    function MAX_FEE_BPS() external view returns (uint16);

    /// @notice By how much a bid must outdo the highest, in basis points.
    function MIN_RAISE_BPS() external view returns (uint16);

    /// @notice How long bids stay open after the last one.
    function EXTENSION_SECONDS() external view returns (uint40);

    /// @notice The time of an auction, before its expiry, that is for its settlement.
    function SETTLE_SECONDS() external view returns (uint40);
}
