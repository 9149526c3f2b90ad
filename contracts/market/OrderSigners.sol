// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

import {Signatures} from "../libraries/Signatures.sol";
import {IOperators} from "../staking/IOperators.sol";
import {OperatorScopes} from "../staking/OperatorScopes.sol";
import {IOrderSigners} from "./IOrderSigners.sol";

/// @title OrderSigners
/// @notice Holds which signatures payers took back; only the payer changes them.
abstract contract OrderSigners is IOrderSigners {
    mapping(address payer => mapping(bytes32 request => bool)) private _revoked;

    /// @inheritdoc IOrderSigners
    function revokePayer(bytes32 request) external {
        _revoked[msg.sender][request] = true;
        emit PayerRevoked(msg.sender, request);
    }

    /// @inheritdoc IOrderSigners
    function isPayerRevoked(address payer, bytes32 request) external view returns (bool) {
        return _revoked[payer][request];
    }

    function _checkSignature(address signer, bytes32 order, bytes calldata signature) internal view {
        require(Signatures.isValid(signer, order, signature), MarketInvalidSignature(order, signer));
    }

    /// @dev The payer signs what the client signs. Where they are one, one signature is enough.
    function _checkPayer(
        address payer,
        address client,
        bytes32 request,
        bytes calldata signature
    ) internal view {
        if (payer == client) return;
        _checkSignature(payer, request, signature);
        require(!_revoked[payer][request], MarketPayerRevoked(request, payer));
    }

    /// @dev A key that the provider lets sign offers is as good as its own. Asked only where the provider itself did
    /// not sign, so that it costs nobody else.
    function _checkOfferSignature(
        IOperators operators,
        address provider,
        bytes32 offer,
        bytes calldata signature
    ) internal view {
        if (Signatures.isValid(provider, offer, signature)) return;
        (address signer, ECDSA.RecoverError failure, ) = ECDSA.tryRecoverCalldata(offer, signature);
        require(
            failure == ECDSA.RecoverError.NoError &&
                operators.isOperator(provider, signer, OperatorScopes.SIGN_OFFERS),
            MarketInvalidSignature(offer, provider)
        );
    }
}
