// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title OrderWords
/// @notice The small numbers of orders and jobs, packed for calldata and events.
///
/// Wallets show every number as a field of its own: orders are signed unpacked (see {OrderHash}) and travel packed,
/// which saves 3,000 gas a match, and as much again for the job. Unused bits mean nothing and are not signed.

/// @notice How much work, against how much collateral.
///
/// ```
/// bits     offer                      request
/// 0-63     units                      units                   uint64
/// 64-127   minUnits                   minUnits                uint64
/// 128-223  collateralPerUnit          minCollateralPerUnit    uint96, WEFT base units
/// 224-255  minSeconds                 maxSeconds              uint32
/// ```
type Lot is uint256;

/// @notice How long, at what risk, until when, and once.
///
/// ```
/// bits     offer                      request
/// 0-31     maxSeconds                 verifySeconds           uint32
/// 32-63    graceSeconds               maxGraceSeconds         uint32
/// 64-79    lateSlashBps               minLateSlashBps         uint16, basis points
/// 80-95    noResultSlashBps           minNoResultSlashBps     uint16, basis points
/// 96-111   wrongSlashBps              minWrongSlashBps        uint16, basis points
/// 112-151  expiry                     expiry                  uint40, unix seconds
/// 152-215  nonce                      nonce                   uint64, epoch << 32 | index
/// 216-247  minVerifySeconds           (unused)                uint32
/// ```
type Rules is uint256;

/// @notice What part of a request a job is.
///
/// ```
/// bits     field
/// 0-63     units          uint64
/// 64-127   firstUnit      uint64, `[firstUnit, firstUnit + units)` of the request's units are this job's
/// 128-223  collateral     uint96, WEFT base units locked for the whole job
/// 224-255  index          uint32, index of the request's nonce
/// ```
type Share is uint256;

/// @notice When a job's times run out, and what that costs.
///
/// ```
/// bits     field
/// 0-39     matchedAt          uint40, unix second of the match
/// 40-79    graceUntil         uint40, last second at which handing the job back costs nothing
/// 80-119   deadline           uint40, last second for a result
/// 120-159  finalAt            uint40, last second for a verdict; after it, none counts as void
/// 160-175  feeBps             uint16, protocol fee at the match, basis points of the payment
/// 176-189  lateSlashBps       uint14, basis points of the collateral, as the next three
/// 190-203  noResultSlashBps   uint14
/// 204-217  wrongSlashBps      uint14, the most that a verdict can take
/// 218-231  ownBps             uint14, part of the collateral that is the provider's own stake
/// 232-251  poolPpm            uint20, delegators' part of the pay, parts per million; zero without a pool
/// ```
type Terms is uint256;

using LotLibrary for Lot global;
using RulesLibrary for Rules global;
using ShareLibrary for Share global;
using TermsLibrary for Terms global;

/// @notice Reads a {Lot}.
library LotLibrary {
    function units(Lot lot) internal pure returns (uint64) {
        return uint64(Lot.unwrap(lot));
    }

    function minUnits(Lot lot) internal pure returns (uint64) {
        return uint64(Lot.unwrap(lot) >> 64);
    }

    function collateralPerUnit(Lot lot) internal pure returns (uint96) {
        return uint96(Lot.unwrap(lot) >> 128);
    }

    /// @notice Of an offer: the shortest time to the deadline it accepts. Of a request: the time to the deadline.
    function leastSeconds(Lot lot) internal pure returns (uint32) {
        return uint32(Lot.unwrap(lot) >> 224);
    }
}

/// @notice Reads {Rules}.
library RulesLibrary {
    /// @notice Of an offer: the longest time to the last verdict it accepts. Of a request: from the deadline to then.
    function mostSeconds(Rules rules) internal pure returns (uint32) {
        return uint32(Rules.unwrap(rules));
    }

    function graceSeconds(Rules rules) internal pure returns (uint32) {
        return uint32(Rules.unwrap(rules) >> 32);
    }

    function lateSlash(Rules rules) internal pure returns (uint16) {
        return uint16(Rules.unwrap(rules) >> 64);
    }

    function noResultSlash(Rules rules) internal pure returns (uint16) {
        return uint16(Rules.unwrap(rules) >> 80);
    }

    function wrongSlash(Rules rules) internal pure returns (uint16) {
        return uint16(Rules.unwrap(rules) >> 96);
    }

    function expiry(Rules rules) internal pure returns (uint40) {
        return uint40(Rules.unwrap(rules) >> 112);
    }

    function nonce(Rules rules) internal pure returns (uint64) {
        return uint64(Rules.unwrap(rules) >> 152);
    }

    /// @notice Of an offer: the shortest time from the deadline to the last verdict it accepts.
    function leastVerifySeconds(Rules rules) internal pure returns (uint32) {
        return uint32(Rules.unwrap(rules) >> 216);
    }
}

