// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EtherTaker} from "../../../contracts/test/EtherTaker.sol";
import {TestToken} from "../../../contracts/test/TestToken.sol";
import {ISplit, ISplits} from "../../../contracts/works/ISplits.sol";
import {IWorkMarket} from "../../../contracts/works/IWorkMarket.sol";
import {IWorks} from "../../../contracts/works/IWorks.sol";
import {IWorkVouchers} from "../../../contracts/works/IWorkVouchers.sol";
import {OrderKind, Sale} from "../../../contracts/works/SaleTypes.sol";
import {WorkTerms} from "../../../contracts/works/WorkTypes.sol";
import {Fuzz} from "../Fuzz.sol";

/// @notice The cheat code for ether.
interface VmDeal {
    function deal(address account, uint256 amount) external;
}

/// @notice What of an ERC-721 is used here beside {IWorks}.
interface IToken {
    function balanceOf(address owner) external view returns (uint256);
    function ownerOf(uint256 tokenId) external view returns (address);
    function setApprovalForAll(address operator, bool isApproved) external;
    function transferFrom(address from, address to, uint256 tokenId) external;
}

/// @title WorksWorld
/// @notice Works with their market, and people: creators and buyers with keys, a receiver of royalties that takes
/// ether or not, and a split. Keeps books of its own: who should have what, and who should be cleared for which work.
contract WorksWorld is Fuzz {
    uint256 public constant FUNDS = 1e30;
    uint16 public constant FEE_BPS = 137;
    address public constant OWNER = address(0xF1);
    address public constant TREASURY = address(0xF2);

    IWorkMarket public market;
    IWorkVouchers public vouchers;
    IWorks public works;
    TestToken public token;
    /// Receives royalties of some works, and does with ether as it likes.
    EtherTaker public taker;
    ISplit public split;

    address[4] public people;
    mapping(address account => uint256) private _keyOf;
    /// Everybody who can have money.
    address[] private _accounts;
    uint256[] private _tokenIds;
    Sale[] private _used;
    uint64 private _nonce;

    /// What everybody should have by currency, credits included.
    mapping(address currency => mapping(address account => uint256)) public wealth;
    /// Who should be cleared for a work.
    mapping(uint256 tokenId => address) public clearedOwner;
    uint256 public live;

    constructor() {
        vm.warp(1_800_000_000);
        market = IWorkMarket(_deploy("WorkMarket", abi.encode(OWNER, TREASURY, FEE_BPS)));
        vouchers = IWorkVouchers(_deploy("WorkVouchers", ""));
        ISplits splits = ISplits(_deploy("Splits", ""));
        works = IWorks(
            _deploy("Works", abi.encode(market, vouchers, address(this), splits, bytes32("works")))
        );
        token = new TestToken();
        taker = new EtherTaker();
        vm.prank(OWNER);
        market.setCurrency(address(token), true);
        for (uint256 i = 0; i < 4; ++i) _settleIn(0xA1 + i);
        (address[] memory payees, uint32[] memory shares) = splitTerms();
        split = ISplit(splits.create(payees, shares));
        _accounts.push(address(taker));
        _accounts.push(address(split));
        _accounts.push(TREASURY);
    }

    /* PEOPLE */

    function accounts() external view returns (address[] memory) {
        return _accounts;
    }

    function splitTerms() public view returns (address[] memory payees, uint32[] memory shares) {
        (payees, shares) = (new address[](3), new uint32[](3));
        (payees[0], payees[1], payees[2]) = (people[0], address(taker), people[1]);
        (shares[0], shares[1], shares[2]) = (333_333, 333_333, 333_334);
    }

    function sign(address account, bytes32 digest) public view returns (bytes memory) {
        return signWith(_keyOf[account], digest);
    }

    function signWith(uint256 key, bytes32 digest) public pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    /* WORKS */

    function tokenCount() external view returns (uint256) {
        return _tokenIds.length;
    }

    function tokenAt(uint256 index) public view returns (uint256) {
        return _tokenIds[index];
    }

    /// @notice One of the works that are; zero where there is none.
    function someWork(uint256 seed) external view returns (uint256 tokenId, address owner) {
        for (uint256 i = 0; i < _tokenIds.length; ++i) {
            tokenId = _tokenIds[((seed % _tokenIds.length) + i) % _tokenIds.length];
            try IToken(address(works)).ownerOf(tokenId) returns (address found) {
                return (tokenId, found);
            } catch {}
        }
        return (0, address(0));
    }

    /// @notice Terms of any kind: with a floor or none, with any receiver.
    function termsOf(uint256 seed) public view returns (WorkTerms memory terms) {
        address[3] memory receivers = [address(0), address(taker), address(split)];
        terms.royaltyReceiver = receivers[_draw(seed, 0, 0, 2)];
        terms.royaltyBps = uint16(_draw(seed, 1, 0, 1_000));
        if (_draw(seed, 2, 0, 1) == 0) terms.floor = uint96(_draw(seed, 3, 1, 1e18));
        if (_draw(seed, 4, 0, 1) == 0) terms.floorCurrency = address(token);
        terms.isOpen = _draw(seed, 5, 0, 1) == 0;
        terms.ancestorBps = uint16(_draw(seed, 6, 0, 2_500));
    }

    /// @notice A signed order of a person for a work.
    function saleOf(
        OrderKind kind,
        address maker,
        uint256 tokenId,
        address currency,
        uint128 price
    ) external returns (Sale memory sale) {
        sale.order.kind = kind;
        sale.order.maker = maker;
        sale.order.collection = address(works);
        sale.order.tokenId = sale.tokenId = tokenId;
        sale.order.tokenBits = 256;
        sale.order.currency = currency;
        sale.order.price = sale.order.endPrice = price;
        sale.order.maxRoyaltyBps = 1_000;
        sale.order.startsAt = _now();
        sale.order.expiry = _now() + 1 days;
        sale.order.nonce = 61 * _nonce++;
        sale.limit = kind == OrderKind.Listing ? type(uint256).max : 0;
        sale.signature = sign(maker, market.orderDigest(sale.order));
    }

    function nextNonce() external returns (uint64) {
        return 61 * _nonce++;
    }

    /* BOOKS */

    function noteMint(uint256 tokenId, address to) external {
        _tokenIds.push(tokenId);
        clearedOwner[tokenId] = to;
        ++live;
        (address receiver, ) = works.royaltyInfo(tokenId, 1);
        for (uint256 i = 0; i < _accounts.length; ++i) if (_accounts[i] == receiver) return;
        _accounts.push(receiver);
    }

    function noteBurn(uint256 tokenId) external {
        clearedOwner[tokenId] = address(0);
        --live;
    }

    function noteCleared(uint256 tokenId, address owner) external {
        clearedOwner[tokenId] = owner;
    }

    function notePaid(address currency, address from, address to, uint256 amount) public {
        wealth[currency][from] -= amount;
        wealth[currency][to] += amount;
    }

    /// @notice A work was sold: who got what is worked out anew, from the terms that the work has.
    function noteSold(Sale calldata sale, address seller, address buyer, uint256 price) external {
        (uint256 tokenId, address currency) = (sale.tokenId, sale.order.currency);
        (address receiver, uint256 royalty) = works.royaltyInfo(tokenId, price);
        assert(royalty <= (price + 9) / 10);
        uint256 fee = (price * FEE_BPS) / 10_000;
        notePaid(currency, buyer, receiver, royalty);
        notePaid(currency, buyer, TREASURY, fee);
        notePaid(currency, buyer, seller, price - fee - royalty);
        (, address floorCurrency, uint96 floor) = works.floorOf(tokenId);
        bool isReached = floor == 0 || (floorCurrency == currency && royalty >= floor);
        clearedOwner[tokenId] = isReached ? buyer : address(0);
        _used.push(sale);
    }

    function noteUsed(Sale calldata sale) external {
        _used.push(sale);
    }

    function usedCount() external view returns (uint256) {
        return _used.length;
    }

    function used(uint256 index) external view returns (Sale memory) {
        return _used[index];
    }

    /// @notice What the split gives its payees of an amount, by its own rule: the last one has the rest.
    function noteShared(address currency, uint256 amount) external {
        (address[] memory payees, uint32[] memory shares) = splitTerms();
        uint256 left = amount;
        for (uint256 i = 0; i < 3; ++i) {
            uint256 part = i == 2 ? left : (amount * shares[i]) / 1_000_000;
            left -= part;
            notePaid(currency, address(split), payees[i], part);
        }
    }

    /// @notice What an account has of a currency, wherever it is.
    function holdingsOf(address currency, address account) external view returns (uint256 amount) {
        amount = currency == address(0) ? account.balance : token.balanceOf(account);
        amount += market.creditOf(currency, account) + vouchers.creditOf(currency, account);
        amount += split.creditOf(currency, account);
        if (account == TREASURY && currency == address(0)) amount += market.etherFees();
        if (account == address(split)) amount -= owedBySplit(currency);
    }

    function owedBySplit(address currency) public view returns (uint256 amount) {
        (address[] memory payees, ) = splitTerms();
        for (uint256 i = 0; i < 3; ++i) amount += split.creditOf(currency, payees[i]);
    }

    function creditsOf(address currency) external view returns (uint256 ofMarket, uint256 ofVouchers) {
        for (uint256 i = 0; i < _accounts.length; ++i) {
            ofMarket += market.creditOf(currency, _accounts[i]);
            ofVouchers += vouchers.creditOf(currency, _accounts[i]);
        }
    }

    /* INTERNAL */

    /// @dev A contract as it is deployed: of the artifacts that Hardhat made.
    function _deploy(string memory name, bytes memory arguments) private returns (address) {
        string memory path = string.concat("artifacts/contracts/works/", name, ".sol/", name, ".json");
        return vm.deployCode(path, arguments);
    }

    function _settleIn(uint256 key) private {
        address account = vm.addr(key);
        people[key - 0xA1] = account;
        _keyOf[account] = key;
        _accounts.push(account);
        VmDeal(address(vm)).deal(account, FUNDS);
        token.mint(account, FUNDS);
        (wealth[address(0)][account], wealth[address(token)][account]) = (FUNDS, FUNDS);
        vm.prank(account);
        token.approve(address(market), type(uint256).max);
        vm.prank(account);
        token.approve(address(vouchers), type(uint256).max);
        vm.prank(account);
        IToken(address(works)).setApprovalForAll(address(market), true);
    }
}
