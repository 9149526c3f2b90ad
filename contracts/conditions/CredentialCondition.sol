// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Claims} from "../identity/Claims.sol";
import {IAuditorBond} from "../identity/IAuditorBond.sol";
import {ICredentials} from "../identity/ICredentials.sol";
import {ICondition} from "./ICondition.sol";
import {
    ClaimRule,
    Comparison,
    CredentialTerms,
    ICredentialCondition,
    ShownClaim,
    ShownCredential
} from "./ICredentialCondition.sol";

/// @title CredentialCondition
/// @notice Met by who shows credentials of the issuers that an order names. Holds nothing; markets ask.
contract CredentialCondition is ICredentialCondition {
    /// @inheritdoc ICredentialCondition
    IAuditorBond public immutable auditorBond;
    /// @inheritdoc ICredentialCondition
    ICredentials public immutable credentials;

    constructor(IAuditorBond auditorBond_) {
        auditorBond = auditorBond_;
        credentials = auditorBond_.credentials();
    }

    /// @inheritdoc ICondition
    function isMet(address subject, bytes32 data, bytes calldata evidence) external view returns (bool) {
        (bytes memory encoded, ShownCredential[] memory shown) = abi.decode(
            evidence,
            (bytes, ShownCredential[])
        );
        bytes32 brought = keccak256(encoded);
        require(brought == data, CredentialTermsMismatch(data, brought));
        CredentialTerms memory terms = abi.decode(encoded, (CredentialTerms));
        (uint256 count, uint256 threshold) = (terms.issuers.length, terms.threshold);
        require(threshold != 0 && threshold <= count, CredentialTermsInvalid(count, threshold));
        require(shown.length == threshold, CredentialWrongCount(shown.length, threshold));
        uint256 next = 0;
        for (uint256 i = 0; i < threshold; ++i) {
            next = _find(terms.issuers, next, shown[i].credential.issuer) + 1;
            _check(terms, subject, shown[i]);
        }
        return true;
    }

    /// @dev Walks the issuers once, so that nobody counts twice. Terms with one repeated let it count twice: who
    /// signed them wanted that.
    function _find(address[] memory issuers, uint256 from, address issuer) private pure returns (uint256) {
        for (uint256 i = from; i < issuers.length; ++i) if (issuers[i] == issuer) return i;
        revert CredentialIssuerNotNamed(issuer);
    }

    function _check(
        CredentialTerms memory terms,
        address subject,
        ShownCredential memory shown
    ) private view {
        (address of_, bytes32 schema) = (shown.credential.subject, shown.credential.schema);
        require(of_ == subject, CredentialWrongSubject(of_, subject));
        require(schema == terms.schema, CredentialWrongSchema(schema, terms.schema));
        _checkClaims(terms.rules, shown);
        bytes32 id = credentials.check(shown.credential, shown.signature);
        if (terms.minBond != 0) _checkBond(terms, shown.credential.issuer, id);
    }

    function _checkClaims(ClaimRule[] memory rules, ShownCredential memory shown) private pure {
        (uint256 count, uint256 needed) = (shown.claims.length, rules.length);
        require(count == needed, CredentialWrongClaimCount(count, needed));
        for (uint256 i = 0; i < count; ++i) {
            (ClaimRule memory rule, ShownClaim memory claim) = (rules[i], shown.claims[i]);
            require(
                Claims.isUnder(shown.credential.root, rule.key, claim.value, claim.salt, claim.proof),
                CredentialClaimNotProven(rule.key, claim.value)
            );
            require(
                _compares(claim.value, rule.comparison, rule.value),
                CredentialClaimNotMet(rule.key, claim.value, rule.comparison, rule.value)
            );
        }
    }

    function _checkBond(CredentialTerms memory terms, address issuer, bytes32 id) private view {
        (address arbiter, uint96 bonded) = auditorBond.bondOf(issuer);
        require(bonded >= terms.minBond, CredentialBondTooLow(issuer, bonded, terms.minBond));
        require(
            terms.arbiter == address(0) || arbiter == terms.arbiter,
            CredentialWrongArbiter(issuer, arbiter, terms.arbiter)
        );
        // One that was ruled on has no bond behind it: no arbiter can take anything for it again.
        require(!auditorBond.isRuled(id), CredentialIsRuled(id, issuer));
    }

    function _compares(bytes32 value, Comparison comparison, bytes32 needed) private pure returns (bool) {
        if (comparison == Comparison.Equal) return value == needed;
        return comparison == Comparison.AtLeast ? value >= needed : value <= needed;
    }
}
