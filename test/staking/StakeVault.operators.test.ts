import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/signers";
import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { REQUEST_TYPES, offerDigest, packJob, requestDigest, signOffer } from "@weft/sdk";
import { expect } from "chai";
import { ethers } from "hardhat";

import { deployWorld, sendAs, type World } from "../support/deploy";
import { match, settle, Status, Verdict } from "../support/market-actions";
import { draftOf, signMatch, UNITS, type Draft } from "../support/market-orders";
import { OWN, WEFT, deployPool, waitThaw, type DelegationWorld } from "./delegation.support";

const Scope = { None: 0, SignOffers: 1, Submit: 2, Thaw: 4, All: 7 } as const;

describe("StakeVault.setOperator", () => {
  let world: DelegationWorld;
  beforeEach(async () => {
    world = await loadFixture(deployPool);
  });

  it("gives and takes scopes, each for itself", async () => {
    const { stakes, provider, operator, stranger } = world;
    const set = (scopes: number) => stakes.connect(provider).setOperator(operator, scopes);
    await expect(set(Scope.SignOffers | Scope.Thaw))
      .to.emit(stakes, "OperatorSet")
      .withArgs(provider.address, operator.address, 5);
    expect(await stakes.scopesOf(provider, operator)).to.equal(5n);
    expect(await stakes.isOperator(provider, operator, Scope.SignOffers)).to.equal(true);
    expect(await stakes.isOperator(provider, operator, Scope.Thaw)).to.equal(true);
    expect(await stakes.isOperator(provider, operator, 5)).to.equal(true);
    expect(await stakes.isOperator(provider, operator, Scope.Submit)).to.equal(false);
    expect(await stakes.isOperator(provider, operator, Scope.All)).to.equal(false);
    expect(await stakes.isOperator(provider, operator, Scope.None)).to.equal(false);
    expect(await stakes.isOperator(provider, stranger, Scope.Thaw)).to.equal(false);
    expect(await stakes.isOperator(operator, provider, Scope.Thaw)).to.equal(false);
    await set(Scope.None);
    expect(await stakes.isOperator(provider, operator, Scope.SignOffers)).to.equal(false);
  });

  it("refuses bits that are no scope", async () => {
    const { stakes, provider, operator } = world;
    for (const scopes of [8, 255]) {
      await expect(stakes.connect(provider).setOperator(operator, scopes))
        .to.be.revertedWithCustomError(stakes, "StakeInvalidScopes")
        .withArgs(scopes);
    }
  });
});

describe("StakeVault.thawFor", () => {
  let world: DelegationWorld;
  beforeEach(async () => {
    world = await loadFixture(deployPool);
    await world.stakes.connect(world.provider).setOperator(world.operator, Scope.Thaw);
  });

  const thawFor = (amount: bigint) =>
    world.stakes.connect(world.operator).thawFor(world.provider, world.market, amount);

  it("takes the provider's stake out, to the provider alone", async () => {
    const { stakes, weft, provider, market, operator } = world;
    await expect(thawFor(WEFT)).to.emit(stakes, "ThawStarted");
    await waitThaw();
    const tx = await stakes.connect(operator).withdraw(provider, market);
    await expect(tx).to.changeTokenBalances(weft, [provider, operator], [WEFT, 0]);
  });

  it("refuses others, the provider itself included, and after a revocation", async () => {
    const { stakes, provider, market, operator, stranger } = world;
    for (const caller of [stranger, provider]) {
      await expect(stakes.connect(caller).thawFor(provider, market, WEFT))
        .to.be.revertedWithCustomError(stakes, "StakeNotOperator")
        .withArgs(provider.address, caller.address, Scope.Thaw);
    }
    await thawFor(WEFT);
    await stakes.connect(provider).setOperator(operator, Scope.SignOffers | Scope.Submit);
    await expect(thawFor(WEFT)).to.be.revertedWithCustomError(stakes, "StakeNotOperator");
    // What was started before goes on.
    const pending = await stakes.thawsOf(provider, market);
    expect(pending.map(({ amount }) => amount)).to.deep.equal([WEFT]);
  });

  it("leaves half of the queue to the provider", async () => {
    const { stakes, provider, market } = world;
    for (let i = 0; i < 50; ++i) await thawFor(1n);
    await expect(thawFor(1n))
      .to.be.revertedWithCustomError(stakes, "StakeTooManyThaws")
      .withArgs(50);
    for (let i = 0; i < 50; ++i) await stakes.connect(provider).thaw(market, 1n);
    await expect(stakes.connect(provider).thaw(market, 1n))
      .to.be.revertedWithCustomError(stakes, "StakeTooManyThaws")
      .withArgs(100);
  });

  it("leaves all of the queue to a provider that is its own operator", async () => {
    const { stakes, provider, market } = world;
    const asItself = stakes.connect(provider);
    await asItself.setOperator(provider, Scope.Thaw);
    for (let i = 0; i < 100; ++i) await asItself.thawFor(provider, market, 1n);
    await expect(asItself.thawFor(provider, market, 1n))
      .to.be.revertedWithCustomError(stakes, "StakeTooManyThaws")
      .withArgs(100);
  });

  it("refuses what the provider itself could not thaw", async () => {
    const { stakes, provider, market } = world;
    await expect(thawFor(0n)).to.be.revertedWithCustomError(stakes, "StakeZeroAmount");
    await expect(thawFor(OWN + 1n))
      .to.be.revertedWithCustomError(stakes, "StakeInsufficient")
      .withArgs(provider.address, market.address, OWN, OWN + 1n);
  });
});

