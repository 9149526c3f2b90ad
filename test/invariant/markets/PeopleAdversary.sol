// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC6909} from "@openzeppelin/contracts/interfaces/IERC6909.sol";

import {IMarketFunds} from "../../../contracts/market/IMarketFunds.sol";
import {IStakeVault} from "../../../contracts/staking/IStakeVault.sol";
import {IVault} from "../../../contracts/vault/IVault.sol";
import {Fuzz} from "../Fuzz.sol";
import {MarketWorld} from "./MarketWorld.sol";

/// @title PeopleAdversary
/// @notice What nobody may do with any market and the vault behind it; a call that goes through is a finding.
contract PeopleAdversary is Fuzz {
    MarketWorld private immutable _base;
    address private immutable _market;
    address private immutable _vault;
    address private immutable _stranger;

    constructor(MarketWorld base) {
        _base = base;
        (_market, _vault) = (base.market(), address(base.vault()));
        _stranger = vm.addr(base.STRANGER_KEY());
    }

    /* THE VAULT */

    function takeFromVault(uint256 who, bool isOdd, uint256 amount) external {
        address[] memory accounts = _base.accounts();
        uint256 id = uint160(_base.tokens(isOdd ? 1 : 0));
        address from = accounts[who % accounts.length];
        amount = _within(amount, 1, 1e18);
        _refused(_stranger, _vault, abi.encodeCall(IERC6909.transferFrom, (from, _stranger, id, amount)));
    }

    function withdrawAbove(uint256 who, bool isOdd, uint256 more) external {
        address[] memory accounts = _base.accounts();
        address token = _base.tokens(isOdd ? 1 : 0);
        address from = accounts[who % accounts.length];
        uint256 amount = IVault(_vault).balanceOf(from, uint160(token)) + _within(more, 1, 2 ** 128);
        _refused(from, _vault, abi.encodeCall(IVault.withdraw, (token, amount, from)));
    }

    /* THE MARKET */

    function setFeeByStranger(uint256 feeBps) external {
        uint16 fee = uint16(_within(feeBps, 0, 500));
        _refused(_stranger, _market, abi.encodeCall(IMarketFunds.setFee, (fee)));
        _refused(_stranger, _market, abi.encodeCall(IMarketFunds.setTreasury, (_stranger)));
    }

    function setFeeAboveCap(uint256 feeBps) external {
        uint16 fee = uint16(_within(feeBps, 501, type(uint16).max));
        _refused(_base.OWNER(), _market, abi.encodeCall(IMarketFunds.setFee, (fee)));
    }

    function loseFees(bool isZero) external {
        address treasury = isZero ? address(0) : _market;
        _refused(_base.OWNER(), _market, abi.encodeCall(IMarketFunds.setTreasury, (treasury)));
    }

    /// @dev The stake behind this market is this market's to lock.
    function slashByStranger(uint256 who, uint256 amount) external {
        uint96 some = uint96(_within(amount, 1, _base.STAKE()));
        address provider = _base.providers(who % 2);
        _refused(
            _stranger,
            address(_base.stakes()),
            abi.encodeCall(IStakeVault.slash, (provider, some, 10_000, some, _stranger))
        );
    }
}
