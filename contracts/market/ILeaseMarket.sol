// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBatches} from "./IBatches.sol";
import {IMarketFunds} from "./IMarketFunds.sol";
import {IOrderNonces} from "./IOrderNonces.sol";
import {IOrderSigners} from "./IOrderSigners.sol";
import {
    CollectResult,
    Float,
    Lease,
    LeaseId,
    LeaseReason,
    LeaseState,
    Opening,
    Voucher
} from "./LeaseTypes.sol";

/// @title ILeaseMarket
/// @notice Leases of services that go on: two signatures, then vouchers signed off the chain as the service flows, then
/// one collection for as many of them as one likes.
///
/// A lease is opened by {open}: in one transaction with its first collection (`multicall`), or before. From then on
/// its provider is owed, at any moment, the least of: its highest voucher (or `elapsedCap`, where that is more),
/// `ratePerHour` times the time since its start, and its cap; less what was paid. Being late loses nothing while the
/// purse has money: what a lease was owed at its end it is owed for good. What is paid comes from the payer's float,
/// which all its leases draw on, or from the lease's own reserve; it is never more than that holds.
///
/// A lease ends at `endsAt`, at once when client or payer close it, and `noticeSeconds` after its provider gave notice.
/// Nothing needs to happen for it to end. A reserve goes back to the payer when its provider releases it, or, pushed
/// by anyone, once `collectSeconds` have passed since the end. A float leaves after `FLOAT_THAW_SECONDS`. Neither waits
/// for anybody's consent, nor for the provider's pool.
///
/// Safety assumes the vault and the stake vault that were given at construction. A float promises nothing: its owner
/// can let it run dry by other leases, one of its own included, so a provider serves on a float only what it can
/// afford to lose. A reserve can be drawn by its own lease alone, until `collectSeconds` after its end, which client
/// and payer can bring about at any second. A client that is a wallet (ERC-1271) can make its vouchers void at any
/// time. Vouchers of a voucher signer stay good for `collectSeconds` after client or payer revoked it. So where there
/// is a reserve or a voucher signer, `collectSeconds` are an hour at least, and a provider that counts on either
/// collects within them. Until a lease is opened, its client can cancel its nonce.
///
/// What governance (the owner) can change: the fee, within the cap, of leases opened later, and who receives fees.
interface ILeaseMarket is IOrderNonces, IOrderSigners, IMarketFunds, IBatches {
    /* EVENTS */

    /// @notice A lease was opened.
    /// @param leaseId Hash of `lease`.
    /// @param lease All terms.
    /// @param feeBps Fee of all its payments, in basis points.
    /// @param poolPpm Delegators' part of the rest, in parts per million.
    event LeaseOpened(
        LeaseId indexed leaseId,
        address indexed client,
        address indexed provider,
        Lease lease,
        uint16 feeBps,
        uint24 poolPpm
    );

    /// @notice Money was collected for a lease, from its reserve or the float of its payer.
    /// @param amount Token base units paid now, the fee included.
    /// @param reason Why no more.
    event LeaseCollected(LeaseId indexed leaseId, uint256 amount, LeaseReason reason);

    /// @notice A voucher of a batch brought nothing.
    /// @param reason Why.
    event LeaseNotPaid(LeaseId indexed leaseId, LeaseReason reason);

    /// @notice A provider was paid for leases.
    /// @param paid What the provider received, its delegators' part included, in token base units, the fee taken out.
    /// @param fee What the protocol received.
    /// @param pooled The delegators' part of `paid`; it went with the fees where nobody was left to share it.
    event ProviderPaid(
        address indexed provider,
        address indexed token,
        uint256 paid,
        uint256 fee,
        uint256 pooled
    );

    /// @notice A lease will end, or ended, earlier than its terms say.
    /// @param by Client, payer, provider or operator of the provider.
    /// @param endsAt Unix second at which time stops counting.
    event LeaseEnding(LeaseId indexed leaseId, address indexed by, uint40 endsAt);

