// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Anchor, Credential, Delegate, RevocationReason} from "./CredentialTypes.sol";

/// @title ICredentials
/// @notice What issuers say of others: signed off the chain, shown claim by claim, revoked here.
///
/// A credential is an EIP-712 message; its digest, which binds this chain and this contract, is its id. To issue one
/// costs nothing. Its claims are under a Merkle root ({Claims}), and what its subject does not show stays hidden. It
/// holds from `issuedAt` to `expiresAt`, both included, ten years at most, unless its issuer revokes its index; a
/// revocation counts from the transaction on, and is never taken back.
///
/// Whoever is shown a credential is shown the issuer's signature with it. Where that cannot be asked for each time
/// (a wallet takes more gas to answer than a condition has) the credential is anchored: the signature is checked once,
/// and one slot says so. An anchor stays good when a wallet changes its owners, and falls with expiry and revocation.
///
/// An issuer may let other keys sign and revoke in its name, each until a second of its choice. A signature of a
/// delegate counts up to then, and for good where it was anchored by then. Moving it back to before a key was lost
/// voids all that was anchored with it since: the chain's clock cannot be dated back, as a credential can. Issuers
/// that must outlive the loss of their own key are wallets, or keep it cold behind delegates.
///
/// Safety assumes what everybody assumes who relies on an issuer: that it says what is so. No account here can do
/// anything in the name of another, the contract has no owner and holds no money. Liveness assumes nothing.
interface ICredentials {
    /// @notice The signature of a credential was checked, and need not be shown again.
    /// @param signer The issuer or its delegate.
    event CredentialAnchored(
        bytes32 indexed id,
        address indexed issuer,
        address indexed subject,
        Credential credential,
        address signer
    );

    /// @notice The credentials with this index hold no more.
    /// @param by The issuer or its delegate.
    event CredentialRevoked(
        address indexed issuer,
        uint64 indexed index,
        RevocationReason reason,
        address by
    );

    /// @notice An issuer said until when a key may sign and revoke in its name.
    event DelegateSet(address indexed issuer, address indexed key, uint40 until);

    /// @notice It expires before it holds, or holds for too long.
    error CredentialInvalidPeriod(bytes32 id, uint40 issuedAt, uint40 expiresAt, uint40 maxSeconds);
    /// @notice It does not hold yet.
    error CredentialNotYetValid(bytes32 id, uint40 issuedAt, uint256 time);
    /// @notice It holds no more.
    error CredentialExpired(bytes32 id, uint40 expiresAt, uint256 time);
    /// @notice The issuer revoked it.
    error CredentialIsRevoked(bytes32 id, address issuer, uint64 index);
    /// @notice No valid signature of the issuer, nor of one of its delegates, under it: another chain or contract, other
    /// contents, another key, a malleable form, or a wallet that says no.
    error CredentialInvalidSignature(bytes32 id, address issuer);
    /// @notice It was brought without a signature, and is not anchored.
    error CredentialNotAnchored(bytes32 id);
    /// @notice It was anchored with the signature of a delegate after the issuer had ended that.
    error CredentialDelegateEnded(bytes32 id, address delegate, uint40 until);
    /// @notice It is anchored, and the anchor is good.
    error CredentialAlreadyAnchored(bytes32 id);
    /// @notice The caller is neither the issuer nor its delegate.
    error CredentialNotIssuer(address issuer, address caller);
    /// @notice A delegate that is zero or the issuer itself.
    error CredentialInvalidDelegate(address key);

    /// @notice Checks a credential's signature once, for those who read it on the chain. Anyone may call; it says nothing
    /// that its issuer did not sign. An anchor that is no longer good, because its delegate was ended, can be replaced.
    ///
    /// Emits {CredentialAnchored}.
    ///
    /// Reverts with {CredentialAlreadyAnchored}, {CredentialInvalidPeriod}, {CredentialNotYetValid},
    /// {CredentialExpired}, {CredentialIsRevoked}, {CredentialInvalidSignature}.
    /// @param signature Of the issuer (ECDSA in 65 bytes, or ERC-1271), or ECDSA of its delegate.
    /// @return id Its EIP-712 digest.
    function anchor(Credential calldata credential, bytes calldata signature) external returns (bytes32 id);

    /// @notice Takes back all credentials of an issuer with these indexes, at once and for good. Called by the issuer or
    /// its delegate. An index that is revoked already is passed over: the first reason stands.
    ///
    /// Emits {CredentialRevoked} for each index. Reverts with {CredentialNotIssuer}.
    /// @param indexes May be empty, and may be revoked before anything is issued under them.
    function revoke(address issuer, uint64[] calldata indexes, RevocationReason reason) external;

    /// @notice Lets a key sign and revoke in the caller's name, or ends that.
    ///
    /// Emits {DelegateSet}. Reverts with {CredentialInvalidDelegate}.
    /// @param until Last unix second at which its signature counts. In the past, it voids what was anchored with it
    /// after that second; zero voids all.
    function setDelegate(address key, uint40 until) external;

    /// @notice Whether a credential holds now. Returns, or says by its error why not.
    ///
    /// Reverts with {CredentialInvalidPeriod}, {CredentialNotYetValid}, {CredentialExpired}, {CredentialIsRevoked}; with
    /// a signature {CredentialInvalidSignature}; without one {CredentialNotAnchored}, {CredentialDelegateEnded}.
    /// @param signature As in {anchor}; empty for one that is anchored.
    /// @return id Its EIP-712 digest.
    function check(
        Credential calldata credential,
        bytes calldata signature
    ) external view returns (bytes32 id);

    /// @notice Whether the issuer answers for a credential, whatever became of it: it signed, a key signed that was ever
    /// its delegate, or it is anchored. For judging what an issuer said, not for relying on it.
    /// @param signature As in {anchor}; empty for one that is anchored.
    function isAuthored(
        Credential calldata credential,
        bytes calldata signature
    ) external view returns (bool);

    /// @notice What the chain remembers of a credential; all zero where it is not anchored.
    function anchorOf(bytes32 id) external view returns (Anchor memory);

    /// @notice Whether an issuer revoked an index.
    function isRevoked(address issuer, uint64 index) external view returns (bool);

    /// @notice Since when and until when a key may sign for an issuer.
    function delegateOf(address issuer, address key) external view returns (Delegate memory);

    /// @notice The EIP-712 digest that the issuer signs.
    function credentialId(Credential calldata credential) external view returns (bytes32);
}
