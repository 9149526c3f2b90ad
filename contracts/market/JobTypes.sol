// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Lot, Rules, Share, Terms} from "../types/OrderWords.sol";
import {Resources} from "../types/Resources.sol";

/// @notice A job's id: `keccak256(abi.encode(job))`.
type JobId is bytes32;

/// @notice A way to verify: a verifier and one word of its terms, or the hash of longer terms.
struct Verification {
    /// Contract behind {IVerifier}.
    address verifier;
    /// What the two sides agree on beyond the contract (attesters, windows, bonds, program). In an offer, zero
    /// accepts any terms of this verifier: a gift of the collateral to any client, with every verifier whose terms it
    /// chooses. It can name attesters of its own, or a system of proofs that accepts nothing.
    bytes32 terms;
}

/// @notice What a provider signs (EIP-712, with the fields of `lot` and `rules` one by one). Costs nothing to make.
struct Offer {
    /// Who does the work, owns the stake behind it and is paid.
    address provider;
    /// ERC-20 to be paid in, by its balance in the vault.
    address token;
    /// Ask, in token base units per unit of work. The protocol fee is taken out of it.
    uint256 pricePerUnit;
    /// What the machine has.
    Resources resources;
    /// Ways of verification the provider accepts.
    Verification[] verifications;
    /// Contract behind {ICondition} that the client must meet; zero for none.
    address condition;
    /// Word handed to the condition.
    bytes32 conditionData;
    /// The only account that may match this offer, at its own price inside the limits; zero for anyone, at the ask.
    address venue;
    /// `units` offered in all, the fewest a match may take unless it takes all that are left (`minUnits`), WEFT
    /// locked per unit (`collateralPerUnit`), and the shortest time to the deadline the provider accepts
    /// (`minSeconds`).
    Lot lot;
    /// The longest time from match to the last possible verdict the provider accepts (`maxSeconds`), the time in which
    /// handing a job back costs nothing (`graceSeconds`), the shares of the collateral lost by handing it back later
    /// (`lateSlashBps`), by leaving it without a result (`noResultSlashBps`), and at most by a result that is found
    /// wrong (`wrongSlashBps`), each at least the one before it, the last second at which a match is possible
    /// (`expiry`), the `nonce`, and the shortest time from the deadline to the last possible verdict
    /// (`minVerifySeconds`): without it, a client could leave the verifier no time and have the work for nothing.
    Rules rules;
}

/// @notice What a client signs (EIP-712, with the fields of `lot` and `rules` one by one), and its payer too where
/// that is another account.
struct Request {
    /// Who wants the work; receives slashed collateral.
    address client;
    /// Whose vault balance pays and is refunded; zero for the client. Another payer signs the same digest.
    address payer;
    /// Who may mint the result; zero for the client.
    address beneficiary;
    /// ERC-20 to pay in.
    address token;
    /// Bid, in token base units per unit of work.
    uint256 maxPricePerUnit;
    /// What the payer pays the matcher on top, in token base units per unit of work: at the match and for good, whatever
    /// becomes of the job. A provider may match and hand back at once: name a venue or a condition where that matters.
    uint256 tipPerUnit;
    /// What the machine must have.
    Resources needs;
    /// Content digest of the job: program, inputs, limits.
    bytes32 spec;
    /// Contract behind {IVerifier}.
    address verifier;
    /// Terms of the verification.
    bytes32 verifierTerms;
    /// Contract behind {ICondition} that the provider must meet; zero for none.
    address condition;
    /// Word handed to the condition.
    bytes32 conditionData;
    /// The only account that may match this request; zero for anyone.
    address venue;
    /// `units` wanted in all, the fewest a match may take unless it takes all that are left (`minUnits`), the least
    /// collateral per unit (`minCollateralPerUnit`), and the time from match to the deadline (`maxSeconds`).
    Lot lot;
    /// The time from the deadline to the last possible verdict (`verifySeconds`), the longest grace time accepted
    /// (`maxGraceSeconds`), the least shares of the collateral to be lost by a late return (`minLateSlashBps`), without
    /// a result (`minNoResultSlashBps`) and, if the verdict says so, by a wrong one (`minWrongSlashBps`), the last second
    /// at which a match is possible (`expiry`), and the `nonce`.
    Rules rules;
}

/// @notice The agreement that a match makes. Its hash is its id; the chain stores one slot of it.
struct Job {
    /// EIP-712 digest of the request: binds chain, market and every wish of the client.
    bytes32 request;
    address client;
    address payer;
    address beneficiary;
    address provider;
    address token;
    /// Price agreed, in token base units per unit.
    uint256 pricePerUnit;
    Resources needs;
    bytes32 spec;
    address verifier;
    bytes32 verifierTerms;
    Share share;
    Terms terms;
}

/// @notice Where a job stands, and why it ended: the one list of reasons, shared by events, SDK and tools.
enum JobStatus {
    /// No such job, or one whose slot its client's later job has taken over.
    None,
    /// Matched; payment held, collateral locked.
    Open,
    /// Verified; the provider was paid for the units delivered.
    Accepted,
    /// The verifier found the result wrong; refunded, slashed by the verdict, at most `wrongSlashBps`.
    Rejected,
    /// No verdict could be had, or the verifier said so; refunded, nothing slashed.
    Void,
    /// The deadline passed without a result; refunded, slashed by `noResultSlashBps`.
    NoResult,
    /// Handed back within the grace time; refunded, nothing slashed.
    Released,
    /// Handed back after the grace time; refunded, slashed by `lateSlashBps`.
    ReleasedLate
}

/// @notice A pair of orders with what makes them binding.
struct Match {
    Offer offer;
    Request request;
    /// Units to match.
    uint64 units;
    /// Price per unit. Where both venues are zero it must be the ask.
    uint256 pricePerUnit;
    /// ECDSA (65 bytes) or ERC-1271 signature of the provider, or ECDSA of an operator it lets sign offers.
    bytes offerSignature;
    bytes requestSignature;
    /// Signature of the payer over the request; empty where the client pays.
    bytes payerSignature;
    /// What the client brings for the offer's condition; not signed.
    bytes offerEvidence;
    /// What the provider brings for the request's condition; not signed.
    bytes requestEvidence;
}
