// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILeaseMarket} from "./ILeaseMarket.sol";
import {Float} from "./LeaseTypes.sol";
import {MarketFunds} from "./MarketFunds.sol";

/// @title LeaseFloats
/// @notice Holds the floats that leases draw on; anyone adds to one, its payer asks for it back, and the contract built
/// on it draws.
abstract contract LeaseFloats is ILeaseMarket, MarketFunds {
    /// @notice Seconds from asking for a part of a float until it can leave.
    uint40 public constant FLOAT_THAW_SECONDS = 1 days;

    /// @dev A request to take money out.
    struct Thaw {
        uint128 amount;
        uint40 readyAt;
    }

    /// @dev All of a float; alone in its slot, the only one that a collection touches.
    struct Purse {
        uint256 balance;
    }

    mapping(address payer => mapping(address token => Purse)) private _floats;
    /// @dev What leases drew since the request may have left less than this: see {_thawing}.
    mapping(address payer => mapping(address token => Thaw)) private _thaws;

    /* FLOATS */

    /// @inheritdoc ILeaseMarket
    function fundFloat(address payer, address token, uint256 amount) external {
        require(amount != 0, LeaseZeroAmount());
        uint256 balance = _floats[payer][token].balance;
        Thaw storage thaw = _thaws[payer][token];
        // Money that comes in was not asked for: without this, a request could reach beyond what it was made for.
        if (balance < thaw.amount) thaw.amount = uint128(balance);
        _floats[payer][token].balance = balance + amount;
        emit FloatFunded(payer, token, msg.sender, amount);
        vault.transferFrom(msg.sender, address(this), uint160(token), amount);
    }

    /// @inheritdoc ILeaseMarket
    function thawFloat(address token, uint128 amount) external returns (uint40 readyAt) {
        uint256 balance = _floats[msg.sender][token].balance;
        require(amount <= balance, FloatInsufficient(msg.sender, token, balance, amount));
        Thaw storage thaw = _thaws[msg.sender][token];
        if (amount != 0) {
            bool isMore = amount > _thawing(thaw, balance);
            readyAt = isMore ? uint40(block.timestamp) + FLOAT_THAW_SECONDS : thaw.readyAt;
        }
        (thaw.amount, thaw.readyAt) = (amount, readyAt);
        emit FloatThawing(msg.sender, token, amount, readyAt);
    }

    /// @inheritdoc ILeaseMarket
    function withdrawFloat(address payer, address token) external returns (uint256 amount) {
        uint256 balance = _floats[payer][token].balance;
        Thaw storage thaw = _thaws[payer][token];
        uint40 readyAt = thaw.readyAt;
        amount = _thawing(thaw, balance);
        require(
            amount != 0 && block.timestamp >= readyAt,
            FloatNotReady(payer, token, amount == 0 ? 0 : readyAt, block.timestamp)
        );
        (thaw.amount, thaw.readyAt) = (0, 0);
        _floats[payer][token].balance = balance - amount;
        emit FloatWithdrawn(payer, token, amount);
        _pay(token, payer, amount);
    }

    /* VIEWS */

    /// @inheritdoc ILeaseMarket
    function floatOf(address payer, address token) public view returns (Float memory float) {
        Thaw storage thaw = _thaws[payer][token];
        float.balance = _floats[payer][token].balance;
        float.thawing = _thawing(thaw, float.balance);
        if (float.thawing != 0) float.readyAt = thaw.readyAt;
    }

    /* INTERNAL */

    function _floatAt(address payer, address token) internal view returns (Purse storage) {
        return _floats[payer][token];
    }

    /// @dev Leases draw on what thaws last: what is left of the float is what is left of the request at most. Since a
    /// float only shrinks between two calls of {fundFloat}, looking when it matters is as good as at every draw.
    function _thawing(Thaw storage thaw, uint256 balance) private view returns (uint128) {
        uint128 amount = thaw.amount;
        return balance < amount ? uint128(balance) : amount;
    }
}
