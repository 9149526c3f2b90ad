// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC6909} from "@openzeppelin/contracts/interfaces/IERC6909.sol";
import {ERC6909} from "@openzeppelin/contracts/token/ERC6909/ERC6909.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

import {IStakeVault} from "../staking/IStakeVault.sol";
import {Batches} from "./Batches.sol";
import {BatchItems} from "./BatchItems.sol";
import {IOneShotMarket} from "./IOneShotMarket.sol";
import {MarketFunds} from "./MarketFunds.sol";
import {OneShotHash} from "./OneShotHash.sol";
import {Claim, Due} from "./OneShotTypes.sol";
import {OrderNonces} from "./OrderNonces.sol";
import {OrderSigners} from "./OrderSigners.sol";

/// @title OneShotMarket
/// @notice Holds nothing but fees; anyone may bring the claim of a provider, which pays that provider alone.
/// @dev No reentrancy guard: the vault and the stake vault call nobody back, and wallets are only asked by static
/// calls.
contract OneShotMarket is IOneShotMarket, OrderNonces, OrderSigners, MarketFunds, Batches, EIP712 {
    using OneShotHash for Claim;

    /// @dev Bounds what a batch spends between two claims: money drawn from one payer, and the look at the next; and
    /// what it spends after the last: fee, delegators' part and pay.
    uint256 private constant TRANSFER_OVERHEAD = 40_000;
    uint256 private constant PPM = 1_000_000;

    /// @dev What is to be paid to one provider, in base units of one token.
    struct Pay {
        address provider;
        address token;
        uint256 feeBps;
        uint256 poolPpm;
        uint256 fee;
        uint256 pooled;
        uint256 net;
    }

    /// @dev What claims that follow each other take from one payer.
    struct Purse {
        address payer;
        /// What the vault lets this market take, and what is there.
        uint256 allowance;
        uint256 balance;
        uint256 drawn;
    }

    /// @param vault_ Where clients' money is held.
    /// @param stakeVault_ Where delegated stake is held.
    /// @param owner_ May set fee and treasury.
    /// @param treasury_ Receives fees.
    /// @param feeBps_ Fee at the start, in basis points.
    constructor(
        IERC6909 vault_,
        IStakeVault stakeVault_,
        address owner_,
        address treasury_,
        uint16 feeBps_
    ) EIP712("Weft OneShotMarket", "1") MarketFunds(vault_, stakeVault_, owner_, treasury_, feeBps_) {}

    /* CLAIMS */

    /// @inheritdoc IOneShotMarket
    function claim(address provider, address token, Claim calldata accepted) external returns (bytes32 id) {
        Pay memory pay = Pay(provider, token, feeBps, 0, 0, 0, 0);
        id = _take(provider, token, accepted, pay.feeBps);
        uint256 amount = accepted.due.amount();
        if (amount != 0) vault.transferFrom(accepted.payerOf(), address(this), uint160(token), amount);
        pay.poolPpm = stakeVault.poolPpmOf(provider, address(this), token);
        _count(pay, amount);
        _payOut(pay);
    }

    /// @inheritdoc IOneShotMarket
    function claimBatch(
        address provider,
        address token,
        Claim[] calldata claims,
        uint256 gasPerItem
    ) external returns (bytes4[] memory codes) {
        codes = _openBatch(claims.length, gasPerItem, TRANSFER_OVERHEAD);
        uint256 poolPpm = stakeVault.poolPpmOf(provider, address(this), token);
        Pay memory pay = Pay(provider, token, feeBps, poolPpm, 0, 0, 0);
        Purse memory purse;
        for (uint256 i = 0; i < codes.length; ++i) {
            address payer = claims[i].payerOf();
            if (payer != purse.payer) {
                _draw(purse, token);
                _look(purse, payer, token);
            }
            codes[i] = _tryTake(pay, purse, claims, i, gasPerItem);
        }
        _draw(purse, token);
        _payOut(pay);
    }

    /// @notice An item of {claimBatch}, in a call of its own. Open to this contract alone.
    /// @param feeBps_ The fee of this moment, in basis points.
    /// @param allowance How much this market may take of the payer.
    /// @param balance How much the payer has.
    function takeItem(
        address provider,
        address token,
        uint256 feeBps_,
        uint256 allowance,
        uint256 balance,
        Claim calldata accepted
    ) external {
        require(msg.sender == address(this), OneShotNotSelf(msg.sender));
        _take(provider, token, accepted, feeBps_);
        // What the vault would say: it is asked once for claims that follow each other.
        (uint256 amount, uint256 id) = (accepted.due.amount(), uint160(token));
        require(
            amount <= allowance,
            ERC6909.ERC6909InsufficientAllowance(address(this), allowance, amount, id)
        );
        require(
            amount <= balance,
            ERC6909.ERC6909InsufficientBalance(accepted.payerOf(), balance, amount, id)
        );
    }

    /* VIEWS */

    /// @inheritdoc IOneShotMarket
    function acceptanceId(
        address provider,
        address token,
        Claim calldata accepted
    ) external view returns (bytes32 id) {
        return _idOf(provider, token, accepted);
    }

    /// @inheritdoc IOneShotMarket
    function isSpent(Claim calldata accepted) external view returns (bool) {
        (address client, uint64 nonce) = (accepted.client, accepted.due.nonce());
        // An acceptance for a later epoch has its time still to come.
        return nonce >> 32 <= epochOf(client) && !this.isNonceUsable(client, nonce);
    }

    /* INTERNAL */

    /// @dev Checks that client and payer agreed, and spends the nonce. The caller takes the money.
    function _take(
        address provider,
        address token,
        Claim calldata accepted,
        uint256 feeBps_
    ) private returns (bytes32 id) {
        id = _idOf(provider, token, accepted);
        Due due = accepted.due;
        (address client, address payer) = (accepted.client, accepted.payerOf());
        require(block.timestamp <= due.expiry(), OneShotExpired(id, due.expiry(), block.timestamp));
        _checkNonce(client, due.nonce(), true);
        _checkSignature(client, id, accepted.clientSignature);
        _checkPayer(payer, client, id, accepted.payerSignature);
        address beneficiary = accepted.beneficiary;
        if (beneficiary == address(0)) beneficiary = client;
        uint256 amount = due.amount();
        uint256 fee = _feeOf(amount, feeBps_);
        bytes32 spec = accepted.spec;
        emit ResultPaid(id, provider, client, payer, beneficiary, token, amount, fee, spec, accepted.result);
    }

    /// @dev Takes one claim of a batch, or says why not.
    function _tryTake(
        Pay memory pay,
        Purse memory purse,
        Claim[] calldata claims,
        uint256 index,
        uint256 gasPerItem
    ) private returns (bytes4 code) {
        bytes memory head = abi.encodeWithSelector(
            this.takeItem.selector,
            pay.provider,
            pay.token,
            pay.feeBps,
            purse.allowance,
            purse.balance,
            0xc0 // the claim is of a length of its own, and begins behind this word
        );
        code = _attempt(head, BatchItems.bytesOf(claims, index), gasPerItem, false);
        if (code != 0) {
            emit BatchItemFailed(_idOf(pay.provider, pay.token, claims[index]), index, code);
            return code;
        }
        uint256 amount = claims[index].due.amount();
        unchecked {
            // At most what is there, as the item checked.
            purse.balance -= amount;
            if (purse.allowance != type(uint256).max) purse.allowance -= amount;
        }
        purse.drawn += amount;
        _count(pay, amount);
    }

    /// @dev Sees what a payer lets this market take. Nothing between here and {_draw} can change it: what is called
    /// meanwhile are wallets, by static calls.
    function _look(Purse memory purse, address payer, address token) private view {
        purse.payer = payer;
        purse.balance = vault.balanceOf(payer, uint160(token));
        purse.allowance =
            vault.isOperator(payer, address(this))
                ? type(uint256).max
                : vault.allowance(payer, address(this), uint160(token));
    }

    function _draw(Purse memory purse, address token) private {
        uint256 drawn = purse.drawn;
        if (drawn == 0) return;
        purse.drawn = 0;
        vault.transferFrom(purse.payer, address(this), uint160(token), drawn);
    }

    /// @dev Adds one claim to what is to be paid. Rounds each by itself, in favour of the provider.
    function _count(Pay memory pay, uint256 amount) private pure {
        uint256 fee = _feeOf(amount, pay.feeBps);
        uint256 net = amount - fee;
        pay.fee += fee;
        pay.net += net;
        pay.pooled += (net * pay.poolPpm) / PPM;
    }

    function _payOut(Pay memory pay) private {
        _keepFee(pay.token, pay.fee);
        uint256 net = pay.net;
        if (pay.pooled != 0) net -= stakeVault.shareEarnings(pay.provider, pay.token, pay.pooled);
        _pay(pay.token, pay.provider, net);
    }

    function _idOf(address provider, address token, Claim calldata accepted) private view returns (bytes32) {
        return _hashTypedDataV4(accepted.hash(provider, token));
    }

    function _feeOf(uint256 amount, uint256 feeBps_) private pure returns (uint256) {
        return (amount * feeBps_) / BPS;
    }
}
