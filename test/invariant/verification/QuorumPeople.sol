// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IQuorumVerifier} from "../../../contracts/verification/quorum/IQuorumVerifier.sol";
import {Fuzz} from "../Fuzz.sol";
import {QuorumWorld} from "./QuorumWorld.sol";
import {VerifiedWorld} from "./VerifiedWorld.sol";

/// @title QuorumPeople
/// @notice What all who deal with the quorum verifier need: a replica with all that is known of it.
abstract contract QuorumPeople is Fuzz {
    struct Known {
        uint256 index;
        VerifiedWorld.Hire hire;
        QuorumWorld.Replica replica;
        IQuorumVerifier.Task id;
        IQuorumVerifier.Standing standing;
    }

    QuorumWorld internal immutable _world;
    IQuorumVerifier internal immutable _quorum;

    constructor(QuorumWorld world) {
        (_world, _quorum) = (world, world.quorum());
    }

    function _know(uint256 index) internal view returns (Known memory it) {
        (it.index, it.hire, it.replica) = (index, _world.hires(index), _world.replicas(index));
        it.id = _world.idOf(index);
        it.standing = _quorum.standingOf(it.id);
    }

    function _saltOf(uint256 index) internal pure returns (bytes32) {
        return keccak256(abi.encode("salt", index));
    }

    function _isOver(Known memory it) internal pure returns (bool) {
        IQuorumVerifier.Phase phase = it.standing.phase;
        return phase == IQuorumVerifier.Phase.Decided || phase == IQuorumVerifier.Phase.Void;
    }

    /// @dev Whether the provider of a job has a commitment to its task, by this job or another. One that was noted is
    /// none: it was silent, or the task is over.
    function _isThere(Known memory it) internal view returns (bool) {
        uint256[] memory all = _world.replicasOf(it.replica.task);
        for (uint256 i = 0; i < all.length; ++i) {
            bool isSame = _world.hires(all[i]).job.provider == it.hire.job.provider;
            QuorumWorld.Replica memory other = _world.replicas(all[i]);
            if (isSame && other.isCommitted && !other.isNoted) return true;
        }
        return false;
    }
}
