// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC6909} from "@openzeppelin/contracts/interfaces/IERC6909.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {IStakeVault} from "./IStakeVault.sol";
import {SharePot} from "./SharePot.sol";
import {ThawQueue} from "./ThawQueue.sol";

/// @title StakeLedger
/// @notice Holds the books of all stake: what each provider and its delegators have behind each market.
abstract contract StakeLedger is IStakeVault {
    using SharePot for SharePot.Pot;
    using ThawQueue for ThawQueue.Queue;

    /// @dev A provider's own stake behind one market.
    struct Stake {
        // slot 0, all that a job of a provider without a pool touches
        uint96 active;
        uint96 locked;
        bool hasPool;
        uint40 lastLateAt;
        // slot 1
        SharePot.Pot thawing;
        // slots 2 and 3
        ThawQueue.Queue queue;
    }

    /// @dev What others delegated to a provider behind one market.
    struct Pool {
        // slot 0
        SharePot.Pot pot;
        // slot 1
        /// A part of the pot's shares, which stay in 112 bits.
        uint120 thawingShares;
        /// Behind open jobs.
        uint96 locked;
        /// Last unix second at which it takes nobody in: before it opened, or after a great loss.
        uint40 closedUntil;
        // slot 2
        uint16 commissionBps;
        uint16 nextCommissionBps;
        uint40 nextCommissionAt;
        // slot 3
        address[] tokens;
        // slot 4
        mapping(address token => bool) isListed;
        // slot 5
        /// Earnings of one share since the round began, times `EARNINGS_SCALE`.
        mapping(uint32 round => mapping(address token => uint256)) earnedPerShare;
        // slot 6
        mapping(address delegator => Delegation) delegations;
    }

    /// @dev What one account delegated, and what it earned.

    struct Delegation {
        // slot 0
        uint128 shares;
        uint32 round;
        // slots 1 and 2
        ThawQueue.Queue queue;
        // slot 3
        mapping(address token => Earning) earnings;
    }

    /// @dev What one account earned in one token.

    struct Earning {
        // slot 0
        /// `earnedPerShare` up to which the shares were credited.
        uint256 creditedPerShare;
        // slot 1
        /// Credited and not claimed.
        uint256 owed;
    }

    uint16 internal constant BPS = 10_000;

    // Getters of bounds would cost 41 bytes each; the manual and the errors name them.
    /// @dev How many times a provider's own stake is locked and earns of what others delegated to it.
    uint256 internal constant DELEGATION_MULTIPLE = 10;
    /// @dev Requests to leave that can wait at a time in one queue; bounds the loop of a withdrawal.
    uint256 internal constant MAX_THAWS = 100;

    /// @inheritdoc IStakeVault
    address public immutable token;
    /// @inheritdoc IStakeVault
    IERC6909 public immutable vault;
    /// @inheritdoc IStakeVault
    uint32 public immutable thawSeconds;

    mapping(address provider => mapping(address market => Stake)) internal _stakes;
    mapping(address provider => mapping(address market => Pool)) internal _pools;

    constructor(address token_, IERC6909 vault_, uint32 thawSeconds_) {
        token = token_;
        vault = vault_;
        thawSeconds = thawSeconds_;
    }

    function _readyAt() internal view returns (uint40) {
        return uint40(block.timestamp) + thawSeconds; // 40 bits for the next 34,000 years
    }

    /// @dev What a pool has that is not on its way out.
    function _activeOf(Pool storage pool) internal view returns (uint96) {
        return pool.pot.valueOf(pool.pot.shares - pool.thawingShares);
    }

    /// @dev The part of the pool's active stake that `own` stake lets count.
    function _countedOf(uint256 own, Pool storage pool) internal view returns (uint256) {
        return Math.min(_activeOf(pool), own * DELEGATION_MULTIPLE);
    }

    /// @dev What can still be locked of the provider's own. It is in the slot which a lock writes anyway.
    function _freeOwn(Stake storage stake) internal view returns (uint96) {
        (uint96 active, uint96 locked) = (stake.active, stake.locked);
        return active > locked ? active - locked : 0;
    }

    /// @dev What can still be locked of what others delegated.
    function _freePool(Stake storage stake, Pool storage pool) internal view returns (uint256) {
        return Math.saturatingSub(_countedOf(stake.active, pool), pool.locked);
    }
}
