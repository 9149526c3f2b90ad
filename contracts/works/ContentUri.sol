// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title ContentUri
/// @notice Writes the digest of some bytes as the address that content stores know them by.
library ContentUri {
    /// @dev RFC 4648, lower case, as multibase `b` has it.
    bytes32 private constant ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
    /// @dev CID version 1, codec raw, multihash sha-256 of 32 bytes.
    uint32 private constant HEADER = 0x01551220;
    /// @dev 36 bytes are 288 bits: 57 letters of 5 bits and one of 3, with two bits of padding.
    uint256 private constant LETTERS = 58;
    bytes private constant HEAD = "ipfs://b";

    /// @param digest sha-256 of the bytes.
    /// @return uri `ipfs://` and the CID (version 1, raw); empty for a digest of zero.
    function write(bytes32 digest) internal pure returns (string memory uri) {
        if (digest == 0) return "";
        bytes memory text = new bytes(LETTERS);
        for (uint256 i = 0; i < LETTERS; ++i) text[i] = ALPHABET[_lettersBits(digest, i)];
        return string(bytes.concat(HEAD, text));
    }

    /// @dev The five bits of a letter, of header and digest written one after the other.
    function _lettersBits(bytes32 digest, uint256 index) private pure returns (uint256) {
        uint256 start = index * 5;
        // The last 250 bits that any letter of the header reaches: 32 of it and 218 of the digest.
        uint256 front = (uint256(HEADER) << 224) | (uint256(digest) >> 32);
        if (start + 5 <= 256) return (front >> (251 - start)) & 31;
        // From bit 32 on all is digest; the padding comes in from the right.
        start -= 32;
        return
            start + 5 <= 256
                ? (uint256(digest) >> (251 - start)) & 31
                : (uint256(digest) << (start - 251)) & 31;
    }
}
