// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Ownable, Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";

import {IReputation} from "./IReputation.sol";
import {RecordWords} from "./RecordWords.sol";

/// @title FeeRates
/// @notice Holds what fees of which source weigh; the owner sets rates.
abstract contract FeeRates is IReputation, Ownable2Step {
    /// @notice Highest rate that governance can set: a base unit that is worth a WEFT.
    uint256 public constant MAX_RATE_WAD = 1e36;

    /// @dev WEFT base units in a unit of weight, times 1e18.
    uint256 private constant WEIGHT_WAD = 1e27;

    /// @dev The rate comes first: what a record reads is no further away than a rate alone would be.
    struct Source {
        uint256 rateWad;
        /// Unix second from which the source has had a rate without a break; kept when it leaves the list.
        uint40 listedAt;
    }

    mapping(bytes32 source => Source) private _sources;

    /// @param owner_ May set rates.
    constructor(address owner_) Ownable(owner_) {}

    /// @inheritdoc IReputation
    function setRate(address market, address verifier, address token, uint256 rateWad) external onlyOwner {
        require(rateWad <= MAX_RATE_WAD, ReputationRateAboveCap(rateWad, MAX_RATE_WAD));
        Source storage source = _sources[_sourceOf(market, verifier, token)];
        if (source.rateWad == 0 && rateWad != 0) source.listedAt = uint40(block.timestamp);
        source.rateWad = rateWad;
        emit RateChanged(market, verifier, token, rateWad);
    }

    /* VIEWS */

    /// @inheritdoc IReputation
    function rateOf(address market, address verifier, address token) external view returns (uint256) {
        return _sources[_sourceOf(market, verifier, token)].rateWad;
    }

    /// @inheritdoc IReputation
    function listedAtOf(address market, address verifier, address token) external view returns (uint256) {
        return _listedAt(_sourceOf(market, verifier, token));
    }

    /// @inheritdoc IReputation
    function weightOf(
        address market,
        address verifier,
        address token,
        uint256 fee
    ) external view returns (uint256) {
        return _weigh(_sourceOf(market, verifier, token), fee);
    }

    /* INTERNAL */

    /// @dev Rounds down: what is too small to weigh anything counts for nobody.
    function _weigh(bytes32 source, uint256 fee) internal view returns (uint256 weight) {
        uint256 rateWad = _sources[source].rateWad;
        if (fee > type(uint128).max) fee = type(uint128).max;
        unchecked {
            weight = (rateWad * fee) / WEIGHT_WAD; // a product of 248 bits
        }
        if (weight > RecordWords.MAX_WEIGHT) weight = RecordWords.MAX_WEIGHT;
    }

    function _listedAt(bytes32 source) internal view returns (uint256) {
        return _sources[source].listedAt;
    }

    function _sourceOf(address market, address verifier, address token) internal pure returns (bytes32) {
        return keccak256(abi.encode(market, verifier, token));
    }
}
