// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Ownable, Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {BitMaps} from "@openzeppelin/contracts/utils/structs/BitMaps.sol";
import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";

import {Decay} from "../reputation/Decay.sol";
import {IReputation} from "../reputation/IReputation.sol";
import {IRewards} from "./IRewards.sol";

/// @title Rewards
/// @notice Holds the reserve that rewards are paid from; anyone claims for a provider, the owner sets the fraction.
contract Rewards is IRewards, Ownable2Step {
    using BitMaps for BitMaps.BitMap;
    using Checkpoints for Checkpoints.Trace208;
    using SafeERC20 for IERC20;

    /// @notice Highest fraction that governance can set, in basis points.
    uint16 public constant MAX_FRACTION_BPS = 9_000;
    /// @notice Time in which an epoch can be claimed once it is over.
    uint256 public constant CLAIM_SECONDS = 365 days;

    uint256 private constant BPS = 10_000;
    /// @dev WEFT base units in a unit of weight.
    uint256 private constant WEIGHT = 1e9;

    /// @dev What is set aside for an epoch, and what of it is not claimed.
    struct Pot {
        uint128 budget;
        uint128 left;
    }

    /// @inheritdoc IRewards
    IERC20 public immutable token;
    /// @inheritdoc IRewards
    IReputation public immutable reputation;
    /// @inheritdoc IRewards
    uint256 public immutable firstEpoch;
    /// @notice What the schedule has for the first epoch, in WEFT base units.
    uint128 public immutable firstBudget;
    /// @notice Epochs in which the schedule halves.
    uint32 public immutable halfLifeEpochs;
    uint256 private immutable _epochSeconds;

    /// @inheritdoc IRewards
    uint256 public committed;

    mapping(uint256 epoch => Pot) private _pots;
    mapping(address provider => BitMaps.BitMap epochs) private _claimed;
    Checkpoints.Trace208 private _fractions;

    /// @param token_ WEFT. It calls nobody back.
    /// @param reputation_ Where weights come from.
    /// @param owner_ May set the fraction.
    /// @param firstBudget_ Of the epoch of now, in WEFT base units.
    /// @param halfLifeEpochs_ Epochs in which the schedule halves.
    /// @param fractionBps_ Fraction at the start, in basis points.
    constructor(
        IERC20 token_,
        IReputation reputation_,
        address owner_,
        uint128 firstBudget_,
        uint32 halfLifeEpochs_,
        uint16 fractionBps_
    ) Ownable(owner_) {
        bool isSchedule = firstBudget_ != 0 && halfLifeEpochs_ != 0;
        require(isSchedule, RewardsInvalidSchedule(firstBudget_, halfLifeEpochs_));
        (token, reputation) = (token_, reputation_);
        (firstBudget, halfLifeEpochs) = (firstBudget_, halfLifeEpochs_);
        _epochSeconds = reputation_.epochSeconds();
        firstEpoch = reputation_.currentEpoch();
        _setFraction(firstEpoch, fractionBps_);
    }

    /* CLAIMS */

    /// @inheritdoc IRewards
    function claim(address provider, uint256[] calldata epochs) external returns (uint256 amount) {
        uint256 current = reputation.currentEpoch();
        for (uint256 i = 0; i < epochs.length; ++i) {
            uint256 epoch = epochs[i];
            require(epoch < current, RewardsEpochNotOver(epoch, _endOf(epoch)));
            amount += _take(provider, epoch);
        }
        require(amount != 0, RewardsNothingToClaim(provider));
        committed -= amount;
        token.safeTransfer(provider, amount);
    }

    /// @inheritdoc IRewards
    function lapse(uint256[] calldata epochs) external returns (uint256 amount) {
        for (uint256 i = 0; i < epochs.length; ++i) {
            uint256 left = _pots[epochs[i]].left;
            if (left == 0 || !_isLapsed(epochs[i])) continue;
            _pots[epochs[i]].left = 0;
            amount += left;
            emit RewardsLapsed(epochs[i], left);
        }
        committed -= amount;
    }

    /* GOVERNANCE */

    /// @inheritdoc IRewards
    function setFraction(uint16 fractionBps) external onlyOwner {
        _setFraction(reputation.currentEpoch() + 1, fractionBps);
    }

    /* VIEWS */

    /// @inheritdoc IRewards
    function claimableOf(address provider, uint256[] calldata epochs) external view returns (uint256 amount) {
        uint256 free = reserve();
        for (uint256 i = 0; i < epochs.length; ++i) {
            (uint256 due, uint256 budget) = _due(provider, epochs[i], free);
            amount += due;
            free -= budget;
        }
    }

    /// @inheritdoc IRewards
    function isClaimed(address provider, uint256 epoch) external view returns (bool) {
        return _claimed[provider].get(epoch);
    }

    /// @inheritdoc IRewards
    function budgetOf(uint256 epoch) external view returns (uint256 budget) {
        budget = _pots[epoch].budget;
        if (budget == 0) budget = _budget(epoch, reputation.totalOf(epoch), reserve());
    }

    /// @inheritdoc IRewards
    function scheduleOf(uint256 epoch) public view returns (uint256) {
        if (epoch < firstEpoch) return 0;
        return Decay.down(firstBudget, Decay.factor(epoch - firstEpoch, halfLifeEpochs));
    }

    /// @inheritdoc IRewards
    function fractionBpsOf(uint256 epoch) public view returns (uint256) {
        return _fractions.upperLookup(uint48(Math.min(epoch, type(uint48).max)));
    }

    /// @inheritdoc IRewards
    function reserve() public view returns (uint256) {
        // What is set aside was here, and leaves `committed` when it leaves.
        return token.balanceOf(address(this)) - committed;
    }

    /* INTERNAL */

    /// @dev What a provider has to claim of an epoch that is over, taken from what is set aside. Rounds down, so that
    /// all claims together never exceed the budget.
    function _take(address provider, uint256 epoch) private returns (uint256 amount) {
        uint256 weight = _claimableWeight(provider, epoch);
        if (weight == 0) return 0;
        uint256 total = reputation.totalOf(epoch);
        Pot storage pot = _pots[epoch];
        if (pot.budget == 0) {
            uint128 budget = uint128(_budget(epoch, total, reserve())); // at most `firstBudget`
            if (budget == 0) return 0;
            (pot.budget, pot.left) = (budget, budget);
            committed += budget;
            emit BudgetSet(epoch, budget);
        }
        amount = Math.mulDiv(pot.budget, weight, total);
        if (amount == 0) return 0;
        _claimed[provider].set(epoch);
        pot.left -= uint128(amount);
        emit RewardPaid(provider, epoch, amount);
    }

    /// @dev What a provider would get of an epoch, and the budget that this would set aside from what is free.
    function _due(
        address provider,
        uint256 epoch,
        uint256 free
    ) private view returns (uint256 due, uint256 setAside) {
        if (epoch >= reputation.currentEpoch()) return (0, 0);
        uint256 weight = _claimableWeight(provider, epoch);
        if (weight == 0) return (0, 0);
        (uint256 budget, uint256 total) = (_pots[epoch].budget, reputation.totalOf(epoch));
        if (budget == 0) budget = setAside = _budget(epoch, total, free);
        due = Math.mulDiv(budget, weight, total);
    }

    function _setFraction(uint256 epoch, uint16 fractionBps) private {
        require(fractionBps <= MAX_FRACTION_BPS, RewardsFractionAboveCap(fractionBps, MAX_FRACTION_BPS));
        _fractions.push(uint48(epoch), fractionBps);
        emit FractionChanged(epoch, fractionBps);
    }

    /// @dev The weight of a provider in an epoch, as long as it can be claimed.
    function _claimableWeight(address provider, uint256 epoch) private view returns (uint256) {
        if (_claimed[provider].get(epoch) || _isLapsed(epoch)) return 0;
        return reputation.talliedOf(provider, epoch);
    }

    function _budget(uint256 epoch, uint256 total, uint256 free) private view returns (uint256) {
        uint256 cap = (total * WEIGHT * fractionBpsOf(epoch)) / BPS;
        return Math.min(Math.min(scheduleOf(epoch), cap), free);
    }

    function _isLapsed(uint256 epoch) private view returns (bool) {
        return block.timestamp > _endOf(epoch) + CLAIM_SECONDS;
    }

    /// @dev Of an epoch so far that its end is none, that there is none is as good an answer.
    function _endOf(uint256 epoch) private view returns (uint256) {
        return Math.saturatingMul(Math.saturatingAdd(epoch, 1), _epochSeconds);
    }
}
