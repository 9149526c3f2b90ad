// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The few cheat codes of forge that are used here.
interface Vm {
    struct Log {
        bytes32[] topics;
        bytes data;
        address emitter;
    }

    function addr(uint256 key) external pure returns (address);
    function assume(bool condition) external pure;
    function deployCode(string calldata artifact, bytes calldata arguments) external returns (address);
    function getBlockNumber() external view returns (uint256);
    function getBlockTimestamp() external view returns (uint256);
    function getRecordedLogs() external returns (Log[] memory);
    function prank(address sender) external;
    function recordLogs() external;
    function revertToStateAndDelete(uint256 snapshot) external returns (bool);
    function roll(uint256 number) external;
    function setBlockhash(uint256 number, bytes32 hash) external;
    function sign(uint256 key, bytes32 digest) external pure returns (uint8 v, bytes32 r, bytes32 s);
    function snapshotState() external returns (uint256 snapshot);
    function store(address account, bytes32 slot, bytes32 word) external;
    function warp(uint256 timestamp) external;
}

/// @title Fuzz
/// @notice What a contract needs to talk to forge.
abstract contract Fuzz {
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    /// @dev Brings a random number into a range.
    function _within(uint256 seed, uint256 min, uint256 max) internal pure returns (uint256) {
        return min + (seed % (max - min + 1));
    }

    /// @dev One of the random numbers that a seed stands for.
    function _draw(uint256 seed, uint256 which, uint256 min, uint256 max) internal pure returns (uint256) {
        return _within(uint256(keccak256(abi.encode(seed, which))), min, max);
    }

    /// @dev The time as it is: the optimizer takes `block.timestamp` to be the same throughout a call.
    function _now() internal view returns (uint40) {
        return uint40(vm.getBlockTimestamp());
    }

    /// @dev Lets time pass, and a block every twelve seconds.
    function _pass(uint256 time) internal {
        vm.roll(vm.getBlockNumber() + (time - _now()) / 12 + 1);
        vm.warp(time);
    }

    /// @dev A contract as it is deployed: of the artifacts that Hardhat made, which spares compiling them again.
    function _deploy(
        string memory folder,
        string memory name,
        bytes memory arguments
    ) internal returns (address) {
        return
            vm.deployCode(
                string.concat("artifacts/contracts/", folder, "/", name, ".sol/", name, ".json"),
                arguments
            );
    }

    /// @dev Makes a call that must fail.
    function _refused(address caller, address target, bytes memory call) internal {
        vm.prank(caller);
        (bool isOk, ) = target.call(call);
        assert(!isOk);
    }
}
