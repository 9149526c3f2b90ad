import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { CREDENTIAL_TYPES, credentialId, RevocationReason, type HeldCredential } from "@weft/sdk";
import { expect } from "chai";
import { ethers, network } from "hardhat";

import { DAY, deployIdentity, issue, type IdentityWorld } from "../support/identity";

describe("Credentials.revoke", () => {
  let world: IdentityWorld;
  let held: HeldCredential;
  let id: string;

  beforeEach(async () => {
    world = await loadFixture(deployIdentity);
    held = await issue(world);
    id = credentialId(world.identity, held.credential);
  });

  it("reverts for anybody but the issuer and its delegate", async () => {
    const { credentials, issuer, stranger, subject } = world;
    for (const caller of [stranger, await ethers.getSigner(subject)]) {
      await expect(credentials.connect(caller).revoke(issuer, [1n], 0))
        .to.be.revertedWithCustomError(credentials, "CredentialNotIssuer")
        .withArgs(issuer.address, caller.address);
    }
  });

  it("voids it, signed or anchored, with a reason", async () => {
    const { credentials, issuer } = world;
    const { index } = held.credential;
    await credentials.anchor(held.credential, held.signature);
    await expect(credentials.connect(issuer).revoke(issuer, [index], RevocationReason.Ceased))
      .to.emit(credentials, "CredentialRevoked")
      .withArgs(issuer.address, index, RevocationReason.Ceased, issuer.address);
    expect(await credentials.isRevoked(issuer, index)).to.equal(true);
    for (const signature of ["0x", held.signature]) {
      await expect(credentials.check(held.credential, signature))
        .to.be.revertedWithCustomError(credentials, "CredentialIsRevoked")
        .withArgs(id, issuer.address, index);
    }
  });

  it("leaves the same index of others, and other indexes, alone", async () => {
    const { credentials, issuer, otherIssuer } = world;
    const { index } = held.credential;
    await credentials.connect(otherIssuer).revoke(otherIssuer, [index], 0);
    await credentials.connect(issuer).revoke(issuer, [index - 1n, index + 1n, index + 256n], 0);
    expect(await credentials.isRevoked(issuer, index)).to.equal(false);
    await credentials.check(held.credential, held.signature);
  });

  it("counts in the same block, in the order of the transactions", async () => {
    const { credentials, issuer, stranger } = world;
    const other = await issue(world);
    await network.provider.send("evm_setAutomine", [false]);
    const options = { gasLimit: 200_000 };
    const first = await credentials
      .connect(stranger)
      .anchor(other.credential, other.signature, { ...options, gasPrice: 3n * 10n ** 10n });
    const revocation = await credentials
      .connect(issuer)
      .revoke(issuer, [held.credential.index, other.credential.index], 2, {
        ...options,
        gasPrice: 2n * 10n ** 10n,
      });
    const last = await credentials
      .connect(world.matcher)
      .anchor(held.credential, held.signature, { ...options, gasPrice: 10n ** 10n });
    await network.provider.send("evm_mine");
    await network.provider.send("evm_setAutomine", [true]);
    const statuses = [];
    for (const { hash } of [first, revocation, last]) {
      statuses.push((await ethers.provider.getTransactionReceipt(hash))?.status);
    }
    // What was anchored first holds no more either.
    expect(statuses).to.deep.equal([1, 1, 0]);
    await expect(credentials.check(other.credential, "0x")).to.be.revertedWithCustomError(
      credentials,
      "CredentialIsRevoked",
    );
  });

  it("takes lists of none and of many, and lets the first reason stand", async () => {
    const { credentials, issuer } = world;
    const empty = await credentials.connect(issuer).revoke(issuer, [], 0);
    expect((await empty.wait())?.logs).to.deep.equal([]);
    const many = Array.from({ length: 300 }, (_, i) => BigInt(i) * 7n);
    await credentials.connect(issuer).revoke(issuer, many, RevocationReason.Mistaken);
    const again = await credentials
      .connect(issuer)
      .revoke(issuer, [0n, 7n, 8n, 8n, 2n ** 64n - 1n], 0);
    const logs = (await again.wait())?.logs ?? [];
    expect(logs.map(({ topics }) => BigInt(topics[2] ?? 0))).to.deep.equal([8n, 2n ** 64n - 1n]);
  });

  it("reverts for a reason that does not exist", async () => {
    const { credentials, issuer } = world;
    const call = credentials.interface.encodeFunctionData("revoke", [issuer.address, [1n], 0]);
    const words = call.slice(0, 10 + 2 * 64) + "7".padStart(64, "0") + call.slice(10 + 3 * 64);
    await expect(issuer.sendTransaction({ to: credentials, data: words })).to.be.reverted;
  });
});

