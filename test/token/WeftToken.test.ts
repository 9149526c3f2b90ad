import { loadFixture, mine } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ethers } from "hardhat";

import { signPermit } from "../support/permit";
import { nextAt, now, timestampOf } from "../support/time";

const SUPPLY = 1_000_000_000n * 10n ** 18n;

async function deployToken() {
  const [holder, voter, stranger] = await ethers.getSigners();
  if (!holder || !voter || !stranger) throw new Error("no accounts");
  const token = await ethers.deployContract("WeftToken", [holder]);
  return { token, holder, voter, stranger };
}

describe("WeftToken.constructor", () => {
  it("reverts when the holder is the zero address", async () => {
    const { token } = await loadFixture(deployToken);
    await expect(ethers.deployContract("WeftToken", [ethers.ZeroAddress]))
      .to.be.revertedWithCustomError(token, "ERC20InvalidReceiver")
      .withArgs(ethers.ZeroAddress);
  });

  it("mints the whole supply to the holder", async () => {
    const { token, holder } = await loadFixture(deployToken);
    await expect(token.deploymentTransaction())
      .to.emit(token, "Transfer")
      .withArgs(ethers.ZeroAddress, holder.address, SUPPLY);
    expect(await token.SUPPLY()).to.equal(SUPPLY);
    expect(await token.totalSupply()).to.equal(SUPPLY);
    expect(await token.balanceOf(holder)).to.equal(SUPPLY);
  });

  it("has a supply that fits 90 bits", () => {
    expect(SUPPLY).to.be.lessThan(2n ** 90n);
  });

  it("names itself", async () => {
    const { token } = await loadFixture(deployToken);
    expect(await token.name()).to.equal("Weft");
    expect(await token.symbol()).to.equal("WEFT");
    expect(await token.decimals()).to.equal(18n);
    const { chainId } = await ethers.provider.getNetwork();
    expect(await token.eip712Domain()).to.deep.equal([
      "0x0f",
      "Weft",
      "1",
      chainId,
      await token.getAddress(),
      ethers.ZeroHash,
      [],
    ]);
  });

  it("has no function but those of its standards: none mints, burns or owns", async () => {
    const { token } = await loadFixture(deployToken);
    const names = token.interface.fragments.flatMap((fragment) =>
      ethers.FunctionFragment.isFragment(fragment) && !fragment.constant ? [fragment.name] : [],
    );
    expect(names.sort()).to.deep.equal([
      "approve",
      "delegate",
      "delegateBySig",
      "permit",
      "transfer",
      "transferFrom",
    ]);
  });
});

describe("WeftToken.clock", () => {
  it("is the block's time", async () => {
    const { token } = await loadFixture(deployToken);
    expect(await token.clock()).to.equal(await now());
    expect(await token.CLOCK_MODE()).to.equal("mode=timestamp");
  });
});

describe("WeftToken.delegate", () => {
  it("counts no votes before it", async () => {
    const { token, holder } = await loadFixture(deployToken);
    expect(await token.getVotes(holder)).to.equal(0n);
  });

  it("counts votes from that second on, and moves them with the tokens", async () => {
    const { token, holder, voter } = await loadFixture(deployToken);
    const delegation = await token.connect(holder).delegate(holder);
    await expect(delegation)
      .to.emit(token, "DelegateChanged")
      .withArgs(holder.address, ethers.ZeroAddress, holder.address);
    await expect(delegation)
      .to.emit(token, "DelegateVotesChanged")
      .withArgs(holder.address, 0n, SUPPLY);
    await token.connect(voter).delegate(voter);
    const from = await timestampOf(delegation);
    const transfer = await token.connect(holder).transfer(voter, 10n);
    await expect(transfer).to.emit(token, "DelegateVotesChanged").withArgs(voter.address, 0n, 10n);
    await expect(transfer).to.changeTokenBalances(token, [holder, voter], [-10n, 10n]);
    const to = await timestampOf(transfer);
    await mine();
    expect(await token.getPastVotes(holder, from - 1n)).to.equal(0n);
    expect(await token.getPastVotes(holder, from)).to.equal(SUPPLY);
    expect(await token.getPastVotes(holder, to)).to.equal(SUPPLY - 10n);
    expect(await token.getPastVotes(voter, to)).to.equal(10n);
    expect(await token.getPastTotalSupply(to)).to.equal(SUPPLY);
  });

  it("reverts when the votes of this second are asked for: they can still change", async () => {
    const { token, holder } = await loadFixture(deployToken);
    const time = await now();
    await expect(token.getPastVotes(holder, time))
      .to.be.revertedWithCustomError(token, "ERC5805FutureLookup")
      .withArgs(time, time);
  });
});

describe("WeftToken.permit", () => {
  it("approves by signature, once", async () => {
    const { token, holder, voter, stranger } = await loadFixture(deployToken);
    const deadline = ethers.MaxUint256;
    const terms = { owner: holder, spender: voter.address, value: 5n, deadline };
    const { v, r, s } = await signPermit(token, terms);
    const permit = () => token.connect(stranger).permit(holder, voter, 5n, deadline, v, r, s);
    await expect(permit()).to.emit(token, "Approval").withArgs(holder.address, voter.address, 5n);
    expect(await token.allowance(holder, voter)).to.equal(5n);
    expect(await token.nonces(holder)).to.equal(1n);
    await expect(permit()).to.be.revertedWithCustomError(token, "ERC2612InvalidSigner");
  });

  for (const late of [-1n, 0n, 1n]) {
    it(`is ${late > 0n ? "refused" : "taken"} ${late} seconds after its deadline`, async () => {
      const { token, holder, voter } = await loadFixture(deployToken);
      const deadline = (await now()) + 100n;
      const terms = { owner: holder, spender: voter.address, value: 5n, deadline };
      const { v, r, s } = await signPermit(token, terms);
      await nextAt(deadline + late);
      const permit = token.permit(holder, voter, 5n, deadline, v, r, s);
      if (late > 0n) {
        await expect(permit)
          .to.be.revertedWithCustomError(token, "ERC2612ExpiredSignature")
          .withArgs(deadline);
      } else {
        await expect(permit).to.emit(token, "Approval").withArgs(holder.address, voter.address, 5n);
      }
    });
  }

  it("shares its nonces with delegateBySig: using one voids the other", async () => {
    const { token, holder, voter, stranger } = await loadFixture(deployToken);
    const { chainId } = await ethers.provider.getNetwork();
    const deadline = ethers.MaxUint256;
    const signed = ethers.Signature.from(
      await holder.signTypedData(
        { name: "Weft", version: "1", chainId, verifyingContract: await token.getAddress() },
        {
          Delegation: [
            { name: "delegatee", type: "address" },
            { name: "nonce", type: "uint256" },
            { name: "expiry", type: "uint256" },
          ],
        },
        { delegatee: voter.address, nonce: 0n, expiry: deadline },
      ),
    );
    const terms = { owner: holder, spender: voter.address, value: 1n, deadline };
    const permit = await signPermit(token, terms);
    await expect(
      token.connect(stranger).delegateBySig(voter, 0n, deadline, signed.v, signed.r, signed.s),
    )
      .to.emit(token, "DelegateChanged")
      .withArgs(holder.address, ethers.ZeroAddress, voter.address);
    await expect(
      token.permit(holder, voter, 1n, deadline, permit.v, permit.r, permit.s),
    ).to.be.revertedWithCustomError(token, "ERC2612InvalidSigner");
  });
});
