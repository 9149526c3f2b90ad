// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {IReputation} from "../reputation/IReputation.sol";

/// @title IRewards
/// @notice Pays providers WEFT for work whose fees they earned the protocol, from a reserve that nobody can mint into.
///
/// The budget of an epoch is the least of what the schedule has for it, a fraction of the fee weight tallied in it, and
/// what the reserve has left. It is divided by weight. The fraction is below one, so a provider that deals with itself
/// gets back less than the fees it pays, however much it deals; fees in tokens that weigh nothing get it nothing.
///
/// Weights of an epoch are final when it is over; from then on it can be claimed for a year. The first claim of an epoch
/// sets its budget aside. What nobody claims in that year returns to the reserve.
///
/// The reserve is the WEFT that lies here and is not set aside: who sends WEFT here adds to it, and nobody takes any out
/// but by a claim. It should have the whole schedule before any fee weighs something: where it is the least of the three,
/// the first claim of an epoch, which anyone makes for anyone, fixes the budget at what happens to be there.
///
/// Safety: weights are worth what governance says that fees are. A rate above the price of a token makes its fees cheaper
/// than their weight, and the fraction is what is left of the margin.
///
/// What governance (the owner) can change: the fraction of later epochs, within {MAX_FRACTION_BPS}.
interface IRewards {
    /* EVENTS */

    /// @notice The fraction was changed, from an epoch on.
    event FractionChanged(uint256 indexed fromEpoch, uint16 fractionBps);

    /// @notice The budget of an epoch was set aside.
    event BudgetSet(uint256 indexed epoch, uint256 budget);

    /// @notice A provider was paid for an epoch.
    event RewardPaid(address indexed provider, uint256 indexed epoch, uint256 amount);

    /// @notice What was left of an epoch's budget after a year is in the reserve again.
    event RewardsLapsed(uint256 indexed epoch, uint256 amount);

    /* ERRORS */

    /// @notice A fraction above the most that it can be.
    error RewardsFractionAboveCap(uint256 fractionBps, uint256 limit);
    /// @notice An epoch that is not over; its weights still change.
    /// @param endsAt Unix second from which it can be claimed.
    error RewardsEpochNotOver(uint256 epoch, uint256 endsAt);
    /// @notice The provider has nothing to claim in any of these epochs: it earned nothing, has it already, or came after
    /// a year.
    error RewardsNothingToClaim(address provider);
    /// @notice A schedule that never ends, or is none.
    error RewardsInvalidSchedule(uint256 firstBudget, uint256 halfLifeEpochs);

    /* CLAIMS */

    /// @notice Pays a provider for some epochs. Anyone may call; only the provider is paid. Epochs in which it has nothing
    /// to claim are passed over, so that nobody can spoil a claim by making a part of it first.
    ///
    /// Emits {RewardPaid} for each that pays, and {BudgetSet} for the first claim of an epoch.
    /// Reverts with {RewardsEpochNotOver}, {RewardsNothingToClaim}.
    /// @param epochs In any order, as {IReputation} counts them.
    /// @return amount WEFT base units.
    function claim(address provider, uint256[] calldata epochs) external returns (uint256 amount);

    /// @notice Returns to the reserve what is left of epochs that ended more than a year ago. Anyone may call. Others are
    /// passed over.
    ///
    /// Emits {RewardsLapsed} for each that had something left.
    /// @return amount WEFT base units.
    function lapse(uint256[] calldata epochs) external returns (uint256 amount);

    /* GOVERNANCE */

    /// @notice Sets the fraction, from the next epoch on. Called by the owner.
    ///
    /// Emits {FractionChanged}. Reverts with {RewardsFractionAboveCap}.
    /// @param fractionBps WEFT paid out at most, in basis points of the fee weight.
    function setFraction(uint16 fractionBps) external;

    /* VIEWS */

    /// @notice What {claim} would pay now. Epochs that are not over count as nothing; name each once.
    function claimableOf(address provider, uint256[] calldata epochs) external view returns (uint256 amount);

    /// @notice Whether a provider was paid for an epoch.
    function isClaimed(address provider, uint256 epoch) external view returns (bool);

    /// @notice The budget of an epoch: as it was set aside, or as it would be if the epoch were over and claimed now.
    function budgetOf(uint256 epoch) external view returns (uint256);

    /// @notice What the schedule has for an epoch, in WEFT base units; nothing before the first.
    function scheduleOf(uint256 epoch) external view returns (uint256);

    /// @notice The fraction of an epoch, in basis points.
    function fractionBpsOf(uint256 epoch) external view returns (uint256);

    /// @notice WEFT base units that no epoch has a claim to.
    function reserve() external view returns (uint256);

    /// @notice WEFT base units set aside for claims.
    function committed() external view returns (uint256);

    /// @notice What is paid: WEFT.
    function token() external view returns (IERC20);

    /// @notice Where weights come from.
    function reputation() external view returns (IReputation);

    /// @notice The first epoch that pays.
    function firstEpoch() external view returns (uint256);
}
