// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IJobRecorder} from "../market/IJobRecorder.sol";
import {Job, JobId, JobStatus} from "../market/JobTypes.sol";
import {IReputation} from "../reputation/IReputation.sol";
import {Resources} from "../types/Resources.sol";

/// @title ReportingMarketMock
/// @notice A market that says of jobs what anyone told it to say, and records what anyone tells it to record, with capped
/// gas as a market does.
contract ReportingMarketMock {
    uint256 public constant RECORD_GAS = 100_000;

    IReputation public immutable reputation;
    mapping(JobId jobId => JobStatus) private _statuses;

    /// @param gasUsed Of the call, reaching a cold account included.
    event Called(bool isOk, uint256 gasUsed);

    constructor(IReputation reputation_) {
        reputation = reputation_;
    }

    function setStatus(Job calldata job, JobStatus status) external {
        _statuses[JobId.wrap(keccak256(abi.encode(job)))] = status;
    }

    function statusOf(Job calldata job) external view returns (JobStatus) {
        return _statuses[JobId.wrap(keccak256(abi.encode(job)))];
    }

    function record(
        address provider,
        address token,
        address verifier,
        Resources needs,
        JobStatus end,
        uint256 fee
    ) external {
        uint256 before = gasleft();
        (bool isOk, ) = address(reputation).call{gas: RECORD_GAS}(
            abi.encodeCall(IJobRecorder.record, (provider, token, verifier, needs, end, fee))
        );
        emit Called(isOk, before - gasleft());
    }
}
