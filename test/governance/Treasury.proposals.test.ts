import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ZeroAddress, ZeroHash, parseEther } from "ethers";
import { ethers } from "hardhat";

import { VestingWallet__factory } from "../../typechain-types";
import {
  assertRefused,
  carryOut,
  deployProtocol,
  type Calls,
  type Protocol,
} from "./support/worked";
import { DAY, deployGovernance } from "./support/world";

const TRANSFER = "transfer(address,uint256)";
const GRANT = "open(address,uint64,uint64,bytes32)";
const HELD = parseEther("1200");

describe("Governance: proposals that spend the treasury", () => {
  let protocol: Protocol;

  beforeEach(async () => {
    protocol = await loadFixture(deployProtocol);
  });

  describe("a token that the treasury holds itself", () => {
    async function spend(amount: bigint): Promise<Calls> {
      const { weft, timelock, stranger } = protocol;
      await weft.weftToken.transfer(timelock, HELD);
      const to = await weft.weftToken.getAddress();
      return [{ to, signature: TRANSFER, args: [stranger.address, amount] }];
    }

    it("is paid, to the last unit", async () => {
      const calls = await spend(HELD);
      const { weft, timelock, stranger } = protocol;
      await expect(carryOut(protocol, calls)).to.changeTokenBalances(
        weft.weftToken,
        [timelock, stranger],
        [-HELD, HELD],
      );
    });

    it("is refused above what there is", async () => {
      const calls = await spend(HELD + 1n);
      const { weft, timelock, stranger } = protocol;
      await assertRefused(protocol, calls, {
        ...{ by: weft.weftToken, error: "ERC20InsufficientBalance" },
        args: [timelock, HELD, HELD + 1n],
        says: /1200/,
      });
      expect(await weft.weftToken.balanceOf(timelock)).to.equal(HELD);
      expect(await weft.weftToken.balanceOf(stranger)).to.equal(0n);
    });
  });

  describe("ether that the treasury holds", () => {
    async function pay(value: bigint): Promise<Calls> {
      const { holder, timelock, stranger } = protocol;
      await holder.sendTransaction({ to: timelock, value: HELD });
      return [{ to: stranger.address, data: "0x", value }];
    }

    it("is paid, to the last wei", async () => {
      const calls = await pay(HELD);
      const { timelock, stranger } = protocol;
      // Whoever executes pays gas, which the matcher leaves out.
      await expect(carryOut(protocol, calls)).to.changeEtherBalances(
        [timelock, stranger],
        [-HELD, HELD],
      );
    });

    it("is refused above what there is", async () => {
      const calls = await pay(HELD + 1n);
      await assertRefused(protocol, calls, {
        ...{ by: protocol.weft.weftTimelock, error: "FailedCall" },
        says: /the timelock has 1200(0){18} wei; 1200(0){17}1 are needed/,
      });
      expect(await ethers.provider.getBalance(protocol.timelock)).to.equal(HELD);
    });
  });

  describe("fees that the treasury has in the vault", () => {
    async function feesOf(): Promise<{ token: string; vault: string; id: bigint }> {
      const { weft, timelock, holder } = protocol;
      const money = await ethers.deployContract("TestToken");
      await money.mint(holder, 1_000n);
      await money.approve(weft.vault, 1_000n);
      const token = await money.getAddress();
      await weft.vault.deposit(token, 1_000n, timelock);
      return { token, vault: await weft.vault.getAddress(), id: BigInt(token) };
    }

    it("are paid there, and withdrawn to somebody", async () => {
      const { token, vault, id } = await feesOf();
      const { weft, stranger, timelock } = protocol;
      const there = [stranger.address, id, 300n];
      const outside = [token, 700n, stranger.address];
      await carryOut(protocol, [
        { to: vault, signature: "transfer(address,uint256,uint256)", args: there },
        { to: vault, signature: "withdraw(address,uint256,address)", args: outside },
      ]);
      const money = await ethers.getContractAt("TestToken", token);
      expect(await money.balanceOf(stranger)).to.equal(700n);
      expect(await weft.vault.balanceOf(stranger, id)).to.equal(300n);
      expect(await weft.vault.balanceOf(timelock, id)).to.equal(0n);
    });

    it("are refused above what there is", async () => {
      const { token, vault, id } = await feesOf();
      const { weft, stranger, timelock } = protocol;
      const args = [token, 1_001n, stranger.address];
      const call = { to: vault, signature: "withdraw(address,uint256,address)", args };
      await assertRefused(protocol, [call], {
        ...{ by: weft.vault, error: "ERC6909InsufficientBalance" },
        args: [timelock, 1_000n, 1_001n, id],
        says: /1001/,
      });
      expect(await weft.vault.balanceOf(timelock, id)).to.equal(1_000n);
    });
  });

  describe("a grant", () => {
    const DAYS = 100;

    /** Terms of a wallet for somebody, and the two calls that open and fill it. */
    async function grantTo(beneficiary: string) {
      const { weft, timelock } = protocol;
      await weft.weftToken.transfer(timelock, HELD);
      const start = (await time.latest()) + 30 * DAY;
      const terms = [beneficiary, start, DAYS * DAY, ZeroHash] as const;
      const [grants, token] = [await weft.grants.getAddress(), await weft.weftToken.getAddress()];
      const open = { to: grants, signature: GRANT, args: terms };
      const fill = (wallet: string) => ({ to: token, signature: TRANSFER, args: [wallet, HELD] });
      return { terms, start, open, fill };
    }

    it("vests in a straight line, in one proposal", async () => {
      const { weft, stranger } = protocol;
      const { terms, start, open, fill } = await grantTo(stranger.address);
      const address = await weft.grants.walletOf(...terms);
      await expect(carryOut(protocol, [open, fill(address)]))
        .to.emit(weft.grants, "GrantOpened")
        .withArgs(address, ...terms);
      const wallet = VestingWallet__factory.connect(address, stranger);
      const token = await weft.weftToken.getAddress();
      expect(await weft.weftToken.balanceOf(wallet)).to.equal(HELD);
      expect(await wallet.owner()).to.equal(stranger.address);
      const releasable = () => wallet["releasable(address)"](token);
      for (const quarter of [0, 1, 2, 4, 5]) {
        await time.increaseTo(start + (quarter * DAYS * DAY) / 4);
        expect(await releasable()).to.equal((HELD * BigInt(Math.min(quarter, 4))) / 4n);
      }
      await wallet["release(address)"](token);
      expect(await weft.weftToken.balanceOf(stranger)).to.equal(HELD);
    });

    it("is refused to nobody, and fills nothing", async () => {
      const { weft, timelock, stranger } = protocol;
      const { open, fill } = await grantTo(ZeroAddress);
      await assertRefused(protocol, [open, fill(stranger.address)], {
        ...{ by: { interface: VestingWallet__factory.createInterface() } },
        ...{ error: "OwnableInvalidOwner", args: [ZeroAddress] },
        says: new RegExp(ZeroAddress),
      });
      expect(await weft.weftToken.balanceOf(timelock)).to.equal(HELD);
    });
  });
});

