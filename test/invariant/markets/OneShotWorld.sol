// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IOneShotMarket} from "../../../contracts/market/IOneShotMarket.sol";
import {Claim, Due, PlainClaim} from "../../../contracts/market/OneShotTypes.sol";
import {MarketWorld} from "./MarketWorld.sol";

/// @title OneShotWorld
/// @notice A one-shot market with its people, and the acceptances that are used up.
contract OneShotWorld is MarketWorld {
    /// @notice An acceptance with those whom it pays.
    struct Accepted {
        address provider;
        address token;
        Claim claim;
    }

    uint256 public constant MAX_AMOUNT = 10e18;

    Accepted[] private _spent;

    function _deployMarket(bytes memory arguments) internal override returns (address) {
        return _deploy("market", "OneShotMarket", arguments);
    }

    /* ACCEPTANCES */

    /// @notice What a client accepts, signed by nobody yet.
    function draft(uint256 seed) external view returns (Accepted memory accepted) {
        accepted.provider = providers[_draw(seed, 0, 0, 1)];
        accepted.token = tokens[_draw(seed, 1, 0, 1)];
        accepted.claim.client = clients[_draw(seed, 2, 0, 2)];
        if (_draw(seed, 3, 0, 2) == 0) accepted.claim.payer = payer;
        if (_draw(seed, 4, 0, 2) == 0) accepted.claim.beneficiary = clients[0];
        accepted.claim.spec = bytes32(seed);
        accepted.claim.result = keccak256(abi.encode(seed));
    }

    /// @notice The same acceptance with an amount, a time and a nonce, signed by client and payer.
    function signed(
        Accepted memory accepted,
        uint256 amount,
        uint40 expiry,
        uint64 nonce
    ) public view returns (Accepted memory) {
        Claim memory claim = accepted.claim;
        claim.due = Due.wrap(amount | (uint256(expiry) << 128) | (uint256(nonce) << 168));
        bytes32 id = idOf(accepted);
        claim.clientSignature = sign(claim.client, id);
        if (claim.payer != address(0)) claim.payerSignature = sign(claim.payer, id);
        return accepted;
    }

    function idOf(Accepted memory accepted) public view returns (bytes32) {
        return IOneShotMarket(market).acceptanceId(accepted.provider, accepted.token, accepted.claim);
    }

    /// @notice An acceptance of a client with a key that pays itself, at half the calldata.
    function plain(Accepted calldata accepted) external pure returns (PlainClaim memory) {
        Claim memory claim = accepted.claim;
        bytes memory signature = claim.clientSignature;
        (bytes32 r, bytes32 s) = (bytes32(0), bytes32(0));
        assembly ("memory-safe") {
            r := mload(add(signature, 0x20))
            s := mload(add(signature, 0x40))
        }
        bytes32 vs = s | bytes32(uint256(uint8(signature[64]) - 27) << 255);
        return PlainClaim(claim.client, claim.due, claim.spec, claim.result, r, vs);
    }

    /* BOOKS */

    /// @notice A claim that was paid, at the fee of this moment.
    function notePaid(Accepted calldata accepted) external {
        uint256 amount = accepted.claim.due.amount();
        address from = accepted.claim.payer == address(0) ? accepted.claim.client : accepted.claim.payer;
        uint256 net = amount - (amount * IOneShotMarket(market).feeBps()) / 10_000;
        uint256 ppm = stakes.poolPpmOf(accepted.provider, market, accepted.token);
        noteMove(accepted.token, from, market, amount);
        notePay(accepted.token, accepted.provider, net, (net * ppm) / 1_000_000);
        noteSpent(accepted);
    }

    /// @notice An acceptance that was claimed, cancelled or revoked.
    function noteSpent(Accepted memory accepted) public {
        _spent.push(accepted);
    }

    function spentCount() external view returns (uint256) {
        return _spent.length;
    }

    function spent(uint256 index) external view returns (Accepted memory) {
        return _spent[index];
    }
}
