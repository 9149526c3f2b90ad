// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";

import {Fuzz} from "../Fuzz.sol";
import {GovernanceWorld} from "./GovernanceWorld.sol";

/// @title Ballots
/// @notice What those who vote and those who should not have in common: drawing proposals, and signing.
abstract contract Ballots is Fuzz {
    bytes32 private constant DOMAIN = keccak256(
        "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
    );
    bytes32 private constant BALLOT = keccak256(
        "Ballot(uint256 proposalId,uint8 support,address voter,uint256 nonce)"
    );

    GovernanceWorld internal immutable _world;
    IGovernor internal immutable _governor;

    constructor(GovernanceWorld world) {
        (_world, _governor) = (world, world.governor());
    }

    function _person(uint256 seed, uint256 which) internal view returns (address) {
        return _world.people(_draw(seed, which, 0, 4));
    }

    /// @dev A plan in a state, looked for from a random one on.
    function _planIn(uint256 seed, IGovernor.ProposalState wanted) internal view returns (uint256) {
        uint256 count = _world.planCount();
        for (uint256 i = 0; i < count; ++i) {
            uint256 index = ((seed % count) + i) % count;
            if (_governor.state(_world.planOf(index).id) == wanted) return index;
        }
        vm.assume(false);
        return 0;
    }

    /// @dev An open vote, and somebody who has not voted.
    function _open(uint256 seed) internal view returns (uint256 index, uint256 who) {
        index = _planIn(seed, IGovernor.ProposalState.Active);
        who = _draw(seed, 2, 0, 4);
        vm.assume(!_world.hasVoted(index, _world.people(who)));
    }

    /// @dev A ballot with the nonce that hangs on the proposal alone.
    function _sign(uint256 id, uint8 support, uint256 who) internal view returns (bytes memory) {
        return _signWith(id, support, _world.people(who), _world.KEYS() + who);
    }

    function _signWith(
        uint256 id,
        uint8 support,
        address voter,
        uint256 key
    ) internal view returns (bytes memory) {
        uint256 nonce = uint256(uint192(id)) << 64;
        bytes32 ballot = keccak256(abi.encode(BALLOT, id, support, voter, nonce));
        bytes32 domain = keccak256(
            abi.encode(DOMAIN, keccak256("Weft Governor"), keccak256("1"), block.chainid, address(_governor))
        );
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(
            key,
            keccak256(abi.encodePacked("\x19\x01", domain, ballot))
        );
        return abi.encodePacked(r, s, v);
    }

    function _run(uint256 index) internal {
        (address[] memory targets, uint256[] memory values, bytes[] memory datas, ) = _world.callsOf(index);
        _governor.execute(targets, values, datas, _world.hashOf(index));
    }
}
