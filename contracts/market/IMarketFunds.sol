// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC6909} from "@openzeppelin/contracts/interfaces/IERC6909.sol";

import {IStakeVault} from "../staking/IStakeVault.sol";

/// @title IMarketFunds
/// @notice The protocol's fee, which every market takes alike: out of what a provider earns, kept until somebody sends
/// it to the treasury.
interface IMarketFunds {
    /// @notice The fee of agreements made from now on changed.
    event FeeChanged(uint16 feeBps);

    /// @notice Fees are sent elsewhere from now on.
    event TreasuryChanged(address indexed treasury);

    /// @notice Fees were sent to the treasury.
    event FeesCollected(address indexed token, address indexed treasury, uint256 amount);

    /// @notice Nobody delegates to a provider any more who could share in what it earned, so the pool's part was added
    /// to the fees.
    event PoolPartUnclaimed(address indexed provider, address indexed token, uint256 amount);

    /// @notice The stake vault pays delegators in another vault than this market pays in.
    error MarketOtherVault(address stakeVaults, address markets);
    /// @notice A fee above the cap.
    error MarketFeeAboveCap(uint256 feeBps, uint256 cap);
    /// @notice A treasury from which fees could not be taken: the zero address, or this market.
    error MarketInvalidTreasury(address treasury);

    /// @notice Sends the fees collected in a token to the treasury's balance in the vault. Anyone may call.
    ///
    /// Emits {FeesCollected}.
    /// @return amount Token base units sent; zero where there are none.
    function collectFees(address token) external returns (uint256 amount);

    /// @notice Sets the fee of agreements made from now on. Called by the owner.
    ///
    /// Emits {FeeChanged}. Reverts with {MarketFeeAboveCap}.
    /// @param feeBps Basis points of the payment.
    function setFee(uint16 feeBps) external;

    /// @notice Sets who receives fees. Called by the owner.
    ///
    /// Emits {TreasuryChanged}. Reverts with {MarketInvalidTreasury}.
    function setTreasury(address treasury) external;

    /// @notice Where payments are held.
    function vault() external view returns (IERC6909);

    /// @notice Where stake is held, and through which delegators earn.
    function stakeVault() external view returns (IStakeVault);

    /// @notice Fees in a token that wait to be collected, in base units.
    function feesOf(address token) external view returns (uint256);

    /// @notice The fee of agreements made now, in basis points of the payment.
    function feeBps() external view returns (uint16);

    /// @notice Who receives fees.
    function treasury() external view returns (address);
}
