// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {IStakeVault} from "../../../contracts/staking/IStakeVault.sol";
import {TestToken} from "../../../contracts/test/TestToken.sol";
import {IVault} from "../../../contracts/vault/IVault.sol";
import {Fuzz} from "../Fuzz.sol";
import {CreditBook} from "./CreditBook.sol";

/// @title StakeWorld
/// @notice A stake vault with its people: two providers and two markets, each provider with a pool in one of them,
/// three delegators, two clients. Knows what a bookkeeper beside the contract would know.
contract StakeWorld is Fuzz, CreditBook {
    struct Job {
        address provider;
        address market;
        address token;
        uint96 locked;
        uint32 poolPpm;
        uint16 ownBps;
    }

    uint256 public constant FUNDS = 10_000_000e18;

    IERC20 public immutable weft;
    IStakeVault public immutable stakes;
    IVault public immutable vault;
    TestToken public immutable money;
    TestToken public immutable cash;

    address[] public providers = [address(0xA1), address(0xA2)];
    address[] public markets = [address(0xB1), address(0xB2)];
    address[] public delegators = [address(0xC1), address(0xC2), address(0xC3)];
    /// Who is credited with slashed stake: two clients, and the markets themselves.
    address[] public harmed = [address(0xD1), address(0xD2), markets[0], markets[1]];

    Job[] public jobs;

    /// WEFT that came without a call of the vault.
    uint256 public donated;
    /// WEFT that delegators lost.
    uint256 public burnt;
    /// WEFT that accounts put in and got out.
    mapping(address account => uint256) public paidIn;
    mapping(address account => uint256) public paidOut;
    /// How often an amount was rounded down, to shares or from them, for those who stay.
    uint256 public roundings;
    /// Payment tokens shared with pools, and claimed from them.
    mapping(address token => uint256) public shared;
    mapping(address token => uint256) public claimed;
    mapping(address token => uint256) public shares;

    /// Votes of providers by second.
    mapping(address provider => mapping(uint256 second => uint256)) public votesAt;
    uint256[] private _seconds;

    constructor() {
        weft = IERC20(_deploy("token", "WeftToken", abi.encode(address(this))));
        vault = IVault(_deploy("vault", "Vault", ""));
        stakes = IStakeVault(_deploy("staking", "StakeVault", abi.encode(weft, vault, THAW_SECONDS)));
        (money, cash) = (new TestToken(), new TestToken());
        for (uint256 i = 0; i < 2; ++i) {
            _fund(providers[i]);
            _fundMarket(markets[i]);
        }
        for (uint256 i = 0; i < delegators.length; ++i) _fund(delegators[i]);
        address[] memory tokens = new address[](2);
        (tokens[0], tokens[1]) = (address(money), address(cash));
        for (uint256 i = 0; i < 2; ++i) {
            vm.prank(providers[i]);
            stakes.openPool(markets[i], 1_000, tokens);
        }
        vm.warp(1_800_000_000);
        _begin();
    }

    /// @dev Some stake to begin with, so that few calls are spent on an empty vault.
    function _begin() private {
        for (uint256 i = 0; i < 2; ++i) {
            address provider = providers[i];
            vm.prank(provider);
            stakes.provision(markets[i], 1_000e18);
            paidIn[provider] += 1_000e18;
            address delegator = delegators[i];
            vm.prank(delegator);
            stakes.delegate(provider, markets[i], 5_000e18, 0);
            paidIn[delegator] += 5_000e18;
        }
        noteVotes();
    }

    function jobCount() external view returns (uint256) {
        return jobs.length;
    }

    function openJob(Job calldata job) external {
        jobs.push(job);
    }

    /// @dev What of a job's lock is its provider's own stake.
    function ownOf(uint96 locked, uint16 ownBps) public pure returns (uint256) {
        return (uint256(locked) * ownBps) / 10_000;
    }

    function closeJob(uint256 index) external {
        jobs[index] = jobs[jobs.length - 1];
        jobs.pop();
    }

    function noteIn(address account, uint256 amount) external {
        paidIn[account] += amount;
    }

    /// @dev Shares are rounded down.
    function noteDelegated(address account, uint256 amount) external {
        paidIn[account] += amount;
        ++roundings;
    }

    function noteOut(address account, uint256 amount) external {
        paidOut[account] += amount;
        ++roundings;
    }

    /// @dev Requests that left by one call: each is rounded down by itself.
    function noteTogether(uint256 requests) external {
        roundings += requests - 1;
    }

    function noteBurnt(uint256 amount) external {
        burnt += amount;
    }

    function noteDonation(uint256 amount) external {
        donated += amount;
    }

    function noteShared(address token, uint256 amount) external {
        shared[token] += amount;
        ++shares[token];
    }

    function noteClaimed(address token, uint256 amount) external {
        claimed[token] += amount;
    }

    /// @dev Writes down the votes at the end of this second, as far as it has come.
    function noteVotes() public {
        uint256 count = _seconds.length;
        if (count == 0 || _seconds[count - 1] != block.timestamp) _seconds.push(block.timestamp);
        for (uint256 i = 0; i < 2; ++i)
            votesAt[providers[i]][block.timestamp] = stakes.getVotes(providers[i]);
    }

    function noted() external view returns (uint256[] memory) {
        return _seconds;
    }

    function _fund(address account) private {
        weft.transfer(account, FUNDS);
        vm.prank(account);
        weft.approve(address(stakes), type(uint256).max);
    }

    function _fundMarket(address market) private {
        for (uint256 i = 0; i < 2; ++i) {
            TestToken token = i == 0 ? money : cash;
            token.mint(address(this), FUNDS);
            token.approve(address(vault), FUNDS);
            vault.deposit(address(token), FUNDS, market);
        }
        vm.prank(market);
        vault.setOperator(address(stakes), true);
    }
}
