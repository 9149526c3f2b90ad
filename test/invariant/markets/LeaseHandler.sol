// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILeaseMarket} from "../../../contracts/market/ILeaseMarket.sol";
import {CollectResult, Float, Lease, Opening, Voucher} from "../../../contracts/market/LeaseTypes.sol";
import {LeaseWorld} from "./LeaseWorld.sol";
import {MarketHandler} from "./MarketHandler.sol";

/// @title LeaseHandler
/// @notice What honest people do with leases: every call is well formed, and none may fail. Batches have bad items
/// among the good ones.
contract LeaseHandler is MarketHandler {
    uint256 private constant GAS_PER_ITEM = 2_000_000;
    /// @dev How many leases are looked at for one to which something can be done.
    uint256 private constant TRIES = 6;

    LeaseWorld private immutable _world;
    ILeaseMarket private immutable _leases;

    constructor(LeaseWorld world) MarketHandler(world) {
        _world = world;
        _leases = ILeaseMarket(_market);
    }

    /* OPEN */

    function open(uint256 seed) external {
        _world.open(_world.signed(_draft(seed)));
    }

    function openBatch(uint256 seed) external {
        uint256 count = _draw(seed, 90, 1, 4);
        (Opening[] memory openings, bytes[] memory calls) = (new Opening[](count), new bytes[](count));
        for (uint256 i = 0; i < count; ++i) {
            openings[i] = _world.signed(_draft(uint256(keccak256(abi.encode(seed, i)))));
            uint256 fault = _draw(seed, 91 + i, 0, 4);
            if (fault == 0) openings[i].lease.terms.spec = ~openings[i].lease.terms.spec;
            // The one before again, which opens once at most.
            if (fault == 1 && i != 0) openings[i] = openings[i - 1];
            else if (fault != 0) calls[i] = abi.encodeCall(ILeaseMarket.open, (openings[i]));
        }
        bytes32 books = _rehearse(address(this), calls, false);
        bytes4[] memory reasons = _leases.openBatch(openings, GAS_PER_ITEM);
        assert(_world.books() == books);
        for (uint256 i = 0; i < count; ++i) {
            assert((reasons[i] == 0) == (calls[i].length != 0));
            if (reasons[i] == 0) _world.noteOpened(openings[i].lease);
        }
    }

    /* FLOATS */

    function fundFloat(uint256 who, uint256 forWhom, bool isOdd, uint256 amount) external {
        (address from, address to) = (_payingParty(who), _payingParty(forWhom));
        address token = _world.tokens(isOdd ? 1 : 0);
        amount = _within(amount, 1, 10 * _world.MAX_CAP());
        vm.assume(_world.vault().balanceOf(from, uint160(token)) >= amount);
        vm.prank(from);
        _leases.fundFloat(to, token, amount);
        _world.noteFloat(from, to, token, amount);
    }

    /// @dev Into a float of which leases drew what was asked back: the new money was not asked for.
    function refillFloat(uint256 who, uint256 amount) external {
        amount = _within(amount, 1, _world.MAX_CAP());
        for (uint256 i = 0; i < 8; ++i) {
            uint256 which = (who % 8) + i;
            (address account, address token) = (_payingParty(which), _world.tokens((which / 4) % 2));
            if (_world.asked(account, token) <= _world.floats(account, token)) continue;
            vm.assume(_world.vault().balanceOf(account, uint160(token)) >= amount);
            vm.prank(account);
            _leases.fundFloat(account, token, amount);
            _world.noteFloat(account, account, token, amount);
            return;
        }
        vm.assume(false);
    }

    function thawFloat(uint256 who, bool isOdd, uint256 amount) external {
        (address account, address token) = (_payingParty(who), _world.tokens(isOdd ? 1 : 0));
        Float memory float = _leases.floatOf(account, token);
        // All of it as often as a part; nothing takes the request back.
        amount = amount % 2 == 0 ? float.balance : _within(amount, 0, float.balance);
        vm.prank(account);
        _leases.thawFloat(token, uint128(amount));
        _world.noteAsked(account, token, amount);
    }

    function withdrawFloat(uint256 who) external {
        for (uint256 i = 0; i < 8; ++i) {
            uint256 which = (who % 8) + i;
            (address account, address token) = (_payingParty(which), _world.tokens((which / 4) % 2));
            Float memory float = _leases.floatOf(account, token);
            if (float.thawing == 0 || float.readyAt > _now()) continue;
            uint256 expected = _world.asked(account, token);
            if (expected > _world.floats(account, token)) expected = _world.floats(account, token);
            assert(_leases.withdrawFloat(account, token) == expected);
            _world.noteFloatOut(account, token, expected);
            return;
        }
        vm.assume(false);
    }

    /* COLLECT */

    function collect(uint256 seed) external {
        for (uint256 i = 0; i < TRIES; ++i) {
            (uint256 index, LeaseWorld.Deal memory deal) = _pick(seed, i);
            uint128 amount = uint128(_draw(seed, 80 + i, 1, (uint256(deal.lease.terms.caps.cap()) * 3) / 2));
            if (_world.dueOf(deal, amount) == 0) continue;
            _collect(index, deal, _promise(index, deal, amount, _isBySigner(deal, seed)));
            return;
        }
        vm.assume(false);
    }

    /// @dev What is owed without a voucher.
    function collectByTime(uint256 seed) external {
        for (uint256 i = 0; i < TRIES; ++i) {
            (uint256 index, LeaseWorld.Deal memory deal) = _pick(seed, i);
            if (_world.dueOf(deal, 0) == 0) continue;
            _collect(index, deal, Voucher(deal.lease.terms, 0, ""));
            return;
        }
        vm.assume(false);
    }

    /// @dev L2: the same vouchers, one by one in the other order and without the bad ones, bring the same.
    function collectBatch(uint256 seed) external {
        (uint256[] memory which, address provider, address token) = _ofOneProvider(seed);
        bool asksWallets = seed % 2 == 0;
        (Voucher[] memory vouchers, bytes[] memory calls) = _vouchersOf(which, seed, asksWallets);
        bytes32 books = _rehearse(address(this), calls, false);
        CollectResult[] memory results = _leases.collectBatch(provider, token, vouchers, asksWallets);
        assert(_world.books() == books);
        for (uint256 i = 0; i < which.length; ++i) {
            uint256 due = 0;
            if (calls[i].length != 0) due = _world.dueOf(_world.deals(which[i]), vouchers[i].amount);
            assert(results[i].amount == due);
            if (due != 0) _world.noteCollected(which[i], due);
        }
    }

    /* RESERVES AND ENDS */

    function addReserve(uint256 seed, uint256 who, uint256 amount) external {
        address from = _payingParty(who);
        uint128 some = uint128(_within(amount, 1, _world.MAX_CAP()));
        for (uint256 i = 0; i < TRIES; ++i) {
            (uint256 index, LeaseWorld.Deal memory deal) = _pick(seed, i);
            if (!_world.isReserved(deal) || _endsAt(deal) <= _now()) continue;
            vm.assume(_world.vault().balanceOf(from, uint160(deal.lease.token)) >= some);
            vm.prank(from);
            _leases.addReserve(deal.lease, some);
            _world.noteReserve(index, from, some);
            return;
        }
        vm.assume(false);
    }

    function close(uint256 seed) external {
        (, LeaseWorld.Deal memory deal) = _pick(seed, 0);
        vm.assume(_endsAt(deal) > _now());
        address by = seed % 3 == 0 ? _world.payerOf(deal.lease) : deal.lease.terms.client;
        vm.prank(by);
        _leases.close(deal.lease);
        assert(_endsAt(deal) == _now());
    }

    function giveNotice(uint256 seed) external {
        (, LeaseWorld.Deal memory deal) = _pick(seed, 0);
        uint256 until = uint256(_now()) + deal.lease.terms.times.noticeSeconds();
        vm.assume(_endsAt(deal) > until);
        vm.prank(deal.lease.provider);
        assert(_leases.giveNotice(deal.lease) == until);
    }

    function refundByProvider(uint256 seed) external {
        (uint256 index, LeaseWorld.Deal memory deal) = _pick(seed, 0);
        vm.assume(_world.isReserved(deal) && _world.purseOf(deal) != 0);
        _refund(deal.lease.provider, index, deal);
    }

    /// @dev Whoever comes, once the provider had its time.
    function refundLate(uint256 seed) external {
        for (uint256 i = 0; i < TRIES; ++i) {
            (uint256 index, LeaseWorld.Deal memory deal) = _pick(seed, i);
            if (!_world.isReserved(deal) || _world.purseOf(deal) == 0) continue;
            if (_endsAt(deal) + deal.lease.terms.times.collectSeconds() >= _now()) continue;
            _refund(address(this), index, deal);
            return;
        }
        vm.assume(false);
    }

    function revokeVoucherSigner(uint256 seed) external {
        (, LeaseWorld.Deal memory deal) = _pick(seed, 0);
        vm.assume(deal.lease.terms.voucherSigner != address(0));
        vm.assume(_leases.leaseOf(deal.id).signerUntil == 0);
        vm.prank(deal.lease.terms.client);
        assert(_leases.revokeVoucherSigner(deal.lease) >= _now());
    }

    /* INTERNAL: LEASES */

    function _draft(uint256 seed) private returns (Lease memory lease) {
        lease = _world.draft(seed, 0);
        lease = _world.draft(seed, 100 + _world.nextNonce(lease.terms.client));
        uint256 balance = _world.vault().balanceOf(_world.payerOf(lease), uint160(lease.token));
        vm.assume(balance >= 4 * _world.MAX_CAP());
    }

    /// @dev A lease, or one of those behind it.
    function _pick(
        uint256 seed,
        uint256 next
    ) private view returns (uint256 index, LeaseWorld.Deal memory deal) {
        uint256 count = _world.dealCount();
        index = ((seed % count) + next) % count;
        deal = _world.deals(index);
    }

    function _endsAt(LeaseWorld.Deal memory deal) private view returns (uint256) {
        return _leases.leaseOf(deal.id).endsAt;
    }

    function _payingParty(uint256 who) private view returns (address) {
        return who % 4 == 3 ? _world.payer() : _world.clients(who % 4);
    }

    function _refund(address caller, uint256 index, LeaseWorld.Deal memory deal) private {
        uint256 left = _world.purseOf(deal);
        vm.prank(caller);
        assert(_leases.refundReserve(deal.lease) == left);
        assert(_endsAt(deal) <= _now());
        _world.noteRefund(index, left);
    }

    /* INTERNAL: VOUCHERS */

    function _collect(uint256 index, LeaseWorld.Deal memory deal, Voucher memory voucher) private {
        uint256 due = _world.dueOf(deal, voucher.amount);
        (uint256 said, ) = _leases.collectable(deal.lease, voucher.amount);
        assert(said == due);
        assert(_leases.collect(deal.lease.provider, deal.lease.token, voucher) == due);
        _world.noteCollected(index, due);
    }

    function _promise(
        uint256 index,
        LeaseWorld.Deal memory deal,
        uint128 amount,
        bool isBySigner
    ) private returns (Voucher memory) {
        _world.notePromised(index, amount);
        return _world.voucher(deal, amount, isBySigner);
    }

    function _isBySigner(LeaseWorld.Deal memory deal, uint256 seed) private view returns (bool) {
        uint256 until = _leases.leaseOf(deal.id).signerUntil;
        bool isThere = deal.lease.terms.voucherSigner != address(0) && (until == 0 || _now() <= until);
        return isThere && _draw(seed, 70, 0, 1) == 0;
    }

    /// @dev Up to five times a lease of one provider in one token whose purse is long enough for all of them, as the
    /// order of vouchers on a short float says who is paid first. The same lease as often as not.
    function _ofOneProvider(
        uint256 seed
    ) private view returns (uint256[] memory which, address provider, address token) {
        (uint256 first, LeaseWorld.Deal memory deal) = _pick(seed, 0);
        vm.assume(_isLong(deal));
        (provider, token) = (deal.lease.provider, deal.lease.token);
        which = new uint256[](_draw(seed, 60, 1, 5));
        for (uint256 i = 0; i < which.length; ++i) {
            which[i] = first;
            (uint256 index, LeaseWorld.Deal memory other) = _pick(_draw(seed, 61 + i, 0, 2 ** 64), 0);
            bool isOne = other.lease.provider == provider && other.lease.token == token;
            if (isOne && _isLong(other)) which[i] = index;
        }
    }

    function _isLong(LeaseWorld.Deal memory deal) private view returns (bool) {
        return _world.isReserved(deal) || _world.purseOf(deal) >= 5 * _world.MAX_CAP();
    }

    /// @dev No call for those that are to bring nothing.
    function _vouchersOf(
        uint256[] memory which,
        uint256 seed,
        bool asksWallets
    ) private returns (Voucher[] memory vouchers, bytes[] memory calls) {
        (vouchers, calls) = (new Voucher[](which.length), new bytes[](which.length));
        for (uint256 i = 0; i < which.length; ++i) {
            LeaseWorld.Deal memory deal = _world.deals(which[i]);
            uint128 amount = uint128(_draw(seed, 50 + i, 1, _world.MAX_CAP()));
            bool isBySigner = _isBySigner(deal, _draw(seed, 30 + i, 0, 2 ** 64));
            vouchers[i] = _promise(which[i], deal, amount, isBySigner);
            if (!asksWallets && !isBySigner && deal.lease.terms.client == _world.clients(2)) continue;
            uint256 fault = _draw(seed, 40 + i, 0, 5);
            // Raised after it was signed, or of a lease that nobody opened.
            if (fault == 0) vouchers[i].amount = amount + 1;
            if (fault == 1) vouchers[i].terms.spec = ~deal.lease.terms.spec;
            if (fault < 2) continue;
            calls[i] = abi.encodeCall(
                ILeaseMarket.collect,
                (deal.lease.provider, deal.lease.token, vouchers[i])
            );
        }
    }
}
