// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {IStakeVault} from "../../../contracts/staking/IStakeVault.sol";
import {PendingThaw, PoolState, Provision} from "../../../contracts/staking/StakeTypes.sol";
import {TestToken} from "../../../contracts/test/TestToken.sol";
import {Fuzz} from "../Fuzz.sol";
import {StakeWorld} from "./StakeWorld.sol";

/// @title StakeHandler
/// @notice What honest people do with the stake vault: every call is well formed, and none may fail.
contract StakeHandler is Fuzz {
    StakeWorld private immutable _world;
    IStakeVault private immutable _stakes;
    IERC20 private immutable _weft;
    TestToken private immutable _money;
    TestToken private immutable _cash;

    constructor(StakeWorld world) {
        _world = world;
        (_stakes, _weft) = (world.stakes(), world.weft());
        (_money, _cash) = (world.money(), world.cash());
    }

    /// @dev The votes at the end of every call are on the bookkeeper's list.
    modifier noted() {
        _;
        _world.noteVotes();
    }

    /* OWN STAKE */

    function provision(uint256 pair, uint256 amount) external noted {
        (address provider, address market) = _pair(pair);
        uint256 balance = _weft.balanceOf(provider);
        vm.assume(balance != 0);
        amount = _within(amount, 1, balance);
        vm.prank(provider);
        _stakes.provision(market, uint96(amount));
        _world.noteIn(provider, amount);
    }

    function thaw(uint256 pair, uint256 amount) external noted {
        (address provider, address market) = _pair(pair);
        Provision memory p = _stakes.provisionOf(provider, market);
        vm.assume(p.active != 0 && p.nextThaw - p.firstThaw < 100);
        vm.prank(provider);
        _stakes.thaw(market, uint96(_within(amount, 1, p.active)));
    }

    function withdraw(uint256 pair) external noted {
        for (uint256 i = 0; i < 4; ++i) {
            (address provider, address market) = _pair((pair % 4) + i);
            if (!_canLeave(_stakes.thawsOf(provider, market), _spareOwn(provider, market))) continue;
            _world.noteOut(provider, _stakes.withdraw(provider, market));
            return;
        }
        vm.assume(false);
    }

    /* DELEGATED STAKE */

    function delegate(uint256 who, uint256 where, uint256 amount) external noted {
        (address provider, address market) = _poolPair(where);
        address delegator = _world.delegators(who % 3);
        uint256 room = _roomOf(provider, market);
        uint256 balance = _weft.balanceOf(delegator);
        if (balance < room) room = balance;
        vm.assume(room >= 1e18);
        amount = _within(amount, 1e18, room);
        vm.prank(delegator);
        uint128 shares = _stakes.delegate(provider, market, uint96(amount), 0);
        _world.noteDelegated(delegator, amount);
        PoolState memory pool = _stakes.poolOf(provider, market);
        // What was bought is never worth more than was paid for it.
        assert(uint256(shares) * pool.stake <= amount * pool.shares);
    }

    /// @dev S7: who comes and leaves at once never brings home more than it brought.
    function roundTrip(uint256 who, uint256 amount) external noted {
        for (uint256 i = 0; i < 6; ++i) {
            (address delegator, address provider, address market) = _delegation((who % 6) + i);
            uint256 room = _roomOf(provider, market);
            if (room < 1e18 || _weft.balanceOf(delegator) < room) continue;
            if (_stakes.delegationOf(provider, market, delegator).shares != 0) continue;
            if (_stakes.undelegationsOf(provider, market, delegator).length != 0) continue;
            _comeAndGo(delegator, provider, market, uint96(_within(amount, 1e18, room)));
            return;
        }
        vm.assume(false);
    }

    function undelegate(uint256 who, uint256 shares) external noted {
        for (uint256 i = 0; i < 6; ++i) {
            (address delegator, address provider, address market) = _delegation((who % 6) + i);
            uint128 held = _stakes.delegationOf(provider, market, delegator).shares;
            if (held == 0 || _stakes.undelegationsOf(provider, market, delegator).length == 100) continue;
            PoolState memory pool = _stakes.poolOf(provider, market);
            shares = _within(shares, 1, held);
            if (((held - shares) * pool.stake) / pool.shares < 1e18) shares = held;
            vm.prank(delegator);
            _stakes.undelegate(provider, market, uint128(shares), 0);
            return;
        }
        vm.assume(false);
    }

    function withdrawDelegated(uint256 who) external noted {
        for (uint256 i = 0; i < 6; ++i) {
            (address delegator, address provider, address market) = _delegation((who % 6) + i);
            PendingThaw[] memory pending = _stakes.undelegationsOf(provider, market, delegator);
            if (!_canLeave(pending, _sparePool(provider, market))) continue;
            _world.noteOut(delegator, _stakes.withdrawDelegated(provider, market, delegator));
            uint256 left = _stakes.undelegationsOf(provider, market, delegator).length;
            _world.noteTogether(pending.length - left);
            return;
        }
        vm.assume(false);
    }

    function setCommission(uint256 where, uint256 commissionBps) external {
        (address provider, address market) = _poolPair(where);
        vm.prank(provider);
        _stakes.setCommission(market, uint16(_within(commissionBps, 0, 5_000)));
    }

    /* JOBS */

    function lockFor(uint256 pair, uint256 amount, bool isCash) external {
        (address provider, address market) = _pair(pair);
        uint256 free = _stakes.freeOf(provider, market);
        vm.assume(free != 0);
        // Every other job takes all there is.
        uint96 locked = uint96(amount % 2 == 0 ? free : _within(amount, 1, free));
        // A lock that both bear can find a ten-thousandth of itself less.
        if (!_stakes.canTake(provider, market, locked)) locked = _mixedOf(provider, market);
        vm.assume(locked != 0);
        address token = address(isCash ? _cash : _money);
        uint256 ownFree = _freeOwn(provider, market);
        vm.prank(market);
        (uint32 poolPpm, uint16 ownBps) = _stakes.lockFor(provider, locked, token);
        assert(poolPpm <= 1_000_000 && ownBps <= 10_000);
        // The provider's own comes first, to the basis point.
        assert(locked > ownFree || ownBps == 10_000);
        assert(_world.ownOf(locked, ownBps) <= ownFree);
        assert(locked <= ownFree || (uint256(ownBps) + 1) * locked > ownFree * 10_000);
        _world.openJob(StakeWorld.Job(provider, market, token, locked, poolPpm, ownBps));
    }

    function settle(uint256 which, uint256 pay) external {
        StakeWorld.Job memory job = _takeJob(which);
        vm.prank(job.market);
        _stakes.unlock(job.provider, job.locked, job.ownBps);
        uint256 pooled = (_within(pay, 0, 1_000e18) * job.poolPpm) / 1_000_000;
        if (pooled == 0) return;
        vm.prank(job.market);
        uint256 taken = _stakes.shareEarnings(job.provider, job.token, pooled);
        if (taken != 0) _world.noteShared(job.token, taken);
    }

    function slash(uint256 which, uint256 amount, uint256 who) external noted {
        StakeWorld.Job memory job = _takeJob(which);
        _slash(job, uint96(_within(amount, 1, job.locked)), _harmed(who));
    }

    /// @dev Takes all of a job's collateral, as the random amounts of {slash} hardly ever do.
    function slashAll(uint256 which, uint256 who) external noted {
        StakeWorld.Job memory job = _takeJob(which);
        _slash(job, job.locked, _harmed(who));
    }

    function slashLate(uint256 which, uint256 amount, uint256 who) external noted {
        StakeWorld.Job memory job = _takeJob(which);
        uint96 asked = uint96(_within(amount, 1, job.locked));
        address client = _harmed(who);
        uint256 credit = _stakes.creditOf(client);
        vm.prank(job.market);
        (uint96 slashed, uint96 credited) = _stakes.slashLate(
            job.provider,
            job.locked,
            job.ownBps,
            asked,
            client
        );
        assert(slashed == 0 || slashed == asked);
        assert(credited == (slashed == 0 ? 0 : _creditOf(job, asked)));
        assert(_stakes.creditOf(client) == credit + credited);
        _world.noteCredit(job.market, client, credited);
        _world.noteBurnt(slashed - credited);
    }

    /* MONEY OUT */

    function claim(uint256 who) external {
        address client = _harmed(who);
        (uint256 due, uint256 nextAt) = _world.dueOf(client);
        (uint256 said, uint40 saidNextAt) = _stakes.claimOf(client);
        assert(said == due && saidNextAt == nextAt);
        vm.assume(due != 0);
        assert(_stakes.claim(client) == due);
        _world.noteTaken(client, due);
        _world.noteOut(client, due);
    }

    function claimEarnings(uint256 who) external {
        for (uint256 i = 0; i < 12; ++i) {
            (address delegator, address provider, address market) = _delegation((who % 6) + i);
            address token = address(i < 6 ? _cash : _money);
            uint256 earned = _stakes.earningsOf(provider, market, delegator, token);
            if (earned == 0) continue;
            vm.prank(delegator);
            assert(_stakes.claimEarnings(provider, market, token) == earned);
            _world.noteClaimed(token, earned);
            return;
        }
        vm.assume(false);
    }

    /* THE REST OF THE WORLD */

    function donate(uint256 who, uint256 amount) external {
        address delegator = _world.delegators(who % 3);
        uint256 balance = _weft.balanceOf(delegator);
        vm.assume(balance != 0);
        amount = _within(amount, 1, balance < 1e18 ? balance : 1e18);
        vm.prank(delegator);
        _weft.transfer(address(_stakes), amount);
        _world.noteDonation(amount);
    }

    function wait(uint256 time) external {
        vm.warp(_stakes.clock() + (time % 2 == 0 ? 28 days : _within(time, 1, 7 days)));
    }

    /* INTERNAL */

    function _pair(uint256 pair) private view returns (address provider, address market) {
        return (_world.providers(pair % 2), _world.markets((pair / 2) % 2));
    }

    function _delegation(
        uint256 which
    ) private view returns (address delegator, address provider, address market) {
        delegator = _world.delegators(which % 3);
        (provider, market) = _poolPair(which / 3);
    }

    function _comeAndGo(address delegator, address provider, address market, uint96 amount) private {
        vm.prank(delegator);
        uint128 shares = _stakes.delegate(provider, market, amount, 0);
        _world.noteDelegated(delegator, amount);
        vm.prank(delegator);
        _stakes.undelegate(provider, market, shares, 0);
        _world.noteVotes();
        vm.warp(_stakes.clock() + 28 days);
        PendingThaw[] memory pending = _stakes.undelegationsOf(provider, market, delegator);
        assert(pending[0].amount <= amount);
        if (!_canLeave(pending, _sparePool(provider, market))) return;
        uint256 out = _stakes.withdrawDelegated(provider, market, delegator);
        assert(out == pending[0].amount);
        _world.noteOut(delegator, out);
    }

    /// @dev S9: a slash credits what of it was the job's own part, whatever was slashed before it, to be claimed a thaw
    /// time later, and burns the rest.
    function _slash(StakeWorld.Job memory job, uint96 amount, address client) private {
        uint256 credit = _stakes.creditOf(client);
        uint256 expected = _creditOf(job, amount);
        vm.prank(job.market);
        uint96 credited = _stakes.slash(job.provider, job.locked, job.ownBps, amount, client);
        assert(credited == expected);
        assert(_stakes.creditOf(client) == credit + expected);
        _world.noteCredit(job.market, client, expected);
        (uint256 due, uint256 nextAt) = _world.dueOf(client);
        (uint256 said, uint40 saidNextAt) = _stakes.claimOf(client);
        assert(said == due && saidNextAt == nextAt);
        _world.noteBurnt(amount - expected);
    }

    function _creditOf(StakeWorld.Job memory job, uint96 amount) private view returns (uint256) {
        uint256 own = _world.ownOf(job.locked, job.ownBps);
        return amount < own ? amount : own;
    }

    function _freeOwn(address provider, address market) private view returns (uint256) {
        Provision memory p = _stakes.provisionOf(provider, market);
        return p.active > p.locked ? p.active - p.locked : 0;
    }

    /// @dev The lock that own and delegated stake can always bear together: all that is free, less what the basis point
    /// can cost.
    function _mixedOf(address provider, address market) private view returns (uint96) {
        uint256 own = _freeOwn(provider, market);
        uint256 pooled = _stakes.freeOf(provider, market) - own;
        uint256 less = (own + pooled) / 10_000 + 2;
        if (own + pooled <= less) return 0;
        uint96 locked = uint96(own + pooled - less);
        assert(_stakes.canTake(provider, market, locked));
        return locked;
    }

    /// @dev Whether the oldest request is ready and not needed by an open job. Void requests leave before that, but
    /// cannot be told here from those that are worth less than a unit.
    function _canLeave(PendingThaw[] memory pending, uint256 spare) private view returns (bool) {
        if (pending.length == 0) return false;
        return pending[0].readyAt <= block.timestamp && pending[0].amount <= spare;
    }

    function _spareOwn(address provider, address market) private view returns (uint256) {
        Provision memory p = _stakes.provisionOf(provider, market);
        return uint256(p.active) + p.thawing - p.locked;
    }

    function _sparePool(address provider, address market) private view returns (uint256) {
        PoolState memory pool = _stakes.poolOf(provider, market);
        return pool.stake - pool.locked;
    }

    /// @dev Each provider has its pool in the market of its number.
    function _poolPair(uint256 where) private view returns (address provider, address market) {
        return (_world.providers(where % 2), _world.markets(where % 2));
    }

    function _harmed(uint256 who) private view returns (address) {
        return _world.harmed(who % 4);
    }

    function _takeJob(uint256 which) private returns (StakeWorld.Job memory job) {
        uint256 count = _world.jobCount();
        vm.assume(count != 0);
        (job.provider, job.market, job.token, job.locked, job.poolPpm, job.ownBps) = _world.jobs(
            which % count
        );
        _world.closeJob(which % count);
    }

    /// @dev What the pool can still take in.
    function _roomOf(address provider, address market) private view returns (uint256) {
        PoolState memory pool = _stakes.poolOf(provider, market);
        if (block.timestamp <= pool.closedUntil) return 0;
        if (uint256(pool.stake) << 16 < pool.shares) return 0;
        // One unit less, for what the addition rounds up.
        uint256 limit = uint256(_stakes.provisionOf(provider, market).active) * 10;
        return limit > uint256(pool.active) + 1 ? limit - pool.active - 1 : 0;
    }
}
