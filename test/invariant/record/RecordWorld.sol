// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {IJobRecorder} from "../../../contracts/market/IJobRecorder.sol";
import {Job, JobId, JobStatus} from "../../../contracts/market/JobTypes.sol";
import {IReputation} from "../../../contracts/reputation/IReputation.sol";
import {Record} from "../../../contracts/reputation/ReputationTypes.sol";
import {IRewards} from "../../../contracts/rewards/IRewards.sol";
import {Share, Terms} from "../../../contracts/types/OrderWords.sol";
import {Resources} from "../../../contracts/types/Resources.sol";
import {Fuzz} from "../Fuzz.sol";

/// @title RecordWorld
/// @notice Records and rewards with a market, which this is, three providers, two tokens that weigh something and one that
/// does not. Keeps books of its own of what was earned and paid.
contract RecordWorld is Fuzz {
    /// A few budgets, far from the whole schedule: it runs out, and binds what epochs pay.
    uint256 public constant RESERVE = 2_500e18;
    uint256 public constant FIRST_BUDGET = 1_000e18;
    address public constant OWNER = address(0xF1);
    address public constant VERIFIER = address(0xF2);

    IERC20 public weft;
    IReputation public reputation;
    IRewards public rewards;

    address[3] public providers = [address(0xA1), address(0xA2), address(0xA3)];
    /// The last weighs nothing.
    address[3] public tokens = [address(0xC1), address(0xC2), address(0xC3)];
    Resources[4] private _needs;

    /// Weight earned by a provider, ever; by its own reckoning.
    mapping(address provider => uint256) public earned;
    mapping(uint256 epoch => uint256) public paid;
    uint256 public paidInAll;
    uint256 public firstEpoch;
    mapping(JobId jobId => JobStatus) private _statuses;
    uint256 private _jobCount;

    constructor() {
        vm.warp(1_800_000_000);
        weft = IERC20(_deploy("token/WeftToken.sol/WeftToken.json", abi.encode(address(this))));
        reputation = IReputation(_deploy("reputation/Reputation.sol/Reputation.json", abi.encode(OWNER)));
        rewards = IRewards(
            _deploy(
                "rewards/Rewards.sol/Rewards.json",
                abi.encode(weft, reputation, OWNER, uint128(FIRST_BUDGET), uint32(26), uint16(5_000))
            )
        );
        firstEpoch = reputation.currentEpoch();
        _needs[1] = Resources.wrap(1 << 20);
        _needs[2] = Resources.wrap(1 << 44);
        _needs[3] = Resources.wrap(3 << 44);
        for (uint256 i = 0; i < 2; ++i) {
            vm.prank(OWNER);
            reputation.setRate(address(this), VERIFIER, tokens[i], i == 0 ? 1e18 : 123_456_789e21);
        }
        weft.transfer(address(rewards), RESERVE);
    }

    /* A MARKET */

    function statusOf(Job calldata job) external view returns (JobStatus) {
        return _statuses[JobId.wrap(keccak256(abi.encode(job)))];
    }

    /// @notice Records the end of a job, with capped gas, and asserts that it went through.
    function end(address provider, uint256 token, uint256 kind, JobStatus status, uint256 fee) external {
        uint256 weight = reputation.weightOf(address(this), VERIFIER, tokens[token], fee);
        (bool isOk, ) = address(reputation).call{gas: 100_000}(
            abi.encodeCall(
                IJobRecorder.record,
                (provider, tokens[token], VERIFIER, _needs[kind], status, fee)
            )
        );
        assert(isOk);
        if (status == JobStatus.Accepted) earned[provider] += weight;
    }

    /// @notice A job that ended without a result, to be brought.
    /// @param age Seconds since its deadline.
    function expire(
        address provider,
        uint256 units,
        uint256 price,
        uint256 age
    ) external returns (Job memory job) {
        job.provider = provider;
        job.token = tokens[0];
        job.verifier = VERIFIER;
        job.pricePerUnit = price;
        // The spec keeps two jobs apart.
        (job.spec, job.needs) = (bytes32(++_jobCount), _needs[_jobCount % 4]);
        job.share = Share.wrap(units);
        job.terms = Terms.wrap((250 << 160) | ((_now() - age) << 80)); // fee and deadline
        _statuses[JobId.wrap(keccak256(abi.encode(job)))] = JobStatus.NoResult;
    }

    /* BOOKS */

    function notePaid(uint256 epoch, uint256 amount) external {
        paid[epoch] += amount;
        paidInAll += amount;
    }

    /// @notice Everything that scores are made of, to compare.
    function words(address provider) external view returns (bytes32) {
        (uint256 score, Record memory sum) = reputation.standingOf(provider, 0);
        uint256[4] memory classes;
        uint64[4] memory models = [0, uint64(1 << 4), uint64(1 << 28), uint64(1 << 29)];
        for (uint256 i = 0; i < 4; ++i) {
            (classes[i], ) = reputation.standingOf(provider, models[i]);
        }
        return keccak256(abi.encode(score, sum, classes, reputation.untalliedOf(provider)));
    }

    function _deploy(string memory path, bytes memory arguments) private returns (address) {
        return vm.deployCode(string.concat("artifacts/contracts/", path), arguments);
    }
}
