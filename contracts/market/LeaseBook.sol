// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

import {OperatorScopes} from "../staking/OperatorScopes.sol";
import {Batches} from "./Batches.sol";
import {BatchItems} from "./BatchItems.sol";
import {ILeaseMarket} from "./ILeaseMarket.sol";
import {LeaseFloats} from "./LeaseFloats.sol";
import {LeaseHash} from "./LeaseHash.sol";
import {Lease, LeaseId, LeaseState, LeaseTerms, Opening} from "./LeaseTypes.sol";
import {LeaseCaps, LeaseRate, LeaseSlot, LeaseSlotLibrary, LeaseTimes} from "./LeaseWords.sol";
import {OrderNonces} from "./OrderNonces.sol";
import {OrderSigners} from "./OrderSigners.sol";

/// @title LeaseBook
/// @notice Holds open leases and their reserves; anyone opens what was signed, its parties end it, and the contract
/// built on it collects.
abstract contract LeaseBook is LeaseFloats, OrderNonces, OrderSigners, Batches, EIP712 {
    using LeaseHash for Lease;

    /// @notice The shortest time to collect of a lease with a reserve or a voucher signer, in seconds: both promise the
    /// provider that what it served for can still be collected, which needs time for a transaction.
    uint32 public constant MIN_COLLECT_SECONDS = 1 hours;

    mapping(LeaseId leaseId => LeaseSlot) internal _leases;
    /// @dev All that was ever put into a lease's reserve and not refunded. What was collected came out of it.
    mapping(LeaseId leaseId => uint256 amount) internal _reserved;

    /* OPEN */

    /// @inheritdoc ILeaseMarket
    function open(Opening calldata opening) external returns (LeaseId leaseId) {
        return _open(opening);
    }

    /// @inheritdoc ILeaseMarket
    function openBatch(
        Opening[] calldata openings,
        uint256 gasPerItem
    ) external returns (bytes4[] memory codes) {
        codes = _openBatch(openings.length, gasPerItem, 0);
        // The opening is of a length of its own, and begins behind this word.
        bytes memory head = abi.encodeWithSelector(ILeaseMarket.open.selector, 0x20);
        for (uint256 i = 0; i < codes.length; ++i) {
            Opening calldata opening = openings[i];
            Opening calldata next = openings[i + 1 < codes.length ? i + 1 : i];
            bytes4 code = _attempt(head, BatchItems.bytesOf(opening, next), gasPerItem, true);
            if (code == 0) continue;
            codes[i] = code;
            emit BatchItemFailed(LeaseId.unwrap(opening.lease.id()), i, code);
        }
    }

    /// @inheritdoc ILeaseMarket
    function addReserve(Lease calldata lease, uint128 amount) external {
        require(amount != 0, LeaseZeroAmount());
        (LeaseId leaseId, LeaseSlot slot) = _find(lease);
        require(lease.terms.rate.reserve() != 0, LeaseNotReserved(leaseId));
        uint40 endsAt = slot.endsAt();
        // Once it has ended, what was put in could come after the refund.
        require(block.timestamp < endsAt, LeaseEndsAlready(leaseId, endsAt));
        _reserved[leaseId] += amount;
        emit ReserveAdded(leaseId, msg.sender, amount);
        vault.transferFrom(msg.sender, address(this), uint160(lease.token), amount);
    }

    /* END */

    /// @inheritdoc ILeaseMarket
    function close(Lease calldata lease) external {
        (LeaseId leaseId, LeaseSlot slot) = _find(lease);
        _checkPayingParty(lease.terms, leaseId);
        _endAt(leaseId, slot, uint40(block.timestamp));
    }

    /// @inheritdoc ILeaseMarket
    function giveNotice(Lease calldata lease) external returns (uint40 endsAt) {
        (LeaseId leaseId, LeaseSlot slot) = _find(lease);
        bool isParty =
            msg.sender == lease.provider ||
                stakeVault.isOperator(lease.provider, msg.sender, OperatorScopes.SIGN_OFFERS);
        require(isParty, LeaseNotParty(leaseId, msg.sender));
        endsAt = uint40(block.timestamp) + lease.terms.times.noticeSeconds();
        _endAt(leaseId, slot, endsAt);
    }

    /// @inheritdoc ILeaseMarket
    function revokeVoucherSigner(Lease calldata lease) external returns (uint40 signerUntil) {
        (LeaseId leaseId, LeaseSlot slot) = _find(lease);
        _checkPayingParty(lease.terms, leaseId);
        bool isThere = lease.terms.voucherSigner != address(0) && slot.signerUntil() == 0;
        require(isThere, LeaseNoSigner(leaseId));
        signerUntil = uint40(block.timestamp) + lease.terms.times.collectSeconds();
        _leases[leaseId] = slot.withSignerUntil(signerUntil);
        emit VoucherSignerRevoked(leaseId, lease.terms.voucherSigner, signerUntil);
    }

    /// @inheritdoc ILeaseMarket
    function refundReserve(Lease calldata lease) external returns (uint256 amount) {
        (LeaseId leaseId, LeaseSlot slot) = _find(lease);
        require(lease.terms.rate.reserve() != 0, LeaseNotReserved(leaseId));
        (uint40 endsAt, uint128 collected) = (slot.endsAt(), slot.collected());
        if (msg.sender == lease.provider) {
            if (block.timestamp < endsAt) _endAt(leaseId, slot, uint40(block.timestamp));
        } else {
            uint256 collectUntil = uint256(endsAt) + lease.terms.times.collectSeconds();
            require(block.timestamp > collectUntil, LeaseReserveHeld(leaseId, collectUntil, block.timestamp));
        }
        amount = _reserved[leaseId] - collected;
        require(amount != 0, LeaseNothingToRefund(leaseId));
        _reserved[leaseId] = collected;
        address payer = _payerOf(lease.terms);
        emit ReserveRefunded(leaseId, payer, amount);
        _pay(lease.token, payer, amount);
    }

    /* VIEWS */

    /// @inheritdoc ILeaseMarket
    function leaseOf(LeaseId leaseId) external view returns (LeaseState memory) {
        LeaseSlot slot = _leases[leaseId];
        return LeaseState(slot.collected(), slot.endsAt(), slot.signerUntil(), slot.feeBps(), slot.poolPpm());
    }

    /// @inheritdoc ILeaseMarket
    function reserveOf(LeaseId leaseId) external view returns (uint256) {
        // Nothing is collected for a lease on a float from here.
        uint256 reserved = _reserved[leaseId];
        return reserved == 0 ? 0 : reserved - _leases[leaseId].collected();
    }

    /// @inheritdoc ILeaseMarket
    function leaseIdOf(Lease calldata lease) external pure returns (LeaseId) {
        return lease.id();
    }

    /// @inheritdoc ILeaseMarket
    function leaseDigest(Lease calldata lease) external view returns (bytes32) {
        return _digestOf(lease.id());
    }

    /* INTERNAL: OPEN */

    function _open(Opening calldata opening) private returns (LeaseId leaseId) {
        Lease calldata lease = opening.lease;
        leaseId = lease.id();
        require(!_leases[leaseId].isOpen(), LeaseAlreadyOpen(leaseId));
        uint40 expiry = lease.terms.times.expiry();
        require(block.timestamp <= expiry, LeaseExpired(leaseId, expiry, block.timestamp));
        _checkTerms(lease.terms);
        _checkNonce(lease.terms.client, lease.terms.times.nonce(), true);
        bytes32 digest = _digestOf(leaseId);
        address payer = _payerOf(lease.terms);
        _checkOfferSignature(stakeVault, lease.provider, digest, opening.providerSignature);
        _checkSignature(lease.terms.client, digest, opening.clientSignature);
        _checkPayer(payer, lease.terms.client, digest, opening.payerSignature);

        uint16 fee = feeBps;
        // A million at most.
        uint24 poolPpm = uint24(stakeVault.poolPpmOf(lease.provider, address(this), lease.token));
        _leases[leaseId] = LeaseSlotLibrary.pack(lease.terms.times.endsAt(), fee, poolPpm);
        uint128 reserve = lease.terms.rate.reserve();
        if (reserve != 0) _reserved[leaseId] = reserve;
        emit LeaseOpened(leaseId, lease.terms.client, lease.provider, lease, fee, poolPpm);
        if (reserve != 0) vault.transferFrom(payer, address(this), uint160(lease.token), reserve);
    }

    function _checkTerms(LeaseTerms calldata terms) private pure {
        (LeaseCaps caps, LeaseRate rate, LeaseTimes times) = (terms.caps, terms.rate, terms.times);
        (uint40 startsAt, uint40 endsAt) = (times.startsAt(), times.endsAt());
        // A start of zero would make half a century of elapsed time.
        require(startsAt != 0 && startsAt < endsAt, LeaseInvalidTimes(startsAt, endsAt));
        (uint128 cap, uint128 elapsedCap, uint128 reserve) = (caps.cap(), caps.elapsedCap(), rate.reserve());
        bool isSound = cap != 0 && rate.perHour() != 0 && elapsedCap <= cap && reserve <= cap;
        require(isSound, LeaseInvalidAmounts(cap, elapsedCap, rate.perHour(), reserve));
        if (reserve == 0 && terms.voucherSigner == address(0)) return;
        uint32 collectSeconds = times.collectSeconds();
        bool isLong = collectSeconds >= MIN_COLLECT_SECONDS;
        require(isLong, LeaseCollectTimeTooShort(collectSeconds, MIN_COLLECT_SECONDS));
    }

    /* INTERNAL: STATE OF A LEASE */

    function _find(Lease calldata lease) private view returns (LeaseId leaseId, LeaseSlot slot) {
        leaseId = lease.id();
        slot = _leases[leaseId];
        require(slot.isOpen(), LeaseNotOpen(leaseId));
    }

    /// @dev An end only ever comes nearer, and never lies in the past.
    function _endAt(LeaseId leaseId, LeaseSlot slot, uint40 endsAt) private {
        uint40 before = slot.endsAt();
        require(endsAt < before, LeaseEndsAlready(leaseId, before));
        _leases[leaseId] = slot.withEnd(endsAt);
        emit LeaseEnding(leaseId, msg.sender, endsAt);
    }

    function _checkPayingParty(LeaseTerms calldata terms, LeaseId leaseId) private view {
        bool isParty = msg.sender == terms.client || msg.sender == terms.payer;
        require(isParty, LeaseNotParty(leaseId, msg.sender));
    }

    function _payerOf(LeaseTerms calldata terms) internal pure returns (address payer) {
        payer = terms.payer;
        if (payer == address(0)) payer = terms.client;
    }

    function _digestOf(LeaseId leaseId) internal view returns (bytes32) {
        return _hashTypedDataV4(LeaseId.unwrap(leaseId));
    }
}
