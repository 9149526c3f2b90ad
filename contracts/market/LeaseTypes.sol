// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {LeaseCaps, LeaseRate, LeaseTimes} from "./LeaseWords.sol";

/// @notice A lease's id: the EIP-712 struct hash of its terms.
type LeaseId is bytes32;

/// @notice The terms of a lease, but for provider and token, which many leases share.
struct LeaseTerms {
    /// Who uses the service and signs vouchers.
    address client;
    /// Who is charged; zero for the client. Another payer signs the same digest.
    address payer;
    /// A key that signs vouchers for the client beside the client's own; zero for none. The client can revoke it.
    address voucherSigner;
    /// Content digest of what is leased: service, prices of its meter, limits.
    bytes32 spec;
    /// The most that is ever paid (`cap`), and the most that is paid by elapsed time alone (`elapsedCap`): all for a
    /// machine rented by the hour, zero for a service metered by vouchers.
    LeaseCaps caps;
    /// The most that an hour since the start can have cost (`ratePerHour`), and what is taken from the payer at the
    /// opening and held for this lease alone (`reserve`): zero for a lease that draws on the payer's float.
    LeaseRate rate;
    /// From when to when time counts (`startsAt`, `endsAt`), the last second for opening (`expiry`), how long before
    /// the end the provider must say so (`noticeSeconds`), how long after it the provider can collect from the
    /// reserve (`collectSeconds`; an hour at least where there is a reserve or a voucher signer), and the client's
    /// `nonce`.
    LeaseTimes times;
}

/// @notice What provider, client and payer sign (EIP-712, as one struct, with the fields of the three words one by
/// one). Costs nothing to make, and nothing on chain until it is opened.
struct Lease {
    /// Who serves and is paid.
    address provider;
    /// ERC-20 to be paid in, by its balance in the vault.
    address token;
    LeaseTerms terms;
}

/// @notice A lease with what makes it binding.
struct Opening {
    Lease lease;
    /// ECDSA (65 bytes) or ERC-1271 signature of the provider, or ECDSA of an operator it lets sign offers.
    bytes providerSignature;
    bytes clientSignature;
    /// Signature of the payer; empty where the client pays.
    bytes payerSignature;
}

/// @notice A promise to pay for a lease. Cumulative: only the highest counts, and none replaces another's record.
struct Voucher {
    /// Terms of the lease; provider and token are those of the call.
    LeaseTerms terms;
    /// Token base units owed in all since the start; zero to collect by elapsed time alone.
    uint128 amount;
    /// Of the voucher signer (ECDSA) or of the client (ECDSA or ERC-1271), over {ILeaseMarket-voucherDigest}. Not read
    /// where the amount is zero.
    bytes signature;
}

/// @notice Where an open lease stands: one slot.
struct LeaseState {
    /// Token base units paid so far, the fee included.
    uint128 collected;
    /// Unix second at which time stops counting; zero for a lease that was not opened.
    uint40 endsAt;
    /// Last unix second at which vouchers of the voucher signer are good; zero while it is not revoked.
    uint40 signerUntil;
    /// Fee at the opening, in basis points of what is paid.
    uint16 feeBps;
    /// Delegators' part of the provider's pay at the opening, in parts per million; zero without a pool.
    uint24 poolPpm;
}

/// @notice Why a lease was paid no more, or nothing at all: the one list of reasons, shared by events, results, SDK and
/// tools.
enum LeaseReason {
    /// Not known.
    None,
    /// No lease of this provider, in this token, with these terms was opened.
    NotOpen,
    /// No valid signature of client or voucher signer: another chain, market, lease or amount, or another key.
    InvalidSignature,
    /// The voucher signer was revoked and its time is over.
    SignerRevoked,
    /// The signature is no key's, and the batch asks no wallets.
    WalletNotAsked,
    /// All that the voucher, or elapsed time, entitles to is paid.
    Voucher,
    /// All that the rate allows for the time so far is paid.
    Rate,
    /// The cap is paid.
    Cap,
    /// The float or the reserve is empty.
    Funds
}

/// @notice What one voucher of a batch brought.
struct CollectResult {
    /// Token base units paid now, the fee included; zero for none.
    uint128 amount;
    /// Why no more.
    LeaseReason reason;
}

/// @notice What an account keeps for the leases it pays.
struct Float {
    /// Token base units, those on their way out included: leases draw on them until they have left.
    uint256 balance;
    /// What of it is on its way out.
    uint128 thawing;
    /// Unix second from which that can leave; zero where nothing is on its way out.
    uint40 readyAt;
}
