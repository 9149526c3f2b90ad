// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Job, JobId} from "../market/JobTypes.sol";

/// @title IResultSource
/// @notice What a verifier remembers of a result, for whoever builds on what was computed.
interface IResultSource {
    /// @notice Whether the result on record for a job is this one. Says nothing of its being right: the job's market
    /// does that.
    /// @param jobId `keccak256(abi.encode(job))`.
    /// @param job The job's terms.
    /// @param result Merkle root over the chunks of the result; `keccak256` of the output where that was proven.
    function isResult(JobId jobId, Job calldata job, bytes32 result) external view returns (bool);
}
