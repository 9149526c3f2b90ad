// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {ERC20Votes} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Votes.sol";
import {Nonces} from "@openzeppelin/contracts/utils/Nonces.sol";
import {Time} from "@openzeppelin/contracts/utils/types/Time.sol";

/// @title WeftToken
/// @notice WEFT: what providers stake and holders vote with. The whole supply is minted once; nobody can mint more.
/// @dev ERC-20, ERC-2612 (permit), ERC-5805 (votes) with a timestamp clock (ERC-6372). `permit` and `delegateBySig`
/// share one nonce sequence (OpenZeppelin's Nonces): using one invalidates a pending signature of the other.
contract WeftToken is ERC20, ERC20Permit, ERC20Votes {
    /// @notice The fixed supply, in base units (18 decimals). It fits 90 bits, which packed stake relies on.
    uint256 public constant SUPPLY = 1_000_000_000e18;

    /// @param holder Receives the whole supply.
    constructor(address holder) ERC20("Weft", "WEFT") ERC20Permit("Weft") {
        _mint(holder, SUPPLY);
    }

    /// @notice Unix seconds: votes are counted at points in time, not at blocks (ERC-6372).
    function clock() public view override returns (uint48) {
        return Time.timestamp();
    }

    /// @notice Machine-readable description of the clock (ERC-6372).
    // solhint-disable-next-line func-name-mixedcase
    function CLOCK_MODE() public pure override returns (string memory) {
        return "mode=timestamp";
    }

    /// @inheritdoc ERC20Permit
    function nonces(address owner) public view override(ERC20Permit, Nonces) returns (uint256) {
        return super.nonces(owner);
    }

    function _update(address from, address to, uint256 value) internal override(ERC20, ERC20Votes) {
        super._update(from, to, value);
    }
}