    /// @notice A voucher signer was revoked.
    /// @param signerUntil Last unix second at which its vouchers are good.
    event VoucherSignerRevoked(LeaseId indexed leaseId, address indexed signer, uint40 signerUntil);

    /// @notice Money was added to a lease's reserve.
    event ReserveAdded(LeaseId indexed leaseId, address indexed from, uint256 amount);

    /// @notice What was left of a lease's reserve went back to its payer.
    event ReserveRefunded(LeaseId indexed leaseId, address indexed payer, uint256 amount);

    /// @notice Money was added to a float.
    event FloatFunded(address indexed payer, address indexed token, address indexed from, uint256 amount);

    /// @notice A payer asked for a part of its float; each request replaces the one before.
    /// @param thawing Token base units, zero where the request was taken back.
    /// @param readyAt Unix second from which it can leave.
    event FloatThawing(address indexed payer, address indexed token, uint256 thawing, uint40 readyAt);

    /// @notice Thawed money went back to its payer.
    event FloatWithdrawn(address indexed payer, address indexed token, uint256 amount);

    /* ERRORS */

    /// @notice The lease was opened before.
    error LeaseAlreadyOpen(LeaseId leaseId);
    /// @notice No lease with these terms was opened.
    error LeaseNotOpen(LeaseId leaseId);
    /// @notice The last second for opening has passed.
    error LeaseExpired(LeaseId leaseId, uint40 expiry, uint256 time);
    /// @notice A lease that starts at zero, or ends before it starts.
    error LeaseInvalidTimes(uint40 startsAt, uint40 endsAt);
    /// @notice A cap or a rate of zero, or an elapsed cap or a reserve above the cap.
    error LeaseInvalidAmounts(uint128 cap, uint128 elapsedCap, uint128 ratePerHour, uint128 reserve);
    /// @notice A reserve or a voucher signer, and less time to collect than the shortest.
    error LeaseCollectTimeTooShort(uint32 collectSeconds, uint32 minimum);
    /// @notice The voucher brings nothing.
    error LeaseNothingToCollect(LeaseId leaseId, LeaseReason reason);
    /// @notice The caller is not the party that may do this.
    error LeaseNotParty(LeaseId leaseId, address caller);
    /// @notice The lease ends at `endsAt`, which is no later than what was asked for.
    error LeaseEndsAlready(LeaseId leaseId, uint40 endsAt);
    /// @notice The lease has no voucher signer, or it was revoked before.
    error LeaseNoSigner(LeaseId leaseId);
    /// @notice The lease draws on a float and has no reserve.
    error LeaseNotReserved(LeaseId leaseId);
    /// @notice The provider can collect from the reserve until `collectUntil`.
    error LeaseReserveHeld(LeaseId leaseId, uint256 collectUntil, uint256 time);
    /// @notice Nothing is left of the reserve.
    error LeaseNothingToRefund(LeaseId leaseId);
    /// @notice Leases that do not draw on one purse.
    error LeaseOtherPurse(LeaseId leaseId);
    /// @notice A lease that was listed before.
    error LeaseListedTwice(LeaseId leaseId);
    /// @notice An amount of zero.
    error LeaseZeroAmount();
    /// @notice More than the float holds.
    error FloatInsufficient(address payer, address token, uint256 balance, uint256 needed);
    /// @notice Nothing of the float can leave yet.
    /// @param readyAt When it can; zero where nothing was asked for.
    error FloatNotReady(address payer, address token, uint40 readyAt, uint256 time);

    /* FLOATS */

    /// @notice Moves `amount` from the caller's balance in the vault to the float of `payer`. Anyone may call, for
    /// anyone; the caller must have made this market its operator in the vault.
    ///
    /// Emits {FloatFunded}. Reverts with {LeaseZeroAmount}, and the vault's errors where balance or approval are short.
    /// @param amount Token base units.
    function fundFloat(address payer, address token, uint256 amount) external;