describe("Credentials.setDelegate", () => {
  let world: IdentityWorld;

  beforeEach(async () => {
    world = await loadFixture(deployIdentity);
  });

  const byDelegate = () => issue(world, { signer: world.delegate, issuer: world.issuer.address });

  function setDelegate(until: number) {
    return world.credentials.connect(world.issuer).setDelegate(world.delegate, until);
  }

  it("reverts for the zero account and the issuer itself", async () => {
    const { credentials, issuer } = world;
    for (const key of [ethers.ZeroAddress, issuer.address]) {
      await expect(credentials.connect(issuer).setDelegate(key, 1))
        .to.be.revertedWithCustomError(credentials, "CredentialInvalidDelegate")
        .withArgs(key);
    }
  });

  it("remembers since when and until when", async () => {
    const { credentials, issuer, delegate, now } = world;
    expect(await credentials.delegateOf(issuer, delegate)).to.deep.equal([0n, 0n]);
    await time.setNextBlockTimestamp(now + 1_000);
    await expect(setDelegate(now + DAY))
      .to.emit(credentials, "DelegateSet")
      .withArgs(issuer.address, delegate.address, now + DAY);
    await setDelegate(0);
    expect(await credentials.delegateOf(issuer, delegate)).to.deep.equal([BigInt(now + 1_000), 0n]);
  });

  it("lets the key sign up to its last second", async () => {
    const { credentials, identity, issuer, now } = world;
    const signed = await byDelegate();
    await expect(
      credentials.check(signed.credential, signed.signature),
    ).to.be.revertedWithCustomError(credentials, "CredentialInvalidSignature");
    await setDelegate(now + DAY);
    await time.increaseTo(now + DAY);
    await credentials.check(signed.credential, signed.signature);
    await time.increaseTo(now + DAY + 1);
    await expect(credentials.check(signed.credential, signed.signature))
      .to.be.revertedWithCustomError(credentials, "CredentialInvalidSignature")
      .withArgs(credentialId(identity, signed.credential), issuer.address);
  });

  it("lets the key sign for no other issuer", async () => {
    const { credentials, otherIssuer, delegate, now } = world;
    await setDelegate(now + DAY);
    const signed = await issue(world, { signer: delegate, issuer: otherIssuer.address });
    await expect(
      credentials.check(signed.credential, signed.signature),
    ).to.be.revertedWithCustomError(credentials, "CredentialInvalidSignature");
  });

  it("lets the key revoke as long as it may sign", async () => {
    const { credentials, issuer, delegate, now } = world;
    await setDelegate(now + DAY);
    await expect(credentials.connect(delegate).revoke(issuer, [5n], 6))
      .to.emit(credentials, "CredentialRevoked")
      .withArgs(issuer.address, 5n, 6, delegate.address);
    await setDelegate(now);
    await expect(credentials.connect(delegate).revoke(issuer, [6n], 6))
      .to.be.revertedWithCustomError(credentials, "CredentialNotIssuer")
      .withArgs(issuer.address, delegate.address);
  });

  it("speaks for a wallet whose own answer would take too much gas", async () => {
    const { credentials, providerWallet, delegate, now } = world;
    const call = credentials.interface.encodeFunctionData("setDelegate", [
      delegate.address,
      now + DAY,
    ]);
    await providerWallet.wallet?.execute(credentials, call);
    const signed = await issue(world, { signer: delegate, issuer: providerWallet.address });
    await credentials.check(signed.credential, signed.signature, { gasLimit: 100_000 });
  });

  context("given a credential that was anchored with it", () => {
    let signed: HeldCredential;
    let id: string;
    let anchoredAt: number;

    beforeEach(async () => {
      await setDelegate(world.now + DAY);
      signed = await byDelegate();
      id = credentialId(world.identity, signed.credential);
      await world.credentials.anchor(signed.credential, signed.signature);
      anchoredAt = await time.latest();
    });

    it("stands when the key retires", async () => {
      const { credentials, delegate } = world;
      await setDelegate(anchoredAt);
      await credentials.check(signed.credential, "0x");
      expect(await credentials.anchorOf(id)).to.deep.equal([delegate.address, BigInt(anchoredAt)]);
    });

    it("falls when the key is disowned from before then", async () => {
      const { credentials, delegate } = world;
      await setDelegate(anchoredAt - 1);
      await expect(credentials.check(signed.credential, "0x"))
        .to.be.revertedWithCustomError(credentials, "CredentialDelegateEnded")
        .withArgs(id, delegate.address, anchoredAt - 1);
    });

    it("can be anchored anew by the issuer then, and not before", async () => {
      const { credentials, issuer, identity } = world;
      const own = await issuer.signTypedData(identity, CREDENTIAL_TYPES, signed.credential);
      await expect(credentials.anchor(signed.credential, own)).to.be.revertedWithCustomError(
        credentials,
        "CredentialAlreadyAnchored",
      );
      await setDelegate(0);
      await credentials.anchor(signed.credential, own);
      expect((await credentials.anchorOf(id)).signer).to.equal(issuer.address);
      await credentials.check(signed.credential, "0x");
    });
  });
});

describe("Credentials.isAuthored", () => {
  it("is true of what the issuer or a key of it ever signed, and of nothing else", async () => {
    const world = await loadFixture(deployIdentity);
    const { credentials, issuer, delegate, stranger, providerWallet, now } = world;
    const own = await issue(world, { expiresAt: now + DAY });
    expect(await credentials.isAuthored(own.credential, own.signature)).to.equal(true);
    expect(await credentials.isAuthored(own.credential, "0x")).to.equal(false);
    await credentials.anchor(own.credential, own.signature);
    await time.increaseTo(now + 2 * DAY);
    await credentials.connect(issuer).revoke(issuer, [own.credential.index], 1);
    expect(await credentials.isAuthored(own.credential, "0x")).to.equal(true);

    const others = await issue(world, { signer: stranger, issuer: issuer.address });
    expect(await credentials.isAuthored(others.credential, others.signature)).to.equal(false);

    const theirs = await issue(world, { signer: delegate, issuer: issuer.address });
    expect(await credentials.isAuthored(theirs.credential, theirs.signature)).to.equal(false);
    await credentials.connect(issuer).setDelegate(delegate, now + 10 * DAY);
    await credentials.connect(issuer).setDelegate(delegate, 0);
    // An issuer does not get rid of what it said by dismissing who said it.
    expect(await credentials.isAuthored(theirs.credential, theirs.signature)).to.equal(true);

    const { wallet, key, address } = providerWallet;
    expect(wallet).not.to.equal(null);
    const byWallet = await issue(world, { signer: key, issuer: address });
    expect(await credentials.isAuthored(byWallet.credential, byWallet.signature)).to.equal(true);
  });
});
