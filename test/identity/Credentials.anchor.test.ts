import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { credentialId, type Credential, type HeldCredential } from "@weft/sdk";
import { expect } from "chai";
import { ethers } from "hardhat";

import { DAY, deployIdentity, issue, type IdentityWorld } from "../support/identity";
import { highSOf, WalletMode } from "../support/signatures";

const YEAR = 365 * DAY;

describe("Credentials.anchor", () => {
  let world: IdentityWorld;
  let held: HeldCredential;
  let id: string;

  beforeEach(async () => {
    world = await loadFixture(deployIdentity);
    held = await issue(world);
    id = credentialId(world.identity, held.credential);
  });

  function anchor({ credential, signature }: HeldCredential) {
    return world.credentials.connect(world.stranger).anchor(credential, signature);
  }

  async function assertRefused(bad: HeldCredential): Promise<void> {
    const { credentials, identity } = world;
    await expect(anchor(bad))
      .to.be.revertedWithCustomError(credentials, "CredentialInvalidSignature")
      .withArgs(credentialId(identity, bad.credential), bad.credential.issuer);
  }

  context("given a signature of somebody else", () => {
    it("reverts for another key", async () => {
      await assertRefused(
        await issue(world, { signer: world.stranger, issuer: world.issuer.address }),
      );
    });

    it("reverts for the zero issuer, whatever the signature", async () => {
      const credential = { ...held.credential, issuer: ethers.ZeroAddress };
      for (const signature of ["0x", held.signature, `0x${"00".repeat(65)}`]) {
        await expect(world.credentials.anchor(credential, signature))
          .to.be.revertedWithCustomError(world.credentials, "CredentialInvalidSignature")
          .withArgs(await world.credentials.credentialId(credential), ethers.ZeroAddress);
      }
    });

    it("SIG4: reverts for the malleable twin", async () => {
      await assertRefused({ ...held, signature: highSOf(held.signature) });
    });

    it("SIG1: reverts for a signature for another chain", async () => {
      const domain = { ...world.identity, chainId: 1n };
      const foreign = await issue(
        { ...world, identity: domain },
        { signer: ethers.Wallet.createRandom() },
      );
      await assertRefused(foreign);
    });

    it("SIG3: reverts for a signature for another contract", async () => {
      const other = await ethers.deployContract("Credentials");
      const domain = { ...world.identity, verifyingContract: await other.getAddress() };
      await assertRefused(await issue(world, { domain }));
    });

    for (const [field, change] of [
      ["subject", () => ({ subject: ethers.Wallet.createRandom().address })],
      ["schema", () => ({ schema: ethers.id("another schema") })],
      ["root", () => ({ root: ethers.id("another root") })],
      ["issuedAt", ({ issuedAt }: Credential) => ({ issuedAt: issuedAt - 1 })],
      ["expiresAt", ({ expiresAt }: Credential) => ({ expiresAt: expiresAt + 1 })],
      ["index", ({ index }: Credential) => ({ index: index + 1n })],
    ] as const) {
      it(`reverts when ${field} was changed`, async () => {
        const credential = { ...held.credential, ...change(held.credential) };
        await assertRefused({ ...held, credential });
      });
    }
  });

  context("given a time at which it does not hold", () => {
    async function assertPeriod(issuedAt: number, expiresAt: number): Promise<void> {
      const { credentials } = world;
      const credential = { ...held.credential, issuedAt, expiresAt };
      await expect(credentials.anchor(credential, held.signature))
        .to.be.revertedWithCustomError(credentials, "CredentialInvalidPeriod")
        .withArgs(
          await credentials.credentialId(credential),
          issuedAt,
          expiresAt,
          await credentials.MAX_SECONDS(),
        );
    }

    it("reverts without an expiry", () => assertPeriod(world.now, 0));
    it("reverts when it ends as it begins", () => assertPeriod(world.now, world.now));
    it("reverts when it holds for more than ten years", () =>
      assertPeriod(world.now, world.now + 10 * YEAR + 1));

    it("takes one that holds for ten years to the second", async () => {
      await anchor(await issue(world, { expiresAt: world.now + 10 * YEAR }));
    });

    it("reverts a second before it begins, and not as it begins", async () => {
      const { credentials, identity, now } = world;
      const later = await issue(world, { issuedAt: now + 1_000 });
      const laterId = credentialId(identity, later.credential);
      await time.setNextBlockTimestamp(now + 999);
      await expect(anchor(later))
        .to.be.revertedWithCustomError(credentials, "CredentialNotYetValid")
        .withArgs(laterId, now + 1_000, now + 999);
      await time.setNextBlockTimestamp(now + 1_000);
      await anchor(later);
    });

    it("SIG9: goes through in its last second and reverts in the next", async () => {
      const { credentials, now } = world;
      const { expiresAt } = held.credential;
      const brief = await issue(world, { expiresAt: now + 1_000 });
      await time.setNextBlockTimestamp(now + 1_000);
      await anchor(brief);
      await time.setNextBlockTimestamp(expiresAt + 1);
      await expect(anchor(held))
        .to.be.revertedWithCustomError(credentials, "CredentialExpired")
        .withArgs(id, expiresAt, expiresAt + 1);
    });
  });

  it("reverts when its index was revoked before it was signed", async () => {
    const { credentials, issuer } = world;
    await credentials.connect(issuer).revoke(issuer, [held.credential.index], 1);
    await expect(anchor(held))
      .to.be.revertedWithCustomError(credentials, "CredentialIsRevoked")
      .withArgs(id, issuer.address, held.credential.index);
  });

  it("remembers signer and second in one slot, and says all of it in the event", async () => {
    const { credentials, issuer, subject, now } = world;
    expect(await credentials.anchorOf(id)).to.deep.equal([ethers.ZeroAddress, 0n]);
    await time.setNextBlockTimestamp(now + 1_000);
    const { issuer: by, subject: of, schema, root, issuedAt, expiresAt, index } = held.credential;
    await expect(anchor(held))
      .to.emit(credentials, "CredentialAnchored")
      .withArgs(
        id,
        issuer.address,
        subject,
        [by, of, schema, root, issuedAt, expiresAt, index],
        issuer.address,
      );
    expect(await credentials.anchorOf(id)).to.deep.equal([issuer.address, BigInt(now + 1_000)]);
    expect(await credentials.check(held.credential, "0x")).to.equal(id);
    expect(await credentials.check(held.credential, held.signature)).to.equal(id);
  });

  it("reverts when it is anchored already", async () => {
    const { credentials } = world;
    await anchor(held);
    await expect(anchor(held))
      .to.be.revertedWithCustomError(credentials, "CredentialAlreadyAnchored")
      .withArgs(id);
  });

  context("given an issuer that is a wallet", () => {
    async function ofWallet(): Promise<HeldCredential> {
      const { providerWallet } = world;
      return issue(world, { signer: providerWallet.key, issuer: providerWallet.address });
    }

    it("asks the wallet, and never again", async () => {
      const { credentials, providerWallet } = world;
      const signed = await ofWallet();
      await anchor(signed);
      const { signer } = await credentials.anchorOf(
        credentialId(world.identity, signed.credential),
      );
      expect(signer).to.equal(providerWallet.address);
      await providerWallet.wallet?.setMode(WalletMode.Reject);
      await credentials.check(signed.credential, "0x");
      await expect(
        credentials.check(signed.credential, signed.signature),
      ).to.be.revertedWithCustomError(credentials, "CredentialInvalidSignature");
    });

    for (const mode of ["Reject", "Revert", "BurnGas", "Garbage", "Short"] as const) {
      it(`reverts when the wallet's way is ${mode}`, async () => {
        const signed = await ofWallet();
        await world.providerWallet.wallet?.setMode(WalletMode[mode]);
        await assertRefused(signed);
      });
    }
  });

  it("says that it is not anchored where it came without a signature", async () => {
    const { credentials } = world;
    await expect(credentials.check(held.credential, "0x"))
      .to.be.revertedWithCustomError(credentials, "CredentialNotAnchored")
      .withArgs(id);
  });

  it("hashes as ethers does, for any fields", async () => {
    for (let i = 0; i < 30; ++i) {
      const credential = {
        issuer: ethers.Wallet.createRandom().address,
        subject: ethers.Wallet.createRandom().address,
        schema: ethers.hexlify(ethers.randomBytes(32)),
        root: ethers.hexlify(ethers.randomBytes(32)),
        issuedAt: i,
        expiresAt: i + 1 + i * 1_000_000,
        index: BigInt(ethers.hexlify(ethers.randomBytes(8))),
      };
      expect(await world.credentials.credentialId(credential)).to.equal(
        credentialId(world.identity, credential),
      );
    }
  });
});