describe("JobMarket: offers signed by operators", () => {
  let world: World;
  let draft: Draft;

  beforeEach(async () => {
    world = await loadFixture(deployWorld);
    draft = await draftOf(world);
    await setOperator(world.attester, Scope.SignOffers);
  });

  async function setOperator(operator: HardhatEthersSigner, scopes: number): Promise<void> {
    await world.stakeVault.connect(world.provider.key).setOperator(operator, scopes);
  }

  /** The draft with its offer signed by a key that is not the provider's. */
  async function signedBy(signer: HardhatEthersSigner): Promise<Draft> {
    const { domain } = world;
    const { offer } = draft;
    const offerSignature = await signOffer({ signer, domain, offer, isForWallet: true });
    return { ...draft, tampered: { offerSignature } };
  }

  async function refused(signed: Draft): Promise<void> {
    const { jobMarket, domain } = world;
    await expect(jobMarket.matchOrders(await signMatch(world, signed)))
      .to.be.revertedWithCustomError(jobMarket, "MarketInvalidSignature")
      .withArgs(offerDigest(domain, signed.offer), signed.offer.provider);
  }

  it("matches an offer that an operator signed", async () => {
    await match(world, await signedBy(world.attester));
  });

  it("refuses keys without the scope, of another provider, and none", async () => {
    await refused(await signedBy(world.stranger));
    await setOperator(world.attester, Scope.Submit | Scope.Thaw);
    await refused(await signedBy(world.attester));
    await world.stakeVault
      .connect(world.otherProvider.key)
      .setOperator(world.attester, Scope.SignOffers);
    await refused(await signedBy(world.attester));
    await refused({ ...draft, tampered: { offerSignature: "0x" } });
    await refused({ ...draft, tampered: { offerSignature: ethers.hexlify(new Uint8Array(65)) } });
  });

  it("SIG5: refuses what recovers to nobody, an operator zero set or not", async () => {
    const { stakeVault, provider } = world;
    await stakeVault.connect(provider.key).setOperator(ethers.ZeroAddress, Scope.All);
    await refused({ ...draft, tampered: { offerSignature: ethers.hexlify(new Uint8Array(65)) } });
  });

  it("refuses an operator's signature under a request", async () => {
    const { jobMarket, stakeVault, client, attester, domain } = world;
    await stakeVault.connect(client.key).setOperator(attester, Scope.All);
    const signed = await signMatch(world, draft);
    const requestSignature = await attester.signTypedData(domain, REQUEST_TYPES, draft.request);
    await expect(jobMarket.matchOrders({ ...signed, requestSignature }))
      .to.be.revertedWithCustomError(jobMarket, "MarketInvalidSignature")
      .withArgs(requestDigest(domain, draft.request), client.address);
  });

  it("asks a wallet that is a provider first, then its operators", async () => {
    const { stakeVault, providerWallet, attester } = world;
    draft = await draftOf(world, { offer: { provider: providerWallet.address } });
    await refused(await signedBy(attester));
    const data = stakeVault.interface.encodeFunctionData("setOperator", [
      attester.address,
      Scope.SignOffers,
    ]);
    await sendAs(providerWallet, stakeVault, data);
    await match(world, await signedBy(attester));
  });

  context("when the operator is revoked", () => {
    it("kills offers that nobody matched, and leaves those that its provider signed", async () => {
      const signed = await signedBy(world.attester);
      await setOperator(world.attester, Scope.None);
      await refused(signed);
      await match(world, draft);
    });

    it("leaves jobs that were matched", async () => {
      const job = await match(world, await signedBy(world.attester));
      await setOperator(world.attester, Scope.None);
      await world.verifier.setVerdict(Verdict.Accepted, UNITS, 0n);
      await settle(world, job, { status: Status.Accepted, units: UNITS, slashBps: 0n });
    });

    it("kills what is left of an offer matched in part", async () => {
      const signed = await signedBy(world.attester);
      await match(world, { ...signed, units: 4n });
      await setOperator(world.attester, Scope.None);
      const request = { ...signed.request, nonce: 1n };
      await refused({ ...signed, request, units: 6n });
    });

    it("revives them with the scope, as the manual says", async () => {
      const signed = await signedBy(world.attester);
      await setOperator(world.attester, Scope.None);
      await setOperator(world.attester, Scope.SignOffers);
      await match(world, signed);
    });

    it("does not revive those that were cancelled meanwhile", async () => {
      const { jobMarket, provider, domain } = world;
      const signed = await signedBy(world.attester);
      await setOperator(world.attester, Scope.None);
      await jobMarket.connect(provider.key).cancel(signed.offer.nonce);
      await setOperator(world.attester, Scope.SignOffers);
      await expect(jobMarket.matchOrders(await signMatch(world, signed)))
        .to.be.revertedWithCustomError(jobMarket, "OrderNonceUsed")
        .withArgs(provider.address, signed.offer.nonce);
      expect(await jobMarket.filledOf(offerDigest(domain, signed.offer))).to.equal(0n);
    });
  });
});

