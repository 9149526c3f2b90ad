// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SharePotUnfolded} from "./SharePotUnfolded.sol";

/// @title SharePotProof
/// @notice What a pot keeps, whoever does what to it in whatever order: every step, from any state in which the sums
/// are right, leaves them right, and a new pot begins with such a state.
contract SharePotProof is SharePotUnfolded {
    uint256 private _stakeIn;
    uint256 private _stakeOut;
    uint256 private _sharesIn;
    uint256 private _sharesOut;
    uint96 private _anyValue;

    constructor() {
        assert(_stakeIn == _stakeOut + pot_stake);
        assert(_sharesIn == _sharesOut + pot_shares);
    }

    /// @dev For any number of shares, and so for those that it buys.
    function comes(uint96 amount, uint128 shares) external {
        require(_stakeIn == _stakeOut + pot_stake);
        require(_sharesIn == _sharesOut + pot_shares);
        uint256 round = pot_round;
        add(amount, shares);
        _stakeIn += amount;
        _sharesIn += shares;
        assert(_stakeIn == _stakeOut + pot_stake);
        assert(_sharesIn == _sharesOut + pot_shares);
        assert(pot_round == round);
    }

    /// @dev For any value of the shares, and so for their part of the stake.
    function leaves(uint128 shares, uint96 value) external {
        _anyValue = value;
        require(_stakeIn == _stakeOut + pot_stake);
        require(_sharesIn == _sharesOut + pot_shares);
        uint256 round = pot_round;
        _stakeOut += remove(shares);
        _sharesOut += shares;
        assert(_stakeIn == _stakeOut + pot_stake);
        assert(_sharesIn == _sharesOut + pot_shares);
        assert(pot_round == round);
    }

    function isSlashed(uint96 amount) external {
        require(_stakeIn == _stakeOut + pot_stake);
        uint256 shares = pot_shares;
        lose(amount);
        _stakeOut += amount;
        assert(_stakeIn == _stakeOut + pot_stake);
        assert(pot_shares == shares);
    }

    function isVoided() external {
        require(_stakeIn == _stakeOut + pot_stake);
        uint256 round = pot_round;
        _stakeOut += voidShares();
        assert(_stakeIn == _stakeOut + pot_stake);
        assert(pot_stake == 0 && pot_shares == 0);
        assert(pot_round == round + 1);
    }

    function firstSharesAreUnits(uint96 amount) external view {
        require(pot_shares == 0);
        assert(sharesFor(amount) == amount);
    }

    function valueOf(uint128) internal view override returns (uint96) {
        return _anyValue;
    }
}
