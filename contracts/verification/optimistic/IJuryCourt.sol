// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IArbitrable} from "./IArbitrable.sol";
import {CaseFile, CaseId, CourtTerms, Ruling} from "./CourtTypes.sol";
import {IBenches} from "./IBenches.sol";

/// @title IJuryCourt
/// @notice Judges between two bonded sides by a jury drawn from staked jurors. Anyone may bring a case that the contract
/// it is about admits; anyone may push a case on when its time has come.
///
/// A case: {open} by the plaintiff with its bond; {answer} with the same bond; {draw} of the jury by the prevrandao
/// (EIP-4399) of a block that was 64 blocks away at the answer; {commit} and {reveal} by the jurors; {close}. Every
/// step has a last second, after which {close} ends the case by default:
///
/// | not done | ruling | bonds |
/// | --- | --- | --- |
/// | answer | plaintiff | back |
/// | draw | undecided | half of the plaintiff's burnt, the rest back |
/// | no majority of the jury drawn | undecided | jurors who voted are paid by both |
///
/// A majority is more than half of the seats drawn. Seats that voted otherwise, or were silent, lose a tenth of their
/// stake. Half a bond, and what was slashed, is shared alike by the seats of the majority; the loser of the case pays it,
/// both where it cannot be judged. The winner gets the rest. Where no seat voted, what was slashed is burnt.
///
/// Safety assumes that fewer than half of the seats drawn belong to one side, and that the proposer of the one block
/// that sets the draw does not give up its reward for one more throw. There is no appeal: whoever can credibly promise
/// every juror more than a case pays (ATTACK `p + epsilon`) can turn it. Liveness assumes nobody: time ends every case.
///
/// Money: bonds of open cases, credits of accounts and earnings of seats are all that is held here. Tokens sent by a
/// plain transfer are nobody's.
interface IJuryCourt is IBenches {
    /// @notice A case was brought. The arbitrable contract's own event of the same transaction says what is claimed.
    event CaseOpened(address indexed arbitrable, CaseId indexed caseId, CaseFile file, uint40 answerUntil);
    /// @notice The other side put up its bond.
    event CaseAnswered(
        address indexed arbitrable,
        CaseId indexed caseId,
        uint40 target,
        uint24 seats,
        uint40 drawUntil
    );
    /// @notice The block that was to set the draw has gone by; another one will.
    event DrawRearmed(address indexed arbitrable, CaseId indexed caseId, uint40 target, uint24 seats);
    /// @notice The jury is known. Jurors vote by ordinal, their place in these lists.
    event JuryDrawn(
        address indexed arbitrable,
        CaseId indexed caseId,
        uint24[] positions,
        address[] jurors,
        uint40 commitUntil,
        uint40 revealUntil
    );
    /// @notice A juror committed to its vote.
    event VoteCommitted(
        address indexed arbitrable,
        CaseId indexed caseId,
        uint256 ordinal,
        bytes32 commitment
    );
    /// @notice A juror showed its vote.
    event VoteRevealed(address indexed arbitrable, CaseId indexed caseId, uint256 ordinal, Ruling vote);
    /// @notice A case ended.
    /// @param votes Two bits a seat of the jury, a {Ruling} each.
    /// @param jurorPay WEFT base units that each seat on the right side earned; all that voted, where undecided.
    event CaseClosed(
        address indexed arbitrable,
        CaseId indexed caseId,
        Ruling indexed ruling,
        uint16 votes,
        uint256 jurorPay
    );

    /// @notice Terms that no case can be held on.
    error CourtInvalidTerms(CourtTerms terms);
    /// @notice The case has ended, is another one's docket now, or never was.
    error CourtNoSuchCase(CaseId caseId);
    /// @notice The case is not at this step.
    error CourtWrongStage(CaseId caseId);
    /// @notice This is not the file of the case.
    error CourtWrongFile(CaseId caseId, bytes32 file);
    /// @notice The last second of the step has passed.
    error CourtTooLate(CaseId caseId, uint256 until, uint256 time);
    /// @notice No block that is named now could come, and a jury be drawn by it, while the step has time.
    error CourtNoTimeToDraw(CaseId caseId, uint256 until, uint256 time);
    /// @notice The step still has time.
    error CourtTooEarly(CaseId caseId, uint256 until, uint256 time);
    /// @notice This is not the header of the block that sets the draw, or its hash cannot be had.
    error CourtWrongBlock(uint256 target);
    /// @notice The block that sets the draw is still ahead, or can still be proven.
    error CourtBlockStands(uint256 target);
    /// @notice Too few seats of the bench can judge.
    error CourtTooFewJurors(uint256 found, uint256 needed);
    /// @notice The jury has no such ordinal.
    error CourtNoSuchJuror(CaseId caseId, uint256 ordinal);
    /// @notice A vote that is none.
    error CourtInvalidVote(Ruling vote);
    /// @notice The vote was shown already.
    error CourtAlreadyRevealed(CaseId caseId, uint256 ordinal);
    /// @notice The vote, salt and sender are not those of the commitment.
    error CourtWrongReveal(CaseId caseId, uint256 ordinal);

