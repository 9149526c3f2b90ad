// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILeaseMarket} from "../../../contracts/market/ILeaseMarket.sol";
import {Float, LeaseState, Voucher} from "../../../contracts/market/LeaseTypes.sol";
import {LeaseAdversary} from "./LeaseAdversary.sol";
import {LeaseHandler} from "./LeaseHandler.sol";
import {LeaseWorld} from "./LeaseWorld.sol";
import {MarketTest} from "./MarketTest.sol";

/// @title LeaseTest
/// @notice What holds of the lease market after any sequence of calls.
/// forge-config: ci.invariant.runs = 120
contract LeaseTest is MarketTest {
    LeaseWorld private _world;
    ILeaseMarket private _leases;

    function setUp() external {
        _world = new LeaseWorld();
        _leases = ILeaseMarket(_world.market());
        address[3] memory handlers;
        for (uint256 i = 0; i < 3; ++i) handlers[i] = address(new LeaseHandler(_world));
        _begin(_world, handlers, address(new LeaseAdversary(_world)));
    }

    /* INVARIANTS */

    /// @dev One function, since forge runs a campaign for each.
    function invariant_lease() external view {
        _checkVault();
        for (uint256 i = 0; i < 2; ++i) _checkOwed(i);
        for (uint256 i = 0; i < _world.dealCount(); ++i) _checkDeal(_world.deals(i));
    }

    /// @dev At the end of a sequence everybody is paid what was promised, and can leave.
    function afterInvariant() external {
        for (uint256 i = 0; i < 8; ++i) {
            (address account, address token) = (_payingParty(i), _world.tokens(i % 2));
            uint256 amount = 10 * _world.MAX_CAP();
            if (_world.vault().balanceOf(account, uint160(token)) < amount) continue;
            vm.prank(account);
            _leases.fundFloat(account, token, amount);
            _world.noteFloat(account, account, token, amount);
        }
        vm.warp(_now() + 4 days);
        for (uint256 i = 0; i < _world.dealCount(); ++i) _collectAll(i);
        for (uint256 i = 0; i < _world.dealCount(); ++i) _refund(i);
        for (uint256 i = 0; i < 8; ++i) _thaw(_payingParty(i), _world.tokens(i % 2));
        vm.warp(_now() + 1 days);
        for (uint256 i = 0; i < 8; ++i) _withdraw(_payingParty(i), _world.tokens(i % 2));
        _checkVault();
        _leave();
    }

    /* INTERNAL: CHECKS */

    /// @dev L1: what the market holds is floats, reserves and fees.
    function _checkOwed(uint256 which) private view {
        address token = _world.tokens(which);
        uint256 owed = 0;
        for (uint256 i = 0; i < 4; ++i) {
            address account = _payingParty(2 * i);
            Float memory float = _leases.floatOf(account, token);
            assert(float.balance == _world.floats(account, token));
            uint256 asked = _world.asked(account, token);
            assert(float.thawing == (asked < float.balance ? asked : float.balance));
            owed += float.balance;
        }
        for (uint256 i = 0; i < _world.dealCount(); ++i) {
            LeaseWorld.Deal memory deal = _world.deals(i);
            if (deal.lease.token != token || !_world.isReserved(deal)) continue;
            uint256 left = _leases.reserveOf(deal.id);
            assert(left == deal.reserved - deal.refunded - deal.collected);
            owed += left;
        }
        _checkMarket(which, owed);
    }

    /// @dev L3: nobody is paid above voucher or elapsed cap, above rate and cap, above what a reserve held.
    function _checkDeal(LeaseWorld.Deal memory deal) private view {
        LeaseState memory state = _leases.leaseOf(deal.id);
        assert(state.collected == deal.collected);
        assert(state.endsAt <= deal.lease.terms.times.endsAt());
        uint256 elapsedCap = deal.lease.terms.caps.elapsedCap();
        assert(deal.collected <= (deal.promised > elapsedCap ? deal.promised : elapsedCap));
        assert(deal.collected <= _world.ratedOf(deal));
        if (_world.isReserved(deal)) assert(deal.collected <= deal.reserved);
    }

    /* INTERNAL: LEAVING */

    /// @dev L2: after the end the highest voucher brings all that was ever owed, whatever was handed in before.
    function _collectAll(uint256 index) private {
        LeaseWorld.Deal memory deal = _world.deals(index);
        uint256 due = _world.dueOf(deal, deal.promised);
        if (due == 0) return;
        Voucher memory voucher = _world.voucher(deal, uint128(deal.promised), false);
        assert(_leases.collect(deal.lease.provider, deal.lease.token, voucher) == due);
        _world.noteCollected(index, due);
    }

    function _refund(uint256 index) private {
        LeaseWorld.Deal memory deal = _world.deals(index);
        if (!_world.isReserved(deal) || _world.purseOf(deal) == 0) return;
        _world.noteRefund(index, _leases.refundReserve(deal.lease));
        assert(_leases.reserveOf(deal.id) == 0);
    }

    function _thaw(address account, address token) private {
        uint256 balance = _leases.floatOf(account, token).balance;
        vm.prank(account);
        _leases.thawFloat(token, uint128(balance));
        _world.noteAsked(account, token, balance);
    }

    function _withdraw(address account, address token) private {
        if (_leases.floatOf(account, token).balance == 0) return;
        _world.noteFloatOut(account, token, _leases.withdrawFloat(account, token));
        assert(_leases.floatOf(account, token).balance == 0);
    }

    function _payingParty(uint256 which) private view returns (address) {
        return which / 2 == 3 ? _world.payer() : _world.clients(which / 2);
    }
}
