// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC2981} from "@openzeppelin/contracts/interfaces/IERC2981.sol";
import {IERC4906} from "@openzeppelin/contracts/interfaces/IERC4906.sol";

import {Job, JobId, JobStatus} from "../market/JobTypes.sol";
import {ICreatorToken} from "./ICreatorToken.sol";
import {IERC4907} from "./IERC4907.sol";
import {IERC7572} from "./IERC7572.sol";
import {Draft, Provenance, WorkTerms} from "./WorkTypes.sol";

/// @title IWorks
/// @notice Works as tokens (ERC-721), by any creator: minted directly, from a settled job with its provenance, or by
/// others with a creator's voucher. Holds no money, and belongs to nobody.
///
/// What a creator asks of a work (ERC-2981 royalty, floor, licence) is fixed at the mint. So is its metadata once
/// anybody but the creator owned it.
///
/// Transfers are free; the *benefits* of a work follow a cleared owner. A mint clears its first owner. A sale on the
/// market clears the buyer, since the market pays the royalty; where the work has a floor, if that royalty reaches it.
/// Any other transfer leaves an owner that is not cleared until somebody pays the floor for it, through the market
/// ({IWorkMarket-payFloor}). So wrapping a work, or selling it aside, moves the token and not the benefits. A work
/// without a floor can be cleared by a sale for next to nothing to oneself: its creator asked for no more.
///
/// A derivative names its parents. Its royalties go to a split that holds the shares of its ancestry, by the terms
/// its parents had when it was minted; at least half stays with its creator. Parents consent by an open licence.
///
/// Mints and transfers call nobody but `onERC721Received` of a safe transfer, the validator of creators who set
/// one, and, for works with a floor, the market. The market, the vouchers and the jobs' market are given at
/// construction; that a result is right is said by the verifier its job names, which whoever looks at a provenance has
/// to trust.
interface IWorks is IERC2981, IERC4906, IERC4907, IERC7572, ICreatorToken {
    /* EVENTS */

    /// @notice A work was minted; its first owner is cleared.
    /// @param terms With the receiver of royalties as it is: the creator, or of a derivative a split, deployed or not.
    /// @param isGuarded Whether its transfers ask its creator's validator, that it has or will have.
    event WorkMinted(
        uint256 indexed tokenId,
        address indexed creator,
        address indexed owner,
        bytes32 metadata,
        WorkTerms terms,
        bool isGuarded
    );

    /// @notice The work that was minted is the result of a job.
    event WorkComputed(
        uint256 indexed tokenId,
        JobId indexed jobId,
        bytes32 indexed result,
        address provider,
        address verifier
    );

    /// @notice The work that was minted derives from others.
    /// @param payees Who shares its royalties, and with `shares` the terms of its split, where they are several.
    event WorkDerived(uint256 indexed tokenId, uint256[] parents, address[] payees, uint32[] shares);

    /// @notice The floor of a work was paid, and its owner has its benefits. Else mints clear, and sales on the market
    /// whose royalty reaches the floor; other transfers leave an owner that is not cleared.
    event OwnerCleared(uint256 indexed tokenId, address indexed owner);

    /// @notice A creator described a collection of its own.
    event CollectionChanged(address indexed creator, uint32 indexed collection, bytes32 metadata);

    /// @notice A creator chose who is asked about transfers of its guarded works.
    event CreatorValidatorChanged(
        address indexed creator,
        address indexed oldValidator,
        address indexed newValidator
    );

    /* ERRORS */

