// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

import {CappedCall} from "./CappedCall.sol";

/// @title Signatures
/// @notice One answer to "did this account sign this digest?", for keys and for ERC-1271 wallets.
library Signatures {
    /// @notice Gas that a wallet gets to answer: enough for a passkey checked in Solidity.
    uint256 internal constant WALLET_GAS = 400_000;

    /// @dev The key is tried first: that spares the common case a cold look at the signer's code (2,600 gas). It is
    /// no weaker than looking first, since no contract's address has a known key, and an account that delegates its
    /// code (EIP-7702) still owns its key. High `s` values and the zero signer are refused by OpenZeppelin's ECDSA.
    function isValid(address signer, bytes32 digest, bytes calldata signature) internal view returns (bool) {
        (address recovered, ECDSA.RecoverError failure, ) = ECDSA.tryRecoverCalldata(digest, signature);
        if (failure == ECDSA.RecoverError.NoError && recovered == signer) return true;
        if (signer.code.length == 0) return false;
        (bool isAnswered, uint256 answer, , ) = CappedCall.ask(
            signer,
            WALLET_GAS,
            abi.encodeCall(IERC1271.isValidSignature, (digest, signature)),
            1
        );
        return isAnswered && bytes32(answer) == bytes32(IERC1271.isValidSignature.selector);
    }
}
