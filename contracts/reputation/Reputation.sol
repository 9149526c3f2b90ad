// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CappedCall} from "../libraries/CappedCall.sol";
import {IJobMarket} from "../market/IJobMarket.sol";
import {IJobRecorder} from "../market/IJobRecorder.sol";
import {Job, JobId, JobStatus} from "../market/JobTypes.sol";
import {Resources} from "../types/Resources.sol";
import {IVerifier, VerdictStatus} from "../verification/IVerifier.sol";
import {Decay} from "./Decay.sol";
import {FeeRates} from "./FeeRates.sol";
import {IReputation} from "./IReputation.sol";
import {RecordWords} from "./RecordWords.sol";
import {Brought, ClientRecord, Record, RecordWord} from "./ReputationTypes.sol";

/// @title Reputation
/// @notice Holds the records of providers and clients; listed markets write them, anybody brings what markets leave out,
/// and the owner sets what fees weigh.
contract Reputation is IReputation, FeeRates {
    using RecordWords for Record;
    using RecordWords for RecordWord;

    /// @notice Most models that a provider has a class of its own for.
    uint256 public constant MAX_MODELS = 8;

    uint256 private constant EPOCH = 7 days;
    uint256 private constant BPS = 10_000;
    /// @dev Gas that a verifier gets to answer, as from the market.
    uint256 private constant VERDICT_GAS = 200_000;

    /// @dev One slot, so that its place is worked out once for reading and writing.
    struct Cell {
        RecordWord word;
    }

    /// @dev By provider, and in the low 64 bits model. {ReputationProof} knows its place in storage.
    mapping(uint256 providerAndModel => Cell) private _records;
    /// @dev Low 64 bits: models with a class. Above them: how many.
    mapping(address provider => uint256 modelsAndCount) private _models;
    mapping(address provider => mapping(uint256 epoch => uint256 weight)) private _tallies;
    mapping(uint256 epoch => uint256 weight) private _totals;
    mapping(address client => ClientRecord) private _clients;
    /// @inheritdoc IReputation
    mapping(JobId jobId => bool) public isBrought;

    /// @param owner_ May set rates.
    constructor(address owner_) FeeRates(owner_) {}

    /* RECORDS */

    /// @inheritdoc IJobRecorder
    function record(
        address provider,
        address token,
        address verifier,
        Resources needs,
        JobStatus end,
        uint256 fee
    ) external {
        // A job without a result is brought, so that it counts once.
        if (end < JobStatus.Accepted || end == JobStatus.NoResult) return;
        uint256 weight = _weigh(_sourceOf(msg.sender, verifier, token), fee);
        if (weight != 0) _grow(provider, needs, end, weight);
    }

    /// @inheritdoc IReputation
    function bring(IJobMarket market, Job[] calldata jobs) external returns (Brought[] memory outcomes) {
        outcomes = new Brought[](jobs.length);
        for (uint256 i = 0; i < jobs.length; ++i) outcomes[i] = _bring(market, jobs[i]);
    }

    /// @inheritdoc IReputation
    function tally(address provider) external returns (uint256 weight) {
        uint256 left = uint64(_models[provider]);
        uint256 model = 0; // the class that everybody has
        while (true) {
            uint256 at_ = _placeOf(provider, model);
            RecordWord word = _records[at_].word;
            uint256 more = word.untallied();
            if (more != 0) _records[at_].word = word.tallied();
            weight += more;
            if (left == 0) break;
            model = left & (~left + 1); // the lowest bit; there are MAX_MODELS at most
            left ^= model;
        }
        if (weight != 0) _tally(provider, weight);
    }

    /* VIEWS: RECORDS */

    /// @inheritdoc IReputation
    function standingOf(
        address provider,
        uint64 models
    ) external view returns (uint256 scoreWad, Record memory sum) {
        uint256 left = uint64(_models[provider]);
        if (models != 0) left &= models;
        unchecked {
            // Of one model, jobs that accept it alone; of several, or of all, there are jobs in the class zero too.
            if (models == 0 || models & (models - 1) != 0)
                _records[_placeOf(provider, 0)].word.plus(sum, block.timestamp);
        }
        while (left != 0) {
            uint256 model = left & (~left + 1);
            _records[_placeOf(provider, model)].word.plus(sum, block.timestamp);
            left ^= model;
        }
        scoreWad = sum.scoreOf();
    }

    /// @inheritdoc IReputation
    function wordOf(address provider, uint64 model) external view returns (RecordWord) {
        return _records[_placeOf(provider, model)].word;
    }

    /// @inheritdoc IReputation
    function modelsOf(address provider) external view returns (uint64) {
        return uint64(_models[provider]);
    }

    /// @inheritdoc IReputation
    function classOf(address provider, Resources needs) external view returns (uint64 model) {
        model = _modelOf(needs);
        uint256 models = _models[provider];
        if (models & model == 0 && models >> 64 == MAX_MODELS) model = 0;
    }

    /// @inheritdoc IReputation
    function clientOf(address client) external view returns (ClientRecord memory) {
        return _faded(_clients[client]);
    }

    /* VIEWS: EPOCHS */

    /// @inheritdoc IReputation
    function currentEpoch() public view returns (uint256) {
        return block.timestamp / EPOCH;
    }

    /// @inheritdoc IReputation
    function epochSeconds() external pure returns (uint256) {
        return EPOCH;
    }

    /// @inheritdoc IReputation
    function talliedOf(address provider, uint256 epoch) external view returns (uint256) {
        return _tallies[provider][epoch];
    }

    /// @inheritdoc IReputation
    function totalOf(uint256 epoch) external view returns (uint256) {
        return _totals[epoch];
    }

    /// @inheritdoc IReputation
    function untalliedOf(address provider) external view returns (uint256 weight) {
        weight = _records[_placeOf(provider, 0)].word.untallied();
        uint256 left = uint64(_models[provider]);
        while (left != 0) {
            uint256 model = left & (~left + 1);
            weight += _records[_placeOf(provider, model)].word.untallied();
            left ^= model;
        }
    }

    /* INTERNAL: PROVIDERS */

    function _grow(address provider, Resources needs, JobStatus end, uint256 weight) private {
        uint256 model = _modelOf(needs);
        Cell storage cell = _records[_placeOf(provider, model)];
        RecordWord word = cell.word;
        if (model != 0 && RecordWord.unwrap(word) == 0) {
            model = _admits(end) ? _admit(provider, model) : 0;
            cell = _records[_placeOf(provider, model)];
            word = cell.word;
        }
        uint256 untallied = word.untallied();
        if (untallied != 0 && word.updatedAt() / EPOCH != currentEpoch()) {
            _tally(provider, untallied);
            untallied = 0;
        }
        cell.word = word.grow(end, weight, untallied, block.timestamp);
    }

    function _tally(address provider, uint256 weight) private {
        uint256 epoch = currentEpoch();
        _tallies[provider][epoch] += weight;
        _totals[epoch] += weight;
        emit Tallied(provider, epoch, weight);
    }

    /// @dev Gives a model a class of its own, while there are fewer than there can be.
    function _admit(address provider, uint256 model) private returns (uint256) {
        uint256 models = _models[provider];
        if (models >> 64 == MAX_MODELS) return 0;
        _models[provider] = (models | model) + (1 << 64);
        return model;
    }

    /// @dev The one model that a job accepts, zero where it accepts several or any.
    function _modelOf(Resources needs) private pure returns (uint64 model) {
        model = uint64(Resources.unwrap(needs) >> 16);
        unchecked {
            if (model & (model - 1) != 0) return 0; // of zero, nothing is left either way
        }
    }

    /// @dev Whether a job that ended so gives its model a class. What says nothing about the provider, and costs nobody a
    /// fee, does not: others could fill its classes with it.
    function _admits(JobStatus end) private pure returns (bool) {
        return end != JobStatus.Void && end != JobStatus.Released;
    }

    function _placeOf(address provider, uint256 model) private pure returns (uint256) {
        return (uint256(uint160(provider)) << 64) | model;
    }

    /* INTERNAL: WHAT IS BROUGHT */

    function _bring(IJobMarket market, Job calldata job) private returns (Brought) {
        bytes memory encoded = abi.encode(job);
        JobId jobId = JobId.wrap(keccak256(encoded));
        if (isBrought[jobId]) return Brought.AlreadyBrought;
        bytes32 source = _sourceOf(address(market), job.verifier, job.token);
        // Before the market is asked: one that is no source may say anything, or take all gas.
        uint256 units = job.share.units();
        if (_weigh(source, _feeOf(job, units)) == 0) return Brought.Weightless;
        // What markets told of jobs before then weighed nothing either.
        if (job.terms.deadline() < _listedAt(source)) return Brought.Weightless;
        JobStatus end = market.statusOf(job);
        if (end == JobStatus.Accepted) {
            (bool isAnswered, uint256 accepted) = _acceptedUnits(job, jobId, encoded);
            if (!isAnswered) return Brought.NoVerdict;
            if (accepted < units) units = accepted;
        } else if (end != JobStatus.NoResult) {
            return Brought.NotToBring;
        }
        uint256 weight = _fadedSince(job.terms.deadline(), _weigh(source, _feeOf(job, units)));
        if (weight == 0) return Brought.Weightless;
        isBrought[jobId] = true;
        address account = end == JobStatus.Accepted ? job.client : job.provider;
        emit JobBrought(jobId, account, end, weight);
        if (end == JobStatus.Accepted) _growClient(account, weight);
        else _grow(account, job.needs, end, weight);
        return Brought.Recorded;
    }

    /// @dev Whoever brings a job, and whenever, it comes to the same, so that nobody gains by keeping it back.
    function _fadedSince(uint256 time, uint256 weight) private view returns (uint256) {
        if (block.timestamp <= time) return weight;
        return Decay.down(weight, Decay.factor(block.timestamp - time, RecordWords.HALF_LIFE));
    }

    function _growClient(address client, uint256 weight) private {
        ClientRecord memory faded = _faded(_clients[client]);
        uint256 paid = faded.paid + weight;
        if (paid > RecordWords.MAX_WEIGHT) paid = RecordWords.MAX_WEIGHT;
        // 128 bits hold more of the largest weights than there are jobs to count.
        _clients[client] = ClientRecord({
            paid: uint56(paid),
            updatedAt: uint40(block.timestamp),
            jobs: faded.jobs == type(uint32).max ? faded.jobs : faded.jobs + 1,
            total: faded.total + uint128(weight)
        });
    }

    function _faded(ClientRecord memory client) private view returns (ClientRecord memory) {
        client.paid = uint56(_fadedSince(client.updatedAt, client.paid));
        return client;
    }

    /// @dev A listed verifier's word is final, so it says now what it said when the job was settled.
    function _acceptedUnits(
        Job calldata job,
        JobId jobId,
        bytes memory encoded
    ) private view returns (bool isAnswered, uint256 units) {
        uint256 status;
        (isAnswered, status, units, ) = CappedCall.ask(
            job.verifier,
            VERDICT_GAS,
            bytes.concat(IVerifier.verdict.selector, JobId.unwrap(jobId), encoded),
            3
        );
        isAnswered = isAnswered && status == uint256(VerdictStatus.Accepted);
    }

    /// @dev The fee for this many units, as the market takes it. No job that opened has a product above 142 bits; of one
    /// that did not, it may be anything.
    function _feeOf(Job calldata job, uint256 units) private pure returns (uint256) {
        unchecked {
            return (units * job.pricePerUnit * job.terms.feeBps()) / BPS;
        }
    }
}