    /// @notice A royalty above the cap.
    error WorksRoyaltyAboveCap(uint16 royaltyBps, uint16 cap);
    /// @notice A mint to the zero account.
    error WorksInvalidOwner();
    /// @notice A receiver of royalties that holds money for others: the market, the vouchers, or these works.
    error WorksInvalidReceiver(address receiver);
    /// @notice No metadata.
    error WorksNoMetadata();
    /// @notice A collection of 2^31 or above, or one for a work from a job.
    error WorksInvalidCollection(uint32 collection);
    /// @notice The id is taken: the creator minted this result before.
    error WorksMintedBefore(uint256 tokenId);
    /// @notice The caller is not the beneficiary of the job.
    error WorksNotBeneficiary(JobId jobId, address beneficiary, address caller);
    /// @notice The job did not end with an accepted result.
    error WorksJobNotAccepted(JobId jobId, JobStatus status);
    /// @notice The job's verifier has no such result on record for it.
    error WorksNotTheResult(JobId jobId, bytes32 result);
    /// @notice The caller is not the contract of vouchers.
    error WorksNotVouchers(address vouchers, address caller);
    /// @notice The caller is not the market of works.
    error WorksNotMarket(address market, address caller);
    /// @notice A parent that is not, or no more.
    error WorksNoSuchParent(uint256 parent);
    /// @notice The licence of a parent does not allow others to derive from it.
    error WorksParentClosed(uint256 parent);
    /// @notice More than {MAX_DEPTH} generations.
    error WorksTooDeep(uint256 depth);
    /// @notice More than {MAX_WIDTH} parents, or payees.
    error WorksTooWide(uint256 width);
    /// @notice The shares of the ancestors are above the cap, together or in the terms of one work.
    error WorksAncestryAboveCap(uint256 ancestorBps, uint256 cap);
    /// @notice The payees of a parent are not those who receive its royalties.
    error WorksNotReceiver(uint256 parent, address receiver, address given);
    /// @notice A derivative with a lower royalty than a parent has.
    error WorksRoyaltyBelowParent(uint256 parent, uint16 royaltyBps, uint16 least);
    /// @notice Only a creator that owns its work can change its metadata.
    error WorksNotCreatorOwned(uint256 tokenId, address caller);
    /// @notice The metadata changed a short while ago; buyers have time to see it.
    error WorksResting(uint256 tokenId, uint40 restedAt, uint256 time);
    /// @notice Another account owns the work than the one to be cleared.
    error WorksOtherOwner(uint256 tokenId, address owner, address expected);
    /// @notice The owner has the benefits of the work already.
    error WorksAlreadyCleared(uint256 tokenId, address owner);
    /// @notice A validator without code.
    error WorksInvalidValidator(address validator);

    /* MINT */

    /// @notice Mints a work of the caller, with the next number of a collection of its own.
    ///
    /// Emits `Transfer`, {WorkMinted}, and {WorkDerived} where it has parents.
    ///
    /// Reverts with {WorksInvalidCollection}, {WorksInvalidOwner}, {WorksNoMetadata}, {WorksRoyaltyAboveCap},
    /// {WorksAncestryAboveCap}, {WorksInvalidReceiver}, and for parents with {WorksTooWide}, {WorksNoSuchParent}, {WorksParentClosed},
    /// {WorksTooDeep}, {WorksRoyaltyBelowParent}, {WorksNotReceiver}.
    /// @param to First owner. It is not asked, so that a mint calls nobody.
    function mint(address to, Draft calldata draft) external returns (uint256 tokenId);

    /// @notice Mints the result of a job. Called by the job's beneficiary, who is its creator, once for each result.
    ///
    /// Emits `Transfer`, {WorkMinted}, {WorkComputed}, and {WorkDerived} where it has parents.
    ///
    /// Reverts with {WorksNotBeneficiary}, {WorksJobNotAccepted}, {WorksNotTheResult}, {WorksMintedBefore} and as
    /// {mint}.
    /// @param job Settled, and still remembered by its market: it forgets one when its client uses the slot again.
    /// @param result As {IResultSource-isResult} has it.
    function mintFromJob(
        Job calldata job,
        bytes32 result,
        address to,
        Draft calldata draft
    ) external returns (uint256 tokenId);

    /// @notice Mints a work of a creator who signed for it. Called by the contract of vouchers.
    ///
    /// Emits and reverts as {mint}, and reverts with {WorksNotVouchers}.
    /// @param isGuarded_ Whether its transfers ask the creator's validator: what the creator signed, whatever validator
    /// it has now.
    function mintFor(
        address creator,
        address to,
        uint32 collection,
        bytes32 metadata,
        WorkTerms calldata terms,
        bool isGuarded_
    ) external returns (uint256 tokenId);

