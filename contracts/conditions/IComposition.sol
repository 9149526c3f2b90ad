// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICondition} from "./ICondition.sol";

/// @notice One of the conditions that a composition asks.
struct Child {
    ICondition condition;
    /// Word handed to it.
    bytes32 data;
    /// Gas that it gets to answer, all of which is guaranteed to reach it.
    uint32 gasCap;
}

/// @notice What a child said.
struct ChildAnswer {
    bool isMet;
    /// First four bytes of the error it refused with; zero where it gave none.
    bytes4 reason;
}

/// @title IComposition
/// @notice A condition made of others.
///
/// The order's word is `keccak256(children)` where `children = abi.encode(Child[])`; the evidence is
/// `abi.encode(children, bytes[])`, with one evidence for each child, which may be empty. Children may be
/// compositions in turn, each within the gas of its parent: what a market gives ends at the third level or before.
///
/// Each child gets the gas that the order says, no more and no less: where there is not enough for all of them, none is
/// asked. So a child that reverts, burns its gas or answers garbage is a no, and has no say in the others' answers.
/// A no of the whole comes as an error that names the child.
interface IComposition is ICondition {
    /// @notice The children that were brought are not those of the order.
    error CompositionMismatch(bytes32 agreed, bytes32 brought);
    /// @notice No children, too many, or another number of evidences.
    error CompositionInvalidCount(uint256 children, uint256 evidences, uint256 limit);
    /// @notice Too little gas to ask all children.
    error CompositionGasTooLow(uint256 available, uint256 required);
    /// @notice One child of all that must say yes does not.
    error CompositionChildNotMet(uint256 index, ICondition condition, bytes4 reason);
    /// @notice None of the children says yes.
    error CompositionNoneMet(uint256 children);

    /// @notice What each child says, whatever the others do.
    ///
    /// Reverts with {CompositionMismatch}, {CompositionInvalidCount}, {CompositionGasTooLow}.
    function explain(
        address subject,
        bytes32 data,
        bytes calldata evidence
    ) external view returns (ChildAnswer[] memory answers);
}
