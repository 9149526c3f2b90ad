// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IStakeVault} from "./IStakeVault.sol";
import {SharePot} from "./SharePot.sol";
import {PendingThaw, Thaw} from "./StakeTypes.sol";

/// @title ThawQueue
/// @notice One owner's requests to take stake out of a {SharePot}, oldest first.
library ThawQueue {
    using SharePot for SharePot.Pot;

    struct Queue {
        // slot 0
        uint64 first;
        uint64 next;
        // slot 1
        mapping(uint256 index => Thaw) requests;
    }

    /// @dev Whose stake it is, and how much of it stands behind open jobs: what the errors say.
    struct Place {
        address provider;
        address market;
        uint96 locked;
    }

    function push(
        Queue storage queue,
        uint128 shares,
        uint40 readyAt,
        uint32 round
    ) internal returns (uint256 index) {
        index = queue.next++;
        queue.requests[index] = Thaw({shares: shares, readyAt: readyAt, round: round});
    }

    /// @dev Takes the requests that are ready out of the pot, as long as they fit in `spare`, the stake that no open
    /// job needs. A market that keeps to half the thaw time always leaves enough. Void requests are worth nothing and
    /// leave at once, so that they keep nobody out of the queue. Reverts before any effect where none can leave, with
    /// what keeps the oldest.
    function serve(
        Queue storage queue,
        SharePot.Pot storage pot,
        uint256 spare,
        Place memory place
    ) internal returns (uint96 amount, uint128 shares, uint64 served) {
        (uint64 first, uint64 next) = (queue.first, queue.next);
        uint64 index = first;
        require(first != next, IStakeVault.StakeNothingReady(place.provider, place.market, 0));
        for (; index < next; ++index) {
            Thaw memory request = queue.requests[index];
            if (request.round == pot.round) {
                bool isEarly = request.readyAt > block.timestamp;
                if (isEarly || pot.valueOf(request.shares) > spare - amount) {
                    if (index != first) break;
                    require(
                        !isEarly,
                        IStakeVault.StakeNothingReady(place.provider, place.market, request.readyAt)
                    );
                    revert IStakeVault.StakeBehindJobs(place.provider, place.market, place.locked);
                }
                amount += pot.remove(request.shares);
                shares += request.shares;
            }
            delete queue.requests[index];
        }
        queue.first = index;
        served = index - first;
    }

    function length(Queue storage queue) internal view returns (uint256) {
        return queue.next - queue.first;
    }

    function list(
        Queue storage queue,
        SharePot.Pot storage pot
    ) internal view returns (PendingThaw[] memory pending) {
        uint256 first = queue.first;
        pending = new PendingThaw[](length(queue));
        for (uint256 i = 0; i < pending.length; ++i) {
            Thaw storage request = queue.requests[first + i];
            uint256 amount = request.round == pot.round ? pot.valueOf(request.shares) : 0;
            pending[i] = PendingThaw({index: first + i, amount: amount, readyAt: request.readyAt});
        }
    }
}