/// @notice Packs and reads a {Share}.
library ShareLibrary {
    function pack(
        uint64 units_,
        uint64 firstUnit_,
        uint96 collateral_,
        uint32 index_
    ) internal pure returns (Share) {
        return
            Share.wrap(
                units_ |
                    (uint256(firstUnit_) << 64) |
                    (uint256(collateral_) << 128) |
                    (uint256(index_) << 224)
            );
    }

    function units(Share share) internal pure returns (uint64) {
        return uint64(Share.unwrap(share));
    }

    function firstUnit(Share share) internal pure returns (uint64) {
        return uint64(Share.unwrap(share) >> 64);
    }

    function collateral(Share share) internal pure returns (uint96) {
        return uint96(Share.unwrap(share) >> 128);
    }

    function index(Share share) internal pure returns (uint32) {
        return uint32(Share.unwrap(share) >> 224);
    }
}

/// @notice Packs and reads {Terms}.
library TermsLibrary {
    uint256 private constant UINT14 = 0x3fff;
    uint256 private constant UINT20 = 0xfffff;

    /// @param offer Rules of the offer, which set the grace time and the slashes; these at most 10,000 basis points.
    /// @param maxSeconds Time to the deadline.
    /// @param verifySeconds Time from the deadline to the last verdict.
    function pack(
        uint40 matchedAt_,
        Rules offer,
        uint32 maxSeconds,
        uint32 verifySeconds,
        uint16 feeBps_
    ) internal pure returns (Terms) {
        uint256 deadline_ = uint256(matchedAt_) + maxSeconds; // 40 bits for the next 34,000 years
        return
            Terms.wrap(
                matchedAt_ |
                    ((uint256(matchedAt_) + offer.graceSeconds()) << 40) |
                    (deadline_ << 80) |
                    ((deadline_ + verifySeconds) << 120) |
                    (uint256(feeBps_) << 160) |
                    (uint256(offer.lateSlash()) << 176) |
                    (uint256(offer.noResultSlash()) << 190) |
                    (uint256(offer.wrongSlash()) << 204)
            );
    }

    /// @notice The same terms with the delegators' parts of pay and collateral, which {pack} leaves zero.
    /// @param poolPpm_ At most a million.
    /// @param ownBps_ At most 10,000.
    function withPool(Terms terms, uint32 poolPpm_, uint16 ownBps_) internal pure returns (Terms) {
        return Terms.wrap(Terms.unwrap(terms) | (uint256(ownBps_) << 218) | (uint256(poolPpm_) << 232));
    }

    function matchedAt(Terms terms) internal pure returns (uint40) {
        return uint40(Terms.unwrap(terms));
    }

    function graceUntil(Terms terms) internal pure returns (uint40) {
        return uint40(Terms.unwrap(terms) >> 40);
    }

    function deadline(Terms terms) internal pure returns (uint40) {
        return uint40(Terms.unwrap(terms) >> 80);
    }

    function finalAt(Terms terms) internal pure returns (uint40) {
        return uint40(Terms.unwrap(terms) >> 120);
    }

    function feeBps(Terms terms) internal pure returns (uint16) {
        return uint16(Terms.unwrap(terms) >> 160);
    }

    function lateSlashBps(Terms terms) internal pure returns (uint16) {
        return uint16((Terms.unwrap(terms) >> 176) & UINT14);
    }

    function noResultSlashBps(Terms terms) internal pure returns (uint16) {
        return uint16((Terms.unwrap(terms) >> 190) & UINT14);
    }

    function wrongSlashBps(Terms terms) internal pure returns (uint16) {
        return uint16((Terms.unwrap(terms) >> 204) & UINT14);
    }

    function ownBps(Terms terms) internal pure returns (uint16) {
        return uint16((Terms.unwrap(terms) >> 218) & UINT14);
    }

    function poolPpm(Terms terms) internal pure returns (uint32) {
        return uint32((Terms.unwrap(terms) >> 232) & UINT20);
    }
}
