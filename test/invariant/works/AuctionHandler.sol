// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/interfaces/IERC20.sol";

import {IWorkMarket} from "../../../contracts/works/IWorkMarket.sol";
import {HighBid, OrderKind, Sale} from "../../../contracts/works/SaleTypes.sol";
import {WorksPlayer} from "./WorksPlayer.sol";
import {WorksWorld} from "./WorksWorld.sol";

/// @title AuctionHandler
/// @notice Auctions from their first bid to their settlement: bids outdo each other, die, come back, and are replaced. Says
/// beforehand what each call must do.
contract AuctionHandler is WorksPlayer {
    /// How a highest bid died.
    enum Death {
        None,
        Cancelled,
        Spent,
        Disapproved
    }

    /// An auction as it should stand.
    struct Play {
        Sale auction;
        Sale high;
        /// The best of those that were outdone and can be brought again; its price is zero where there is none.
        Sale outdone;
        Death death;
        uint256 spent;
        uint40 endsAt;
    }

    uint256 private constant BIDS = 6;

    uint40 private immutable _extension;
    uint40 private immutable _settle;

    constructor(WorksWorld world) WorksPlayer(world) {
        (_extension, _settle) = (world.market().EXTENSION_SECONDS(), world.market().SETTLE_SECONDS());
    }

    function auction(uint256 seed) external {
        Play memory play = _open(seed);
        uint256 count = _draw(seed, 40, 1, BIDS);
        for (uint256 i = 0; i < count; ++i) {
            uint256 own = uint256(keccak256(abi.encode(seed, i)));
            if (!_await(play, own)) break;
            _bid(play, own);
            if (_draw(own, 41, 0, 2) == 0) _kill(play, Death(_draw(own, 42, 1, 3)));
        }
        _close(play, seed);
    }

    /* COURSE */

    function _open(uint256 seed) private returns (Play memory play) {
        (uint256 tokenId, address seller) = _someWork(seed);
        play.auction = _sale(seed, OrderKind.Auction, seller, tokenId, address(_world.token()));
        play.auction.order.expiry = _now() + _settle + uint40(_draw(seed, 43, 0, 2 hours));
        play.auction.signature = _world.sign(seller, _market.orderDigest(play.auction.order));
        play.endsAt = play.auction.order.expiry - _settle;
    }

    /// @dev Lets time pass, to the last moment for a bid as often as not. A dead bid can be replaced for a while, and
    /// outdone until the end, as an alive one.
    function _await(Play memory play, uint256 seed) private returns (bool isOpen) {
        uint40 last = play.endsAt;
        if (play.death != Death.None && last < _lastReopening(play)) last = _lastReopening(play);
        isOpen = _now() <= last;
        if (isOpen) vm.warp(_draw(seed, 44, 0, 1) == 0 ? last : _draw(seed, 45, _now(), last));
    }

    function _bid(Play memory play, uint256 seed) private {
        uint256 least = _least(play);
        address bidder = _bidder(play, seed);
        _refuse(play, _bidOf(play, bidder, least - 1));
        _place(play, _bidOf(play, bidder, least + _draw(seed, 46, 0, MAX_PRICE)), seed);
    }

    /// @dev Brings a bid that must be taken. Where it takes the place of a dead one, others have time to outdo it: whoever
    /// was outdone comes back in the last second of it, though that one died as well.
    function _place(Play memory play, Sale memory bid, uint256 seed) private {
        bool isReplaced = _isReopened(play);
        _market.placeBid(play.auction.order, play.auction.signature, bid.order, bid.signature);
        HighBid memory high = _market.highBidOf(_market.orderDigest(play.auction.order));
        assert(high.bidder == bid.order.maker && high.amount == bid.order.price);
        assert(high.endsAt >= play.endsAt && high.endsAt <= _lastEnd(play));
        assert(high.endsAt >= _now() + _extension || (!isReplaced && high.endsAt == _lastEnd(play)));
        play.endsAt = high.endsAt;
        Sale memory previous = play.high;
        play.high = bid;
        bool isGood = previous.order.price != 0 && play.death != Death.Cancelled;
        _heal(play, previous.order.maker);
        if (isGood && previous.order.price > play.outdone.order.price) play.outdone = previous;
        if (!isReplaced || play.outdone.order.price < _least(play)) return;
        Sale memory back = play.outdone;
        // Who comes back needs its own money.
        bool isOwn = back.order.maker == play.high.order.maker;
        if (_draw(seed, 49, 0, 1) == 0) _kill(play, isOwn ? Death.Cancelled : Death(_draw(seed, 50, 1, 3)));
        vm.warp(play.endsAt);
        Sale memory none;
        play.outdone = none;
        _place(play, back, seed);
    }

    function _kill(Play memory play, Death death) private {
        address bidder = play.high.order.maker;
        play.death = death;
        if (death == Death.Cancelled) {
            vm.prank(bidder);
            _market.cancel(play.high.order.nonce);
        } else if (death == Death.Spent) {
            play.spent = _world.token().balanceOf(bidder);
            _move(bidder, play.auction.order.maker, play.spent);
        } else {
            _approve(bidder, play.high.order.price - 1);
        }
    }

    /// @dev Gives a bidder back what its dead bid lacked.
    function _heal(Play memory play, address bidder) private {
        if (play.death == Death.Spent) _move(play.auction.order.maker, bidder, play.spent);
        if (play.death == Death.Disapproved) _approve(bidder, type(uint256).max);
        play.death = Death.None;
    }

    /// @dev Settles by the highest bid. A dead one comes back to life, or the seller leaves.
    function _close(Play memory play, uint256 seed) private {
        if (_now() <= play.endsAt) {
            _refuseToSettle(play);
            vm.warp(play.endsAt + 1);
        }
        if (play.death != Death.None) {
            _refuseToSettle(play);
            if (_isReopened(play)) vm.warp(_lastReopening(play) + 1);
            _refuse(play, _bidOf(play, _bidder(play, seed), _least(play)));
        }
        address bidder = play.high.order.maker;
        bool isLost = play.death == Death.Cancelled;
        _heal(play, bidder);
        if (isLost || _draw(seed, 47, 0, 7) == 0) {
            vm.prank(play.auction.order.maker);
            _market.cancel(play.auction.order.nonce);
            _world.noteUsed(play.auction);
        } else {
            _market.settleAuction(play.auction.order, play.auction.signature);
            _world.noteSold(play.auction, play.auction.order.maker, bidder, play.high.order.price);
        }
        _refuseToSettle(play);
    }

    /* INTERNAL */

    function _least(Play memory play) private view returns (uint256) {
        uint256 price = play.high.order.price;
        if (price == 0 || _isReopened(play)) return play.auction.order.price;
        uint256 raised = price + (price * _market.MIN_RAISE_BPS() + 9_999) / 10_000;
        return raised > play.auction.order.price ? raised : play.auction.order.price;
    }

    /// @dev Neither the seller nor who has the highest bid.
    function _bidder(Play memory play, uint256 seed) private view returns (address bidder) {
        uint256 first = _draw(seed, 48, 0, 3);
        for (uint256 i = 0; i < 3; ++i) {
            bidder = _world.people((first + i) % 4);
            if (bidder != play.auction.order.maker && bidder != play.high.order.maker) return bidder;
        }
    }

    function _bidOf(Play memory play, address bidder, uint256 price) private returns (Sale memory bid) {
        address currency = play.auction.order.currency;
        bid = _world.saleOf(OrderKind.Bid, bidder, play.auction.tokenId, currency, uint128(price));
        (bid.order.expiry, bid.order.taker) = (play.auction.order.expiry, play.auction.order.maker);
        bid.signature = _world.sign(bidder, _market.orderDigest(bid.order));
    }

    function _refuse(Play memory play, Sale memory bid) private {
        bytes memory call = abi.encodeCall(
            IWorkMarket.placeBid,
            (play.auction.order, play.auction.signature, bid.order, bid.signature)
        );
        _refused(address(this), address(_market), call);
    }

    function _refuseToSettle(Play memory play) private {
        bytes memory call = abi.encodeCall(
            IWorkMarket.settleAuction,
            (play.auction.order, play.auction.signature)
        );
        _refused(address(this), address(_market), call);
    }

    function _lastEnd(Play memory play) private view returns (uint40) {
        return play.auction.order.expiry - _settle / 2;
    }

    function _lastReopening(Play memory play) private view returns (uint40) {
        return _lastEnd(play) - _extension;
    }

    /// @dev Whether the highest bid is dead, and a bid of the least takes its place.
    function _isReopened(Play memory play) private view returns (bool) {
        return play.death != Death.None && _now() <= _lastReopening(play);
    }

    function _move(address from, address to, uint256 amount) private {
        IERC20 token = IERC20(address(_world.token()));
        vm.prank(from);
        token.transfer(to, amount);
        _world.notePaid(address(token), from, to, amount);
    }

    function _approve(address bidder, uint256 amount) private {
        IERC20 token = IERC20(address(_world.token()));
        vm.prank(bidder);
        token.approve(address(_market), amount);
    }
}
