// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";

/// @title Permits
/// @notice Uses the caller's ERC-2612 permit on the way to taking its tokens. Holds nothing.
library Permits {
    /// @notice Gives this contract the allowance that the caller signed, if the permit is still good.
    /// @dev Whoever sent the permit first only did our work: the allowance is there all the same. So a permit that
    /// fails is ignored, and the allowance decides. `token` must have code.
    /// @param amount Allowance, in token base units.
    /// @param deadline Last unix second of the permit.
    function tryPermit(
        address token,
        uint256 amount,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) internal {
        try IERC20Permit(token).permit(msg.sender, address(this), amount, deadline, v, r, s) {} catch {}
    }
}
