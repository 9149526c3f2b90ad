// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice What the two sides of a case agreed on beforehand: how long each step may take, who judges, what is at
/// stake.
///
/// ```
/// bits     field
/// 0-23     answerSeconds   uint24, for the defendant to put up its bond
/// 24-47    drawSeconds     uint24, from the answer, for anyone to have the jury drawn
/// 48-71    commitSeconds   uint24, from the draw, for jurors to commit to their votes
/// 72-95    revealSeconds   uint24, from the end of these, for jurors to show them
/// 96-103   jurors          uint8, 3 or 5
/// 104-135  bondMilli       uint32, bond of either side in thousandths of WEFT, enough for the jury
/// 136-255  zero
/// ```
type CourtTerms is uint256;

/// @notice A case of one contract's bench: `serial << 32 | docket`. A docket is used again by later cases.
type CaseId is uint64;

/// @notice What a jury finds, and what a juror votes. A juror cannot vote `Undecided`.
enum Ruling {
    /// No majority of the jury that was drawn, or none was drawn in time: nothing was decided.
    Undecided,
    /// The defendant is right.
    Defendant,
    /// The plaintiff is right.
    Plaintiff,
    /// It cannot be judged: what the job is made of cannot be had, or does not give one result.
    Void
}

/// @notice What a case is about and between whom. The chain stores its hash; callers pass it.
struct CaseFile {
    /// What the contract that asked knows the matter by.
    bytes32 subject;
    address plaintiff;
    address defendant;
    CourtTerms terms;
}

/// @notice A jury of up to five seats, or what it will be drawn from.
///
/// ```
/// bits     before the draw                          after it
/// 0-23     size, seats at the answer      uint24    position of the first seat    uint24
/// 24-63    target, block of randomness    uint40    positions of the others       uint24 each
/// 64-103   openedAt, block of the case    uint40
/// ```
type Jury is uint120;

using CourtTermsLibrary for CourtTerms global;
using JuryLibrary for Jury global;
using CaseIdLibrary for CaseId global;

/// @notice Reads {CourtTerms}.
library CourtTermsLibrary {
    /// @notice The shortest time for what many must do by themselves, jurors above all: the plaintiff may have chosen
    /// the terms, and a vote that nobody can cast in time would be slashed for it.
    uint256 internal constant MIN_LONG_WINDOW = 1 hours;
    /// @notice The shortest time for what is ready to be sent: an answer, a vote that was committed to.
    uint256 internal constant MIN_SHORT_WINDOW = 15 minutes;
    /// @notice The longest, so that jurors are never bound for weeks.
    uint256 internal constant MAX_WINDOW = 3 days;
    uint256 internal constant MILLI_WEFT = 1e15;
    uint256 private constant BITS = 136;

    function answerSeconds(CourtTerms terms) internal pure returns (uint24) {
        return uint24(CourtTerms.unwrap(terms));
    }

    function drawSeconds(CourtTerms terms) internal pure returns (uint24) {
        return uint24(CourtTerms.unwrap(terms) >> 24);
    }

    function commitSeconds(CourtTerms terms) internal pure returns (uint24) {
        return uint24(CourtTerms.unwrap(terms) >> 48);
    }

    function revealSeconds(CourtTerms terms) internal pure returns (uint24) {
        return uint24(CourtTerms.unwrap(terms) >> 72);
    }

    function jurors(CourtTerms terms) internal pure returns (uint8) {
        return uint8(CourtTerms.unwrap(terms) >> 96);
    }

    /// @notice The bond of either side, in WEFT base units; at most 4,294,967 WEFT.
    function bond(CourtTerms terms) internal pure returns (uint256) {
        return uint32(CourtTerms.unwrap(terms) >> 104) * MILLI_WEFT;
    }

    /// @notice Whether a court can hold a case on these terms.
    /// @param minBondPerJuror WEFT base units; see {IJuryCourt-minBondPerJuror}.
    function isValid(CourtTerms terms, uint256 minBondPerJuror) internal pure returns (bool) {
        uint8 count = terms.jurors();
        return
            CourtTerms.unwrap(terms) >> BITS == 0 &&
            isWindow(terms.answerSeconds(), MIN_SHORT_WINDOW) &&
            isWindow(terms.drawSeconds(), MIN_LONG_WINDOW) &&
            isWindow(terms.commitSeconds(), MIN_LONG_WINDOW) &&
            isWindow(terms.revealSeconds(), MIN_SHORT_WINDOW) &&
            (count == 3 || count == 5) &&
            terms.bond() >= count * minBondPerJuror;
    }

    function isWindow(uint256 duration, uint256 least) internal pure returns (bool) {
        return duration >= least && duration <= MAX_WINDOW;
    }
}

/// @notice Packs and reads a {Jury}.
library JuryLibrary {
    uint256 private constant SEAT_BITS = 24;

    /// @notice What a jury will be drawn from.
    function armed(uint24 size_, uint40 target_, uint40 openedAt_) internal pure returns (Jury) {
        return Jury.wrap(size_ | (uint120(target_) << 24) | (uint120(openedAt_) << 64));
    }

    function size(Jury jury) internal pure returns (uint24) {
        return uint24(Jury.unwrap(jury));
    }

    function target(Jury jury) internal pure returns (uint40) {
        return uint40(Jury.unwrap(jury) >> 24);
    }

    /// @notice Block in which the case was brought.
    function openedAt(Jury jury) internal pure returns (uint40) {
        return uint40(Jury.unwrap(jury) >> 64);
    }

    /// @notice The position of the seat that votes with this ordinal.
    function seatAt(Jury jury, uint256 ordinal) internal pure returns (uint24) {
        return uint24(Jury.unwrap(jury) >> (ordinal * SEAT_BITS));
    }

    /// @notice The jury with a seat more, of which there are at most five.
    function with(Jury jury, uint256 ordinal, uint24 position) internal pure returns (Jury) {
        return Jury.wrap(Jury.unwrap(jury) | (uint120(position) << uint120(ordinal * SEAT_BITS)));
    }

    /// @notice Whether the first `drawn` seats hold one.
    function has(Jury jury, uint256 drawn, uint24 position) internal pure returns (bool) {
        for (uint256 i = 0; i < drawn; ++i) {
            if (jury.seatAt(i) == position) return true;
        }
        return false;
    }
}

/// @notice Packs and reads a {CaseId}.
library CaseIdLibrary {
    function pack(uint32 serial_, uint32 docket_) internal pure returns (CaseId) {
        return CaseId.wrap((uint64(serial_) << 32) | docket_);
    }

    function serial(CaseId caseId) internal pure returns (uint32) {
        return uint32(CaseId.unwrap(caseId) >> 32);
    }

    function docket(CaseId caseId) internal pure returns (uint32) {
        return uint32(CaseId.unwrap(caseId));
    }
}
