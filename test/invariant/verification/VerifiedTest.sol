// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IJobMarket} from "../../../contracts/market/IJobMarket.sol";
import {IStakeVault} from "../../../contracts/staking/IStakeVault.sol";
import {IVault} from "../../../contracts/vault/IVault.sol";
import {Fuzz} from "../Fuzz.sol";
import {VerifiedAdversary} from "./VerifiedAdversary.sol";
import {VerifiedHandler} from "./VerifiedHandler.sol";
import {VerifiedWorld} from "./VerifiedWorld.sol";

/// @title VerifiedTest
/// @notice What holds of a market before any verifier, and how everybody leaves it.
abstract contract VerifiedTest is Fuzz {
    bool public constant IS_TEST = true;

    address[] internal _targets;
    VerifiedWorld private _base;
    IJobMarket private _market;
    IStakeVault private _stakes;

    function targetContracts() external view returns (address[] memory) {
        return _targets;
    }

    function _begin(VerifiedWorld base) internal {
        (_base, _market, _stakes) = (base, base.market(), base.stakes());
        _targets.push(address(new VerifiedHandler(base)));
        _targets.push(address(new VerifiedAdversary(base)));
    }

    /* CHECKS */

    /// @dev M1, M2: the market holds the payments of open jobs and its fees, and locks their collateral. A final
    /// verdict is never taken back.
    function _checkMarket() internal view {
        uint256 owed = _base.paymentsOf() + _market.feesOf(address(_base.money()));
        assert(_base.vault().balanceOf(address(_market), uint160(address(_base.money()))) == owed);
        uint256[] memory locked = _base.collaterals();
        for (uint256 i = 0; i < locked.length; ++i)
            assert(_stakes.provisionOf(_base.people(i), address(_market)).locked == locked[i]);
        _base.checkVerdicts();
    }

    /* LEAVING */

    /// @dev After the last time of all, anyone ends every job.
    function _endJobs() internal {
        _pass(_now() + 14 days + 1);
        for (uint256 i = 0; i < _base.hireCount(); ++i) {
            VerifiedWorld.Hire memory it = _base.hires(i);
            if (!it.isOpen) continue;
            _market.settle(it.job);
            _base.noteEnded(i);
        }
        assert(_base.openHires() == 0);
        _checkMarket();
    }

    /// @dev Everybody takes its stake out of the market and of `court`, its credit, and its money; nothing is left.
    function _leave(address court) internal {
        _market.collectFees(address(_base.money()));
        for (uint256 i = 0; i < _base.peopleCount(); ++i) {
            _thaw(_base.people(i), address(_market));
            if (court != address(0)) _thaw(_base.people(i), court);
        }
        _pass(_now() + 29 days); // credits are due from a midnight on
        for (uint256 i = 0; i < _base.peopleCount(); ++i) {
            address account = _base.people(i);
            _withdraw(account, address(_market));
            if (court != address(0)) _withdraw(account, court);
            if (_stakes.creditOf(account) != 0) _stakes.claim(account);
            _takeMoney(account);
        }
        _takeMoney(_base.TREASURY());
        assert(_base.weft().balanceOf(address(_stakes)) == 0);
        assert(_base.money().balanceOf(address(_base.vault())) == 0);
    }

    function _thaw(address account, address where) private {
        uint96 active = _stakes.provisionOf(account, where).active;
        if (active == 0) return;
        vm.prank(account);
        _stakes.thaw(where, active);
    }

    function _withdraw(address account, address where) private {
        if (_stakes.thawsOf(account, where).length != 0) _stakes.withdraw(account, where);
    }

    function _takeMoney(address account) private {
        (IVault vault, address money) = (_base.vault(), address(_base.money()));
        uint256 balance = vault.balanceOf(account, uint160(money));
        if (balance == 0) return;
        vm.prank(account);
        vault.withdraw(money, balance, account);
    }
}
