// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IReputation} from "../reputation/IReputation.sol";
import {Record} from "../reputation/ReputationTypes.sol";
import {ICondition} from "./ICondition.sol";

/// @title ReputationCondition
/// @notice Met by providers of a score and a weight, and by clients of a weight, at least. Holds nothing.
///
/// The word signed in the order:
///
/// ```
/// bits     field
/// 0-15     minScoreBps   uint16, basis points; more than 10,000 nobody has
/// 16-71    minWeight     uint56, 1e-9 WEFT: of accepted jobs, or for a client of the fees it paid
/// 72-135   models        uint64, GPU models whose classes count, of several the class zero too; zero for all classes
/// 136      isClient      the subject is asked for as a client, which has no score and no models
/// 137-255                zero
/// ```
///
/// A word that asks for what there is none of is met by nobody. Evidence is not looked at.
contract ReputationCondition is ICondition {
    uint256 private constant CLIENT = 1;
    uint256 private constant WAD_PER_BPS = 1e14;

    /// @notice Whose records are asked for.
    IReputation public immutable reputation;

    /// @param reputation_ Whose records are asked for.
    constructor(IReputation reputation_) {
        reputation = reputation_;
    }

    /// @inheritdoc ICondition
    function isMet(address subject, bytes32 data, bytes calldata) external view returns (bool) {
        uint256 word = uint256(data);
        (uint256 minScoreBps, uint256 minWeight) = (uint16(word), uint56(word >> 16));
        (uint64 models, uint256 kind) = (uint64(word >> 72), word >> 136);
        if (kind > CLIENT) return false;
        if (kind == CLIENT) {
            if (minScoreBps != 0 || models != 0) return false;
            return reputation.clientOf(subject).paid >= minWeight;
        }
        (uint256 scoreWad, Record memory sum) = reputation.standingOf(subject, models);
        return scoreWad >= minScoreBps * WAD_PER_BPS && sum.good >= minWeight;
    }
}
