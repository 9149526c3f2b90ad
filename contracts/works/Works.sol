// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC165} from "@openzeppelin/contracts/interfaces/IERC165.sol";
import {IERC2981} from "@openzeppelin/contracts/interfaces/IERC2981.sol";
import {IERC721} from "@openzeppelin/contracts/interfaces/IERC721.sol";
import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {CappedCall} from "../libraries/CappedCall.sol";
import {IJobMarket} from "../market/IJobMarket.sol";
import {Job, JobId, JobStatus} from "../market/JobTypes.sol";
import {OrderHash} from "../market/OrderHash.sol";
import {IResultSource} from "../verification/IResultSource.sol";
import {Ancestry} from "./Ancestry.sol";
import {ContentUri} from "./ContentUri.sol";
import {ICreatorToken, ITransferValidator} from "./ICreatorToken.sol";
import {IERC4907} from "./IERC4907.sol";
import {IERC7572} from "./IERC7572.sol";
import {ISplits} from "./ISplits.sol";
import {IWorkMarket} from "./IWorkMarket.sol";
import {IWorks} from "./IWorks.sol";
import {WorkId} from "./WorkId.sol";
import {WorkState, WorkStateLibrary} from "./WorkState.sol";
import {Draft, Parent, Provenance, WorkTerms} from "./WorkTypes.sol";

