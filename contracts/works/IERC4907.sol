// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title IERC4907
/// @notice ERC-4907: a user of a token besides its owner, until a time.
interface IERC4907 {
    /// @notice The user of a token, or the time of its use, changed. A zero user means that there is none.
    event UpdateUser(uint256 indexed tokenId, address indexed user, uint64 expires);

    /// @notice Sets the user of a token and the last unix second of its use; nobody, whose time is none, by a zero user.
    function setUser(uint256 tokenId, address user, uint64 expires) external;

    /// @notice The user of a token; zero where there is none, or its time is over.
    function userOf(uint256 tokenId) external view returns (address);

    /// @notice The last unix second of the user of a token; zero where there is none.
    function userExpires(uint256 tokenId) external view returns (uint256);
}
