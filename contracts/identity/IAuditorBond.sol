// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IStakeVault} from "../staking/IStakeVault.sol";
import {Credential} from "./CredentialTypes.sol";
import {ICredentials} from "./ICredentials.sol";

/// @notice What an issuer stands by its credentials with.
struct Bond {
    // slot 0
    /// Whom the issuer lets judge it; zero where nothing is bonded.
    address arbiter;
    /// WEFT base units that count.
    uint96 amount;
    // slot 1
    /// WEFT base units on their way out: they can still be lost, and count for nobody.
    uint96 leaving;
    /// Unix second from which they are free.
    uint40 leavesAt;
}

/// @title IAuditorBond
/// @notice Stake that issuers put behind what they sign, and lose where an arbiter of their own choice finds that they
/// signed what was not so.
///
/// To the stake vault this contract is a market: the issuer provisions stake to it, and locks of it what it bonds. The
/// bond counts from then on for conditions that demand one, until the issuer gives notice; it can be lost for the thaw
/// time more, and is free then. So an issuer that thaws as it gives notice leaves no later for it, and one that was found
/// out cannot leave first: the longest job that was matched on its word ends when half of that time is over, and whom it
/// harmed has the other half to find an arbiter.
///
/// The rule that it signs for, by bonding: the arbiter, and nobody else, may take from the bond, once for each
/// credential that is proven to be the issuer's, at most what is bonded. At least half of it is burnt and the rest
/// goes to whom the arbiter finds harmed, so that an issuer that rules over itself through an arbiter of its own loses
/// half of what it hides from others. What an arbiter asks as proof, and how, is its own business: it may be a
/// person, several, or a court behind a contract. This contract judges nothing.
///
/// Safety assumes the arbiter: it can take the whole bond for a credential that was right, so an issuer trusts it
/// with as much; and it can be the issuer's friend and rule nothing, so a condition that asks for a bond says under
/// which arbiter. Liveness assumes nothing: without a ruling every bond is free a thaw time after its notice.
///
/// A ruling is for good: a credential that was ruled on counts for no condition that demands a bond, under no arbiter and
/// however much its issuer bonds afterwards, since nothing can be taken for it again. Who would use up a lie by a ruling
/// of a friend uses up what the lie is good for with it.
interface IAuditorBond {
    /// @notice An issuer bonded more.
    event BondRaised(address indexed issuer, address indexed arbiter, uint96 amount);
    /// @notice An issuer gave notice.
    event BondLeaving(address indexed issuer, uint96 amount, uint40 leavesAt);
    /// @notice What had left is the issuer's free stake again.
    event BondReleased(address indexed issuer, uint96 amount);
    /// @notice The arbiter took from a bond for a credential.
    /// @param credited What the harmed account is credited with by the stake vault; the rest of `amount` is burnt.
    event BondSlashed(
        address indexed issuer,
        bytes32 indexed credential,
        address indexed harmed,
        uint96 amount,
        uint96 credited
    );

    /// @notice An amount of zero.
    error BondZeroAmount();
    /// @notice An arbiter that is zero or the issuer itself.
    error BondInvalidArbiter(address arbiter);
    /// @notice The issuer bonded under another arbiter, and can choose anew once all of that has left.
    error BondOtherArbiter(address issuer, address arbiter);
    /// @notice More than counts, or for a slash more than there is.
    error BondInsufficient(address issuer, uint96 bonded, uint96 needed);
    /// @notice Nothing is leaving, or its time has not come.
    error BondNotLeaving(address issuer, uint40 leavesAt, uint256 time);
    /// @notice The caller is not the arbiter that the issuer named.
    error BondNotArbiter(address issuer, address arbiter, address caller);
    /// @notice The credential was ruled on already.
    error BondAlreadyRuled(bytes32 credential);
    /// @notice Nothing shows that the issuer signed the credential.
    error BondNotAuthored(bytes32 credential, address issuer);

    /// @notice Bonds stake of the caller that is provisioned to this contract and free. Called by an issuer.
    ///
    /// Emits {BondRaised}.
    ///
    /// Reverts with {BondZeroAmount}, {BondInvalidArbiter}, {BondOtherArbiter}, `StakeInsufficientFree`.
    /// @param arbiter Who may take of it: the same as long as anything is bonded.
    /// @param amount WEFT base units.
    function bond(address arbiter, uint96 amount) external;

    /// @notice Gives notice of a part of the caller's bond: it counts no more, and is free after `noticeSeconds`. A second
    /// notice makes what is still leaving wait with it.
    ///
    /// Emits {BondLeaving}. Reverts with {BondZeroAmount}, {BondInsufficient}.
    /// @param amount WEFT base units.
    function unbond(uint96 amount) external;

    /// @notice Frees what has left. Anyone may call; the stake stays the issuer's, who can thaw it before or after.
    ///
    /// Emits {BondReleased}. Reverts with {BondNotLeaving}.
    function release(address issuer) external;

    /// @notice Takes from the bond of a credential's issuer. Called by its arbiter; once for a credential.
    ///
    /// Emits {BondSlashed}.
    ///
    /// Reverts with {BondNotArbiter}, {BondZeroAmount}, {BondAlreadyRuled}, {BondNotAuthored}, {BondInsufficient}.
    /// @param credential What the issuer signed; it may have expired or been revoked.
    /// @param signature As in {ICredentials-isAuthored}.
    /// @param amount WEFT base units, of what counts first and then of what is leaving.
    /// @param harmed Who is credited half, rounded down; zero burns all.
    function slash(
        Credential calldata credential,
        bytes calldata signature,
        uint96 amount,
        address harmed
    ) external;

    /// @notice What counts of an issuer's bond, and under which arbiter.
    function bondOf(address issuer) external view returns (address arbiter, uint96 amount);

    /// @notice All of an issuer's bond.
    function bondStateOf(address issuer) external view returns (Bond memory);

    /// @notice Whether a credential was ruled on.
    function isRuled(bytes32 credential) external view returns (bool);

    /// @notice Seconds from the notice until a bond is free: the thaw time.
    function noticeSeconds() external view returns (uint40);

    /// @notice Where the stake is.
    function stakeVault() external view returns (IStakeVault);

    /// @notice Where the credentials are.
    function credentials() external view returns (ICredentials);
}
