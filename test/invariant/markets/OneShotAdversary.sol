// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IOneShotMarket} from "../../../contracts/market/IOneShotMarket.sol";
import {Claim, PlainClaim} from "../../../contracts/market/OneShotTypes.sol";
import {Fuzz} from "../Fuzz.sol";
import {OneShotWorld} from "./OneShotWorld.sol";

/// @notice What the market keeps for its own batches.
interface IInnerDoors {
    function takeItem(address provider, address token, uint256 feeBps, Claim calldata accepted) external;

    function takeRun(address provider, address token, uint256 feeBps, PlainClaim[] calldata claims) external;
}

/// @title OneShotAdversary
/// @notice Claims that pay nobody: a claim that goes through is a finding.
contract OneShotAdversary is Fuzz {
    OneShotWorld private immutable _world;
    address private immutable _market;
    address private immutable _stranger;

    constructor(OneShotWorld world) {
        _world = world;
        _market = world.market();
        _stranger = vm.addr(world.STRANGER_KEY());
    }

    /* USED UP */

    /// @dev What was claimed, cancelled or revoked.
    function claimSpent(uint256 which) external {
        _refuse(_anySpent(which));
    }

    /// @dev In a batch it has a code, and moves nothing.
    function claimSpentInBatch(uint256 which) external {
        OneShotWorld.Accepted memory accepted = _anySpent(which);
        vm.assume(accepted.claim.payer == address(0) && accepted.claim.beneficiary == address(0));
        PlainClaim[] memory claims = new PlainClaim[](2);
        claims[0] = claims[1] = _world.plain(accepted);
        bytes32 books = _world.books();
        bytes4[] memory codes = IOneShotMarket(_market).claimPlainBatch(
            accepted.provider,
            accepted.token,
            claims,
            200_000
        );
        assert(codes[0] != 0 && codes[1] != 0 && _world.books() == books);
    }

    /// @dev Another acceptance with a nonce that is used.
    function reuseNonce(uint256 which, uint256 amount) external {
        OneShotWorld.Accepted memory accepted = _anySpent(which);
        // A revoked one leaves its nonce to others.
        vm.assume(IOneShotMarket(_market).isSpent(accepted.claim));
        accepted.claim.payer = address(0);
        uint64 nonce = accepted.claim.due.nonce();
        _refuse(_world.signed(accepted, _within(amount, 0, 1e18), _now() + 1, nonce));
    }

    /* NOT SIGNED */

    /// @dev A field is another than what was signed.
    function alter(uint256 seed) external {
        OneShotWorld.Accepted memory accepted = _fresh(seed);
        uint256 field = _draw(seed, 10, 0, 5);
        if (field == 0) accepted.provider = _stranger;
        if (field == 1) accepted.token = _world.tokens(accepted.token == _world.tokens(0) ? 1 : 0);
        if (field == 2) accepted.claim.beneficiary = _stranger;
        if (field == 3) accepted.claim.spec = ~accepted.claim.spec;
        if (field == 4) accepted.claim.result = 0;
        if (field == 5) accepted.claim.payer = _stranger;
        _refuse(accepted);
    }

    function signForOther(uint256 seed) external {
        OneShotWorld.Accepted memory accepted = _fresh(seed);
        accepted.claim.clientSignature = _forge(accepted);
        _refuse(accepted);
    }

    function payForOther(uint256 seed) external {
        OneShotWorld.Accepted memory accepted = _world.draft(seed);
        accepted.claim.payer = _world.payer();
        accepted = _world.signed(accepted, 1e18, _now() + 1 hours, _world.nextNonce(accepted.claim.client));
        accepted.claim.payerSignature = seed % 2 == 0 ? _forge(accepted) : accepted.claim.clientSignature;
        _refuse(accepted);
    }

    /* NOT NOW, NOT SO MUCH, NOT BY YOU */

    function claimLate(uint256 seed) external {
        OneShotWorld.Accepted memory accepted = _world.draft(seed);
        uint64 nonce = _world.nextNonce(accepted.claim.client);
        _refuse(_world.signed(accepted, 1e18, _now() - 1, nonce));
    }

    function claimAbove(uint256 seed, uint256 more) external {
        OneShotWorld.Accepted memory accepted = _world.draft(seed);
        accepted.claim.payer = address(0);
        address client = accepted.claim.client;
        uint256 amount = _world.vault().balanceOf(client, uint160(accepted.token)) + _within(more, 1, 1e30);
        _refuse(_world.signed(accepted, amount, _now(), _world.nextNonce(client)));
    }

    /// @dev The inner doors of batches take no signature of the caller's word, and pay nobody.
    function takeFromOutside(uint256 seed) external {
        OneShotWorld.Accepted memory accepted = _fresh(seed);
        PlainClaim[] memory claims = new PlainClaim[](1);
        claims[0] = _world.plain(accepted);
        (address provider, address token) = (accepted.provider, accepted.token);
        _refused(
            provider,
            _market,
            abi.encodeCall(IInnerDoors.takeItem, (provider, token, 0, accepted.claim))
        );
        _refused(provider, _market, abi.encodeCall(IInnerDoors.takeRun, (provider, token, 0, claims)));
    }

    /* INTERNAL */

    function _fresh(uint256 seed) private returns (OneShotWorld.Accepted memory accepted) {
        accepted = _world.draft(seed);
        uint64 nonce = _world.nextNonce(accepted.claim.client);
        return _world.signed(accepted, 1e18, _now() + 1 hours, nonce);
    }

    function _anySpent(uint256 which) private view returns (OneShotWorld.Accepted memory) {
        uint256 count = _world.spentCount();
        vm.assume(count != 0);
        return _world.spent(which % count);
    }

    function _forge(OneShotWorld.Accepted memory accepted) private view returns (bytes memory) {
        return _world.signWith(_world.STRANGER_KEY(), _world.idOf(accepted));
    }

    function _refuse(OneShotWorld.Accepted memory accepted) private {
        _refused(
            accepted.provider,
            _market,
            abi.encodeCall(IOneShotMarket.claim, (accepted.provider, accepted.token, accepted.claim))
        );
    }
}
