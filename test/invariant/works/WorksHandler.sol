// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EtherTaker} from "../../../contracts/test/EtherTaker.sol";
import {IWorkVouchers} from "../../../contracts/works/IWorkVouchers.sol";
import {OrderKind, Sale} from "../../../contracts/works/SaleTypes.sol";
import {Draft, Parent, Voucher, WorkTerms} from "../../../contracts/works/WorkTypes.sol";
import {WorksPlayer} from "./WorksPlayer.sol";
import {IToken, WorksWorld} from "./WorksWorld.sol";

/// @title WorksHandler
/// @notice What people do with works. Batches have bad items among the good ones.
contract WorksHandler is WorksPlayer {
    uint256 private constant GAS_PER_ITEM = 1_000_000;

    constructor(WorksWorld world) WorksPlayer(world) {}

    /* MINT */

    function mint(uint256 seed) external {
        Draft memory draft;
        draft.collection = uint32(_draw(seed, 10, 0, 2));
        draft.metadata = bytes32(seed | 1);
        draft.terms = _world.termsOf(seed);
        _mint(draft, seed);
    }

    /// @dev Its royalties go to a split that nobody deployed.
    function derive(uint256 seed) external {
        (uint256 parent, ) = _world.someWork(seed);
        vm.assume(parent != 0);
        Draft memory draft;
        draft.metadata = bytes32(seed | 1);
        draft.terms = _world.termsOf(seed);
        draft.terms.royaltyBps = 1_000;
        draft.parents = new Parent[](1);
        draft.parents[0].tokenId = parent;
        (bool isOpen, , uint8 depth) = _works.licenceOf(parent);
        address creator = _person(seed, 11);
        vm.assume(depth < 4 && (isOpen || _works.creatorOf(parent) == creator));
        _mint(draft, seed);
    }

    function redeem(uint256 seed) external {
        Voucher memory voucher;
        address creator = voucher.creator = _person(seed, 11);
        WorkTerms memory terms = _world.termsOf(seed);
        voucher.metadata = bytes32(seed | 1);
        (voucher.royaltyReceiver, voucher.royaltyBps) = (terms.royaltyReceiver, terms.royaltyBps);
        (voucher.floorCurrency, voucher.floor) = (terms.floorCurrency, terms.floor);
        voucher.currency = _currency(seed);
        voucher.price = uint128(_draw(seed, 12, 0, MAX_PRICE));
        voucher.supply = uint32(_draw(seed, 13, 1, 3));
        voucher.isGuarded = _draw(seed, 16, 0, 1) == 0;
        voucher.expiry = _now();
        voucher.nonce = _world.nextNonce();
        IWorkVouchers vouchers = _world.vouchers();
        bytes memory signature = _world.sign(creator, vouchers.voucherDigest(address(_works), voucher));
        address minter = _person(seed, 14);
        uint32 count = uint32(_draw(seed, 15, 1, voucher.supply));
        uint256 price = uint256(voucher.price) * count;
        uint256 value = voucher.currency == ETHER ? price : 0;
        vm.prank(minter);
        uint256 firstId = vouchers.redeem{value: value}(
            address(_works),
            voucher,
            signature,
            count,
            minter,
            new bytes32[](0)
        );
        for (uint256 i = 0; i < count; ++i) _world.noteMint(firstId + i, minter);
        assert(_works.isGuarded(firstId) == voucher.isGuarded);
        (address receiver, uint256 royalty) = _works.royaltyInfo(firstId, price);
        _world.notePaid(voucher.currency, minter, receiver, royalty);
        _world.notePaid(voucher.currency, minter, creator, price - royalty);
    }

    /* SALES */

    function list(uint256 seed) external {
        (uint256 tokenId, address seller) = _someWork(seed);
        address buyer = _other(seed, seller);
        Sale memory sale = _sale(seed, OrderKind.Listing, seller, tokenId, _currency(seed));
        uint256 value = sale.order.currency == ETHER ? sale.order.price + _draw(seed, 21, 0, 1e18) : 0;
        vm.prank(buyer);
        _market.fill{value: value}(sale);
        _world.noteSold(sale, seller, buyer, sale.order.price);
    }

    function accept(uint256 seed) external {
        (uint256 tokenId, address seller) = _someWork(seed);
        address buyer = _other(seed, seller);
        Sale memory sale = _sale(seed, OrderKind.Offer, buyer, tokenId, address(_world.token()));
        vm.prank(seller);
        _market.fill(sale);
        _world.noteSold(sale, seller, buyer, sale.order.price);
    }

    /// @dev A good listing between one that is cancelled and itself once more.
    function sweep(uint256 seed) external {
        (uint256 tokenId, address seller) = _someWork(seed);
        address buyer = _other(seed, seller);
        Sale[] memory sales = new Sale[](3);
        sales[0] = _sale(seed, OrderKind.Listing, seller, tokenId, ETHER);
        vm.prank(seller);
        _market.cancel(sales[0].order.nonce);
        _world.noteUsed(sales[0]);
        sales[1] = sales[2] = _sale(seed, OrderKind.Listing, seller, tokenId, _currency(seed));
        uint256 price = sales[1].order.price;
        vm.prank(buyer);
        bytes4[] memory codes = _market.fillBatch{value: 3 * price}(sales, GAS_PER_ITEM);
        assert(codes[0] != 0 && codes[1] == 0 && codes[2] != 0);
        _world.noteSold(sales[1], seller, buyer, price);
    }

    /* TRANSFERS AND CLEARING */

    function give(uint256 seed) external {
        (uint256 tokenId, address owner) = _someWork(seed);
        address to = _other(seed, owner);
        vm.prank(owner);
        IToken(address(_works)).transferFrom(owner, to, tokenId);
        _world.noteCleared(tokenId, address(0));
    }

    function payFloor(uint256 seed) external {
        (uint256 tokenId, address owner) = _someWork(seed);
        (address receiver, address currency, uint96 floor) = _works.floorOf(tokenId);
        vm.assume(floor != 0 && _works.clearedOwnerOf(tokenId) == address(0));
        address payer = _person(seed, 22);
        uint256 value = currency == ETHER ? uint256(floor) + 1 : 0;
        vm.prank(payer);
        _market.payFloor{value: value}(address(_works), tokenId, owner, currency, floor);
        _world.notePaid(currency, payer, receiver, floor);
        _world.noteCleared(tokenId, owner);
    }

    function burn(uint256 seed) external {
        vm.assume(seed % 4 == 0);
        (uint256 tokenId, address owner) = _someWork(seed);
        vm.prank(owner);
        _works.burn(tokenId);
        _world.noteBurn(tokenId);
    }

    /* MONEY */

    function distribute(uint256 seed) external {
        address currency = _currency(seed);
        uint256 amount = _world.split().pending(currency);
        vm.assume(amount != 0);
        assert(_world.split().distribute(currency) == amount);
        _world.noteShared(currency, amount);
    }

    function collectFees() external {
        _market.collectFees();
    }

    /// @dev The receiver takes ether for a while, or does not.
    function setMode(uint256 seed) external {
        _world.taker().setMode(EtherTaker.Mode(_draw(seed, 30, 0, 3)));
    }

    function withdraw() external {
        address taker = address(_world.taker());
        vm.assume(_market.creditOf(ETHER, taker) != 0);
        EtherTaker.Mode mode = _world.taker().mode();
        _world.taker().setMode(EtherTaker.Mode.Take);
        _market.withdraw(ETHER, taker);
        _world.taker().setMode(mode);
    }

    /* INTERNAL */

    function _mint(Draft memory draft, uint256 seed) private {
        (address creator, address to) = (_person(seed, 11), _person(seed, 14));
        vm.prank(creator);
        _world.noteMint(_works.mint(to, draft), to);
    }
}
