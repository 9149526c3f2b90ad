// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Job, JobId} from "../market/JobTypes.sol";
import {Misbehaving} from "./Misbehaving.sol";

/// @title ResultSourceMock
/// @notice A verifier that accepts everything, and can fail to say what the result is.
contract ResultSourceMock is Misbehaving {
    uint256 private _word;

    function setAnswer(uint256 word) external {
        _word = word;
    }

    function verdict(
        JobId,
        Job calldata
    ) external pure returns (uint256 status, uint256 units, uint256 slashBps) {
        return (2, type(uint64).max, 0); // accepted, in full
    }

    function isResult(JobId, Job calldata, bytes32) external view {
        _answer(abi.encode(_word));
    }
}
