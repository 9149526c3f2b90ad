// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice What an issuer says of a subject, and signs (EIP-712). Costs nothing to make; the chain keeps none of it
/// unless somebody anchors it, and then only that it was signed.
struct Credential {
    /// Who says it: a key, or an ERC-1271 wallet.
    address issuer;
    /// Of whom.
    address subject;
    /// What kind of statement it is: the hash of the schema's name.
    bytes32 schema;
    /// Root of the tree of salted claims, see {Claims}.
    bytes32 root;
    /// First unix second at which it holds.
    uint40 issuedAt;
    /// Last unix second at which it holds.
    uint40 expiresAt;
    /// Number under which the issuer can revoke it. Several credentials may share one, and fall together.
    uint64 index;
}

/// @notice Why a credential was taken back.
enum RevocationReason {
    Unspecified,
    /// What it says was never so.
    Mistaken,
    /// What it says is no longer so.
    Ceased,
    /// A newer one takes its place.
    Superseded,
    /// The subject asked for it.
    Withdrawn,
    /// The subject's key is in other hands.
    SubjectCompromised,
    /// It was signed by somebody who had come by the issuer's key, or a delegate's.
    IssuerCompromised
}

/// @notice A key that an issuer lets sign and revoke in its name.
struct Delegate {
    // slot 0
    /// Unix second at which it was first named; zero for never.
    uint40 since;
    /// Last unix second at which its signature counts, and at which what it signed could be anchored.
    uint40 until;
}

/// @notice What the chain remembers of a credential.
struct Anchor {
    // slot 0
    /// Whose signature was checked: the issuer, or its delegate; zero where it is not anchored.
    address signer;
    uint40 anchoredAt;
}
