// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {FakeWorks} from "../../../contracts/test/FakeWorks.sol";
import {ForeignToken} from "../../../contracts/test/ForeignToken.sol";
import {ICredits} from "../../../contracts/works/ICredits.sol";
import {IWorkMarket} from "../../../contracts/works/IWorkMarket.sol";
import {IWorks} from "../../../contracts/works/IWorks.sol";
import {OrderKind, Sale} from "../../../contracts/works/SaleTypes.sol";
import {WorkTerms} from "../../../contracts/works/WorkTypes.sol";
import {Fuzz} from "../Fuzz.sol";
import {IToken, WorksWorld} from "./WorksWorld.sol";

/// @title WorksAdversary
/// @notice Calls that nobody is entitled to: each must fail.
contract WorksAdversary is Fuzz {
    address private constant STRANGER = address(0xBAD);
    address private constant ETHER = address(0);
    uint256 private constant STRANGER_KEY = 0x57;

    WorksWorld private immutable _world;
    IWorkMarket private immutable _market;
    IWorks private immutable _works;
    ForeignToken private immutable _foreign = new ForeignToken();

    uint256 private _foreignCount;

    constructor(WorksWorld world) {
        _world = world;
        (_market, _works) = (world.market(), world.works());
    }

    /// @dev What was used or cancelled once, whoever has the token now.
    function fillAgain(uint256 seed) external {
        uint256 count = _world.usedCount();
        vm.assume(count != 0);
        Sale memory sale = _world.used(seed % count);
        _refused(_person(seed), address(_market), abi.encodeCall(IWorkMarket.fill, (sale)));
    }

    function forge(uint256 seed) external {
        Sale memory sale = _listing(seed);
        sale.signature = _world.signWith(STRANGER_KEY, _market.orderDigest(sale.order));
        _refused(STRANGER, address(_market), abi.encodeCall(IWorkMarket.fill, (sale)));
    }

    /// @dev One field of a signed order changed.
    function tamper(uint256 seed) external {
        Sale memory sale = _listing(seed);
        uint256 field = seed % 5;
        if (field == 0) sale.order.price = sale.order.endPrice = 1;
        else if (field == 1) sale.order.currency = ETHER;
        else if (field == 2) sale.order.maxRoyaltyBps = 10_000;
        else if (field == 3) sale.order.expiry += 1;
        else sale.order.nonce += 1;
        _refused(_person(seed), address(_market), abi.encodeCall(IWorkMarket.fill, (sale)));
    }

    function fillLate(uint256 seed) external {
        Sale memory sale = _listing(seed);
        vm.warp(uint256(sale.order.expiry) + 1);
        _refused(_person(seed), address(_market), abi.encodeCall(IWorkMarket.fill, (sale)));
    }

    /// @dev Without the ether that it costs.
    function fillUnpaid(uint256 seed) external {
        (uint256 tokenId, address owner) = _someWork(seed);
        Sale memory sale = _world.saleOf(OrderKind.Listing, owner, tokenId, ETHER, 1e18);
        address buyer = _world.people(owner == _world.people(0) ? 1 : 0);
        _refused(buyer, address(_market), abi.encodeCall(IWorkMarket.fill, (sale)));
    }

    /// @dev A royalty that the work wants, above what its seller signed.
    function fillAboveCap(uint256 seed) external {
        (uint256 tokenId, address owner) = _someWork(seed);
        (, uint256 royalty) = _works.royaltyInfo(tokenId, 1e18);
        vm.assume(royalty != 0);
        address currency = address(_world.token());
        Sale memory sale = _world.saleOf(OrderKind.Listing, owner, tokenId, currency, 1e18);
        sale.order.maxRoyaltyBps = uint16((royalty * 10_000) / 1e18 - 1);
        sale.signature = _world.sign(owner, _market.orderDigest(sale.order));
        address buyer = _world.people(owner == _world.people(0) ? 1 : 0);
        _refused(buyer, address(_market), abi.encodeCall(IWorkMarket.fill, (sale)));
    }

    function clear(uint256 seed) external {
        (uint256 tokenId, address owner) = _someWork(seed);
        _refused(owner, address(_works), abi.encodeCall(IWorks.clear, (tokenId, owner)));
        bytes memory unpaid = abi.encodeCall(
            IWorkMarket.payFloor,
            (address(_works), tokenId, owner, ETHER, type(uint256).max)
        );
        _refused(owner, address(_market), unpaid);
    }

    function steal(uint256 seed) external {
        (uint256 tokenId, address owner) = _someWork(seed);
        bytes memory move = abi.encodeCall(IToken.transferFrom, (owner, STRANGER, tokenId));
        _refused(STRANGER, address(_works), move);
        _refused(STRANGER, address(_works), abi.encodeCall(IWorks.burn, (tokenId)));
        _refused(STRANGER, address(_works), abi.encodeCall(IWorks.revise, (tokenId, bytes32("x"))));
    }

    function squat(uint256 seed) external {
        WorkTerms memory terms;
        address creator = _person(seed);
        bytes memory call = abi.encodeCall(
            IWorks.mintFor,
            (creator, STRANGER, 0, bytes32("x"), terms, false)
        );
        _refused(STRANGER, address(_works), call);
    }

    function withdrawNothing() external {
        address[3] memory holders = [address(_market), address(_world.vouchers()), address(_world.split())];
        bytes memory call = abi.encodeCall(ICredits.withdrawTo, (ETHER, STRANGER));
        for (uint256 i = 0; i < 3; ++i) _refused(STRANGER, holders[i], call);
    }

    /// @dev For less royalty than the auction allows: it could stand in the way and never be settled.
    function bidBelowCap(uint256 seed) external {
        (uint256 tokenId, address seller) = _someWork(seed);
        address bidder = _world.people(seller == _world.people(0) ? 1 : 0);
        address currency = address(_world.token());
        Sale memory auction = _world.saleOf(OrderKind.Auction, seller, tokenId, currency, 1e18);
        auction.order.expiry += 1 days;
        auction.signature = _world.sign(seller, _market.orderDigest(auction.order));
        Sale memory bid = _world.saleOf(OrderKind.Bid, bidder, tokenId, currency, 1e18);
        (bid.order.expiry, bid.order.taker) = (auction.order.expiry, seller);
        bid.order.maxRoyaltyBps = auction.order.maxRoyaltyBps - 1;
        bid.signature = _world.sign(bidder, _market.orderDigest(bid.order));
        bytes memory call = abi.encodeCall(
            IWorkMarket.placeBid,
            (auction.order, auction.signature, bid.order, bid.signature)
        );
        _refused(STRANGER, address(_market), call);
        call = abi.encodeCall(IWorkMarket.settleAuction, (auction.order, auction.signature));
        _refused(STRANGER, address(_market), call);
    }

    /// @dev A floor in tokens of a collection: it would move one.
    function payFloorInTokens(uint256 seed) external {
        address owner = _person(seed);
        uint256 tokenId = ++_foreignCount;
        _foreign.mint(owner, tokenId);
        vm.prank(owner);
        _foreign.approve(address(_market), tokenId);
        FakeWorks fake = new FakeWorks(STRANGER, address(_foreign), tokenId);
        bytes memory call = abi.encodeCall(
            IWorkMarket.payFloor,
            (address(fake), tokenId, owner, address(_foreign), type(uint256).max)
        );
        _refused(owner, address(_market), call);
    }

    /* INTERNAL */

    /// @dev A good listing for tokens that nobody used.
    function _listing(uint256 seed) private returns (Sale memory) {
        (uint256 tokenId, address owner) = _someWork(seed);
        return _world.saleOf(OrderKind.Listing, owner, tokenId, address(_world.token()), 1e18);
    }

    function _someWork(uint256 seed) private view returns (uint256 tokenId, address owner) {
        (tokenId, owner) = _world.someWork(seed);
        vm.assume(tokenId != 0);
    }

    function _person(uint256 seed) private view returns (address) {
        return _world.people(seed % 4);
    }
}
