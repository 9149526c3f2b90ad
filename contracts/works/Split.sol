// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/interfaces/IERC20.sol";
import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";

import {Credits} from "./Credits.sol";
import {ISplit} from "./ISplits.sol";

/// @title Split
/// @notice Holds what its payees have not been sent yet; anyone makes it share. The code of all clones.
contract Split is ISplit, Credits {
    uint256 private constant PPM = 1_000_000;
    /// @dev A payee and its share as they lie in the code of a clone: `payee << 32 | share`.
    uint256 private constant ENTRY_BYTES = 24;

    address private immutable _self = address(this);

    /// @dev Sum of all credits by currency: what of the balance is shared already.
    mapping(address currency => uint256 amount) private _owed;

    /// @dev Says nothing, so that the ether costs its sender little.
    receive() external payable {
        require(address(this) != _self, SplitNotAClone());
    }

    /// @inheritdoc ISplit
    function distribute(address currency) external nonReentrant returns (uint256 amount) {
        require(address(this) != _self, SplitNotAClone());
        amount = pending(currency);
        require(amount != 0, SplitNothingToShare(currency));
        bytes memory entries = Clones.fetchCloneArgs(address(this));
        uint256 count = entries.length / ENTRY_BYTES;
        emit Distributed(currency, amount);
        uint256 left = amount;
        for (uint256 i = 0; i < count; ++i) {
            (address payee, uint32 share) = _entryAt(entries, i);
            uint256 part = i + 1 == count ? left : _partOf(amount, share);
            left -= part; // shares are a million together
            _push(currency, payee, part);
        }
    }

    /// @inheritdoc ISplit
    function pending(address currency) public view returns (uint256) {
        uint256 balance =
            currency == ETHER ? address(this).balance : IERC20(currency).balanceOf(address(this));
        uint256 owed = _owed[currency];
        // A token that takes back what it gave leaves credits that are not covered, and nothing to share.
        return balance > owed ? balance - owed : 0;
    }

    /// @inheritdoc ISplit
    function terms() external view returns (address[] memory payees, uint32[] memory shares) {
        bytes memory entries = Clones.fetchCloneArgs(address(this));
        uint256 count = entries.length / ENTRY_BYTES;
        (payees, shares) = (new address[](count), new uint32[](count));
        for (uint256 i = 0; i < count; ++i) (payees[i], shares[i]) = _entryAt(entries, i);
    }

    function _onCredit(address currency, uint256 amount) internal override {
        _owed[currency] += amount;
    }

    function _onWithdraw(address currency, uint256 amount) internal override {
        _owed[currency] -= amount;
    }

    /// @dev Rounds down, in favour of the last payee. Never overflows: each part of the amount by itself.
    function _partOf(uint256 amount, uint32 share) private pure returns (uint256) {
        return (amount / PPM) * share + ((amount % PPM) * share) / PPM;
    }

    function _entryAt(
        bytes memory entries,
        uint256 index
    ) private pure returns (address payee, uint32 share) {
        uint256 entry;
        assembly ("memory-safe") {
            entry := shr(64, mload(add(add(entries, 0x20), mul(index, ENTRY_BYTES))))
        }
        return (address(uint160(entry >> 32)), uint32(entry));
    }
}
