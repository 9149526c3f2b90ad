// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {RLP} from "@openzeppelin/contracts/utils/RLP.sol";

/// @title Headers
/// @notice Headers of blocks that forge does not make: each of a number, of random sizes.
library Headers {
    using RLP for RLP.Encoder;

    /// @notice RLP of the header of a block. Its hash must be told to forge.
    function encode(uint256 number) internal pure returns (bytes memory) {
        bytes32 word = keccak256(abi.encode(number));
        bytes memory bloom = new bytes(256);
        bloom[uint256(word) % 256] = word[1];
        bytes memory extra = new bytes(uint256(word) % 60);
        RLP.Encoder memory header = RLP.encoder().push(word).push(word).push(address(uint160(number)));
        header = header.push(word).push(word).push(word).push(bloom);
        header = header.push(uint256(0)).push(number).push(uint256(30_000_000)).push(uint256(word) >> 230);
        header = header.push(uint256(1_800_000_000)).push(extra).push(keccak256(abi.encode(word)));
        return header.push(bytes(hex"0000000000000000")).push(uint256(7)).push(word).encode();
    }
}
