// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {JobId} from "../market/JobTypes.sol";

/// @notice What a creator asks of its work, for ever.
struct WorkTerms {
    /// Who receives royalties, a split for instance; zero for the creator. Of a derivative, who receives what its
    /// ancestry leaves.
    address royaltyReceiver;
    /// Share of the price of every sale, in basis points.
    uint16 royaltyBps;
    /// Whether anybody may derive works from it. The creator itself always may.
    bool isOpen;
    /// Share of the royalties of such derivatives, in basis points.
    uint16 ancestorBps;
    /// Currency of the floor, an ERC-20; zero for ether.
    address floorCurrency;
    /// The least royalty that clears an owner, in base units of that currency; zero for none.
    uint96 floor;
}

/// @notice What a creator says of a work it mints.
struct Draft {
    /// Which of the creator's collections it belongs to, below 2^31. Works from jobs belong to none.
    uint32 collection;
    /// sha-256 of the metadata (JSON), which is kept elsewhere under this digest and names its media likewise.
    bytes32 metadata;
    WorkTerms terms;
    /// Works it derives from.
    Parent[] parents;
}

/// @notice A work that another derives from.
struct Parent {
    uint256 tokenId;
    /// The terms of the split that receives its royalties, so that its payees are paid directly; both empty where
    /// the receiver is paid as it is.
    address[] payees;
    uint32[] shares;
}

/// @notice What a work was computed by.
struct Provenance {
    /// Hash of the job's terms: its program and inputs, who computed it, and who verified it how.
    JobId jobId;
    /// The result, as the job's verifier has it on record.
    bytes32 result;
}

/// @notice What a creator signs so that others mint (EIP-712). Costs nothing to make.
struct Voucher {
    address creator;
    uint32 collection;
    bytes32 metadata;
    /// As in {WorkTerms}.
    address royaltyReceiver;
    uint16 royaltyBps;
    bool isOpen;
    uint16 ancestorBps;
    address floorCurrency;
    uint96 floor;
    /// Whether transfers of the copies ask the creator's validator ({IWorks-isGuarded}), that it has or will have.
    bool isGuarded;
    /// ERC-20 to be paid in; zero for ether.
    address currency;
    /// Of one copy, in base units. The royalty goes to its receiver, the rest to the creator.
    uint128 price;
    /// Copies in all.
    uint32 supply;
    /// Copies that one account may mint; zero for any number.
    uint32 perAccount;
    /// Root of a Merkle tree of accounts that may mint (leaves `keccak256(keccak256(abi.encode(account)))`, as
    /// OpenZeppelin's standard trees have them); zero for all.
    bytes32 allowed;
    /// First and last unix second.
    uint40 startsAt;
    uint40 expiry;
    /// As of orders: `epoch << 32 | index`.
    uint64 nonce;
}
