// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IJobMarket} from "../../../contracts/market/IJobMarket.sol";
import {IOrderNonces} from "../../../contracts/market/IOrderNonces.sol";
import {IOrderSigners} from "../../../contracts/market/IOrderSigners.sol";
import {Job, Match} from "../../../contracts/market/JobTypes.sol";
import {Lot, Rules} from "../../../contracts/types/OrderWords.sol";
import {IAttestationVerifier} from "../../../contracts/verification/IAttestationVerifier.sol";
import {VerdictStatus} from "../../../contracts/verification/IVerifier.sol";
import {Fuzz} from "../Fuzz.sol";
import {JobWorld} from "./JobWorld.sol";

/// @title JobAdversary
/// @notice What nobody may do with orders, results and jobs; a call that goes through is a finding.
contract JobAdversary is Fuzz {
    JobWorld private immutable _world;
    address private immutable _market;
    address private immutable _stranger;

    constructor(JobWorld world) {
        _world = world;
        _market = world.market();
        _stranger = vm.addr(world.STRANGER_KEY());
    }

    /* MATCH */

    function matchUnsigned(uint256 seed) external {
        Match memory m = _fresh(seed);
        uint256 key = _world.STRANGER_KEY();
        bytes32 request = IJobMarket(_market).requestDigest(m.request);
        uint256 whose = seed % 3;
        if (whose == 0) m.offerSignature = _world.signWith(key, IJobMarket(_market).offerDigest(m.offer));
        if (whose == 1) m.requestSignature = _world.signWith(key, request);
        if (whose == 2) {
            vm.assume(m.request.payer != address(0));
            m.payerSignature = _world.signWith(key, request);
        }
        _refuseMatch(m);
    }

    /// @dev A field is another than what was signed.
    function matchAltered(uint256 seed) external {
        Match memory m = _fresh(seed);
        uint256 field = _draw(seed, 20, 0, 6);
        if (field == 0) m.request.spec = ~m.request.spec;
        if (field == 1) m.request.maxPricePerUnit += 1;
        if (field == 2) m.request.tipPerUnit += 1;
        if (field == 3) m.request.payer = _stranger;
        if (field == 4) m.offer.verifications[0].terms = bytes32(uint256(1));
        if (field == 5) m.offer.lot = Lot.wrap(Lot.unwrap(m.offer.lot) + 1);
        if (field == 6) m.request.rules = Rules.wrap(Rules.unwrap(m.request.rules) + 1);
        _refuseMatch(m);
    }

    /// @dev Above the ask, the price is the venue's to set, and there is none; above the bid and below the ask it is
    /// nobody's.
    function matchAtOtherPrice(uint256 seed, uint256 price) external {
        Match memory m = _fresh(seed);
        uint256 ask = m.offer.pricePerUnit;
        m.pricePerUnit = _within(price, 0, 2 * m.request.maxPricePerUnit + 1);
        vm.assume(m.pricePerUnit != ask);
        _refuseMatch(m);
    }

    /// @dev More units than both orders have left.
    function matchAbove(uint256 which, uint256 more) external {
        uint256 count = _world.pairCount();
        vm.assume(count != 0);
        JobWorld.Pair memory pair = _world.pairs(which % count);
        uint64 units = _world.leftOf(pair) + uint64(_within(more, 1, 1_000));
        _refuseMatch(_world.matchOf(pair, units));
    }

    function matchCancelled(uint256 seed) external {
        Match memory m = _fresh(seed);
        bool isOffer = seed % 2 == 0;
        vm.prank(isOffer ? m.offer.provider : m.request.client);
        IOrderNonces(_market).cancel(isOffer ? m.offer.rules.nonce() : m.request.rules.nonce());
        _refuseMatch(m);
    }

    function matchRevoked(uint256 seed) external {
        Match memory m = _fresh(seed);
        vm.assume(m.request.payer != address(0));
        bytes32 request = IJobMarket(_market).requestDigest(m.request);
        vm.prank(m.request.payer);
        IOrderSigners(_market).revokePayer(request);
        _refuseMatch(m);
    }

    function matchLate(uint256 seed) external {
        JobWorld.Pair memory pair = _world.draft(seed);
        pair.madeAt = _now() - 1 days - 1;
        _refuseMatch(_world.matchOf(pair, 1));
    }

    /// @dev More collateral than the provider has.
    function matchAboveStake(uint256 seed) external {
        JobWorld.Pair memory pair = _world.draft(seed);
        Match memory m = _world.matchOf(pair, 1);
        uint256 free = _world.stakes().freeOf(m.offer.provider, _market);
        uint256 word = Lot.unwrap(m.offer.lot) & ~(uint256(type(uint96).max) << 128);
        m.offer.lot = Lot.wrap(word | ((free + 1) << 128));
        m.offerSignature = _world.sign(m.offer.provider, IJobMarket(_market).offerDigest(m.offer));
        _refuseMatch(m);
    }

    /// @dev Longer than stake stays behind it.
    function matchTooLong(uint256 seed) external {
        Match memory m = _fresh(seed);
        uint256 word = (Rules.unwrap(m.request.rules) >> 32) << 32;
        m.request.rules = Rules.wrap(word | 14 days);
        m.requestSignature = _world.sign(m.request.client, IJobMarket(_market).requestDigest(m.request));
        m.payerSignature = "";
        if (m.request.payer != address(0)) {
            m.payerSignature = _world.sign(m.request.payer, IJobMarket(_market).requestDigest(m.request));
        }
        _refuseMatch(m);
    }

    /* END */

    function settleEarly(uint256 which) external {
        JobWorld.Open memory it = _anyOpen(which);
        VerdictStatus status = _world.wordOf(it).status;
        vm.assume(status == VerdictStatus.Pending || status == VerdictStatus.NoResult);
        vm.assume(_now() <= it.job.terms.finalAt());
        _refused(it.job.provider, _market, abi.encodeCall(IJobMarket.settle, (it.job)));
    }

    function expireEarly(uint256 which) external {
        JobWorld.Open memory it = _anyOpen(which);
        bool isBare = _world.wordOf(it).status == VerdictStatus.NoResult;
        vm.assume(!isBare || _now() <= it.job.terms.deadline());
        _refused(it.job.client, _market, abi.encodeCall(IJobMarket.expire, (it.job)));
    }

    function releaseWrongly(uint256 which) external {
        JobWorld.Open memory it = _anyOpen(which);
        bytes memory call = abi.encodeCall(IJobMarket.release, (it.job));
        _refused(_stranger, _market, call);
        _refused(it.job.client, _market, call);
        bool isBare = _world.wordOf(it).status == VerdictStatus.NoResult;
        if (!isBare || _now() > it.job.terms.deadline()) _refused(it.job.provider, _market, call);
    }

    /// @dev From a job that ended there is no further move.
    function endAgain(uint256 which) external {
        uint256 count = _world.endedCount();
        vm.assume(count != 0);
        _refuseEnds(_world.ended(which % count));
    }

    /// @dev No job with other terms than those agreed is open.
    function endAltered(uint256 which, uint256 seed) external {
        Job memory job = _anyOpen(which).job;
        uint256 field = _draw(seed, 0, 0, 4);
        if (field == 0) job.payer = _stranger;
        if (field == 1) job.provider = _stranger;
        if (field == 2) job.pricePerUnit += 1;
        if (field == 3) job.verifier = address(this);
        if (field == 4) job.token = _world.tokens(job.token == _world.tokens(0) ? 1 : 0);
        _refuseEnds(job);
    }

    /// @dev In a batch they have codes, and move nothing.
    function endNothing(uint256 which) external {
        uint256 count = _world.endedCount();
        vm.assume(count != 0);
        Job[] memory jobs = new Job[](2);
        jobs[0] = jobs[1] = _world.ended(which % count);
        bytes32 books = _world.books();
        bytes4[] memory settled = IJobMarket(_market).settleBatch(jobs, 400_000);
        bytes4[] memory expired = IJobMarket(_market).expireBatch(jobs, 400_000);
        assert(settled[0] != 0 && settled[1] != 0 && expired[0] != 0 && expired[1] != 0);
        assert(_world.books() == books);
    }

    /* RESULTS */

    /// @dev A verdict that the attester did not sign, or signed for another job, or that a stranger brings.
    function attestWrongly(uint256 which, uint256 seed) external {
        JobWorld.Open memory it = _anyOpen(which);
        vm.assume(it.job.verifier == address(_world.attested()));
        IAttestationVerifier.Attestation memory said = IAttestationVerifier.Attestation(
            it.id,
            it.job.provider,
            keccak256("other result"),
            VerdictStatus.Accepted,
            type(uint64).max,
            0,
            _now()
        );
        bytes32 digest = _world.attested().attestationDigest(said);
        uint256 fault = seed % 3;
        bytes[] memory signatures = new bytes[](1);
        signatures[0] = _world.signWith(fault == 0 ? _world.STRANGER_KEY() : _world.ATTESTER_KEY(), digest);
        if (fault == 1) said.units = 1;
        _refused(
            fault == 2 ? _stranger : it.job.provider,
            address(_world.attested()),
            abi.encodeCall(IAttestationVerifier.submitAttested, (_world.termsOf(), said, signatures))
        );
    }

    /* INTERNAL */

    /// @dev A match that would go through as it is.
    function _fresh(uint256 seed) private returns (Match memory) {
        return _world.matchOf(_world.draft(seed), 1);
    }

    function _anyOpen(uint256 which) private view returns (JobWorld.Open memory) {
        uint256 count = _world.openCount();
        vm.assume(count != 0);
        return _world.open(which % count);
    }

    function _refuseMatch(Match memory m) private {
        _refused(m.offer.provider, _market, abi.encodeCall(IJobMarket.matchOrders, (m)));
    }

    function _refuseEnds(Job memory job) private {
        _refused(job.provider, _market, abi.encodeCall(IJobMarket.settle, (job)));
        _refused(job.client, _market, abi.encodeCall(IJobMarket.expire, (job)));
        _refused(job.provider, _market, abi.encodeCall(IJobMarket.release, (job)));
    }
}
