// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IWorks} from "../works/IWorks.sol";
import {WorkId} from "../works/WorkId.sol";
import {ICondition} from "./ICondition.sol";

/// @title ClearedOwnerCondition
/// @notice Met by the cleared owner of one of some works: premium access for those who paid the creator. Holds
/// nothing.
/// @dev The condition's word is the range of ids: the first 248 bits of an id, and in the lowest byte how many leading
/// bits of an id must be those of the word: 160 for all works of a creator, 192 for a collection of it. The evidence
/// is the id of a work of the subject, ABI encoded. Who uses a work of another does not count, since such use can
/// be passed on without a royalty.
contract ClearedOwnerCondition is ICondition {
    /// @notice Where works and their cleared owners are.
    IWorks public immutable works;

    constructor(IWorks works_) {
        works = works_;
    }

    /// @inheritdoc ICondition
    /// @dev A word that asks for fewer bits than a creator has is met by nobody: anybody mints works of its own.
    function isMet(address subject, bytes32 data, bytes calldata evidence) external view returns (bool) {
        if (evidence.length != 32 || subject == address(0)) return false;
        uint256 tokenId = uint256(bytes32(evidence));
        uint256 bits = uint8(uint256(data));
        bool isMeant = bits >= 160 && bits <= 248 && WorkId.hasPrefix(tokenId, uint256(data), bits);
        return isMeant && works.clearedOwnerOf(tokenId) == subject;
    }
}
