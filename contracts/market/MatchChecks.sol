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
/// @dev `if` and `revert` where the house says `require`: it would compute every error's arguments on the way to a
/// pass, 400 gas a match.
library MatchChecks {
    uint256 private constant BPS = 10_000;
    /// @dev Gas that a condition gets to answer.
    uint256 private constant CONDITION_GAS = 100_000;

    /// @notice Whether an order's last second has not passed.
    function checkExpiry(bytes32 order, uint40 expiry) internal view {
        if (block.timestamp > expiry) revert IJobMarket.MarketOrderExpired(order, expiry, block.timestamp);
    }

    /// @notice Whether `matcher` may match an order.
    function checkVenue(bytes32 order, address venue, address matcher) internal pure {
        if (venue != address(0) && venue != matcher)
            revert IJobMarket.MarketWrongVenue(order, venue, matcher);
    }

    /// @notice Whether the price is within both limits, and is the ask where no venue sets it.
    function checkPrice(Offer calldata offer, Request calldata request, uint256 price) internal pure {
        (uint256 ask, uint256 bid) = (offer.pricePerUnit, request.maxPricePerUnit);
        if (price < ask || price > bid) revert IJobMarket.MarketPriceOutsideLimits(price, ask, bid);
        if (price != ask && offer.venue == address(0) && request.venue == address(0))
            revert IJobMarket.MarketPriceNotAsk(price, ask);
    }

    /// @notice Whether token, collateral, resources and verification agree.
    function checkTerms(Offer calldata offer, Request calldata request) internal pure {
        if (offer.token != request.token) revert IJobMarket.MarketTokenMismatch(offer.token, request.token);
        (uint256 offered, uint256 wanted) = (offer.lot.collateralPerUnit(), request.lot.collateralPerUnit());
        if (offered < wanted) revert IJobMarket.MarketCollateralTooLow(offered, wanted);
        (Resources resources, Resources needs) = (offer.resources, request.needs);
        if (!resources.isWellFormed()) revert IJobMarket.MarketResourcesMalformed(resources);
        if (!needs.isWellFormed()) revert IJobMarket.MarketResourcesMalformed(needs);
        if (!resources.satisfies(needs)) revert IJobMarket.MarketResourcesNotSatisfied(resources, needs);
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
        if (total > maxJobSeconds) revert IJobMarket.MarketBeyondThawRule(total, maxJobSeconds);
        if (total > rules.mostSeconds()) revert IJobMarket.MarketTooLong(total, rules.mostSeconds());
        uint256 minSeconds = offer.lot.leastSeconds();
        if (maxSeconds < minSeconds) revert IJobMarket.MarketTooLittleTime(maxSeconds, minSeconds);
        (uint256 verify, uint256 minVerify) = (wish.mostSeconds(), rules.leastVerifySeconds());
        if (verify < minVerify) revert IJobMarket.MarketTooLittleTime(verify, minVerify);
        (uint256 grace, uint256 maxGrace) = (rules.graceSeconds(), wish.graceSeconds());
        if (grace > maxGrace) revert IJobMarket.MarketGraceTooLong(grace, maxGrace);
        _checkSlashes(rules, wish);
    }

    /// @dev A rung of the ladder that cost less than the one below it would pay a provider for the worse fault.
    function _checkSlashes(Rules rules, Rules wish) private pure {
        (uint256 late, uint256 noResult) = (rules.lateSlash(), rules.noResultSlash());
        uint256 wrong = rules.wrongSlash();
        if (late > noResult || noResult > wrong || wrong > BPS)
            revert IJobMarket.MarketInvalidSlash(late, noResult, wrong);
        if (late < wish.lateSlash()) revert IJobMarket.MarketSlashTooLow(late, wish.lateSlash());
        if (noResult < wish.noResultSlash())
            revert IJobMarket.MarketSlashTooLow(noResult, wish.noResultSlash());
        if (wrong < wish.wrongSlash()) revert IJobMarket.MarketSlashTooLow(wrong, wish.wrongSlash());
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
        if (!isAnswered || answer != 1) revert IJobMarket.MarketConditionNotMet(condition, subject);
    }

    /// @notice The collateral of a job, which must fit 96 bits.
    function collateralOf(uint64 units, uint96 collateralPerUnit) internal pure returns (uint96) {
        uint256 collateral = uint256(units) * collateralPerUnit; // 160 bits
        uint256 limit = type(uint96).max;
        if (collateral > limit) revert IJobMarket.MarketAmountTooLarge(collateral, limit);
        return uint96(collateral);
    }
}
