// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title CreditBook
/// @notice Slashed stake credited to accounts, when it is due, and what of it they claimed, as a bookkeeper beside the
/// stake vault would write it down.
abstract contract CreditBook {
    struct Credit {
        uint256 amount;
        uint256 readyAt;
    }

    uint32 public constant THAW_SECONDS = 28 days;

    mapping(address account => Credit[]) private _credits;
    mapping(address account => uint256) private _taken;

    /// @dev Due when stake that is asked for now would be, on a whole day; or at once, by a market to itself.
    function noteCredit(address market, address account, uint256 amount) external {
        uint256 readyAt = block.timestamp + THAW_SECONDS;
        uint256 dayAt = readyAt + ((1 days - (readyAt % 1 days)) % 1 days);
        _credits[account].push(Credit(amount, account == market ? block.timestamp : dayAt));
    }

    function noteTaken(address account, uint256 amount) external {
        _taken[account] += amount;
    }

    /// @dev What an account can claim by now, and from when it can claim more; zero where that is all.
    function dueOf(address account) external view returns (uint256 due, uint256 nextAt) {
        for (uint256 i = 0; i < _credits[account].length; ++i) {
            Credit memory credit = _credits[account][i];
            if (credit.readyAt <= block.timestamp) due += credit.amount;
            else if (nextAt == 0 && credit.amount != 0) nextAt = credit.readyAt;
        }
        due -= _taken[account];
    }
}
