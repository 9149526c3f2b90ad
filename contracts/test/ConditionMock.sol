// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICondition} from "../conditions/ICondition.sol";
import {Misbehaving} from "./Misbehaving.sol";

/// @title ConditionMock
/// @notice A condition met by the subjects anyone lists, with the data and evidence anyone set, or that misbehaves.
contract ConditionMock is ICondition, Misbehaving {
    struct Expected {
        uint256 word;
        bytes32 data;
        bytes32 evidenceHash;
    }

    mapping(address subject => Expected) private _expected;

    /// @notice Answers `word` (1 is yes) for this subject where data and evidence are these, and zero elsewhere.
    function setAnswer(address subject, bytes32 data, bytes calldata evidence, uint256 word) external {
        _expected[subject] = Expected(word, data, keccak256(evidence));
    }

    /// @inheritdoc ICondition
    function isMet(address subject, bytes32 data, bytes calldata evidence) external view returns (bool) {
        Expected memory expected = _expected[subject];
        bool isExpected = expected.data == data && expected.evidenceHash == keccak256(evidence);
        _answer(abi.encode(isExpected ? expected.word : 0));
    }
}
