// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Governor} from "@openzeppelin/contracts/governance/Governor.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {GovernorPreventLateQuorum} from "@openzeppelin/contracts/governance/extensions/GovernorPreventLateQuorum.sol";
import {GovernorSettings} from "@openzeppelin/contracts/governance/extensions/GovernorSettings.sol";
import {GovernorTimelockControl} from "@openzeppelin/contracts/governance/extensions/GovernorTimelockControl.sol";
import {GovernorVotes} from "@openzeppelin/contracts/governance/extensions/GovernorVotes.sol";
import {GovernorVotesQuorumFraction} from "@openzeppelin/contracts/governance/extensions/GovernorVotesQuorumFraction.sol";
import {IERC6372} from "@openzeppelin/contracts/interfaces/IERC6372.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {Time} from "@openzeppelin/contracts/utils/types/Time.sol";

import {IStakeVault} from "../staking/IStakeVault.sol";
import {WeftToken} from "../token/WeftToken.sol";
import {IWeftGovernor} from "./IWeftGovernor.sol";
import {StockGovernor} from "./StockGovernor.sol";
import {WeftTimelock} from "./WeftTimelock.sol";

/// @title WeftGovernor
/// @notice Holds proposals and votes. Holders of WEFT and those it is staked behind propose and vote; anyone queues and
/// executes what passed, through the timelock that came into being with this contract.
/// @dev An account's votes are its wallet votes and the stake behind it, both at the end of the same past second. Staked
/// WEFT has no wallet votes, since the stake vault delegates to nobody, so that no token counts twice.
contract WeftGovernor is IWeftGovernor, StockGovernor {
    /// @dev The quorum in force, beside the library's history of it, which takes two slots to read.
    struct Quorum {
        // slot 0
        uint48 since;
        uint8 percent;
    }

    string private constant CLOCK = "mode=timestamp";
    uint256 private constant MAX_GUARDIAN_SECONDS = 365 days;

    /// @inheritdoc IWeftGovernor
    IStakeVault public immutable stakeVault;
    /// @inheritdoc IWeftGovernor
    address public immutable guardian;
    /// @inheritdoc IWeftGovernor
    uint48 public immutable guardianUntil;
    /// @dev Nobody can mint or burn WEFT.
    uint256 private immutable _supply;

    Quorum private _quorum;

    /// @inheritdoc IWeftGovernor
    mapping(address proposer => uint256 proposalId) public latestProposalOf;

    /// @param token_ Votes of wallets.
    /// @param stakeVault_ Votes of stake.
    /// @param guardian_ May cancel proposals for a while; zero for nobody.
    /// @param guardianUntil_ Unix second at which that ends, at most a year away; zero without a guardian.
    /// @param settings Seconds, votes and percent to start with.
    constructor(
        WeftToken token_,
        IStakeVault stakeVault_,
        address guardian_,
        uint48 guardianUntil_,
        Settings memory settings
    )
        Governor("Weft Governor")
        GovernorSettings(settings.votingDelay, settings.votingPeriod, settings.proposalThreshold)
        GovernorPreventLateQuorum(settings.lateQuorumExtension)
        GovernorVotes(token_)
        GovernorVotesQuorumFraction(settings.quorumPercent)
        // One transaction makes both, so that nobody but the two ever holds a role.
        GovernorTimelockControl(new WeftTimelock(address(this)))
    {
        address staked = address(stakeVault_.token());
        require(staked == address(token_), GovernorOtherToken(staked, address(token_)));
        _checkClock(token_);
        _checkClock(stakeVault_);
        _checkGuardianTerm(guardian_, guardianUntil_);
        _supply = token_.SUPPLY();
        stakeVault = stakeVault_;
        guardian = guardian_;
        guardianUntil = guardianUntil_;
    }

    /// @notice Reverts: a wrong timelock would end governance. What this one owns can be handed to another by a vote.
    function updateTimelock(TimelockController) public pure override {
        revert GovernorTimelockFixed();
    }

    /* VIEWS */

    /// @inheritdoc IWeftGovernor
    /// @dev Constants, not immutables: setters run while the governor is being constructed.
    function boundsOf(Setting setting) public pure returns (uint256 least, uint256 most) {
        // Holders need a day to see what is proposed, and to move votes before they are counted.
        if (setting == Setting.VotingDelay) return (1 days, 14 days);
        if (setting == Setting.VotingPeriod) return (3 days, 30 days);
        // Up to a hundredth of the supply: a threshold above what anybody holds would end governance.
        if (setting == Setting.ProposalThreshold) return (10_000e18, 10_000_000e18);
        // Never zero, or the last second would decide again.
        if (setting == Setting.LateQuorumExtension) return (1 days, 7 days);
        return (2, 20);
    }

    /// @notice Votes for or abstaining that a proposal needs whose votes are counted at `timepoint`, in WEFT base units.
    function quorum(
        uint256 timepoint
    ) public view override(Governor, GovernorVotesQuorumFraction) returns (uint256) {
        return (_supply * quorumNumerator(timepoint)) / quorumDenominator();
    }

    /// @inheritdoc GovernorVotesQuorumFraction
    function quorumNumerator(uint256 timepoint) public view override returns (uint256) {
        Quorum memory latest = _quorum;
        return latest.since <= timepoint ? latest.percent : super.quorumNumerator(timepoint);
    }

    /// @notice Unix seconds, as the clocks of both sources of votes.
    function clock() public view override(Governor, GovernorVotes) returns (uint48) {
        return Time.timestamp();
    }

    /// @notice Machine-readable description of the clock.
    // solhint-disable-next-line func-name-mixedcase
    function CLOCK_MODE() public pure override(Governor, GovernorVotes) returns (string memory) {
        return CLOCK;
    }

    /* PROPOSALS AND VOTES */

    /// @dev One proposal at a time: a proposer who holds the threshold cannot bury voters in proposals.
    function _propose(
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        string memory description,
        address proposer
    ) internal override returns (uint256 proposalId) {
        uint256 latest = latestProposalOf[proposer];
        require(latest == 0 || !_isLive(latest), GovernorHasLiveProposal(proposer, latest));
        proposalId = super._propose(targets, values, calldatas, description, proposer);
        latestProposalOf[proposer] = proposalId;
    }

    /// @dev Past votes of the wallet and of the stake behind it. Both sources know only seconds that are over.
    function _getVotes(
        address account,
        uint256 timepoint,
        bytes memory params
    ) internal view override(Governor, GovernorVotes) returns (uint256) {
        return super._getVotes(account, timepoint, params) + stakeVault.getPastVotes(account, timepoint);
    }

    /// @dev Nothing is written: an account votes once on a proposal, so its ballots there share a nonce, and the tally
    /// refuses all but the first that comes.
    function _useNonce(address voter, uint192 key) internal view override returns (uint256) {
        return nonces(voter, key);
    }

    /// @dev The proposer before the vote starts, as the library has it; the guardian at any time of its term.
    function _validateCancel(uint256 proposalId, address caller) internal view override returns (bool) {
        bool isGuardian = caller == guardian && clock() < guardianUntil;
        return isGuardian || super._validateCancel(proposalId, caller);
    }

    function _isLive(uint256 proposalId) private view returns (bool) {
        ProposalState current = state(proposalId);
        return current == ProposalState.Pending || current == ProposalState.Active;
    }

    /* SETTINGS */

    function _setVotingDelay(uint48 votingDelay_) internal override {
        _checkBounds(Setting.VotingDelay, votingDelay_);
        super._setVotingDelay(votingDelay_);
    }

    function _setVotingPeriod(uint32 votingPeriod_) internal override {
        _checkBounds(Setting.VotingPeriod, votingPeriod_);
        super._setVotingPeriod(votingPeriod_);
    }

    function _setProposalThreshold(uint256 proposalThreshold_) internal override {
        _checkBounds(Setting.ProposalThreshold, proposalThreshold_);
        super._setProposalThreshold(proposalThreshold_);
    }

    function _setLateQuorumVoteExtension(uint48 extension) internal override {
        _checkBounds(Setting.LateQuorumExtension, extension);
        super._setLateQuorumVoteExtension(extension);
    }

    /// @dev The library's limit, the voting period, would make the order of two setters matter. The bound stands alone.
    function _maxLateQuorumVoteExtension() internal pure override returns (uint256) {
        return type(uint48).max;
    }

    function _updateQuorumNumerator(uint256 quorumPercent) internal override {
        _checkBounds(Setting.QuorumPercent, quorumPercent);
        super._updateQuorumNumerator(quorumPercent);
        // The bounds fit the type.
        _quorum = Quorum({since: clock(), percent: uint8(quorumPercent)});
    }

    /* CHECKS */

    function _checkBounds(Setting setting, uint256 value) private pure {
        (uint256 least, uint256 most) = boundsOf(setting);
        require(value >= least && value <= most, GovernorSettingOutOfBounds(setting, value, least, most));
    }

    function _checkClock(IERC6372 source) private view {
        string memory mode = source.CLOCK_MODE();
        bool isSame = Strings.equal(mode, CLOCK) && source.clock() == clock();
        require(isSame, GovernorOtherClock(source, mode));
    }

    function _checkGuardianTerm(address guardian_, uint48 until) private view {
        uint256 latest = block.timestamp + MAX_GUARDIAN_SECONDS;
        bool isNone = guardian_ == address(0) && until == 0;
        bool isTerm = guardian_ != address(0) && until > block.timestamp && until <= latest;
        require(isNone || isTerm, GovernorInvalidGuardianTerm(guardian_, until, latest));
    }
}
