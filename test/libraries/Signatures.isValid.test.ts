import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ethers } from "hardhat";

import { Random } from "../support/random";
import { highSOf, WalletMode } from "../support/signatures";

async function deploy() {
  const harness = await ethers.deployContract("SignaturesHarness");
  // A wallet outside the node, because digests are signed here without a prefix.
  const key = ethers.Wallet.createRandom().signingKey;
  const owner = ethers.computeAddress(key);
  const wallet = await ethers.deployContract("WalletMock", [owner]);
  const digest = ethers.id("an order");
  const signature = key.sign(digest).serialized;
  const strangerKey = ethers.Wallet.createRandom().signingKey;
  const strange = strangerKey.sign(digest).serialized;
  return { harness, key, owner, wallet, digest, signature, strange };
}

describe("Signatures.isValid", () => {
  context("given a signer with a key", () => {
    it("is true of the signer's signature", async () => {
      const { harness, owner, digest, signature } = await loadFixture(deploy);
      expect(await harness.isValid(owner, digest, signature)).to.equal(true);
    });

    it("is false of another digest", async () => {
      const { harness, owner, signature } = await loadFixture(deploy);
      expect(await harness.isValid(owner, ethers.id("another"), signature)).to.equal(false);
    });

    it("is false of another account's signature", async () => {
      const { harness, owner, digest, strange } = await loadFixture(deploy);
      expect(await harness.isValid(owner, digest, strange)).to.equal(false);
    });

    it("is false of the same signature with a high s", async () => {
      const { harness, owner, digest, signature } = await loadFixture(deploy);
      expect(await harness.isValid(owner, digest, highSOf(signature))).to.equal(false);
    });

    it("is false of the same signature in 64 bytes (ERC-2098)", async () => {
      const { harness, owner, digest, signature } = await loadFixture(deploy);
      const { compactSerialized } = ethers.Signature.from(signature);
      expect(await harness.isValid(owner, digest, compactSerialized)).to.equal(false);
    });

    for (const length of [0, 1, 64, 65, 66, 1_000]) {
      it(`is false of ${length} zero bytes`, async () => {
        const { harness, owner, digest } = await loadFixture(deploy);
        expect(await harness.isValid(owner, digest, "0x" + "00".repeat(length))).to.equal(false);
      });
    }

    for (const v of [0, 1, 26, 29, 255]) {
      it(`is false when v is ${v}`, async () => {
        const { harness, owner, digest, signature } = await loadFixture(deploy);
        const changed = ethers.concat([ethers.dataSlice(signature, 0, 64), new Uint8Array([v])]);
        expect(await harness.isValid(owner, digest, changed)).to.equal(false);
      });
    }
  });

  context("given the zero signer", () => {
    it("is false of signatures that recover nobody", async () => {
      const { harness, digest, signature } = await loadFixture(deploy);
      const random = new Random(3);
      for (const garbage of ["0x", "0x" + "00".repeat(65), ethers.toBeHex(random.bits(520), 65)]) {
        expect(await harness.isValid(ethers.ZeroAddress, digest, garbage)).to.equal(false);
      }
      expect(await harness.isValid(ethers.ZeroAddress, digest, signature)).to.equal(false);
    });
  });

  context("given a signer that is a contract", () => {
    it("is true of what the wallet accepts", async () => {
      const { harness, wallet, digest, signature } = await loadFixture(deploy);
      expect(await harness.isValid(wallet, digest, signature)).to.equal(true);
    });

    it("is false of what the wallet does not accept", async () => {
      const { harness, wallet, digest, strange } = await loadFixture(deploy);
      expect(await harness.isValid(wallet, digest, strange)).to.equal(false);
    });

    it("leaves the form of the signature to the wallet", async () => {
      const { harness, wallet, digest } = await loadFixture(deploy);
      await wallet.setMode(WalletMode.AcceptAll);
      for (const form of ["0x", "0x01", "0x" + "00".repeat(65), "0x" + "ab".repeat(1_000)]) {
        expect(await harness.isValid(wallet, digest, form)).to.equal(true);
      }
    });

    it("takes the right word with more behind it", async () => {
      const { harness, wallet, digest, signature } = await loadFixture(deploy);
      await wallet.setMode(WalletMode.Huge);
      expect(await harness.isValid(wallet, digest, signature)).to.equal(true);
    });

    for (const mode of ["Reject", "Revert", "BurnGas", "Garbage", "Short"] as const) {
      it(`is false when the wallet's way is ${mode}`, async () => {
        const { harness, wallet, digest, signature } = await loadFixture(deploy);
        await wallet.setMode(WalletMode[mode]);
        expect(await harness.isValid(wallet, digest, signature)).to.equal(false);
      });
    }

    it("is false of a contract that is no wallet", async () => {
      const { harness, digest, signature } = await loadFixture(deploy);
      expect(await harness.isValid(harness, digest, signature)).to.equal(false);
    });
  });
});
