// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CappedCall} from "../libraries/CappedCall.sol";
import {ICondition} from "./ICondition.sol";
import {Child, ChildAnswer, IComposition} from "./IComposition.sol";

/// @title Composition
/// @notice Asks the children of a composition. Holds nothing.
abstract contract Composition is IComposition {
    /// @notice The most children that a composition has.
    uint256 public constant MAX_CHILDREN = 8;

    /// @dev Gas to hand a child its question, beside its own.
    uint256 private constant CHILD_GAS = 5_000;
    /// @dev What {CappedCall} wants to see on top, once, and for the answer.
    uint256 private constant SPARE_GAS = 12_000;

    /// @inheritdoc IComposition
    function explain(
        address subject,
        bytes32 data,
        bytes calldata evidence
    ) external view returns (ChildAnswer[] memory answers) {
        (Child[] memory children, bytes[] memory evidences) = _open(data, evidence);
        answers = new ChildAnswer[](children.length);
        for (uint256 i = 0; i < children.length; ++i)
            (answers[i].isMet, answers[i].reason) = _ask(children[i], subject, evidences[i]);
    }

    /// @dev The children, where there is gas for all of them.
    function _open(
        bytes32 data,
        bytes calldata evidence
    ) internal view returns (Child[] memory children, bytes[] memory evidences) {
        bytes memory encoded;
        (encoded, evidences) = abi.decode(evidence, (bytes, bytes[]));
        bytes32 brought = keccak256(encoded);
        require(brought == data, CompositionMismatch(data, brought));
        children = abi.decode(encoded, (Child[]));
        uint256 count = children.length;
        require(
            count != 0 && count <= MAX_CHILDREN && count == evidences.length,
            CompositionInvalidCount(count, evidences.length, MAX_CHILDREN)
        );
        uint256 required = SPARE_GAS;
        // 32 bits each: no sum of eight overflows.
        for (uint256 i = 0; i < count; ++i)
            required += uint256(children[i].gasCap) + children[i].gasCap / 63 + CHILD_GAS;
        require(gasleft() >= required, CompositionGasTooLow(gasleft(), required));
    }

    function _ask(
        Child memory child,
        address subject,
        bytes memory evidence
    ) internal view returns (bool isMet_, bytes4 reason) {
        (bool isAnswered, uint256 first, , ) = CappedCall.ask(
            address(child.condition),
            child.gasCap,
            abi.encodeCall(ICondition.isMet, (subject, child.data, evidence)),
            1
        );
        if (isAnswered) return (first == 1, 0);
        // What is left of an answer too short to count is the begin of an error, or nothing.
        return (false, bytes4(bytes32(first)));
    }
}
