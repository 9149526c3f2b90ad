// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title IGrants
/// @notice Opens wallets that vest in a straight line (OpenZeppelin's VestingWallet) at addresses known before, so that
/// one proposal can open a wallet and pay into it, and voters need not read the code that their money goes to.
interface IGrants {
    /// @notice A wallet was opened.
    event GrantOpened(
        address indexed wallet,
        address indexed beneficiary,
        uint64 start,
        uint64 durationSeconds,
        bytes32 salt
    );

    /// @notice Opens a wallet, or finds it where somebody has opened it before: nobody can be kept from doing so. Anyone
    /// may call.
    ///
    /// Emits {GrantOpened} where it is new.
    /// @param beneficiary Owns the wallet: takes out what is vested, or hands the wallet on.
    /// @param start Unix second at which nothing is vested yet.
    /// @param durationSeconds Seconds until all is vested; zero for all at `start`.
    /// @param salt Tells wallets of equal terms apart.
    function open(
        address beneficiary,
        uint64 start,
        uint64 durationSeconds,
        bytes32 salt
    ) external returns (address wallet);

    /// @notice Where the wallet of these terms is or will be.
    function walletOf(
        address beneficiary,
        uint64 start,
        uint64 durationSeconds,
        bytes32 salt
    ) external view returns (address wallet);
}
