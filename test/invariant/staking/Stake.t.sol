// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IStakeVault} from "../../../contracts/staking/IStakeVault.sol";
import {DelegationState, PendingThaw, PoolState, Provision} from "../../../contracts/staking/StakeTypes.sol";
import {Fuzz} from "../Fuzz.sol";
import {StakeAdversary} from "./StakeAdversary.sol";
import {StakeHandler} from "./StakeHandler.sol";
import {StakeWorld} from "./StakeWorld.sol";

/// @title StakeTest
/// @notice What holds of the stake vault after any sequence of calls.
contract StakeTest is Fuzz {
    bool public constant IS_TEST = true;

    StakeWorld private _world;
    IStakeVault private _stakes;
    address[] private _targets;

    function setUp() external {
        _world = new StakeWorld();
        _stakes = _world.stakes();
        // Three to one, so that the adversary meets a world in which much has happened.
        for (uint256 i = 0; i < 3; ++i) _targets.push(address(new StakeHandler(_world)));
        _targets.push(address(new StakeAdversary(_world)));
    }

    function targetContracts() external view returns (address[] memory) {
        return _targets;
    }

    /* INVARIANTS */

    /// @dev One function, since forge runs a campaign for each.
    function invariant_stake() external view {
        uint256 staked = 0;
        for (uint256 i = 0; i < 2; ++i) {
            uint256 behind = 0;
            for (uint256 j = 0; j < 2; ++j) behind += _checkPair(_world.providers(i), _world.markets(j));
            // S4: votes are the stake behind a provider, no more and no less.
            assert(_stakes.getVotes(_world.providers(i)) == behind);
            staked += behind;
        }
        // S1: what is held is what is owed, what delegators lost, and what was given away.
        uint256 held = _world.weft().balanceOf(address(_stakes));
        assert(held == staked + _credits() + _world.burnt() + _world.donated());
        assert(staked <= _world.weft().totalSupply());
        _checkEarnings(address(_world.money()));
        _checkEarnings(address(_world.cash()));
        _checkNobodyGains();
    }

    /// @dev At the end of a sequence everybody can leave, and nothing is left behind.
    function afterInvariant() external {
        for (uint256 i = 0; i < 2; ++i) _checkPastVotes(_world.providers(i));
        while (_world.jobCount() != 0) {
            (address provider, address market, , uint96 locked, , uint16 ownBps) = _world.jobs(0);
            vm.prank(market);
            _stakes.unlock(provider, locked, ownBps);
            _world.closeJob(0);
        }
        _wait();
        for (uint256 i = 0; i < 2; ++i) _leave(i);
        _wait();
        for (uint256 i = 0; i < 2; ++i) _withdraw(i);
        for (uint256 i = 0; i < 4; ++i) {
            address account = _world.harmed(i);
            if (_stakes.creditOf(account) != 0) _world.noteOut(account, _stakes.claim(account));
        }
        assert(_world.weft().balanceOf(address(_stakes)) == _world.burnt() + _world.donated());
        for (uint256 i = 0; i < 2; ++i) assert(_stakes.getVotes(_world.providers(i)) == 0);
        _checkNobodyGains();
        _checkLeftovers(address(_world.money()));
        _checkLeftovers(address(_world.cash()));
    }

    /* INTERNAL: CHECKS */

    function _checkPair(address provider, address market) private view returns (uint256 behind) {
        Provision memory p = _stakes.provisionOf(provider, market);
        PoolState memory pool = _stakes.poolOf(provider, market);
        behind = uint256(p.active) + p.thawing + pool.stake;
        // S2: what is locked is what open jobs locked, own and delegated apart, and each is covered by its own kind.
        (uint256 own, uint256 pooled) = _lockedByJobs(provider, market);
        assert(p.locked == own && own <= uint256(p.active) + p.thawing);
        assert(pool.locked == pooled && pooled <= pool.stake);
        uint256 counted = pool.active < uint256(p.active) * 10 ? pool.active : uint256(p.active) * 10;
        uint256 free = (p.active > own ? p.active - own : 0) + (counted > pooled ? counted - pooled : 0);
        assert(_stakes.freeOf(provider, market) == free);
        // S3: stake has holders, and holders have stake.
        assert((p.thawing == 0) == (p.thawingShares == 0));
        assert((pool.stake == 0) == (pool.shares == 0));
        assert(pool.thawingShares <= pool.shares && pool.active <= pool.stake);
        _checkShares(provider, market, p, pool);
    }

    /// @dev The parts of all holders are all there is, but for one unit of rounding each.
    function _checkShares(
        address provider,
        address market,
        Provision memory p,
        PoolState memory pool
    ) private view {
        (uint256 thawing, uint256 requests) = _sum(_stakes.thawsOf(provider, market));
        assert(thawing <= p.thawing && p.thawing <= thawing + requests);
        uint256 shares = 0;
        uint256 amount = 0;
        uint256 parts = 0;
        for (uint256 i = 0; i < 3; ++i) {
            (uint256 held, uint256 worth, uint256 count) = _partOf(provider, market, _world.delegators(i));
            (shares, amount, parts) = (shares + held, amount + worth, parts + count);
        }
        assert(shares == pool.shares - pool.thawingShares);
        assert(amount <= pool.stake && pool.stake <= amount + parts);
    }

    /// @dev What a delegator has in a pool, leaving or not, and in how many parts, each of which is rounded.
    function _partOf(
        address provider,
        address market,
        address delegator
    ) private view returns (uint256 shares, uint256 amount, uint256 parts) {
        DelegationState memory state = _stakes.delegationOf(provider, market, delegator);
        (uint256 leaving, uint256 count) = _sum(_stakes.undelegationsOf(provider, market, delegator));
        assert(state.thawing == leaving);
        return (state.shares, state.amount + leaving, count + 1);
    }

    /// @dev S5: past votes are what they were.
    function _checkPastVotes(address provider) private view {
        uint256[] memory noted = _world.noted();
        for (uint256 i = 0; i < noted.length && noted[i] < block.timestamp; ++i) {
            uint256 votes = _world.votesAt(provider, noted[i]);
            assert(_stakes.getPastVotes(provider, noted[i]) == votes);
            uint256 next = i + 1 < noted.length ? noted[i + 1] : block.timestamp;
            assert(_stakes.getPastVotes(provider, next - 1) == votes);
        }
        assert(_stakes.getPastVotes(provider, 1) == 0);
    }

    /// @dev S6: the vault balance is what was shared and not claimed, and covers what is owed.
    function _checkEarnings(address token) private view {
        uint256 held = _world.vault().balanceOf(address(_stakes), uint160(token));
        assert(held == _world.shared(token) - _world.claimed(token));
        assert(_owed(token) <= held);
    }

    /// @dev S7: nobody but who was harmed by failed jobs gets out more than it put in; a delegator at most the units that
    /// others, coming or leaving before it, lost by rounding.
    function _checkNobodyGains() private view {
        (uint256 allIn, uint256 allOut) = (0, 0);
        for (uint256 i = 0; i < 3; ++i) {
            address account = _world.delegators(i);
            (uint256 paidIn, uint256 out) = (_world.paidIn(account), _world.paidOut(account));
            for (uint256 j = 0; j < 2; ++j) {
                (address provider, address market) = (_world.providers(j), _world.markets(j));
                DelegationState memory state = _stakes.delegationOf(provider, market, account);
                out += state.amount + state.thawing;
            }
            assert(out <= paidIn + _world.roundings());
            (allIn, allOut) = (allIn + paidIn, allOut + out);
        }
        assert(allOut <= allIn);
        for (uint256 i = 0; i < 2; ++i) {
            address account = _world.providers(i);
            assert(_world.paidOut(account) <= _world.paidIn(account));
        }
    }

    function _checkLeftovers(address token) private view {
        // Each sharing and each holder leaves less than one unit of rounding behind.
        uint256 held = _world.vault().balanceOf(address(_stakes), uint160(token));
        assert(held - _owed(token) <= _world.shares(token) + 3 * 2 * 256);
    }

    /* INTERNAL: LEAVING */

    /// @dev By the vault's clock: the optimizer takes `block.timestamp` to be the same throughout a call.
    function _wait() private {
        vm.warp(_stakes.clock() + 28 days);
    }

    function _leave(uint256 index) private {
        address provider = _world.providers(index);
        for (uint256 j = 0; j < 2; ++j) {
            address market = _world.markets(j);
            if (_stakes.thawsOf(provider, market).length != 0)
                _world.noteOut(provider, _stakes.withdraw(provider, market));
            uint96 active = _stakes.provisionOf(provider, market).active;
            if (active == 0) continue;
            vm.prank(provider);
            _stakes.thaw(market, active);
        }
        address poolMarket = _world.markets(index);
        for (uint256 j = 0; j < 3; ++j) {
            address delegator = _world.delegators(j);
            _withdrawAll(provider, poolMarket, delegator);
            uint128 held = _stakes.delegationOf(provider, poolMarket, delegator).shares;
            if (held == 0) continue;
            vm.prank(delegator);
            _stakes.undelegate(provider, poolMarket, held, 0);
        }
    }

    function _withdraw(uint256 index) private {
        address provider = _world.providers(index);
        for (uint256 j = 0; j < 2; ++j) {
            address market = _world.markets(j);
            if (_stakes.thawsOf(provider, market).length != 0)
                _world.noteOut(provider, _stakes.withdraw(provider, market));
        }
        address poolMarket = _world.markets(index);
        for (uint256 j = 0; j < 3; ++j) {
            address delegator = _world.delegators(j);
            _withdrawAll(provider, poolMarket, delegator);
        }
    }

    /* INTERNAL: SUMS */

    function _lockedByJobs(
        address provider,
        address market
    ) private view returns (uint256 own, uint256 pooled) {
        for (uint256 i = 0; i < _world.jobCount(); ++i) {
            (address of_, address in_, , uint96 locked, , uint16 ownBps) = _world.jobs(i);
            if (of_ != provider || in_ != market) continue;
            uint256 part = _world.ownOf(locked, ownBps);
            own += part;
            pooled += locked - part;
        }
    }

    function _sum(PendingThaw[] memory pending) private pure returns (uint256 amount, uint256 count) {
        count = pending.length;
        for (uint256 i = 0; i < count; ++i) amount += pending[i].amount;
    }

    function _credits() private view returns (uint256 sum) {
        for (uint256 i = 0; i < 4; ++i) sum += _stakes.creditOf(_world.harmed(i));
    }

    function _owed(address token) private view returns (uint256 sum) {
        for (uint256 i = 0; i < 2; ++i) {
            (address provider, address market) = (_world.providers(i), _world.markets(i));
            for (uint256 j = 0; j < 3; ++j)
                sum += _stakes.earningsOf(provider, market, _world.delegators(j), token);
        }
    }

    function _withdrawAll(address provider, address market, address delegator) private {
        uint256 requests = _stakes.undelegationsOf(provider, market, delegator).length;
        if (requests == 0) return;
        _world.noteOut(delegator, _stakes.withdrawDelegated(provider, market, delegator));
        _world.noteTogether(requests);
    }
}
