// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title ICredits
/// @notice Money that could not be handed over waits here, by currency and account, until anybody sends it on.
///
/// Ether is pushed with {PUSH_GAS}: enough for a wallet or a split that takes it, too little to do harm. Who cannot
/// take it by then, or cannot be sent a token, stops nobody else: its part is credited. Credits never lapse, and
/// nothing but a withdrawal takes from them.
///
/// A currency is the address of an ERC-20; zero is ether.
interface ICredits {
    /// @notice Money was kept for an account that could not take it.
    event Credited(address indexed currency, address indexed account, uint256 amount);

    /// @notice An account's credit was paid out.
    event Withdrawn(address indexed currency, address indexed account, address to, uint256 amount);

    /// @notice There is nothing to withdraw.
    error CreditsNothing(address currency, address account);
    /// @notice The account did not take the ether.
    error CreditsNotTaken(address to, uint256 amount);
    /// @notice The caller supplied so little gas that a push could fail for that reason alone (EIP-150).
    error CreditsGasTooLow(uint256 available, uint256 required);

    /// @notice Gas that an account gets to take ether that is pushed.
    function PUSH_GAS() external view returns (uint256);

    /// @notice Sends an account its credit, with all gas. Anyone may call.
    ///
    /// Emits {Withdrawn}. Reverts with {CreditsNothing}, {CreditsNotTaken}.
    /// @return amount In base units.
    function withdraw(address currency, address account) external returns (uint256 amount);

    /// @notice Sends the caller's credit to another account.
    ///
    /// Emits {Withdrawn}. Reverts with {CreditsNothing}, {CreditsNotTaken}.
    /// @return amount In base units.
    function withdrawTo(address currency, address to) external returns (uint256 amount);

    /// @notice What waits for an account, in base units.
    function creditOf(address currency, address account) external view returns (uint256);
}
