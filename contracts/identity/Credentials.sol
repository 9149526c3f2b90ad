// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {BitMaps} from "@openzeppelin/contracts/utils/structs/BitMaps.sol";

import {Signatures} from "../libraries/Signatures.sol";
import {CredentialHash} from "./CredentialHash.sol";
import {Anchor, Credential, Delegate, RevocationReason} from "./CredentialTypes.sol";
import {ICredentials} from "./ICredentials.sol";

/// @title Credentials
/// @notice Holds which credentials were anchored and revoked, and the delegates of issuers. Anyone anchors, with the
/// issuer's signature; issuers and their delegates revoke.
contract Credentials is ICredentials, EIP712 {
    using BitMaps for BitMaps.BitMap;
    using CredentialHash for Credential;

    /// @notice The longest time for which a credential can hold: another costs nothing, and whoever has left is not
    /// spoken for ever after.
    uint40 public constant MAX_SECONDS = 10 * 365 days;

    mapping(bytes32 id => Anchor) private _anchors;
    mapping(address issuer => BitMaps.BitMap) private _revoked;
    mapping(address issuer => mapping(address key => Delegate)) private _delegates;

    constructor() EIP712("Weft Credentials", "1") {}

    /* HOLDERS */

    /// @inheritdoc ICredentials
    function anchor(Credential calldata credential, bytes calldata signature) external returns (bytes32 id) {
        id = credentialId(credential);
        Anchor storage anchored = _anchors[id];
        address former = anchored.signer;
        require(
            former == address(0) || !_isGood(credential.issuer, former, anchored.anchoredAt),
            CredentialAlreadyAnchored(id)
        );
        _checkHolds(id, credential);
        address signer = _signerOf(id, credential.issuer, signature);
        (anchored.signer, anchored.anchoredAt) = (signer, uint40(block.timestamp));
        emit CredentialAnchored(id, credential.issuer, credential.subject, credential, signer);
    }

    /* ISSUERS */

    /// @inheritdoc ICredentials
    function revoke(address issuer, uint64[] calldata indexes, RevocationReason reason) external {
        require(
            msg.sender == issuer || _isGood(issuer, msg.sender, block.timestamp),
            CredentialNotIssuer(issuer, msg.sender)
        );
        BitMaps.BitMap storage revoked = _revoked[issuer];
        for (uint256 i = 0; i < indexes.length; ++i) {
            uint64 index = indexes[i];
            if (revoked.get(index)) continue;
            revoked.set(index);
            emit CredentialRevoked(issuer, index, reason, msg.sender);
        }
    }

    /// @inheritdoc ICredentials
    function setDelegate(address key, uint40 until) external {
        require(key != address(0) && key != msg.sender, CredentialInvalidDelegate(key));
        Delegate storage delegate = _delegates[msg.sender][key];
        if (delegate.since == 0) delegate.since = uint40(block.timestamp);
        delegate.until = until;
        emit DelegateSet(msg.sender, key, until);
    }

    /* VIEWS */

    /// @inheritdoc ICredentials
    function check(
        Credential calldata credential,
        bytes calldata signature
    ) external view returns (bytes32 id) {
        id = credentialId(credential);
        _checkHolds(id, credential);
        if (signature.length == 0) _checkAnchor(id, credential.issuer);
        else _signerOf(id, credential.issuer, signature);
    }

    /// @inheritdoc ICredentials
    function isAuthored(
        Credential calldata credential,
        bytes calldata signature
    ) external view returns (bool) {
        bytes32 id = credentialId(credential);
        address issuer = credential.issuer;
        if (_anchors[id].signer != address(0)) return true;
        address key = _keyOf(id, signature);
        if (key != address(0) && _delegates[issuer][key].since != 0) return true;
        return Signatures.isValid(issuer, id, signature);
    }

    /// @inheritdoc ICredentials
    function anchorOf(bytes32 id) external view returns (Anchor memory) {
        return _anchors[id];
    }

    /// @inheritdoc ICredentials
    function isRevoked(address issuer, uint64 index) external view returns (bool) {
        return _revoked[issuer].get(index);
    }

    /// @inheritdoc ICredentials
    function delegateOf(address issuer, address key) external view returns (Delegate memory) {
        return _delegates[issuer][key];
    }

    /// @inheritdoc ICredentials
    function credentialId(Credential calldata credential) public view returns (bytes32) {
        return _hashTypedDataV4(credential.hash());
    }

    /* INTERNAL */

    /// @dev All but the signature.
    function _checkHolds(bytes32 id, Credential calldata credential) private view {
        (uint40 issuedAt, uint40 expiresAt) = (credential.issuedAt, credential.expiresAt);
        require(
            issuedAt < expiresAt && expiresAt - issuedAt <= MAX_SECONDS,
            CredentialInvalidPeriod(id, issuedAt, expiresAt, MAX_SECONDS)
        );
        require(block.timestamp >= issuedAt, CredentialNotYetValid(id, issuedAt, block.timestamp));
        require(block.timestamp <= expiresAt, CredentialExpired(id, expiresAt, block.timestamp));
        (address issuer, uint64 index) = (credential.issuer, credential.index);
        require(!_revoked[issuer].get(index), CredentialIsRevoked(id, issuer, index));
    }

    function _checkAnchor(bytes32 id, address issuer) private view {
        Anchor memory anchored = _anchors[id];
        address signer = anchored.signer;
        require(signer != address(0), CredentialNotAnchored(id));
        // `require` would read the delegate on the way to a pass.
        if (!_isGood(issuer, signer, anchored.anchoredAt))
            revert CredentialDelegateEnded(id, signer, _delegates[issuer][signer].until);
    }

    /// @dev Delegates come before the wallet of the issuer, which may take more gas than there is.
    function _signerOf(bytes32 id, address issuer, bytes calldata signature) private view returns (address) {
        address key = _keyOf(id, signature);
        // No signature recovers the zero address, and no delegate is zero.
        if (key != address(0) && _isGood(issuer, key, block.timestamp)) return key;
        require(Signatures.isValid(issuer, id, signature), CredentialInvalidSignature(id, issuer));
        return issuer;
    }

    /// @dev Whether what `signer` signed by `time` counts as signed by `issuer`.
    function _isGood(address issuer, address signer, uint256 time) private view returns (bool) {
        return signer == issuer || time <= _delegates[issuer][signer].until;
    }

    function _keyOf(bytes32 id, bytes calldata signature) private pure returns (address key) {
        // Zero where it fails; high `s` values fail.
        (key, , ) = ECDSA.tryRecoverCalldata(id, signature);
    }
}
