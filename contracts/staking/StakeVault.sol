// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC6909} from "@openzeppelin/contracts/interfaces/IERC6909.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

import {Delegation} from "./Delegation.sol";
import {IStakeVault} from "./IStakeVault.sol";
import {OwnStake} from "./OwnStake.sol";
import {SharePot} from "./SharePot.sol";
import {StakeLedger} from "./StakeLedger.sol";

/// @title StakeVault
/// @notice Holds all staked WEFT and the unclaimed earnings of delegators; providers and delegators bring and take
/// their own, a market locks and slashes what was put at its disposal. Ownerless.
/// @dev The token is WEFT: it has no hooks and no fee, and its transfers fail for lack of balance alone; the vault's
/// transfers call nobody. So no call can re-enter, and amounts fit 96 bits. A slash is credited rather than sent:
/// that costs a third.
contract StakeVault is OwnStake, Delegation {
    using SafeERC20 for IERC20;
    using SharePot for SharePot.Pot;

    uint32 public constant MIN_THAW_SECONDS = 7 days;
    uint32 public constant MAX_THAW_SECONDS = 90 days;
    /// @notice A provider that was not late for a market in this time is not slashed for being late.
    uint40 public constant LATE_WINDOW_SECONDS = 30 days;

    /// @notice Whom the part of a slash that delegators lost is credited to: nobody. Paid to the client, it would pay
    /// a provider to fail a job it gave itself.
    address public constant BURN = 0x000000000000000000000000000000000000dEaD;

    /// @dev Below one base unit in this many shares, thawing stake is not divided further: shares stay in 128 bits.
    uint256 private constant MAX_SHARES_PER_UNIT = 2 ** 32;

    mapping(address account => uint256 amount) private _credits;

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
        if (amount != 0) _lock(_stakes[provider][msg.sender], provider, amount);
    }

    /// @inheritdoc IStakeVault
    function lockFor(
        address provider,
        uint96 amount,
        address paymentToken
    ) external returns (uint32 poolPpm) {
        Stake storage stake = _stakes[provider][msg.sender];
        poolPpm = _poolPpm(stake, provider, msg.sender, paymentToken);
        if (amount != 0) _lock(stake, provider, amount);
    }

    /// @inheritdoc IStakeVault
    function unlock(address provider, uint96 amount) external {
        if (amount != 0) _unlock(_stakes[provider][msg.sender], provider, amount);
    }

    /// @inheritdoc IStakeVault
    function slash(address provider, uint96 locked, uint96 amount, address recipient) external {
        _checkSlash(locked, amount);
        _slash(_stakes[provider][msg.sender], provider, locked, amount, recipient);
    }

    /// @inheritdoc IStakeVault
    function slashLate(
        address provider,
        uint96 locked,
        uint96 amount,
        address recipient
    ) external returns (uint96 slashed) {
        _checkSlash(locked, amount);
        Stake storage stake = _stakes[provider][msg.sender];
        uint40 lastLateAt = stake.lastLateAt;
        stake.lastLateAt = uint40(block.timestamp);
        if (lastLateAt == 0 || block.timestamp > lastLateAt + LATE_WINDOW_SECONDS) {
            emit LatenessForgiven(provider, msg.sender, amount);
            _unlock(stake, provider, locked);
            return 0;
        }
        _slash(stake, provider, locked, amount, recipient);
        return amount;
    }

    /* SLASHED STAKE */

    /// @inheritdoc IStakeVault
    function claim(address account) external returns (uint256 amount) {
        amount = _credits[account];
        require(amount != 0, StakeNothingToClaim(account));
        _credits[account] = 0;
        emit Claimed(account, amount);
        IERC20(token).safeTransfer(account, amount);
    }

    /* VIEWS */

    /// @inheritdoc IStakeVault
    function creditOf(address account) external view returns (uint256) {
        return _credits[account];
    }

    /// @inheritdoc IStakeVault
    function lockedOf(address provider, address market) external view returns (uint256) {
        return _stakes[provider][market].locked;
    }

    /// @inheritdoc IStakeVault
    function canTake(address provider, address market, uint256 collateral) external view returns (bool) {
        return collateral <= freeOf(provider, market);
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
    function freeOf(address provider, address market) public view returns (uint256) {
        Stake storage stake = _stakes[provider][market];
        (uint256 lockable, uint256 locked) = (_lockableOf(stake, provider, market), stake.locked);
        return lockable > locked ? lockable - locked : 0;
    }

    /* INTERNAL */

    function _lock(Stake storage stake, address provider, uint96 amount) private {
        uint256 lockable = _lockableOf(stake, provider, msg.sender);
        uint96 locked = stake.locked;
        uint256 free = lockable > locked ? lockable - locked : 0;
        require(amount <= free, StakeInsufficientFree(provider, msg.sender, free, amount));
        unchecked {
            stake.locked = locked + amount; // at most what is lockable, which is at most the supply
        }
        emit Locked(provider, msg.sender, amount);
    }

    function _unlock(Stake storage stake, address provider, uint96 amount) private {
        uint96 locked = stake.locked;
        require(amount <= locked, StakeInsufficientLocked(provider, msg.sender, locked, amount));
        unchecked {
            stake.locked = locked - amount; // at most `locked`
        }
        emit Unlocked(provider, msg.sender, amount);
    }

    /// @dev What is locked is covered by active, thawing and delegated stake together. A slash takes no more of these
    /// than it frees, so what one job loses never leaves another uncovered.
    function _slash(
        Stake storage stake,
        address provider,
        uint96 locked,
        uint96 amount,
        address recipient
    ) private {
        (uint96 active, uint96 lockedBefore) = (stake.active, stake.locked);
        require(locked <= lockedBefore, StakeInsufficientLocked(provider, msg.sender, lockedBefore, locked));
        uint96 fromActive = amount < active ? amount : active;
        unchecked {
            (stake.active, stake.locked) = (active - fromActive, lockedBefore - locked); // each at most the other
        }
        emit Slashed(provider, msg.sender, recipient, locked, amount);
        _removeVotes(provider, amount);
        uint96 left = amount - fromActive;
        if (left != 0) left = _slashThawing(stake, provider, left);
        if (left != 0) {
            _slashPool(provider, left);
            _credits[BURN] += left;
        }
        if (left < amount) _credits[recipient] += amount - left;
    }

    /// @dev Returns what the thawing stake did not cover. What is left under one base unit per `MAX_SHARES_PER_UNIT`
    /// shares returns to the active stake, where it is whole, and the requests are void.
    function _slashThawing(
        Stake storage stake,
        address provider,
        uint96 amount
    ) private returns (uint96 uncovered) {
        uint96 thawing = stake.thawing.stake;
        if (thawing == 0) return amount;
        uint96 taken = amount < thawing ? amount : thawing;
        stake.thawing.lose(taken);
        if (!stake.thawing.isDividedBy(MAX_SHARES_PER_UNIT)) {
            uint96 returned = stake.thawing.voidShares();
            stake.active += returned;
            emit ThawsVoided(provider, msg.sender, stake.thawing.round, returned);
        }
        return amount - taken;
    }

    function _checkSlash(uint96 locked, uint96 amount) private pure {
        require(amount != 0, StakeZeroAmount());
        require(amount <= locked, StakeSlashAboveLock(amount, locked));
    }
}
