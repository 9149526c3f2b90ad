// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title LyingToken
/// @notice A token that moves nothing and says of every balance what anyone told it to; once `lieNext` was called, the
/// next transfer changes what it says.
contract LyingToken {
    uint256 private _said;
    uint256 private _next;

    /// @dev A deposit that follows sees `amount` arrive.
    function lieNext(uint256 amount) external {
        (_said, _next) = (0, amount);
    }

    function transferFrom(address, address, uint256) external returns (bool) {
        _said = _next;
        return true;
    }

    function transfer(address, uint256) external pure returns (bool) {
        return true;
    }

    function balanceOf(address) external view returns (uint256) {
        return _said;
    }
}
