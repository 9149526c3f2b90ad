// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILeaseMarket} from "../../../contracts/market/ILeaseMarket.sol";
import {
    Lease,
    LeaseId,
    LeaseState,
    LeaseTerms,
    Opening,
    Voucher
} from "../../../contracts/market/LeaseTypes.sol";
import {LeaseCaps, LeaseRate, LeaseTimes} from "../../../contracts/market/LeaseWords.sol";
import {MarketWorld} from "./MarketWorld.sol";

/// @title LeaseWorld
/// @notice A lease market with its people, and what a bookkeeper beside it knows of leases and floats.
contract LeaseWorld is MarketWorld {
    /// @notice An open lease.
    struct Deal {
        Lease lease;
        LeaseId id;
        /// The highest voucher that somebody entitled to signed.
        uint256 promised;
        uint256 collected;
        /// What was put into its reserve and what came back, for a lease that has one.
        uint256 reserved;
        uint256 refunded;
    }

    uint256 public constant MAX_CAP = 10e18;
    uint256 public constant SIGNER_KEY = 0x51;

    Deal[] private _deals;
    mapping(address payer => mapping(address token => uint256)) public floats;
    /// What a payer asked back of its float.
    mapping(address payer => mapping(address token => uint256)) public asked;

    constructor() {
        for (uint256 i = 0; i < 4; ++i) {
            for (uint256 j = 0; j < 2; ++j) _fundFloat(i == 3 ? payer : clients[i], tokens[j], 20 * MAX_CAP);
            open(signed(draft(i, 3 * uint64(i))));
        }
    }

    function _deployMarket(bytes memory arguments) internal override returns (address) {
        return _deploy("market", "LeaseMarket", arguments);
    }

    /* LEASES */

    /// @notice Terms, signed by nobody yet.
    function draft(uint256 seed, uint64 nonce) public view returns (Lease memory lease) {
        lease.provider = providers[_draw(seed, 0, 0, 1)];
        lease.token = tokens[_draw(seed, 1, 0, 1)];
        LeaseTerms memory terms = lease.terms;
        terms.client = clients[_draw(seed, 2, 0, 2)];
        if (_draw(seed, 3, 0, 2) == 0) terms.payer = payer;
        if (_draw(seed, 4, 0, 1) == 0) terms.voucherSigner = vm.addr(SIGNER_KEY);
        terms.spec = bytes32(seed);
        uint256 cap = _draw(seed, 5, 1, MAX_CAP);
        // By the hour, by vouchers, or something between.
        uint256 kind = _draw(seed, 6, 0, 2);
        uint256 elapsedCap =
            kind == 0
                ? 0
                : kind == 1
                    ? cap
                    : _draw(seed, 7, 0, cap);
        terms.caps = LeaseCaps.wrap(cap | (elapsedCap << 128));
        uint256 reserve = _draw(seed, 8, 0, 1) == 0 ? 0 : _draw(seed, 9, 1, cap);
        terms.rate = LeaseRate.wrap(_draw(seed, 10, 1, MAX_CAP) | (reserve << 128));
        terms.times = _times(seed, nonce);
    }

    function _times(uint256 seed, uint64 nonce) private view returns (LeaseTimes) {
        uint256 startsAt = _now() + 1 hours - _draw(seed, 11, 0, 4 hours);
        uint256 word = startsAt | ((startsAt + _draw(seed, 12, 1, 2 days)) << 40);
        word |= (uint256(_now()) + 1 hours) << 80;
        word |= (_draw(seed, 13, 0, 1 days) << 120) | (_draw(seed, 14, 1 hours, 1 days) << 152);
        return LeaseTimes.wrap(word | (uint256(nonce) << 184));
    }

    function signed(Lease memory lease) public view returns (Opening memory opening) {
        bytes32 digest = ILeaseMarket(market).leaseDigest(lease);
        opening.lease = lease;
        opening.providerSignature = sign(lease.provider, digest);
        opening.clientSignature = sign(lease.terms.client, digest);
        if (lease.terms.payer != address(0)) opening.payerSignature = sign(lease.terms.payer, digest);
    }

    /// @notice A voucher of the client, or of the voucher signer.
    function voucher(
        Deal calldata deal,
        uint128 amount,
        bool isBySigner
    ) external view returns (Voucher memory) {
        bytes32 digest = ILeaseMarket(market).voucherDigest(deal.id, amount);
        bytes memory signature =
            isBySigner ? signWith(SIGNER_KEY, digest) : sign(deal.lease.terms.client, digest);
        return Voucher(deal.lease.terms, amount, signature);
    }

    /* BOOKS */

    function open(Opening memory opening) public {
        ILeaseMarket(market).open(opening);
        noteOpened(opening.lease);
    }

    function noteOpened(Lease memory lease) public {
        LeaseId id = ILeaseMarket(market).leaseIdOf(lease);
        uint256 reserve = lease.terms.rate.reserve();
        noteMove(lease.token, payerOf(lease), market, reserve);
        _deals.push(Deal(lease, id, 0, 0, reserve, 0));
    }

    function notePromised(uint256 index, uint256 amount) external {
        if (amount > _deals[index].promised) _deals[index].promised = amount;
    }

    /// @notice A lease was paid. What each part is follows from all that it was paid so far.
    function noteCollected(uint256 index, uint256 amount) external {
        Deal storage deal = _deals[index];
        (uint256 feeBefore, uint256 pooledBefore) = _partsOf(deal);
        deal.collected += amount;
        (uint256 fee, uint256 pooled) = _partsOf(deal);
        address token = deal.lease.token;
        if (!isReserved(deal)) floats[payerOf(deal.lease)][token] -= amount;
        notePay(token, deal.lease.provider, amount - (fee - feeBefore), pooled - pooledBefore);
    }

    function noteReserve(uint256 index, address from, uint256 amount) external {
        _deals[index].reserved += amount;
        noteMove(_deals[index].lease.token, from, market, amount);
    }

    function noteRefund(uint256 index, uint256 amount) external {
        _deals[index].refunded += amount;
        noteMove(_deals[index].lease.token, market, payerOf(_deals[index].lease), amount);
    }

    function noteFloat(address from, address for_, address token, uint256 amount) public {
        // Money that comes in was not asked for.
        if (asked[for_][token] > floats[for_][token]) asked[for_][token] = floats[for_][token];
        floats[for_][token] += amount;
        noteMove(token, from, market, amount);
    }

    function noteAsked(address for_, address token, uint256 amount) external {
        asked[for_][token] = amount;
    }

    function noteFloatOut(address for_, address token, uint256 amount) external {
        asked[for_][token] = 0;
        floats[for_][token] -= amount;
        noteMove(token, market, for_, amount);
    }

    /* VIEWS */

    function dealCount() external view returns (uint256) {
        return _deals.length;
    }

    function deals(uint256 index) external view returns (Deal memory) {
        return _deals[index];
    }

    function payerOf(Lease memory lease) public pure returns (address) {
        return lease.terms.payer == address(0) ? lease.terms.client : lease.terms.payer;
    }

    function isReserved(Deal memory deal) public pure returns (bool) {
        return deal.lease.terms.rate.reserve() != 0;
    }

    function purseOf(Deal memory deal) public view returns (uint256) {
        if (isReserved(deal)) return deal.reserved - deal.refunded - deal.collected;
        return floats[payerOf(deal.lease)][deal.lease.token];
    }

    /// @notice The most that can have been paid by now, whatever was signed.
    function ratedOf(Deal memory deal) public view returns (uint256 most) {
        uint256 endsAt = ILeaseMarket(market).leaseOf(deal.id).endsAt;
        uint256 time = _now() < endsAt ? _now() : endsAt;
        uint256 startsAt = deal.lease.terms.times.startsAt();
        if (time > startsAt) most = (deal.lease.terms.rate.perHour() * (time - startsAt)) / 3_600;
        if (most > deal.lease.terms.caps.cap()) most = deal.lease.terms.caps.cap();
    }

    /// @notice What a voucher brings now.
    function dueOf(Deal calldata deal, uint256 amount) external view returns (uint256 due) {
        due = deal.lease.terms.caps.elapsedCap();
        if (amount > due) due = amount;
        if (due > ratedOf(deal)) due = ratedOf(deal);
        due = due > deal.collected ? due - deal.collected : 0;
        if (due > purseOf(deal)) due = purseOf(deal);
    }

    function books() public view override returns (bytes32 digest) {
        digest = super.books();
        for (uint256 i = 0; i < _deals.length; ++i) {
            LeaseState memory state = ILeaseMarket(market).leaseOf(_deals[i].id);
            digest = keccak256(abi.encode(digest, state, ILeaseMarket(market).reserveOf(_deals[i].id)));
        }
        for (uint256 i = 0; i < 8; ++i) {
            address account = i < 6 ? clients[i / 2] : payer;
            digest = keccak256(abi.encode(digest, ILeaseMarket(market).floatOf(account, tokens[i % 2])));
        }
    }

    /* INTERNAL */

    function _fundFloat(address account, address token, uint256 amount) private {
        vm.prank(account);
        ILeaseMarket(market).fundFloat(account, token, amount);
        noteFloat(account, account, token, amount);
    }

    function _partsOf(Deal storage deal) private view returns (uint256 fee, uint256 pooled) {
        LeaseState memory state = ILeaseMarket(market).leaseOf(deal.id);
        fee = (deal.collected * state.feeBps) / 10_000;
        pooled = ((deal.collected - fee) * state.poolPpm) / 1_000_000;
    }
}
