// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title EtherTaker
/// @notice An account that is paid ether, and can refuse it, burn what gas it gets, answer at length, or call somebody;
/// it executes any call for anyone.
contract EtherTaker {
    enum Mode {
        Take,
        Revert,
        BurnGas,
        Bomb,
        Call
    }

    Mode public mode;
    bool public isCalled;
    bool public isCallDone;
    address private _target;
    bytes private _call;

    error EtherTakerRefused();
    error EtherTakerCallFailed(bytes answer);

    receive() external payable {
        _take();
    }

    function setMode(Mode mode_) external {
        mode = mode_;
    }

    /// @notice Makes a call whenever it is paid.
    function callWhenPaid(address target, bytes calldata data) external {
        (mode, _target, _call) = (Mode.Call, target, data);
    }

    function execute(address target, bytes calldata data) external payable returns (bytes memory answer) {
        bool isOk;
        (isOk, answer) = target.call{value: msg.value}(data);
        require(isOk, EtherTakerCallFailed(answer));
    }

    function _take() private {
        Mode current = mode;
        require(current != Mode.Revert, EtherTakerRefused());
        if (current == Mode.BurnGas) {
            assembly ("memory-safe") {
                invalid()
            }
        }
        if (current == Mode.Bomb) {
            assembly ("memory-safe") {
                revert(0, 0x20000)
            }
        }
        if (current == Mode.Call) {
            (bool isOk, ) = _target.call(_call);
            (isCalled, isCallDone) = (true, isOk);
        }
    }
}
