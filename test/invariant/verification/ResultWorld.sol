// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Verdict, VerdictStatus} from "../../../contracts/verification/IVerifier.sol";
import {
    IOptimisticVerifier,
    ResultStage
} from "../../../contracts/verification/optimistic/IOptimisticVerifier.sol";
import {ChunkResult, Claim, ClaimKind} from "../../../contracts/verification/optimistic/OptimisticTypes.sol";
import {VerifiedWorld} from "./VerifiedWorld.sol";

/// @title ResultWorld
/// @notice Jobs before the optimistic verifier and their results, as the documentation prescribes them.
abstract contract ResultWorld is VerifiedWorld {
    struct Result {
        ResultStage stage;
        /// Of the submission, or of the last ruling that left the result.
        uint40 since;
        bool isLate;
        bytes32 root;
        /// Chunk that is wrong; from the fourth on, what is there to say is that all are withheld.
        uint256 wrong;
    }

    uint256 public constant CHUNKS = 4;
    /// @dev Width of a time in a word of terms.
    uint256 internal constant SECONDS = 24;

    IOptimisticVerifier public optimistic;

    mapping(uint256 hire => Result) internal _results;

    /* TERMS */

    /// @notice Terms that make sense, but for one in sixteen.
    function termsOf(uint256 seed) public pure returns (bytes32) {
        uint256 jurors = _draw(seed, 0, 0, 2) == 0 ? 3 : 5;
        if (_draw(seed, 8, 0, 15) == 0) ++jurors;
        uint256 word = _draw(seed, 1, 15 minutes, 1 hours);
        word |= _draw(seed, 2, 1 hours, 2 hours) << SECONDS;
        word |= _draw(seed, 3, 1 hours, 2 hours) << (2 * SECONDS);
        word |= _draw(seed, 4, 15 minutes, 1 hours) << (3 * SECONDS);
        word |= (jurors << 96) | (_draw(seed, 5, 120_001, 300_000) << 104);
        word |= _draw(seed, 6, 60, 3 hours) << 136;
        return bytes32(word | (_draw(seed, 7, 0, 10_000) << 160));
    }

    function isSound(bytes32 terms) public pure returns (bool) {
        uint256 jurors = uint8(uint256(terms) >> 96);
        return jurors == 3 || jurors == 5;
    }

    function challengeSecondsOf(bytes32 terms) public pure returns (uint256) {
        return uint24(uint256(terms) >> 136);
    }

    /* RESULTS */

    function results(uint256 index) public view returns (Result memory) {
        return _results[index];
    }

    function noteResult(uint256 index, uint256 wrong, bool isLate) external {
        _results[index] = Result(ResultStage.Submitted, _now(), isLate, rootOf(index), wrong);
    }

    /// @notice Whether a challenge would be heard now.
    function isChallengeable(uint256 index) public view returns (bool) {
        Result storage result = _results[index];
        bool isHeard = result.stage == ResultStage.Submitted || result.stage == ResultStage.Upheld;
        return isHeard && !result.isLate && _now() <= windowOf(index);
    }

    function windowOf(uint256 index) public view returns (uint256) {
        return _results[index].since + challengeSecondsOf(_hireAt(index).job.verifierTerms);
    }

    /// @notice A job that waits for its result.
    function findBare(uint256 seed, bool isLate) external view returns (uint256 index) {
        uint256 count = hireCount();
        for (uint256 i = 0; i < count; ++i) {
            index = ((seed % count) + i) % count;
            bool isBare = _hireAt(index).isOpen && _results[index].stage == ResultStage.None;
            if (isBare && (_now() > _hireAt(index).job.terms.deadline()) == isLate) return index;
        }
        vm.assume(false);
    }

    /// @notice A result that can be challenged, by a plaintiff who has a reason or not.
    function findChallengeable(uint256 seed) external view returns (uint256 index) {
        uint256 count = hireCount();
        for (uint256 i = 0; i < count; ++i) {
            index = ((seed % count) + i) % count;
            if (isChallengeable(index) && isSound(_hireAt(index).job.verifierTerms)) return index;
        }
        vm.assume(false);
    }

    function leafOf(uint256 index, uint256 chunk) public pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(chunk, chunkOf(index, chunk)))));
    }

    function chunkOf(uint256 index, uint256 chunk) public pure returns (ChunkResult memory) {
        return ChunkResult(keccak256("in"), keccak256(abi.encode(index, chunk)), chunk + 1, 0);
    }

    function rootOf(uint256 index) public pure returns (bytes32) {
        return _node(_node(leafOf(index, 0), leafOf(index, 1)), _node(leafOf(index, 2), leafOf(index, 3)));
    }

    /// @notice A challenge of one chunk, or from the fourth on of all of them as withheld.
    function claimOf(uint256 index, uint256 chunk) public view returns (Claim memory claim) {
        (claim.job, claim.root) = (hires(index).job, rootOf(index));
        if (chunk >= CHUNKS) {
            claim.kind = ClaimKind.Withheld;
            return claim;
        }
        (claim.index, claim.given, claim.right) = (chunk, chunkOf(index, chunk), chunkOf(index, chunk));
        claim.right.outputDigest = keccak256("right");
        claim.proof = new bytes32[](2);
        claim.proof[0] = leafOf(index, chunk ^ 1);
        uint256 other = chunk < 2 ? 2 : 0;
        claim.proof[1] = _node(leafOf(index, other), leafOf(index, other + 1));
    }

    /* INTERNAL */

    /// @dev C2: the verdict is what results, rulings and windows make it.
    function _checkVerdicts(Verdict[] memory said) internal view override {
        for (uint256 i = 0; i < said.length; ++i)
            assert(keccak256(abi.encode(said[i])) == keccak256(abi.encode(_prescribedOf(i))));
    }

    function _prescribedOf(uint256 index) private view returns (Verdict memory) {
        bytes32 terms = _hireAt(index).job.verifierTerms;
        Result storage result = _results[index];
        if (!isSound(terms)) return Verdict(VerdictStatus.Void, 0, 0);
        if (result.stage == ResultStage.None || result.isLate) return Verdict(VerdictStatus.NoResult, 0, 0);
        if (result.stage == ResultStage.Overturned)
            return Verdict(VerdictStatus.Rejected, 0, uint16(uint256(terms) >> 160));
        if (result.stage == ResultStage.Voided) return Verdict(VerdictStatus.Void, 0, 0);
        if (result.stage == ResultStage.Challenged || _now() <= result.since + challengeSecondsOf(terms))
            return Verdict(VerdictStatus.Pending, 0, 0);
        return Verdict(VerdictStatus.Accepted, type(uint64).max, 0);
    }

    function _node(bytes32 a, bytes32 b) private pure returns (bytes32) {
        return a < b ? keccak256(bytes.concat(a, b)) : keccak256(bytes.concat(b, a));
    }
}
