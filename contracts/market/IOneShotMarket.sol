// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBatches} from "./IBatches.sol";
import {IMarketFunds} from "./IMarketFunds.sol";
import {IOrderNonces} from "./IOrderNonces.sol";
import {IOrderSigners} from "./IOrderSigners.sol";
import {Claim, PlainClaim} from "./OneShotTypes.sol";

/// @title IOneShotMarket
/// @notice Pays for finished results: a client signs that it accepts one, and the provider is paid in one transaction.
/// No job is opened, nothing is held but fees.
///
/// What the client signs is the EIP-712 struct
///
/// ```
/// Acceptance(address client,address payer,address beneficiary,address provider,address token,uint128 amount,
///   uint40 expiry,uint64 nonce,bytes32 spec,bytes32 result)
/// ```
///
/// under the domain "Weft OneShotMarket", version "1". Its digest is the id of the claim. A payer other than the client
/// signs the same digest, so that nobody is charged who did not sign; the client takes an acceptance back by its nonce,
/// the payer by {revokePayer}, and whoever pays by ending this market's approval in the vault.
///
/// The client accepts after it saw the result, so it is the provider who takes the risk: until the claim is mined the
/// client can cancel, spend its balance, or never sign. Nothing is verified and nothing slashed here. Providers who do
/// not know their client use jobs or leases.
///
/// Safety assumes the vault and the stake vault that were given at construction. Wallets are asked with capped gas.
interface IOneShotMarket is IOrderNonces, IOrderSigners, IMarketFunds, IBatches {
    /* EVENTS */

    /// @notice An accepted result was paid for. With {ResultPaidFor} it says all that was signed but nonce and expiry.
    /// @param id EIP-712 digest of the acceptance.
    /// @param amount What was paid, in token base units.
    /// @param fee What the protocol received of it; the rest went to the provider, its delegators' part included.
    event ResultPaid(
        bytes32 indexed id,
        address indexed provider,
        address indexed client,
        address token,
        uint256 amount,
        uint256 fee,
        bytes32 spec,
        bytes32 result
    );

    /// @notice Somebody else than the client paid for a result, or may mint it.
    /// @param payer Who paid.
    /// @param beneficiary Who may mint the result.
    event ResultPaidFor(bytes32 indexed id, address indexed payer, address indexed beneficiary);

    /* ERRORS */

    /// @notice The acceptance's last second has passed.
    error OneShotExpired(bytes32 id, uint40 expiry, uint256 time);
    /// @notice A door that is open to this contract alone.
    error OneShotNotSelf(address caller);

    /* CLAIMS */

    /// @notice Pays a provider for a result that a client accepted. Anyone may call; the amount moves from the payer's
    /// vault balance, to the provider's less the fee.
    ///
    /// The fee is that of this moment, rounded down in favour of the provider. Of the rest, the delegators' part by
    /// `poolPpmOf` rounds down in favour of the provider too; fee, delegators' part and the provider's sum to the
    /// amount. Each claim is rounded by itself, so that batching changes nothing.
    ///
    /// Emits {ResultPaid}, and {ResultPaidFor} where payer or beneficiary are not the client.
    ///
    /// Reverts, in this order, with {OneShotExpired}, `OrderWrongEpoch`, `OrderNonceUsed`, `MarketInvalidSignature`,
    /// `MarketPayerRevoked`, the vault's errors where approval or balance are missing, and the stake vault's where the
    /// token is none of the provider's pool.
    /// @param provider Who is paid.
    /// @param token ERC-20 that is paid in.
    /// @return id EIP-712 digest of the acceptance.
    function claim(address provider, address token, Claim calldata accepted) external returns (bytes32 id);

    /// @notice {claim} for many acceptances of one provider in one token, with one payment to the provider. Anyone may
    /// call.
    ///
    /// Emits as {claim} for each claim that was done, and `BatchItemFailed` for each that was not, whose `item` is the
    /// id of the claim.
    ///
    /// Reverts with {BatchGasTooLow}, and with the stake vault's errors where the token is none of the provider's pool.
    /// @param gasPerItem Gas of one claim: 90,000 is enough for keys, and 430,000 more for each wallet that has to be
    /// asked for its signature.
    /// @return codes For each claim zero, or the selector of the error {claim} would revert with.
    function claimBatch(
        address provider,
        address token,
        Claim[] calldata claims,
        uint256 gasPerItem
    ) external returns (bytes4[] memory codes);

    /// @notice {claimBatch} for acceptances of the usual kind. Claims of one client that follow each other are taken by
    /// one transfer, at less than half the price; where one of them fails they are run again one by one, so that it
    /// costs the others nothing and the caller up to twice the gas.
    ///
    /// Emits and reverts as {claimBatch}.
    /// @param gasPerItem Gas of one claim, of which the batch must bring twice as much: 90,000 is enough, a first claim
    /// included.
    function claimPlainBatch(
        address provider,
        address token,
        PlainClaim[] calldata claims,
        uint256 gasPerItem
    ) external returns (bytes4[] memory codes);

    /* VIEWS */

    /// @notice The EIP-712 digest that client and payer sign: the id of the claim.
    function acceptanceId(
        address provider,
        address token,
        Claim calldata accepted
    ) external view returns (bytes32 id);

    /// @notice Whether this claim cannot be done any more, because its nonce is spent: it landed, or another acceptance
    /// that the client signed with the same nonce did, or the client cancelled it. {ResultPaid} with the claim's id
    /// says which. What was sent again after it landed fails with `OrderNonceUsed` and moves nothing.
    function isSpent(Claim calldata accepted) external view returns (bool);
}
