// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title RebasingToken
/// @notice A token whose balances grow and shrink by a common factor that anyone may set; anyone may mint.
contract RebasingToken {
    uint256 private constant WAD = 1e18;

    /// @notice Balance of one share, in 1e-18.
    uint256 public factorWad = WAD;
    mapping(address account => uint256 amount) public sharesOf;
    mapping(address owner => mapping(address spender => uint256 amount)) public allowance;

    function mint(address account, uint256 amount) external {
        sharesOf[account] += (amount * WAD) / factorWad;
    }

    function setFactor(uint256 factorWad_) external {
        factorWad = factorWad_;
    }

    function approve(address spender, uint256 amount) external returns (bool) {
        allowance[msg.sender][spender] = amount;
        return true;
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        return _move(msg.sender, to, amount);
    }

    function transferFrom(address from, address to, uint256 amount) external returns (bool) {
        allowance[from][msg.sender] -= amount;
        return _move(from, to, amount);
    }

    function balanceOf(address account) external view returns (uint256) {
        return (sharesOf[account] * factorWad) / WAD;
    }

    function _move(address from, address to, uint256 amount) private returns (bool) {
        uint256 shares = (amount * WAD) / factorWad;
        sharesOf[from] -= shares;
        sharesOf[to] += shares;
        return true;
    }
}
