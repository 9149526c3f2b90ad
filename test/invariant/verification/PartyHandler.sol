// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CaseFile} from "../../../contracts/verification/optimistic/CourtTypes.sol";
import {IArbitrable, Summons} from "../../../contracts/verification/optimistic/IArbitrable.sol";
import {Claim, OptimisticTerms} from "../../../contracts/verification/optimistic/OptimisticTypes.sol";
import {CasePeople} from "./CasePeople.sol";
import {CaseSteps} from "./CaseSteps.sol";
import {CaseWorld} from "./CaseWorld.sol";
import {VerifiedWorld} from "./VerifiedWorld.sol";

/// @title PartyHandler
/// @notice What clients, providers and challengers do, honest or not, within the rules: no call may fail.
contract PartyHandler is CaseSteps {
    uint256 private constant MAX_OPEN = 6;

    constructor(CaseWorld world) CasePeople(world) {}

    /* RESULTS */

    function hire(uint256 seed) external {
        vm.assume(_world.openHires() < MAX_OPEN);
        VerifiedWorld.Draft memory draft;
        draft.client = _world.people(_draw(seed, 20, 0, 99));
        if (_draw(seed, 21, 0, 2) == 0) draft.payer = _world.people(_draw(seed, 22, 0, 99));
        if (draft.payer == draft.client) draft.payer = address(0);
        (draft.verifierTerms, draft.seed) = (_world.termsOf(seed), seed);
        (draft.units, draft.nonce, draft.expiry) = (1, _world.nextNonce(), _now());
        draft.maxSeconds = uint32(_draw(seed, 23, 1 hours, 1 days));
        draft.verifySeconds = uint32(_draw(seed, 24, 0, 5) == 0 ? 1 hours : 4 days);
        address provider = _world.people(_draw(seed, 25, 0, 99));
        vm.assume(_world.canHire(provider));
        _world.hire(draft, provider, seed);
    }

    /// @dev At times too late, or under another's name: neither means anything.
    function submit(uint256 seed) external {
        bool isLate = seed % 8 == 0;
        uint256 index = _world.findBare(seed, isLate);
        VerifiedWorld.Hire memory it = _world.hires(index);
        bool isOwn = _draw(seed, 30, 0, 9) != 0;
        address caller = isOwn ? it.job.provider : address(uint160(0x10000 + _world.nextNonce()));
        bytes32 root = _world.rootOf(index);
        vm.prank(caller);
        _optimistic.submit(it.id, OptimisticTerms.wrap(it.job.verifierTerms), root);
        if (isOwn) _world.noteResult(index, _draw(seed, 31, 0, 9), isLate);
    }

    /* CASES */

    function challenge(uint256 seed) external {
        _challenge(seed, _world.findChallengeable(seed));
    }

    function answer(uint256 seed) external {
        (uint256 index, CaseWorld.Trial memory trial) = _find(seed, CaseWorld.Step.Open, false);
        _answer(seed, index, trial);
    }

    /// @dev The next thing that a case waits for, at the first time for it: so that many cases come to their end.
    function move(uint256 seed) external {
        uint256 index = _world.findAny(seed, true);
        CaseWorld.Trial memory trial = _world.trials(index);
        bool isInTime = _now() <= trial.until;
        if (_canClose(trial)) _close(index);
        else if (trial.step == CaseWorld.Step.Open) _answer(seed, index, trial);
        else if (trial.step == CaseWorld.Step.Answered) _moveToDraw(index, trial);
        else if (isInTime && trial.drafts[seed % trial.positions.length] == 0) _commit(seed, index, trial);
        else if (isInTime) _pass(trial.until + 1);
        else if (_draw(seed, 90, 0, 3) == 0) _pass(_revealUntil(trial) + 1);
        else _reveal(seed, index, trial);
    }

    /* INTERNAL */

    function _challenge(uint256 seed, uint256 index) private {
        VerifiedWorld.Hire memory it = _world.hires(index);
        CaseWorld.Result memory result = _world.results(index);
        // What is wrong, where something is; and now and then what is not.
        uint256 chunk = _draw(seed, 40, 0, 2) == 0 ? _draw(seed, 41, 0, 4) : result.wrong;
        Claim memory claim = _world.claimOf(index, chunk);
        address plaintiff = _world.people(_draw(seed, 42, 0, 99));
        if (_draw(seed, 43, 0, 5) == 0) plaintiff = it.job.provider;
        uint32 hint = uint32(_draw(seed, 44, 0, 3));
        CaseWorld.Trial memory trial;
        Summons memory summons = _optimistic.summonsOf(claim);
        trial.file = CaseFile(summons.subject, plaintiff, it.job.provider, summons.terms);
        vm.prank(plaintiff);
        trial.id = _court.open(IArbitrable(_bench), hint, abi.encode(claim));
        (trial.hire, trial.step) = (index, CaseWorld.Step.Open);
        trial.until = _now() + _world.secondsOf(trial.file, 0);
        trial.openedAt = uint40(vm.getBlockNumber());
        _world.noteOpened(trial, chunk);
    }

    function _moveToDraw(uint256 index, CaseWorld.Trial memory trial) private {
        uint256 number = vm.getBlockNumber();
        if (number <= trial.target) _pass(_now() + 12 * (trial.target - number));
        vm.assume(_now() <= trial.until && vm.getBlockNumber() <= trial.target + PROVEN_BLOCKS);
        _drawJury(index, trial);
    }
}
