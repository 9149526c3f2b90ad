// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice A provider's own stake at the disposal of one market.
struct Provision {
    /// Own stake that can be locked, in WEFT base units.
    uint96 active;
    /// Own stake behind open jobs, covered by `active + thawing`.
    uint96 locked;
    /// Own stake on its way out, slashable until it leaves.
    uint96 thawing;
    /// Shares of the thawing stake; requests hold shares, so that a slash falls on all alike.
    uint128 thawingShares;
    /// Counts the times that the thawing stake was wiped out; requests of earlier rounds are void.
    uint32 thawRound;
    /// Index of the oldest request.
    uint64 firstThaw;
    /// Index of the next request.
    uint64 nextThaw;
    /// Whether others can delegate to it.
    bool hasPool;
    /// Unix second at which the provider was last late for this market; zero for never.
    uint40 lastLateAt;
}

/// @notice A request to take stake out.
struct Thaw {
    // slot 0
    /// Of the thawing stake, or of the pool.
    uint128 shares;
    /// Unix second from which it can be withdrawn.
    uint40 readyAt;
    /// Round of the stake it was taken from when it was made.
    uint32 round;
}

/// @notice A request that waits, and what it is worth at this moment.
struct PendingThaw {
    /// Position in the queue, counted from its first request ever.
    uint256 index;
    /// WEFT base units; zero where a slash voided the request.
    uint256 amount;
    /// Unix second from which it can be withdrawn.
    uint40 readyAt;
}

/// @notice What others delegated to a provider for one market.
struct PoolState {
    /// All of it, in WEFT base units, on its way out or not.
    uint96 stake;
    /// The part that is not on its way out: all that can be locked and earn, of which no more than ten times the
    /// provider's own stake counts.
    uint96 active;
    uint128 shares;
    /// Shares on their way out: they bear losses and earn nothing.
    uint128 thawingShares;
    /// Counts the times that a slash left nothing; shares of earlier rounds are void.
    uint32 round;
    /// What the provider keeps of the pool's earnings from jobs matched now, in basis points.
    uint16 commissionBps;
    /// An announced raise and the unix second from which it holds; zero where there is none.
    uint16 nextCommissionBps;
    uint40 nextCommissionAt;
    /// Delegated stake behind open jobs, covered by `stake`.
    uint96 locked;
    /// Last unix second at which it takes nobody in: the one before it opened, or the end of the wait after a great loss.
    uint40 closedUntil;
    /// The tokens in which the provider can be paid while somebody delegates.
    address[] tokens;
}

/// @notice What one account delegated.
struct DelegationState {
    /// Shares that earn.
    uint128 shares;
    /// What they are worth, in WEFT base units.
    uint256 amount;
    /// What its requests to leave are worth together.
    uint256 thawing;
}
