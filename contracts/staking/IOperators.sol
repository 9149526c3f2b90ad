// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title IOperators
/// @notice Keys that act for a provider: the key that runs the machine need not be the key that owns the stake.
///
/// Scopes are the bits of {OperatorScopes}. A change holds from its own transaction on, for every market and verifier
/// that asks here. Revoking takes away what was not used yet: offers that the operator signed and nobody matched are
/// dead, and it can submit no further result. What was used stands: jobs matched by its signature, results it put on
/// record, requests to thaw it made. Giving the scope back revives unmatched offers that have not expired; a provider
/// who wants them dead for good cancels their nonces.
interface IOperators {
    /// @notice A provider changed what a key may do in its name.
    /// @param scopes All scopes it has from now on; zero for none.
    event OperatorSet(address indexed provider, address indexed operator, uint8 scopes);

    /// @notice A bit that is no scope.
    error StakeInvalidScopes(uint8 scopes);

    /// @notice The caller does not have this scope of the provider.
    error StakeNotOperator(address provider, address caller, uint8 scope);

    /// @notice Sets all that `operator` may do in the caller's name. Called by a provider, for itself.
    ///
    /// Emits {OperatorSet}. Reverts with {StakeInvalidScopes}.
    /// @param operator The key.
    /// @param scopes Bits of {OperatorScopes}; zero revokes.
    function setOperator(address operator, uint8 scopes) external;

    /// @notice The scopes that a provider gave to a key.
    /// @param provider Who gave them.
    /// @param operator The key.
    function scopesOf(address provider, address operator) external view returns (uint8);

    /// @notice Whether a provider gave a key this scope, or all of these scopes; false for no scope.
    /// @param provider Who gave them.
    /// @param operator The key.
    /// @param scope A bit of {OperatorScopes}, or several.
    function isOperator(address provider, address operator, uint8 scope) external view returns (bool);
}
