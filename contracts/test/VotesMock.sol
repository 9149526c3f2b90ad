// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice A source of votes, of the token and clock that it is told.
contract VotesMock {
    uint256 public constant SUPPLY = 1e27;

    address public immutable token;
    uint48 private immutable _aheadSeconds;
    string private _mode;

    constructor(address token_, string memory mode, uint48 aheadSeconds) {
        token = token_;
        _mode = mode;
        _aheadSeconds = aheadSeconds;
    }

    function clock() external view returns (uint48) {
        return uint48(block.timestamp) + _aheadSeconds;
    }

    // solhint-disable-next-line func-name-mixedcase
    function CLOCK_MODE() external view returns (string memory) {
        return _mode;
    }
}
