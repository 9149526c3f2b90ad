// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Job, JobId} from "../market/JobTypes.sol";
import {IVerifier, Verdict} from "../verification/IVerifier.sol";
import {Misbehaving} from "./Misbehaving.sol";

/// @title VerifierMock
/// @notice A verifier that says of a job what anyone told it to say, in range or not, or misbehaves.
contract VerifierMock is IVerifier, Misbehaving {
    struct Words {
        bool isSet;
        uint256 status;
        uint256 units;
        uint256 slashBps;
    }

    Words private _default;
    mapping(JobId jobId => Words) private _words;

    /// @notice What it says of every job without an answer of its own; pending at first.
    function setVerdict(uint256 status, uint256 units, uint256 slashBps) external {
        _default = Words(true, status, units, slashBps);
    }

    /// @notice What it says of one job.
    function setVerdictOf(JobId jobId, uint256 status, uint256 units, uint256 slashBps) external {
        _words[jobId] = Words(true, status, units, slashBps);
    }

    /// @inheritdoc IVerifier
    function verdict(JobId jobId, Job calldata) external view returns (Verdict memory) {
        Words memory words = _words[jobId].isSet ? _words[jobId] : _default;
        _answer(abi.encode(words.status, words.units, words.slashBps));
    }
}
