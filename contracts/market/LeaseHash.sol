// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Lease, LeaseId, LeaseTerms} from "./LeaseTypes.sol";
import {LeaseCaps, LeaseRate, LeaseTimes} from "./LeaseWords.sol";

/// @title LeaseHash
/// @notice EIP-712 struct hashes of leases and vouchers.
/// @dev As in {OrderHash}: words are hashed as they lie in calldata, the packed ones field by field, before they are
/// checked to fit their type. A word that does not fit is in no open lease's id.
library LeaseHash {
    bytes32 internal constant LEASE_TYPEHASH = keccak256(
        "Lease(address provider,address token,address client,address payer,address voucherSigner,bytes32 spec,"
        "uint128 cap,uint128 elapsedCap,uint128 ratePerHour,uint128 reserve,uint40 startsAt,uint40 endsAt,"
        "uint40 expiry,uint32 noticeSeconds,uint32 collectSeconds,uint64 nonce)"
    );

    bytes32 internal constant VOUCHER_TYPEHASH = keccak256("Voucher(bytes32 lease,uint128 amount)");

    // Sizes in bytes; the compiler allows plain numbers only where assembly reads them.
    uint256 private constant HEAD = 0x80; // 4 words of the terms before the packed ones
    uint256 private constant SIZE = 0x220; // the type hash and 16 fields

    /// @notice The id of a lease: its EIP-712 struct hash.
    function id(Lease calldata lease) internal pure returns (LeaseId) {
        return id(lease.terms, lease.provider, lease.token);
    }

    /// @notice The same, of a lease in its parts.
    function id(
        LeaseTerms calldata terms,
        address provider,
        address token
    ) internal pure returns (LeaseId leaseId) {
        bytes32 typehash = LEASE_TYPEHASH;
        (LeaseCaps caps, LeaseRate rate, LeaseTimes times) = (terms.caps, terms.rate, terms.times);
        assembly ("memory-safe") {
            // Beyond the free memory, which stays free.
            let buffer := mload(0x40)
            mstore(buffer, typehash)
            mstore(add(buffer, 0x20), provider)
            mstore(add(buffer, 0x40), token)
            calldatacopy(add(buffer, 0x60), terms, HEAD)
            let fields := add(buffer, add(0x60, HEAD))
            mstore(fields, and(caps, 0xffffffffffffffffffffffffffffffff))
            mstore(add(fields, 0x20), shr(128, caps))
            mstore(add(fields, 0x40), and(rate, 0xffffffffffffffffffffffffffffffff))
            mstore(add(fields, 0x60), shr(128, rate))
            mstore(add(fields, 0x80), and(times, 0xffffffffff))
            mstore(add(fields, 0xa0), and(shr(40, times), 0xffffffffff))
            mstore(add(fields, 0xc0), and(shr(80, times), 0xffffffffff))
            mstore(add(fields, 0xe0), and(shr(120, times), 0xffffffff))
            mstore(add(fields, 0x100), and(shr(152, times), 0xffffffff))
            mstore(add(fields, 0x120), and(shr(184, times), 0xffffffffffffffff))
            leaseId := keccak256(buffer, SIZE)
        }
    }

    /// @notice The EIP-712 struct hash of a voucher.
    function voucherHash(LeaseId leaseId, uint128 amount) internal pure returns (bytes32) {
        return keccak256(abi.encode(VOUCHER_TYPEHASH, leaseId, amount));
    }
}
