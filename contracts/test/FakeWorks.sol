// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title FakeWorks
/// @notice Says of any work that its floor is so much of any currency, and that it is cleared.
contract FakeWorks {
    address private immutable _receiver;
    address private immutable _currency;
    uint256 private immutable _floor;

    constructor(address receiver, address currency, uint256 floor) {
        (_receiver, _currency, _floor) = (receiver, currency, floor);
    }

    function floorOf(uint256) external view returns (address receiver, address currency, uint256 floor) {
        return (_receiver, _currency, _floor);
    }

    function clear(uint256, address) external {}
}
