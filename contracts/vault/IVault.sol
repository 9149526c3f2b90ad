// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC6909} from "@openzeppelin/contracts/interfaces/IERC6909.sol";

/// @title IVault
/// @notice Holds all payment money as ERC-6909 balances; the id of a token is its address. Has no owner.
///
/// An account opts in to a market with ERC-6909's `setOperator(market, true)`; the market can then move what a
/// signed order of that account allows. Revoking stops new matches at once. What the account paid into open jobs is
/// held by the market and ends by the terms of those jobs.
///
/// Safety assumes that a token moves what it says or reports the difference in `balanceOf`: fee-on-transfer tokens
/// credit what arrived. Tokens whose balances change by themselves (rebasing) are not supported: shrinking hurts the
/// holders of that id alone, growth is owned by nobody. Liveness of a withdrawal needs the token to let the vault
/// and the recipient transact: a block-listed account can withdraw to another address.
interface IVault is IERC6909 {
    /// @notice Tokens came in.
    /// @param payer Whose tokens they were.
    /// @param receiver Whose balance grew.
    /// @param token The ERC-20.
    /// @param amount What really arrived, in the token's base units.
    event Deposited(address indexed payer, address indexed receiver, address indexed token, uint256 amount);

    /// @notice Tokens went out.
    /// @param owner Whose balance shrank.
    /// @param receiver Where the tokens were sent.
    /// @param token The ERC-20.
    /// @param amount What was debited and sent, in the token's base units.
    event Withdrawn(address indexed owner, address indexed receiver, address indexed token, uint256 amount);

    /// @notice An amount of zero, or a deposit of which nothing arrived.
    error VaultZeroAmount(address token);

    /// @notice An address that is no contract, and so no token.
    error VaultNotAToken(address token);

    /// @notice The token says that this vault holds more of it than 128 bits.
    error VaultTooMuch(address token, uint256 holds, uint256 limit);

    /// @notice Moves `amount` of `token` from the caller into the balance of `receiver`.
    /// Anyone may call, for anyone; the caller pays and must have approved the vault on the token.
    ///
    /// Emits {Deposited} and ERC-6909 `Transfer` with what arrived.
    ///
    /// Reverts with {VaultNotAToken} where no contract is, {VaultZeroAmount} when nothing arrives, {VaultTooMuch}, and
    /// `ERC6909InvalidReceiver` for the zero receiver.
    /// @param token ERC-20 to deposit.
    /// @param amount Base units to send.
    /// @param receiver Account to credit.
    /// @return credited What arrived and was credited, less than `amount` for fee-on-transfer tokens.
    function deposit(address token, uint256 amount, address receiver) external returns (uint256 credited);

    /// @notice Like {deposit}, with an ERC-2612 permit of the caller in the same transaction.
    /// A permit that fails (for one because a stranger sent it first) is ignored: the allowance decides.
    /// @param deadline Last unix second at which the permit is valid.
    function depositWithPermit(
        address token,
        uint256 amount,
        address receiver,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external returns (uint256 credited);

    /// @notice Sends `amount` of `token` from the caller's balance to `receiver`. Can never be paused.
    ///
    /// Emits {Withdrawn} and ERC-6909 `Transfer`.
    ///
    /// Reverts with {VaultZeroAmount} for zero, `ERC6909InvalidReceiver` for the zero receiver, and
    /// `ERC6909InsufficientBalance` when the balance is short.
    /// @param token ERC-20 to withdraw.
    /// @param amount Base units to debit and send.
    /// @param receiver Where to send them.
    function withdraw(address token, uint256 amount, address receiver) external;

    /// @notice The ERC-6909 id of a token: its address.
    function idOf(address token) external pure returns (uint256 id);
}
