// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IOrderNonces} from "../market/IOrderNonces.sol";
import {ICredits} from "./ICredits.sol";
import {Voucher} from "./WorkTypes.sol";

/// @title IWorkVouchers
/// @notice Mints works of creators who signed for it: the first buyer pays for the mint, and the creator nothing.
///
/// The price goes to the royalty's receiver, by the work's royalty, and the rest to the creator; no fee is taken. Who
/// cannot take its part has a credit ({ICredits}). A voucher of one copy ends with its nonce; of one of several, the
/// copies are counted. Creators cancel as all signers of the protocol do.
///
/// Belongs to nobody. A voucher in a worthless currency harms its creator alone, who chose it.
interface IWorkVouchers is IOrderNonces, ICredits {
    /// @notice Copies of a voucher were minted.
    /// @param voucher EIP-712 digest of the voucher.
    /// @param firstId Id of the first copy; the others follow it.
    /// @param paid By the minter, in base units of the voucher's currency.
    event VoucherUsed(
        bytes32 indexed voucher,
        address indexed creator,
        address indexed minter,
        address to,
        uint256 firstId,
        uint32 count,
        uint256 paid,
        uint256 royalty
    );

    /// @notice No copy.
    error VoucherNoCount();
    /// @notice The voucher's first second is still to come.
    error VoucherNotStarted(bytes32 voucher, uint40 startsAt, uint256 time);
    /// @notice The voucher's last second has passed.
    error VoucherExpired(bytes32 voucher, uint40 expiry, uint256 time);
    /// @notice More copies than are left.
    error VoucherSoldOut(bytes32 voucher, uint32 count, uint32 left);
    /// @notice More copies than one account may mint.
    error VoucherAccountLimit(bytes32 voucher, address account, uint256 count, uint32 limit);
    /// @notice The account is not on the list.
    error VoucherNotAllowed(bytes32 voucher, address account);
    /// @notice The signature is not the creator's.
    error VoucherInvalidSignature(bytes32 voucher, address creator);
    /// @notice Not exactly the price came with the call.
    error VoucherWrongEther(uint256 value, uint256 price);

    /// @notice Mints copies of a voucher, and pays for them. Anyone may call whom the voucher allows.
    ///
    /// Emits {VoucherUsed}, and as `IWorks.mint` for each copy.
    ///
    /// Reverts with {VoucherNoCount}, {VoucherNotStarted}, {VoucherExpired}, {VoucherSoldOut}, {VoucherAccountLimit},
    /// {VoucherNotAllowed}, `OrderWrongEpoch`, `OrderNonceUsed`, {VoucherInvalidSignature}, {VoucherWrongEther}, the
    /// errors of the mint and those of the currency.
    /// @param works The contract of works; part of what the creator signed.
    /// @param count Copies.
    /// @param to Their first owner. Limits count for the caller.
    /// @param proof That the caller is on the list; empty where there is none.
    /// @return firstId Id of the first copy.
    function redeem(
        address works,
        Voucher calldata voucher,
        bytes calldata signature,
        uint32 count,
        address to,
        bytes32[] calldata proof
    ) external payable returns (uint256 firstId);

    /// @notice The EIP-712 digest that a creator signs.
    function voucherDigest(address works, Voucher calldata voucher) external view returns (bytes32);

    /// @notice Copies of a voucher minted so far. Of a voucher of one copy its nonce tells, and this is zero.
    /// @param voucher EIP-712 digest of the voucher.
    function redeemedOf(bytes32 voucher) external view returns (uint32);

    /// @notice Copies of a voucher that an account minted so far, where there is a limit for one account.
    function redeemedBy(bytes32 voucher, address account) external view returns (uint32);
}
