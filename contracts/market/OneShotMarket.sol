// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC6909} from "@openzeppelin/contracts/interfaces/IERC6909.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {IStakeVault} from "../staking/IStakeVault.sol";
import {Batches} from "./Batches.sol";
import {BatchItems} from "./BatchItems.sol";
import {IOneShotMarket} from "./IOneShotMarket.sol";
import {MarketFunds} from "./MarketFunds.sol";
import {OneShotHash} from "./OneShotHash.sol";
import {Claim, Due, PlainClaim} from "./OneShotTypes.sol";
import {OrderNonces} from "./OrderNonces.sol";
import {OrderSigners} from "./OrderSigners.sol";
import {PayParts} from "./PayParts.sol";

/// @title OneShotMarket
/// @notice Holds nothing but fees; anyone may bring the claim of a provider, which pays that provider alone.
/// @dev No reentrancy guard: the vault and the stake vault call nobody back, and wallets are only asked by static
/// calls.
contract OneShotMarket is IOneShotMarket, OrderNonces, OrderSigners, MarketFunds, Batches, EIP712 {
    using OneShotHash for Claim;
    using OneShotHash for PlainClaim;

    /// @dev Bounds what a batch spends beside its items: fee, delegators' part and pay.
    uint256 private constant PAY_OVERHEAD = 200_000;

    /// @dev What a provider earns by the claims of one call, in base units.
    struct Pay {
        address provider;
        address token;
        uint256 feeBps;
        uint256 poolPpm;
        uint256 fee;
        uint256 pooled;
        uint256 net;
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
        uint256 feeBps_ = feeBps;
        id = _take(provider, token, feeBps_, accepted);
        Pay memory pay = _payAt(provider, token, feeBps_);
        _count(pay, accepted.due);
        _payOut(pay);
    }

    /// @inheritdoc IOneShotMarket
    function claimBatch(
        address provider,
        address token,
        Claim[] calldata claims,
        uint256 gasPerItem
    ) external returns (bytes4[] memory codes) {
        codes = _openBatch(claims.length, gasPerItem, PAY_OVERHEAD);
        Pay memory pay = _payAt(provider, token, feeBps);
        // The claim is of a length of its own, and begins behind the last of these words.
        bytes memory head = abi.encodeWithSelector(this.takeItem.selector, provider, token, pay.feeBps, 0x80);
        for (uint256 i = 0; i < codes.length; ++i) {
            Claim calldata accepted = claims[i];
            Claim calldata next = claims[i + 1 < codes.length ? i + 1 : i];
            bytes4 code = _attempt(head, BatchItems.bytesOf(accepted, next), gasPerItem, false);
            if (code == 0) _count(pay, accepted.due);
            else codes[i] = _fail(accepted.hash(provider, token), i, code);
        }
        _payOut(pay);
    }

    /// @inheritdoc IOneShotMarket
    function claimPlainBatch(
        address provider,
        address token,
        PlainClaim[] calldata claims,
        uint256 gasPerItem
    ) external returns (bytes4[] memory codes) {
        // A run that fails as a whole is run again claim by claim.
        codes = _openBatch(claims.length, Math.saturatingMul(gasPerItem, 2), PAY_OVERHEAD);
        Pay memory pay = _payAt(provider, token, feeBps);
        bytes memory head = _headOf(pay, 1);
        uint256 i = 0;
        while (i < codes.length) {
            uint256 end = _endOfRun(claims, i);
            bool isDone = end - i > 1 && _tryRun(pay, claims[i], end - i, gasPerItem);
            for (; i < end; ++i) {
                PlainClaim calldata accepted = claims[i];
                bytes4 code = 0;
                if (!isDone) code = _attempt(head, BatchItems.bytesOf(accepted, 1), gasPerItem, false);
                if (code == 0) _count(pay, accepted.due);
                else codes[i] = _fail(accepted.hash(provider, token), i, code);
            }
        }
        _payOut(pay);
    }

    /// @notice An item of {claimBatch}, in a call of its own. Open to this contract alone, and so no part of the
    /// interface: nobody else can do anything with it.
    /// @param feeBps_ The fee of this moment, in basis points.
    function takeItem(address provider, address token, uint256 feeBps_, Claim calldata accepted) external {
        _checkSelf();
        _take(provider, token, feeBps_, accepted);
    }

    /// @notice Claims of one client that follow each other in {claimPlainBatch}: all of them or none. Open to this
    /// contract alone, and so no part of the interface.
    /// @param feeBps_ The fee of this moment, in basis points.
    function takeRun(
        address provider,
        address token,
        uint256 feeBps_,
        PlainClaim[] calldata claims
    ) external {
        _checkSelf();
        uint256 amount = 0;
        for (uint256 i = 0; i < claims.length; ++i) {
            amount += _acceptPlain(provider, token, feeBps_, claims[i]);
        }
        _draw(claims[0].client, token, amount);
    }

    /* VIEWS */

    /// @inheritdoc IOneShotMarket
    function acceptanceId(
        address provider,
        address token,
        Claim calldata accepted
    ) external view returns (bytes32 id) {
        return _hashTypedDataV4(accepted.hash(provider, token));
    }

    /// @inheritdoc IOneShotMarket
    function isSpent(Claim calldata accepted) external view returns (bool) {
        (address client, uint64 nonce) = (accepted.client, accepted.due.nonce());
        // An acceptance for a later epoch has its time still to come.
        return nonce >> 32 <= epochOf(client) && !this.isNonceUsable(client, nonce);
    }

    /* INTERNAL: WHAT WAS AGREED */

    function _take(
        address provider,
        address token,
        uint256 feeBps_,
        Claim calldata accepted
    ) private returns (bytes32 id) {
        id = _hashTypedDataV4(accepted.hash(provider, token));
        (Due due, address client, address payer) = (accepted.due, accepted.client, accepted.payer);
        if (payer == address(0)) payer = client;
        address beneficiary = accepted.beneficiary;
        if (beneficiary == address(0)) beneficiary = client;
        _spend(id, client, due);
        _checkSignature(client, id, accepted.clientSignature);
        _checkPayer(payer, client, id, accepted.payerSignature);
        (uint256 amount, uint256 fee) = _partsOf(due, feeBps_);
        emit ResultPaid(id, provider, client, token, amount, fee, accepted.spec, accepted.result);
        if (payer != client || beneficiary != client) emit ResultPaidFor(id, payer, beneficiary);
        _draw(payer, token, amount);
    }

    /// @dev The caller draws the money.
    function _acceptPlain(
        address provider,
        address token,
        uint256 feeBps_,
        PlainClaim calldata accepted
    ) private returns (uint256 amount) {
        bytes32 id = _hashTypedDataV4(accepted.hash(provider, token));
        (Due due, address client) = (accepted.due, accepted.client);
        _spend(id, client, due);
        (address signer, ECDSA.RecoverError failure, ) = ECDSA.tryRecover(id, accepted.r, accepted.vs);
        bool isSigned = failure == ECDSA.RecoverError.NoError && signer == client;
        require(isSigned, MarketInvalidSignature(id, client));
        uint256 fee;
        (amount, fee) = _partsOf(due, feeBps_);
        emit ResultPaid(id, provider, client, token, amount, fee, accepted.spec, accepted.result);
    }

    function _spend(bytes32 id, address client, Due due) private {
        uint40 expiry = due.expiry();
        require(block.timestamp <= expiry, OneShotExpired(id, expiry, block.timestamp));
        _checkNonce(client, due.nonce(), true);
    }

    /* INTERNAL: MONEY */

    function _draw(address payer, address token, uint256 amount) private {
        if (amount != 0) vault.transferFrom(payer, address(this), uint160(token), amount);
    }

    function _payAt(address provider, address token, uint256 feeBps_) private view returns (Pay memory) {
        uint256 poolPpm = stakeVault.poolPpmOf(provider, address(this), token);
        return Pay(provider, token, feeBps_, poolPpm, 0, 0, 0);
    }

    /// @dev Adds one claim to what is to be paid. Rounds each by itself, in favour of the provider.
    function _count(Pay memory pay, Due due) private pure {
        (uint256 amount, uint256 fee) = _partsOf(due, pay.feeBps);
        unchecked {
            // Amounts have 128 bits: no calldata holds as many as would overflow.
            uint256 net = amount - fee;
            pay.fee += fee;
            pay.net += net;
            pay.pooled += PayParts.pooledOf(net, pay.poolPpm);
        }
    }

    function _payOut(Pay memory pay) private {
        _keepFee(pay.token, pay.fee);
        _payProvider(pay.token, pay.provider, pay.net, pay.pooled);
    }

    function _partsOf(Due due, uint256 feeBps_) private pure returns (uint256 amount, uint256 fee) {
        amount = due.amount();
        fee = PayParts.feeOf(amount, feeBps_);
    }

    /* INTERNAL: BATCHES */

    /// @dev What a run begins with: its claims follow.
    function _headOf(Pay memory pay, uint256 count) private pure returns (bytes memory) {
        return
            abi.encodeWithSelector(
                OneShotMarket.takeRun.selector,
                pay.provider,
                pay.token,
                pay.feeBps,
                0x80,
                count
            );
    }

    function _tryRun(
        Pay memory pay,
        PlainClaim calldata first,
        uint256 count,
        uint256 gasPerItem
    ) private returns (bool) {
        bytes memory head = _headOf(pay, count);
        return _attempt(head, BatchItems.bytesOf(first, count), gasPerItem * count, false) == 0;
    }

    function _endOfRun(PlainClaim[] calldata claims, uint256 start) private pure returns (uint256 end) {
        address client = claims[start].client;
        end = start + 1;
        while (end < claims.length && claims[end].client == client) ++end;
    }

    function _fail(bytes32 acceptance, uint256 index, bytes4 code) private returns (bytes4) {
        emit BatchItemFailed(_hashTypedDataV4(acceptance), index, code);
        return code;
    }

    function _checkSelf() private view {
        require(msg.sender == address(this), OneShotNotSelf(msg.sender));
    }
}
