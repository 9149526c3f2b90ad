import { StandardMerkleTree } from "@openzeppelin/merkle-tree";
import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { allowListEvidence, allowListRoot } from "@weft/sdk";
import { expect } from "chai";
import { AbiCoder, id, Wallet, ZeroAddress, ZeroHash } from "ethers";
import { ethers } from "hardhat";

async function deploy() {
  const condition = await ethers.deployContract("AllowListCondition");
  const accounts = Array.from({ length: 7 }, (_, i) => new Wallet(id(`account ${i}`)).address);
  return { condition, accounts };
}

describe("AllowListCondition.isMet", () => {
  it("is met by everybody on a list, of any length", async () => {
    const { condition, accounts } = await loadFixture(deploy);
    for (let length = 1; length <= accounts.length; ++length) {
      const listed = accounts.slice(0, length);
      for (const account of listed) {
        const evidence = allowListEvidence(listed, account);
        expect(await condition.isMet(account, allowListRoot(listed), evidence)).to.equal(true);
      }
    }
  });

  it("is not met by others, with the proof of somebody listed", async () => {
    const { condition, accounts } = await loadFixture(deploy);
    const [account = ""] = accounts;
    const root = allowListRoot(accounts);
    for (const other of [ZeroAddress, new Wallet(id("another")).address, accounts[1] ?? ""]) {
      await expect(condition.isMet(other, root, allowListEvidence(accounts, account)))
        .to.be.revertedWithCustomError(condition, "AllowListNotListed")
        .withArgs(other, root);
    }
  });

  it("is not met under another root, nor the zero root", async () => {
    const { condition, accounts } = await loadFixture(deploy);
    const [account = ""] = accounts;
    const evidence = allowListEvidence(accounts, account);
    for (const root of [ZeroHash, allowListRoot(accounts.slice(1)), id("root")]) {
      await expect(condition.isMet(account, root, evidence))
        .to.be.revertedWithCustomError(condition, "AllowListNotListed")
        .withArgs(account, root);
    }
  });

  it("is not met with proofs that are cut, lengthened or empty", async () => {
    const { condition, accounts } = await loadFixture(deploy);
    const [account = ""] = accounts;
    const root = allowListRoot(accounts);
    const coder = AbiCoder.defaultAbiCoder();
    const tree = StandardMerkleTree.of(
      accounts.map((each) => [each]),
      ["address"],
    );
    const proof = tree.getProof([account]);
    expect(tree.root).to.equal(root);
    for (const bad of [
      [],
      proof.slice(1),
      proof.slice(0, -1),
      [...proof, ZeroHash],
      [root],
      Array.from({ length: 500 }, () => ZeroHash),
    ]) {
      const evidence = coder.encode(["bytes32[]"], [bad]);
      await expect(condition.isMet(account, root, evidence))
        .to.be.revertedWithCustomError(condition, "AllowListNotListed")
        .withArgs(account, root);
    }
  });

  for (const evidence of ["0x", "0x01", `0x${"ff".repeat(32)}`]) {
    it(`reverts for the garbage ${evidence.slice(0, 6)}`, async () => {
      const { condition, accounts } = await loadFixture(deploy);
      await expect(condition.isMet(accounts[0] ?? "", allowListRoot(accounts), evidence)).to.be
        .reverted;
    });
  }
});
