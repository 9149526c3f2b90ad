// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EtherTaker} from "../../../contracts/test/EtherTaker.sol";
import {ICredits} from "../../../contracts/works/ICredits.sol";
import {Fuzz} from "../Fuzz.sol";
import {AuctionHandler} from "./AuctionHandler.sol";
import {WorksAdversary} from "./WorksAdversary.sol";
import {WorksHandler} from "./WorksHandler.sol";
import {IToken, WorksWorld} from "./WorksWorld.sol";

/// @title WorksTest
/// @notice What holds of works, their market, vouchers and splits after any sequence of calls.
/// forge-config: ci.invariant.runs = 120
contract WorksTest is Fuzz {
    bool public constant IS_TEST = true;

    WorksWorld private _world;
    address[] private _targets;

    function setUp() external {
        _world = new WorksWorld();
        for (uint256 i = 0; i < 3; ++i) {
            _targets.push(address(new WorksHandler(_world)));
            _targets.push(address(new AuctionHandler(_world)));
        }
        _targets.push(address(new WorksAdversary(_world)));
    }

    function targetContracts() external view returns (address[] memory) {
        return _targets;
    }

    /// @dev One function, since forge runs a campaign for each.
    function invariant_works() external view {
        _checkMoney(address(0));
        _checkMoney(address(_world.token()));
        _checkWorks();
    }

    /// @dev At the end of a sequence everybody can leave, and nothing stays behind.
    function afterInvariant() external {
        _world.taker().setMode(EtherTaker.Mode.Take);
        _world.market().collectFees();
        address[2] memory currencies = [address(0), address(_world.token())];
        for (uint256 i = 0; i < 2; ++i) {
            if (_world.split().pending(currencies[i]) != 0) _world.split().distribute(currencies[i]);
            _leave(address(_world.market()), currencies[i]);
            _leave(address(_world.vouchers()), currencies[i]);
            _leave(address(_world.split()), currencies[i]);
        }
    }

    /// @dev W1: everybody has what the books say. W2: who holds money for others holds what it owes, and no more.
    function _checkMoney(address currency) private view {
        address[] memory accounts = _world.accounts();
        for (uint256 i = 0; i < accounts.length; ++i) {
            assert(_world.holdingsOf(currency, accounts[i]) == _world.wealth(currency, accounts[i]));
        }
        (uint256 ofMarket, uint256 ofVouchers) = _world.creditsOf(currency);
        if (currency == address(0)) ofMarket += _world.market().etherFees();
        assert(_holdings(currency, address(_world.market())) == ofMarket);
        assert(_holdings(currency, address(_world.vouchers())) == ofVouchers);
    }

    /// @dev W4: benefits are with whom the books say, every work has one owner, and no sale is in progress.
    function _checkWorks() private view {
        uint256 count = _world.tokenCount();
        for (uint256 i = 0; i < count; ++i) {
            uint256 tokenId = _world.tokenAt(i);
            assert(_world.works().clearedOwnerOf(tokenId) == _world.clearedOwner(tokenId));
        }
        uint256 owned = 0;
        for (uint256 i = 0; i < 4; ++i) {
            owned += IToken(address(_world.works())).balanceOf(_world.people(i));
        }
        assert(owned == _world.live());
        (, uint256 royalty) = _world.market().currentSale();
        assert(royalty == 0);
    }

    function _leave(address holder, address currency) private {
        address[] memory accounts = _world.accounts();
        for (uint256 i = 0; i < accounts.length; ++i) {
            if (ICredits(holder).creditOf(currency, accounts[i]) != 0)
                ICredits(holder).withdraw(currency, accounts[i]);
        }
        // What the split received meanwhile is its own.
        if (holder != address(_world.split())) assert(_holdings(currency, holder) == 0);
    }

    function _holdings(address currency, address account) private view returns (uint256) {
        return currency == address(0) ? account.balance : _world.token().balanceOf(account);
    }
}
