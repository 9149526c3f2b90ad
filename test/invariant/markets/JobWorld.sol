// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IJobMarket} from "../../../contracts/market/IJobMarket.sol";
import {Job, JobId, Match, Offer, Request, Verification} from "../../../contracts/market/JobTypes.sol";
import {Misbehaving} from "../../../contracts/test/Misbehaving.sol";
import {VerifierMock} from "../../../contracts/test/VerifierMock.sol";
import {Lot, Rules} from "../../../contracts/types/OrderWords.sol";
import {IAttestationVerifier} from "../../../contracts/verification/IAttestationVerifier.sol";
import {VerdictStatus} from "../../../contracts/verification/IVerifier.sol";
import {Vm} from "../Fuzz.sol";
import {MarketWorld} from "./MarketWorld.sol";

/// @title JobWorld
/// @notice A job market with its people, two verifiers (one attested, one that says what it is told), the orders that
/// are signed and the jobs that are open.
contract JobWorld is MarketWorld {
    /// @notice An offer and a request that fit: all of their fields follow from these.
    struct Pair {
        uint256 seed;
        uint40 madeAt;
        uint64 offerNonce;
        uint64 requestNonce;
        /// Units matched so far.
        uint64 matched;
    }

    struct Open {
        Job job;
        JobId id;
        uint256 pair;
    }

    /// @notice What a verifier was told to say of a job.
    struct Word {
        bool isSet;
        VerdictStatus status;
        uint64 units;
        uint16 slashBps;
    }

    uint256 public constant ATTESTER_KEY = 0xAA;
    uint256 public constant MAX_PRICE = 1e18;
    uint64 public constant MAX_UNITS = 8;

    VerifierMock public mock;
    IAttestationVerifier public attested;

    Pair[] private _pairs;
    Open[] private _open;
    Job[] private _ended;
    mapping(JobId id => Word) private _words;

    constructor() {
        mock = new VerifierMock();
        attested = IAttestationVerifier(_deploy("verification", "AttestationVerifier", abi.encode(stakes)));
    }

    function _deployMarket(bytes memory arguments) internal override returns (address) {
        bytes memory recorder = abi.encode(_deploy("reputation", "Reputation", abi.encode(address(this))));
        return _deploy("market", "JobMarket", bytes.concat(arguments, recorder));
    }

    /* ORDERS */

    /// @notice A pair of orders with nonces of its own.
    function draft(uint256 seed) external returns (Pair memory pair) {
        (pair.seed, pair.madeAt) = (seed, _now());
        (Offer memory offer, Request memory request) = ordersOf(pair);
        pair.offerNonce = nextNonce(offer.provider);
        pair.requestNonce = nextNonce(request.client);
    }

    function ordersOf(Pair memory pair) public view returns (Offer memory offer, Request memory request) {
        uint256 seed = pair.seed;
        offer.provider = providers[_draw(seed, 0, 0, 1)];
        request.client = clients[_draw(seed, 1, 0, 2)];
        if (_draw(seed, 2, 0, 2) == 0) request.payer = payer;
        offer.token = request.token = tokens[_draw(seed, 3, 0, 1)];
        offer.pricePerUnit = _draw(seed, 4, 0, MAX_PRICE);
        request.maxPricePerUnit = offer.pricePerUnit + _draw(seed, 5, 0, MAX_PRICE);
        request.tipPerUnit = _draw(seed, 6, 0, 1) * 1e15;
        request.spec = bytes32(seed);
        bool isMock = _draw(seed, 7, 0, 1) == 0;
        request.verifier = isMock ? address(mock) : address(attested);
        if (!isMock) request.verifierTerms = attested.hashTerms(termsOf());
        offer.verifications = new Verification[](1);
        offer.verifications[0] = Verification(request.verifier, request.verifierTerms);
        // Rarely so much that own stake alone does not bear it.
        uint256 collateral = _draw(seed, 8, 0, STAKE / (_draw(seed, 9, 0, 4) == 0 ? 10 : 200));
        offer.lot = Lot.wrap(_draw(seed, 10, 1, MAX_UNITS) | (1 << 64) | (collateral << 128));
        request.lot = Lot.wrap(
            _draw(seed, 11, 1, MAX_UNITS) | (1 << 64) | (_draw(seed, 12, 60, 1 days) << 224)
        );
        (offer.rules, request.rules) = _rules(pair);
    }

    function _rules(Pair memory pair) private pure returns (Rules offer, Rules request) {
        uint256 seed = pair.seed;
        uint256 grace = _draw(seed, 13, 0, 1 hours);
        uint256 noResult = _draw(seed, 14, 0, 10_000);
        uint256 expiry = (uint256(pair.madeAt) + 1 days) << 112;
        uint256 slashes = (_draw(seed, 15, 0, noResult) << 64) | (noResult << 80);
        slashes |= _draw(seed, 17, noResult, 10_000) << 96;
        offer = Rules.wrap(14 days | (grace << 32) | slashes | expiry | (uint256(pair.offerNonce) << 152));
        uint256 verify = _draw(seed, 16, 0, 1 days);
        request = Rules.wrap(verify | (1 hours << 32) | expiry | (uint256(pair.requestNonce) << 152));
    }

    function termsOf() public pure returns (IAttestationVerifier.AttestationTerms memory terms) {
        terms.attesters = new address[](1);
        (terms.attesters[0], terms.threshold) = (vm.addr(ATTESTER_KEY), 1);
    }

    /// @notice Units that are left of both orders.
    function leftOf(Pair memory pair) public view returns (uint64) {
        (Offer memory offer, Request memory request) = ordersOf(pair);
        (uint64 offered, uint64 wanted) = (offer.lot.units(), request.lot.units());
        return (offered < wanted ? offered : wanted) - pair.matched;
    }

    function matchOf(Pair calldata pair, uint64 units) external view returns (Match memory m) {
        (m.offer, m.request) = ordersOf(pair);
        (m.units, m.pricePerUnit) = (units, m.offer.pricePerUnit);
        m.offerSignature = sign(m.offer.provider, IJobMarket(market).offerDigest(m.offer));
        bytes32 request = IJobMarket(market).requestDigest(m.request);
        m.requestSignature = sign(m.request.client, request);
        if (m.request.payer != address(0)) m.payerSignature = sign(m.request.payer, request);
    }

    /* BOOKS */

    function notePair(Pair calldata pair) external returns (uint256 index) {
        _pairs.push(pair);
        return _pairs.length - 1;
    }

    /// @notice Writes down the jobs that the market said it opened.
    /// @param which The pair of each.
    function noteMatched(Vm.Log[] calldata logs, uint256[] calldata which, address matcher) external {
        uint256 count = 0;
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics[0] != IJobMarket.JobMatched.selector) continue;
            Job memory job = abi.decode(logs[i].data, (Job));
            uint256 pair = which[count++];
            _pairs[pair].matched += job.share.units();
            _open.push(Open(job, JobId.wrap(logs[i].topics[1]), pair));
            noteMove(job.token, job.payer, market, paymentOf(job));
            (, Request memory request) = ordersOf(_pairs[pair]);
            noteMove(job.token, job.payer, matcher, job.share.units() * request.tipPerUnit);
        }
        assert(count == which.length);
    }

    function tell(JobId id, Word calldata word) external {
        _words[id] = word;
    }

    /// @notice A job ended, and `units` of it are paid.
    function noteEnded(uint256 index, uint64 units) external {
        Job memory job = _open[index].job;
        uint256 gross = units * job.pricePerUnit;
        uint256 net = gross - (gross * job.terms.feeBps()) / 10_000;
        notePay(job.token, job.provider, net, (net * job.terms.poolPpm()) / 1_000_000);
        noteMove(job.token, market, job.payer, paymentOf(job) - gross);
        _ended.push(job);
        _open[index] = _open[_open.length - 1];
        _open.pop();
    }

    /* VIEWS */

    function pairCount() external view returns (uint256) {
        return _pairs.length;
    }

    function pairs(uint256 index) external view returns (Pair memory) {
        return _pairs[index];
    }

    function openCount() external view returns (uint256) {
        return _open.length;
    }

    function open(uint256 index) external view returns (Open memory) {
        return _open[index];
    }

    function endedCount() external view returns (uint256) {
        return _ended.length;
    }

    function ended(uint256 index) external view returns (Job memory) {
        return _ended[index];
    }

    function paymentOf(Job memory job) public pure returns (uint256) {
        return job.share.units() * job.pricePerUnit;
    }

    /// @notice What the market takes a verifier to say.
    function wordOf(Open calldata it) external view returns (Word memory word) {
        word = _words[it.id];
        bool isMock = it.job.verifier == address(mock);
        if (isMock && _isSilent()) return Word(true, VerdictStatus.Pending, 0, 0);
        if (!isMock && !word.isSet) word.status = VerdictStatus.NoResult;
        if (word.units > it.job.share.units()) word.units = it.job.share.units();
    }

    function _isSilent() private view returns (bool) {
        Misbehaving.Mode mode = mock.mode();
        return mode != Misbehaving.Mode.Answer && mode != Misbehaving.Mode.Huge;
    }
}
