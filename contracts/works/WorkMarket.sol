// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {IERC20} from "@openzeppelin/contracts/interfaces/IERC20.sol";
import {IERC721} from "@openzeppelin/contracts/interfaces/IERC721.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {Signatures} from "../libraries/Signatures.sol";
import {Batches} from "../market/Batches.sol";
import {BatchItems} from "../market/BatchItems.sol";
import {OrderNonces} from "../market/OrderNonces.sol";
import {IWorkMarket} from "./IWorkMarket.sol";
import {IWorks} from "./IWorks.sol";
import {MarketRules} from "./MarketRules.sol";
import {SaleChecks} from "./SaleChecks.sol";
import {HighBid, Order, OrderKind, Sale} from "./SaleTypes.sol";

/// @title WorkMarket
/// @notice Holds credits, fees, and the highest bids of auctions; anyone takes signed orders.
/// @dev Every door that moves anything is guarded against reentrancy; items of a batch run inside the batch's guard.
contract WorkMarket is IWorkMarket, MarketRules, OrderNonces, Batches, EIP712 {
    using SaleChecks for Order;

    /// @dev Who deals with whom, and for what.
    struct Deal {
        bytes32 id;
        address collection;
        uint256 tokenId;
        address seller;
        address buyer;
        address currency;
        uint256 price;
        uint256 maxRoyaltyBps;
        /// The most the buyer pays, or the least the seller receives, by whose limit it is.
        uint256 limit;
        bool isSellersLimit;
    }

    /// @inheritdoc IWorkMarket
    uint16 public constant MIN_RAISE_BPS = 500;
    /// @inheritdoc IWorkMarket
    uint40 public constant EXTENSION_SECONDS = 10 minutes;
    /// @inheritdoc IWorkMarket
    uint40 public constant SETTLE_SECONDS = 1 days;

    uint256 private constant BPS = 10_000;
    /// @dev Bounds what a batch spends beside its items: what it gives back.
    uint256 private constant CHANGE_OVERHEAD = 150_000;

    mapping(bytes32 auction => HighBid) private _highBids;

    address private transient _saleCurrency;
    uint256 private transient _saleRoyalty;
    /// @dev Ether that the items of a batch were bought with so far.
    uint256 private transient _spent;

    /// @param owner_ May set fee, treasury and currencies.
    /// @param treasury_ Receives fees.
    /// @param feeBps_ Fee at the start, in basis points.
    constructor(
        address owner_,
        address treasury_,
        uint16 feeBps_
    ) EIP712("Weft WorkMarket", "1") Ownable(owner_) {
        _setTreasury(treasury_);
        _setFee(feeBps_);
    }

    /* SALES */

    /// @inheritdoc IWorkMarket
    function fill(Sale calldata sale) external payable nonReentrant {
        uint256 spent = _fill(sale, msg.sender, msg.value);
        _push(ETHER, msg.sender, msg.value - spent); // no more than came
    }

    /// @inheritdoc IWorkMarket
    function fillBatch(
        Sale[] calldata sales,
        uint256 gasPerItem
    ) external payable nonReentrant returns (bytes4[] memory codes) {
        return _fillMany(sales, sales.length, gasPerItem);
    }

    /// @inheritdoc IWorkMarket
    function sweep(
        Sale[] calldata sales,
        uint256 count,
        uint256 gasPerItem
    ) external payable nonReentrant returns (bytes4[] memory codes) {
        return _fillMany(sales, count, gasPerItem);
    }

    /// @notice An item of {fillBatch}, in a call of its own. Open to this contract alone, and so no part of the
    /// interface: nobody else can do anything with it.
    /// @param taker Who called the batch.
    /// @param value Ether that came with it.
    function fillItem(address taker, uint256 value, Sale calldata sale) external {
        require(msg.sender == address(this), WorkMarketNotSelf(msg.sender));
        _spent += _fill(sale, taker, value - _spent); // no more than came
    }

    /* AUCTIONS */

    /// @inheritdoc IWorkMarket
    function placeBid(
        Order calldata auction,
        bytes calldata auctionSignature,
        Order calldata bid,
        bytes calldata bidSignature
    ) external nonReentrant {
        bytes32 id = _checkAuction(auction, auctionSignature);
        bytes32 bidId = _checkBid(id, auction, bid, bidSignature);
        _checkNonce(auction.maker, auction.nonce, false);
        _checkNonce(bid.maker, bid.nonce, false);
        bool isCovered = bid.price <= type(uint96).max && _isCovered(bid.currency, bid.maker, bid.price);
        require(isCovered, WorkMarketBidNotCovered(bidId, bid.maker, bid.price));
        HighBid memory high = _highBids[id];
        (uint256 least, uint40 endsAt) = _openTerms(id, auction, high);
        require(bid.price >= least, WorkMarketBidTooLow(id, bid.price, least));
        // Below the end of time: an auction's expiry has 40 bits.
        endsAt = uint40(Math.max(endsAt, Math.min(block.timestamp + EXTENSION_SECONDS, _lastEnd(auction))));
        _highBids[id] = HighBid(bid.maker, uint96(bid.price), bid.nonce, endsAt);
        emit BidPlaced(id, bidId, bid.maker, bid.price, endsAt);
    }

    /// @inheritdoc IWorkMarket
    /// @dev All that a bid says was checked when it was brought, its signature included, and holds until the auction's
    /// expiry: a wallet that denies it later takes nothing back. Its nonce does.
    function settleAuction(Order calldata auction, bytes calldata auctionSignature) external nonReentrant {
        bytes32 id = _checkAuction(auction, auctionSignature);
        HighBid memory high = _highBids[id];
        require(high.amount != 0, WorkMarketNoBid(id));
        require(block.timestamp > high.endsAt, WorkMarketAuctionOpen(id, high.endsAt, block.timestamp));
        _checkNonce(auction.maker, auction.nonce, true);
        _checkNonce(high.bidder, high.nonce, true);
        delete _highBids[id];
        Deal memory deal = _dealOf(id, auction, auction.tokenId, high.amount);
        (deal.seller, deal.buyer) = (auction.maker, high.bidder);
        deal.limit = high.amount;
        _exchange(deal);
    }

    /* CLEARING */

    /// @inheritdoc IWorkMarket
    function payFloor(
        address works,
        uint256 tokenId,
        address owner,
        address currency,
        uint256 limit
    ) external payable nonReentrant {
        (address receiver, address floorCurrency, uint256 floor) = IWorks(works).floorOf(tokenId);
        require(floor != 0, WorkMarketNoFloor(works, tokenId));
        require(
            floorCurrency == currency && floor <= limit,
            WorkMarketOtherFloor(floorCurrency, floor, limit)
        );
        // Anybody can be asked for a floor, in any currency. In a token of a collection, that would move it as a sale
        // does, and without a royalty.
        require(currency == ETHER || _isMoney(currency), WorkMarketInvalidCurrency(currency));
        SaleChecks.checkReceiver(works, receiver);
        uint256 spent = currency == ETHER ? floor : 0;
        require(spent <= msg.value, WorkMarketTooLittleEther(msg.value, spent));
        emit FloorPaid(works, tokenId, owner, msg.sender, currency, floor);
        IWorks(works).clear(tokenId, owner);
        _hand(currency, msg.sender, receiver, floor);
        _push(ETHER, msg.sender, msg.value - spent);
    }

    /// @inheritdoc IWorkMarket
    function currentSale() external view returns (address currency, uint256 royalty) {
        return (_saleCurrency, _saleRoyalty);
    }

    /* VIEWS */

    /// @inheritdoc IWorkMarket
    function orderDigest(Order calldata order) external view returns (bytes32) {
        return _hashTypedDataV4(order.hash());
    }

    /// @inheritdoc IWorkMarket
    function priceAt(Order calldata order, uint256 time) external pure returns (uint256) {
        return order.priceAt(time);
    }

    /// @inheritdoc IWorkMarket
    function highBidOf(bytes32 auction) external view returns (HighBid memory) {
        return _highBids[auction];
    }

    /* INTERNAL: SALES */

    /// @return spent Ether that the taker paid, of `value`.
    function _fill(Sale calldata sale, address taker, uint256 value) private returns (uint256 spent) {
        Order calldata order = sale.order;
        bytes32 id = _hashTypedDataV4(order.hash());
        OrderKind kind = order.kind;
        require(kind == OrderKind.Listing || kind == OrderKind.Offer, WorkMarketWrongKind(id, kind));
        SaleChecks.checkForm(id, order);
        SaleChecks.checkToken(id, order, sale.tokenId);
        _checkCurrency(order.currency, kind == OrderKind.Listing);
        SaleChecks.checkTime(id, order);
        address only = order.taker;
        require(only == address(0) || only == taker, WorkMarketWrongTaker(id, only, taker));
        require(order.maker != taker, WorkMarketOwnOrder(id, taker));
        _checkNonce(order.maker, order.nonce, true);
        _checkSignature(id, order.maker, sale.signature);

        Deal memory deal = _dealOf(id, order, sale.tokenId, order.priceAt(block.timestamp));
        deal.limit = sale.limit;
        deal.isSellersLimit = kind == OrderKind.Offer;
        (deal.seller, deal.buyer) = deal.isSellersLimit ? (taker, order.maker) : (order.maker, taker);
        if (deal.currency == ETHER) {
            spent = deal.price;
            require(spent <= value, WorkMarketTooLittleEther(value, spent));
        }
        _exchange(deal);
    }

    function _dealOf(
        bytes32 id,
        Order calldata order,
        uint256 tokenId,
        uint256 price
    ) private pure returns (Deal memory deal) {
        deal.id = id;
        deal.collection = order.collection;
        deal.tokenId = tokenId;
        deal.currency = order.currency;
        deal.price = price;
        deal.maxRoyaltyBps = order.maxRoyaltyBps;
    }

    /// @dev The one way a token is sold. All of the price is accounted for here: royalty, fee, and the seller's rest.
    function _exchange(Deal memory deal) private {
        uint256 price = deal.price;
        (address receiver, uint256 royalty) = SaleChecks.royaltyOf(
            deal.collection,
            deal.tokenId,
            price,
            deal.maxRoyaltyBps
        );
        uint256 fee = (price * feeBps) / BPS; // rounds down, in favour of the seller
        require(royalty <= price - fee, WorkMarketRoyaltyAboveCap(deal.collection, royalty, price - fee));
        uint256 proceeds = price - fee - royalty;
        _checkLimit(deal, proceeds);
        emit Sold(
            deal.id,
            deal.collection,
            deal.tokenId,
            deal.seller,
            deal.buyer,
            deal.currency,
            price,
            receiver,
            royalty,
            fee
        );
        _deliver(deal, royalty);
        if (fee != 0) {
            if (deal.currency == ETHER) _keepEther(fee);
            else _pull(deal.currency, deal.buyer, treasury, fee);
        }
        _hand(deal.currency, deal.buyer, receiver, royalty);
        _hand(deal.currency, deal.buyer, deal.seller, proceeds);
    }

    /// @dev Moves the token, and makes sure that it came. The token's contract may call whom it likes meanwhile: what
    /// the order is worth is used up, and no door of this contract is open.
    function _deliver(Deal memory deal, uint256 royalty) private {
        (_saleCurrency, _saleRoyalty) = (deal.currency, royalty);
        IERC721 token = IERC721(deal.collection);
        token.transferFrom(deal.seller, deal.buyer, deal.tokenId);
        address owner = token.ownerOf(deal.tokenId);
        require(owner == deal.buyer, WorkMarketNotDelivered(deal.collection, deal.tokenId, owner));
        _saleRoyalty = 0; // a currency without a royalty says nothing
    }

    /// @dev Ether is here already; tokens are still the payer's.
    function _hand(address currency, address from, address to, uint256 amount) private {
        if (currency == ETHER) _push(ETHER, to, amount);
        else _pull(currency, from, to, amount);
    }

    /* INTERNAL: BATCHES */

    function _fillMany(
        Sale[] calldata sales,
        uint256 count,
        uint256 gasPerItem
    ) private returns (bytes4[] memory codes) {
        codes = _openBatch(sales.length, gasPerItem, CHANGE_OVERHEAD);
        // The sale is of a length of its own, and begins behind these words.
        bytes memory head = abi.encodeWithSelector(this.fillItem.selector, msg.sender, msg.value, 0x60);
        uint256 sold = 0;
        for (uint256 i = 0; i < codes.length; ++i) {
            if (sold == count) {
                codes[i] = WorkMarketEnough.selector;
                continue;
            }
            bytes calldata item = BatchItems.bytesOf(sales[i], sales[i + 1 < codes.length ? i + 1 : i]);
            bytes4 code = _attempt(head, item, gasPerItem, false);
            if (code == 0) ++sold;
            else emit BatchItemFailed(_hashTypedDataV4(sales[i].order.hash()), i, code);
            codes[i] = code;
        }
        uint256 spent = _spent;
        _spent = 0; // the next batch of this transaction begins afresh
        _push(ETHER, msg.sender, msg.value - spent); // no more than came
    }

    /* INTERNAL: AUCTIONS */

    function _checkAuction(
        Order calldata auction,
        bytes calldata signature
    ) private view returns (bytes32 id) {
        id = _hashTypedDataV4(auction.hash());
        require(auction.kind == OrderKind.Auction, WorkMarketWrongKind(id, auction.kind));
        SaleChecks.checkForm(id, auction);
        _checkCurrency(auction.currency, false);
        SaleChecks.checkTime(id, auction);
        _checkSignature(id, auction.maker, signature);
    }

    /// @dev A bid that lasts as long as the auction, and takes the royalty that the auction takes, can be settled at any
    /// time in which the auction can.
    function _checkBid(
        bytes32 auctionId,
        Order calldata auction,
        Order calldata bid,
        bytes calldata signature
    ) private view returns (bytes32 id) {
        id = _hashTypedDataV4(bid.hash());
        require(bid.kind == OrderKind.Bid, WorkMarketWrongKind(id, bid.kind));
        SaleChecks.checkForm(id, bid);
        SaleChecks.checkTime(id, bid);
        bool isFor =
            bid.taker == auction.maker &&
                bid.collection == auction.collection &&
                bid.tokenId == auction.tokenId &&
                bid.currency == auction.currency &&
                bid.expiry >= auction.expiry &&
                bid.maxRoyaltyBps >= auction.maxRoyaltyBps;
        bool isAllowed = auction.taker == address(0) || auction.taker == bid.maker;
        require(isFor && isAllowed && bid.maker != auction.maker, WorkMarketNotABid(auctionId, id));
        _checkSignature(id, bid.maker, signature);
    }

    /// @dev The least that a bid must be now, and when bids end. Where the highest bid is worth nothing any more, bids
    /// open again, after the end too, but only while the others still have the time to outdo whoever comes first: who
    /// lets a bid die so that another takes its place cheaply cannot do so at the very end. From then on nobody asks
    /// whether the highest is alive: its maker decides that, and could close the auction behind itself by letting it
    /// die, and have it alive again for the settlement.
    function _openTerms(
        bytes32 id,
        Order calldata auction,
        HighBid memory high
    ) private view returns (uint256 least, uint40 endsAt) {
        endsAt = high.endsAt;
        if (endsAt == 0) endsAt = uint40(Math.saturatingSub(auction.expiry, SETTLE_SECONDS));
        bool hasBid = high.amount != 0;
        bool isReopened =
            hasBid && block.timestamp <= _lastReopening(auction) && !_isAlive(auction.currency, high);
        require(isReopened || block.timestamp <= endsAt, WorkMarketExpired(id, endsAt, block.timestamp));
        least = auction.price;
        if (hasBid && !isReopened) {
            uint256 raise = Math.ceilDiv(uint256(high.amount) * MIN_RAISE_BPS, BPS);
            least = Math.max(least, high.amount + raise);
        }
    }

    function _isAlive(address currency, HighBid memory high) private view returns (bool) {
        return this.isNonceUsable(high.bidder, high.nonce) && _isCovered(currency, high.bidder, high.amount);
    }

    function _isCovered(address currency, address bidder, uint256 amount) private view returns (bool) {
        IERC20 token = IERC20(currency);
        return token.balanceOf(bidder) >= amount && token.allowance(bidder, address(this)) >= amount;
    }

    function _lastEnd(Order calldata auction) private pure returns (uint40) {
        return uint40(Math.saturatingSub(auction.expiry, SETTLE_SECONDS / 2));
    }

    /// @dev The last second for a bid of the least in the place of a dead one: bids end {EXTENSION_SECONDS} after it.
    function _lastReopening(Order calldata auction) private pure returns (uint40) {
        return uint40(Math.saturatingSub(_lastEnd(auction), EXTENSION_SECONDS));
    }

    /* INTERNAL: CHECKS */

    function _checkCurrency(address currency, bool isEtherTaken) private view {
        bool isTaken = currency == ETHER ? isEtherTaken : isListed[currency];
        require(isTaken, WorkMarketInvalidCurrency(currency));
    }

    function _checkSignature(bytes32 id, address maker, bytes calldata signature) private view {
        require(Signatures.isValid(maker, id, signature), WorkMarketInvalidSignature(id, maker));
    }

    function _checkLimit(Deal memory deal, uint256 proceeds) private pure {
        uint256 amount = deal.isSellersLimit ? proceeds : deal.price;
        bool isWithin = deal.isSellersLimit ? amount >= deal.limit : amount <= deal.limit;
        require(isWithin, WorkMarketBeyondLimit(deal.id, amount, deal.limit));
    }
}
