// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC6909} from "@openzeppelin/contracts/interfaces/IERC6909.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";

import {IStakeVault} from "../staking/IStakeVault.sol";
import {ILeaseMarket} from "./ILeaseMarket.sol";
import {LeaseDues} from "./LeaseDues.sol";
import {LeaseHash} from "./LeaseHash.sol";
import {LeaseSums} from "./LeaseSums.sol";
import {CollectResult, LeaseId, LeaseReason, LeaseTerms, Voucher} from "./LeaseTypes.sol";
import {LeaseSlot} from "./LeaseWords.sol";
import {MarketFunds} from "./MarketFunds.sol";

/// @title LeaseMarket
/// @notice Holds floats, and the reserves of open leases; anyone opens what was signed and pays providers what they are
/// owed, clients and payers close and take out what is theirs, and the owner may set the fee of later leases.
/// @dev No reentrancy guard: state changes come before calls, the vault and the stake vault call nobody back, and
/// wallets are only asked by static calls.
contract LeaseMarket is LeaseDues, Multicall {
    using LeaseHash for LeaseTerms;

    /// @notice Gas that every voucher of a batch must have where wallets are asked: what a wallet gets, what reaching
    /// it takes, and what the voucher itself takes.
    uint256 public constant WALLET_ITEM_GAS = 460_000;

    /// @dev Bounds what a batch spends beside its vouchers: fee, delegators' part and pay.
    uint256 private constant PAY_OVERHEAD = 200_000;

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
    function collect(
        address provider,
        address token,
        Voucher calldata voucher
    ) external returns (uint256 amount) {
        Payment memory payment = Payment(provider, token, 0, 0, 0);
        LeaseId leaseId = voucher.terms.id(provider, token);
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
        if (asksWallets) _checkBatchGas(count, WALLET_ITEM_GAS, PAY_OVERHEAD);
        Payment memory payment = Payment(provider, token, 0, 0, 0);
        results = new CollectResult[](count);
        for (uint256 i = 0; i < count; ++i) {
            Voucher calldata voucher = vouchers[i];
            LeaseId leaseId = voucher.terms.id(provider, token);
            (uint256 amount, LeaseReason reason) = _redeem(voucher, leaseId, payment, asksWallets);
            results[i] = CollectResult(uint128(amount), reason); // at most the lease's cap, of 128 bits
            if (amount == 0) emit LeaseNotPaid(leaseId, reason);
        }
        if (payment.gross != 0) _payOut(payment);
    }

    /* INTERNAL */

    /// @dev Books what a voucher brings, and adds it to the payment. Nothing here reverts for what a client did, so
    /// that one voucher cannot stop the others of a batch.
    function _redeem(
        Voucher calldata voucher,
        LeaseId leaseId,
        Payment memory payment,
        bool asksWallets
    ) private returns (uint256 owed, LeaseReason reason) {
        LeaseTerms calldata terms = voucher.terms;
        LeaseSlot slot = _leases[leaseId];
        if (!slot.isOpen()) return (0, LeaseReason.NotOpen);
        uint128 amount = voucher.amount;
        (owed, reason) = _owed(terms, slot, amount);
        if (owed == 0) return (0, reason);
        if (amount != 0) {
            LeaseReason fault = _checkVoucher(voucher, amount, leaseId, slot.signerUntil(), asksWallets);
            if (fault != LeaseReason.None) return (0, fault);
        }
        bool isShort;
        (owed, isShort) = _draw(terms, payment.token, leaseId, slot.collected(), owed);
        if (isShort) reason = LeaseReason.Funds;
        if (owed == 0) return (0, reason);

        _addPayment(payment, slot, owed);
        _leases[leaseId] = slot.withCollected(owed);
        emit LeaseCollected(leaseId, owed, reason);
    }

    /// @dev Takes what is owed, or what is there, from the lease's purse. What leaves a reserve is written with what
    /// was collected.
    function _draw(
        LeaseTerms calldata terms,
        address token,
        LeaseId leaseId,
        uint128 collected,
        uint256 owed
    ) private returns (uint256 drawn, bool isShort) {
        if (terms.rate.reserve() != 0) {
            return LeaseSums.drawn(_reserved[leaseId] - collected, owed);
        }
        Purse storage float = _floatAt(_payerOf(terms), token);
        uint256 balance = float.balance;
        if (balance == 0) return (0, true);
        (drawn, isShort) = LeaseSums.drawn(balance, owed);
        unchecked {
            float.balance = balance - drawn; // at most `balance`
        }
    }

    /// @dev Fee and pool's part are those of all that was ever collected, less those of what was collected before:
    /// however it is divided into vouchers and calls, the parts come out the same to the base unit.
    function _addPayment(Payment memory payment, LeaseSlot slot, uint256 amount) private pure {
        // Products of 128 and 24 bits; sums of fewer than 2^64 amounts; and parts never fall as the whole grows.
        unchecked {
            (uint256 collected, uint256 signedBps, uint256 poolPpm) = (
                slot.collected(),
                slot.feeBps(),
                slot.poolPpm()
            );
            (uint256 feeBefore, uint256 pooledBefore) = LeaseSums.partsOf(collected, signedBps, poolPpm);
            (uint256 fee, uint256 pooled) = LeaseSums.partsOf(collected + amount, signedBps, poolPpm);
            payment.gross += amount;
            payment.fee += fee - feeBefore;
            payment.pooled += pooled - pooledBefore;
        }
    }

    function _payOut(Payment memory payment) private {
        (address provider, address token) = (payment.provider, payment.token);
        uint256 paid = payment.gross - payment.fee;
        _keepFee(token, payment.fee);
        emit ProviderPaid(provider, token, paid, payment.fee, payment.pooled);
        // A token that a pool could earn in at the opening is one of its tokens for good.
        _payProvider(token, provider, paid, payment.pooled);
    }
}
