// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC6909} from "@openzeppelin/contracts/interfaces/IERC6909.sol";

import {IMarketFunds} from "../../../contracts/market/IMarketFunds.sol";
import {PoolState} from "../../../contracts/staking/StakeTypes.sol";
import {IStakeVault} from "../../../contracts/staking/IStakeVault.sol";
import {TestToken} from "../../../contracts/test/TestToken.sol";
import {WalletMock} from "../../../contracts/test/WalletMock.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IVault} from "../../../contracts/vault/IVault.sol";
import {Fuzz} from "../Fuzz.sol";
import {HostileToken} from "./HostileToken.sol";

/// @title MarketWorld
/// @notice A market with the vaults behind it and its people: two providers, the first with a pool; two clients with
/// keys and one with a wallet; one who pays for others. Keeps a ledger of its own of what everybody has in the vault.
abstract contract MarketWorld is Fuzz {
    uint256 public constant FUNDS = 1_000_000e18;
    uint256 public constant STAKE = 100_000e18;
    address public constant OWNER = address(0xF1);
    address public constant TREASURY = address(0xF2);
    address public constant DELEGATOR = address(0xF3);
    uint256 public constant STRANGER_KEY = 0x57;

    IERC20 public weft;
    IVault public vault;
    IStakeVault public stakes;
    address public market;
    /// The one behaves; the other does as it likes.
    address[2] public tokens;

    /// What delegators lost.
    uint256 public burnt;

    address[2] public providers;
    /// The last is a wallet.
    address[3] public clients;
    address public payer;
    mapping(address account => uint256) private _keyOf;
    /// Everybody who can have a balance in the vault.
    address[] private _accounts;

    /// What everybody should have in the vault, and what of the market's was given to it.
    mapping(address token => mapping(address account => uint256)) public ledger;
    mapping(address token => uint256) public gifts;
    /// Payment tokens that came to the vault without a call of it.
    mapping(address token => uint256) public strays;
    mapping(address client => uint64) private _nonces;

    constructor() {
        vm.warp(1_800_000_000);
        weft = IERC20(_deploy("token", "WeftToken", abi.encode(address(this))));
        vault = IVault(_deploy("vault", "Vault", ""));
        stakes = IStakeVault(_deploy("staking", "StakeVault", abi.encode(weft, vault, uint32(28 days))));
        tokens = [address(new TestToken()), address(new HostileToken(vault))];
        market = _deployMarket(abi.encode(IERC6909(vault), stakes, OWNER, TREASURY, uint16(137)));
        for (uint256 i = 0; i < 2; ++i) providers[i] = _person(0xA1 + i);
        for (uint256 i = 0; i < 2; ++i) clients[i] = _person(0xB1 + i);
        clients[2] = address(new WalletMock(vm.addr(0xB3)));
        _keyOf[clients[2]] = 0xB3;
        payer = _person(0xC1);
        _accounts = [providers[0], providers[1], clients[0], clients[1], clients[2], payer];
        for (uint256 i = 0; i < 6; ++i) _fund(_accounts[i]);
        address[5] memory others = [OWNER, TREASURY, DELEGATOR, market, address(stakes)];
        for (uint256 i = 0; i < 5; ++i) _accounts.push(others[i]);
        _accounts.push(tokens[1]);
        _stake();
    }

    /// @dev The market of this world, with the arguments that all markets have.
    function _deployMarket(bytes memory arguments) internal virtual returns (address);

    /* PEOPLE */

    function accounts() external view returns (address[] memory) {
        return _accounts;
    }

    /// @notice The signature of an account, which for a wallet is its owner's.
    function sign(address account, bytes32 digest) public view returns (bytes memory) {
        return signWith(_keyOf[account], digest);
    }

    function signWith(uint256 key, bytes32 digest) public pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    /// @notice A nonce that the client did not use yet, now in the epoch's slot and now beyond it.
    function nextNonce(address client) public returns (uint64) {
        return 61 * _nonces[client]++;
    }

    /// @notice Whether somebody shares what the pool of a provider earns.
    function isPooled(address provider) public view returns (bool) {
        PoolState memory pool = stakes.poolOf(provider, market);
        return pool.shares != pool.thawingShares;
    }

    /* LEDGER */

    function noteIn(address token, address account, uint256 amount) public {
        ledger[token][account] += amount;
    }

    function noteOut(address token, address account, uint256 amount) external {
        ledger[token][account] -= amount;
    }

    function noteMove(address token, address from, address to, uint256 amount) public {
        ledger[token][from] -= amount;
        ledger[token][to] += amount;
    }

    function noteGift(address token, address from, uint256 amount) external {
        noteMove(token, from, market, amount);
        gifts[token] += amount;
    }

    function noteStray(address token, uint256 amount) external {
        strays[token] += amount;
    }

    /// @notice A provider was paid by the market, which holds the money already.
    /// @param net What the fee left of it.
    /// @param pooled What of that is its delegators'; it stays in the market where there are none.
    function notePay(address token, address provider, uint256 net, uint256 pooled) public {
        noteMove(token, market, provider, net - pooled);
        if (isPooled(provider)) noteMove(token, market, address(stakes), pooled);
    }

    function noteBurnt(uint256 amount) external {
        burnt += amount;
    }

    /// @notice What delegators have behind the first provider.
    function poolStake() external view returns (uint256) {
        return stakes.poolOf(providers[0], market).stake;
    }

    /// @notice One word for who has what. The same word after two sequences of calls says that both did the same.
    function books() public view virtual returns (bytes32 digest) {
        for (uint256 i = 0; i < _accounts.length; ++i)
            for (uint256 j = 0; j < 2; ++j)
                digest = keccak256(abi.encode(digest, vault.balanceOf(_accounts[i], uint160(tokens[j]))));
        for (uint256 j = 0; j < 2; ++j)
            digest = keccak256(abi.encode(digest, IMarketFunds(market).feesOf(tokens[j])));
        for (uint256 i = 0; i < 2; ++i)
            digest = keccak256(
                abi.encode(
                    digest,
                    stakes.provisionOf(providers[i], market),
                    stakes.poolOf(providers[i], market)
                )
            );
    }

    /* INTERNAL */

    function _person(uint256 key) private returns (address account) {
        account = vm.addr(key);
        _keyOf[account] = key;
    }

    function _fund(address account) private {
        for (uint256 i = 0; i < 2; ++i) {
            TestToken(tokens[i]).mint(address(this), FUNDS);
            TestToken(tokens[i]).approve(address(vault), FUNDS);
            vault.deposit(tokens[i], FUNDS, account);
            noteIn(tokens[i], account, FUNDS);
            vm.prank(account);
            TestToken(tokens[i]).approve(address(vault), type(uint256).max);
        }
        vm.prank(account);
        vault.setOperator(market, true);
    }

    function _stake() private {
        address[] memory listed = new address[](2);
        (listed[0], listed[1]) = (tokens[0], tokens[1]);
        for (uint256 i = 0; i < 3; ++i) {
            address account = i == 2 ? DELEGATOR : providers[i];
            weft.transfer(account, FUNDS);
            vm.prank(account);
            weft.approve(address(stakes), type(uint256).max);
            if (i == 2) break;
            vm.prank(account);
            stakes.provision(market, uint96(STAKE));
        }
        vm.prank(providers[0]);
        stakes.openPool(market, 1_234, listed);
        vm.prank(DELEGATOR);
        stakes.delegate(providers[0], market, uint96(STAKE / 3), 0);
    }
}
