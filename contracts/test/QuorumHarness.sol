// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Credibility} from "../verification/quorum/Credibility.sol";
import {QuorumEntry} from "../verification/quorum/QuorumEntry.sol";
import {QuorumTask, QuorumTaskLibrary} from "../verification/quorum/QuorumTask.sol";
import {QuorumTerms} from "../verification/quorum/QuorumTerms.sol";

/// @title QuorumHarness
/// @notice Shows the words and the arithmetic of quorums to tests.
contract QuorumHarness {
    function readTerms(QuorumTerms terms) external pure returns (uint256[8] memory fields, bool isSound) {
        fields = [
            terms.first(),
            terms.quorum(),
            terms.cap(),
            terms.trust(),
            terms.commitSeconds(),
            terms.revealSeconds(),
            terms.slashBps(),
            terms.silentSlashBps()
        ];
        isSound = terms.isSound();
    }

    function weights(uint256 agreed) external pure returns (uint256 blind, uint256 seeing) {
        return (Credibility.weightOf(agreed), Credibility.seeingWeightOf(agreed));
    }

    function isCredible(uint256 bits, uint256 otherOdds, uint256 trust) external pure returns (bool) {
        return Credibility.isCredible(bits, otherOdds, trust);
    }

    /// @notice A task of replicas of these states and weights.
    function groupsOf(
        uint256[] calldata states,
        uint256[] calldata weightBits,
        QuorumTerms terms
    )
        external
        pure
        returns (
            uint256 state,
            uint256 count,
            uint256 bits,
            uint256 otherOdds,
            uint256 founded,
            uint256 credible
        )
    {
        QuorumTask task = QuorumTask.wrap(0);
        for (uint256 unit = 0; unit < states.length; ++unit) {
            if (states[unit] == QuorumTaskLibrary.ABSENT) continue;
            task = task.withReplica(unit, weightBits[unit]);
            if (states[unit] != QuorumTaskLibrary.COMMITTED) task = task.withState(unit, states[unit]);
            assert(task.stateOf(unit) == states[unit] && task.weightOf(unit) == weightBits[unit]);
        }
        (state, count, bits, otherOdds) = task.leading();
        founded = task.groupCount();
        (credible, ) = task.credible(terms);
    }

    /// @notice Counts a result that was agreed with, and starts over.
    function counted(QuorumEntry entry) external pure returns (QuorumEntry credited, QuorumEntry faulted) {
        return (entry.credited(), entry.faulted());
    }
}
