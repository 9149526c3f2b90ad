// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice How much an acceptance pays, until when, and once.
///
/// ```
/// bits      field
/// 0-127     amount    uint128, token base units
/// 128-167   expiry    uint40, last unix second of a claim
/// 168-231   nonce     uint64, epoch << 32 | index
/// ```
///
/// Wallets show the three as fields of their own: they are signed unpacked and travel packed. The other bits mean
/// nothing and are not signed.
type Due is uint256;

using DueLibrary for Due global;

/// @notice Reads a {Due}.
library DueLibrary {
    function amount(Due due) internal pure returns (uint128) {
        return uint128(Due.unwrap(due));
    }

    function expiry(Due due) internal pure returns (uint40) {
        return uint40(Due.unwrap(due) >> 128);
    }

    function nonce(Due due) internal pure returns (uint64) {
        return uint64(Due.unwrap(due) >> 168);
    }
}

/// @notice An acceptance as it is brought: what the client signed (EIP-712 `Acceptance`, with provider and token, which
/// all claims of a call share, and the fields of `due` one by one), and the signatures.
struct Claim {
    /// Who accepts the result.
    address client;
    /// Whose vault balance pays; zero for the client. Another payer signs the same digest.
    address payer;
    /// Who may mint the result; zero for the client.
    address beneficiary;
    /// What it pays, until when it can be claimed, and its nonce.
    Due due;
    /// Content digest of the job: program, inputs, limits.
    bytes32 spec;
    /// Root of the result that is accepted.
    bytes32 result;
    /// ECDSA (65 bytes) or ERC-1271 signature of the client.
    bytes clientSignature;
    /// Signature of the payer over the same digest; empty where the client pays.
    bytes payerSignature;
}

/// @notice The usual acceptance, at half the calldata: of a client that pays itself, may mint itself (`payer` and
/// `beneficiary` are zero in what it signed), and has a key.
struct PlainClaim {
    /// Who accepts the result, and pays.
    address client;
    /// What it pays, until when it can be claimed, and its nonce.
    Due due;
    /// Content digest of the job: program, inputs, limits.
    bytes32 spec;
    /// Root of the result that is accepted.
    bytes32 result;
    /// ECDSA signature of the client in the short form of EIP-2098.
    bytes32 r;
    bytes32 vs;
}
