// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IStakeVault} from "../staking/IStakeVault.sol";
import {Bond, IAuditorBond} from "./IAuditorBond.sol";
import {Credential} from "./CredentialTypes.sol";
import {ICredentials} from "./ICredentials.sol";

/// @title AuditorBond
/// @notice Holds what issuers bonded and which credentials were ruled on; issuers bond and leave, their arbiters slash.
/// @dev The stake vault is the protocol's own and calls nobody. What is locked there is `amount + leaving`, always.
contract AuditorBond is IAuditorBond {
    /// @dev All of a lock is the issuer's own stake.
    uint16 private constant BPS = 10_000;
    /// @dev Nobody's: what is credited to it is sent where nobody can spend it.
    address private constant BURNT = address(0xdEaD);

    /// @inheritdoc IAuditorBond
    IStakeVault public immutable stakeVault;
    /// @inheritdoc IAuditorBond
    ICredentials public immutable credentials;
    /// @inheritdoc IAuditorBond
    uint40 public immutable noticeSeconds;

    mapping(address issuer => Bond) private _bonds;
    mapping(bytes32 credential => bool) private _ruled;

    constructor(IStakeVault stakeVault_, ICredentials credentials_) {
        stakeVault = stakeVault_;
        credentials = credentials_;
        noticeSeconds = uint40(stakeVault_.thawSeconds());
    }

    /* ISSUERS */

    /// @inheritdoc IAuditorBond
    function bond(address arbiter, uint96 amount) external {
        require(amount != 0, BondZeroAmount());
        require(arbiter != address(0) && arbiter != msg.sender, BondInvalidArbiter(arbiter));
        Bond storage held = _bonds[msg.sender];
        address former = held.arbiter;
        require(
            former == arbiter || uint256(held.amount) + held.leaving == 0,
            BondOtherArbiter(msg.sender, former)
        );
        (held.arbiter, held.amount) = (arbiter, held.amount + amount);
        emit BondRaised(msg.sender, arbiter, amount);
        stakeVault.lock(msg.sender, amount);
    }

    /// @inheritdoc IAuditorBond
    function unbond(uint96 amount) external {
        require(amount != 0, BondZeroAmount());
        Bond storage held = _bonds[msg.sender];
        uint96 bonded = held.amount;
        require(amount <= bonded, BondInsufficient(msg.sender, bonded, amount));
        uint40 leavesAt = uint40(block.timestamp) + noticeSeconds;
        held.amount = bonded - amount;
        (held.leaving, held.leavesAt) = (held.leaving + amount, leavesAt);
        emit BondLeaving(msg.sender, amount, leavesAt);
    }

    /// @inheritdoc IAuditorBond
    function release(address issuer) external {
        Bond storage held = _bonds[issuer];
        (uint96 leaving, uint40 leavesAt) = (held.leaving, held.leavesAt);
        require(
            leaving != 0 && block.timestamp >= leavesAt,
            BondNotLeaving(issuer, leavesAt, block.timestamp)
        );
        (held.leaving, held.leavesAt) = (0, 0);
        emit BondReleased(issuer, leaving);
        stakeVault.unlock(issuer, leaving, BPS);
    }

    /* ARBITERS */

    /// @inheritdoc IAuditorBond
    function slash(
        Credential calldata credential,
        bytes calldata signature,
        uint96 amount,
        address harmed
    ) external {
        address issuer = credential.issuer;
        Bond storage held = _bonds[issuer];
        require(msg.sender == held.arbiter, BondNotArbiter(issuer, held.arbiter, msg.sender));
        require(amount != 0, BondZeroAmount());
        bytes32 id = credentials.credentialId(credential);
        require(!_ruled[id], BondAlreadyRuled(id));
        require(credentials.isAuthored(credential, signature), BondNotAuthored(id, issuer));
        _ruled[id] = true;
        _take(held, issuer, amount);
        uint96 credited = harmed == address(0) ? 0 : amount / 2;
        emit BondSlashed(issuer, id, harmed, amount, credited);
        _slash(issuer, credited, harmed);
        _slash(issuer, amount - credited, BURNT);
    }

    /* VIEWS */

    /// @inheritdoc IAuditorBond
    function bondOf(address issuer) external view returns (address arbiter, uint96 amount) {
        Bond storage held = _bonds[issuer];
        return (held.arbiter, held.amount);
    }

    /// @inheritdoc IAuditorBond
    function bondStateOf(address issuer) external view returns (Bond memory) {
        return _bonds[issuer];
    }

    /// @inheritdoc IAuditorBond
    function isRuled(bytes32 credential) external view returns (bool) {
        return _ruled[credential];
    }

    /* INTERNAL */

    function _take(Bond storage held, address issuer, uint96 amount) private {
        (uint96 bonded, uint96 leaving) = (held.amount, held.leaving);
        // Both are locked in the vault together, in 96 bits.
        require(amount <= bonded + leaving, BondInsufficient(issuer, bonded + leaving, amount));
        uint96 fromBonded = amount < bonded ? amount : bonded;
        held.amount = bonded - fromBonded;
        held.leaving = leaving - (amount - fromBonded);
    }

    function _slash(address issuer, uint96 amount, address recipient) private {
        if (amount != 0) stakeVault.slash(issuer, amount, BPS, amount, recipient);
    }
}
