// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice Makes and reads the ids of works. The creator is in the id, so that nobody else's mint can take it.
///
/// ```
/// bits       field
/// 96-255     creator
/// 95         whether it was minted from a job
/// 64-94      collection   of other works
/// 0-63       number       in the collection, from 1
/// 0-94       result       of works from jobs: its first 95 bits
/// ```
///
/// A result is minted once by each creator since its id is taken then. Two results of one creator that share 95 bits,
/// which takes it 2^47 attempts, only keep that creator from minting the second.
library WorkId {
    uint256 private constant FROM_JOB = 1 << 95;
    uint256 internal constant COLLECTIONS = 1 << 31;

    /// @notice What the ids of a creator's collection have in common: all bits but the number.
    function prefixOf(address creator, uint32 collection) internal pure returns (uint256) {
        return (uint256(uint160(creator)) << 96) | (uint256(collection) << 64);
    }

    function ofJob(address creator, bytes32 result) internal pure returns (uint256) {
        return prefixOf(creator, 0) | FROM_JOB | (uint256(result) >> 161);
    }

    function creatorOf(uint256 tokenId) internal pure returns (address) {
        return address(uint160(tokenId >> 96));
    }

    /// @notice Whether the first `bits` bits of two ids are the same.
    function hasPrefix(uint256 tokenId, uint256 prefix, uint256 bits) internal pure returns (bool) {
        return bits <= 256 && (tokenId ^ prefix) >> (256 - bits) == 0;
    }
}
