// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Lot, Rules} from "../types/OrderWords.sol";
import {Job, JobId, Offer, Request, Verification} from "./JobTypes.sol";

/// @title OrderHash
/// @notice EIP-712 struct hashes of orders, and the ids of jobs.
/// @dev Every field of these structs is one word, so a struct in memory or calldata is its own encoding and is hashed
/// as it lies there, but for the packed words of orders, which are signed field by field. Words are hashed before
/// they are checked to fit their type: one that does not fit is in nobody's signature and in no open job's id, and
/// reading it as a field reverts. Tests compare every hash with ethers and with a second EIP-712 implementation.
library OrderHash {
    bytes32 internal constant VERIFICATION_TYPEHASH = keccak256(
        "Verification(address verifier,bytes32 terms)"
    );

    bytes32 internal constant OFFER_TYPEHASH = keccak256(
        "Offer(address provider,address token,uint256 pricePerUnit,uint256 resources,Verification[] verifications,"
        "address condition,bytes32 conditionData,address venue,uint64 units,uint64 minUnits,"
        "uint96 collateralPerUnit,uint32 minSeconds,uint32 maxSeconds,uint32 graceSeconds,uint16 lateSlashBps,"
        "uint16 noResultSlashBps,uint16 wrongSlashBps,uint40 expiry,uint64 nonce,uint32 minVerifySeconds)"
        "Verification(address verifier,bytes32 terms)"
    );

    bytes32 internal constant REQUEST_TYPEHASH = keccak256(
        "Request(address client,address payer,address beneficiary,address token,uint256 maxPricePerUnit,"
        "uint256 tipPerUnit,uint256 needs,bytes32 spec,address verifier,bytes32 verifierTerms,address condition,"
        "bytes32 conditionData,address venue,uint64 units,uint64 minUnits,uint96 minCollateralPerUnit,"
        "uint32 maxSeconds,uint32 verifySeconds,uint32 maxGraceSeconds,uint16 minLateSlashBps,"
        "uint16 minNoResultSlashBps,uint16 minWrongSlashBps,uint40 expiry,uint64 nonce)"
    );

    // Sizes and places in bytes; the compiler allows plain numbers only where assembly reads them.
    uint256 private constant WORD = 0x20;
    uint256 private constant OFFER_HEAD = 0x100; // 8 words before `lot`
    uint256 private constant OFFER_VERIFICATIONS = 0x80; // after 4 words
    uint256 private constant REQUEST_HEAD = 0x1a0; // 13 words before `lot`
    uint256 private constant UNPACKED = 0x160; // `lot` and `rules`, 11 words
    uint256 private constant OFFER_UNPACKED = 0x180; // and one that only offers have
    uint256 private constant JOB_SIZE = 0x1a0; // 13 words

    /// @notice EIP-712 struct hash of an offer.
    function hash(Offer calldata offer) internal pure returns (bytes32 result) {
        bytes32 typehash = OFFER_TYPEHASH;
        bytes32 verifications = hash(offer.verifications);
        uint256 buffer;
        assembly ("memory-safe") {
            buffer := mload(0x40)
            mstore(buffer, typehash)
            mstore(0x40, add(buffer, add(add(WORD, OFFER_HEAD), OFFER_UNPACKED)))
            calldatacopy(add(buffer, WORD), offer, OFFER_HEAD)
            // In place of the array's offset stands its hash.
            mstore(add(buffer, add(WORD, OFFER_VERIFICATIONS)), verifications)
        }
        Rules rules = offer.rules;
        _unpack(buffer + WORD + OFFER_HEAD, offer.lot, rules);
        assembly ("memory-safe") {
            mstore(add(buffer, add(add(WORD, OFFER_HEAD), UNPACKED)), and(shr(216, rules), 0xffffffff))
            result := keccak256(buffer, add(add(WORD, OFFER_HEAD), OFFER_UNPACKED))
        }
    }

    /// @notice EIP-712 struct hash of a request.
    function hash(Request calldata request) internal pure returns (bytes32 result) {
        bytes32 typehash = REQUEST_TYPEHASH;
        uint256 buffer;
        assembly ("memory-safe") {
            buffer := mload(0x40)
            mstore(buffer, typehash)
            mstore(0x40, add(buffer, add(add(WORD, REQUEST_HEAD), UNPACKED)))
            calldatacopy(add(buffer, WORD), request, REQUEST_HEAD)
        }
        _unpack(buffer + WORD + REQUEST_HEAD, request.lot, request.rules);
        assembly ("memory-safe") {
            result := keccak256(buffer, add(add(WORD, REQUEST_HEAD), UNPACKED))
        }
    }

    /// @dev Writes the fields of the two words one by one, in the order of their bits, into memory that the caller
    /// has allocated.
    function _unpack(uint256 buffer, Lot lot, Rules rules) private pure {
        assembly ("memory-safe") {
            mstore(buffer, and(lot, 0xffffffffffffffff))
            mstore(add(buffer, 0x20), and(shr(64, lot), 0xffffffffffffffff))
            mstore(add(buffer, 0x40), and(shr(128, lot), 0xffffffffffffffffffffffff))
            mstore(add(buffer, 0x60), shr(224, lot))
            mstore(add(buffer, 0x80), and(rules, 0xffffffff))
            mstore(add(buffer, 0xa0), and(shr(32, rules), 0xffffffff))
            mstore(add(buffer, 0xc0), and(shr(64, rules), 0xffff))
            mstore(add(buffer, 0xe0), and(shr(80, rules), 0xffff))
            mstore(add(buffer, 0x100), and(shr(96, rules), 0xffff))
            mstore(add(buffer, 0x120), and(shr(112, rules), 0xffffffffff))
            mstore(add(buffer, 0x140), and(shr(152, rules), 0xffffffffffffffff))
        }
    }

    /// @notice EIP-712 hash of an array of structs.
    function hash(Verification[] calldata verifications) internal pure returns (bytes32) {
        bytes32[] memory hashes = new bytes32[](verifications.length);
        for (uint256 i = 0; i < hashes.length; ++i) {
            hashes[i] = keccak256(abi.encode(VERIFICATION_TYPEHASH, verifications[i]));
        }
        return keccak256(abi.encodePacked(hashes));
    }

    /// @notice The id of a job about to open.
    function id(Job memory job) internal pure returns (JobId result) {
        assembly ("memory-safe") {
            result := keccak256(job, JOB_SIZE)
        }
    }

    /// @notice `abi.encode(job)`.
    function encode(Job calldata job) internal pure returns (bytes memory encoded) {
        assembly ("memory-safe") {
            encoded := mload(0x40)
            mstore(encoded, JOB_SIZE)
            calldatacopy(add(encoded, WORD), job, JOB_SIZE)
            mstore(0x40, add(encoded, add(WORD, JOB_SIZE)))
        }
    }

    /// @notice The id of a job, and a call that asks about it: `abi.encodeWithSelector(selector, result, job)`.
    function question(
        Job calldata job,
        bytes4 selector
    ) internal pure returns (JobId result, bytes memory asked) {
        assembly ("memory-safe") {
            asked := mload(0x40)
            let place := add(asked, 0x44) // behind the length, the selector and the id
            calldatacopy(place, job, JOB_SIZE)
            result := keccak256(place, JOB_SIZE)
            mstore(asked, add(JOB_SIZE, 0x24))
            mstore(add(asked, WORD), selector)
            mstore(add(asked, 0x24), result)
            mstore(0x40, add(place, add(JOB_SIZE, 0x1c))) // a whole number of words
        }
    }

    /// @notice The id of a job.
    function idOf(Job calldata job) internal pure returns (JobId result) {
        assembly ("memory-safe") {
            let place := mload(0x40)
            calldatacopy(place, job, JOB_SIZE)
            result := keccak256(place, JOB_SIZE)
        }
    }
}
