// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC6909} from "@openzeppelin/contracts/interfaces/IERC6909.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {CappedCall} from "../libraries/CappedCall.sol";
import {IStakeVault} from "../staking/IStakeVault.sol";
import {Lot, Rules, Share, ShareLibrary, TermsLibrary} from "../types/OrderWords.sol";
import {IVerifier, VerdictStatus} from "../verification/IVerifier.sol";
import {Batches} from "./Batches.sol";
import {BatchItems} from "./BatchItems.sol";
import {IJobMarket} from "./IJobMarket.sol";
import {IJobRecorder} from "./IJobRecorder.sol";
import {Job, JobId, JobStatus, Match, Offer, Request} from "./JobTypes.sol";
import {MarketFunds} from "./MarketFunds.sol";
import {MatchChecks} from "./MatchChecks.sol";
import {OrderHash} from "./OrderHash.sol";
import {OrderNonces} from "./OrderNonces.sol";
import {OrderSigners} from "./OrderSigners.sol";
import {PayParts} from "./PayParts.sol";

/// @title JobMarket
/// @notice Holds the payments of open jobs; anyone may match signed orders, settle and expire, the provider of a
/// job may hand it back, and the owner may set the fee of later jobs.
/// @dev No reentrancy guard: state changes come before calls, the vault and the stake vault call nobody back, and
/// verifiers, conditions and wallets are only asked by static calls.
contract JobMarket is IJobMarket, OrderNonces, OrderSigners, MarketFunds, Batches, EIP712 {
    using OrderHash for Offer;
    using OrderHash for Request;
    using OrderHash for Job;

    /// @notice Gas that a verifier gets to answer.
    uint256 private constant VERDICT_GAS = 200_000;
    /// @dev Gas that the recorder gets to write.
    uint256 private constant RECORD_GAS = 100_000;

    /// @dev An open job while it is being ended.
    struct OpenJob {
        JobId id;
        bytes32 slot;
        /// What its verifier is asked.
        bytes question;
    }

    /// @inheritdoc IJobMarket
    uint32 public immutable maxJobSeconds;
    /// @inheritdoc IJobMarket
    IJobRecorder public immutable recorder;

    /// @dev Top 248 bits: the job's id. Low 8 bits: its {JobStatus}.
    mapping(bytes32 slot => bytes32 idAndStatus) private _jobs;
    mapping(bytes32 order => uint64 units) private _filled;

    /// @param vault_ Where payments are held.
    /// @param stakeVault_ Where collateral is held; its thaw time bounds the length of jobs.
    /// @param owner_ May set fee and treasury.
    /// @param treasury_ Receives fees.
    /// @param feeBps_ Fee at the start, in basis points.
    /// @param recorder_ Where ends of jobs are recorded.
    constructor(
        IERC6909 vault_,
        IStakeVault stakeVault_,
        address owner_,
        address treasury_,
        uint16 feeBps_,
        IJobRecorder recorder_
    ) EIP712("Weft JobMarket", "1") MarketFunds(vault_, stakeVault_, owner_, treasury_, feeBps_) {
        maxJobSeconds = stakeVault_.thawSeconds() / 2;
        recorder = recorder_;
    }

    /* MATCH */

    /// @inheritdoc IJobMarket
    function matchOrders(Match calldata m) external returns (JobId jobId) {
        return _match(m, msg.sender);
    }

    /* END */

    /// @inheritdoc IJobMarket
    function settle(Job calldata job) external {
        _settle(job);
    }

    /// @inheritdoc IJobMarket
    function expire(Job calldata job) external {
        _expire(job);
    }

    /// @inheritdoc IJobMarket
    function release(Job calldata job) external {
        _release(job, msg.sender);
    }

    /* BATCHES */

    /// @inheritdoc IJobMarket
    function matchBatch(
        Match[] calldata matches,
        uint256 gasPerItem
    ) external returns (bytes4[] memory codes) {
        codes = _openBatch(matches.length, gasPerItem, 0);
        // The one argument is of a length of its own, and begins behind this word.
        bytes memory head = abi.encodeWithSelector(IJobMarket.matchOrders.selector, 0x20);
        for (uint256 i = 0; i < codes.length; ++i) {
            Match calldata next = matches[i + 1 < codes.length ? i + 1 : i];
            codes[i] = _runItem(i, head, BatchItems.bytesOf(matches[i], next), gasPerItem);
        }
    }

    /// @inheritdoc IJobMarket
    function settleBatch(Job[] calldata jobs, uint256 gasPerItem) external returns (bytes4[] memory codes) {
        return _runJobs(IJobMarket.settle.selector, jobs, gasPerItem);
    }

    /// @inheritdoc IJobMarket
    function expireBatch(Job[] calldata jobs, uint256 gasPerItem) external returns (bytes4[] memory codes) {
        return _runJobs(IJobMarket.expire.selector, jobs, gasPerItem);
    }

    /* VIEWS */

    /// @inheritdoc IJobMarket
    function statusOf(Job calldata job) external view returns (JobStatus) {
        return _statusAt(_slotOf(job.client, job.share), job.idOf());
    }

    /// @inheritdoc IJobMarket
    function isSlotBusy(address client, uint32 index, uint64 firstUnit) external view returns (bool) {
        return _isOpen(_jobs[_slotOf(client, ShareLibrary.pack(0, firstUnit, 0, index))]);
    }

    /// @inheritdoc IJobMarket
    function jobIdOf(Job calldata job) external pure returns (JobId) {
        return job.idOf();
    }

    /// @inheritdoc IJobMarket
    function offerDigest(Offer calldata offer) external view returns (bytes32) {
        return _hashTypedDataV4(offer.hash());
    }

    /// @inheritdoc IJobMarket
    function requestDigest(Request calldata request) external view returns (bytes32) {
        return _hashTypedDataV4(request.hash());
    }

    /// @inheritdoc IJobMarket
    function filledOf(bytes32 order) external view returns (uint64) {
        return _filled[order];
    }

    /* INTERNAL: BATCHES */

    function _runJobs(
        bytes4 door,
        Job[] calldata jobs,
        uint256 gasPerItem
    ) private returns (bytes4[] memory codes) {
        codes = _openBatch(jobs.length, gasPerItem, 0);
        bytes memory head = abi.encodePacked(door);
        for (uint256 i = 0; i < codes.length; ++i) {
            codes[i] = _runItem(i, head, BatchItems.bytesOf(jobs[i]), gasPerItem);
        }
    }

    /* INTERNAL: MATCH */

    function _match(Match calldata m, address matcher) private returns (JobId jobId) {
        Offer calldata offer = m.offer;
        Request calldata request = m.request;
        bytes32 offerHash = _hashTypedDataV4(offer.hash());
        Job memory job;
        job.request = _hashTypedDataV4(request.hash());
        job.client = request.client;
        job.provider = offer.provider;
        address payer = request.payer;
        job.payer = payer == address(0) ? job.client : payer;
        job.pricePerUnit = m.pricePerUnit;

        job.share = _takeOrders(offer, request, offerHash, job, m.units);
        MatchChecks.checkVenue(offerHash, offer.venue, matcher);
        MatchChecks.checkVenue(job.request, request.venue, matcher);
        MatchChecks.checkPrice(offer, request, job.pricePerUnit);
        MatchChecks.checkTerms(offer, request);
        MatchChecks.checkRules(offer, request, maxJobSeconds);
        _checkOfferSignature(stakeVault, job.provider, offerHash, m.offerSignature);
        _checkSignature(job.client, job.request, m.requestSignature);
        _checkPayer(job.payer, job.client, job.request, m.payerSignature);
        if (offer.condition != address(0)) {
            MatchChecks.checkCondition(offer.condition, job.client, offer.conditionData, m.offerEvidence);
        }
        if (request.condition != address(0)) {
            MatchChecks.checkCondition(
                request.condition,
                job.provider,
                request.conditionData,
                m.requestEvidence
            );
        }

        jobId = _open(offer, request, offerHash, job);
        _collect(job, jobId, request.tipPerUnit, matcher);
    }

    /// @dev Checks that both orders are live and counts the units as matched.
    function _takeOrders(
        Offer calldata offer,
        Request calldata request,
        bytes32 offerHash,
        Job memory job,
        uint64 units
    ) private returns (Share) {
        (Rules rules, Rules wish) = (offer.rules, request.rules);
        (Lot lot, Lot wanted) = (offer.lot, request.lot);
        require(units != 0, MarketZeroUnits());
        MatchChecks.checkExpiry(offerHash, rules.expiry());
        MatchChecks.checkExpiry(job.request, wish.expiry());
        _checkNonce(job.provider, rules.nonce(), lot.units() == 1);
        _checkNonce(job.client, wish.nonce(), wanted.units() == 1);
        _fill(offerHash, units, lot);
        uint64 firstUnit = _fill(job.request, units, wanted);
        // The index of a nonce is its low 32 bits.
        return
            ShareLibrary.pack(
                units,
                firstUnit,
                MatchChecks.collateralOf(units, lot.collateralPerUnit()),
                uint32(wish.nonce())
            );
    }

    /// @dev Locks the collateral, fills in the rest of the terms, writes the job's slot and says all terms. A request
    /// digest and a first unit never come twice, so neither does a job id.
    function _open(
        Offer calldata offer,
        Request calldata request,
        bytes32 offerHash,
        Job memory job
    ) private returns (JobId jobId) {
        address beneficiary = request.beneficiary;
        job.beneficiary = beneficiary == address(0) ? job.client : beneficiary;
        job.token = offer.token;
        job.needs = request.needs;
        job.spec = request.spec;
        job.verifier = request.verifier;
        job.verifierTerms = request.verifierTerms;
        bytes32 slot = _slotOf(job.client, job.share);
        require(
            !_isOpen(_jobs[slot]),
            MarketJobSlotBusy(job.client, job.share.index(), job.share.firstUnit())
        );
        (uint32 poolPpm, uint16 ownBps) = stakeVault.lockFor(job.provider, job.share.collateral(), job.token);
        job.terms = TermsLibrary
            .pack(
                uint40(block.timestamp),
                offer.rules,
                request.lot.leastSeconds(),
                request.rules.mostSeconds(),
                feeBps
            )
            .withPool(poolPpm, ownBps);
        jobId = job.id();
        _jobs[slot] = _pack(jobId, JobStatus.Open);
        emit JobMatched(jobId, job.provider, offerHash, job);
    }

    /// @dev Takes payment and tip from the payer, who approved this market as operator in the vault.
    function _collect(Job memory job, JobId jobId, uint256 tipPerUnit, address matcher) private {
        (uint256 id, uint256 units) = (uint160(job.token), job.share.units());
        // Payments of 128 bits keep the products of {_end} far from overflow: no job that opened fails to end.
        uint256 limit = type(uint128).max / units;
        require(job.pricePerUnit <= limit, MarketAmountTooLarge(job.pricePerUnit, limit));
        uint256 payment = units * job.pricePerUnit;
        uint256 tip = 0;
        if (tipPerUnit != 0) {
            require(tipPerUnit <= limit, MarketAmountTooLarge(tipPerUnit, limit));
            tip = units * tipPerUnit;
            emit TipPaid(jobId, matcher, tip);
        }
        if (payment != 0) vault.transferFrom(job.payer, address(this), id, payment);
        if (tip != 0) vault.transferFrom(job.payer, matcher, id, tip);
    }

    /// @dev Counts `units` as matched. Orders of one unit are marked by their nonce alone, which spares a slot.
    function _fill(bytes32 order, uint64 units, Lot lot) private returns (uint64 filled) {
        uint64 orderUnits = lot.units();
        if (orderUnits == 1) {
            require(units == 1, MarketOverfilled(order, units, 1));
            return 0;
        }
        filled = _filled[order];
        uint64 left = orderUnits - filled; // never filled above `orderUnits`
        require(units <= left, MarketOverfilled(order, units, left));
        require(units >= lot.minUnits() || units == left, MarketTooFewUnits(order, units, lot.minUnits()));
        _filled[order] = filled + units;
    }

    /* INTERNAL: END */

    function _settle(Job calldata job) private {
        OpenJob memory open = _findOpen(job);
        (VerdictStatus status, uint64 units, uint256 slashBps) = _verdict(open, job);
        JobStatus end = JobStatus.Accepted;
        if (status == VerdictStatus.Accepted) {
            slashBps = 0;
        } else if (status == VerdictStatus.Rejected) {
            (end, units) = (JobStatus.Rejected, 0);
        } else if (status == VerdictStatus.NoResult) {
            // After `finalAt` this door ends the job too: a verifier that changes its answer between two doors
            // cannot keep both shut.
            bool isOver = block.timestamp > job.terms.finalAt();
            require(isOver, MarketNoResult(open.id, job.terms.deadline()));
            (end, units, slashBps) = (JobStatus.NoResult, 0, job.terms.noResultSlashBps());
        } else {
            uint40 finalAt = job.terms.finalAt();
            bool isOver = block.timestamp > finalAt;
            require(isOver || status == VerdictStatus.Void, MarketVerdictPending(open.id, finalAt));
            (end, units, slashBps) = (JobStatus.Void, 0, 0);
        }
        _end(open, job, end, units, slashBps);
    }

    function _expire(Job calldata job) private {
        OpenJob memory open = _findOpen(job);
        uint40 deadline = job.terms.deadline();
        require(block.timestamp > deadline, MarketDeadlineNotPassed(open.id, deadline, block.timestamp));
        _checkNoResult(open, job);
        _end(open, job, JobStatus.NoResult, 0, job.terms.noResultSlashBps());
    }

    function _release(Job calldata job, address caller) private {
        OpenJob memory open = _findOpen(job);
        require(caller == job.provider, MarketNotProvider(open.id, job.provider, caller));
        uint40 deadline = job.terms.deadline();
        require(block.timestamp <= deadline, MarketDeadlinePassed(open.id, deadline, block.timestamp));
        _checkNoResult(open, job);
        bool isFree = block.timestamp <= job.terms.graceUntil();
        (JobStatus end, uint256 slashBps) = isFree
            ? (JobStatus.Released, 0)
            : (JobStatus.ReleasedLate, job.terms.lateSlashBps());
        _end(open, job, end, 0, slashBps);
    }

    /// @dev The one way out of a job. Every part of payment and collateral is accounted for here.
    function _end(
        OpenJob memory open,
        Job calldata job,
        JobStatus status,
        uint64 units,
        uint256 slashBps
    ) private {
        uint96 collateral = job.share.collateral();
        uint256 gross = units * job.pricePerUnit;
        uint256 refund = (job.share.units() - units) * job.pricePerUnit;
        uint256 fee = PayParts.feeOf(gross, job.terms.feeBps());
        // Rounds up, against the provider; at most the collateral, since shares of terms are at most 10,000.
        uint96 slashed = uint96(Math.ceilDiv(collateral * slashBps, PayParts.BPS));

        _jobs[open.slot] = _pack(open.id, status);
        _keepFee(job.token, fee);
        // The stake vault calls nobody back, and only it knows whether a late provider is spared.
        slashed = _free(job, status, collateral, slashed);
        emit JobEnded(open.id, status, units, gross - fee, fee, refund, slashed);
        _payProvider(
            job.token,
            job.provider,
            gross - fee,
            PayParts.pooledOf(gross - fee, job.terms.poolPpm())
        );
        _pay(job.token, job.payer, refund);
        // A job that ended without a result is brought to the recorder by whoever wants it recorded.
        if (status != JobStatus.NoResult) _record(open.id, job, status, fee);
    }

    /// @dev Last, and whatever comes of it: no record stands between anybody and money. Jobs without a fee have none.
    function _record(JobId jobId, Job calldata job, JobStatus status, uint256 fee) private {
        if (status != JobStatus.Accepted) {
            fee = PayParts.feeOf(job.share.units() * job.pricePerUnit, job.terms.feeBps());
        }
        if (fee == 0) return;
        bytes memory data = abi.encodeCall(
            IJobRecorder.record,
            (job.provider, job.token, job.verifier, job.needs, status, fee)
        );
        bool isHeard = CappedCall.tell(address(recorder), RECORD_GAS, data);
        if (!isHeard) emit JobNotRecorded(jobId);
    }

    /// @dev Frees the collateral, less `slash`, and returns what was really taken.
    function _free(
        Job calldata job,
        JobStatus status,
        uint96 collateral,
        uint96 slash
    ) private returns (uint96 slashed) {
        (address provider, uint16 ownBps) = (job.provider, job.terms.ownBps());
        if (slash == 0) {
            stakeVault.unlock(provider, collateral, ownBps);
        } else if (status == JobStatus.Rejected) {
            stakeVault.slash(provider, collateral, ownBps, slash, job.client);
            return slash;
        } else {
            (slashed, ) = stakeVault.slashLate(provider, collateral, ownBps, slash, job.client);
        }
    }

    /* INTERNAL: STATE OF A JOB */

    function _findOpen(Job calldata job) private view returns (OpenJob memory open) {
        (open.id, open.question) = job.question(IVerifier.verdict.selector);
        open.slot = _slotOf(job.client, job.share);
        JobStatus status = _statusAt(open.slot, open.id);
        require(status == JobStatus.Open, MarketJobNotOpen(open.id, status));
    }

    function _statusAt(bytes32 slot, JobId jobId) private view returns (JobStatus) {
        bytes32 stored = _jobs[slot];
        JobStatus status = JobStatus(uint8(uint256(stored)));
        return stored == _pack(jobId, status) ? status : JobStatus.None;
    }

    function _isOpen(bytes32 stored) private pure returns (bool) {
        return uint8(uint256(stored)) == uint8(JobStatus.Open);
    }

    function _pack(JobId jobId, JobStatus status) private pure returns (bytes32) {
        return ((JobId.unwrap(jobId) >> 8) << 8) | bytes32(uint256(status));
    }

    /// @dev Without the nonce's epoch, so that a later epoch meets the slots of the earlier ones.
    function _slotOf(address client, Share share) private pure returns (bytes32) {
        return keccak256(abi.encode(client, share.index(), share.firstUnit()));
    }

    function _checkNoResult(OpenJob memory open, Job calldata job) private view {
        (VerdictStatus status, , ) = _verdict(open, job);
        if (status == VerdictStatus.NoResult) return;
        require(status != VerdictStatus.Pending, MarketVerdictPending(open.id, job.terms.finalAt()));
        revert MarketResultSubmitted(open.id);
    }

    /// @dev What the verifier says, brought into what both sides signed for. No answer, or one that makes no sense, counts
    /// as pending: time decides then.
    function _verdict(
        OpenJob memory open,
        Job calldata job
    ) private view returns (VerdictStatus status, uint64 units, uint256 slashBps) {
        (bool isAnswered, uint256 first, uint256 second, uint256 third) = CappedCall.ask(
            job.verifier,
            VERDICT_GAS,
            open.question,
            3
        );
        if (!isAnswered || first > uint256(type(VerdictStatus).max)) return (VerdictStatus.Pending, 0, 0);
        status = VerdictStatus(first);
        units = job.share.units();
        if (second < units) units = uint64(second); // below a uint64
        uint256 wrongSlashBps = job.terms.wrongSlashBps();
        slashBps = third < wrongSlashBps ? third : wrongSlashBps;
    }
}
