// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {IStakeVault} from "./IStakeVault.sol";

/// @title StakeVault
/// @notice Holds all staked WEFT, as one provision per provider and market; providers fill and thaw their own, a
/// market locks and slashes what was provisioned to it. Ownerless.
/// @dev The token is WEFT: it has no hooks and no fee, and its transfers fail for lack of balance alone. So no call
/// can re-enter, and amounts fit 96 bits. A slash is credited rather than sent: that costs a third.
contract StakeVault is IStakeVault {
    using SafeERC20 for IERC20;
    using SafeCast for uint256;

    /// @notice Requests that can wait at a time in one provision; bounds the loop of {withdraw}.
    uint256 public constant MAX_THAWS = 100;
    uint32 public constant MIN_THAW_SECONDS = 7 days;
    uint32 public constant MAX_THAW_SECONDS = 90 days;

    /// @dev Below one base unit in this many shares, thawing stake is not divided further: shares stay in 128 bits.
    uint256 private constant MAX_SHARES_PER_UNIT = 2 ** 32;

    /// @inheritdoc IStakeVault
    address public immutable token;
    /// @inheritdoc IStakeVault
    uint32 public immutable thawSeconds;

    mapping(address provider => mapping(address market => Provision)) private _provisions;
    mapping(address provider => mapping(address market => mapping(uint256 index => Thaw))) private _thaws;
    mapping(address account => uint256 amount) private _credits;

    /// @param token_ WEFT.
    /// @param thawSeconds_ Seconds between a thaw and its withdrawal, within the bounds above.
    constructor(address token_, uint32 thawSeconds_) {
        require(
            thawSeconds_ >= MIN_THAW_SECONDS && thawSeconds_ <= MAX_THAW_SECONDS,
            StakeInvalidThawSeconds(thawSeconds_, MIN_THAW_SECONDS, MAX_THAW_SECONDS)
        );
        token = token_;
        thawSeconds = thawSeconds_;
    }

    /* STAKE IN */

    /// @inheritdoc IStakeVault
    function provision(address market, uint96 amount) external {
        _provision(msg.sender, market, amount);
    }

    /// @inheritdoc IStakeVault
    function provisionWithPermit(
        address market,
        uint96 amount,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external {
        // Whoever sent the permit first only did our work: the allowance is there all the same.
        try IERC20Permit(token).permit(msg.sender, address(this), amount, deadline, v, r, s) {} catch {}
        _provision(msg.sender, market, amount);
    }

    /* STAKE BEHIND JOBS */

    /// @inheritdoc IStakeVault
    function lock(address provider, uint96 amount) external {
        if (amount == 0) return;
        Provision storage p = _provisions[provider][msg.sender];
        (uint96 active, uint96 locked) = (p.active, p.locked);
        uint256 free = active > locked ? active - locked : 0;
        require(amount <= free, StakeInsufficientFree(provider, msg.sender, free, amount));
        unchecked {
            p.locked = locked + amount; // at most `active`
        }
        emit Locked(provider, msg.sender, amount);
    }

    /// @inheritdoc IStakeVault
    function unlock(address provider, uint96 amount) external {
        if (amount == 0) return;
        Provision storage p = _provisions[provider][msg.sender];
        uint96 locked = p.locked;
        require(amount <= locked, StakeInsufficientLocked(provider, msg.sender, locked, amount));
        unchecked {
            p.locked = locked - amount; // at most `locked`
        }
        emit Unlocked(provider, msg.sender, amount);
    }

    /// @inheritdoc IStakeVault
    function slash(address provider, uint96 locked, uint96 amount, address recipient) external {
        require(amount != 0, StakeZeroAmount());
        require(amount <= locked, StakeSlashAboveLock(amount, locked));
        Provision storage p = _provisions[provider][msg.sender];
        (uint96 active, uint96 lockedBefore) = (p.active, p.locked);
        require(locked <= lockedBefore, StakeInsufficientLocked(provider, msg.sender, lockedBefore, locked));
        uint96 fromActive = amount < active ? amount : active;
        unchecked {
            (p.active, p.locked) = (active - fromActive, lockedBefore - locked); // each at most what it is taken from
        }
        emit Slashed(provider, msg.sender, recipient, locked, amount);
        if (fromActive < amount) _slashThawing(p, provider, amount - fromActive);
        _credits[recipient] += amount;
    }

    /* STAKE OUT */

    /// @inheritdoc IStakeVault
    function thaw(address market, uint96 amount) external returns (uint40 readyAt) {
        require(amount != 0, StakeZeroAmount());
        Provision storage p = _provisions[msg.sender][market];
        require(amount <= p.active, StakeInsufficient(msg.sender, market, p.active, amount));
        require(p.nextThaw - p.firstThaw < MAX_THAWS, StakeTooManyThaws(MAX_THAWS));

        (uint96 thawing, uint128 totalShares) = (p.thawing, p.thawingShares);
        // Rounds down, in favour of the requests that wait already.
        uint128 shares = thawing == 0 ? amount : Math.mulDiv(amount, totalShares, thawing).toUint128();
        readyAt = uint40(block.timestamp) + thawSeconds;
        p.active -= amount;
        p.thawing = thawing + amount;
        p.thawingShares = totalShares + shares;
        uint256 index = p.nextThaw++;
        _thaws[msg.sender][market][index] = Thaw({shares: shares, readyAt: readyAt, round: p.thawRound});
        emit ThawStarted(msg.sender, market, index, amount, shares, readyAt);
    }

    /// @inheritdoc IStakeVault
    function withdraw(address provider, address market) external returns (uint256 amount) {
        Provision storage p = _provisions[provider][market];
        (uint64 first, uint64 next) = (p.firstThaw, p.nextThaw);
        uint64 index = first;
        for (; index < next; ++index) {
            Thaw memory request = _thaws[provider][market][index];
            if (request.readyAt > block.timestamp) break;
            if (request.round == p.thawRound) {
                uint96 value = _valueOf(p, request.shares);
                // What stands behind open jobs stays: a market that keeps to half the thaw time never gets here.
                uint256 needed = uint256(p.locked) + value;
                if (uint256(p.active) + p.thawing < needed) {
                    require(index != first, StakeBehindJobs(provider, market, p.locked));
                    break;
                }
                p.thawing -= value;
                p.thawingShares -= request.shares;
                amount += value;
            }
            delete _thaws[provider][market][index];
        }
        require(
            index != first,
            StakeNothingReady(provider, market, first == next ? 0 : _thaws[provider][market][first].readyAt)
        );
        p.firstThaw = index;
        emit Withdrawn(provider, market, amount, index - first);
        if (amount != 0) IERC20(token).safeTransfer(provider, amount);
    }

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
    function provisionOf(address provider, address market) external view returns (Provision memory) {
        return _provisions[provider][market];
    }

    /// @inheritdoc IStakeVault
    function thawAt(address provider, address market, uint256 index) external view returns (Thaw memory) {
        return _thaws[provider][market][index];
    }

    /// @inheritdoc IStakeVault
    function freeOf(address provider, address market) external view returns (uint256) {
        Provision storage p = _provisions[provider][market];
        return p.active > p.locked ? p.active - p.locked : 0;
    }

    /* INTERNAL */

    function _provision(address provider, address market, uint96 amount) private {
        require(market != address(0), StakeInvalidMarket(market));
        require(amount != 0, StakeZeroAmount());
        _provisions[provider][market].active += amount;
        emit Provisioned(provider, market, amount);
        IERC20(token).safeTransferFrom(provider, address(this), amount);
    }

    /// @dev Takes from every request alike. What is left under one base unit per `MAX_SHARES_PER_UNIT` shares
    /// returns to the active stake, where it is whole, and the requests are void.
    function _slashThawing(Provision storage p, address provider, uint96 amount) private {
        uint96 left = p.thawing - amount; // `locked` was covered by `active + thawing`
        if (uint256(left) * MAX_SHARES_PER_UNIT < p.thawingShares) {
            p.active += left;
            (p.thawing, p.thawingShares) = (0, 0);
            emit ThawsVoided(provider, msg.sender, ++p.thawRound, left);
        } else {
            p.thawing = left;
        }
    }

    /// @dev Rounds down, in favour of the requests that wait. Thawing stake never exceeds its shares, since a slash
    /// lowers it and a withdrawal leaves the rounding, so every request holds at least one share.
    function _valueOf(Provision storage p, uint128 shares) private view returns (uint96) {
        return uint96(Math.mulDiv(shares, p.thawing, p.thawingShares)); // at most `thawing`
    }
}
