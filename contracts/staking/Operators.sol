// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IOperators} from "./IOperators.sol";
import {OperatorScopes} from "./OperatorScopes.sol";

/// @title Operators
/// @notice Holds what every provider lets other keys do; each provider sets its own.
abstract contract Operators is IOperators {
    mapping(address provider => mapping(address operator => uint8 scopes)) private _scopes;

    /// @inheritdoc IOperators
    function setOperator(address operator, uint8 scopes) external {
        require(scopes & ~OperatorScopes.ALL == 0, StakeInvalidScopes(scopes));
        _scopes[msg.sender][operator] = scopes;
        emit OperatorSet(msg.sender, operator, scopes);
    }

    /// @inheritdoc IOperators
    function scopesOf(address provider, address operator) external view returns (uint8) {
        return _scopes[provider][operator];
    }

    /// @inheritdoc IOperators
    function isOperator(address provider, address operator, uint8 scope) public view returns (bool) {
        return scope != 0 && _scopes[provider][operator] & scope == scope;
    }

    function _checkOperator(address provider, uint8 scope) internal view {
        require(isOperator(provider, msg.sender, scope), StakeNotOperator(provider, msg.sender, scope));
    }
}
