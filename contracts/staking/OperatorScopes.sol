// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title OperatorScopes
/// @notice What a provider can let another key do, as bits.
library OperatorScopes {
    /// @notice Sign offers and leases in the provider's name, and give notice of its leases. Can bind all stake that is
    /// free, to any terms; is never paid.
    uint8 internal constant SIGN_OFFERS = 1;
    /// @notice Put results of the provider's jobs on record. Can make an open job fail, with what that costs.
    uint8 internal constant SUBMIT = 2;
    /// @notice Start to take the provider's own stake out. It reaches the provider alone.
    uint8 internal constant THAW = 4;

    uint8 internal constant ALL = SIGN_OFFERS | SUBMIT | THAW;
}
