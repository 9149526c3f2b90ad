// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Resources
/// @notice What a machine has, or what a job needs, in one word, so that compatibility is provable on chain.
///
/// ```
/// bits     field          kind     unit
/// 0-15     engines        set      one bit an engine: 0 wasm, 1 container, 2 vm, 3 http service
/// 16-79    gpuModels      set      one bit a model, registry in the SDK
/// 80-111   regions        set      one bit a region, registry in the SDK
/// 112-127  features       set      0 TEE, 1 ECC memory, 2 static address, 3 no logs
/// 128-135  gpus           number   count                     } each number has seven to thirty-one
/// 136-151  vram           number   GiB a GPU                 } value bits, and above them one guard bit
/// 152-167  cores          number   count                     } that is always zero in a stored word
/// 168-191  memory         number   MiB
/// 192-223  disk           number   GiB
/// 224-255  bandwidth      number   Mbit/s
/// ```
///
/// The top bit of every number field is its guard: `satisfies` compares all six numbers with one subtraction.
type Resources is uint256;

using {satisfies, isWellFormed} for Resources global;

uint256 constant ENGINES = 0xffff;
uint256 constant GPU_MODELS = uint256(type(uint64).max) << 16;
uint256 constant REGIONS = uint256(type(uint32).max) << 80;
uint256 constant FEATURES = 0xffff << 112;
uint256 constant NUMBERS = uint256(type(uint128).max) << 128;
uint256 constant GUARDS = (1 << 135) | (1 << 151) | (1 << 167) | (1 << 191) | (1 << 223) | (1 << 255);

/// @notice Whether `self`, what a machine has, serves `needs`.
/// @dev Engines and features: every needed one is there. GPU models and regions: the needed set lists the
/// acceptable ones, an empty set accepts all, and one in common is enough. Numbers: at least as many.
/// With its guard bit set, a field cannot borrow from its neighbour, and the bit survives the subtraction exactly
/// where the field is at least as large as the needed one.
function satisfies(Resources self, Resources needs) pure returns (bool) {
    uint256 has = Resources.unwrap(self);
    uint256 wants = Resources.unwrap(needs);
    if (wants & ~has & (ENGINES | FEATURES) != 0) return false;
    if (wants & GPU_MODELS != 0 && wants & has & GPU_MODELS == 0) return false;
    if (wants & REGIONS != 0 && wants & has & REGIONS == 0) return false;
    unchecked {
        // Cannot underflow: `GUARDS` alone exceeds every well-formed number field of `needs`.
        return (((has & NUMBERS) | GUARDS) - (wants & NUMBERS & ~GUARDS)) & GUARDS == GUARDS;
    }
}

/// @notice Whether every guard bit is zero.
function isWellFormed(Resources self) pure returns (bool) {
    return Resources.unwrap(self) & GUARDS == 0;
}
