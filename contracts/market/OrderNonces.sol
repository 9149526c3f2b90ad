// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BitMaps} from "@openzeppelin/contracts/utils/structs/BitMaps.sol";

import {IOrderNonces} from "./IOrderNonces.sol";

/// @title OrderNonces
/// @notice Holds used and cancelled nonces of every signer; only the signer and the contract built on it change them.
abstract contract OrderNonces is IOrderNonces {
    using BitMaps for BitMaps.BitMap;

    /// @dev Nonces of an epoch that live in the epoch's own slot: they are checked and marked with one cold access.
    uint256 private constant NEAR = 224;

    /// @dev Top 32 bits: the current epoch. Low 224 bits: its nonces below `NEAR` that are used.
    mapping(address signer => uint256 epochAndUsed) private _near;
    /// @dev All other nonces, by the nonce with its epoch.
    mapping(address signer => BitMaps.BitMap) private _far;

    /* CANCEL */

    /// @inheritdoc IOrderNonces
    function cancel(uint64 nonce) external {
        uint256 near = _near[msg.sender];
        _checkEpoch(msg.sender, nonce, near);
        _mark(msg.sender, nonce, near);
        emit NonceCancelled(msg.sender, nonce);
    }

    /// @inheritdoc IOrderNonces
    function cancelWord(uint56 word) external {
        uint256 near = _near[msg.sender];
        uint64 first = uint64(word) << 8;
        _checkEpoch(msg.sender, first, near);
        if (uint32(first) == 0) _near[msg.sender] = near | type(uint224).max;
        _far[msg.sender]._data[word] = type(uint256).max;
        emit NonceWordCancelled(msg.sender, word);
    }

    /// @inheritdoc IOrderNonces
    function cancelAll() external returns (uint32 epoch) {
        epoch = epochOf(msg.sender) + 1;
        _near[msg.sender] = uint256(epoch) << NEAR;
        emit EpochStarted(msg.sender, epoch);
    }

    /* VIEWS */

    /// @inheritdoc IOrderNonces
    function epochOf(address signer) public view returns (uint32 epoch) {
        return uint32(_near[signer] >> NEAR); // the shift leaves 32 bits
    }

    /// @inheritdoc IOrderNonces
    function isNonceUsable(address signer, uint64 nonce) external view returns (bool) {
        return nonce >> 32 == epochOf(signer) && !_isMarked(signer, nonce, _near[signer]);
    }

    /* INTERNAL */

    /// @dev Reverts unless an order with this nonce is neither used, nor cancelled, nor of another epoch; where
    /// `isConsumed`, no other order with this nonce passes again.
    function _checkNonce(address signer, uint64 nonce, bool isConsumed) internal {
        uint256 near = _near[signer];
        _checkEpoch(signer, nonce, near);
        require(!_isMarked(signer, nonce, near), OrderNonceUsed(signer, nonce));
        if (isConsumed) _mark(signer, nonce, near);
    }

    function _mark(address signer, uint64 nonce, uint256 near) private {
        uint256 index = uint32(nonce);
        if (index < NEAR) _near[signer] = near | (1 << index);
        else _far[signer].set(nonce);
    }

    function _checkEpoch(address signer, uint64 nonce, uint256 near) private pure {
        // Each shift leaves 32 bits.
        (uint32 epoch, uint32 currentEpoch) = (uint32(nonce >> 32), uint32(near >> NEAR));
        require(epoch == currentEpoch, OrderWrongEpoch(signer, epoch, currentEpoch));
    }

    function _isMarked(address signer, uint64 nonce, uint256 near) private view returns (bool) {
        uint256 index = uint32(nonce);
        return index < NEAR ? near & (1 << index) != 0 : _far[signer].get(nonce);
    }
}
