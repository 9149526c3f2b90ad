// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILeaseMarket} from "../../../contracts/market/ILeaseMarket.sol";
import {IOrderNonces} from "../../../contracts/market/IOrderNonces.sol";
import {CollectResult, Float, Lease, Opening, Voucher} from "../../../contracts/market/LeaseTypes.sol";
import {LeaseCaps, LeaseTimes} from "../../../contracts/market/LeaseWords.sol";
import {Fuzz} from "../Fuzz.sol";
import {LeaseWorld} from "./LeaseWorld.sol";

/// @title LeaseAdversary
/// @notice What nobody may do with leases, floats and reserves; a call that goes through is a finding.
contract LeaseAdversary is Fuzz {
    LeaseWorld private immutable _world;
    address private immutable _market;
    ILeaseMarket private immutable _leases;
    address private immutable _stranger;

    constructor(LeaseWorld world) {
        _world = world;
        _market = world.market();
        _leases = ILeaseMarket(_market);
        _stranger = vm.addr(world.STRANGER_KEY());
    }

    /* OPEN */

    function openUnsigned(uint256 seed) external {
        Opening memory opening = _world.signed(_draft(seed));
        bytes32 digest = _leases.leaseDigest(opening.lease);
        bytes memory forged = _world.signWith(_world.STRANGER_KEY(), digest);
        uint256 whose = seed % 3;
        if (whose == 0) opening.providerSignature = forged;
        if (whose == 1) opening.clientSignature = forged;
        if (whose == 2) {
            vm.assume(opening.lease.terms.payer != address(0));
            opening.payerSignature = forged;
        }
        _refuseOpen(opening);
    }

    function openAgain(uint256 seed) external {
        LeaseWorld.Deal memory deal = _pick(seed);
        _refuseOpen(_world.signed(deal.lease));
    }

    /// @dev Another lease with a nonce that is used.
    function openWithNonce(uint256 seed) external {
        LeaseWorld.Deal memory deal = _pick(seed);
        Lease memory lease = _world.draft(seed, deal.lease.terms.times.nonce());
        lease.terms.client = deal.lease.terms.client;
        _refuseOpen(_world.signed(lease));
    }

    function openCancelled(uint256 seed) external {
        Opening memory opening = _world.signed(_draft(seed));
        vm.prank(opening.lease.terms.client);
        IOrderNonces(_market).cancel(opening.lease.terms.times.nonce());
        _refuseOpen(opening);
    }

    function openLate(uint256 seed) external {
        Lease memory lease = _draft(seed);
        uint256 word = LeaseTimes.unwrap(lease.terms.times) & ~(uint256(type(uint40).max) << 80);
        lease.terms.times = LeaseTimes.wrap(word | ((uint256(_now()) - 1) << 80));
        _refuseOpen(_world.signed(lease));
    }

    /// @dev An elapsed cap above the cap would pay without a voucher what no voucher can.
    function openUnsound(uint256 seed) external {
        Lease memory lease = _draft(seed);
        uint256 cap = lease.terms.caps.cap();
        lease.terms.caps = LeaseCaps.wrap(cap | ((cap + 1) << 128));
        _refuseOpen(_world.signed(lease));
    }

    /// @dev L6: who promises a reserve, or a voucher signer's word, leaves an hour to collect it.
    function openRushed(uint256 seed, uint256 collectSeconds) external {
        Lease memory lease = _draft(seed);
        vm.assume(lease.terms.rate.reserve() != 0 || lease.terms.voucherSigner != address(0));
        uint256 word = LeaseTimes.unwrap(lease.terms.times) & ~(uint256(type(uint32).max) << 152);
        word |= _within(collectSeconds, 0, 1 hours - 1) << 152;
        lease.terms.times = LeaseTimes.wrap(word);
        _refuseOpen(_world.signed(lease));
    }

    /* COLLECT */

    function collectForged(uint256 seed, uint256 amount) external {
        LeaseWorld.Deal memory deal = _pick(seed);
        uint128 some = uint128(_within(amount, 1, type(uint128).max));
        bytes32 digest = _leases.voucherDigest(deal.id, some);
        bytes memory forged = _world.signWith(_world.STRANGER_KEY(), digest);
        _refuseVoucher(deal, Voucher(deal.lease.terms, some, forged));
    }

    /// @dev More than was signed.
    function collectRaised(uint256 seed, uint256 more) external {
        LeaseWorld.Deal memory deal = _pick(seed);
        Voucher memory voucher = _world.voucher(deal, uint128(deal.promised), false);
        voucher.amount = uint128(deal.promised + _within(more, 1, 1e18));
        _refuseVoucher(deal, voucher);
    }

    /// @dev What was paid is not paid again.
    function collectAgain(uint256 seed, uint256 less) external {
        LeaseWorld.Deal memory deal = _pick(seed);
        uint256 elapsedCap = deal.lease.terms.caps.elapsedCap();
        vm.assume(deal.collected != 0 && deal.collected >= elapsedCap);
        uint128 amount = uint128(_within(less, 1, deal.collected));
        _refuseVoucher(deal, _world.voucher(deal, amount, false));
    }

    /// @dev A voucher of another lease, provider or token.
    function collectElsewhere(uint256 seed, uint256 amount) external {
        LeaseWorld.Deal memory deal = _pick(seed);
        LeaseWorld.Deal memory other = _pick(seed >> 8);
        Voucher memory voucher = _world.voucher(deal, uint128(_within(amount, 1, 1e18)), false);
        address otherToken = _world.tokens(deal.lease.token == _world.tokens(0) ? 1 : 0);
        _refused(
            _stranger,
            _market,
            abi.encodeCall(ILeaseMarket.collect, (_stranger, deal.lease.token, voucher))
        );
        _refused(
            _stranger,
            _market,
            abi.encodeCall(ILeaseMarket.collect, (deal.lease.provider, otherToken, voucher))
        );
        if (seed % _world.dealCount() == (seed >> 8) % _world.dealCount()) return;
        voucher.terms = other.lease.terms;
        _refuseVoucher(other, voucher);
    }

    function collectRevoked(uint256 seed, uint256 amount) external {
        for (uint256 i = 0; i < 6; ++i) {
            LeaseWorld.Deal memory deal = _pick((seed >> 8) + i);
            uint256 until = _leases.leaseOf(deal.id).signerUntil;
            if (until == 0 || _now() <= until) continue;
            _refuseVoucher(deal, _world.voucher(deal, uint128(_within(amount, 1, 1e20)), true));
            return;
        }
        vm.assume(false);
    }

    /// @dev In a batch they bring nothing, beside one that brings nothing either.
    function collectNothing(uint256 seed, uint256 amount) external {
        LeaseWorld.Deal memory deal = _pick(seed);
        Voucher[] memory vouchers = new Voucher[](2);
        uint128 some = uint128(_within(amount, 2, type(uint128).max));
        vouchers[0] = _world.voucher(deal, some - 1, false);
        (vouchers[0].amount, vouchers[1]) = (some, vouchers[0]);
        bytes32 books = _world.books();
        CollectResult[] memory results = _leases.collectBatch(
            deal.lease.provider,
            deal.lease.token,
            vouchers,
            true
        );
        assert(results[0].amount == 0 && results[1].amount == 0 && _world.books() == books);
    }

    /* ENDS AND RESERVES */

    function endByStranger(uint256 seed) external {
        LeaseWorld.Deal memory deal = _pick(seed);
        Lease memory lease = deal.lease;
        _refused(_stranger, _market, abi.encodeCall(ILeaseMarket.close, (lease)));
        _refused(lease.provider, _market, abi.encodeCall(ILeaseMarket.close, (lease)));
        _refused(_stranger, _market, abi.encodeCall(ILeaseMarket.giveNotice, (lease)));
        _refused(lease.terms.client, _market, abi.encodeCall(ILeaseMarket.giveNotice, (lease)));
        _refused(_stranger, _market, abi.encodeCall(ILeaseMarket.revokeVoucherSigner, (lease)));
        _refused(lease.provider, _market, abi.encodeCall(ILeaseMarket.revokeVoucherSigner, (lease)));
    }

    /// @dev An end never moves away.
    function endAgain(uint256 seed) external {
        LeaseWorld.Deal memory deal = _pick(seed);
        vm.assume(_leases.leaseOf(deal.id).endsAt <= _now());
        _refused(deal.lease.terms.client, _market, abi.encodeCall(ILeaseMarket.close, (deal.lease)));
        _refused(deal.lease.provider, _market, abi.encodeCall(ILeaseMarket.giveNotice, (deal.lease)));
        _refused(_market, _market, abi.encodeCall(ILeaseMarket.addReserve, (deal.lease, 1)));
    }

    function refundEarly(uint256 seed) external {
        LeaseWorld.Deal memory deal = _pick(seed);
        uint256 endsAt = _leases.leaseOf(deal.id).endsAt;
        vm.assume(_now() <= endsAt + deal.lease.terms.times.collectSeconds());
        bytes memory call = abi.encodeCall(ILeaseMarket.refundReserve, (deal.lease));
        _refused(_stranger, _market, call);
        _refused(_world.payerOf(deal.lease), _market, call);
    }

    function refundAgain(uint256 seed) external {
        for (uint256 i = 0; i < 6; ++i) {
            LeaseWorld.Deal memory deal = _pick((seed >> 8) + i);
            if (_world.isReserved(deal) && _world.purseOf(deal) != 0) continue;
            bytes memory call = abi.encodeCall(ILeaseMarket.refundReserve, (deal.lease));
            _refused(deal.lease.provider, _market, call);
            return;
        }
        vm.assume(false);
    }

    /* FLOATS */

    function thawAbove(uint256 who, uint256 which, uint256 more) external {
        (address account, address token) = (_world.clients(who % 3), _world.tokens(which % 2));
        uint128 amount = uint128(_leases.floatOf(account, token).balance + _within(more, 1, 1e30));
        _refused(account, _market, abi.encodeCall(ILeaseMarket.thawFloat, (token, amount)));
    }

    /// @dev Nothing leaves that was not asked for a day ago.
    function withdrawEarly(uint256 who, uint256 which) external {
        (address account, address token) = (_world.clients(who % 3), _world.tokens(which % 2));
        Float memory float = _leases.floatOf(account, token);
        vm.assume(float.thawing == 0 || float.readyAt > _now());
        _refused(account, _market, abi.encodeCall(ILeaseMarket.withdrawFloat, (account, token)));
    }

    function fundWithoutMoney(uint256 who, uint256 which, uint256 amount) external {
        (address account, address token) = (_world.clients(who % 3), _world.tokens(which % 2));
        amount = _within(amount, 0, 2 ** 128);
        _refused(_stranger, _market, abi.encodeCall(ILeaseMarket.fundFloat, (account, token, amount)));
    }

    /* INTERNAL */

    function _draft(uint256 seed) private returns (Lease memory lease) {
        lease = _world.draft(seed, 0);
        lease = _world.draft(seed, 100 + _world.nextNonce(lease.terms.client));
    }

    function _pick(uint256 seed) private view returns (LeaseWorld.Deal memory) {
        return _world.deals(seed % _world.dealCount());
    }

    function _refuseOpen(Opening memory opening) private {
        _refused(_stranger, _market, abi.encodeCall(ILeaseMarket.open, (opening)));
    }

    function _refuseVoucher(LeaseWorld.Deal memory deal, Voucher memory voucher) private {
        _refused(
            deal.lease.provider,
            _market,
            abi.encodeCall(ILeaseMarket.collect, (deal.lease.provider, deal.lease.token, voucher))
        );
    }
}
