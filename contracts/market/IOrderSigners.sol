// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title IOrderSigners
/// @notice Who signed an order. Providers, or the operators they let sign offers; clients; and, under the digest that
/// the client signs, an account that pays for it.
interface IOrderSigners {
    /// @notice A payer took back its signature under a request.
    event PayerRevoked(address indexed payer, bytes32 indexed request);

    /// @notice No valid signature of `signer`, nor of an operator of a provider, under the order: another chain or
    /// contract, other terms, another key, a malleable form, or a wallet that says no.
    error MarketInvalidSignature(bytes32 order, address signer);
    /// @notice The payer took back its signature under this request.
    error MarketPayerRevoked(bytes32 request, address payer);

    /// @notice Takes back the caller's signature, as payer for another client, under a request not used yet.
    ///
    /// Emits {PayerRevoked}.
    /// @param request EIP-712 digest of the request.
    function revokePayer(bytes32 request) external;

    /// @notice Whether a payer took back its signature under a request.
    function isPayerRevoked(address payer, bytes32 request) external view returns (bool);
}
