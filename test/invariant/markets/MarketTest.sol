// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMarketFunds} from "../../../contracts/market/IMarketFunds.sol";
import {IStakeVault} from "../../../contracts/staking/IStakeVault.sol";
import {TestToken} from "../../../contracts/test/TestToken.sol";
import {IVault} from "../../../contracts/vault/IVault.sol";
import {Fuzz} from "../Fuzz.sol";
import {HostileToken} from "./HostileToken.sol";
import {MarketWorld} from "./MarketWorld.sol";
import {PeopleAdversary} from "./PeopleAdversary.sol";
import {PeopleHandler} from "./PeopleHandler.sol";

/// @title MarketTest
/// @notice What holds of the vault around any market, and how everybody leaves it.
abstract contract MarketTest is Fuzz {
    bool public constant IS_TEST = true;

    address[] private _targets;
    MarketWorld private _base;
    IVault private _vault;
    IStakeVault private _stakes;

    function targetContracts() external view returns (address[] memory) {
        return _targets;
    }

    /// @dev Three to one, so that the adversary meets a world in which much has happened.
    function _begin(MarketWorld base, address[3] memory handlers, address adversary) internal {
        (_base, _vault, _stakes) = (base, base.vault(), base.stakes());
        for (uint256 i = 0; i < 3; ++i) _targets.push(handlers[i]);
        _targets.push(adversary);
        _targets.push(address(new PeopleHandler(base)));
        _targets.push(address(new PeopleAdversary(base)));
    }

    /* CHECKS */

    /// @dev V1: balances are what the ledger says, and together what the vault holds.
    function _checkVault() internal view {
        address[] memory accounts = _base.accounts();
        for (uint256 i = 0; i < 2; ++i) {
            address token = _base.tokens(i);
            uint256 sum = 0;
            for (uint256 j = 0; j < accounts.length; ++j) {
                uint256 balance = _vault.balanceOf(accounts[j], uint160(token));
                assert(balance == _base.ledger(token, accounts[j]));
                sum += balance;
            }
            assert(TestToken(token).balanceOf(address(_vault)) == sum + _base.strays(token));
        }
    }

    /// @dev What the market holds is what it owes: `owed`, its fees, and what was given to it.
    function _checkMarket(uint256 which, uint256 owed) internal view {
        (address market, address token) = (_base.market(), _base.tokens(which));
        uint256 fees = IMarketFunds(market).feesOf(token);
        assert(_vault.balanceOf(market, uint160(token)) == owed + fees + _base.gifts(token));
    }

    /* LEAVING */

    /// @dev Fees to the treasury, stake to its owners, money to everybody; what is left is nobody's.
    function _leave() internal {
        HostileToken(_base.tokens(1)).setMode(HostileToken.Mode.Honest);
        _leaveStake();
        address market = _base.market();
        address[] memory accounts = _base.accounts();
        for (uint256 i = 0; i < 2; ++i) {
            address token = _base.tokens(i);
            IMarketFunds(market).collectFees(token);
            assert(_vault.balanceOf(market, uint160(token)) == _base.gifts(token));
            for (uint256 j = 0; j < accounts.length; ++j) {
                uint256 balance = _vault.balanceOf(accounts[j], uint160(token));
                if (accounts[j] == market || accounts[j] == address(_stakes) || balance == 0) continue;
                vm.prank(accounts[j]);
                _vault.withdraw(token, balance, accounts[j]);
            }
            uint256 kept = _vault.balanceOf(address(_stakes), uint160(token));
            uint256 left = TestToken(token).balanceOf(address(_vault)) - _base.gifts(token);
            assert(left == kept + _base.strays(token));
        }
    }

    function _leaveStake() private {
        (address market, address delegator) = (_base.market(), _base.DELEGATOR());
        address first = _base.providers(0);
        for (uint256 i = 0; i < 2; ++i) {
            address token = _base.tokens(i);
            if (_stakes.earningsOf(first, market, delegator, token) == 0) continue;
            vm.prank(delegator);
            _stakes.claimEarnings(first, market, token);
        }
        uint128 shares = _stakes.delegationOf(first, market, delegator).shares;
        if (shares != 0) {
            vm.prank(delegator);
            _stakes.undelegate(first, market, shares, 0);
        }
        for (uint256 i = 0; i < 2; ++i) {
            address provider = _base.providers(i);
            uint96 active = _stakes.provisionOf(provider, market).active;
            if (active == 0) continue;
            vm.prank(provider);
            _stakes.thaw(market, active);
        }
        vm.warp(_now() + 29 days); // credits are due from a midnight on
        for (uint256 i = 0; i < 2; ++i) {
            address provider = _base.providers(i);
            if (_stakes.thawsOf(provider, market).length != 0) _stakes.withdraw(provider, market);
        }
        if (_stakes.undelegationsOf(first, market, delegator).length != 0)
            _stakes.withdrawDelegated(first, market, delegator);
        for (uint256 i = 0; i < 3; ++i) {
            address account = _base.clients(i);
            if (_stakes.creditOf(account) != 0) _stakes.claim(account);
        }
        assert(_base.weft().balanceOf(address(_stakes)) == _base.burnt());
    }
}
