// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {IDelegation} from "./IDelegation.sol";
import {SharePot} from "./SharePot.sol";
import {StakeLedger} from "./StakeLedger.sol";
import {DelegationState, PendingThaw, PoolState} from "./StakeTypes.sol";
import {StakeVotes} from "./StakeVotes.sol";
import {ThawQueue} from "./ThawQueue.sol";

/// @title Delegation
/// @notice The pools of delegated stake: providers open them and set their commission, anyone delegates and leaves,
/// and the market of a pool pays earnings into it.
abstract contract Delegation is StakeLedger, StakeVotes {
    using SafeERC20 for IERC20;
    using SharePot for SharePot.Pot;
    using ThawQueue for ThawQueue.Queue;

    /// @dev Smallest amount to delegate, and to leave in a delegation that is not emptied.
    uint96 private constant MIN_DELEGATION = 1e18;
    /// @dev Highest commission, in basis points of the pool's earnings.
    uint16 private constant MAX_COMMISSION_BPS = 5_000;
    /// @dev Most tokens that a pool can earn in; bounds the loop of every change of shares.
    uint256 private constant MAX_TOKENS = 4;

    uint256 private constant PPM = 1_000_000;
    /// @dev A pool that lost more than this many parts but one takes nobody in, so that shares stay in 112 bits.
    uint256 private constant MAX_SHARES_PER_UNIT = 2 ** 16;
    /// @dev What one division loses is below one base unit of a token for up to 1e30 shares. All WEFT is 1e27, and
    /// slashes can make 2^16 times as many shares of it: then it is below 100 base units.
    uint256 private constant EARNINGS_SCALE = 1e30;

    /* POOLS */

    /// @inheritdoc IDelegation
    function openPool(address market, uint16 commissionBps, address[] calldata tokens) external {
        Stake storage stake = _stakes[msg.sender][market];
        Pool storage pool = _pools[msg.sender][market];
        require(market != address(0), StakeInvalidMarket(market));
        require(!stake.hasPool, StakePoolExists(msg.sender, market));
        _checkCommission(commissionBps);
        _listTokens(pool, tokens);
        stake.hasPool = true;
        pool.commissionBps = commissionBps;
        // Keeps the slot of locks in use from here on, so that no lock pays for a fresh one.
        pool.closedUntil = uint40(block.timestamp - 1);
        emit PoolOpened(msg.sender, market, commissionBps, tokens);
    }

    /// @inheritdoc IDelegation
    function setCommission(address market, uint16 commissionBps) external returns (uint40 effectiveAt) {
        require(_stakes[msg.sender][market].hasPool, StakePoolMissing(msg.sender, market));
        _checkCommission(commissionBps);
        Pool storage pool = _pools[msg.sender][market];
        uint16 current = _commissionOf(pool);
        bool isRaise = commissionBps > current;
        effectiveAt = isRaise ? _readyAt() : uint40(block.timestamp);
        pool.commissionBps = isRaise ? current : commissionBps;
        (pool.nextCommissionBps, pool.nextCommissionAt) = isRaise ? (commissionBps, effectiveAt) : (0, 0);
        emit CommissionSet(msg.sender, market, commissionBps, effectiveAt);
    }

    /* DELEGATED STAKE */

    /// @inheritdoc IDelegation
    function delegate(
        address provider,
        address market,
        uint96 amount,
        uint128 minShares
    ) external returns (uint128 shares) {
        require(amount >= MIN_DELEGATION, StakeBelowMinimum(amount, MIN_DELEGATION));
        Stake storage stake = _stakes[provider][market];
        require(stake.hasPool, StakePoolMissing(provider, market));
        Pool storage pool = _pools[provider][market];
        uint40 closedUntil = pool.closedUntil;
        require(block.timestamp > closedUntil, StakePoolClosed(provider, market, closedUntil));
        require(pool.pot.isDividedBy(MAX_SHARES_PER_UNIT), StakePoolDevalued(provider, market));
        shares = pool.pot.sharesFor(amount);
        require(shares >= minShares, StakeTooFewShares(shares, minShares));
        (uint256 active, uint256 limit) = (_activeOf(pool) + amount, stake.active * DELEGATION_MULTIPLE);
        require(active <= limit, StakePoolFull(provider, market, active, limit));
        _settle(pool, msg.sender).shares += shares;
        pool.pot.add(amount, shares);
        _addVotes(provider, amount);
        emit Delegated(provider, market, msg.sender, amount, shares);
        IERC20(token).safeTransferFrom(msg.sender, address(this), amount);
    }

    /// @inheritdoc IDelegation
    function undelegate(
        address provider,
        address market,
        uint128 shares,
        uint256 minAmount
    ) external returns (uint40 readyAt) {
        require(shares != 0, StakeZeroAmount());
        Pool storage pool = _pools[provider][market];
        Delegation storage delegation = pool.delegations[msg.sender];
        uint128 held = delegation.round == pool.pot.round ? delegation.shares : 0;
        require(shares <= held, StakeInsufficientShares(held, shares));
        uint256 amount = pool.pot.valueOf(shares);
        require(amount >= minAmount, StakeTooLittle(amount, minAmount));
        uint256 left = pool.pot.valueOf(held - shares);
        require(shares == held || left >= MIN_DELEGATION, StakeBelowMinimum(left, MIN_DELEGATION));
        require(delegation.queue.length() < MAX_THAWS, StakeTooManyThaws(MAX_THAWS));
        _settle(pool, msg.sender);
        delegation.shares = held - shares;
        pool.thawingShares += uint120(shares); // all shares of a pool stay in 112 bits
        readyAt = _readyAt();
        uint256 index = delegation.queue.push(shares, readyAt, pool.pot.round);
        emit UndelegationStarted(provider, market, msg.sender, index, amount, shares, readyAt);
    }

    /// @inheritdoc IDelegation
    function withdrawDelegated(
        address provider,
        address market,
        address delegator
    ) external returns (uint256) {
        Pool storage pool = _pools[provider][market];
        ThawQueue.Queue storage queue = pool.delegations[delegator].queue;
        uint96 locked = pool.locked;
        uint256 spare = pool.pot.stake - locked; // never locked beyond it
        (uint96 amount, uint128 shares, uint64 served) = queue.serve(
            pool.pot,
            spare,
            ThawQueue.Place(provider, market, locked)
        );
        pool.thawingShares -= uint120(shares); // a part of them
        if (amount != 0) _removeVotes(provider, amount);
        emit DelegationWithdrawn(provider, market, delegator, amount, served);
        if (amount != 0) IERC20(token).safeTransfer(delegator, amount);
        return amount;
    }

    /* EARNINGS */

    /// @inheritdoc IDelegation
    function shareEarnings(
        address provider,
        address paymentToken,
        uint256 amount
    ) external returns (uint256 taken) {
        Pool storage pool = _pools[provider][msg.sender];
        uint128 shares = pool.pot.shares - pool.thawingShares;
        if (shares == 0 || amount == 0) return 0;
        require(pool.isListed[paymentToken], StakeTokenNotListed(provider, msg.sender, paymentToken));
        // Rounds down, in favour of what this contract holds.
        pool.earnedPerShare[pool.pot.round][paymentToken] += Math.mulDiv(amount, EARNINGS_SCALE, shares);
        emit EarningsShared(provider, msg.sender, paymentToken, amount);
        vault.transferFrom(msg.sender, address(this), uint160(paymentToken), amount);
        return amount;
    }

    /// @inheritdoc IDelegation
    function claimEarnings(
        address provider,
        address market,
        address paymentToken
    ) external returns (uint256 amount) {
        Delegation storage delegation = _settle(_pools[provider][market], msg.sender);
        amount = delegation.earnings[paymentToken].owed;
        require(amount != 0, StakeNothingToClaim(msg.sender, 0));
        delegation.earnings[paymentToken].owed = 0;
        emit EarningsClaimed(provider, market, msg.sender, paymentToken, amount);
        vault.transfer(msg.sender, uint160(paymentToken), amount);
    }

    /* VIEWS */

    /// @inheritdoc IDelegation
    function poolOf(address provider, address market) external view returns (PoolState memory) {
        Pool storage pool = _pools[provider][market];
        bool isPending = pool.nextCommissionAt > block.timestamp;
        return
            PoolState({
                stake: pool.pot.stake,
                active: _activeOf(pool),
                shares: pool.pot.shares,
                thawingShares: pool.thawingShares,
                round: pool.pot.round,
                commissionBps: _commissionOf(pool),
                nextCommissionBps: isPending ? pool.nextCommissionBps : 0,
                nextCommissionAt: isPending ? pool.nextCommissionAt : 0,
                locked: pool.locked,
                closedUntil: pool.closedUntil,
                tokens: pool.tokens
            });
    }

    /// @inheritdoc IDelegation
    function delegationOf(
        address provider,
        address market,
        address delegator
    ) external view returns (DelegationState memory state) {
        Pool storage pool = _pools[provider][market];
        Delegation storage delegation = pool.delegations[delegator];
        if (delegation.round == pool.pot.round) {
            state.shares = delegation.shares;
            state.amount = pool.pot.valueOf(state.shares);
        }
        PendingThaw[] memory pending = delegation.queue.list(pool.pot);
        for (uint256 i = 0; i < pending.length; ++i) state.thawing += pending[i].amount;
    }

    /// @inheritdoc IDelegation
    function undelegationsOf(
        address provider,
        address market,
        address delegator
    ) external view returns (PendingThaw[] memory) {
        Pool storage pool = _pools[provider][market];
        return pool.delegations[delegator].queue.list(pool.pot);
    }

    /// @inheritdoc IDelegation
    function earningsOf(
        address provider,
        address market,
        address delegator,
        address paymentToken
    ) external view returns (uint256) {
        Pool storage pool = _pools[provider][market];
        Delegation storage delegation = pool.delegations[delegator];
        Earning storage earning = delegation.earnings[paymentToken];
        uint256 perShare = pool.earnedPerShare[delegation.round][paymentToken];
        return earning.owed + _earned(delegation.shares, perShare - earning.creditedPerShare);
    }

    /* INTERNAL: JOBS */

    /// @dev The part of a job's pay that goes to the pool, in parts per million: by stake, less the commission.
    /// Own stake counts until it leaves: nobody shuts delegators out of pay by a thaw in the same block. Rounds down, in
    /// favour of the provider.
    function _poolPpm(
        Stake storage stake,
        address provider,
        address market,
        address paymentToken
    ) internal view returns (uint32) {
        if (!stake.hasPool) return 0;
        Pool storage pool = _pools[provider][market];
        uint256 own = uint256(stake.active) + stake.thawing.stake;
        uint256 counted = _countedOf(own, pool);
        if (counted == 0) return 0;
        require(pool.isListed[paymentToken], StakeTokenNotListed(provider, market, paymentToken));
        uint256 kept = BPS - _commissionOf(pool);
        return uint32((counted * kept * (PPM / BPS)) / (own + counted)); // at most `PPM`
    }

    /// @dev Active and thawing stake of a pool lose alike, since both are held by shares of one pot. After a great loss
    /// the pool is closed until every job matched before has ended, under markets that keep to half the thaw time: what
    /// those jobs pay is a part of what was there at the match, and little stake would take most of it.
    function _slashPool(address provider, uint96 amount) internal {
        Pool storage pool = _pools[provider][msg.sender];
        bool isHalved = pool.pot.isHalvedBy(amount);
        pool.pot.lose(amount);
        emit PoolSlashed(provider, msg.sender, amount);
        if (isHalved) {
            uint40 closedUntil = uint40(block.timestamp) + thawSeconds / 2;
            pool.closedUntil = closedUntil;
            emit PoolClosed(provider, msg.sender, closedUntil);
        }
        if (pool.pot.stake != 0) return;
        pool.pot.voidShares();
        pool.thawingShares = 0;
        emit PoolVoided(provider, msg.sender, pool.pot.round);
    }

    /* INTERNAL */

    /// @dev Credits a delegator with what its shares earned, up to now or up to the slash that voided them.
    function _settle(Pool storage pool, address delegator) private returns (Delegation storage delegation) {
        delegation = pool.delegations[delegator];
        (uint128 shares, uint32 round, uint32 current) = (
            delegation.shares,
            delegation.round,
            pool.pot.round
        );
        for (uint256 i = 0; i < pool.tokens.length; ++i) {
            address paymentToken = pool.tokens[i];
            Earning storage earning = delegation.earnings[paymentToken];
            uint256 perShare = pool.earnedPerShare[round][paymentToken];
            uint256 earned = _earned(shares, perShare - earning.creditedPerShare);
            if (earned != 0) earning.owed += earned;
            if (round != current) perShare = pool.earnedPerShare[current][paymentToken];
            if (perShare != earning.creditedPerShare) earning.creditedPerShare = perShare;
        }
        if (round != current) (delegation.shares, delegation.round) = (0, current);
    }

    /// @dev Rounds down, in favour of what this contract holds.
    function _earned(uint128 shares, uint256 perShare) private pure returns (uint256) {
        return Math.mulDiv(shares, perShare, EARNINGS_SCALE);
    }

    function _listTokens(Pool storage pool, address[] calldata tokens) private {
        uint256 count = tokens.length;
        require(count != 0 && count <= MAX_TOKENS, StakeInvalidTokenCount(count, MAX_TOKENS));
        for (uint256 i = 0; i < count; ++i) {
            address paymentToken = tokens[i];
            require(
                paymentToken != address(0) && !pool.isListed[paymentToken],
                StakeInvalidToken(paymentToken)
            );
            pool.isListed[paymentToken] = true;
            pool.tokens.push(paymentToken);
        }
    }

    function _checkCommission(uint16 commissionBps) private pure {
        require(
            commissionBps <= MAX_COMMISSION_BPS,
            StakeCommissionAboveCap(commissionBps, MAX_COMMISSION_BPS)
        );
    }

    /// @dev The commission of jobs matched now.
    function _commissionOf(Pool storage pool) private view returns (uint16) {
        uint40 nextAt = pool.nextCommissionAt;
        return nextAt != 0 && nextAt <= block.timestamp ? pool.nextCommissionBps : pool.commissionBps;
    }
}
