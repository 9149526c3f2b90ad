// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Credential} from "../identity/CredentialTypes.sol";
import {IAuditorBond} from "../identity/IAuditorBond.sol";
import {ICredentials} from "../identity/ICredentials.sol";
import {ICondition} from "./ICondition.sol";

/// @notice How a claim's value must compare with the one that is demanded, both read as unsigned numbers.
enum Comparison {
    Equal,
    AtLeast,
    AtMost
}

/// @notice What a claim must say.
struct ClaimRule {
    /// Of which claim: the hash of its type and name.
    bytes32 key;
    Comparison comparison;
    bytes32 value;
}

/// @notice Which credentials an order demands. The order carries the hash of their encoding.
struct CredentialTerms {
    /// Whose word is taken: accounts, ascending, without repetition.
    address[] issuers;
    /// How many of them must have said it: one for any of them, their number for all.
    uint256 threshold;
    bytes32 schema;
    /// What each credential must say, claim by claim; empty where having it is enough.
    ClaimRule[] rules;
    /// WEFT base units that each issuer must have bonded; zero for none. With it, no credential that was ever ruled on
    /// counts, whoever ruled.
    uint96 minBond;
    /// Under which arbiter they must be bonded; zero for any, which is worth what the issuer's choice is.
    address arbiter;
}

/// @notice A claim out of a credential.
struct ShownClaim {
    bytes32 value;
    bytes32 salt;
    bytes32[] proof;
}

/// @notice A credential, and the claims that the terms ask for, in their order.
struct ShownCredential {
    Credential credential;
    /// Of the issuer or its delegate; empty where the credential is anchored.
    bytes signature;
    ShownClaim[] claims;
}

/// @title ICredentialCondition
/// @notice Met by subjects of whom enough of the named issuers say what the order demands.
///
/// The order's word is `keccak256(terms)` where `terms = abi.encode(CredentialTerms)`; the evidence is
/// `abi.encode(terms, ShownCredential[])`, with as many credentials as the threshold, in the order of their issuers.
/// Only the claims of the terms are shown; but evidence is public for ever, and a claim once shown in it is no
/// secret any more.
///
/// A no comes as an error that says why. Credentials by wallets must be anchored: a wallet has too little gas left here
/// to answer. What is checked is checked at the match, and not again: neither expiry nor revocation ends a job.
interface ICredentialCondition is ICondition {
    /// @notice The terms that were brought are not those of the order.
    error CredentialTermsMismatch(bytes32 agreed, bytes32 brought);
    /// @notice A threshold of zero or above the number of issuers.
    error CredentialTermsInvalid(uint256 issuers, uint256 threshold);
    /// @notice Fewer or more credentials than the threshold.
    error CredentialWrongCount(uint256 brought, uint256 threshold);
    /// @notice A credential of an issuer that the terms do not name, or not after the one before.
    error CredentialIssuerNotNamed(address issuer);
    /// @notice A credential of somebody else.
    error CredentialWrongSubject(address actual, address needed);
    /// @notice A credential of another kind.
    error CredentialWrongSchema(bytes32 actual, bytes32 needed);
    /// @notice Fewer or more claims than the terms ask for.
    error CredentialWrongClaimCount(uint256 shown, uint256 needed);
    /// @notice The claim is not in the credential with this value and this salt.
    error CredentialClaimNotProven(bytes32 key, bytes32 value);
    /// @notice The claim says too little, too much, or something else.
    error CredentialClaimNotMet(bytes32 key, bytes32 value, Comparison comparison, bytes32 needed);
    /// @notice The issuer bonded too little.
    error CredentialBondTooLow(address issuer, uint96 bonded, uint96 needed);
    /// @notice The issuer bonded under another arbiter.
    error CredentialWrongArbiter(address issuer, address actual, address needed);
    /// @notice An arbiter ruled on the credential, so no bond stands behind it any more.
    error CredentialIsRuled(bytes32 id, address issuer);

    /// @notice Where credentials are anchored and revoked.
    function credentials() external view returns (ICredentials);

    /// @notice Where issuers are bonded.
    function auditorBond() external view returns (IAuditorBond);
}
