// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";

import {Signatures} from "../libraries/Signatures.sol";
import {OrderNonces} from "../market/OrderNonces.sol";
import {Credits} from "./Credits.sol";
import {IWorks} from "./IWorks.sol";
import {IWorkVouchers} from "./IWorkVouchers.sol";
import {Voucher, WorkTerms} from "./WorkTypes.sol";

/// @title WorkVouchers
/// @notice Holds credits, and how many copies of a voucher were minted; anyone whom a voucher allows mints.
contract WorkVouchers is IWorkVouchers, OrderNonces, Credits, EIP712 {
    bytes32 private constant VOUCHER_TYPEHASH = keccak256(
        "Voucher(address works,address creator,uint32 collection,bytes32 metadata,address royaltyReceiver,"
        "uint16 royaltyBps,bool isOpen,uint16 ancestorBps,address floorCurrency,uint96 floor,bool isGuarded,"
        "address currency,uint128 price,uint32 supply,uint32 perAccount,bytes32 allowed,uint40 startsAt,uint40 expiry,"
        "uint64 nonce)"
    );

    mapping(bytes32 voucher => uint32 count) private _redeemed;
    mapping(bytes32 voucher => mapping(address account => uint32 count)) private _redeemedBy;

    constructor() EIP712("Weft WorkVouchers", "1") {}

    /// @inheritdoc IWorkVouchers
    function redeem(
        address works,
        Voucher calldata voucher,
        bytes calldata signature,
        uint32 count,
        address to,
        bytes32[] calldata proof
    ) external payable nonReentrant returns (uint256 firstId) {
        bytes32 id = voucherDigest(works, voucher);
        require(count != 0, VoucherNoCount());
        require(
            block.timestamp >= voucher.startsAt,
            VoucherNotStarted(id, voucher.startsAt, block.timestamp)
        );
        require(block.timestamp <= voucher.expiry, VoucherExpired(id, voucher.expiry, block.timestamp));
        _checkAllowed(id, voucher.allowed, proof);
        _take(id, voucher, count);
        bool isSigned = Signatures.isValid(voucher.creator, id, signature);
        require(isSigned, VoucherInvalidSignature(id, voucher.creator));
        uint256 paid = uint256(count) * voucher.price;
        uint256 due = voucher.currency == ETHER ? paid : 0;
        require(msg.value == due, VoucherWrongEther(msg.value, due));
        firstId = _mint(works, voucher, count, to);
        (address receiver, uint256 royalty) = IWorks(works).royaltyInfo(firstId, paid);
        emit VoucherUsed(id, voucher.creator, msg.sender, to, firstId, count, paid, royalty);
        _hand(voucher.currency, receiver, royalty);
        _hand(voucher.currency, voucher.creator, paid - royalty); // royalties are capped far below
    }

    /// @inheritdoc IWorkVouchers
    function redeemedOf(bytes32 voucher) external view returns (uint32) {
        return _redeemed[voucher];
    }

    /// @inheritdoc IWorkVouchers
    function redeemedBy(bytes32 voucher, address account) external view returns (uint32) {
        return _redeemedBy[voucher][account];
    }

    /// @inheritdoc IWorkVouchers
    function voucherDigest(address works, Voucher calldata voucher) public view returns (bytes32) {
        // All fields are words, so the ABI encoding is the standard's.
        return _hashTypedDataV4(keccak256(abi.encode(VOUCHER_TYPEHASH, works, voucher)));
    }

    function _checkAllowed(bytes32 id, bytes32 allowed, bytes32[] calldata proof) private view {
        if (allowed == 0) return;
        bytes32 leaf = keccak256(bytes.concat(keccak256(abi.encode(msg.sender))));
        require(MerkleProof.verifyCalldata(proof, allowed, leaf), VoucherNotAllowed(id, msg.sender));
    }

    /// @dev Counts the copies. Of a voucher of one copy, the nonce does it.
    function _take(bytes32 id, Voucher calldata voucher, uint32 count) private {
        (uint32 supply, uint32 perAccount) = (voucher.supply, voucher.perAccount);
        _checkNonce(voucher.creator, voucher.nonce, supply == 1);
        uint32 taken = _redeemed[id];
        uint32 left = supply - taken; // never taken above the supply
        require(count <= left, VoucherSoldOut(id, count, left));
        if (supply != 1) _redeemed[id] = taken + count;
        if (perAccount == 0) return;
        uint256 own = uint256(_redeemedBy[id][msg.sender]) + count;
        require(own <= perAccount, VoucherAccountLimit(id, msg.sender, own, perAccount));
        _redeemedBy[id][msg.sender] = uint32(own);
    }

    /// @dev Ids of a collection follow one another, and mints call nobody.
    function _mint(
        address works,
        Voucher calldata voucher,
        uint32 count,
        address to
    ) private returns (uint256 firstId) {
        WorkTerms memory terms = WorkTerms(
            voucher.royaltyReceiver,
            voucher.royaltyBps,
            voucher.isOpen,
            voucher.ancestorBps,
            voucher.floorCurrency,
            voucher.floor
        );
        for (uint256 i = 0; i < count; ++i) {
            uint256 tokenId = IWorks(works).mintFor(
                voucher.creator,
                to,
                voucher.collection,
                voucher.metadata,
                terms,
                voucher.isGuarded
            );
            if (i == 0) firstId = tokenId;
        }
    }

    /// @dev Ether is here already; tokens are still the minter's.
    function _hand(address currency, address to, uint256 amount) private {
        if (currency == ETHER) _push(ETHER, to, amount);
        else _pull(currency, msg.sender, to, amount);
    }
}
