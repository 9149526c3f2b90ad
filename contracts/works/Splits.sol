// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";

import {ISplits} from "./ISplits.sol";
import {Split} from "./Split.sol";

/// @title Splits
/// @notice Makes splits. Holds nothing; anyone may call.
contract Splits is ISplits {
    uint256 private constant PPM = 1_000_000;

    /// @inheritdoc ISplits
    uint256 public constant MAX_PAYEES = 32;

    /// @inheritdoc ISplits
    address public immutable implementation = address(new Split());

    /// @inheritdoc ISplits
    function create(address[] calldata payees, uint32[] calldata shares) external returns (address split) {
        bytes memory entries = _encode(payees, shares);
        split = _addressOf(entries);
        if (split.code.length != 0) return split;
        Clones.cloneDeterministicWithImmutableArgs(implementation, entries, 0);
        emit SplitCreated(split, payees, shares);
    }

    /// @inheritdoc ISplits
    function addressOf(
        address[] calldata payees,
        uint32[] calldata shares
    ) external view returns (address split) {
        return _addressOf(_encode(payees, shares));
    }

    function _addressOf(bytes memory entries) private view returns (address) {
        return Clones.predictDeterministicAddressWithImmutableArgs(implementation, entries, 0);
    }

    function _encode(
        address[] calldata payees,
        uint32[] calldata shares
    ) private pure returns (bytes memory entries) {
        uint256 count = payees.length;
        require(
            count != 0 && count <= MAX_PAYEES && count == shares.length,
            SplitsInvalidCount(count, shares.length)
        );
        uint256 total = 0;
        for (uint256 i = 0; i < count; ++i) {
            (address payee, uint32 share) = (payees[i], shares[i]);
            require(payee != address(0) && share != 0, SplitsInvalidPayee(i, payee, share));
            total += share;
            entries = bytes.concat(entries, bytes20(payee), bytes4(share));
        }
        require(total == PPM, SplitsInvalidTotal(total));
    }
}
