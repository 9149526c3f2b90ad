// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

import {Signatures} from "../libraries/Signatures.sol";
import {ILeaseMarket} from "./ILeaseMarket.sol";
import {LeaseBook} from "./LeaseBook.sol";
import {LeaseHash} from "./LeaseHash.sol";
import {LeaseSums} from "./LeaseSums.sol";
import {Float, Lease, LeaseId, LeaseReason, LeaseTerms, Voucher} from "./LeaseTypes.sol";
import {LeaseCaps, LeaseSlot, LeaseSlotLibrary} from "./LeaseWords.sol";

/// @title LeaseDues
/// @notice Holds nothing of its own: says what leases are owed, by whose word, and for how long their purse lasts.
abstract contract LeaseDues is LeaseBook {
    using LeaseHash for Lease;
    using LeaseHash for LeaseTerms;

    /// @notice The longest signature of a voucher that a wallet is asked about, in bytes: of a batch that asks wallets,
    /// a longer one would use the gas of other vouchers.
    uint256 public constant MAX_SIGNATURE_BYTES = 4_096;

    uint40 private constant NEVER = type(uint40).max;

    /* VIEWS */

    /// @inheritdoc ILeaseMarket
    function collectable(
        Lease calldata lease,
        uint128 amount
    ) external view returns (uint256 due, LeaseReason reason) {
        LeaseId leaseId = lease.id();
        LeaseSlot slot = _slotOrTerms(lease, leaseId);
        (due, reason) = _owed(lease.terms, slot, amount);
        uint256 purse = _purse(lease, leaseId, slot.collected());
        if (due > purse) (due, reason) = (purse, LeaseReason.Funds);
    }

    /// @inheritdoc ILeaseMarket
    function checkVoucher(
        address provider,
        address token,
        Voucher calldata voucher
    ) external view returns (LeaseReason reason) {
        LeaseId leaseId = voucher.terms.id(provider, token);
        return _checkVoucher(voucher, voucher.amount, leaseId, _leases[leaseId].signerUntil(), true);
    }

    /// @inheritdoc ILeaseMarket
    function insolventAt(Lease[] calldata leases) external view returns (uint40) {
        if (leases.length == 0) return NEVER;
        _checkOnePurse(leases);
        if (!_isShort(leases, NEVER)) return NEVER;
        (uint40 low, uint40 high) = (uint40(block.timestamp), NEVER);
        // What is owed never falls as time passes, and what the purse holds never rises.
        while (low < high) {
            uint40 middle = low + (high - low) / 2;
            if (_isShort(leases, middle)) high = middle;
            else low = middle + 1;
        }
        return low;
    }

    /// @inheritdoc ILeaseMarket
    function voucherDigest(LeaseId leaseId, uint128 amount) public view returns (bytes32) {
        return _hashTypedDataV4(LeaseHash.voucherHash(leaseId, amount));
    }

    /* INTERNAL */

    /// @dev What is owed now and not paid, whatever the purse holds. What is owed in all never falls below what was
    /// paid: an end only comes nearer up to the second in which it is moved.
    function _owed(
        LeaseTerms calldata terms,
        LeaseSlot slot,
        uint128 amount
    ) internal view returns (uint256 owed, LeaseReason reason) {
        LeaseCaps caps = terms.caps;
        uint256 byRate = _byRate(terms, slot.endsAt(), block.timestamp);
        return LeaseSums.owed(amount, caps.elapsedCap(), byRate, caps.cap(), slot.collected());
    }

    function _byRate(LeaseTerms calldata terms, uint40 endsAt, uint256 time) private pure returns (uint256) {
        return LeaseSums.byRate(terms.rate.perHour(), terms.times.startsAt(), endsAt, time);
    }

    /// @dev A reserve not taken yet counts as taken.
    function _purse(
        Lease calldata lease,
        LeaseId leaseId,
        uint128 collected
    ) internal view returns (uint256) {
        uint128 reserve = lease.terms.rate.reserve();
        if (reserve == 0) return _floatAt(_payerOf(lease.terms), lease.token).balance;
        return !_leases[leaseId].isOpen() ? reserve : _reserved[leaseId] - collected;
    }

    /// @dev The key is tried first: the common case needs no look at the client's code.
    function _checkVoucher(
        Voucher calldata voucher,
        uint128 amount,
        LeaseId leaseId,
        uint40 signerUntil,
        bool asksWallets
    ) internal view returns (LeaseReason) {
        bytes32 digest = voucherDigest(leaseId, amount);
        address client = voucher.terms.client;
        (address signer, ECDSA.RecoverError failure, ) = ECDSA.tryRecoverCalldata(digest, voucher.signature);
        if (failure == ECDSA.RecoverError.NoError) {
            if (signer == client) return LeaseReason.None;
            if (signer == voucher.terms.voucherSigner) {
                bool isGood = signerUntil == 0 || block.timestamp <= signerUntil;
                return isGood ? LeaseReason.None : LeaseReason.SignerRevoked;
            }
        }
        bool isNone = client.code.length == 0 || voucher.signature.length > MAX_SIGNATURE_BYTES;
        if (isNone) return LeaseReason.InvalidSignature;
        if (!asksWallets) return LeaseReason.WalletNotAsked;
        bool isValid = Signatures.isValid(client, digest, voucher.signature);
        return isValid ? LeaseReason.None : LeaseReason.InvalidSignature;
    }

    /* INTERNAL: SOLVENCY */

    function _isShort(Lease[] calldata leases, uint40 time) private view returns (bool) {
        uint256 owed = 0;
        for (uint256 i = 0; i < leases.length; ++i) {
            LeaseSlot slot = _slotOrTerms(leases[i], leases[i].id());
            uint256 byRate = _byRate(leases[i].terms, slot.endsAt(), time);
            uint128 cap = leases[i].terms.caps.cap();
            owed += (byRate < cap ? byRate : cap) - slot.collected();
        }
        return owed > _purseAt(leases[0], time);
    }

    function _purseAt(Lease calldata lease, uint40 time) private view returns (uint256) {
        if (lease.terms.rate.reserve() != 0) {
            LeaseId leaseId = lease.id();
            return _purse(lease, leaseId, _leases[leaseId].collected());
        }
        Float memory float = floatOf(_payerOf(lease.terms), lease.token);
        return time < float.readyAt ? float.balance : float.balance - float.thawing;
    }

    /// @dev Where a lease stands, or would stand once it is opened.
    function _slotOrTerms(Lease calldata lease, LeaseId leaseId) private view returns (LeaseSlot slot) {
        slot = _leases[leaseId];
        if (!slot.isOpen()) slot = LeaseSlotLibrary.pack(lease.terms.times.endsAt(), 0, 0);
    }

    function _checkOnePurse(Lease[] calldata leases) private pure {
        address payer = _payerOf(leases[0].terms);
        for (uint256 i = 1; i < leases.length; ++i) {
            bool isReserved = leases[0].terms.rate.reserve() != 0 || leases[i].terms.rate.reserve() != 0;
            bool isOther = _payerOf(leases[i].terms) != payer || leases[i].token != leases[0].token;
            LeaseId leaseId = leases[i].id();
            require(!isReserved && !isOther, LeaseOtherPurse(leaseId));
            // Counted twice, a lease would seem to owe twice: a purse that lasts would look short.
            for (uint256 j = 0; j < i; ++j) {
                require(LeaseId.unwrap(leases[j].id()) != LeaseId.unwrap(leaseId), LeaseListedTwice(leaseId));
            }
        }
    }
}
