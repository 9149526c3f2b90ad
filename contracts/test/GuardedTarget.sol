// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice Something that a proposal calls: it refuses while told to, and burns gas as told.
contract GuardedTarget {
    error TargetRefuses(uint256 value);

    bool public isRefusing = true;
    uint256 public value;
    mapping(uint256 => uint256) private _burnt;

    function setRefusing(bool isRefusing_) external {
        isRefusing = isRefusing_;
    }

    function setValue(uint256 value_) external {
        require(!isRefusing, TargetRefuses(value_));
        value = value_;
    }

    /// @notice Writes that many fresh slots.
    function burn(uint256 slots) external {
        for (uint256 i = 1; i <= slots; ++i) _burnt[i] = i;
        value = slots;
    }
}
