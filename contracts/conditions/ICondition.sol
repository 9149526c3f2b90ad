// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title ICondition
/// @notice Whether the other side of an order qualifies: by record, by credential, by what it owns.
/// @dev Asked by a market at the match with capped gas; an answer that reverts or does not decode is a no.
interface ICondition {
    /// @notice Whether `subject` meets the condition.
    /// @param subject The client, for the condition of an offer; the provider, for that of a request.
    /// @param data Word signed in the order.
    /// @param evidence What the subject brings, unsigned: a proof, a disclosed credential.
    function isMet(address subject, bytes32 data, bytes calldata evidence) external view returns (bool);
}
