// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/interfaces/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {LowLevelCall} from "@openzeppelin/contracts/utils/LowLevelCall.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {ICredits} from "./ICredits.sol";

/// @title Credits
/// @notice Holds money that could not be handed over; anyone sends it to whom it belongs.
abstract contract Credits is ICredits, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    /// @inheritdoc ICredits
    uint256 public constant PUSH_GAS = 50_000;

    address internal constant ETHER = address(0);
    /// @dev One part in 64 stays behind at a call (EIP-150). The rest covers what a call that moves ether costs its
    /// caller, to a new account at the most, and writing a credit down.
    uint256 private constant PUSH_GAS_REQUIRED = PUSH_GAS + PUSH_GAS / 63 + 70_000;

    mapping(address currency => mapping(address account => uint256 amount)) private _credits;

    /// @inheritdoc ICredits
    function withdraw(address currency, address account) external nonReentrant returns (uint256 amount) {
        return _withdraw(currency, account, account);
    }

    /// @inheritdoc ICredits
    function withdrawTo(address currency, address to) external nonReentrant returns (uint256 amount) {
        return _withdraw(currency, msg.sender, to);
    }

    /// @inheritdoc ICredits
    function creditOf(address currency, address account) public view returns (uint256) {
        return _credits[currency][account];
    }

    /* INTERNAL */

    /// @dev What a credit that is paid out means to the contract built on this.
    function _onWithdraw(address currency, uint256 amount) internal virtual {}

    /// @dev What a new credit means to the contract built on this.
    function _onCredit(address currency, uint256 amount) internal virtual {}

    /// @dev Hands over what this contract holds; what is not taken is credited.
    function _push(address currency, address to, uint256 amount) internal {
        if (amount == 0) return;
        bool isTaken =
            currency == ETHER ? _tryEther(to, amount) : IERC20(currency).trySafeTransfer(to, amount);
        if (!isTaken) _credit(currency, to, amount);
    }

    /// @dev Hands over tokens of `from` without touching them; where `to` cannot be sent any, they are kept for it here.
    function _pull(address currency, address from, address to, uint256 amount) internal {
        if (amount == 0) return;
        IERC20 token = IERC20(currency);
        if (token.trySafeTransferFrom(from, to, amount)) return;
        uint256 before = token.balanceOf(address(this));
        token.safeTransferFrom(from, address(this), amount);
        // What arrived, whatever the token says it sent.
        _credit(currency, to, token.balanceOf(address(this)) - before);
    }

    function _credit(address currency, address account, uint256 amount) internal {
        _credits[currency][account] += amount;
        emit Credited(currency, account, amount);
        _onCredit(currency, amount);
    }

    function _withdraw(address currency, address account, address to) private returns (uint256 amount) {
        amount = _credits[currency][account];
        require(amount != 0, CreditsNothing(currency, account));
        _credits[currency][account] = 0;
        _onWithdraw(currency, amount);
        emit Withdrawn(currency, account, to, amount);
        if (currency == ETHER)
            require(LowLevelCall.callNoReturn(to, amount, ""), CreditsNotTaken(to, amount));
        else IERC20(currency).safeTransfer(to, amount);
    }

    /// @dev Assembly because Solidity copies all that a call returns, which can be made long.
    function _tryEther(address to, uint256 amount) private returns (bool isTaken) {
        require(gasleft() >= PUSH_GAS_REQUIRED, CreditsGasTooLow(gasleft(), PUSH_GAS_REQUIRED));
        uint256 gasCap = PUSH_GAS;
        assembly ("memory-safe") {
            isTaken := call(gasCap, to, amount, 0, 0, 0, 0)
        }
    }
}