    /// @notice Asks for a part of the caller's float, in place of an earlier request. What is asked for beyond the
    /// earlier request starts the wait anew, for all of it; asking for less keeps it, and zero takes the request back.
    /// Leases draw first on what was not asked for, and then on what was, until it has left.
    ///
    /// Emits {FloatThawing}. Reverts with {FloatInsufficient}.
    /// @param amount Token base units, at most the float.
    /// @return readyAt Unix second from which it can leave.
    function thawFloat(address token, uint128 amount) external returns (uint40 readyAt);

    /// @notice Moves what has thawed to its payer's balance in the vault. Anyone may call; only the payer receives.
    ///
    /// Emits {FloatWithdrawn}. Reverts with {FloatNotReady}.
    /// @return amount Token base units: what was asked for, or what leases have left of it.
    function withdrawFloat(address payer, address token) external returns (uint256 amount);

    /* A LEASE'S LIFE */

    /// @notice Opens a lease between provider, client and payer who signed it. Anyone may call. Fixes fee and
    /// delegators' part, uses up the client's nonce, and takes the reserve, where there is one, from the payer's
    /// balance in the vault.
    ///
    /// Emits {LeaseOpened}.
    ///
    /// Reverts, in this order, with {LeaseAlreadyOpen}, {LeaseExpired}, {LeaseInvalidTimes}, {LeaseInvalidAmounts},
    /// {LeaseCollectTimeTooShort}, `OrderWrongEpoch`, `OrderNonceUsed`, `MarketInvalidSignature`,
    /// `MarketPayerRevoked`, the stake vault's `StakeTokenNotListed` where the token is none of the provider's pool,
    /// and the vault's errors where the payer's balance or its approval of this market as operator are missing.
    function open(Opening calldata opening) external returns (LeaseId leaseId);

    /// @notice Opens many leases. One that fails says why and stops no other; none uses gas of another.
    ///
    /// Emits {LeaseOpened}, or `BatchItemFailed` with the lease's id, for each. Reverts with {BatchGasTooLow}.
    /// @param gasPerItem What each may use; 200,000 do where no wallet is asked, and 430,000 more for each wallet.
    /// @return codes For each lease zero, or the selector of the error {open} would revert with.
    function openBatch(
        Opening[] calldata openings,
        uint256 gasPerItem
    ) external returns (bytes4[] memory codes);

    /// @notice Moves `amount` from the caller's balance in the vault to a lease's reserve. Anyone may call; what is
    /// left in the end goes to the payer of the lease.
    ///
    /// Emits {ReserveAdded}. Reverts with {LeaseZeroAmount}, {LeaseNotOpen}, {LeaseNotReserved}, {LeaseEndsAlready}
    /// once it has ended, and the vault's errors.
    function addReserve(Lease calldata lease, uint128 amount) external;

    /// @notice Ends a lease now: time counts up to this second. Called by its client or its payer.
    ///
    /// Emits {LeaseEnding}. Reverts with {LeaseNotOpen}, {LeaseNotParty}, {LeaseEndsAlready}.
    function close(Lease calldata lease) external;

    /// @notice Ends a lease `noticeSeconds` from now. Called by its provider, or an operator it lets sign offers.
    ///
    /// Emits {LeaseEnding}. Reverts with {LeaseNotOpen}, {LeaseNotParty}, {LeaseEndsAlready}.
    /// @return endsAt Unix second at which time stops counting.
    function giveNotice(Lease calldata lease) external returns (uint40 endsAt);

    /// @notice Revokes the voucher signer. Vouchers it signed can be collected for `collectSeconds` more; the client's
    /// own signature is good as before. Called by the client or the payer.
    ///
    /// Emits {VoucherSignerRevoked}. Reverts with {LeaseNotOpen}, {LeaseNotParty}, {LeaseNoSigner}.
    /// @return signerUntil Last unix second at which its vouchers are good.
    function revokeVoucherSigner(Lease calldata lease) external returns (uint40 signerUntil);

