// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IJobMarket} from "../../../contracts/market/IJobMarket.sol";
import {Job, JobStatus, Match, Offer, Request} from "../../../contracts/market/JobTypes.sol";
import {IStakeVault} from "../../../contracts/staking/IStakeVault.sol";
import {Misbehaving} from "../../../contracts/test/Misbehaving.sol";
import {IAttestationVerifier} from "../../../contracts/verification/IAttestationVerifier.sol";
import {VerdictStatus} from "../../../contracts/verification/IVerifier.sol";
import {JobWorld} from "./JobWorld.sol";
import {MarketHandler} from "./MarketHandler.sol";

/// @title JobHandler
/// @notice What honest people do with jobs: every call is well formed, and none may fail. Batches have bad items among
/// the good ones.
contract JobHandler is MarketHandler {
    uint256 private constant GAS_PER_ITEM = 2_500_000;
    /// @dev How many jobs are looked at for one to which something can be done.
    uint256 private constant TRIES = 6;

    JobWorld private immutable _world;
    IJobMarket private immutable _jobs;
    IStakeVault private immutable _stakes;
    address private immutable _matcher;

    constructor(JobWorld world) MarketHandler(world) {
        (_world, _stakes, _matcher) = (world, world.stakes(), world.OWNER());
        _jobs = IJobMarket(_market);
    }

    /* MATCH */

    function matchNew(uint256 seed) external {
        JobWorld.Pair memory pair = _world.draft(seed);
        uint64 units = uint64(_draw(seed, 30, 1, _world.leftOf(pair)));
        vm.assume(_isCovered(pair, units, 1));
        _match(_world.notePair(pair), pair, units);
    }

    /// @dev Another part of what was signed.
    function matchMore(uint256 seed) external {
        uint256 count = _world.pairCount();
        for (uint256 i = 0; i < TRIES && i < count; ++i) {
            uint256 which = ((seed % count) + i) % count;
            JobWorld.Pair memory pair = _world.pairs(which);
            if (pair.madeAt + 1 days < _now() || _world.leftOf(pair) == 0) continue;
            uint64 units = uint64(_draw(seed, 30, 1, _world.leftOf(pair)));
            if (!_isCovered(pair, units, 1)) continue;
            _match(which, pair, units);
            return;
        }
        vm.assume(false);
    }

    function matchBatch(uint256 seed) external {
        uint256 count = _draw(seed, 31, 1, 4);
        (Match[] memory matches, bytes[] memory calls) = (new Match[](count), new bytes[](count));
        uint256[] memory which = new uint256[](count);
        uint256 good = 0;
        for (uint256 i = 0; i < count; ++i) {
            JobWorld.Pair memory pair = _world.draft(uint256(keccak256(abi.encode(seed, i))));
            // So much that all of them are covered, in any order, by the provider's own stake.
            vm.assume(_isCovered(pair, _world.MAX_UNITS(), 4));
            matches[i] = _world.matchOf(pair, uint64(_draw(seed, 50 + i, 1, _world.leftOf(pair))));
            uint256 fault = _draw(seed, 40 + i, 0, 5);
            if (fault == 0) matches[i].request.spec = ~matches[i].request.spec;
            if (fault == 1) matches[i].units = _world.MAX_UNITS() + 1;
            if (fault < 2) continue;
            calls[i] = abi.encodeCall(IJobMarket.matchOrders, (matches[i]));
            which[good++] = _world.notePair(pair);
        }
        assembly ("memory-safe") {
            mstore(which, good)
        }
        bytes32 books = _rehearse(_matcher, calls, false);
        vm.recordLogs();
        vm.prank(_matcher);
        bytes4[] memory codes = _jobs.matchBatch(matches, GAS_PER_ITEM);
        assert(_world.books() == books);
        for (uint256 i = 0; i < count; ++i) assert((codes[i] == 0) == (calls[i].length != 0));
        _world.noteMatched(vm.getRecordedLogs(), which, _matcher);
    }

    /* VERIFY */

    function submitAttested(uint256 seed) external {
        uint256 count = _world.openCount();
        for (uint256 i = 0; i < TRIES && i < count; ++i) {
            JobWorld.Open memory it = _world.open(((seed % count) + i) % count);
            bool isDone = it.job.verifier == address(_world.mock()) || _world.wordOf(it).isSet;
            if (isDone || it.job.terms.deadline() < _now()) continue;
            _submit(it, _word(seed, 2));
            return;
        }
        vm.assume(false);
    }

    function setVerdict(uint256 seed) external {
        uint256 count = _world.openCount();
        vm.assume(count != 0);
        JobWorld.Open memory it = _world.open(seed % count);
        vm.assume(it.job.verifier == address(_world.mock()));
        JobWorld.Word memory word = _word(seed, 0);
        // Above the last status it says what makes no sense, and counts as pending.
        bool isSense = _draw(seed, 64, 0, 5) != 0;
        if (!isSense) word.status = VerdictStatus.Pending;
        uint256 status = isSense ? uint256(word.status) : 5 + (seed % 99);
        _world.mock().setVerdictOf(it.id, status, word.units, word.slashBps);
        _world.tell(it.id, word);
    }

    function turnVerifier(uint256 mode) external {
        _world.mock().setMode(Misbehaving.Mode(mode % 12 < 6 ? mode % 6 : 0));
    }

    /* END */

    function settle(uint256 seed) external {
        (uint256 index, JobWorld.Open memory it) = _find(seed, true);
        _end(index, it, abi.encodeCall(IJobMarket.settle, (it.job)), it.job.provider);
    }

    function expire(uint256 seed) external {
        (uint256 index, JobWorld.Open memory it) = _find(seed, false);
        _end(index, it, abi.encodeCall(IJobMarket.expire, (it.job)), _matcher);
    }

    function release(uint256 seed) external {
        uint256 count = _world.openCount();
        for (uint256 i = 0; i < TRIES && i < count; ++i) {
            uint256 index = ((seed % count) + i) % count;
            JobWorld.Open memory it = _world.open(index);
            bool isBare = _world.wordOf(it).status == VerdictStatus.NoResult;
            if (!isBare || it.job.terms.deadline() < _now()) continue;
            _end(index, it, abi.encodeCall(IJobMarket.release, (it.job)), it.job.provider);
            return;
        }
        vm.assume(false);
    }

    function settleBatch(uint256 seed) external {
        _endBatch(seed, true);
    }

    function expireBatch(uint256 seed) external {
        _endBatch(seed, false);
    }

    /* INTERNAL: MATCH */

    function _match(uint256 which, JobWorld.Pair memory pair, uint64 units) private {
        Match memory m = _world.matchOf(pair, units);
        uint256[] memory one = new uint256[](1);
        one[0] = which;
        vm.recordLogs();
        vm.prank(_matcher);
        _jobs.matchOrders(m);
        _world.noteMatched(vm.getRecordedLogs(), one, _matcher);
    }

    /// @dev Whether the payer has the money and the provider the stake, `times` over.
    function _isCovered(JobWorld.Pair memory pair, uint64 units, uint256 times) private view returns (bool) {
        (Offer memory offer, Request memory request) = _world.ordersOf(pair);
        address payer = request.payer == address(0) ? request.client : request.payer;
        uint256 needed = units * times * (offer.pricePerUnit + request.tipPerUnit);
        if (_world.vault().balanceOf(payer, uint160(offer.token)) < needed) return false;
        uint256 collateral = units * times * offer.lot.collateralPerUnit();
        if (times == 1) return _stakes.canTake(offer.provider, _market, uint96(collateral));
        uint256 own = _stakes.provisionOf(offer.provider, _market).active;
        return own >= collateral + _stakes.provisionOf(offer.provider, _market).locked;
    }

    /* INTERNAL: VERIFY */

    function _word(uint256 seed, uint256 lowest) private pure returns (JobWorld.Word memory word) {
        word.isSet = true;
        word.status = VerdictStatus(_draw(seed, 60, lowest, 4));
        // All units in the usual way, or some, or too many.
        uint256 kind = _draw(seed, 61, 0, 2);
        word.units = kind == 0 ? type(uint64).max : uint64(_draw(seed, 62, 0, 10));
        if (word.status == VerdictStatus.Rejected) word.slashBps = uint16(_draw(seed, 63, 0, 12_000));
    }

    function _submit(JobWorld.Open memory it, JobWorld.Word memory word) private {
        IAttestationVerifier.Attestation memory said = IAttestationVerifier.Attestation(
            it.id,
            it.job.provider,
            keccak256("result"),
            word.status,
            word.units,
            word.slashBps,
            _now()
        );
        bytes[] memory signatures = new bytes[](1);
        IAttestationVerifier verifier = _world.attested();
        signatures[0] = _world.signWith(_world.ATTESTER_KEY(), verifier.attestationDigest(said));
        IAttestationVerifier.AttestationTerms memory terms = _world.termsOf();
        vm.prank(it.job.provider);
        verifier.submitAttested(terms, said, signatures);
        _world.tell(it.id, word);
    }

    /* INTERNAL: END */

    function _find(
        uint256 seed,
        bool isSettle
    ) private view returns (uint256 index, JobWorld.Open memory it) {
        uint256 count = _world.openCount();
        for (uint256 i = 0; i < TRIES && i < count; ++i) {
            index = ((seed % count) + i) % count;
            it = _world.open(index);
            if (_canEnd(it, isSettle)) return (index, it);
        }
        vm.assume(false);
    }

    function _canEnd(JobWorld.Open memory it, bool isSettle) private view returns (bool) {
        VerdictStatus status = _world.wordOf(it).status;
        if (!isSettle) return status == VerdictStatus.NoResult && _now() > it.job.terms.deadline();
        bool isJudged = status != VerdictStatus.Pending && status != VerdictStatus.NoResult;
        return isJudged || _now() > it.job.terms.finalAt();
    }

    /// @dev Makes the call that ends a job, and checks what it cost the provider.
    function _end(uint256 index, JobWorld.Open memory it, bytes memory call, address caller) private {
        uint256 behind = _behind(it.job.provider);
        uint256 credits = _stakes.creditOf(it.job.client);
        uint256 pooled = _world.poolStake();
        JobWorld.Word memory word = _world.wordOf(it);
        vm.prank(caller);
        (bool isOk, ) = _market.call(call);
        assert(isOk);
        (JobStatus status, uint256 slash, bool isLate) = _expected(it, word, call);
        assert(_jobs.statusOf(it.job) == status);
        uint256 lost = behind - _behind(it.job.provider);
        // The first time in a while, a provider that is late is spared.
        assert(lost == slash || (isLate && lost == 0));
        uint256 burnt = pooled - _world.poolStake();
        assert(_stakes.creditOf(it.job.client) == credits + lost - burnt);
        _world.noteBurnt(burnt);
        _world.noteEnded(index, status == JobStatus.Accepted ? word.units : 0);
    }

    function _expected(
        JobWorld.Open memory it,
        JobWorld.Word memory word,
        bytes memory call
    ) private view returns (JobStatus status, uint256 slash, bool isLate) {
        Job memory job = it.job;
        uint256 slashBps = 0;
        status = JobStatus.Void;
        if (bytes4(call) == IJobMarket.release.selector) {
            isLate = _now() > job.terms.graceUntil();
            (status, slashBps) = (JobStatus.Released, 0);
            if (isLate) (status, slashBps) = (JobStatus.ReleasedLate, job.terms.lateSlashBps());
        } else if (word.status == VerdictStatus.NoResult) {
            (status, slashBps, isLate) = (JobStatus.NoResult, job.terms.noResultSlashBps(), true);
        } else if (word.status == VerdictStatus.Rejected) {
            uint16 wrong = job.terms.wrongSlashBps();
            (status, slashBps) = (JobStatus.Rejected, word.slashBps < wrong ? word.slashBps : wrong);
        } else if (word.status == VerdictStatus.Accepted) {
            status = JobStatus.Accepted;
        }
        slash = (uint256(job.share.collateral()) * slashBps + 9_999) / 10_000;
    }

    /// @dev Jobs that can end, that cannot yet, and the same again; what they come to is what the good ones come to
    /// alone.
    function _endBatch(uint256 seed, bool isSettle) private {
        uint256 open = _world.openCount();
        vm.assume(open != 0);
        uint256 count = _draw(seed, 70, 1, 4);
        (Job[] memory jobs, bytes[] memory calls) = (new Job[](count), new bytes[](count));
        JobWorld.Open[] memory all = new JobWorld.Open[](count);
        bool isOrdered = false;
        for (uint256 i = 0; i < count; ++i) {
            all[i] = _world.open(_draw(seed, 71 + i, 0, open - 1));
            jobs[i] = all[i].job;
            if (!_canEnd(all[i], isSettle) || _isAmong(all, i)) continue;
            // Who is late twice is spared once; and a slash may leave nobody to share what comes after it.
            VerdictStatus status = _world.wordOf(all[i]).status;
            if (status == VerdictStatus.NoResult || status == VerdictStatus.Rejected) isOrdered = true;
            calls[i] =
                isSettle
                    ? abi.encodeCall(IJobMarket.settle, (jobs[i]))
                    : abi.encodeCall(IJobMarket.expire, (jobs[i]));
        }
        bytes32 books = _rehearse(_matcher, calls, isOrdered);
        uint256 pooled = _world.poolStake();
        bytes4[] memory codes =
            isSettle ? _jobs.settleBatch(jobs, GAS_PER_ITEM) : _jobs.expireBatch(jobs, GAS_PER_ITEM);
        assert(_world.books() == books);
        _world.noteBurnt(pooled - _world.poolStake());
        for (uint256 i = 0; i < count; ++i) {
            assert((codes[i] == 0) == (calls[i].length != 0));
            if (codes[i] == 0) _noteEnded(all[i]);
        }
    }

    function _isAmong(JobWorld.Open[] memory all, uint256 index) private pure returns (bool) {
        for (uint256 i = 0; i < index; ++i) {
            if (keccak256(abi.encode(all[i].id)) == keccak256(abi.encode(all[index].id))) return true;
        }
        return false;
    }

    function _noteEnded(JobWorld.Open memory it) private {
        JobWorld.Word memory word = _world.wordOf(it);
        for (uint256 i = 0; i < _world.openCount(); ++i) {
            if (keccak256(abi.encode(_world.open(i).id)) != keccak256(abi.encode(it.id))) continue;
            _world.noteEnded(i, word.status == VerdictStatus.Accepted ? word.units : 0);
            return;
        }
        assert(false);
    }

    function _behind(address provider) private view returns (uint256) {
        return _stakes.getVotes(provider);
    }
}
