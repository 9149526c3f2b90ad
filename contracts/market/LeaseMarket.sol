// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC6909} from "@openzeppelin/contracts/interfaces/IERC6909.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";

import {IStakeVault} from "../staking/IStakeVault.sol";
import {ILeaseMarket} from "./ILeaseMarket.sol";
import {LeaseDues} from "./LeaseDues.sol";
import {LeaseHash} from "./LeaseHash.sol";
import {CollectResult, Lease, LeaseId, LeaseReason, LeaseState, Voucher} from "./LeaseTypes.sol";
import {MarketFunds} from "./MarketFunds.sol";

/// @title LeaseMarket
/// @notice Holds floats, and the reserves of open leases; anyone opens what was signed and pays providers what they are
/// owed, clients and payers close and take out what is theirs, and the owner may set the fee of later leases.
/// @dev No reentrancy guard: state changes come before calls, the vault and the stake vault call nobody back, and wallets
/// are only asked by static calls.
contract LeaseMarket is LeaseDues, Multicall {
    using LeaseHash for Lease;

    /// @notice Gas that every voucher of a batch must have where wallets are asked: what a wallet gets, what reaching it
    /// takes, and what the voucher itself takes.
    uint256 public constant WALLET_ITEM_GAS = 460_000;

    uint256 private constant PPM = 1_000_000;

    /// @dev What a provider is paid by one call.
    struct Payment {
        address provider;
        address token;
        uint256 gross;
        uint256 fee;
        uint256 pooled;
    }

    /// @param vault_ Where payments are held.
    /// @param stakeVault_ Through which delegators earn.
    /// @param owner_ May set fee and treasury.
    /// @param treasury_ Receives fees.
    /// @param feeBps_ Fee at the start, in basis points.
    constructor(
        IERC6909 vault_,
        IStakeVault stakeVault_,
        address owner_,
        address treasury_,
        uint16 feeBps_
    ) EIP712("Weft LeaseMarket", "1") MarketFunds(vault_, stakeVault_, owner_, treasury_, feeBps_) {}

    /* COLLECT */

    /// @inheritdoc ILeaseMarket
    function collect(Voucher calldata voucher) external returns (uint256 amount) {
        Payment memory payment = Payment(voucher.lease.provider, voucher.lease.token, 0, 0, 0);
        LeaseId leaseId = voucher.lease.id();
        LeaseReason reason;
        (amount, reason) = _redeem(voucher, leaseId, payment, true);
        require(amount != 0, LeaseNothingToCollect(leaseId, reason));
        _payOut(payment);
    }

    /// @inheritdoc ILeaseMarket
    function collectBatch(
        address provider,
        address token,
        Voucher[] calldata vouchers,
        bool asksWallets
    ) external returns (CollectResult[] memory results) {
        uint256 count = vouchers.length;
        if (asksWallets) _checkGas(count, WALLET_ITEM_GAS);
        Payment memory payment = Payment(provider, token, 0, 0, 0);
        results = new CollectResult[](count);
        for (uint256 i = 0; i < count; ++i) {
            LeaseId leaseId = vouchers[i].lease.id();
            (uint128 amount, LeaseReason reason) = _redeem(vouchers[i], leaseId, payment, asksWallets);
            (results[i].amount, results[i].reason) = (amount, reason);
            if (amount == 0) emit LeaseNotPaid(leaseId, reason);
        }
        if (payment.gross != 0) _payOut(payment);
    }

    /* INTERNAL */

    /// @dev Books what a voucher brings, and adds it to the payment. Nothing here reverts for what a client did, so that
    /// one voucher cannot stop the others of a batch.
    function _redeem(
        Voucher calldata voucher,
        LeaseId leaseId,
        Payment memory payment,
        bool asksWallets
    ) private returns (uint128 amount, LeaseReason reason) {
        Lease calldata lease = voucher.lease;
        LeaseState memory state = _leases[leaseId];
        if (state.endsAt == 0) return (0, LeaseReason.NotOpen);
        address token = lease.token;
        if (lease.provider != payment.provider || token != payment.token) return (0, LeaseReason.OtherBatch);
        uint256 owed;
        (owed, reason) = _owed(lease, state, voucher.amount);
        if (owed == 0) return (0, reason);
        if (voucher.amount != 0) {
            LeaseReason fault = _checkVoucher(voucher, leaseId, state.signerUntil, asksWallets);
            if (fault != LeaseReason.None) return (0, fault);
        }
        uint256 purse = _purse(lease, leaseId, state.collected);
        if (owed > purse) (owed, reason) = (purse, LeaseReason.Funds);
        if (owed == 0) return (0, reason);

        amount = uint128(owed); // at most the lease's cap, of 128 bits
        _addPayment(payment, state, amount);
        state.collected += amount;
        _leases[leaseId] = state;
        if (lease.rate.reserve() == 0) _setFloatBalance(_payerOf(lease), token, purse - owed);
        emit LeaseCollected(leaseId, amount, state.collected, reason);
    }

    /// @dev Fee and pool's part are those of all that was ever collected, less those of what was collected before:
    /// however it is divided into vouchers and calls, the parts come out the same to the base unit.
    function _addPayment(Payment memory payment, LeaseState memory state, uint256 amount) private pure {
        (uint256 feeBefore, uint256 pooledBefore) = _partsOf(state.collected, state);
        (uint256 fee, uint256 pooled) = _partsOf(state.collected + amount, state);
        payment.gross += amount;
        payment.fee += fee - feeBefore;
        payment.pooled += pooled - pooledBefore;
    }

    /// @dev Both round down: the fee in favour of the provider, the pool's part in favour of the provider too.
    function _partsOf(
        uint256 collected,
        LeaseState memory state
    ) private pure returns (uint256 fee, uint256 pooled) {
        fee = (collected * state.feeBps) / BPS;
        pooled = ((collected - fee) * state.poolPpm) / PPM;
    }

    function _payOut(Payment memory payment) private {
        (address provider, address token) = (payment.provider, payment.token);
        uint256 paid = payment.gross - payment.fee;
        _keepFee(token, payment.fee);
        emit ProviderPaid(provider, token, paid, payment.fee, payment.pooled);
        if (payment.pooled != 0) {
            // A token that a pool could earn in at the opening is one of its tokens for good.
            paid -= stakeVault.shareEarnings(provider, token, payment.pooled);
        }
        _pay(token, provider, paid);
    }
}
