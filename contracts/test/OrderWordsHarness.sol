// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Lot, Rules, Share, ShareLibrary, Terms, TermsLibrary} from "../types/OrderWords.sol";

/// @title OrderWordsHarness
/// @notice Opens the packed words of orders and jobs to tests: every reader of a word at once, and both packers.
contract OrderWordsHarness {
    function readLot(
        Lot lot
    ) external pure returns (uint64 units, uint64 minUnits, uint96 collateralPerUnit, uint32 leastSeconds) {
        return (lot.units(), lot.minUnits(), lot.collateralPerUnit(), lot.leastSeconds());
    }

    function readRules(
        Rules rules
    )
        external
        pure
        returns (
            uint32 mostSeconds,
            uint32 graceSeconds,
            uint16 lateSlash,
            uint16 noResultSlash,
            uint16 wrongSlash,
            uint40 expiry,
            uint64 nonce,
            uint32 leastVerifySeconds
        )
    {
        return (
            rules.mostSeconds(),
            rules.graceSeconds(),
            rules.lateSlash(),
            rules.noResultSlash(),
            rules.wrongSlash(),
            rules.expiry(),
            rules.nonce(),
            rules.leastVerifySeconds()
        );
    }

    function packShare(
        uint64 units,
        uint64 firstUnit,
        uint96 collateral,
        uint32 index
    ) external pure returns (Share) {
        return ShareLibrary.pack(units, firstUnit, collateral, index);
    }

    function readShare(
        Share share
    ) external pure returns (uint64 units, uint64 firstUnit, uint96 collateral, uint32 index) {
        return (share.units(), share.firstUnit(), share.collateral(), share.index());
    }

    function packTerms(
        uint40 matchedAt,
        Rules offer,
        uint32 maxSeconds,
        uint32 verifySeconds,
        uint16 feeBps,
        uint32 poolPpm,
        uint16 ownBps
    ) external pure returns (Terms) {
        return
            TermsLibrary.pack(matchedAt, offer, maxSeconds, verifySeconds, feeBps).withPool(poolPpm, ownBps);
    }

    function readTerms(
        Terms terms
    )
        external
        pure
        returns (
            uint40 matchedAt,
            uint40 graceUntil,
            uint40 deadline,
            uint40 finalAt,
            uint16 feeBps,
            uint16 lateSlashBps,
            uint16 noResultSlashBps,
            uint16 wrongSlashBps,
            uint16 ownBps,
            uint32 poolPpm
        )
    {
        return (
            terms.matchedAt(),
            terms.graceUntil(),
            terms.deadline(),
            terms.finalAt(),
            terms.feeBps(),
            terms.lateSlashBps(),
            terms.noResultSlashBps(),
            terms.wrongSlashBps(),
            terms.ownBps(),
            terms.poolPpm()
        );
    }
}
