// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IJobRecorder} from "../market/IJobRecorder.sol";
import {JobStatus} from "../market/JobTypes.sol";
import {Resources} from "../types/Resources.sol";
import {Misbehaving} from "./Misbehaving.sol";

/// @title RecorderMock
/// @notice A recorder that says what it was told, or misbehaves.
contract RecorderMock is IJobRecorder, Misbehaving {
    event Told(
        address market,
        address provider,
        address token,
        address verifier,
        Resources needs,
        JobStatus end,
        uint256 fee
    );

    /// @inheritdoc IJobRecorder
    function record(
        address provider,
        address token,
        address verifier,
        Resources needs,
        JobStatus end,
        uint256 fee
    ) external {
        emit Told(msg.sender, provider, token, verifier, needs, end, fee);
        _answer("");
    }
}
