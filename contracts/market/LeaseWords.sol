// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title LeaseWords
/// @notice The numbers of a lease, packed for calldata and events.
///
/// As with orders, wallets show every number as a field of its own: a lease is signed unpacked (see {LeaseHash}) and
/// travels packed. Unused bits mean nothing and are not signed.

/// @notice What a lease can cost at most.
///
/// ```
/// bits     field
/// 0-127    cap            uint128, token base units, the most that is ever paid
/// 128-255  elapsedCap     uint128, token base units, the most that is paid by elapsed time alone, without vouchers
/// ```
type LeaseCaps is uint256;

/// @notice How fast a lease can be charged, and what is held for it alone.
///
/// ```
/// bits     field
/// 0-127    ratePerHour    uint128, token base units, the most that an hour since the start can have cost
/// 128-255  reserve        uint128, token base units taken at the opening; zero for a lease that draws on a float
/// ```
type LeaseRate is uint256;

/// @notice From when to when, and how long parties wait for each other.
///
/// ```
/// bits     field
/// 0-39     startsAt        uint40, unix second from which time counts
/// 40-79    endsAt          uint40, unix second at which it stops counting
/// 80-119   expiry          uint40, last unix second at which the lease can be opened
/// 120-151  noticeSeconds   uint32, from the provider's notice to the end
/// 152-183  collectSeconds  uint32, from the end to the return of the reserve, and for which a revoked key's vouchers
///                          are good
/// 184-247  nonce           uint64, of the client, epoch << 32 | index
/// ```
type LeaseTimes is uint256;

/// @notice Where an open lease stands: its one slot. Zero for a lease that was not opened.
///
/// ```
/// bits     field
/// 0-127    collected      uint128, token base units paid so far, the fee included
/// 128-167  endsAt         uint40, unix second at which time stops counting, never zero
/// 168-207  signerUntil    uint40, last unix second at which the voucher signer's vouchers are good; zero while it is
///                         not revoked
/// 208-223  feeBps         uint16, fee at the opening, basis points of what is paid
/// 224-247  poolPpm        uint24, delegators' part of the rest at the opening, parts per million; zero without a pool
/// ```
type LeaseSlot is uint256;

using LeaseCapsLibrary for LeaseCaps global;
using LeaseRateLibrary for LeaseRate global;
using LeaseTimesLibrary for LeaseTimes global;
using LeaseSlotLibrary for LeaseSlot global;

/// @notice Reads {LeaseCaps}.
library LeaseCapsLibrary {
    function cap(LeaseCaps caps) internal pure returns (uint128) {
        return uint128(LeaseCaps.unwrap(caps));
    }

    function elapsedCap(LeaseCaps caps) internal pure returns (uint128) {
        return uint128(LeaseCaps.unwrap(caps) >> 128);
    }
}

/// @notice Reads a {LeaseRate}.
library LeaseRateLibrary {
    function perHour(LeaseRate rate) internal pure returns (uint128) {
        return uint128(LeaseRate.unwrap(rate));
    }

    function reserve(LeaseRate rate) internal pure returns (uint128) {
        return uint128(LeaseRate.unwrap(rate) >> 128);
    }
}

/// @notice Reads {LeaseTimes}.
library LeaseTimesLibrary {
    function startsAt(LeaseTimes times) internal pure returns (uint40) {
        return uint40(LeaseTimes.unwrap(times));
    }

    function endsAt(LeaseTimes times) internal pure returns (uint40) {
        return uint40(LeaseTimes.unwrap(times) >> 40);
    }

    function expiry(LeaseTimes times) internal pure returns (uint40) {
        return uint40(LeaseTimes.unwrap(times) >> 80);
    }

    function noticeSeconds(LeaseTimes times) internal pure returns (uint32) {
        return uint32(LeaseTimes.unwrap(times) >> 120);
    }

    function collectSeconds(LeaseTimes times) internal pure returns (uint32) {
        return uint32(LeaseTimes.unwrap(times) >> 152);
    }

    function nonce(LeaseTimes times) internal pure returns (uint64) {
        return uint64(LeaseTimes.unwrap(times) >> 184);
    }
}

/// @notice Packs, reads and changes a {LeaseSlot}.
library LeaseSlotLibrary {
    uint256 private constant ENDS_AT = uint256(type(uint40).max) << 128;
    uint256 private constant SIGNER_UNTIL = uint256(type(uint40).max) << 168;

    function pack(uint40 endsAt_, uint16 feeBps_, uint24 poolPpm_) internal pure returns (LeaseSlot) {
        return
            LeaseSlot.wrap(
                (uint256(endsAt_) << 128) | (uint256(feeBps_) << 208) | (uint256(poolPpm_) << 224)
            );
    }

    /// @param amount Token base units; with `collected`, 128 bits at most.
    function withCollected(LeaseSlot slot, uint256 amount) internal pure returns (LeaseSlot) {
        return LeaseSlot.wrap(LeaseSlot.unwrap(slot) + amount);
    }

    function withEnd(LeaseSlot slot, uint40 endsAt_) internal pure returns (LeaseSlot) {
        return LeaseSlot.wrap((LeaseSlot.unwrap(slot) & ~ENDS_AT) | (uint256(endsAt_) << 128));
    }

    function withSignerUntil(LeaseSlot slot, uint40 signerUntil_) internal pure returns (LeaseSlot) {
        return LeaseSlot.wrap((LeaseSlot.unwrap(slot) & ~SIGNER_UNTIL) | (uint256(signerUntil_) << 168));
    }

    function isOpen(LeaseSlot slot) internal pure returns (bool) {
        return LeaseSlot.unwrap(slot) != 0;
    }

    function collected(LeaseSlot slot) internal pure returns (uint128) {
        return uint128(LeaseSlot.unwrap(slot));
    }

    function endsAt(LeaseSlot slot) internal pure returns (uint40) {
        return uint40(LeaseSlot.unwrap(slot) >> 128);
    }

    function signerUntil(LeaseSlot slot) internal pure returns (uint40) {
        return uint40(LeaseSlot.unwrap(slot) >> 168);
    }

    function feeBps(LeaseSlot slot) internal pure returns (uint16) {
        return uint16(LeaseSlot.unwrap(slot) >> 208);
    }

    function poolPpm(LeaseSlot slot) internal pure returns (uint24) {
        return uint24(LeaseSlot.unwrap(slot) >> 224);
    }
}
