// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Ownable, Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {IERC6909} from "@openzeppelin/contracts/interfaces/IERC6909.sol";

import {IStakeVault} from "../staking/IStakeVault.sol";
import {IMarketFunds} from "./IMarketFunds.sol";

/// @title MarketFunds
/// @notice Holds the fees that wait for the treasury; anyone sends them there, the owner sets the fee and the treasury.
abstract contract MarketFunds is IMarketFunds, Ownable2Step {
    /// @notice Highest fee that governance can set, in basis points.
    uint16 public constant MAX_FEE_BPS = 500;

    /// @inheritdoc IMarketFunds
    IERC6909 public immutable vault;
    /// @inheritdoc IMarketFunds
    IStakeVault public immutable stakeVault;

    // slot: treasury and fee are read together
    /// @inheritdoc IMarketFunds
    address public treasury;
    /// @inheritdoc IMarketFunds
    uint16 public feeBps;

    mapping(address token => uint256 amount) private _fees;

    /// @param vault_ Where payments are held.
    /// @param stakeVault_ Where stake is held, and through which delegators earn.
    /// @param owner_ May set fee and treasury.
    /// @param treasury_ Receives fees.
    /// @param feeBps_ Fee at the start, in basis points.
    constructor(
        IERC6909 vault_,
        IStakeVault stakeVault_,
        address owner_,
        address treasury_,
        uint16 feeBps_
    ) Ownable(owner_) {
        address paidIn = address(stakeVault_.vault());
        require(paidIn == address(vault_), MarketOtherVault(paidIn, address(vault_)));
        vault = vault_;
        stakeVault = stakeVault_;
        // Takes the pools' part of pay, from its caller's balance alone.
        vault_.setOperator(address(stakeVault_), true);
        _setTreasury(treasury_);
        _setFee(feeBps_);
    }

    /// @inheritdoc IMarketFunds
    function collectFees(address token) external returns (uint256 amount) {
        amount = _fees[token];
        if (amount == 0) return 0;
        _fees[token] = 0;
        address to = treasury;
        emit FeesCollected(token, to, amount);
        _pay(token, to, amount);
    }

    /* GOVERNANCE */

    /// @inheritdoc IMarketFunds
    function setFee(uint16 feeBps_) external onlyOwner {
        _setFee(feeBps_);
    }

    /// @inheritdoc IMarketFunds
    function setTreasury(address treasury_) external onlyOwner {
        _setTreasury(treasury_);
    }

    /* VIEWS */

    /// @inheritdoc IMarketFunds
    function feesOf(address token) external view returns (uint256) {
        return _fees[token];
    }

    /* INTERNAL */

    function _keepFee(address token, uint256 fee) internal {
        if (fee != 0) _fees[token] += fee;
    }

    /// @dev Pays a provider, and its delegators `pooled` of it. Where none of them is left, that goes with the fees:
    /// paid to the provider, it would pay one that wipes out its own pool.
    function _payProvider(address token, address provider, uint256 amount, uint256 pooled) internal {
        if (pooled != 0 && stakeVault.shareEarnings(provider, token, pooled) == 0) {
            emit PoolPartUnclaimed(provider, token, pooled);
            _keepFee(token, pooled);
        }
        _pay(token, provider, amount - pooled);
    }

    function _pay(address token, address to, uint256 amount) internal {
        if (amount != 0) vault.transfer(to, uint160(token), amount);
    }

    function _setFee(uint16 feeBps_) private {
        require(feeBps_ <= MAX_FEE_BPS, MarketFeeAboveCap(feeBps_, MAX_FEE_BPS));
        feeBps = feeBps_;
        emit FeeChanged(feeBps_);
    }

    function _setTreasury(address treasury_) private {
        bool isLost = treasury_ == address(0) || treasury_ == address(this);
        require(!isLost, MarketInvalidTreasury(treasury_));
        treasury = treasury_;
        emit TreasuryChanged(treasury_);
    }
}
