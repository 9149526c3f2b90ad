// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Credibility} from "./Credibility.sol";
import {QuorumTerms, QuorumTermsLibrary} from "./QuorumTerms.sol";

/// @notice Everything that is kept of a task, but for roots that contradict the first one.
///
/// ```
/// bits       field
/// 0-83       replicas      12 of 7 bits: state (4), weight (3)
/// 84-195     rootTag       uint112, hash of the first root revealed
/// 196-235    until         uint40, before the reveals open: when they open at last; then: when they end
/// 236        isOpen        whether reveals have begun
/// 237        isDecided     whether a group was found credible when the last replica revealed
/// 238-241    winner        uint4, state of the replicas of that group
/// 242-245    unrevealed    uint4, replicas that committed and did not reveal
/// 246-249    committed     uint4, replicas in all
/// ```
///
/// State of a replica: 0 not committed; 1 committed; 2 to 13 revealed, equal for equal roots; 15 silent for good.
type QuorumTask is uint256;

using QuorumTaskLibrary for QuorumTask global;

/// @title QuorumTaskLibrary
/// @notice Reads and changes a {QuorumTask}. Pure but for the clock.
/// @dev Sums and counts stay in their bits: 12 replicas at most, each in a place of its own.
library QuorumTaskLibrary {
    uint256 internal constant ABSENT = 0;
    uint256 internal constant COMMITTED = 1;
    uint256 internal constant FIRST_GROUP = 2;
    uint256 internal constant SILENT = 15;

    uint256 private constant REPLICA_BITS = 7;
    uint256 private constant REPLICAS_MASK = (1 << 84) - 1;
    uint256 private constant TAG_SHIFT = 84;
    uint256 private constant UNTIL_SHIFT = 196;
    uint256 private constant IS_OPEN = 1 << 236;
    uint256 private constant IS_DECIDED = 1 << 237;
    uint256 private constant WINNER_SHIFT = 238;
    uint256 private constant UNREVEALED_SHIFT = 242;
    uint256 private constant COMMITTED_SHIFT = 246;
    /// @dev Room for the sum of a group's weights, and for its count.
    uint256 private constant SUM_BITS = 8;

    /* FIELDS */

    function stateOf(QuorumTask task, uint256 unit) internal pure returns (uint256) {
        return (QuorumTask.unwrap(task) >> (unit * REPLICA_BITS)) & 15;
    }

    function weightOf(QuorumTask task, uint256 unit) internal pure returns (uint256) {
        return (QuorumTask.unwrap(task) >> (unit * REPLICA_BITS + 4)) & 7;
    }

    function rootTag(QuorumTask task) internal pure returns (uint112) {
        return uint112(QuorumTask.unwrap(task) >> TAG_SHIFT);
    }

    function until(QuorumTask task) internal pure returns (uint256) {
        return uint40(QuorumTask.unwrap(task) >> UNTIL_SHIFT);
    }

    function isOpen(QuorumTask task) internal pure returns (bool) {
        return QuorumTask.unwrap(task) & IS_OPEN != 0;
    }

    function isDecided(QuorumTask task) internal pure returns (bool) {
        return QuorumTask.unwrap(task) & IS_DECIDED != 0;
    }

    function winner(QuorumTask task) internal pure returns (uint256) {
        return (QuorumTask.unwrap(task) >> WINNER_SHIFT) & 15;
    }

    function unrevealed(QuorumTask task) internal pure returns (uint256) {
        return (QuorumTask.unwrap(task) >> UNREVEALED_SHIFT) & 15;
    }

    function committed(QuorumTask task) internal pure returns (uint256) {
        return (QuorumTask.unwrap(task) >> COMMITTED_SHIFT) & 15;
    }

    /* CHANGES */

    function withUntil(QuorumTask task, uint256 time) internal pure returns (QuorumTask) {
        uint256 mask = uint256(type(uint40).max) << UNTIL_SHIFT;
        return QuorumTask.wrap((QuorumTask.unwrap(task) & ~mask) | (time << UNTIL_SHIFT));
    }

    function opened(QuorumTask task, uint256 time) internal pure returns (QuorumTask) {
        return QuorumTask.wrap(QuorumTask.unwrap(task.withUntil(time)) | IS_OPEN);
    }

    /// @notice Adds a replica that committed; its place must be empty.
    function withReplica(QuorumTask task, uint256 unit, uint256 weight) internal pure returns (QuorumTask) {
        uint256 replica = (weight << 4) | COMMITTED;
        return
            QuorumTask.wrap(
                (QuorumTask.unwrap(task) | (replica << (unit * REPLICA_BITS))) +
                    (1 << UNREVEALED_SHIFT) +
                    (1 << COMMITTED_SHIFT)
            );
    }

    /// @notice Moves a committed replica on: to a group, or to silence.
    function withState(QuorumTask task, uint256 unit, uint256 state) internal pure returns (QuorumTask) {
        uint256 step = (state - COMMITTED) << (unit * REPLICA_BITS);
        return QuorumTask.wrap(QuorumTask.unwrap(task) + step - (1 << UNREVEALED_SHIFT));
    }

    function withRootTag(QuorumTask task, uint112 tag) internal pure returns (QuorumTask) {
        return QuorumTask.wrap(QuorumTask.unwrap(task) | (uint256(tag) << TAG_SHIFT));
    }

    function decided(QuorumTask task, uint256 state) internal pure returns (QuorumTask) {
        return QuorumTask.wrap(QuorumTask.unwrap(task) | IS_DECIDED | (state << WINNER_SHIFT));
    }

    /// @notice Marks whoever did not reveal as silent for good.
    function silenced(QuorumTask task) internal pure returns (QuorumTask) {
        for (uint256 unit = 0; task.unrevealed() != 0; ++unit) {
            if (task.stateOf(unit) == COMMITTED) task = task.withState(unit, SILENT);
        }
        return task;
    }

    /* TIME */

    /// @notice The task as the time makes it: reveals open by themselves when the commitments' time is over.
    function current(QuorumTask task, QuorumTerms terms) internal view returns (QuorumTask) {
        uint256 opensAt = task.until();
        if (task.isOpen() || task.committed() == 0 || block.timestamp <= opensAt) return task;
        return task.opened(opensAt + terms.revealSeconds());
    }

    /// @notice Whether nobody can reveal any more: all did, or their time is over.
    function isIdle(QuorumTask task) internal view returns (bool) {
        return task.isOpen() && (task.unrevealed() == 0 || block.timestamp > task.until());
    }

    /// @notice When a task that is idle and undecided ends for want of replicas.
    function lapsesAt(QuorumTask task, QuorumTerms terms) internal pure returns (uint256) {
        return task.until() + terms.commitSeconds();
    }

    /* GROUPS */

    /// @notice Sum of the weights of all replicas, as if they agreed.
    function weightOfAll(QuorumTask task) internal pure returns (uint256 bits) {
        uint256 left = QuorumTask.unwrap(task) & REPLICAS_MASK;
        for (; left != 0; left >>= REPLICA_BITS) bits += (left >> 4) & 7;
    }

    /// @notice The group of the greatest weight, and what stands against it. Groups that weigh nothing stand only
    /// against one another: nobody vetoes for nothing what something speaks for.
    /// @return state State of its replicas; zero where nobody revealed.
    /// @return count Replicas in it.
    /// @return bits Sum of their weights.
    /// @return otherOdds Sum of the odds of the other groups.
    function leading(
        QuorumTask task
    ) internal pure returns (uint256 state, uint256 count, uint256 bits, uint256 otherOdds) {
        (uint256 sums, uint256 counts) = _groups(task);
        uint256 allOdds = 0;
        uint256 weightless = 0;
        for (uint256 group = 0; counts >> (group * SUM_BITS) != 0; ++group) {
            uint256 members = uint8(counts >> (group * SUM_BITS));
            uint256 sum = uint8(sums >> (group * SUM_BITS));
            // Groups are numbered without gaps.
            if (sum == 0) ++weightless;
            else allOdds += 1 << sum;
            if (state != 0 && sum <= bits) continue;
            (state, count, bits) = (FIRST_GROUP + group, members, sum);
        }
        if (state != 0) otherOdds = bits == 0 ? weightless - 1 : allOdds - (1 << bits);
    }

    /// @notice The group whose result is right by the terms.
    /// @return state State of its replicas; zero while there is no such group.
    /// @return count Replicas in it.
    function credible(
        QuorumTask task,
        QuorumTerms terms
    ) internal pure returns (uint256 state, uint256 count) {
        uint256 bits;
        uint256 otherOdds;
        (state, count, bits, otherOdds) = task.leading();
        bool isFew = count < terms.quorum();
        if (isFew || !Credibility.isCredible(bits, otherOdds, terms.trust())) return (0, 0);
    }

    /// @notice Whether there would be such a group if all who have not revealed yet joined the leading one.
    function mayBeCredible(QuorumTask task, QuorumTerms terms) internal pure returns (bool) {
        (, uint256 count, uint256 bits, uint256 otherOdds) = task.leading();
        bool isWeightless = bits == 0;
        uint256 left = QuorumTask.unwrap(task) & REPLICAS_MASK;
        for (; left != 0; left >>= REPLICA_BITS) {
            if (left & 15 == COMMITTED) bits += (left >> 4) & 7;
        }
        // With their weight, other groups that weigh nothing would not stand against it.
        if (isWeightless && bits != 0) otherOdds = 0;
        bool isFew = count + task.unrevealed() < terms.quorum();
        return !isFew && Credibility.isCredible(bits, otherOdds, terms.trust());
    }

    /// @notice The number of distinct roots revealed.
    function groupCount(QuorumTask task) internal pure returns (uint256 groups) {
        for (uint256 unit = 0; unit < QuorumTermsLibrary.MAX_REPLICAS; ++unit) {
            uint256 state = task.stateOf(unit);
            if (state != SILENT && state > groups + COMMITTED) groups = state - COMMITTED;
        }
    }

    /// @dev By group, 8 bits each: the sums of weights, and the numbers of replicas.
    function _groups(QuorumTask task) private pure returns (uint256 sums, uint256 counts) {
        uint256 left = QuorumTask.unwrap(task) & REPLICAS_MASK;
        for (; left != 0; left >>= REPLICA_BITS) {
            uint256 state = left & 15;
            if (state < FIRST_GROUP || state == SILENT) continue;
            uint256 shift = (state - FIRST_GROUP) * SUM_BITS;
            sums += ((left >> 4) & 7) << shift;
            counts += 1 << shift;
        }
    }
}
