// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Ownable, Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";

import {IWorkMarket} from "./IWorkMarket.sol";

/// @title MarketRules
/// @notice Holds what governance can change about sales; only the owner changes it, within constants.
abstract contract MarketRules is IWorkMarket, Ownable2Step {
    /// @inheritdoc IWorkMarket
    uint16 public constant MAX_FEE_BPS = 500;

    // slot: read together by every sale
    /// @inheritdoc IWorkMarket
    address public treasury;
    /// @inheritdoc IWorkMarket
    uint16 public feeBps;

    /// @inheritdoc IWorkMarket
    mapping(address currency => bool) public isListed;

    /// @inheritdoc IWorkMarket
    function setFee(uint16 feeBps_) external onlyOwner {
        _setFee(feeBps_);
    }

    /// @inheritdoc IWorkMarket
    function setTreasury(address treasury_) external onlyOwner {
        _setTreasury(treasury_);
    }

    /// @inheritdoc IWorkMarket
    function setCurrency(address currency, bool isListed_) external onlyOwner {
        require(currency.code.length != 0 || !isListed_, WorkMarketInvalidCurrency(currency));
        isListed[currency] = isListed_;
        emit CurrencyChanged(currency, isListed_);
    }

    function _setFee(uint16 feeBps_) internal {
        require(feeBps_ <= MAX_FEE_BPS, WorkMarketFeeAboveCap(feeBps_, MAX_FEE_BPS));
        feeBps = feeBps_;
        emit FeeChanged(feeBps_);
    }

    function _setTreasury(address treasury_) internal {
        bool isLost = treasury_ == address(0) || treasury_ == address(this);
        require(!isLost, WorkMarketInvalidTreasury(treasury_));
        treasury = treasury_;
        emit TreasuryChanged(treasury_);
    }
}
