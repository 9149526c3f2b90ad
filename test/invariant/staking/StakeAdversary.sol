// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDelegation} from "../../../contracts/staking/IDelegation.sol";
import {IStakeVault} from "../../../contracts/staking/IStakeVault.sol";
import {IStakeVotes} from "../../../contracts/staking/IStakeVotes.sol";
import {PendingThaw, PoolState, Provision} from "../../../contracts/staking/StakeTypes.sol";
import {Fuzz} from "../Fuzz.sol";
import {StakeWorld} from "./StakeWorld.sol";

/// @title StakeAdversary
/// @notice What nobody may do with the stake vault: every call is ill formed or by somebody not entitled to it, and
/// one that goes through is a finding.
contract StakeAdversary is Fuzz {
    address private constant STRANGER = address(0xE1);

    StakeWorld private immutable _world;
    address private immutable _stakes;
    IStakeVault private immutable _view;

    constructor(StakeWorld world) {
        _world = world;
        _stakes = address(world.stakes());
        _view = IStakeVault(_stakes);
    }

    /* MORE THAN THERE IS */

    function lockAboveOwn(uint256 who, uint256 where, uint256 more) external {
        (address provider, address market) = _pair(who, where);
        uint96 amount = uint96(_freeOwn(provider, market) + _within(more, 1, 2 ** 90));
        _refused(market, abi.encodeCall(IStakeVault.lock, (provider, amount)));
    }

    function lockAboveFree(uint256 who, uint256 where, uint256 more) external {
        (address provider, address market) = _pair(who, where);
        uint96 amount = uint96(_view.freeOf(provider, market) + _within(more, 1, 2 ** 90));
        address money = address(_world.money());
        assert(!_view.canTake(provider, market, amount));
        _refused(market, abi.encodeCall(IStakeVault.lockFor, (provider, amount, money)));
    }

    function unlockAboveLocked(uint256 who, uint256 where, uint256 more, uint16 ownBps) external {
        (address provider, address market) = _pair(who, where);
        uint96 amount = uint96(_lockedOf(provider, market) + _within(more, 1, 2 ** 90));
        _refused(market, abi.encodeCall(IStakeVault.unlock, (provider, amount, ownBps)));
    }

    function slashAboveLocked(uint256 who, uint256 where, uint256 more, uint16 ownBps, bool isLate) external {
        (address provider, address market) = _pair(who, where);
        uint96 amount = uint96(_lockedOf(provider, market) + _within(more, 1, 2 ** 90));
        _refused(market, _slashCall(provider, amount, ownBps, amount, isLate));
    }

    /// @dev More than is locked of one part, however much is of the other.
    function slashAbovePart(uint256 who, uint256 where, uint256 more, bool isOwn, bool isLate) external {
        (address provider, address market) = _pair(who, where);
        uint256 locked =
            isOwn ? _view.provisionOf(provider, market).locked : _view.poolOf(provider, market).locked;
        uint96 amount = uint96(locked + _within(more, 1, 2 ** 90));
        _refused(market, _slashCall(provider, amount, isOwn ? 10_000 : 0, amount, isLate));
    }

    function slashAboveLock(uint256 who, uint256 where, uint256 more, bool isLate) external {
        (address provider, address market) = _pair(who, where);
        uint96 locked = uint96(_lockedOf(provider, market));
        _refused(
            market,
            _slashCall(provider, locked, 10_000, uint96(locked + _within(more, 1, 2 ** 90)), isLate)
        );
    }

    function thawAboveActive(uint256 who, uint256 where, uint256 more) external {
        (address provider, address market) = _pair(who, where);
        uint96 amount = uint96(_view.provisionOf(provider, market).active + _within(more, 1, 2 ** 90));
        _refused(provider, abi.encodeCall(IStakeVault.thaw, (market, amount)));
    }

    function undelegateAboveHeld(uint256 who, uint256 where, uint256 more) external {
        (address provider, address market) = _poolPair(where);
        address delegator = _world.delegators(who % 3);
        uint256 held = _view.delegationOf(provider, market, delegator).shares;
        uint128 shares = uint128(held + _within(more, 1, 2 ** 120));
        _refused(delegator, abi.encodeCall(IDelegation.undelegate, (provider, market, shares, 0)));
    }

    function delegateAboveMultiple(uint256 who, uint256 where, uint256 more) external {
        (address provider, address market) = _poolPair(where);
        PoolState memory pool = _view.poolOf(provider, market);
        uint256 limit = uint256(_view.provisionOf(provider, market).active) * 10;
        uint256 room = limit > pool.active ? limit - pool.active : 0;
        uint96 amount = uint96(room + 1 + _within(more, 1e18, 2 ** 88));
        address delegator = _world.delegators(who % 3);
        _refused(delegator, abi.encodeCall(IDelegation.delegate, (provider, market, amount, 0)));
    }

    /* TOO EARLY */

    function withdrawEarly(uint256 who, uint256 where) external {
        (address provider, address market) = _pair(who, where);
        PendingThaw[] memory pending = _view.thawsOf(provider, market);
        // What a slash voided, and so is worth nothing, may leave before its time.
        bool isWorth = pending.length != 0 && pending[0].amount != 0;
        vm.assume(pending.length == 0 || (isWorth && pending[0].readyAt > block.timestamp));
        _refused(provider, abi.encodeCall(IStakeVault.withdraw, (provider, market)));
    }

    function withdrawDelegatedEarly(uint256 who, uint256 where) external {
        (address provider, address market) = _poolPair(where);
        address delegator = _world.delegators(who % 3);
        PendingThaw[] memory pending = _view.undelegationsOf(provider, market, delegator);
        // What a slash voided, and so is worth nothing, may leave before its time.
        bool isWorth = pending.length != 0 && pending[0].amount != 0;
        vm.assume(pending.length == 0 || (isWorth && pending[0].readyAt > block.timestamp));
        _refused(delegator, abi.encodeCall(IDelegation.withdrawDelegated, (provider, market, delegator)));
    }

    /// @dev Own stake that stands behind an open job stays, however long a market holds the lock.
    function withdrawLocked(uint256 who, uint256 where) external {
        (address provider, address market) = _pair(who, where);
        Provision memory p = _view.provisionOf(provider, market);
        uint96 free = uint96(_freeOwn(provider, market));
        vm.assume(free != 0 && p.firstThaw == p.nextThaw);
        vm.prank(market);
        _view.lock(provider, free);
        vm.prank(provider);
        _view.thaw(market, p.active);
        vm.warp(_view.clock() + 28 days);
        _refused(provider, abi.encodeCall(IStakeVault.withdraw, (provider, market)));
        vm.prank(market);
        _view.unlock(provider, free, 10_000);
    }

    /// @dev Delegated stake too.
    function withdrawDelegatedLocked(uint256 who, uint256 where) external {
        (address provider, address market) = _poolPair(where);
        address delegator = _world.delegators(who % 3);
        uint128 shares = _view.delegationOf(provider, market, delegator).shares;
        vm.assume(shares != 0 && _view.undelegationsOf(provider, market, delegator).length == 0);
        uint96 own = uint96(_freeOwn(provider, market));
        uint96 pooled = uint96(_view.freeOf(provider, market) - own);
        PoolState memory pool = _view.poolOf(provider, market);
        vm.assume(_worthOf(shares, pool) > pool.stake - pool.locked - pooled);
        address money = address(_world.money());
        vm.prank(market);
        _view.lock(provider, own);
        vm.prank(market);
        _view.lockFor(provider, pooled, money);
        vm.prank(delegator);
        _view.undelegate(provider, market, shares, 0);
        vm.warp(_view.clock() + 28 days);
        _refused(delegator, abi.encodeCall(IDelegation.withdrawDelegated, (provider, market, delegator)));
        vm.prank(market);
        _view.unlock(provider, own, 10_000);
        vm.prank(market);
        _view.unlock(provider, pooled, 0);
    }

    /// @dev The least that a pool takes, while a great loss keeps newcomers out.
    function delegateWhileClosed(uint256 who, uint256 where) external {
        (address provider, address market) = _poolPair(where);
        if (_view.poolOf(provider, market).closedUntil < block.timestamp)
            (provider, market) = _poolPair(where % 2 == 0 ? 1 : 0);
        vm.assume(_view.poolOf(provider, market).closedUntil >= block.timestamp);
        address delegator = _world.delegators(who % 3);
        _refused(delegator, abi.encodeCall(IDelegation.delegate, (provider, market, 1e18, 0)));
    }

    function votesOfNow(uint256 who, uint256 later) external {
        uint256 time = block.timestamp + _within(later, 0, 1 days);
        _refused(STRANGER, abi.encodeCall(IStakeVotes.getPastVotes, (_world.providers(who % 2), time)));
    }

    /* BY SOMEBODY ELSE */

    function lockByStranger(uint256 who, uint256 amount) external {
        uint96 some = uint96(_within(amount, 1, 2 ** 90));
        _refused(STRANGER, abi.encodeCall(IStakeVault.lock, (_world.providers(who % 2), some)));
    }

    function slashByOtherMarket(uint256 which, bool isLate) external {
        uint256 count = _world.jobCount();
        vm.assume(count != 0);
        (address provider, , , uint96 locked, , uint16 ownBps) = _world.jobs(which % count);
        _refused(STRANGER, _slashCall(provider, locked, ownBps, locked, isLate));
    }

    function thawByStranger(uint256 who, uint256 where, uint256 amount) external {
        (address provider, address market) = _pair(who, where);
        uint96 active = _view.provisionOf(provider, market).active;
        vm.assume(active != 0);
        uint96 some = uint96(_within(amount, 1, active));
        _refused(STRANGER, abi.encodeCall(IStakeVault.thawFor, (provider, market, some)));
    }

    function claimByNobody(uint256 where, bool isCash) external {
        (address provider, address market) = _poolPair(where);
        address token = address(isCash ? _world.cash() : _world.money());
        _refused(STRANGER, abi.encodeCall(IDelegation.claimEarnings, (provider, market, token)));
    }

    function shareWithoutMoney(uint256 where, uint256 amount) external {
        (address provider, address market) = _poolPair(where);
        PoolState memory pool = _view.poolOf(provider, market);
        vm.assume(pool.shares != pool.thawingShares);
        uint256 above = _world.FUNDS() + _within(amount, 1, 1e18);
        address money = address(_world.money());
        _refused(market, abi.encodeCall(IDelegation.shareEarnings, (provider, money, above)));
    }

    /* AROUND THE RULES */

    function lockInOtherToken(uint256 where) external {
        (address provider, address market) = _poolPair(where);
        bool isCounted = _view.poolOf(provider, market).active != 0;
        vm.assume(isCounted && _view.provisionOf(provider, market).active != 0);
        _refused(market, abi.encodeCall(IStakeVault.lockFor, (provider, 0, STRANGER)));
        _refused(market, abi.encodeCall(IStakeVault.poolPpmOf, (provider, market, STRANGER)));
    }

    function openPoolAgain(uint256 where) external {
        (address provider, address market) = _poolPair(where);
        address[] memory tokens = new address[](1);
        tokens[0] = STRANGER;
        _refused(provider, abi.encodeCall(IDelegation.openPool, (market, 0, tokens)));
    }

    function raiseAboveCap(uint256 where, uint256 more) external {
        (address provider, address market) = _poolPair(where);
        uint16 commission = uint16(_within(more, 5_001, type(uint16).max));
        _refused(provider, abi.encodeCall(IDelegation.setCommission, (market, commission)));
    }

    function delegateDust(uint256 who, uint256 where, uint256 amount) external {
        (address provider, address market) = _poolPair(where);
        uint96 dust = uint96(_within(amount, 0, 1e18 - 1));
        address delegator = _world.delegators(who % 3);
        _refused(delegator, abi.encodeCall(IDelegation.delegate, (provider, market, dust, 0)));
    }

    /* INTERNAL */

    function _refused(address caller, bytes memory call) private {
        vm.prank(caller);
        (bool isOk, ) = _stakes.call(call);
        assert(!isOk);
    }

    function _slashCall(
        address provider,
        uint96 locked,
        uint16 ownBps,
        uint96 amount,
        bool isLate
    ) private pure returns (bytes memory) {
        return
            isLate
                ? abi.encodeCall(IStakeVault.slashLate, (provider, locked, ownBps, amount, STRANGER))
                : abi.encodeCall(IStakeVault.slash, (provider, locked, ownBps, amount, STRANGER));
    }

    function _freeOwn(address provider, address market) private view returns (uint256) {
        Provision memory p = _view.provisionOf(provider, market);
        return p.active > p.locked ? p.active - p.locked : 0;
    }

    function _lockedOf(address provider, address market) private view returns (uint256) {
        return uint256(_view.provisionOf(provider, market).locked) + _view.poolOf(provider, market).locked;
    }

    function _worthOf(uint256 shares, PoolState memory pool) private pure returns (uint256) {
        return (shares * pool.stake) / pool.shares;
    }

    function _pair(uint256 who, uint256 where) private view returns (address provider, address market) {
        return (_world.providers(who % 2), _world.markets(where % 2));
    }

    function _poolPair(uint256 where) private view returns (address provider, address market) {
        return (_world.providers(where % 2), _world.markets(where % 2));
    }
}