    /// @notice Sends what is left of a reserve back to the payer's balance in the vault. Anyone may call, once the
    /// provider's time to collect has passed; the provider at any time, which ends the lease.
    ///
    /// Emits {ReserveRefunded}, and {LeaseEnding} where it ended the lease.
    ///
    /// Reverts with {LeaseNotOpen}, {LeaseNotReserved}, {LeaseReserveHeld}, {LeaseNothingToRefund}.
    /// @return amount Token base units sent.
    function refundReserve(Lease calldata lease) external returns (uint256 amount);

    /* COLLECT */

    /// @notice Pays a provider what its lease is owed by a voucher, or by elapsed time. Anyone may call.
    ///
    /// Emits {LeaseCollected} and {ProviderPaid}. Reverts with {LeaseNothingToCollect}, which says why, and with
    /// `CappedCallGasTooLow` where the client's wallet could not be asked.
    /// @return amount Token base units paid, the fee included.
    function collect(
        address provider,
        address token,
        Voucher calldata voucher
    ) external returns (uint256 amount);

    /// @notice Pays a provider for many leases of many clients, in one payment. Anyone may call. A voucher that brings
    /// nothing says why and stops no other.
    ///
    /// Emits {LeaseCollected} or {LeaseNotPaid} for each, and {ProviderPaid} where anything was paid. Reverts with
    /// {BatchGasTooLow} where wallets are to be asked.
    /// @param provider Whose leases.
    /// @param token In which they are paid.
    /// @param asksWallets Whether clients that are wallets are asked about their signatures. Then the call needs
    /// `WALLET_ITEM_GAS` for every voucher, so that no wallet can use what another voucher needs; without, the vouchers
    /// of wallets bring nothing, and no code of strangers runs. No wallet is asked about a signature of more than
    /// `MAX_SIGNATURE_BYTES`.
    function collectBatch(
        address provider,
        address token,
        Voucher[] calldata vouchers,
        bool asksWallets
    ) external returns (CollectResult[] memory results);

    /* VIEWS */

    /// @notice Where a lease stands; all zero where it was not opened.
    function leaseOf(LeaseId leaseId) external view returns (LeaseState memory);

    /// @notice What a lease's reserve holds, in token base units.
    function reserveOf(LeaseId leaseId) external view returns (uint256);

    /// @notice What a payer keeps for its leases in a token.
    function floatOf(address payer, address token) external view returns (Float memory);

    /// @notice What {collect} would pay now for a valid voucher of `amount`, opened or not. A reserve not taken yet
    /// counts as taken.
    /// @param amount Token base units of the voucher; zero for elapsed time alone.
    /// @return due Token base units, the fee included.
    /// @return reason Why no more.
    function collectable(
        Lease calldata lease,
        uint128 amount
    ) external view returns (uint256 due, LeaseReason reason);

    /// @notice Whether a voucher's signature is good now, for a lease opened or not.
    /// @return reason `None` where it is; otherwise `InvalidSignature` or `SignerRevoked`.
    function checkVoucher(
        address provider,
        address token,
        Voucher calldata voucher
    ) external view returns (LeaseReason reason);

    /// @notice The first second, now or later, at which leases that draw on one purse (a float, or one lease on its
    /// reserve) can be owed more than it holds, if they are used as fast as their rates allow and nothing else draws on
    /// it. What thaws counts as gone when it is ready. A reserve counts as there for good, though anyone can send it back
    /// once `collectSeconds` have passed since the end of its lease ({refundReserve}).
    ///
    /// Reverts with {LeaseOtherPurse} and {LeaseListedTwice}.
    /// @param leases At least one; opened or not.
    /// @return Unix second; the highest number of 40 bits for never.
    function insolventAt(Lease[] calldata leases) external view returns (uint40);

    /// @notice The id that a lease with these terms has.
    function leaseIdOf(Lease calldata lease) external pure returns (LeaseId);

    /// @notice The EIP-712 digest that provider, client and payer sign.
    function leaseDigest(Lease calldata lease) external view returns (bytes32);

    /// @notice The EIP-712 digest of a voucher.
    function voucherDigest(LeaseId leaseId, uint128 amount) external view returns (bytes32);
}
