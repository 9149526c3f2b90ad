// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IWorks} from "./IWorks.sol";

/// @title Ancestry
/// @notice Adds up who shares the royalties of a derivative. Pure, in memory.
library Ancestry {
    uint256 internal constant MAX_WIDTH = 8;
    uint256 private constant PPM = 1_000_000;
    uint256 private constant PPM_PER_BPS = 100;

    /// @notice Payees and their parts of a million; `count` of them so far.
    struct Heirs {
        address[] payees;
        uint32[] shares;
        uint256 count;
        uint256 given;
    }

    /// @notice Nobody yet.
    function none() internal pure returns (Heirs memory heirs) {
        (heirs.payees, heirs.shares) = (new address[](MAX_WIDTH), new uint32[](MAX_WIDTH));
    }

    /// @notice Gives a parent's receiver its share.
    function add(Heirs memory heirs, address payee, uint16 bps) internal pure {
        _give(heirs, payee, bps * PPM_PER_BPS);
    }

    /// @notice Gives the payees of a parent's split its share, each by its part of it.
    /// @dev Rounds down, in favour of the derivative's creator.
    function add(
        Heirs memory heirs,
        address[] calldata payees,
        uint32[] calldata shares,
        uint16 bps
    ) internal pure {
        for (uint256 i = 0; i < payees.length; ++i) {
            _give(heirs, payees[i], (bps * PPM_PER_BPS * shares[i]) / PPM);
        }
    }

    /// @notice Gives the creator what is left, as the last payee where it is none yet.
    function close(
        Heirs memory heirs,
        address own
    ) internal pure returns (address[] memory payees, uint32[] memory shares) {
        _give(heirs, own, PPM - heirs.given);
        (payees, shares) = (heirs.payees, heirs.shares);
        uint256 count = heirs.count;
        assembly ("memory-safe") {
            mstore(payees, count) // no more than they were made for
            mstore(shares, count)
        }
    }

    function _give(Heirs memory heirs, address payee, uint256 share) private pure {
        if (share == 0) return;
        uint256 i = 0;
        while (i < heirs.count && heirs.payees[i] != payee) ++i;
        if (i == heirs.count) {
            require(i < MAX_WIDTH, IWorks.WorksTooWide(i + 1));
            heirs.payees[i] = payee;
            heirs.count = i + 1;
        }
        heirs.given += share;
        heirs.shares[i] += uint32(share); // all of them together are a million
    }
}
