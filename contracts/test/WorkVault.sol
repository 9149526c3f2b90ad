// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC721} from "@openzeppelin/contracts/interfaces/IERC721.sol";
import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";

/// @title WorkVault
/// @notice Wraps tokens into tokens of its own, whose transfers pay nobody a royalty.
contract WorkVault is ERC721 {
    IERC721 public immutable works;

    constructor(IERC721 works_) ERC721("Wrapped", "WRAP") {
        works = works_;
    }

    function wrap(uint256 tokenId) external {
        _mint(msg.sender, tokenId);
        works.transferFrom(msg.sender, address(this), tokenId);
    }

    function unwrap(uint256 tokenId) external {
        _update(address(0), tokenId, msg.sender);
        works.transferFrom(address(this), msg.sender, tokenId);
    }
}
