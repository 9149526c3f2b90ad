// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Job} from "../../../contracts/market/JobTypes.sol";
import {CourtTerms, Ruling} from "../../../contracts/verification/optimistic/CourtTypes.sol";
import {IArbitrable} from "../../../contracts/verification/optimistic/IArbitrable.sol";
import {IJuryCourt} from "../../../contracts/verification/optimistic/IJuryCourt.sol";
import {
    IOptimisticVerifier,
    ResultStage
} from "../../../contracts/verification/optimistic/IOptimisticVerifier.sol";
import {Claim, OptimisticTerms} from "../../../contracts/verification/optimistic/OptimisticTypes.sol";
import {CasePeople} from "./CasePeople.sol";
import {CaseWorld} from "./CaseWorld.sol";
import {Headers} from "./Headers.sol";

/// @title CaseAdversary
/// @notice What nobody may do with results, cases and votes; a call that goes through is a finding.
contract CaseAdversary is CasePeople {
    address private immutable _stranger;

    constructor(CaseWorld world) CasePeople(world) {
        _stranger = world.STRANGER();
    }

    /* RESULTS */

    function submitWrongly(uint256 seed) external {
        uint256 index = _anyJob(seed);
        Job memory job = _world.hires(index).job;
        OptimisticTerms terms = OptimisticTerms.wrap(job.verifierTerms);
        (bytes32 root, address provider) = (_world.rootOf(index), job.provider);
        bytes memory call = abi.encodeCall(
            IOptimisticVerifier.submitFor,
            (provider, _world.hires(index).id, terms, root)
        );
        _refused(_stranger, _bench, call);
        call = abi.encodeCall(IOptimisticVerifier.submit, (_world.hires(index).id, terms, bytes32(0)));
        _refused(provider, _bench, call);
        if (_world.results(index).stage == ResultStage.None) return;
        call = abi.encodeCall(IOptimisticVerifier.submit, (_world.hires(index).id, terms, ~root));
        _refused(provider, _bench, call);
    }

    /// @dev After the window, while another challenge is before the court, after a ruling that ended it, or before any
    /// result.
    function challengeWrongly(uint256 seed) external {
        uint256 index = _anyJob(seed);
        vm.assume(!_world.isChallengeable(index));
        _refuseOpen(seed, _world.claimOf(index, seed % 5));
    }

    /// @dev A chunk that does not exist, or another than is proven; another root, another job; nothing claimed.
    function challengeForged(uint256 seed) external {
        Claim memory claim = _world.claimOf(_world.findChallengeable(seed), _draw(seed, 0, 0, 3));
        uint256 fault = _draw(seed, 1, 0, 7);
        if (fault == 0) claim.index += 4;
        if (fault == 1) claim.index ^= 1;
        if (fault == 2) claim.given.outputDigest = claim.right.outputDigest;
        if (fault == 3) claim.proof[1] = claim.root;
        if (fault == 4) claim.root = claim.proof[1];
        if (fault == 5) claim.right = claim.given;
        if (fault == 6) claim.job.client = _stranger;
        if (fault == 7) claim.job.provider = _stranger;
        _refuseOpen(seed, claim);
    }

    function ruleByStranger(uint256 seed) external {
        uint256 index = _anyJob(seed);
        Job memory job = _world.hires(index).job;
        OptimisticTerms terms = OptimisticTerms.wrap(job.verifierTerms);
        bytes32 subject = _optimistic.subjectOf(_world.hires(index).id, job.provider, terms);
        _refused(job.client, _bench, abi.encodeCall(IArbitrable.rule, (subject, Ruling(seed % 4))));
        bytes memory claim = abi.encode(_world.claimOf(index, 4));
        _refused(job.client, _bench, abi.encodeCall(IArbitrable.summon, (job.client, claim)));
    }

    /* STEPS */

    function answerWrongly(uint256 seed) external {
        CaseWorld.Trial memory trial = _world.trials(_world.findAny(seed, true));
        bool isLate = trial.step != CaseWorld.Step.Open || _now() > trial.until;
        // In time, with another file.
        if (!isLate) trial.file.plaintiff = _stranger;
        bytes memory call = abi.encodeCall(IJuryCourt.answer, (_bench, trial.id, trial.file));
        _refused(trial.file.defendant, address(_court), call);
    }

    /// @dev Before the block is there, after its time, from a forged header or that of another block, or of a case
    /// that needs no jury.
    function drawWrongly(uint256 seed) external {
        CaseWorld.Trial memory trial = _world.trials(_world.findAny(seed, true));
        uint256 number = vm.getBlockNumber();
        bytes memory header = Headers.encode(trial.target);
        bool isThere = number > trial.target && number <= trial.target + 256;
        if (isThere) vm.setBlockhash(trial.target, keccak256(header));
        if (trial.step == CaseWorld.Step.Answered && _now() <= trial.until && isThere) {
            uint256 fault = _draw(seed, 0, 0, 3);
            if (fault == 0) header[_draw(seed, 1, 0, header.length - 1)] ^= 0x01;
            if (fault == 1) header = bytes.concat(header, hex"00");
            if (fault == 2) header = Headers.encode(trial.target + 1);
            if (fault == 3) trial.file.defendant = _stranger;
        }
        bytes memory call = abi.encodeCall(IJuryCourt.draw, (_bench, trial.id, trial.file, header));
        _refused(trial.file.plaintiff, address(_court), call);
    }

    /// @dev While the block can still come, or be proven, nobody throws again; later nobody who does not pay, or by
    /// another file, or when no block could come in time.
    function rearmWrongly(uint256 seed) external {
        (, CaseWorld.Trial memory trial) = _find(seed, CaseWorld.Step.Answered, false);
        bool isEarly = vm.getBlockNumber() <= trial.target + 256;
        bool isLate = _now() + 64 >= trial.until;
        bool isForged = !isEarly && seed % 2 == 0;
        address caller = isEarly || isLate || isForged ? trial.file.plaintiff : _stranger;
        if (isForged) trial.file.terms = CourtTerms.wrap(CourtTerms.unwrap(trial.file.terms) ^ (1 << 104));
        bytes memory call = abi.encodeCall(IJuryCourt.rearm, (_bench, trial.id, trial.file));
        _refused(caller, address(_court), call);
    }

    /// @dev Before its time, or with another file.
    function closeWrongly(uint256 seed) external {
        CaseWorld.Trial memory trial = _world.trials(_world.findAny(seed, true));
        bool isVoting = trial.step == CaseWorld.Step.Voting;
        bool isEarly =
            _now() <= trial.until || (isVoting && !_isComplete(trial) && _now() <= _revealUntil(trial));
        if (!isEarly) trial.file.plaintiff = _stranger;
        bytes memory call = abi.encodeCall(IJuryCourt.close, (_bench, trial.id, trial.file));
        _refused(trial.file.defendant, address(_court), call);
    }

    /// @dev A case that ended has no further move, whatever case its docket holds now.
    function moveEnded(uint256 seed) external {
        CaseWorld.Trial memory trial = _world.trials(_world.findAny(seed, false));
        (address plaintiff, address court) = (trial.file.plaintiff, address(_court));
        bytes memory header = Headers.encode(trial.target);
        _refused(plaintiff, court, abi.encodeCall(IJuryCourt.close, (_bench, trial.id, trial.file)));
        _refused(plaintiff, court, abi.encodeCall(IJuryCourt.answer, (_bench, trial.id, trial.file)));
        _refused(plaintiff, court, abi.encodeCall(IJuryCourt.draw, (_bench, trial.id, trial.file, header)));
        _refused(plaintiff, court, abi.encodeCall(IJuryCourt.rearm, (_bench, trial.id, trial.file)));
        for (uint256 i = 0; i < trial.positions.length; ++i) {
            _refused(plaintiff, court, abi.encodeCall(IJuryCourt.commit, (_bench, trial.id, i, 0)));
            _refused(plaintiff, court, _revealCall(trial, i, trial.truth, 0));
        }
    }

    /* VOTES */

    /// @dev In another's place, or where there is none.
    function commitForOther(uint256 seed) external {
        (, CaseWorld.Trial memory trial) = _find(seed, CaseWorld.Step.Voting, false);
        uint256 count = trial.positions.length;
        (uint256 who, uint256 other) = (_draw(seed, 0, 0, count), _draw(seed, 1, 0, count - 1));
        address caller = _jurorOf(trial, other);
        if (who < count && _jurorOf(trial, who) == caller) caller = _stranger;
        bytes32 ballot = _ballotOf(trial, other);
        bytes memory call = abi.encodeCall(IJuryCourt.commit, (_bench, trial.id, who, ballot));
        _refused(caller, address(_court), call);
    }

    function commitLate(uint256 seed) external {
        (, CaseWorld.Trial memory trial) = _find(seed, CaseWorld.Step.Voting, true);
        uint256 who = _draw(seed, 0, 0, trial.positions.length - 1);
        bytes32 ballot = _ballotOf(trial, who);
        bytes memory call = abi.encodeCall(IJuryCourt.commit, (_bench, trial.id, who, ballot));
        _refused(_jurorOf(trial, who), address(_court), call);
    }

    /// @dev While others can still commit, or after the last second.
    function revealOutOfTime(uint256 seed) external {
        (, CaseWorld.Trial memory trial) = _find(seed, CaseWorld.Step.Voting, seed % 2 == 0);
        vm.assume(_now() <= trial.until || _now() > _revealUntil(trial));
        uint256 who = _committed(trial, seed);
        _refused(
            _jurorOf(trial, who),
            address(_court),
            _revealCall(trial, who, trial.meant[who], _saltOf(trial, who))
        );
    }

    /// @dev Another vote or salt, an earlier one, none at all, in another's place, by another.
    function revealForged(uint256 seed) external {
        (, CaseWorld.Trial memory trial) = _find(seed, CaseWorld.Step.Voting, true);
        uint256 who = _committed(trial, seed);
        (Ruling vote, bytes32 salt, address caller) = (
            trial.meant[who],
            _saltOf(trial, who),
            _jurorOf(trial, who)
        );
        uint256 fault = _draw(seed, 1, 0, 4);
        if (fault == 0) vote = Ruling(1 + (uint256(vote) % 3));
        if (fault == 1) salt = ~salt;
        if (fault == 2) caller = _stranger;
        if (fault == 3) vote = Ruling.Undecided;
        if (fault == 4) {
            --trial.drafts[who];
            salt = _saltOf(trial, who);
        }
        _refused(caller, address(_court), _revealCall(trial, who, vote, salt));
    }

    function revealTwice(uint256 seed) external {
        (, CaseWorld.Trial memory trial) = _find(seed, CaseWorld.Step.Voting, true);
        for (uint256 i = 0; i < trial.positions.length; ++i) {
            if (trial.shown[i] == Ruling.Undecided) continue;
            bytes memory call = _revealCall(trial, i, trial.shown[i], _saltOf(trial, i));
            _refused(_jurorOf(trial, i), address(_court), call);
            return;
        }
        vm.assume(false);
    }

    /// @dev Who copied another's commitment, or made none, shows what the other showed.
    function revealCopy(uint256 seed) external {
        (, CaseWorld.Trial memory trial) = _find(seed, CaseWorld.Step.Voting, true);
        uint256 from = _committed(trial, seed);
        for (uint256 i = 0; i < trial.positions.length; ++i) {
            if (trial.meant[i] != Ruling.Undecided) continue;
            bytes memory call = _revealCall(trial, i, trial.meant[from], _saltOf(trial, from));
            _refused(_jurorOf(trial, i), address(_court), call);
            return;
        }
        vm.assume(false);
    }

    /* INTERNAL */

    function _refuseOpen(uint256 seed, Claim memory claim) private {
        bytes memory call = abi.encodeCall(
            IJuryCourt.open,
            (IArbitrable(_bench), uint32(seed % 3), abi.encode(claim))
        );
        _refused(_world.people(seed), address(_court), call);
    }

    function _anyJob(uint256 seed) private view returns (uint256) {
        uint256 count = _world.hireCount();
        vm.assume(count != 0);
        return seed % count;
    }

    /// @dev A seat of the jury that committed and can show it.
    function _committed(CaseWorld.Trial memory trial, uint256 seed) private pure returns (uint256 who) {
        uint256 count = trial.positions.length;
        for (uint256 i = 0; i < count; ++i) {
            who = ((seed % count) + i) % count;
            if (trial.meant[who] != Ruling.Undecided) return who;
        }
        vm.assume(false);
    }
}
