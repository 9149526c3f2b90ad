// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Blockhash} from "@openzeppelin/contracts/utils/Blockhash.sol";

/// @title HeaderRandao
/// @notice Reads the prevrandao of a block of this chain from the RLP of its header. Holds nothing.
/// @dev OpenZeppelin's `BlockHeader` decodes all fields, which costs 25,000 gas more. What is skipped here needs no
/// check of its own: the bytes hash to the hash of that block, so they are its header.
library HeaderRandao {
    /// @dev Fields that come before prevrandao (the mix hash of old).
    uint256 private constant FIELDS_BEFORE = 13;

    /// @param number The block; its hash must still be there: 256 blocks, or 8,191 with EIP-2935.
    /// @return isHeader Whether `header` is the RLP of that block's header.
    function read(
        bytes calldata header,
        uint256 number
    ) internal view returns (bool isHeader, bytes32 prevRandao) {
        if (keccak256(header) != Blockhash.blockHash(number)) return (false, 0);
        uint256 at = 1 + uint8(header[0]) - 0xf7; // a list of more than 55 bytes
        for (uint256 i = 0; i < FIELDS_BEFORE; ++i) at += _sizeOf(header, at);
        return (true, bytes32(header[at + 1:at + 33]));
    }

    /// @dev Size of the string at `at`, its prefix included: none is longer than 55 bytes but the bloom filter, and
    /// the extra data of some chains.
    function _sizeOf(bytes calldata header, uint256 at) private pure returns (uint256) {
        uint8 prefix = uint8(header[at]);
        if (prefix < 0x80) return 1;
        if (prefix < 0xb8) return 1 + prefix - 0x80;
        uint256 lengthSize = prefix - 0xb7;
        uint256 length = uint256(bytes32(header[at + 1:])) >> (256 - 8 * lengthSize);
        return 1 + lengthSize + length;
    }
}
