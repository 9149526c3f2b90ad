// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC6909} from "@openzeppelin/contracts/interfaces/IERC6909.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

import {CreditQueue} from "./CreditQueue.sol";
import {Delegation} from "./Delegation.sol";
import {IStakeVault} from "./IStakeVault.sol";
import {OwnStake} from "./OwnStake.sol";
import {SharePot} from "./SharePot.sol";
import {StakeLedger} from "./StakeLedger.sol";

/// @title StakeVault
/// @notice Holds all staked WEFT and the unclaimed earnings of delegators; providers and delegators bring and take
/// their own, a market locks and slashes what was put at its disposal. Ownerless.
/// @dev The token is WEFT: it has no hooks and no fee, and its transfers fail for lack of balance alone; the vault's
/// transfers call nobody. So no call can re-enter, and amounts fit 96 bits.
///
/// A slash is credited rather than sent: that costs a third, and what was stake is liquid no sooner than by a thaw. A
/// provider that could slash itself through a job of its own and have the stake back in the same block would borrow,
/// for one block, a share of the pay that is its delegators'.
contract StakeVault is OwnStake, Delegation {
    using SafeERC20 for IERC20;
    using SharePot for SharePot.Pot;
    using CreditQueue for CreditQueue.Queue;

    uint32 public constant MIN_THAW_SECONDS = 7 days;
    uint32 public constant MAX_THAW_SECONDS = 90 days;
    /// @dev A provider that was not late for a market in this time is not slashed for being late.
    uint40 private constant LATE_WINDOW_SECONDS = 30 days;

    /// @dev Below one base unit in this many shares, thawing stake is not divided further: shares stay in 128 bits.
    uint256 private constant MAX_SHARES_PER_UNIT = 2 ** 32;

    mapping(address account => CreditQueue.Queue) private _credits;

    /// @param token_ WEFT.
    /// @param vault_ Where the earnings of pools are held.
    /// @param thawSeconds_ Seconds between a request to leave and its withdrawal, within the bounds above.
    constructor(
        address token_,
        IERC6909 vault_,
        uint32 thawSeconds_
    ) StakeLedger(token_, vault_, thawSeconds_) {
        require(
            thawSeconds_ >= MIN_THAW_SECONDS && thawSeconds_ <= MAX_THAW_SECONDS,
            StakeInvalidThawSeconds(thawSeconds_, MIN_THAW_SECONDS, MAX_THAW_SECONDS)
        );
    }

    /* STAKE BEHIND JOBS */

    /// @inheritdoc IStakeVault
    function lock(address provider, uint96 amount) external {
        if (amount == 0) return;
        Stake storage stake = _stakes[provider][msg.sender];
        uint96 free = _freeOwn(stake);
        require(amount <= free, StakeInsufficientFree(provider, msg.sender, free, amount));
        _lock(stake, provider, amount);
    }

    /// @inheritdoc IStakeVault
    function lockFor(
        address provider,
        uint96 amount,
        address paymentToken
    ) external returns (uint32 poolPpm, uint16 ownBps) {
        Stake storage stake = _stakes[provider][msg.sender];
        poolPpm = _poolPpm(stake, provider, msg.sender, paymentToken);
        uint96 own;
        uint256 free;
        (free, own, ownBps) = _partsOf(stake, provider, msg.sender, amount);
        require(amount <= free, StakeInsufficientFree(provider, msg.sender, free, amount));
        if (own != 0) _lock(stake, provider, own);
        if (own == amount) return (poolPpm, ownBps);
        _pools[provider][msg.sender].locked += amount - own;
        emit PoolLocked(provider, msg.sender, amount - own);
    }

    /// @inheritdoc IStakeVault
    function unlock(address provider, uint96 amount, uint16 ownBps) external {
        if (amount == 0) return;
        _release(_stakes[provider][msg.sender], provider, amount, ownBps);
        emit Unlocked(provider, msg.sender, amount);
    }

    /// @inheritdoc IStakeVault
    function slash(
        address provider,
        uint96 locked,
        uint16 ownBps,
        uint96 amount,
        address recipient
    ) external returns (uint96 credited) {
        (Stake storage stake, uint96 own) = _releaseForSlash(provider, locked, ownBps, amount);
        return _slash(stake, provider, locked, own, amount, recipient);
    }

    /// @inheritdoc IStakeVault
    function slashLate(
        address provider,
        uint96 locked,
        uint16 ownBps,
        uint96 amount,
        address recipient
    ) external returns (uint96 slashed, uint96 credited) {
        (Stake storage stake, uint96 own) = _releaseForSlash(provider, locked, ownBps, amount);
        uint40 lastLateAt = stake.lastLateAt;
        stake.lastLateAt = uint40(block.timestamp);
        if (lastLateAt == 0 || block.timestamp > lastLateAt + LATE_WINDOW_SECONDS) {
            emit LatenessForgiven(provider, msg.sender, amount);
            emit Unlocked(provider, msg.sender, locked);
            return (0, 0);
        }
        return (amount, _slash(stake, provider, locked, own, amount, recipient));
    }

    /* SLASHED STAKE */

    /// @inheritdoc IStakeVault
    function claim(address account) external returns (uint256 amount) {
        uint40 nextAt;
        (amount, nextAt) = claimOf(account);
        require(amount != 0, StakeNothingToClaim(account, nextAt));
        _credits[account].take(amount);
        emit Claimed(account, amount);
        IERC20(token).safeTransfer(account, amount);
    }

    /* VIEWS */

    /// @inheritdoc IStakeVault
    function creditOf(address account) external view returns (uint256) {
        return _credits[account].total();
    }

    /// @inheritdoc IStakeVault
    function claimOf(address account) public view returns (uint256 amount, uint40 nextAt) {
        return _credits[account].due();
    }

    /// @inheritdoc IStakeVault
    function canTake(address provider, address market, uint96 collateral) external view returns (bool) {
        (uint256 free, , ) = _partsOf(_stakes[provider][market], provider, market, collateral);
        return collateral <= free;
    }

    /// @inheritdoc IStakeVault
    function poolPpmOf(
        address provider,
        address market,
        address paymentToken
    ) external view returns (uint32) {
        return _poolPpm(_stakes[provider][market], provider, market, paymentToken);
    }

    /// @inheritdoc IStakeVault
    function freeOf(address provider, address market) external view returns (uint256 free) {
        Stake storage stake = _stakes[provider][market];
        free = _freeOwn(stake);
        if (stake.hasPool) free += _freePool(stake, _pools[provider][market]);
    }

    /* INTERNAL */

    /// @dev How a lock is borne: by the provider's own free stake as far as that goes, to the whole basis point, so
    /// that two bytes of a job's terms say it. `free` is what there would be for this lock.
    function _partsOf(
        Stake storage stake,
        address provider,
        address market,
        uint96 amount
    ) private view returns (uint256 free, uint96 own, uint16 ownBps) {
        free = _freeOwn(stake);
        if (amount <= free || !stake.hasPool) return (free, amount, BPS);
        ownBps = uint16((free * BPS) / amount); // below `BPS`, since less is free
        own = _ownOf(amount, ownBps);
        free = own + _freePool(stake, _pools[provider][market]);
    }

    function _ownOf(uint96 amount, uint16 ownBps) private pure returns (uint96) {
        return uint96((uint256(amount) * ownBps) / BPS); // at most `amount` for shares of this contract
    }

    function _lock(Stake storage stake, address provider, uint96 amount) private {
        stake.locked += amount;
        emit Locked(provider, msg.sender, amount);
    }

    /// @dev Frees both parts of a lock and says how much of it was the provider's own.
    function _release(
        Stake storage stake,
        address provider,
        uint96 amount,
        uint16 ownBps
    ) private returns (uint96 own) {
        own = _ownOf(amount, ownBps);
        (uint96 locked, uint96 delegated) = (stake.locked, amount - own);
        require(own <= locked, StakeInsufficientLocked(provider, msg.sender, locked, own));
        if (delegated != 0) {
            Pool storage pool = _pools[provider][msg.sender];
            uint96 pooled = pool.locked;
            require(delegated <= pooled, StakeInsufficientLocked(provider, msg.sender, pooled, delegated));
            pool.locked = pooled - delegated;
        }
        unchecked {
            stake.locked = locked - own; // at most `locked`
        }
    }

    function _releaseForSlash(
        address provider,
        uint96 locked,
        uint16 ownBps,
        uint96 amount
    ) private returns (Stake storage stake, uint96 own) {
        require(amount != 0, StakeZeroAmount());
        require(amount <= locked, StakeSlashAboveLock(amount, locked));
        stake = _stakes[provider][msg.sender];
        own = _release(stake, provider, locked, ownBps);
    }

    /// @dev Takes `amount` of a lock that was freed, of which `own` was the provider's own. Own stake that is locked is
    /// covered by active and thawing stake, delegated stake that is locked by the pool. A slash takes from each no more
    /// than was freed of it, so what one job loses never leaves another uncovered, and no job that a provider gives
    /// itself uses up what stands behind others.
    ///
    /// What the pool loses is nobody's from here on. Paid to the client, it would pay a provider to fail a job it gave
    /// itself; and it stays where it is, since to send it away or to count it would cost as much as to credit it. What
    /// was burnt is the sum of {PoolSlashed}.
    function _slash(
        Stake storage stake,
        address provider,
        uint96 locked,
        uint96 own,
        uint96 amount,
        address recipient
    ) private returns (uint96 credited) {
        credited = amount < own ? amount : own;
        emit Slashed(provider, msg.sender, recipient, locked, amount);
        _removeVotes(provider, amount);
        if (credited != 0) {
            uint96 active = stake.active;
            uint96 fromActive = credited < active ? credited : active;
            stake.active = active - fromActive;
            if (fromActive != credited) _slashThawing(stake, provider, credited - fromActive);
            // A market that slashes to itself has it at once: {JuryCourt} pays jurors with it in the same call.
            if (recipient == msg.sender) _credits[recipient].addDue(credited);
            else _credits[recipient].add(credited, _readyAt());
        }
        if (credited != amount) _slashPool(provider, amount - credited);
    }

    /// @dev What is left under one base unit per `MAX_SHARES_PER_UNIT` shares returns to the active stake, where it is
    /// whole, and the requests are void.
    function _slashThawing(Stake storage stake, address provider, uint96 amount) private {
        stake.thawing.lose(amount);
        if (stake.thawing.isDividedBy(MAX_SHARES_PER_UNIT)) return;
        uint96 returned = stake.thawing.voidShares();
        stake.active += returned;
        emit ThawsVoided(provider, msg.sender, stake.thawing.round, returned);
    }
}