describe("AttestationVerifier: results by operators", () => {
  let world: World;
  const ROOT = ethers.id("root");
  const TERMS = ethers.id("terms");
  const JOB = ethers.id("job");

  beforeEach(async () => {
    world = await loadFixture(deployWorld);
    const { stakeVault, provider, matcher } = world;
    await stakeVault.connect(provider.key).setOperator(matcher, Scope.Submit);
  });

  const submitFor = (caller: HardhatEthersSigner) =>
    world.attestationVerifier.connect(caller).submitFor(world.provider.address, JOB, TERMS, ROOT);

  it("puts a result on record under the provider", async () => {
    const { attestationVerifier, provider, matcher } = world;
    await expect(submitFor(matcher))
      .to.emit(attestationVerifier, "ResultSubmitted")
      .withArgs(JOB, provider.address, TERMS, ROOT);
    const result = await attestationVerifier.resultOf(JOB, provider.address, TERMS);
    expect(result.root).to.equal(ethers.dataSlice(ROOT, 0, 26));
    expect((await attestationVerifier.resultOf(JOB, matcher, TERMS)).submittedAt).to.equal(0n);
  });

  it("refuses others, and after a revocation; what was submitted stays", async () => {
    const { attestationVerifier, stakeVault, provider, matcher, stranger } = world;
    await expect(submitFor(stranger))
      .to.be.revertedWithCustomError(attestationVerifier, "AttestationWrongProvider")
      .withArgs(provider.address, stranger.address);
    await submitFor(matcher);
    await stakeVault.connect(provider.key).setOperator(matcher, Scope.SignOffers | Scope.Thaw);
    await expect(
      attestationVerifier
        .connect(matcher)
        .submitFor(provider.address, ethers.id("another"), TERMS, ROOT),
    ).to.be.revertedWithCustomError(attestationVerifier, "AttestationWrongProvider");
    const result = await attestationVerifier.resultOf(JOB, provider.address, TERMS);
    expect(result.submittedAt).not.to.equal(0n);
  });

  it("brings an attestation with the result", async () => {
    const { attestationVerifier, provider, matcher, stranger, attester } = world;
    const terms = { attesters: [attester.address], threshold: 1n };
    const job = await match(world, await draftOf(world));
    const attestation = {
      jobId: await world.jobMarket.jobIdOf(packJob(job)),
      provider: provider.address,
      root: ROOT,
      status: Verdict.Accepted,
      units: UNITS,
      slashBps: 0n,
      expiry: job.finalAt,
    };
    const signature = await attester.signTypedData(
      await attestationDomain(),
      ATTESTATION_TYPES,
      attestation,
    );
    const submit = (caller: HardhatEthersSigner) =>
      attestationVerifier.connect(caller).submitAttested(terms, attestation, [signature]);
    await expect(submit(stranger))
      .to.be.revertedWithCustomError(attestationVerifier, "AttestationWrongProvider")
      .withArgs(provider.address, stranger.address);
    await submit(matcher);
    const termsHash = await attestationVerifier.hashTerms(terms);
    const result = await attestationVerifier.resultOf(
      attestation.jobId,
      provider.address,
      termsHash,
    );
    expect(result.status).to.equal(Verdict.Accepted);
  });

  async function attestationDomain() {
    const [, name, version, chainId, verifyingContract] =
      await world.attestationVerifier.eip712Domain();
    return { name, version, chainId, verifyingContract };
  }

  const ATTESTATION_TYPES = {
    Attestation: [
      { name: "jobId", type: "bytes32" },
      { name: "provider", type: "address" },
      { name: "root", type: "bytes32" },
      { name: "status", type: "uint8" },
      { name: "units", type: "uint64" },
      { name: "slashBps", type: "uint16" },
      { name: "expiry", type: "uint40" },
    ],
  };
});
