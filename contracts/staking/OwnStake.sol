// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

import {Permits} from "../libraries/Permits.sol";
import {IStakeVault} from "./IStakeVault.sol";
import {OperatorScopes} from "./OperatorScopes.sol";
import {Operators} from "./Operators.sol";
import {SharePot} from "./SharePot.sol";
import {StakeLedger} from "./StakeLedger.sol";
import {PendingThaw, Provision} from "./StakeTypes.sol";
import {StakeVotes} from "./StakeVotes.sol";
import {ThawQueue} from "./ThawQueue.sol";

/// @title OwnStake
/// @notice What providers do with their own stake: provision, thaw (by an operator too) and withdraw.
abstract contract OwnStake is StakeLedger, StakeVotes, Operators {
    using SafeERC20 for IERC20;
    using SharePot for SharePot.Pot;
    using ThawQueue for ThawQueue.Queue;

    /// @dev Requests up to which an operator can add one, so that a lost key cannot fill the queue.
    uint256 private constant MAX_OPERATOR_THAWS = MAX_THAWS / 2;

    /* STAKE IN */

    /// @inheritdoc IStakeVault
    function provision(address market, uint96 amount) external {
        _provision(msg.sender, market, amount);
    }

    /// @inheritdoc IStakeVault
    function provisionWithPermit(
        address market,
        uint96 amount,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external {
        Permits.tryPermit(token, amount, deadline, v, r, s);
        _provision(msg.sender, market, amount);
    }

    /* STAKE OUT */

    /// @inheritdoc IStakeVault
    function thaw(address market, uint96 amount) external returns (uint40 readyAt) {
        return _thaw(msg.sender, market, amount);
    }

    /// @inheritdoc IStakeVault
    function thawFor(address provider, address market, uint96 amount) external returns (uint40 readyAt) {
        _checkOperator(provider, OperatorScopes.THAW);
        return _thaw(provider, market, amount);
    }

    /// @inheritdoc IStakeVault
    function withdraw(address provider, address market) external returns (uint256) {
        Stake storage stake = _stakes[provider][market];
        uint96 locked = stake.locked;
        uint256 spare = uint256(stake.active) + stake.thawing.stake - locked; // never locked beyond both
        (uint96 amount, , uint64 served) = stake.queue.serve(
            stake.thawing,
            spare,
            ThawQueue.Place(provider, market, locked)
        );
        if (amount != 0) _removeVotes(provider, amount);
        emit Withdrawn(provider, market, amount, served);
        if (amount != 0) IERC20(token).safeTransfer(provider, amount);
        return amount;
    }

    /* VIEWS */

    /// @inheritdoc IStakeVault
    function provisionOf(address provider, address market) external view returns (Provision memory) {
        Stake storage stake = _stakes[provider][market];
        return
            Provision({
                active: stake.active,
                locked: stake.locked,
                thawing: stake.thawing.stake,
                thawingShares: stake.thawing.shares,
                thawRound: stake.thawing.round,
                firstThaw: stake.queue.first,
                nextThaw: stake.queue.next,
                hasPool: stake.hasPool,
                lastLateAt: stake.lastLateAt
            });
    }

    /// @inheritdoc IStakeVault
    function thawsOf(address provider, address market) external view returns (PendingThaw[] memory) {
        Stake storage stake = _stakes[provider][market];
        return stake.queue.list(stake.thawing);
    }

    /* INTERNAL */

    function _provision(address provider, address market, uint96 amount) private {
        require(market != address(0), StakeInvalidMarket(market));
        require(amount != 0, StakeZeroAmount());
        _stakes[provider][market].active += amount;
        _addVotes(provider, amount);
        emit Provisioned(provider, market, amount);
        IERC20(token).safeTransferFrom(provider, address(this), amount);
    }

    function _thaw(address provider, address market, uint96 amount) private returns (uint40 readyAt) {
        require(amount != 0, StakeZeroAmount());
        Stake storage stake = _stakes[provider][market];
        uint96 active = stake.active;
        require(amount <= active, StakeInsufficient(provider, market, active, amount));
        uint256 maxThaws = msg.sender == provider ? MAX_THAWS : MAX_OPERATOR_THAWS;
        require(stake.queue.length() < maxThaws, StakeTooManyThaws(maxThaws));
        stake.active = active - amount;
        uint128 shares = stake.thawing.sharesFor(amount);
        stake.thawing.add(amount, shares);
        readyAt = _readyAt();
        uint256 index = stake.queue.push(shares, readyAt, stake.thawing.round);
        emit ThawStarted(provider, market, index, amount, shares, readyAt);
    }
}
