// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {IERC721} from "@openzeppelin/contracts/interfaces/IERC721.sol";
import {ERC165Checker} from "@openzeppelin/contracts/utils/introspection/ERC165Checker.sol";

import {Credits} from "./Credits.sol";
import {IWorkMarket} from "./IWorkMarket.sol";

/// @title MarketRules
/// @notice Holds what governance can change about sales, and fees in ether; only the owner changes rules, within
/// constants, and anyone sends fees to the treasury.
abstract contract MarketRules is IWorkMarket, Credits, Ownable2Step {
    using ERC165Checker for address;

    /// @inheritdoc IWorkMarket
    uint16 public constant MAX_FEE_BPS = 500;

    // slot: every sale reads it, and every sale for ether writes it
    /// @inheritdoc IWorkMarket
    address public treasury;
    /// @inheritdoc IWorkMarket
    uint16 public feeBps;
    /// @inheritdoc IWorkMarket
    uint80 public etherFees;

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
        require(_isMoney(currency) || !isListed_, WorkMarketInvalidCurrency(currency));
        isListed[currency] = isListed_;
        emit CurrencyChanged(currency, isListed_);
    }

    /// @inheritdoc IWorkMarket
    function collectFees() external nonReentrant returns (uint256 amount) {
        amount = etherFees;
        etherFees = 0;
        address to = treasury;
        emit FeesCollected(to, amount);
        _push(ETHER, to, amount);
    }

    /// @dev Whether a token can be what its interfaces say: an ERC-721 has the same call to move a token as an ERC-20 has
    /// to move an amount.
    function _isMoney(address currency) internal view returns (bool) {
        return currency.code.length != 0 && !currency.supportsInterface(type(IERC721).interfaceId);
    }

    /// @dev Keeps a fee for the treasury. More ether than fits, a million of it, is credited.
    function _keepEther(uint256 fee) internal {
        uint256 total = etherFees + fee;
        if (total > type(uint80).max) _credit(ETHER, treasury, fee);
        else etherFees = uint80(total);
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
