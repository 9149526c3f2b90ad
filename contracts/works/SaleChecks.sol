// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC2981} from "@openzeppelin/contracts/interfaces/IERC2981.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {CappedCall} from "../libraries/CappedCall.sol";
import {IWorkMarket} from "./IWorkMarket.sol";
import {Order, OrderKind} from "./SaleTypes.sol";
import {WorkId} from "./WorkId.sol";

/// @title SaleChecks
/// @notice What an order says by itself, and what a token's contract says of its royalty. Holds nothing.
library SaleChecks {
    /// @dev Gas that a token's contract gets to say its royalty: enough for one that asks a registry.
    uint256 private constant ROYALTY_GAS = 100_000;
    uint256 private constant BPS = 10_000;
    uint256 private constant ALL_BITS = 256;
    uint256 private constant ORDER_BYTES = 0x1a0; // 13 words

    bytes32 private constant ORDER_TYPEHASH = keccak256(
        "Order(uint8 kind,address maker,address taker,address collection,uint256 tokenId,uint16 tokenBits,"
        "address currency,uint128 price,uint128 endPrice,uint16 maxRoyaltyBps,uint40 startsAt,uint40 expiry,"
        "uint64 nonce)"
    );

    /// @dev All fields are words, so they are hashed as they lie in the calldata: encoding them anew would cost every
    /// sale 700 gas. A word that does not fit its field is refused where the field is read.
    function hash(Order calldata order) internal pure returns (bytes32 result) {
        bytes32 typeHash = ORDER_TYPEHASH;
        assembly ("memory-safe") {
            let buffer := mload(0x40)
            mstore(buffer, typeHash)
            calldatacopy(add(buffer, 0x20), order, ORDER_BYTES)
            result := keccak256(buffer, add(ORDER_BYTES, 0x20))
        }
    }

    /// @dev Rounds up, in favour of the seller.
    function priceAt(Order calldata order, uint256 time) internal pure returns (uint256) {
        (uint256 price, uint256 endPrice) = (order.price, order.endPrice);
        (uint256 start, uint256 end) = (order.startsAt, order.expiry);
        if (endPrice >= price || time <= start) return price;
        if (time >= end) return endPrice;
        return endPrice + Math.ceilDiv((price - endPrice) * (end - time), end - start); // below 2^168
    }

    /// @dev What must be true of an order whoever takes it, and whenever.
    function checkForm(bytes32 id, Order calldata order) internal pure {
        OrderKind kind = order.kind;
        (uint128 price, uint128 endPrice) = (order.price, order.endPrice);
        bool isFixed = endPrice == price;
        require(
            endPrice != 0 && (isFixed || (kind == OrderKind.Listing && endPrice < price)),
            IWorkMarket.WorkMarketInvalidPrice(id, price, endPrice)
        );
        uint16 bits = order.tokenBits;
        require(
            bits == ALL_BITS || (bits < ALL_BITS && kind == OrderKind.Offer),
            IWorkMarket.WorkMarketWrongToken(id, order.tokenId, bits)
        );
    }

    function checkToken(bytes32 id, Order calldata order, uint256 tokenId) internal pure {
        bool isMeant = WorkId.hasPrefix(tokenId, order.tokenId, order.tokenBits);
        require(isMeant, IWorkMarket.WorkMarketWrongToken(id, tokenId, order.tokenBits));
    }

    /// @dev The last second counts.
    function checkTime(bytes32 id, Order calldata order) internal view {
        (uint40 startsAt, uint40 expiry) = (order.startsAt, order.expiry);
        require(block.timestamp >= startsAt, IWorkMarket.WorkMarketNotStarted(id, startsAt, block.timestamp));
        require(block.timestamp <= expiry, IWorkMarket.WorkMarketExpired(id, expiry, block.timestamp));
    }

    /// @dev Fails closed: no answer, no sale. The cap rounds up, as royalties may.
    function royaltyOf(
        address collection,
        uint256 tokenId,
        uint256 price,
        uint256 maxBps
    ) internal view returns (address receiver, uint256 royalty) {
        bytes memory question = abi.encodeCall(IERC2981.royaltyInfo, (tokenId, price));
        (bool isAnswered, uint256 first, uint256 second, ) = CappedCall.ask(
            collection,
            ROYALTY_GAS,
            question,
            2
        );
        require(isAnswered && first >> 160 == 0, IWorkMarket.WorkMarketNoRoyaltyAnswer(collection, tokenId));
        (receiver, royalty) = (address(uint160(first)), second);
        uint256 cap = Math.ceilDiv(price * maxBps, BPS); // prices have 128 bits
        require(royalty <= cap, IWorkMarket.WorkMarketRoyaltyAboveCap(collection, royalty, cap));
        if (royalty != 0) checkReceiver(collection, receiver);
    }

    /// @dev What nobody receives would be lost, and what the market receives nobody's.
    function checkReceiver(address collection, address receiver) internal view {
        bool isLost = receiver == address(0) || receiver == address(this);
        require(!isLost, IWorkMarket.WorkMarketInvalidReceiver(collection, receiver));
    }
}
