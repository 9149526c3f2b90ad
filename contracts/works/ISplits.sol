// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICredits} from "./ICredits.sol";

/// @title ISplit
/// @notice An account that belongs to several: what it receives, ether or tokens, is shared by terms that never change.
///
/// The terms are in its code, and its address is made of them: it can receive before anybody deploys it.
///
/// Safety assumes tokens that move what they are told. A payee that cannot take its part leaves a credit and holds up
/// nobody. What rounding leaves, less than one base unit a payee, goes to the last one.
interface ISplit is ICredits {
    /// @notice What had come in was shared.
    event Distributed(address indexed currency, uint256 amount);

    /// @notice This is the code that splits share, and no split.
    error SplitNotAClone();
    /// @notice Nothing has come in since.
    error SplitNothingToShare(address currency);

    /// @notice Shares what has come in. Anyone may call.
    ///
    /// Emits {Distributed}, and `Credited` for each payee that does not take its part.
    /// Reverts with {SplitNothingToShare}, {SplitNotAClone}.
    /// @param currency ERC-20, or zero for ether.
    /// @return amount In base units.
    function distribute(address currency) external returns (uint256 amount);

    /// @notice What {distribute} would share now, in base units.
    function pending(address currency) external view returns (uint256);

    /// @notice Who shares, and how: parts of a million.
    function terms() external view returns (address[] memory payees, uint32[] memory shares);
}

/// @title ISplits
/// @notice Makes splits. Holds nothing; anyone may call.
interface ISplits {
    /// @notice A split was deployed.
    event SplitCreated(address indexed split, address[] payees, uint32[] shares);

    /// @notice No payee, more than {MAX_PAYEES}, or not one share each.
    error SplitsInvalidCount(uint256 payees, uint256 shares);
    /// @notice A payee of zero, or with a share of zero.
    error SplitsInvalidPayee(uint256 index, address payee, uint32 share);
    /// @notice Shares that are not a million together.
    error SplitsInvalidTotal(uint256 total);

    /// @notice The most payees of a split.
    function MAX_PAYEES() external view returns (uint256);

    /// @notice What the code of all splits runs.
    function implementation() external view returns (address);

    /// @notice Deploys the split with these terms, or finds it where somebody did.
    ///
    /// Emits {SplitCreated}. Reverts with {SplitsInvalidCount}, {SplitsInvalidPayee}, {SplitsInvalidTotal}.
    /// @param shares Parts of a million, all of it together.
    function create(address[] calldata payees, uint32[] calldata shares) external returns (address split);

    /// @notice The address of the split with these terms, deployed or not.
    ///
    /// Reverts as {create}.
    function addressOf(
        address[] calldata payees,
        uint32[] calldata shares
    ) external view returns (address split);
}
