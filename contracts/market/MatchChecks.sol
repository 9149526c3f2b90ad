// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICondition} from "../conditions/ICondition.sol";
import {CappedCall} from "../libraries/CappedCall.sol";
import {Rules} from "../types/OrderWords.sol";
import {Resources} from "../types/Resources.sol";
import {IJobMarket} from "./IJobMarket.sol";
import {Offer, Request, Verification} from "./JobTypes.sol";

/// @title MatchChecks
/// @notice Whether what an offer promises is what a request wants. Holds nothing.
library MatchChecks {
    uint256 private constant BPS = 10_000;
    /// @dev Gas that a condition gets to answer.
    uint256 private constant CONDITION_GAS = 100_000;

    /// @notice Whether an order's last second has not passed.
    function checkExpiry(bytes32 order, uint40 expiry) internal view {
        require(block.timestamp <= expiry, IJobMarket.MarketOrderExpired(order, expiry, block.timestamp));
    }

    /// @notice Whether `matcher` may match an order.
    function checkVenue(bytes32 order, address venue, address matcher) internal pure {
        require(venue == address(0) || venue == matcher, IJobMarket.MarketWrongVenue(order, venue, matcher));
    }

    /// @notice Whether the price is within both limits, and is the ask where no venue sets it.
    function checkPrice(Offer calldata offer, Request calldata request, uint256 price) internal pure {
        (uint256 ask, uint256 bid) = (offer.pricePerUnit, request.maxPricePerUnit);
        require(price >= ask && price <= bid, IJobMarket.MarketPriceOutsideLimits(price, ask, bid));
        require(
            price == ask || offer.venue != address(0) || request.venue != address(0),
            IJobMarket.MarketPriceNotAsk(price, ask)
        );
    }

    /// @notice Whether token, collateral, resources and verification agree.
    function checkTerms(Offer calldata offer, Request calldata request) internal pure {
        require(offer.token == request.token, IJobMarket.MarketTokenMismatch(offer.token, request.token));
        (uint256 offered, uint256 wanted) = (offer.lot.collateralPerUnit(), request.lot.collateralPerUnit());
        require(offered >= wanted, IJobMarket.MarketCollateralTooLow(offered, wanted));
        (Resources resources, Resources needs) = (offer.resources, request.needs);
        require(resources.isWellFormed(), IJobMarket.MarketResourcesMalformed(resources));
        require(needs.isWellFormed(), IJobMarket.MarketResourcesMalformed(needs));
        require(resources.satisfies(needs), IJobMarket.MarketResourcesNotSatisfied(resources, needs));
        _checkVerification(offer.verifications, request.verifier, request.verifierTerms);
    }

    function _checkVerification(
        Verification[] calldata verifications,
        address verifier,
        bytes32 terms
    ) private pure {
        // The provider signed this list, and it costs the matcher what it costs.
        for (uint256 i = 0; i < verifications.length; ++i) {
            bytes32 offered = verifications[i].terms;
            if (verifications[i].verifier == verifier && (offered == terms || offered == 0)) return;
        }
        revert IJobMarket.MarketVerifierNotOffered(verifier, terms);
    }

    /// @notice Whether times and slashes agree, and the job ends within `maxJobSeconds`.
    function checkRules(Offer calldata offer, Request calldata request, uint256 maxJobSeconds) internal pure {
        (Rules rules, Rules wish) = (offer.rules, request.rules);
        uint256 maxSeconds = request.lot.leastSeconds();
        uint256 total = maxSeconds + wish.mostSeconds();
        require(total <= maxJobSeconds, IJobMarket.MarketBeyondThawRule(total, maxJobSeconds));
        require(total <= rules.mostSeconds(), IJobMarket.MarketTooLong(total, rules.mostSeconds()));
        uint256 minSeconds = offer.lot.leastSeconds();
        require(maxSeconds >= minSeconds, IJobMarket.MarketTooLittleTime(maxSeconds, minSeconds));
        (uint256 grace, uint256 maxGrace) = (rules.graceSeconds(), wish.graceSeconds());
        require(grace <= maxGrace, IJobMarket.MarketGraceTooLong(grace, maxGrace));
        (uint256 late, uint256 noResult) = (rules.lateSlash(), rules.noResultSlash());
        require(late <= noResult && noResult <= BPS, IJobMarket.MarketInvalidSlash(late, noResult));
        require(late >= wish.lateSlash(), IJobMarket.MarketSlashTooLow(late, wish.lateSlash()));
        require(
            noResult >= wish.noResultSlash(),
            IJobMarket.MarketSlashTooLow(noResult, wish.noResultSlash())
        );
    }

    /// @notice Whether `subject` meets a condition; no answer is a no.
    function checkCondition(
        address condition,
        address subject,
        bytes32 data,
        bytes calldata evidence
    ) internal view {
        (bool isAnswered, uint256 answer, , ) = CappedCall.ask(
            condition,
            CONDITION_GAS,
            abi.encodeCall(ICondition.isMet, (subject, data, evidence)),
            1
        );
        require(isAnswered && answer == 1, IJobMarket.MarketConditionNotMet(condition, subject));
    }

    /// @notice The collateral of a job, which must fit 96 bits.
    function collateralOf(uint64 units, uint96 collateralPerUnit) internal pure returns (uint96) {
        uint256 collateral = uint256(units) * collateralPerUnit; // 160 bits
        uint256 limit = type(uint96).max;
        require(collateral <= limit, IJobMarket.MarketAmountTooLarge(collateral, limit));
        return uint96(collateral);
    }
}