/// @title Works
/// @notice Holds works and what their creators ask of them; creators mint, owners transfer, the market clears.
/// @dev On OpenZeppelin's ERC-721, whose owners are kept in the slot of a work's state: {_update} never asks the one of
/// the base, and balances are kept here.
contract Works is IWorks, ERC721 {
    using Ancestry for Ancestry.Heirs;
    using OrderHash for Job;

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

    /// @inheritdoc IWorks
    uint16 public constant MAX_ROYALTY_BPS = 1_000;
    /// @inheritdoc IWorks
    uint16 public constant MAX_ANCESTOR_BPS = 5_000;
    /// @inheritdoc IWorks
    uint8 public constant MAX_DEPTH = 4;
    /// @inheritdoc IWorks
    uint256 public constant MAX_WIDTH = Ancestry.MAX_WIDTH;
    /// @inheritdoc IWorks
    /// @dev Longer than {IWorkMarket-SETTLE_SECONDS}: metadata that changed once bids ended is in no settlement.
    uint40 public constant REST_SECONDS = 2 days;

    uint256 private constant BPS = 10_000;
    /// @dev Gas that a verifier gets to find a result.
    uint256 private constant RESULT_GAS = 100_000;

    /// @notice Where sales pay royalties.
    IWorkMarket public immutable market;
    /// @notice Who mints for creators by what they signed.
    address public immutable vouchers;
    /// @notice The market whose jobs' results can be minted. Only asked.
    IJobMarket public immutable jobMarket;
    /// @notice Where the splits of derivatives are.
    ISplits public immutable splits;
    bytes32 private immutable _contractMetadata;

    mapping(uint256 tokenId => WorkState) private _works;
    mapping(address owner => uint256 count) private _balances;
    mapping(uint256 tokenId => bytes32 digest) private _metadata;
    mapping(uint256 tokenId => Provenance) private _provenances;
    mapping(uint256 tokenId => address receiver) private _receivers;
    mapping(uint256 tokenId => Floor) private _floors;
    mapping(uint256 tokenId => User) private _users;
    mapping(uint256 prefix => uint64 count) private _counts;
    mapping(uint256 prefix => bytes32 digest) private _collections;
    mapping(address creator => address validator) private _validators;

    /// @param market_ Where sales pay royalties.
    /// @param vouchers_ Who mints for creators by what they signed.
    /// @param jobMarket_ The market whose jobs' results can be minted.
    /// @param splits_ Where the splits of derivatives are.
    /// @param metadata sha-256 of this contract's metadata (JSON).
    constructor(
        IWorkMarket market_,
        address vouchers_,
        IJobMarket jobMarket_,
        ISplits splits_,
        bytes32 metadata
    ) ERC721("Weft Works", "WORK") {
        market = market_;
        vouchers = vouchers_;
        jobMarket = jobMarket_;
        splits = splits_;
        _contractMetadata = metadata;
        emit ContractURIUpdated();
    }

    /* MINT */

    /// @inheritdoc IWorks
    function mint(address to, Draft calldata draft) external returns (uint256 tokenId) {
        tokenId = _nextId(msg.sender, draft.collection);
        _mintDraft(msg.sender, to, tokenId, draft);
    }

    /// @inheritdoc IWorks
    function mintFromJob(
        Job calldata job,
        bytes32 result,
        address to,
        Draft calldata draft
    ) external returns (uint256 tokenId) {
        bytes memory encoded = job.encode();
        JobId jobId = JobId.wrap(keccak256(encoded));
        require(draft.collection == 0, WorksInvalidCollection(draft.collection));
        require(job.beneficiary == msg.sender, WorksNotBeneficiary(jobId, job.beneficiary, msg.sender));
        JobStatus status = _statusOf(encoded);
        require(status == JobStatus.Accepted, WorksJobNotAccepted(jobId, status));
        require(_isResult(job.verifier, jobId, encoded, result), WorksNotTheResult(jobId, result));
        tokenId = WorkId.ofJob(msg.sender, result);
        _provenances[tokenId] = Provenance(jobId, result);
        _mintDraft(msg.sender, to, tokenId, draft);
        emit WorkComputed(tokenId, jobId, result, job.provider, job.verifier);
    }

    /// @inheritdoc IWorks
    function mintFor(
        address creator,
        address to,
        uint32 collection,
        bytes32 metadata,
        WorkTerms calldata terms,
        bool isGuarded_
    ) external returns (uint256 tokenId) {
        require(msg.sender == vouchers, WorksNotVouchers(vouchers, msg.sender));
        tokenId = _nextId(creator, collection);
        Origin memory origin = Origin(creator, terms.royaltyReceiver, 0, isGuarded_);
        _create(origin, to, tokenId, metadata, terms);
    }

    /// @inheritdoc IWorks
    function burn(uint256 tokenId) external {
        _update(address(0), tokenId, msg.sender);
    }

    /* METADATA */

    /// @inheritdoc IWorks
    function revise(uint256 tokenId, bytes32 metadata) external {
        WorkState work = _works[tokenId];
        bool isCreators = work.owner() == msg.sender && WorkId.creatorOf(tokenId) == msg.sender;
        require(isCreators, WorksNotCreatorOwned(tokenId, msg.sender));
        require(metadata != 0, WorksNoMetadata());
        _works[tokenId] = work.restingUntil(uint40(block.timestamp) + REST_SECONDS);
        _metadata[tokenId] = metadata;
        emit MetadataUpdate(tokenId);
    }

    /// @inheritdoc IWorks
    function setCollection(uint32 collection, bytes32 metadata) external {
        _collections[_prefixOf(msg.sender, collection)] = metadata;
        emit CollectionChanged(msg.sender, collection, metadata);
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
        _users[tokenId] = User(user, expires);
        emit UpdateUser(tokenId, user, expires);
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
    function transferValidatorOf(address creator) external view returns (address) {
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

    /// @inheritdoc ERC721
    function tokenURI(uint256 tokenId) public view override returns (string memory) {
        _requireOwned(tokenId);
        return ContentUri.write(_metadata[tokenId]);
    }

    /// @inheritdoc IERC7572
    function contractURI() external view returns (string memory) {
        return ContentUri.write(_contractMetadata);
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
    function provenanceOf(uint256 tokenId) external view returns (Provenance memory) {
        return _provenances[tokenId];
    }

    /// @inheritdoc IWorks
    function creatorOf(uint256 tokenId) external pure returns (address) {
        return WorkId.creatorOf(tokenId);
    }

    /// @inheritdoc IWorks
    function isGuarded(uint256 tokenId) external view returns (bool) {
        return _works[tokenId].isGuarded();
    }

    /// @inheritdoc IWorks
    function metadataOf(uint256 tokenId) external view returns (bytes32) {
        return _metadata[tokenId];
    }

    /// @inheritdoc IWorks
    function collectionURI(address creator, uint32 collection) external view returns (string memory) {
        return ContentUri.write(_collections[WorkId.prefixOf(creator, collection)]);
    }

    /// @inheritdoc IWorks
    function mintedIn(address creator, uint32 collection) external view returns (uint64) {
        return _counts[WorkId.prefixOf(creator, collection)];
    }

    /* INTERNAL: MINT */

    function _nextId(address creator, uint32 collection) private returns (uint256 tokenId) {
        uint256 prefix = _prefixOf(creator, collection);
        return prefix | ++_counts[prefix];
    }

    function _mintDraft(address creator, address to, uint256 tokenId, Draft calldata draft) private {
        bool isGuarded_ = _validators[creator] != address(0);
        Origin memory origin = Origin(creator, draft.terms.royaltyReceiver, 0, isGuarded_);
        if (draft.parents.length != 0) (origin.receiver, origin.depth) = _derive(creator, tokenId, draft);
        _create(origin, to, tokenId, draft.metadata, draft.terms);
    }

    function _create(
        Origin memory origin,
        address to,
        uint256 tokenId,
        bytes32 metadata,
        WorkTerms memory terms
    ) private {
        (address creator, address receiver) = (origin.creator, origin.receiver);
        require(to != address(0), WorksInvalidOwner());
        require(metadata != 0, WorksNoMetadata());
        require(terms.royaltyBps <= MAX_ROYALTY_BPS, WorksRoyaltyAboveCap(terms.royaltyBps, MAX_ROYALTY_BPS));
        require(
            terms.ancestorBps <= MAX_ANCESTOR_BPS,
            WorksAncestryAboveCap(terms.ancestorBps, MAX_ANCESTOR_BPS)
        );
        require(!_isLost(terms.royaltyReceiver), WorksInvalidReceiver(terms.royaltyReceiver));
        require(!_works[tokenId].isMinted(), WorksMintedBefore(tokenId));
        if (receiver == address(0)) receiver = creator;
        terms.royaltyReceiver = receiver;
        WorkState work = WorkStateLibrary.minted(terms, to, origin.depth);
        if (origin.isGuarded) work = work.guarded();
        if (receiver != creator) {
            work = work.withReceiver();
            _receivers[tokenId] = receiver;
        }
        _works[tokenId] = work;
        _metadata[tokenId] = metadata;
        if (terms.floor != 0) _floors[tokenId] = Floor(terms.floorCurrency, terms.floor);
        unchecked {
            ++_balances[to]; // every one costs a transaction's gas
        }
        emit Transfer(address(0), to, tokenId);
        emit WorkMinted(tokenId, creator, to, metadata, terms, origin.isGuarded);
    }

    /// @dev Adds up who shares the royalties. A parent is always older, so there are no loops; what it asks is read
    /// now and never again, so nothing that becomes of it reaches its descendants.
    function _derive(
        address creator,
        uint256 tokenId,
        Draft calldata draft
    ) private returns (address receiver, uint256 depth) {
        uint256 count = draft.parents.length;
        require(count <= MAX_WIDTH, WorksTooWide(count));
        Ancestry.Heirs memory heirs = Ancestry.none();
        uint256[] memory parents = new uint256[](count);
        uint256 totalBps = 0;
        for (uint256 i = 0; i < count; ++i) {
            Parent calldata parent = draft.parents[i];
            WorkState state = _works[parent.tokenId];
            _checkParent(parent.tokenId, state, creator, draft.terms.royaltyBps);
            parents[i] = parent.tokenId;
            totalBps += state.ancestorBps();
            depth = Math.max(depth, state.depth());
            _addParent(heirs, parent, state);
        }
        require(totalBps <= MAX_ANCESTOR_BPS, WorksAncestryAboveCap(totalBps, MAX_ANCESTOR_BPS));
        require(++depth <= MAX_DEPTH, WorksTooDeep(depth));
        receiver = draft.terms.royaltyReceiver;
        (address[] memory payees, uint32[] memory shares) = heirs.close(
            receiver == address(0) ? creator : receiver
        );
        receiver = payees.length == 1 ? payees[0] : splits.addressOf(payees, shares);
        emit WorkDerived(tokenId, parents, payees, shares);
    }

    function _checkParent(uint256 tokenId, WorkState state, address creator, uint16 royaltyBps) private pure {
        require(state.owner() != address(0), WorksNoSuchParent(tokenId));
        require(state.isOpen() || WorkId.creatorOf(tokenId) == creator, WorksParentClosed(tokenId));
        uint16 least = state.royaltyBps();
        require(royaltyBps >= least, WorksRoyaltyBelowParent(tokenId, royaltyBps, least));
    }

    function _addParent(Ancestry.Heirs memory heirs, Parent calldata parent, WorkState state) private view {
        address receiver = _receiverOf(parent.tokenId, state);
        if (parent.payees.length == 0) {
            heirs.add(receiver, state.ancestorBps());
            return;
        }
        address given = splits.addressOf(parent.payees, parent.shares);
        require(given == receiver, WorksNotReceiver(parent.tokenId, receiver, given));
        heirs.add(parent.payees, parent.shares, state.ancestorBps());
    }

    /// @dev What the market says of the job, asked with the bytes of the job as they came.
    function _statusOf(bytes memory job) private view returns (JobStatus) {
        bytes memory question = bytes.concat(IJobMarket.statusOf.selector, job);
        return abi.decode(Address.functionStaticCall(address(jobMarket), question), (JobStatus));
    }

    /// @dev The verifier is a stranger; its job's two sides chose it.
    function _isResult(
        address verifier,
        JobId jobId,
        bytes memory job,
        bytes32 result
    ) private view returns (bool) {
        bytes memory question = bytes.concat(
            IResultSource.isResult.selector,
            JobId.unwrap(jobId),
            job,
            result
        );
        (bool isAnswered, uint256 answer, , ) = CappedCall.ask(verifier, RESULT_GAS, question, 1);
        return isAnswered && answer == 1;
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

    /// @dev Whether royalties would stay with a contract that holds money for others, and never its own.
    function _isLost(address receiver) private view returns (bool) {
        return receiver == address(market) || receiver == vouchers || receiver == address(this);
    }

    function _ownerOf(uint256 tokenId) internal view override returns (address) {
        return _works[tokenId].owner();
    }

    function _receiverOf(uint256 tokenId, WorkState work) private view returns (address) {
        return work.hasReceiver() ? _receivers[tokenId] : WorkId.creatorOf(tokenId);
    }

    function _prefixOf(address creator, uint32 collection) private pure returns (uint256) {
        require(collection < WorkId.COLLECTIONS, WorksInvalidCollection(collection));
        return WorkId.prefixOf(creator, collection);
    }
}
