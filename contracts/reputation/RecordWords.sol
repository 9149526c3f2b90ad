// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {JobStatus} from "../market/JobTypes.sol";
import {Decay} from "./Decay.sol";
import {Record, RecordWord} from "./ReputationTypes.sol";

/// @title RecordWords
/// @notice How a record grows, fades, and adds up to a score. Holds nothing.
///
/// What a job of weight `w` does:
///
/// | end | good | bad | counted as |
/// | --- | --- | --- | --- |
/// | accepted | + w | | |
/// | wrong | - 64 w, to zero at least | + 64 w | wrong |
/// | no result | | + 8 w | late |
/// | handed back late | | + 4 w | late |
/// | void, handed back in time | | | voided |
///
/// A wrong result is a lie or a broken machine, and slashed: it undoes 64 honest jobs of its size and class, so that who
/// lies in more than one of some eighty of a class falls below a newcomer in it, while what one job can destroy stays in
/// proportion to it. In the sum of classes a lie in one undoes nothing of another: there, who keeps lies and honest jobs
/// apart falls below a newcomer with more than one in some 22. Being late is no lie. A void says nothing about the provider: its verifier failed, or the work could not be had; and handing
/// a job back in time is what should be done by who cannot do it. Counts are there for who cares.
library RecordWords {
    /// @notice Time in which a weight fades to its half.
    uint32 internal constant HALF_LIFE = 90 days;
    uint256 internal constant WRONG_FACTOR = 64;
    uint256 internal constant NO_RESULT_FACTOR = 8;
    uint256 internal constant RELEASED_LATE_FACTOR = 4;
    /// @notice What everybody starts with, in 1e-9 WEFT: a newcomer scores a quarter.
    uint256 internal constant PRIOR_GOOD = 1e9;
    uint256 internal constant PRIOR_BAD = 3e9;

    uint256 internal constant MAX_WEIGHT = type(uint56).max;
    uint256 private constant COUNTS = uint256(type(uint48).max) << 152;

    function updatedAt(RecordWord self) internal pure returns (uint256) {
        return uint40(RecordWord.unwrap(self) >> 112);
    }

    function untallied(RecordWord self) internal pure returns (uint256) {
        return RecordWord.unwrap(self) >> 200;
    }

    /// @notice The record after a job.
    /// @param weight At most {MAX_WEIGHT}.
    /// @param untallied_ What of it counts for no epoch yet.
    /// @param time Not before `updatedAt`.
    function grow(
        RecordWord self,
        JobStatus end,
        uint256 weight,
        uint256 untallied_,
        uint256 time
    ) internal pure returns (RecordWord) {
        (uint256 good, uint256 bad) = fade(self, time);
        uint256 counts = RecordWord.unwrap(self) & COUNTS;
        // Sums of 56 bits, and products of 56 bits with 64 at most, are far from overflow.
        unchecked {
            if (end == JobStatus.Accepted) {
                good = _capped(good + weight);
                untallied_ = _capped(untallied_ + weight);
            } else if (end == JobStatus.Rejected) {
                uint256 loss = WRONG_FACTOR * weight;
                good = good > loss ? good - loss : 0;
                bad = _capped(bad + loss);
                counts = _counted(counts, 168);
            } else if (end == JobStatus.NoResult) {
                bad = _capped(bad + NO_RESULT_FACTOR * weight);
                counts = _counted(counts, 152);
            } else if (end == JobStatus.ReleasedLate) {
                bad = _capped(bad + RELEASED_LATE_FACTOR * weight);
                counts = _counted(counts, 152);
            } else {
                counts = _counted(counts, 184);
            }
        }
        // 40 bits of seconds last for 34,000 years.
        return RecordWord.wrap(good | (bad << 56) | (time << 112) | counts | (untallied_ << 200));
    }

    /// @notice The record when all of it counts.
    function tallied(RecordWord self) internal pure returns (RecordWord) {
        return RecordWord.wrap(uint200(RecordWord.unwrap(self)));
    }

    /// @notice What is left of the weights at `time`. The good is rounded down and the bad up, so that nobody gains by
    /// many small jobs.
    /// @param time Not before `updatedAt`.
    function fade(RecordWord self, uint256 time) internal pure returns (uint256 good, uint256 bad) {
        uint256 word = RecordWord.unwrap(self);
        (good, bad) = (uint56(word), uint56(word >> 56));
        unchecked {
            uint256 elapsed = time - uint40(word >> 112);
            if (elapsed == 0) return (good, bad);
            uint256 left = Decay.factor(elapsed, HALF_LIFE);
            good = Decay.down(good, left);
            if (bad != 0) bad = Decay.up(bad, left);
        }
    }

    /// @notice The sum of a record and one more.
    function plus(RecordWord self, Record memory sum, uint256 time) internal pure {
        (uint256 good, uint256 bad) = fade(self, time);
        uint256 word = RecordWord.unwrap(self);
        sum.good += good;
        sum.bad += bad;
        sum.late += uint16(word >> 152);
        sum.wrong += uint16(word >> 168);
        sum.voided += uint16(word >> 184);
    }

    /// @notice The share of good weight, with what everybody starts with: a Bayesian mean.
    /// @return In 1e18ths, above zero and below one.
    function scoreOf(Record memory sum) internal pure returns (uint256) {
        uint256 good = PRIOR_GOOD + sum.good;
        return (good * 1e18) / (good + PRIOR_BAD + sum.bad);
    }

    function _capped(uint256 weight) private pure returns (uint256) {
        return weight < MAX_WEIGHT ? weight : MAX_WEIGHT;
    }

    /// @dev One more in the 16 bits from `at` on, unless they are full.
    function _counted(uint256 counts, uint256 at_) private pure returns (uint256) {
        unchecked {
            return uint16(counts >> at_) == type(uint16).max ? counts : counts + (1 << at_);
        }
    }
}
