// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {IJobMarket} from "../../../contracts/market/IJobMarket.sol";
import {Job, JobId, Match, Offer, Request, Verification} from "../../../contracts/market/JobTypes.sol";
import {IStakeVault} from "../../../contracts/staking/IStakeVault.sol";
import {TestToken} from "../../../contracts/test/TestToken.sol";
import {Lot, Rules} from "../../../contracts/types/OrderWords.sol";
import {IVault} from "../../../contracts/vault/IVault.sol";
import {IVerifier, Verdict, VerdictStatus} from "../../../contracts/verification/IVerifier.sol";
import {Fuzz, Vm} from "../Fuzz.sol";

/// @title VerifiedWorld
/// @notice A job market before one real verifier, and people, each of whom may be provider, client and payer. Knows all
/// jobs that ever were, and what was final of them.
abstract contract VerifiedWorld is Fuzz {
    /// @notice What a request says; all other fields follow from the seed.
    struct Draft {
        address client;
        /// Another payer; zero for the client.
        address payer;
        bytes32 verifierTerms;
        uint64 units;
        uint32 maxSeconds;
        uint32 verifySeconds;
        uint64 nonce;
        uint40 expiry;
        uint256 seed;
    }

    struct Hire {
        Job job;
        JobId id;
        bool isOpen;
        /// The first final verdict that anybody saw.
        bool isFinal;
        Verdict last;
    }

    uint256 public constant FUNDS = 1_000_000e18;
    uint256 public constant STAKE = 100_000e18;
    uint256 public constant MAX_PRICE = 1e18;
    uint16 private constant FEE_BPS = 137;
    address public constant OWNER = address(0xF1);
    address public constant TREASURY = address(0xF2);
    address public constant STRANGER = address(0x57);

    IERC20 public immutable weft;
    IVault public immutable vault;
    IStakeVault public immutable stakes;
    TestToken public immutable money;
    IJobMarket public immutable market;
    IVerifier public verifier;

    address[] private _people;
    mapping(address account => uint256) private _keyOf;
    mapping(address account => uint256) private _placeOf;
    Hire[] private _hires;
    uint256 private _openHires;
    uint64 private _nonces;

    constructor(uint256 size) {
        vm.warp(1_800_000_000);
        vm.roll(20_000_000);
        weft = IERC20(_deploy("token", "WeftToken", abi.encode(address(this))));
        vault = IVault(_deploy("vault", "Vault", ""));
        stakes = IStakeVault(_deploy("staking", "StakeVault", abi.encode(weft, vault, uint32(28 days))));
        money = new TestToken();
        address records = _deploy("reputation", "Reputation", abi.encode(OWNER));
        bytes memory arguments = abi.encode(vault, stakes, OWNER, TREASURY, FEE_BPS, records);
        market = IJobMarket(_deploy("market", "JobMarket", arguments));
        money.approve(address(vault), type(uint256).max);
        for (uint256 i = 0; i < size; ++i) _settleDown(0xA1 + i);
    }

    function _settleDown(uint256 key) private {
        address account = vm.addr(key);
        _keyOf[account] = key;
        _placeOf[account] = _people.length;
        _people.push(account);
        money.mint(address(this), FUNDS);
        vault.deposit(address(money), FUNDS, account);
        weft.transfer(account, FUNDS);
        vm.prank(account);
        vault.setOperator(address(market), true);
        vm.prank(account);
        weft.approve(address(stakes), type(uint256).max);
        vm.prank(account);
        stakes.provision(address(market), uint96(STAKE));
    }

    /* PEOPLE */

    function peopleCount() public view returns (uint256) {
        return _people.length;
    }

    function people(uint256 index) public view returns (address) {
        return _people[index % _people.length];
    }

    function _sign(address account, bytes32 digest) private view returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(_keyOf[account], digest);
        return abi.encodePacked(r, s, v);
    }

    /* JOBS */

    function nextNonce() public returns (uint64) {
        return ++_nonces;
    }

    /// @notice Matches one unit of a request with an offer of `provider` made for it.
    /// @return index Of the job among all that ever were.
    function hire(Draft memory draft, address provider, uint256 seed) public returns (uint256 index) {
        Match memory m;
        m.request = _requestOf(draft);
        m.offer = _offerOf(m.request, provider, seed);
        (m.units, m.pricePerUnit) = (1, m.offer.pricePerUnit);
        m.offerSignature = _sign(provider, market.offerDigest(m.offer));
        bytes32 request = market.requestDigest(m.request);
        m.requestSignature = _sign(draft.client, request);
        if (draft.payer != address(0)) m.payerSignature = _sign(draft.payer, request);
        vm.recordLogs();
        market.matchOrders(m);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        index = _hires.length;
        Hire storage it = _hires.push();
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics[0] != IJobMarket.JobMatched.selector) continue;
            (it.job, it.id) = (abi.decode(logs[i].data, (Job)), JobId.wrap(logs[i].topics[1]));
            (it.isOpen, _openHires) = (true, _openHires + 1);
        }
        assert(it.isOpen && it.job.share.units() == 1 && it.job.provider == provider);
    }

    /// @notice Whether a provider's stake covers one job more, whatever its collateral.
    function canHire(address provider) external view returns (bool) {
        return stakes.freeOf(provider, address(market)) >= STAKE / 50;
    }

    function noteEnded(uint256 index) external {
        (_hires[index].isOpen, _openHires) = (false, _openHires - 1);
    }

    function hireCount() public view returns (uint256) {
        return _hires.length;
    }

    function openHires() external view returns (uint256) {
        return _openHires;
    }

    function hires(uint256 index) public view returns (Hire memory) {
        return _hires[index];
    }

    /* VERDICTS */

    function verdictOf(Hire memory it) public view returns (Verdict memory) {
        return verifier.verdict(it.id, it.job);
    }

    /// @notice Somebody reads a verdict. What is final is written down.
    function look(uint256 index) external {
        Hire memory it = _hires[index];
        if (it.isFinal) return;
        Verdict memory said = verdictOf(it);
        it.isFinal = said.status != VerdictStatus.Pending && said.status != VerdictStatus.NoResult;
        if (it.isFinal) (_hires[index].isFinal, _hires[index].last) = (true, said);
    }

    /// @notice What was final is so for ever, of jobs that ended too, and verdicts are what they should be.
    function checkVerdicts() external view {
        Verdict[] memory said = new Verdict[](_hires.length);
        for (uint256 i = 0; i < said.length; ++i) {
            Hire memory it = _hires[i];
            said[i] = verdictOf(it);
            bool isSame = keccak256(abi.encode(said[i])) == keccak256(abi.encode(it.last));
            assert(!it.isFinal || isSame);
        }
        _checkVerdicts(said);
    }

    /// @dev That the verdicts on all jobs are what the verifier of this world should say.
    function _checkVerdicts(Verdict[] memory said) internal view virtual;

    /* BOOKS */

    /// @notice What open jobs pay.
    function paymentsOf() external view returns (uint256 sum) {
        for (uint256 i = 0; i < _hires.length; ++i) if (_hires[i].isOpen) sum += _hires[i].job.pricePerUnit;
    }

    /// @notice The collateral of the open jobs of each of the people.
    function collaterals() external view returns (uint256[] memory sums) {
        sums = new uint256[](_people.length);
        for (uint256 i = 0; i < _hires.length; ++i) {
            if (!_hires[i].isOpen) continue;
            Job storage job = _hires[i].job;
            sums[_placeOf[job.provider]] += job.share.collateral();
        }
    }

    /* INTERNAL */

    function _hireAt(uint256 index) internal view returns (Hire storage) {
        return _hires[index];
    }

    function _requestOf(Draft memory draft) private view returns (Request memory request) {
        (request.client, request.payer, request.token) = (draft.client, draft.payer, address(money));
        request.maxPricePerUnit = MAX_PRICE;
        request.spec = bytes32(draft.seed);
        (request.verifier, request.verifierTerms) = (address(verifier), draft.verifierTerms);
        request.lot = Lot.wrap(draft.units | (uint256(draft.maxSeconds) << 224));
        uint256 until = uint256(draft.expiry) << 112;
        uint256 grace = 1 hours << 32;
        request.rules = Rules.wrap(draft.verifySeconds | grace | until | (uint256(draft.nonce) << 152));
    }

    function _offerOf(
        Request memory request,
        address provider,
        uint256 seed
    ) private returns (Offer memory offer) {
        (offer.provider, offer.token) = (provider, address(money));
        offer.pricePerUnit = _draw(seed, 100, 0, MAX_PRICE);
        offer.verifications = new Verification[](1);
        offer.verifications[0] = Verification(request.verifier, request.verifierTerms);
        offer.lot = Lot.wrap(1 | (_draw(seed, 101, 0, STAKE / 50) << 128));
        uint256 noResult = _draw(seed, 102, 0, 10_000);
        uint256 slashes = (_draw(seed, 103, 0, noResult) << 64) | (noResult << 80);
        slashes |= _draw(seed, 104, noResult, 10_000) << 96;
        uint256 until = uint256(_now()) << 112;
        uint256 grace = _draw(seed, 105, 0, 1 hours) << 32;
        offer.rules = Rules.wrap(14 days | grace | slashes | until | (uint256(nextNonce()) << 152));
    }
}
