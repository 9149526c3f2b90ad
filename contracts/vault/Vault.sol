// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ERC6909} from "@openzeppelin/contracts/token/ERC6909/ERC6909.sol";
import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {Permits} from "../libraries/Permits.sol";
import {IVault} from "./IVault.sol";

/// @title Vault
/// @notice Holds all payment money; every account moves its own balance, and an operator it chose moves it too.
/// @dev The ledger is the book: `balanceOf` of the token is only read around a deposit, so that tokens sent here
/// directly are nobody's and change nothing.
contract Vault is IVault, ERC6909, Multicall, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    /// @dev Most of one token that can be here. No balance can then be made so large, by a token that lies about its
    /// own, that adding to it fails and somebody else's money stays where it is.
    uint256 private constant MAX_HELD = type(uint128).max;

    /* MONEY IN */

    /// @inheritdoc IVault
    function deposit(address token, uint256 amount, address receiver) external returns (uint256 credited) {
        return _deposit(msg.sender, token, amount, receiver);
    }

    /// @inheritdoc IVault
    function depositWithPermit(
        address token,
        uint256 amount,
        address receiver,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external returns (uint256 credited) {
        require(token.code.length != 0, VaultNotAToken(token));
        Permits.tryPermit(token, amount, deadline, v, r, s);
        return _deposit(msg.sender, token, amount, receiver);
    }

    /* MONEY OUT */

    /// @inheritdoc IVault
    function withdraw(address token, uint256 amount, address receiver) external nonReentrant {
        require(amount != 0, VaultZeroAmount(token));
        require(receiver != address(0), ERC6909InvalidReceiver(receiver));
        _burn(msg.sender, idOf(token), amount);
        emit Withdrawn(msg.sender, receiver, token, amount);
        IERC20(token).safeTransfer(receiver, amount);
    }

    /* VIEWS */

    /// @inheritdoc IVault
    function idOf(address token) public pure returns (uint256 id) {
        return uint160(token);
    }

    /* INTERNAL */

    /// @dev The credit follows the transfer because only the transfer tells what arrived; the guard keeps a token
    /// that calls back from being counted twice.
    function _deposit(
        address payer,
        address token,
        uint256 amount,
        address receiver
    ) private nonReentrant returns (uint256 credited) {
        require(token.code.length != 0, VaultNotAToken(token));
        uint256 held = IERC20(token).balanceOf(address(this));
        IERC20(token).safeTransferFrom(payer, address(this), amount);
        uint256 holds = IERC20(token).balanceOf(address(this));
        require(holds > held, VaultZeroAmount(token));
        require(holds <= MAX_HELD, VaultTooMuch(token, holds, MAX_HELD));
        credited = holds - held;
        emit Deposited(payer, receiver, token, credited);
        _mint(receiver, idOf(token), credited);
    }
}
