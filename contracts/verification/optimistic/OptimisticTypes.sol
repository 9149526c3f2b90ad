// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Job} from "../../market/JobTypes.sol";
import {CourtTerms, CourtTermsLibrary} from "./CourtTypes.sol";

/// @notice What a job's two sides agree on: the word of verifier terms itself, a number of these bits.
///
/// ```
/// bits     field
/// 0-135    terms of the court   {CourtTerms}
/// 136-159  challengeSeconds     uint24, after a result, or after a challenge that came to nothing
/// 160-175  slashBps             uint16, share of the collateral a wrong result loses, basis points
/// 176-255  zero
/// ```
type OptimisticTerms is bytes32;

/// @notice What a challenge says.
enum ClaimKind {
    /// The leaf of one chunk is not what the job gives.
    Wrong,
    /// What is behind the root cannot be fetched, or is not one leaf for each chunk of the job, in order.
    Withheld
}

/// @notice What a chunk gave.
struct ChunkResult {
    /// sha-256 of the chunk's input.
    bytes32 inputDigest;
    /// sha-256 of its output.
    bytes32 outputDigest;
    /// Metered instructions.
    uint256 fuel;
    /// How it ended, by the codes of the runtime.
    uint8 exit;
}

/// @notice A challenge: the encoding of `abi.encode(claim)` is what the court is given.
struct Claim {
    Job job;
    /// The whole root, of which 26 bytes are on record.
    bytes32 root;
    ClaimKind kind;
    /// Chunk that is wrong. This and the fields below mean nothing where the output is withheld.
    uint256 index;
    /// What the provider's leaf says, proven by `proof`.
    ChunkResult given;
    /// What the challenger says is right.
    ChunkResult right;
    /// Siblings from the leaf to the root.
    bytes32[] proof;
}

using OptimisticTermsLibrary for OptimisticTerms global;

/// @notice Reads {OptimisticTerms}.
library OptimisticTermsLibrary {
    uint256 private constant BPS = 10_000;
    uint256 private constant COURT_BITS = 136;
    uint256 private constant BITS = 176;
    /// @dev Only the two sides wait for it: a client that wants no time to look gets none.
    uint256 private constant MIN_CHALLENGE_WINDOW = 60;

    function court(OptimisticTerms terms) internal pure returns (CourtTerms) {
        return CourtTerms.wrap(_word(terms) & ((1 << COURT_BITS) - 1));
    }

    function challengeSeconds(OptimisticTerms terms) internal pure returns (uint24) {
        return uint24(_word(terms) >> COURT_BITS);
    }

    function slashBps(OptimisticTerms terms) internal pure returns (uint16) {
        return uint16(_word(terms) >> 160);
    }

    /// @notice Whether jobs can be verified on these terms.
    /// @param minBondPerJuror The court's, in WEFT base units.
    function isValid(OptimisticTerms terms, uint256 minBondPerJuror) internal pure returns (bool) {
        return
            _word(terms) >> BITS == 0 &&
            terms.court().isValid(minBondPerJuror) &&
            CourtTermsLibrary.isWindow(terms.challengeSeconds(), MIN_CHALLENGE_WINDOW) &&
            terms.slashBps() <= BPS;
    }

    function _word(OptimisticTerms terms) private pure returns (uint256) {
        return uint256(OptimisticTerms.unwrap(terms));
    }
}
