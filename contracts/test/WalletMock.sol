// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// @title WalletMock
/// @notice An ERC-1271 wallet that accepts its owner's ECDSA signatures, until anyone tells it to misbehave; it
/// executes any call for anyone.
contract WalletMock is IERC1271 {
    enum Mode {
        /// The owner's signatures are good.
        Owner,
        /// Every signature is good.
        AcceptAll,
        /// No signature is good.
        Reject,
        Revert,
        BurnGas,
        /// The right four bytes with a dirty remainder.
        Garbage,
        /// The right four bytes and no more.
        Short,
        /// The right word, and 128 KiB behind it.
        Huge
    }

    address public immutable owner;
    Mode public mode;

    error WalletMockReverted();
    error WalletMockCallFailed(bytes answer);

    constructor(address owner_) {
        owner = owner_;
    }

    function setMode(Mode mode_) external {
        mode = mode_;
    }

    function execute(address target, bytes calldata data) external returns (bytes memory answer) {
        bool isOk;
        (isOk, answer) = target.call(data);
        require(isOk, WalletMockCallFailed(answer));
    }

    /// @inheritdoc IERC1271
    function isValidSignature(bytes32 digest, bytes calldata signature) external view returns (bytes4) {
        Mode current = mode;
        if (current == Mode.AcceptAll) return IERC1271.isValidSignature.selector;
        if (current == Mode.Reject) return 0xffffffff;
        require(current != Mode.Revert, WalletMockReverted());
        if (current == Mode.BurnGas) {
            assembly ("memory-safe") {
                invalid()
            }
        }
        if (current == Mode.Garbage)
            _answer(bytes32(IERC1271.isValidSignature.selector) | bytes32(uint256(1)), 0x20);
        if (current == Mode.Short) _answer(IERC1271.isValidSignature.selector, 0x04);
        if (current == Mode.Huge) _answer(IERC1271.isValidSignature.selector, 0x20000);
        (address recovered, , ) = ECDSA.tryRecoverCalldata(digest, signature);
        return recovered == owner ? IERC1271.isValidSignature.selector : bytes4(0xffffffff);
    }

    function _answer(bytes32 word, uint256 size) private pure {
        assembly {
            mstore(0, word)
            return(0, size)
        }
    }
}
