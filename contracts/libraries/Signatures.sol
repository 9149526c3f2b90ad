// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

/// @title Signatures
/// @notice One answer to "did this account sign this digest?", for keys and for ERC-1271 wallets.
library Signatures {
    /// @dev The key is tried first: that spares the common case a cold look at the signer's code (2,600 gas). It is
    /// no weaker than looking first, since no contract's address has a known key, and an account that delegates its
    /// code (EIP-7702) still owns its key. High `s` values and the zero signer are refused by OpenZeppelin's ECDSA.
    function isValid(address signer, bytes32 digest, bytes calldata signature) internal view returns (bool) {
        (address recovered, ECDSA.RecoverError failure, ) = ECDSA.tryRecoverCalldata(digest, signature);
        if (failure == ECDSA.RecoverError.NoError && recovered == signer) return true;
        return
            signer.code.length != 0 &&
            SignatureChecker.isValidERC1271SignatureNowCalldata(signer, digest, signature);
    }
}
