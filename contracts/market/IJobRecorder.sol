// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Resources} from "../types/Resources.sol";
import {JobStatus} from "./JobTypes.sol";

/// @title IJobRecorder
/// @notice Keeps a record of how jobs ended. A market tells it with capped gas, and pays whether or not it listens.
interface IJobRecorder {
    /// @notice Records the end of a job.
    /// @param provider Whose job it was.
    /// @param token What it was paid in.
    /// @param verifier What judged it.
    /// @param needs What its machine had to have.
    /// @param end How it ended.
    /// @param fee What the protocol was paid for it, in base units of `token`; for a job that was not paid, what the
    /// protocol would have been paid for all of it.
    function record(
        address provider,
        address token,
        address verifier,
        Resources needs,
        JobStatus end,
        uint256 fee
    ) external;
}
