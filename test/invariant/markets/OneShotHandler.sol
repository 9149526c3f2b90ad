// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IOneShotMarket} from "../../../contracts/market/IOneShotMarket.sol";
import {Claim, PlainClaim} from "../../../contracts/market/OneShotTypes.sol";
import {MarketHandler} from "./MarketHandler.sol";
import {OneShotWorld} from "./OneShotWorld.sol";

/// @title OneShotHandler
/// @notice What honest people do with a one-shot market. Batches have bad items among the good ones.
contract OneShotHandler is MarketHandler {
    uint256 private constant GAS_PER_ITEM = 1_500_000;

    OneShotWorld private immutable _world;
    IOneShotMarket private immutable _shots;

    constructor(OneShotWorld world) MarketHandler(world) {
        _world = world;
        _shots = IOneShotMarket(world.market());
    }

    /* CLAIMS */

    function claim(uint256 seed) external {
        OneShotWorld.Accepted memory accepted = _world.draft(seed);
        _pay(_sign(accepted, _draw(seed, 9, 0, _world.MAX_AMOUNT())));
    }

    function sponsor(uint256 seed) external {
        OneShotWorld.Accepted memory accepted = _world.draft(seed);
        accepted.claim.payer = _world.payer();
        _pay(_sign(accepted, _draw(seed, 9, 0, _world.MAX_AMOUNT())));
    }

    function claimBatch(uint256 seed) external {
        OneShotWorld.Accepted memory first = _world.draft(seed);
        uint256 count = _draw(seed, 8, 1, 5);
        (OneShotWorld.Accepted[] memory all, bool[] memory isGood) = _mixed(first, seed, count, false);
        Claim[] memory claims = new Claim[](count);
        for (uint256 i = 0; i < count; ++i) claims[i] = all[i].claim;
        bytes32 books = _rehearse(address(this), _callsOf(all, isGood), false);
        _note(all, isGood, _shots.claimBatch(first.provider, first.token, claims, GAS_PER_ITEM));
        assert(_world.books() == books);
    }

    /// @dev Neighbours are of one client as often as not, so that they go through together or fall apart.
    function claimPlainBatch(uint256 seed) external {
        OneShotWorld.Accepted memory first = _world.draft(seed);
        uint256 count = _draw(seed, 8, 1, 6);
        (OneShotWorld.Accepted[] memory all, bool[] memory isGood) = _mixed(first, seed, count, true);
        PlainClaim[] memory claims = new PlainClaim[](count);
        for (uint256 i = 0; i < count; ++i) claims[i] = _world.plain(all[i]);
        bytes32 books = _rehearse(address(this), _callsOf(all, isGood), false);
        _note(all, isGood, _shots.claimPlainBatch(first.provider, first.token, claims, GAS_PER_ITEM));
        assert(_world.books() == books);
    }

    /* TAKEN BACK */

    function cancel(uint256 seed) external {
        OneShotWorld.Accepted memory accepted = _sign(_world.draft(seed), 1e18);
        uint64 nonce = accepted.claim.due.nonce();
        vm.prank(accepted.claim.client);
        _shots.cancel(nonce);
        assert(_shots.isSpent(accepted.claim));
        _world.noteSpent(accepted);
    }

    function revokePayer(uint256 seed) external {
        OneShotWorld.Accepted memory accepted = _world.draft(seed);
        accepted.claim.payer = _world.payer();
        accepted = _sign(accepted, 1e18);
        bytes32 id = _world.idOf(accepted);
        vm.prank(accepted.claim.payer);
        _shots.revokePayer(id);
        _world.noteSpent(accepted);
    }

    /* INTERNAL */

    function _pay(OneShotWorld.Accepted memory accepted) private {
        _shots.claim(accepted.provider, accepted.token, accepted.claim);
        _world.notePaid(accepted);
    }

    /// @dev Some good acceptances of one provider in one token, and some that nobody can claim.
    function _mixed(
        OneShotWorld.Accepted memory first,
        uint256 seed,
        uint256 count,
        bool isPlain
    ) private returns (OneShotWorld.Accepted[] memory all, bool[] memory isGood) {
        (all, isGood) = (new OneShotWorld.Accepted[](count), new bool[](count));
        for (uint256 i = 0; i < count; ++i) {
            all[i] = _world.draft(uint256(keccak256(abi.encode(seed, i))));
            (all[i].provider, all[i].token) = (first.provider, first.token);
            if (isPlain) {
                all[i].claim.client = _world.clients(_draw(seed, 20 + i / 2, 0, 1));
                (all[i].claim.payer, all[i].claim.beneficiary) = (address(0), address(0));
            }
            uint256 fault = _draw(seed, 40 + i, 0, 9);
            isGood[i] = fault > 3 || (fault == 3 && i == 0);
            all[i] = _sign(all[i], _draw(seed, 60 + i, 0, _world.MAX_AMOUNT()));
            if (fault == 0) all[i].claim.result = 0;
            if (fault == 1) all[i] = _late(all[i]);
            if (fault == 2) all[i] = _dear(all[i]);
            // The one before again: the first is paid if it can be, and the second never.
            if (fault == 3 && i != 0) all[i] = all[i - 1];
        }
    }

    function _late(
        OneShotWorld.Accepted memory accepted
    ) private view returns (OneShotWorld.Accepted memory) {
        return _world.signed(accepted, 1, _now() - 1, accepted.claim.due.nonce());
    }

    function _dear(
        OneShotWorld.Accepted memory accepted
    ) private view returns (OneShotWorld.Accepted memory) {
        return _world.signed(accepted, type(uint128).max, _now(), accepted.claim.due.nonce());
    }

    function _sign(
        OneShotWorld.Accepted memory accepted,
        uint256 amount
    ) private returns (OneShotWorld.Accepted memory) {
        Claim memory draft = accepted.claim;
        address from = draft.payer == address(0) ? draft.client : draft.payer;
        vm.assume(_world.vault().balanceOf(from, uint160(accepted.token)) >= 10 * _world.MAX_AMOUNT());
        return _world.signed(accepted, amount, _now() + 1 hours, _world.nextNonce(draft.client));
    }

    /// @dev The good ones alone, in the other order: neither their order nor the bad ones among them may matter.
    function _callsOf(
        OneShotWorld.Accepted[] memory all,
        bool[] memory isGood
    ) private pure returns (bytes[] memory calls) {
        calls = new bytes[](all.length);
        for (uint256 i = 0; i < all.length; ++i) {
            if (!isGood[i]) continue;
            OneShotWorld.Accepted memory accepted = all[i];
            calls[i] = abi.encodeCall(
                IOneShotMarket.claim,
                (accepted.provider, accepted.token, accepted.claim)
            );
        }
    }

    function _note(OneShotWorld.Accepted[] memory all, bool[] memory isGood, bytes4[] memory codes) private {
        assert(codes.length == all.length);
        for (uint256 i = 0; i < all.length; ++i) {
            assert((codes[i] == 0) == isGood[i]);
            if (isGood[i]) _world.notePaid(all[i]);
        }
    }
}