    /// @notice Brings a case against what an arbitrable contract has on record, as its plaintiff. Anyone may call; the
    /// bond is taken from the caller, who must have approved this contract.
    ///
    /// Emits {CaseOpened}.
    ///
    /// Reverts as the contract's {IArbitrable-summon} does, with {CourtInvalidTerms}, or the token's error where
    /// balance or approval are short.
    /// @param docketHint A docket that an earlier case left; where it is none, a new one is made, which costs more.
    /// @param claim What {IArbitrable-summon} gets.
    function open(
        IArbitrable arbitrable,
        uint32 docketHint,
        bytes calldata claim
    ) external returns (CaseId caseId);

    /// @notice Puts up the defendant's bond and fixes what the jury will be drawn from. Anyone may call and pay; what
    /// comes back is the defendant's.
    ///
    /// Emits {CaseAnswered}. Reverts with {CourtNoSuchCase}, {CourtWrongStage}, {CourtWrongFile}, {CourtTooLate}, or
    /// the token's error.
    function answer(address arbitrable, CaseId caseId, CaseFile calldata file) external;

    /// @notice Names another block to set the draw, where the first can no longer be proven. Anyone may call. Half a
    /// bond is taken from the caller and burnt, as it is of a plaintiff whose case is not drawn at all: nobody sees a
    /// jury, and throws again, for less. The time for the draw stays as it was: whoever pays looks
    /// whether 64 blocks, and one to draw in, come before it is over. From its last 64 seconds on this is refused,
    /// however fast blocks are.
    ///
    /// Emits {DrawRearmed}, `CourtCredited`. Reverts with {CourtNoSuchCase}, {CourtWrongStage}, {CourtWrongFile},
    /// {CourtTooLate}, {CourtBlockStands}, {CourtNoTimeToDraw}, or the token's error.
    function rearm(address arbitrable, CaseId caseId, CaseFile calldata file) external;

    /// @notice Draws the jury. Anyone may call.
    ///
    /// Seats are drawn one by one with equal chance from all that the bench had at the answer; passed over are those
    /// drawn already, left, struck, or taken since the case was brought, and those of the two sides. Nobody else is kept
    /// out by name: who is dishonest uses another. A juror with several seats can be drawn for each of them. At most 16
    /// throws a seat of the bench are made; three seats that can judge are enough.
    ///
    /// Emits {JuryDrawn}. Reverts with {CourtNoSuchCase}, {CourtWrongStage}, {CourtWrongFile}, {CourtTooLate},
    /// {CourtWrongBlock}, {CourtTooFewJurors}.
    /// @param header RLP of the target block's header.
    function draw(address arbitrable, CaseId caseId, CaseFile calldata file, bytes calldata header) external;

    /// @notice Commits to a vote. Called by the juror; a later commitment replaces an earlier one.
    ///
    /// Emits {VoteCommitted}. Reverts with {CourtNoSuchCase}, {CourtWrongStage}, {CourtTooLate}, {CourtNoSuchJuror},
    /// {CourtNotJuror}.
    /// @param commitment As {commitmentOf} says.
    function commit(address arbitrable, CaseId caseId, uint256 ordinal, bytes32 commitment) external;

    /// @notice Shows a vote. Called by the juror who committed to it, after the time for commitments.
    ///
    /// Emits {VoteRevealed}. Reverts with {CourtNoSuchCase}, {CourtWrongStage}, {CourtTooEarly}, {CourtTooLate},
    /// {CourtNoSuchJuror}, {CourtInvalidVote}, {CourtAlreadyRevealed}, {CourtNotJuror}, {CourtWrongReveal}.
    function reveal(address arbitrable, CaseId caseId, uint256 ordinal, Ruling vote, bytes32 salt) external;

    /// @notice Ends a case: rules, pays, slashes. Anyone may call, once every vote was shown or a step's time is over.
    ///
    /// Emits {CaseClosed}, `SeatSlashed`, `CourtCredited`.
    ///
    /// Reverts with {CourtNoSuchCase}, {CourtWrongFile}, {CourtTooEarly}.
    /// @return ruling What the arbitrable contract was told.
    function close(
        address arbitrable,
        CaseId caseId,
        CaseFile calldata file
    ) external returns (Ruling ruling);

    /// @notice What a juror commits to for a vote: it holds for this chain, court, case and juror alone, so that a copy
    /// is worth nothing.
    function commitmentOf(
        address arbitrable,
        CaseId caseId,
        address juror,
        Ruling vote,
        bytes32 salt
    ) external view returns (bytes32);

    /// @notice The commitment of a seat of the jury: the last thing written there, by an earlier case of the docket
    /// perhaps.
    function commitmentAt(address arbitrable, CaseId caseId, uint256 ordinal) external view returns (bytes32);

    /// @notice The jury of a case that was drawn; reverts with {CourtNoSuchCase} and {CourtWrongStage}.
    /// @return positions Of the seats, by ordinal.
    /// @return votes Two bits a seat, a {Ruling} each.
    function juryOf(
        address arbitrable,
        CaseId caseId
    ) external view returns (uint24[] memory positions, uint16 votes);

    /// @notice The least bond for each juror of a case, in WEFT base units: a fiftieth of a seat's stake. A
    /// juror of a case that is judged thus earns at least a tenth of what its silence would cost.
    function minBondPerJuror() external view returns (uint256);

    /// @notice Whether the docket is free for the next case.
    function isDocketFree(address arbitrable, uint32 docket) external view returns (bool);
}
