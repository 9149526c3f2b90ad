// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

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
import {IERC7572} from "./IERC7572.sol";
import {ISplits} from "./ISplits.sol";
import {IWorkMarket} from "./IWorkMarket.sol";
import {IWorks} from "./IWorks.sol";
import {WorkId} from "./WorkId.sol";
import {WorkState} from "./WorkState.sol";
import {WorkToken} from "./WorkToken.sol";
import {Draft, Parent, Provenance, WorkTerms} from "./WorkTypes.sol";

/// @title Works
/// @notice Holds what works are and where they came from; creators mint and describe, owners do as {WorkToken} says.
contract Works is WorkToken {
    using Ancestry for Ancestry.Heirs;
    using OrderHash for Job;

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

    /// @dev Gas that a verifier gets to find a result.
    uint256 private constant RESULT_GAS = 100_000;

    /// @notice Who mints for creators by what they signed.
    address public immutable vouchers;
    /// @notice The market whose jobs' results can be minted. Only asked.
    IJobMarket public immutable jobMarket;
    /// @notice Where the splits of derivatives are.
    ISplits public immutable splits;
    bytes32 private immutable _contractMetadata;

    mapping(uint256 tokenId => bytes32 digest) private _metadata;
    mapping(uint256 tokenId => Provenance) private _provenances;
    mapping(uint256 prefix => uint64 count) private _counts;
    mapping(uint256 prefix => bytes32 digest) private _collections;

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
    ) ERC721("Weft Works", "WORK") WorkToken(market_) {
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

    /* VIEWS */

    /// @inheritdoc ERC721
    function tokenURI(uint256 tokenId) public view override returns (string memory) {
        _requireOwned(tokenId);
        return ContentUri.write(_metadata[tokenId]);
    }

    /// @inheritdoc IERC7572
    function contractURI() external view returns (string memory) {
        return ContentUri.write(_contractMetadata);
    }

    /// @inheritdoc IWorks
    function provenanceOf(uint256 tokenId) external view returns (Provenance memory) {
        return _provenances[tokenId];
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
        bool isGuarded_ = transferValidatorOf(creator) != address(0);
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
        require(to != address(0), WorksInvalidOwner());
        require(metadata != 0, WorksNoMetadata());
        require(terms.royaltyBps <= MAX_ROYALTY_BPS, WorksRoyaltyAboveCap(terms.royaltyBps, MAX_ROYALTY_BPS));
        require(
            terms.ancestorBps <= MAX_ANCESTOR_BPS,
            WorksAncestryAboveCap(terms.ancestorBps, MAX_ANCESTOR_BPS)
        );
        require(!_isLost(terms.royaltyReceiver), WorksInvalidReceiver(terms.royaltyReceiver));
        require(!_works[tokenId].isMinted(), WorksMintedBefore(tokenId));
        if (origin.receiver == address(0)) origin.receiver = origin.creator;
        terms.royaltyReceiver = origin.receiver;
        _record(origin, to, tokenId, terms);
        _metadata[tokenId] = metadata;
        emit WorkMinted(tokenId, origin.creator, to, metadata, terms, origin.isGuarded);
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

    /// @dev Whether royalties would stay with a contract that holds money for others, and never its own.
    function _isLost(address receiver) private view returns (bool) {
        return receiver == address(market) || receiver == vouchers || receiver == address(this);
    }

    function _prefixOf(address creator, uint32 collection) private pure returns (uint256) {
        require(collection < WorkId.COLLECTIONS, WorksInvalidCollection(collection));
        return WorkId.prefixOf(creator, collection);
    }
}
