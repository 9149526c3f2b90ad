// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Fuzz} from "../Fuzz.sol";

/// @title VoteBooks
/// @notice Who had how many votes, and when: what a bookkeeper knows who saw every transfer, delegation and stake.
abstract contract VoteBooks is Fuzz {
    struct Note {
        uint256 since;
        uint256 value;
    }

    /// Person `i` has the key `KEYS + i`.
    uint256 public constant KEYS = 0x9001;

    address[5] public people;
    mapping(address person => uint256) public walletOf;
    mapping(address person => uint256) public stakeOf;
    mapping(address person => address) public delegateOf;
    mapping(address person => Note[]) private _votes;
    Note[] private _quorums;

    constructor() {
        for (uint256 i = 0; i < 5; ++i) people[i] = vm.addr(KEYS + i);
    }

    /// @notice Votes of a person at the end of a second.
    function votesAt(address person, uint256 second) public view returns (uint256) {
        return _at(_votes[person], second);
    }

    /// @notice Percent of the supply that a proposal needed.
    function quorumAt(uint256 second) public view returns (uint256) {
        return _at(_quorums, second);
    }

    function noteTransfer(address from, address to, uint256 amount) external {
        _noteWallet(from, -int256(amount));
        _noteWallet(to, int256(amount));
    }

    function noteStake(address person, uint256 amount) external {
        stakeOf[person] += amount;
        _noteWallet(person, -int256(amount));
    }

    function noteUnstake(address person, uint256 amount) external {
        stakeOf[person] -= amount;
        _noteWallet(person, int256(amount));
    }

    function noteDelegate(address person, address to) external {
        _noteDelegate(person, to);
    }

    /* INTERNAL */

    function _noteWallet(address person, int256 change) internal {
        walletOf[person] = uint256(int256(walletOf[person]) + change);
        _count();
    }

    function _noteDelegate(address person, address to) internal {
        delegateOf[person] = to;
        _count();
    }

    function _noteQuorum(uint256 percent) internal {
        _quorums.push(Note(_now(), percent));
    }

    /// @dev Counted anew from all wallets, unlike the token, which moves what changes.
    function _count() private {
        for (uint256 i = 0; i < 5; ++i) {
            address person = people[i];
            uint256 votes = stakeOf[person];
            for (uint256 j = 0; j < 5; ++j) {
                if (delegateOf[people[j]] == person) votes += walletOf[people[j]];
            }
            _votes[person].push(Note(_now(), votes));
        }
    }

    /// @dev The last note of a second counts.
    function _at(Note[] storage notes, uint256 second) private view returns (uint256) {
        for (uint256 i = notes.length; i != 0; --i) {
            if (notes[i - 1].since <= second) return notes[i - 1].value;
        }
        return 0;
    }
}