describe("Grants", () => {
  it("finds a wallet that somebody opened first, so that nobody can stop a grant", async () => {
    const { grants, stranger, voter } = await loadFixture(deployGovernance);
    const terms = [stranger.address, 1_000n, 500n, ethers.id("salt")] as const;
    const address = await grants.walletOf(...terms);
    await expect(grants.connect(voter).open(...terms)).to.emit(grants, "GrantOpened");
    expect(await grants.open.staticCall(...terms)).to.equal(address);
    await expect(grants.open(...terms)).not.to.emit(grants, "GrantOpened");
    const wallet = VestingWallet__factory.connect(address, stranger);
    expect([await wallet.owner(), await wallet.start(), await wallet.duration()]).to.deep.equal([
      stranger.address,
      1_000n,
      500n,
    ]);
  });

  it("opens another wallet for every other term", async () => {
    const { grants, stranger, voter } = await loadFixture(deployGovernance);
    const all = await Promise.all([
      grants.walletOf(stranger, 1n, 2n, ZeroHash),
      grants.walletOf(voter, 1n, 2n, ZeroHash),
      grants.walletOf(stranger, 2n, 2n, ZeroHash),
      grants.walletOf(stranger, 1n, 3n, ZeroHash),
      grants.walletOf(stranger, 1n, 2n, ethers.id("salt")),
    ]);
    expect(new Set(all).size).to.equal(all.length);
  });

  it("refuses a wallet that belongs to nobody", async () => {
    const { grants } = await loadFixture(deployGovernance);
    const wallet = { interface: VestingWallet__factory.createInterface() };
    await expect(grants.open(ZeroAddress, 1n, 2n, ZeroHash))
      .to.be.revertedWithCustomError(wallet, "OwnableInvalidOwner")
      .withArgs(ZeroAddress);
  });
});
