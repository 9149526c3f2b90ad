// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IJobMarket} from "../market/IJobMarket.sol";
import {IJobRecorder} from "../market/IJobRecorder.sol";
import {Job, JobId, JobStatus} from "../market/JobTypes.sol";
import {Resources} from "../types/Resources.sol";
import {Brought, ClientRecord, Record, RecordWord} from "./ReputationTypes.sol";

/// @title IReputation
/// @notice What providers and clients did, weighed by the fees that the protocol was paid for it.
///
/// A fee counts where its *source*, the market, the verifier and the token together, is on a list that governance
/// keeps, at that source's rate at the time. All other jobs, and those without a fee, weigh nothing and change nothing.
/// Weights are in 1e-9 WEFT and halve every 90 days.
///
/// A provider has a record for each *class* of work: one GPU model where a job accepts that model alone, and the class
/// zero for all other jobs. A provider offers the models it has, so nobody else can choose its classes. It has eight beside the
/// class zero; jobs of a ninth model are of the class zero, and so are those of a model that has no class yet where they
/// say nothing about the provider: voids, and jobs handed back in time. The record over all classes is their sum.
///
/// Markets write at the end of a job, with capped gas, and go on whatever becomes of the call. Two things cost too much
/// there and are brought by anybody afterwards ({bring}): jobs that expired without a result, and the fees of clients.
///
/// Epochs are weeks, counted from 1970. What a provider earns counts once, for one epoch: that in which it is *tallied*, by
/// its first job in a class after the epoch turned, or before that by anybody ({tally}). What was tallied in an epoch, of
/// one provider and of all, is final when it is over.
///
/// Safety: a source's market can write what it likes into any record, and its verifier decides what is accepted;
/// governance lists those it knows. What it can change is the list, for later records. Liveness: none is needed; no
/// money waits for this contract.
interface IReputation is IJobRecorder {
    /* EVENTS */

    /// @notice A source was listed, got another rate, or with the rate zero was taken from the list.
    event RateChanged(
        address indexed market,
        address indexed verifier,
        address indexed token,
        uint256 rateWad
    );

    /// @notice A job that was brought is in the record: of its provider without a result, of its client where accepted.
    /// @param weight In 1e-9 WEFT, as it faded since the job's deadline.
    event JobBrought(JobId indexed jobId, address indexed account, JobStatus indexed end, uint256 weight);

    /// @notice What a provider earned counts for an epoch.
    event Tallied(address indexed provider, uint256 indexed epoch, uint256 weight);

    /* ERRORS */

    /// @notice A rate above the most that any can be.
    error ReputationRateAboveCap(uint256 rateWad, uint256 limit);

    /* RECORDS */

    // What a market tells ({record}) has no effect where market, verifier and token are no source, where the fee weighs
    // nothing, and for ends that are brought or are none. It never reverts, and emits {Tallied} for the first job of a class in
    // an epoch. The market says how the job ended; with {JobBrought} and {RateChanged} that is all records are made of.

    /// @notice Records jobs that their market does not. Anyone may call, for any job, once: for jobs that ended without
    /// a result, which count against their provider, and for accepted jobs, which count for their client. They weigh
    /// what they do at the rate of now, faded since their deadline: it does not matter when they are brought. Jobs with
    /// a deadline before their source was listed weigh nothing, as what markets told of them then weighed nothing.
    ///
    /// Emits {JobBrought}. A job that cannot be brought stops no other.
    /// Reverts with `CappedCallGasTooLow` where the gas would not do for a verifier.
    /// @return outcomes What became of each.
    function bring(IJobMarket market, Job[] calldata jobs) external returns (Brought[] memory outcomes);

    /// @notice Lets all that a provider earned so far count for the epoch of now. Anyone may call; without it, it counts
    /// for the epoch of the provider's next job.
    ///
    /// Emits {Tallied} where there is something to count.
    /// @return weight In 1e-9 WEFT.
    function tally(address provider) external returns (uint256 weight);

    /* GOVERNANCE */

    /// @notice Lists a source, changes its rate, or takes it from the list. Called by the owner. Counts for records
    /// from now on; what was recorded stays. A source that has no rate at the moment is listed anew by one.
    ///
    /// Emits {RateChanged}. Reverts with {ReputationRateAboveCap}.
    /// @param rateWad WEFT base units that one base unit of the token weighs, times 1e18; zero to take it off. For a
    /// token of 18 decimals worth one WEFT, 1e18; for one of 6 decimals, 1e30.
    function setRate(address market, address verifier, address token, uint256 rateWad) external;

    /* VIEWS: RECORDS */

    /// @notice A provider's record and score over all classes, or over the classes of some models.
    /// @param models GPU models, as in `Resources` shifted down to the lowest bit; zero for all classes, that of no
    /// model included. With more than one model the class zero counts too, since a job that accepts several models is
    /// recorded there.
    /// @return scoreWad Above zero and below 1e18; 0.25e18 for who has no record.
    function standingOf(
        address provider,
        uint64 models
    ) external view returns (uint256 scoreWad, Record memory sum);

    /// @notice The stored record of one class.
    /// @param model One model's bit, or zero.
    function wordOf(address provider, uint64 model) external view returns (RecordWord);

    /// @notice The models that a provider has a class of its own for.
    function modelsOf(address provider) external view returns (uint64);

    /// @notice The class of a job of this provider, where it is the provider's doing how it ends.
    function classOf(address provider, Resources needs) external view returns (uint64 model);

    /// @notice A client's record, as of now.
    function clientOf(address client) external view returns (ClientRecord memory);

    /// @notice Whether a job was brought.
    function isBrought(JobId jobId) external view returns (bool);

    /* VIEWS: SOURCES AND EPOCHS */

    /// @notice The rate of a source; zero where it is none.
    function rateOf(address market, address verifier, address token) external view returns (uint256 rateWad);

    /// @notice Unix second at which a source was listed, the last time; zero where it never was.
    function listedAtOf(
        address market,
        address verifier,
        address token
    ) external view returns (uint256 listedAt);

    /// @notice What a fee weighs now, in 1e-9 WEFT.
    function weightOf(
        address market,
        address verifier,
        address token,
        uint256 fee
    ) external view returns (uint256);

    /// @notice The epoch of now.
    function currentEpoch() external view returns (uint256);

    /// @notice Seconds of an epoch. Epoch `n` begins `n` times as many after 1970 began.
    function epochSeconds() external view returns (uint256);

    /// @notice What was tallied of a provider in an epoch, in 1e-9 WEFT. Final once the epoch is over.
    function talliedOf(address provider, uint256 epoch) external view returns (uint256);

    /// @notice What was tallied of all providers in an epoch, in 1e-9 WEFT. Final once the epoch is over.
    function totalOf(uint256 epoch) external view returns (uint256);

    /// @notice What a provider earned and is not tallied yet, in 1e-9 WEFT.
    function untalliedOf(address provider) external view returns (uint256);
}
