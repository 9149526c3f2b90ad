// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CourtTerms, Ruling} from "../verification/optimistic/CourtTypes.sol";
import {IArbitrable, Summons} from "../verification/optimistic/IArbitrable.sol";

/// @title ArbitrableMock
/// @notice A contract whose every matter can be challenged, on terms that anyone may set.
contract ArbitrableMock is IArbitrable {
    error ArbitrableRefuses();

    address public defendant;
    CourtTerms public terms;
    uint256 public summoned;
    bool public isRefusing;
    /// @notice What it calls the court with when it is ruled.
    bytes public inward;
    /// @notice Whether that call went through.
    bool public isReentered;
    mapping(bytes32 subject => Ruling[]) private _rulings;

    function set(address defendant_, CourtTerms terms_) external {
        (defendant, terms) = (defendant_, terms_);
    }

    function setRefusing(bool isRefusing_) external {
        isRefusing = isRefusing_;
    }

    function setInward(bytes calldata inward_) external {
        inward = inward_;
    }

    function summon(address, bytes calldata) external returns (Summons memory) {
        require(!isRefusing, ArbitrableRefuses());
        return Summons(bytes32(++summoned), defendant, terms);
    }

    function rule(bytes32 subject, Ruling ruling) external {
        require(!isRefusing, ArbitrableRefuses());
        _rulings[subject].push(ruling);
        // solhint-disable-next-line avoid-low-level-calls
        if (inward.length != 0) (isReentered, ) = msg.sender.call(inward);
    }

    function rulingsOf(bytes32 subject) external view returns (Ruling[] memory) {
        return _rulings[subject];
    }
}
