// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title IOrderNonces
/// @notice Unordered nonces of signed orders, and the three ways to take orders back.
///
/// A nonce is `epoch << 32 | index`. Orders of other epochs than the signer's current one are void, so one increment
/// cancels all. The first 224 indexes of an epoch share one slot with the epoch itself: using one costs a returning
/// signer 5,000 gas, and a new epoch starts them afresh in the same slot. Higher indexes work alike and cost a fresh
/// slot once in 256. A match that is mined before a cancellation stands; after it, it is refused.
interface IOrderNonces {
    /// @notice One nonce was cancelled.
    event NonceCancelled(address indexed signer, uint64 nonce);

    /// @notice All 256 nonces of a word were cancelled.
    /// @param word The nonces' upper 56 bits.
    event NonceWordCancelled(address indexed signer, uint56 word);

    /// @notice All orders signed for earlier epochs were cancelled.
    event EpochStarted(address indexed signer, uint32 epoch);

    /// @notice The nonce was used or cancelled.
    error OrderNonceUsed(address signer, uint64 nonce);

    /// @notice The nonce is of another epoch than the signer's current one. Earlier ones are void already.
    error OrderWrongEpoch(address signer, uint32 epoch, uint32 currentEpoch);

    /// @notice Cancels the caller's orders with this nonce, part-filled ones included. Harmless when repeated.
    ///
    /// Emits {NonceCancelled}. Reverts with {OrderWrongEpoch}.
    function cancel(uint64 nonce) external;

    /// @notice Cancels the caller's orders with any of the 256 nonces of a word.
    ///
    /// Emits {NonceWordCancelled}. Reverts with {OrderWrongEpoch}.
    /// @param word `nonce >> 8`.
    function cancelWord(uint56 word) external;

    /// @notice Cancels every order the caller has signed so far, by starting its next epoch.
    ///
    /// Emits {EpochStarted}.
    /// @return epoch The epoch that new orders must be signed for.
    function cancelAll() external returns (uint32 epoch);

    /// @notice The epoch that orders of `signer` must carry in the top 32 bits of their nonces.
    function epochOf(address signer) external view returns (uint32 epoch);

    /// @notice Whether an order with this nonce could still be matched: of the current epoch, not used, not cancelled.
    function isNonceUsable(address signer, uint64 nonce) external view returns (bool);
}