    /// @notice Ends a work, for ever: its id is not minted again. Called by its owner, or an account it approved.
    ///
    /// Emits `Transfer`. Reverts with `ERC721InsufficientApproval`, `ERC721NonexistentToken`.
    function burn(uint256 tokenId) external;

    /* METADATA */

    /// @notice Changes the metadata of a work that its creator still, or again, owns. Called by its creator. The work
    /// cannot move for {REST_SECONDS}: nobody buys what it has not seen, in a settled auction neither.
    ///
    /// Emits `MetadataUpdate` (ERC-4906). Reverts with {WorksNotCreatorOwned}, {WorksNoMetadata}.
    function revise(uint256 tokenId, bytes32 metadata) external;

    /// @notice Describes a collection of the caller.
    ///
    /// Emits {CollectionChanged}. Reverts with {WorksInvalidCollection}.
    /// @param metadata sha-256 of its metadata (JSON); zero for none.
    function setCollection(uint32 collection, bytes32 metadata) external;

    /* CLEARING */

    /// @notice Clears the owner of a work, whose floor was paid. Called by the market.
    ///
    /// Emits {OwnerCleared}. Reverts with {WorksNotMarket}, {WorksOtherOwner}, {WorksAlreadyCleared}.
    function clear(uint256 tokenId, address owner) external;

    /* VALIDATOR */

    /// @notice Reverts where a work's transfer is not to be, by the validator of its creator. Works are their own
    /// validator, so that venues find one for all creators here.
    function validateTransfer(address caller, address from, address to, uint256 tokenId) external view;

    /// @notice Whom a creator lets decide on transfers of its guarded works: those it minted while it had chosen
    /// somebody, and those whose voucher says so. Zero for nobody. Of others transfers stay free, and burning always does.
    function transferValidatorOf(address creator) external view returns (address);

    /* VIEWS */

    /// @notice The account that has the benefits of a work, if any: its owner, where that is cleared.
    function clearedOwnerOf(uint256 tokenId) external view returns (address);

    /// @notice Whether an account has the benefits of a work: as its cleared owner, or as the ERC-4907 user it
    /// named.
    function hasAccess(uint256 tokenId, address account) external view returns (bool);

    /// @notice What pays for clearing an owner.
    /// @return receiver Who receives it.
    /// @return currency ERC-20; zero for ether.
    /// @return floor In base units; zero where only a sale clears.
    function floorOf(
        uint256 tokenId
    ) external view returns (address receiver, address currency, uint96 floor);

    /// @notice What others may do with a work.
    /// @return isOpen Whether anybody may derive from it.
    /// @return ancestorBps Share of the royalties of derivatives.
    /// @return depth Generations of its own ancestors.
    function licenceOf(uint256 tokenId) external view returns (bool isOpen, uint16 ancestorBps, uint8 depth);

    /// @notice What a work was computed by; all zero where it was minted otherwise. Survives a burn.
    function provenanceOf(uint256 tokenId) external view returns (Provenance memory);

    /// @notice Whose work it is.
    function creatorOf(uint256 tokenId) external pure returns (address);

    /// @notice Whether transfers of a work ask its creator's validator.
    function isGuarded(uint256 tokenId) external view returns (bool);

    /// @notice sha-256 of the metadata of a work; zero where there is none such.
    function metadataOf(uint256 tokenId) external view returns (bytes32);

    /// @notice Where the metadata of a creator's collection is; empty where it has none.
    function collectionURI(address creator, uint32 collection) external view returns (string memory);

    /// @notice How many works of a creator's collection were minted.
    function mintedIn(address creator, uint32 collection) external view returns (uint64);

    /// @notice Highest royalty, in basis points.
    function MAX_ROYALTY_BPS() external view returns (uint16);

    /// @notice Highest share of a derivative's royalties for its ancestors together, in basis points.
    function MAX_ANCESTOR_BPS() external view returns (uint16);

    /// @notice Most generations of ancestors.
    function MAX_DEPTH() external view returns (uint8);

    /// @notice Most parents, and most payees of a derivative.
    function MAX_WIDTH() external view returns (uint256);

    /// @notice How long a work cannot move after its metadata changed; longer than auctions take to be settled.
    function REST_SECONDS() external view returns (uint40);
}
