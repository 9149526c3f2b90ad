// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";

import {Misbehaving} from "./Misbehaving.sol";

/// @title ForeignToken
/// @notice An ERC-721 of somebody else: anyone mints, sets its royalty, makes its answers misbehave, lets it lie about
/// owners, or has it make a call while it moves.
contract ForeignToken is ERC721, Misbehaving {
    bool public isLying;
    bool public isCallRefused;
    bytes public callFailure;
    uint256 private _receiver;
    uint256 private _royalty;
    bool private _isShare;
    address private _target;
    bytes private _call;

    error ForeignTokenNotMoved();

    constructor() ERC721("Foreign", "FRGN") {}

    function mint(address to, uint256 tokenId) external {
        _mint(to, tokenId);
    }

    function burn(uint256 tokenId) external {
        _burn(tokenId);
    }

    /// @notice Sets a royalty of so many basis points.
    function setRoyaltyBps(address receiver, uint256 bps) external {
        (_receiver, _royalty, _isShare) = (uint160(receiver), bps, true);
    }

    /// @notice Sets the two words of the royalty's answer.
    function setRoyalty(uint256 receiver, uint256 amount) external {
        (_receiver, _royalty, _isShare) = (receiver, amount, false);
    }

    /// @notice From now on nothing moves, and nobody is told.
    function lie() external {
        isLying = true;
    }

    /// @notice Makes a call whenever a token moves.
    function callWhileMoving(address target, bytes calldata data) external {
        (_target, _call) = (target, data);
    }

    function transferFrom(address from, address to, uint256 tokenId) public override {
        if (isLying) return;
        super.transferFrom(from, to, tokenId);
        if (_target == address(0)) return;
        (bool isOk, bytes memory answer) = _target.call(_call);
        (isCallRefused, callFailure) = (!isOk, answer);
    }

    function royaltyInfo(uint256, uint256 price) external view {
        _answer(abi.encode(_receiver, _isShare ? (price * _royalty) / 10_000 : _royalty));
    }
}
