// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Job, JobId} from "../market/JobTypes.sol";

/// @notice What a verifier says of a job.
enum VerdictStatus {
    /// A result was submitted in time and is being judged.
    Pending,
    /// No result was submitted in time, or none yet.
    NoResult,
    /// The result is right, for `units` units.
    Accepted,
    /// The result is wrong; `slashBps` of the collateral are lost, at most what the job's terms say.
    Rejected,
    /// The result cannot be judged; nobody is to blame.
    Void
}

/// @notice A verdict. Every field is one word of the answer; the market checks their ranges.
struct Verdict {
    VerdictStatus status;
    /// Units delivered, where accepted; more than the job's units count as all of them.
    uint64 units;
    /// Share of the collateral lost, where rejected, in basis points; more than 10,000 counts as 10,000.
    uint16 slashBps;
}

/// @title IVerifier
/// @notice Says whether a job was done. A market asks; a verifier never calls a market.
///
/// Safety: a bad verifier can only decide the jobs whose two sides signed for it: it can award the payment and the
/// collateral of these jobs, and nothing else. Liveness: the market asks with capped gas; an answer that reverts or
/// does not decode counts as pending, and pending after the job's `finalAt` counts as void.
///
/// A verdict other than pending or no result must be final.
interface IVerifier {
    /// @notice The verdict on a job at this moment.
    /// @param jobId `keccak256(abi.encode(job))`, as the market computed it.
    /// @param job The job's terms; the verifier reads the provider, the deadline and its own terms from it.
    function verdict(JobId jobId, Job calldata job) external view returns (Verdict memory);
}
