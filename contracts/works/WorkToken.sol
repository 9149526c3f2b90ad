// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC165} from "@openzeppelin/contracts/interfaces/IERC165.sol";
import {IERC2981} from "@openzeppelin/contracts/interfaces/IERC2981.sol";
import {IERC721} from "@openzeppelin/contracts/interfaces/IERC721.sol";
import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {ICreatorToken, ITransferValidator} from "./ICreatorToken.sol";
import {IERC4907} from "./IERC4907.sol";
import {IERC7572} from "./IERC7572.sol";
import {IWorkMarket} from "./IWorkMarket.sol";
import {IWorks} from "./IWorks.sol";
import {WorkId} from "./WorkId.sol";
import {WorkState, WorkStateLibrary} from "./WorkState.sol";
import {WorkTerms} from "./WorkTypes.sol";

/// @title WorkToken
/// @notice Holds who owns a work, who has its benefits, and what it asks of sales; owners transfer, the market clears.
/// @dev On OpenZeppelin's ERC-721, whose owners are kept in the slot of a work's state: {_update} never asks the one of
/// the base, and balances are kept here.
abstract contract WorkToken is IWorks, ERC721 {
    struct Floor {
        address currency;
        uint96 amount;
    }

    /// @dev What becomes of a work's terms at its mint.
    struct Origin {
        address creator;
        address receiver;
        uint256 depth;
        bool isGuarded;
    }

    struct User {
        address account;
        uint64 expires;
    }

    uint256 private constant BPS = 10_000;

    /// @notice Where sales pay royalties.
    IWorkMarket public immutable market;

    mapping(uint256 tokenId => WorkState) internal _works;
    mapping(address owner => uint256 count) private _balances;
    mapping(uint256 tokenId => address receiver) private _receivers;
    mapping(uint256 tokenId => Floor) private _floors;
    mapping(uint256 tokenId => User) private _users;
    mapping(address creator => address validator) private _validators;

    /// @param market_ Where sales pay royalties.
    constructor(IWorkMarket market_) {
        market = market_;
    }

    /* BURN */

    /// @inheritdoc IWorks
    function burn(uint256 tokenId) external {
        _update(address(0), tokenId, msg.sender);
    }

    /* CLEARING */

    /// @inheritdoc IWorks
    function clear(uint256 tokenId, address owner) external {
        require(msg.sender == address(market), WorksNotMarket(address(market), msg.sender));
        WorkState work = _works[tokenId];
        bool isOwner = owner != address(0) && work.owner() == owner;
        require(isOwner, WorksOtherOwner(tokenId, work.owner(), owner));
        require(!work.isCleared(), WorksAlreadyCleared(tokenId, owner));
        _works[tokenId] = work.cleared();
        emit OwnerCleared(tokenId, owner);
    }

    /* USER */

    /// @inheritdoc IERC4907
    function setUser(uint256 tokenId, address user, uint64 expires) external {
        WorkState work = _works[tokenId];
        _checkAuthorized(work.owner(), msg.sender, tokenId);
        _works[tokenId] = work.withUser(user != address(0));
        uint64 until = user == address(0) ? 0 : expires;
        _users[tokenId] = User(user, until);
        emit UpdateUser(tokenId, user, until);
    }

    /// @inheritdoc IERC4907
    function userOf(uint256 tokenId) public view returns (address) {
        User memory user = _users[tokenId];
        return block.timestamp <= user.expires ? user.account : address(0);
    }

    /// @inheritdoc IERC4907
    function userExpires(uint256 tokenId) external view returns (uint256) {
        return _users[tokenId].expires;
    }

    /* VALIDATOR */

    /// @inheritdoc ICreatorToken
    function setTransferValidator(address validator) external {
        require(validator == address(0) || validator.code.length != 0, WorksInvalidValidator(validator));
        emit CreatorValidatorChanged(msg.sender, _validators[msg.sender], validator);
        _validators[msg.sender] = validator;
    }

    /// @inheritdoc ICreatorToken
    function getTransferValidator() external view returns (address) {
        return address(this);
    }

    /// @inheritdoc ICreatorToken
    function getTransferValidationFunction()
        external
        pure
        returns (bytes4 functionSignature, bool isViewFunction)
    {
        return (ITransferValidator.validateTransfer.selector, true);
    }

    /// @inheritdoc IWorks
    function validateTransfer(address caller, address from, address to, uint256 tokenId) external view {
        if (_works[tokenId].isGuarded()) _validate(caller, from, to, tokenId);
    }

    /// @inheritdoc IWorks
    function transferValidatorOf(address creator) public view returns (address) {
        return _validators[creator];
    }

    /* VIEWS */

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 id) public view override(ERC721, IERC165) returns (bool) {
        return
            id == type(IERC2981).interfaceId ||
            id == 0x49064906 || // ERC-4906, which has no functions
            id == type(IERC4907).interfaceId ||
            id == type(IERC7572).interfaceId ||
            id == type(ICreatorToken).interfaceId ||
            super.supportsInterface(id);
    }

    /// @inheritdoc ERC721
    function balanceOf(address owner) public view override(ERC721, IERC721) returns (uint256) {
        require(owner != address(0), ERC721InvalidOwner(owner));
        return _balances[owner];
    }

    /// @inheritdoc IERC2981
    /// @dev Rounds up, in favour of the receiver: no sale for a price is without a royalty.
    function royaltyInfo(
        uint256 tokenId,
        uint256 salePrice
    ) external view returns (address receiver, uint256 amount) {
        WorkState work = _works[tokenId];
        amount = Math.mulDiv(salePrice, work.royaltyBps(), BPS, Math.Rounding.Ceil);
        receiver = _receiverOf(tokenId, work);
    }

    /// @inheritdoc IWorks
    function clearedOwnerOf(uint256 tokenId) external view returns (address) {
        WorkState work = _works[tokenId];
        return work.isCleared() ? work.owner() : address(0);
    }

    /// @inheritdoc IWorks
    function hasAccess(uint256 tokenId, address account) external view returns (bool) {
        WorkState work = _works[tokenId];
        if (!work.isCleared() || account == address(0)) return false;
        return account == work.owner() || (work.hasUser() && account == userOf(tokenId));
    }

    /// @inheritdoc IWorks
    function floorOf(
        uint256 tokenId
    ) external view returns (address receiver, address currency, uint96 floor) {
        Floor memory least = _floors[tokenId];
        return (_receiverOf(tokenId, _works[tokenId]), least.currency, least.amount);
    }

    /// @inheritdoc IWorks
    function licenceOf(uint256 tokenId) external view returns (bool isOpen, uint16 ancestorBps, uint8 depth) {
        WorkState work = _works[tokenId];
        return (work.isOpen(), work.ancestorBps(), work.depth());
    }

    /// @inheritdoc IWorks
    function creatorOf(uint256 tokenId) external pure returns (address) {
        return WorkId.creatorOf(tokenId);
    }

    /// @inheritdoc IWorks
    function isGuarded(uint256 tokenId) external view returns (bool) {
        return _works[tokenId].isGuarded();
    }

    /* INTERNAL: MINT */

    /// @dev Writes a new work down for its first owner, who is cleared. Its id is free.
    function _record(Origin memory origin, address to, uint256 tokenId, WorkTerms memory terms) internal {
        WorkState work = WorkStateLibrary.minted(terms, to, origin.depth);
        if (origin.isGuarded) work = work.guarded();
        if (origin.receiver != origin.creator) {
            work = work.withReceiver();
            _receivers[tokenId] = origin.receiver;
        }
        _works[tokenId] = work;
        if (terms.floor != 0) _floors[tokenId] = Floor(terms.floorCurrency, terms.floor);
        unchecked {
            ++_balances[to]; // every one costs a transaction's gas
        }
        emit Transfer(address(0), to, tokenId);
    }

    /* INTERNAL: TRANSFER */

    /// @dev The one way from owner to owner, and out. Mints have their own.
    function _update(address to, uint256 tokenId, address auth) internal override returns (address from) {
        WorkState work = _works[tokenId];
        from = work.owner();
        _checkAuthorized(from, auth, tokenId);
        if (to != address(0)) _checkTransfer(work, from, to, tokenId, auth);
        bool isCleared = from == to && work.isCleared();
        bool isSale = auth == address(market) && _isFloorReached(work, tokenId);
        if (work.isApproved()) {
            super._approve(address(0), tokenId, address(0), false);
            work = work.withApproval(false);
        }
        if (from != to && work.hasUser()) {
            delete _users[tokenId];
            work = work.withUser(false);
            emit UpdateUser(tokenId, address(0), 0);
        }
        _works[tokenId] = work.withOwner(to, isCleared || isSale);
        unchecked {
            --_balances[from]; // it owns this one
            if (to != address(0)) ++_balances[to];
        }
        emit Transfer(from, to, tokenId);
    }

    /// @dev Says in the work's slot that there is an approval, so that transfers look for none where there is none.
    function _approve(address to, uint256 tokenId, address auth, bool emitEvent) internal override {
        super._approve(to, tokenId, auth, emitEvent);
        _works[tokenId] = _works[tokenId].withApproval(to != address(0));
    }

    /// @dev The market moves a work only in a sale whose royalty it pays, and says what that is.
    function _isFloorReached(WorkState work, uint256 tokenId) private view returns (bool) {
        if (!work.hasFloor()) return true;
        (address currency, uint256 royalty) = market.currentSale();
        Floor memory floor = _floors[tokenId];
        return currency == floor.currency && royalty >= floor.amount;
    }

    function _checkTransfer(
        WorkState work,
        address from,
        address to,
        uint256 tokenId,
        address caller
    ) private view {
        uint40 restedAt = work.restedAt();
        require(block.timestamp >= restedAt, WorksResting(tokenId, restedAt, block.timestamp));
        if (work.isGuarded()) _validate(caller, from, to, tokenId);
    }

    function _validate(address caller, address from, address to, uint256 tokenId) private view {
        address validator = _validators[WorkId.creatorOf(tokenId)];
        if (validator != address(0)) {
            ITransferValidator(validator).validateTransfer(caller, from, to, tokenId);
        }
    }

    /* INTERNAL: VIEWS */

    function _ownerOf(uint256 tokenId) internal view override returns (address) {
        return _works[tokenId].owner();
    }

    function _receiverOf(uint256 tokenId, WorkState work) internal view returns (address) {
        return work.hasReceiver() ? _receivers[tokenId] : WorkId.creatorOf(tokenId);
    }
}
