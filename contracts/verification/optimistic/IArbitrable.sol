// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CourtTerms, Ruling} from "./CourtTypes.sol";

/// @notice What a contract tells the court of a matter it lets be judged.
struct Summons {
    /// What the contract knows the matter by.
    bytes32 subject;
    address defendant;
    CourtTerms terms;
}

/// @title IArbitrable
/// @notice A contract whose matters a court judges (after ERC-792, with the court as the door, so that both sides
/// approve the court alone and it never takes money on a third party's word).
///
/// Jurors take seats for one such contract, and thereby trust its code: it says who is in the case and what the
/// question is, and it must take the ruling, or the money of the case stays where it is.
interface IArbitrable {
    /// @notice Lets `plaintiff` bring a matter to court. Called by the court, which calls {rule} on its end.
    /// @param claim What the plaintiff says, in the contract's own encoding. Reverts where it is none.
    function summon(address plaintiff, bytes calldata claim) external returns (Summons memory summons);

    /// @notice Takes the ruling on a matter. Called by the court, once for each {summon}. Must not revert.
    function rule(bytes32 subject, Ruling ruling) external;
}
