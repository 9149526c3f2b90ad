// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IWorkMarket} from "../../../contracts/works/IWorkMarket.sol";
import {IWorks} from "../../../contracts/works/IWorks.sol";
import {OrderKind, Sale} from "../../../contracts/works/SaleTypes.sol";
import {Fuzz} from "../Fuzz.sol";
import {WorksWorld} from "./WorksWorld.sol";

/// @title WorksPlayer
/// @notice Picks works, people and orders by the random numbers that a seed stands for.
abstract contract WorksPlayer is Fuzz {
    uint256 internal constant MAX_PRICE = 100e18;
    address internal constant ETHER = address(0);

    WorksWorld internal immutable _world;
    IWorkMarket internal immutable _market;
    IWorks internal immutable _works;

    constructor(WorksWorld world) {
        _world = world;
        (_market, _works) = (world.market(), world.works());
    }

    function _sale(
        uint256 seed,
        OrderKind kind,
        address maker,
        uint256 tokenId,
        address currency
    ) internal returns (Sale memory) {
        return _world.saleOf(kind, maker, tokenId, currency, uint128(_draw(seed, 20, 1, MAX_PRICE)));
    }

    function _someWork(uint256 seed) internal view returns (uint256 tokenId, address owner) {
        (tokenId, owner) = _world.someWork(seed);
        vm.assume(tokenId != 0);
    }

    function _person(uint256 seed, uint256 which) internal view returns (address) {
        return _world.people(_draw(seed, which, 0, 3));
    }

    /// @dev Somebody else.
    function _other(uint256 seed, address account) internal view returns (address other) {
        other = _person(seed, 23);
        if (other == account) other = _world.people(other == _world.people(0) ? 1 : 0);
    }

    function _currency(uint256 seed) internal view returns (address) {
        return _draw(seed, 24, 0, 1) == 0 ? ETHER : address(_world.token());
    }
}
