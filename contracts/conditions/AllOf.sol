// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Composition} from "./Composition.sol";
import {ICondition} from "./ICondition.sol";
import {Child} from "./IComposition.sol";

/// @title AllOf
/// @notice Met where all of its children are. Holds nothing; markets ask.
contract AllOf is Composition {
    /// @inheritdoc ICondition
    function isMet(address subject, bytes32 data, bytes calldata evidence) external view returns (bool) {
        (Child[] memory children, bytes[] memory evidences) = _open(data, evidence);
        for (uint256 i = 0; i < children.length; ++i) {
            (bool isYes, bytes4 reason) = _ask(children[i], subject, evidences[i]);
            require(isYes, CompositionChildNotMet(i, children[i].condition, reason));
        }
        return true;
    }
}
