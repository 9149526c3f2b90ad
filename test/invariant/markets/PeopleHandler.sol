// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMarketFunds} from "../../../contracts/market/IMarketFunds.sol";
import {PoolState} from "../../../contracts/staking/StakeTypes.sol";
import {IStakeVault} from "../../../contracts/staking/IStakeVault.sol";
import {TestToken} from "../../../contracts/test/TestToken.sol";
import {IVault} from "../../../contracts/vault/IVault.sol";
import {Fuzz} from "../Fuzz.sol";
import {HostileToken} from "./HostileToken.sol";
import {MarketWorld} from "./MarketWorld.sol";

/// @title PeopleHandler
/// @notice What honest people do around every market: money in and out of the vault, delegators that come and go, fees.
/// No call may fail, but those of a token that stopped moving, which must fail and change nothing.
contract PeopleHandler is Fuzz {
    MarketWorld private immutable _base;
    IVault private immutable _vault;
    IStakeVault private immutable _stakes;
    IMarketFunds private immutable _funds;

    constructor(MarketWorld base) {
        _base = base;
        (_vault, _stakes) = (base.vault(), base.stakes());
        _funds = IMarketFunds(base.market());
    }

    /* THE VAULT */

    function deposit(uint256 who, bool isOdd, uint256 amount) external {
        (address account, address token) = (_anyone(who), _token(isOdd));
        amount = _within(amount, 1, 1_000e18);
        TestToken(token).mint(account, amount);
        bool isMoving = _isMoving(token);
        vm.prank(account);
        try _vault.deposit(token, amount, account) returns (uint256 credited) {
            assert(isMoving && credited <= amount);
            _base.noteIn(token, account, credited);
        } catch {
            assert(!isMoving);
        }
    }

    function withdraw(uint256 who, bool isOdd, uint256 amount) external {
        address token = _token(isOdd);
        address[] memory accounts = _base.accounts();
        // The market and the stake vault, which follow the eighth, withdraw nothing.
        address account = accounts[who % 9];
        uint256 balance = _vault.balanceOf(account, uint160(token));
        vm.assume(balance != 0);
        amount = _within(amount, 1, balance < 1_000e18 ? balance : 1_000e18);
        bool isMoving = _isMoving(token);
        vm.prank(account);
        try _vault.withdraw(token, amount, account) {
            assert(isMoving);
            _base.noteOut(token, account, amount);
        } catch {
            assert(!isMoving);
        }
    }

    /// @dev Money that somebody hands to the market without a reason is nobody's.
    function giveToMarket(uint256 who, bool isOdd, uint256 amount) external {
        (address account, address token) = (_anyone(who), _token(isOdd));
        amount = _within(amount, 1, 1e18);
        vm.assume(_vault.balanceOf(account, uint160(token)) >= amount);
        vm.prank(account);
        _vault.transfer(address(_funds), uint160(token), amount);
        _base.noteGift(token, account, amount);
    }

    /// @dev Tokens that somebody sends to the vault without a call of it are nobody's too.
    function sendToVault(uint256 amount) external {
        address token = _token(false);
        amount = _within(amount, 1, 1e18);
        TestToken(token).mint(address(_vault), amount);
        _base.noteStray(token, amount);
    }

    function turnToken(uint256 mode) external {
        // Honest more often than not.
        HostileToken(_token(true)).setMode(HostileToken.Mode(mode % 10 < 5 ? mode % 5 : 0));
    }

    /* DELEGATORS */

    function delegate(uint256 amount) external {
        (address provider, address delegator) = (_base.providers(0), _base.DELEGATOR());
        amount = _within(amount, 1e18, _base.STAKE());
        vm.assume(_base.weft().balanceOf(delegator) >= amount);
        PoolState memory pool = _stakes.poolOf(provider, address(_funds));
        uint256 own = _stakes.provisionOf(provider, address(_funds)).active;
        // Where slashes left little behind many shares, the pool takes nobody in.
        vm.assume(pool.active + amount < own * 10 && uint256(pool.stake) << 16 >= pool.shares);
        vm.prank(delegator);
        _stakes.delegate(provider, address(_funds), uint96(amount), 0);
    }

    /// @dev All of it, so that a pool is without anybody at times.
    function undelegate() external {
        (address provider, address delegator) = (_base.providers(0), _base.DELEGATOR());
        uint128 shares = _stakes.delegationOf(provider, address(_funds), delegator).shares;
        uint256 waiting = _stakes.undelegationsOf(provider, address(_funds), delegator).length;
        vm.assume(shares != 0 && waiting < 50);
        vm.prank(delegator);
        _stakes.undelegate(provider, address(_funds), shares, 0);
    }

    function claimEarnings(bool isOdd) external {
        (address provider, address delegator) = (_base.providers(0), _base.DELEGATOR());
        address token = _token(isOdd);
        uint256 earned = _stakes.earningsOf(provider, address(_funds), delegator, token);
        vm.assume(earned != 0);
        vm.prank(delegator);
        assert(_stakes.claimEarnings(provider, address(_funds), token) == earned);
        _base.noteMove(token, address(_stakes), delegator, earned);
    }

    /* GOVERNANCE */

    function setFee(uint256 feeBps) external {
        address owner = _base.OWNER();
        vm.prank(owner);
        _funds.setFee(uint16(_within(feeBps, 0, 500)));
    }

    function collectFees(bool isOdd) external {
        address token = _token(isOdd);
        uint256 fees = _funds.feesOf(token);
        vm.assume(fees != 0);
        assert(_funds.collectFees(token) == fees);
        _base.noteMove(token, address(_funds), _base.TREASURY(), fees);
    }

    /* TIME */

    function wait(uint256 time) external {
        // Minutes as often as days.
        vm.warp(_now() + (time % 2 == 0 ? _within(time, 1, 1 hours) : _within(time, 1, 2 days)));
    }

    /* INTERNAL */

    function _token(bool isOdd) private view returns (address) {
        return _base.tokens(isOdd ? 1 : 0);
    }

    function _isMoving(address token) private view returns (bool) {
        return token == _token(false) || HostileToken(token).isMoving();
    }

    /// @dev A provider, a client or the payer.
    function _anyone(uint256 who) private view returns (address) {
        return _base.accounts()[who % 6];
    }
}
