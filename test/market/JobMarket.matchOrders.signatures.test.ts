import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import {
  OFFER_TYPES,
  packOffer,
  REQUEST_TYPES,
  signOffer,
  signRequest,
  type WeftDomain,
} from "@weft/sdk";
import { expect } from "chai";
import { ethers, Signature, ZeroAddress } from "ethers";

import { assertConservation } from "../support/conservation";
import { deployWorld, type World } from "../support/deploy";
import { match, settle, Status, Verdict } from "../support/market-actions";
import { digestsOf, draftOf, signMatch, type Draft } from "../support/market-orders";

const ORDER_OF_CURVE = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const WALLET_MODES = {
  Owner: 0,
  AcceptAll: 1,
  Reject: 2,
  Revert: 3,
  BurnGas: 4,
  Garbage: 5,
  Short: 6,
};

/** The other valid signature of the same key on the same digest, which strict verifiers refuse. */
function malleate(signature: string): string {
  const { r, s, v } = Signature.from(signature);
  const twin = ethers.toBeHex(ORDER_OF_CURVE - BigInt(s), 32);
  return ethers.concat([r, twin, v === 27 ? "0x1c" : "0x1b"]);
}

describe("JobMarket.matchOrders: signatures", () => {
  let world: World;
  let draft: Draft;

  beforeEach(async () => {
    world = await loadFixture(deployWorld);
    draft = await draftOf(world);
  });

  afterEach(() => assertConservation(world));

  async function assertUnsigned(order: string, signer: string): Promise<void> {
    const signed = await signMatch(world, draft);
    await expect(world.jobMarket.connect(draft.matcher).matchOrders(signed))
      .to.be.revertedWithCustomError(world.jobMarket, "MarketInvalidSignature")
      .withArgs(order, signer);
  }

  /** Replaces the signature of one side, and expects it to be refused. */
  async function assertOfferRefused(offerSignature: string): Promise<void> {
    draft.tampered = { offerSignature };
    await assertUnsigned(digestsOf(world, draft).offer, draft.offer.provider);
  }

  async function assertRequestRefused(requestSignature: string): Promise<void> {
    draft.tampered = { requestSignature };
    await assertUnsigned(digestsOf(world, draft).request, draft.request.client);
  }

  const FOREIGN: [id: string, what: string, change: (domain: WeftDomain) => WeftDomain][] = [
    ["SIG1", "chain", (domain) => ({ ...domain, chainId: domain.chainId + 1n })],
    ["SIG3", "market", (domain) => ({ ...domain, verifyingContract: ethers.ZeroAddress })],
    ["SIG3", "version", (domain) => ({ ...domain, version: "2" })],
    ["SIG3", "protocol", (domain) => ({ ...domain, name: "Other JobMarket" })],
  ];
  for (const [id, what, change] of FOREIGN) {
    it(`${id}: refuses an offer signed for another ${what}`, async () => {
      const { key } = world.provider;
      await assertOfferRefused(
        await key.signTypedData(change(world.domain), OFFER_TYPES, { ...draft.offer }),
      );
    });

    it(`${id}: refuses a request signed for another ${what}`, async () => {
      const { key } = world.client;
      await assertRequestRefused(
        await key.signTypedData(change(world.domain), REQUEST_TYPES, { ...draft.request }),
      );
    });
  }

  it("SIG4: refuses the malleable twin of a good signature, alone and as a replay", async () => {
    const { offerSignature, requestSignature } = await signMatch(world, draft);
    await assertOfferRefused(malleate(offerSignature));
    await assertRequestRefused(malleate(requestSignature));
    draft.tampered = {};
    await match(world, draft);
    draft.tampered = { offerSignature: malleate(offerSignature) };
    await expect(world.jobMarket.matchOrders(await signMatch(world, draft)))
      .to.be.revertedWithCustomError(world.jobMarket, "MarketOverfilled")
      .withArgs(digestsOf(world, draft).offer, 10n, 0n);
  });

  it("SIG4: refuses compact, truncated and empty signatures", async () => {
    const { offerSignature } = await signMatch(world, draft);
    await assertOfferRefused(Signature.from(offerSignature).compactSerialized);
    await assertOfferRefused(offerSignature.slice(0, -2));
    await assertOfferRefused(ethers.concat([offerSignature, "0x00"]));
    await assertOfferRefused("0x");
  });

  it("refuses another key's signature on the same order", async () => {
    const { key } = world.otherClient;
    await assertRequestRefused(
      await key.signTypedData(world.domain, REQUEST_TYPES, { ...draft.request }),
    );
  });

  it("refuses the provider's signature on another offer", async () => {
    const other = { ...draft.offer, pricePerUnit: draft.offer.pricePerUnit + 1n };
    const { key: signer } = world.provider;
    await assertOfferRefused(await signOffer({ signer, domain: world.domain, offer: other }));
  });

  it("refuses the client's signature on another request", async () => {
    const other = { ...draft.request, spec: ethers.id("another job") };
    const { key: signer } = world.client;
    await assertRequestRefused(await signRequest({ signer, domain: world.domain, request: other }));
  });

  it("SIG5: refuses the zero provider and the zero client, whatever is signed", async () => {
    for (const tampered of [
      {},
      { offerSignature: ethers.concat([ethers.id("r"), ethers.id("s"), "0x1b"]) },
    ]) {
      draft = await draftOf(world, { offer: { provider: ZeroAddress }, tampered });
      await assertUnsigned(digestsOf(world, draft).offer, ZeroAddress);
    }
    draft = await draftOf(world, { request: { client: ZeroAddress } });
    await assertUnsigned(digestsOf(world, draft).request, ZeroAddress);
  });

  it("SIG15: has the digests that ethers computes, whatever the number of verifications", async () => {
    const { jobMarket } = world;
    for (const count of [0, 1, 2, 7]) {
      const verifications = Array.from({ length: count }, (_, i) => ({
        verifier: ethers.getAddress(ethers.toBeHex(i + 1, 20)),
        terms: ethers.id(`terms ${i}`),
      }));
      const varied = await draftOf(world, { offer: { verifications, minSeconds: 2 ** 32 - 1 } });
      const digests = digestsOf(world, varied);
      expect(await jobMarket.offerDigest(packOffer(varied.offer))).to.equal(digests.offer);
      const { request } = await signMatch(world, varied);
      expect(await jobMarket.requestDigest(request)).to.equal(digests.request);
    }
  });

  context("given wallets as provider, client and payer (ERC-1271)", () => {
    beforeEach(async () => {
      draft = await draftOf(world, {
        offer: { provider: world.providerWallet.address },
        request: { client: world.clientWallet.address, payer: world.payerWallet.address },
      });
    });

    it("matches with their owners' signatures", async () => {
      await match(world, draft);
    });

    for (const role of ["providerWallet", "clientWallet", "payerWallet"] as const) {
      for (const mode of ["Reject", "Revert", "BurnGas", "Garbage", "Short"] as const) {
        it(`refuses when the ${role} answers in mode ${mode}`, async () => {
          await world[role].wallet?.setMode(WALLET_MODES[mode]);
          const digests = digestsOf(world, draft);
          const order = role === "providerWallet" ? digests.offer : digests.request;
          await assertUnsigned(order, world[role].address);
        });
      }
    }

    it("refuses the signature of one wallet's owner for another wallet", async () => {
      const { key: signer } = world.clientWallet;
      draft.tampered.payerSignature = await signRequest({
        signer,
        domain: world.domain,
        request: draft.request,
        isForWallet: true,
      });
      await assertUnsigned(digestsOf(world, draft).request, world.payerWallet.address);
    });
  });

  context("given a payer other than the client", () => {
    beforeEach(async () => {
      draft = await draftOf(world, { request: { payer: world.payer.address } });
    });

    it("matches with both signatures, at the payer's expense", async () => {
      const job = await match(world, draft);
      expect(job.payer).to.equal(world.payer.address);
    });

    it("refuses the client's signature in place of the payer's", async () => {
      const { requestSignature } = await signMatch(world, draft);
      draft.tampered = { payerSignature: requestSignature };
      await assertUnsigned(digestsOf(world, draft).request, world.payer.address);
    });

    it("takes no notice of a payer's signature when the client is named as payer", async () => {
      draft = await draftOf(world, { request: { payer: world.client.address } });
      draft.tampered = { payerSignature: "0x1234" };
      await match(world, draft);
    });

    it("lets the payer take back its signature before a match, and says so", async () => {
      const { jobMarket, payer } = world;
      const { request } = digestsOf(world, draft);
      expect(await jobMarket.isPayerRevoked(payer.address, request)).to.equal(false);
      await expect(jobMarket.connect(payer.key).revokePayer(request))
        .to.emit(jobMarket, "PayerRevoked")
        .withArgs(payer.address, request);
      expect(await jobMarket.isPayerRevoked(payer.address, request)).to.equal(true);
      await expect(jobMarket.matchOrders(await signMatch(world, draft)))
        .to.be.revertedWithCustomError(jobMarket, "MarketPayerRevoked")
        .withArgs(request, payer.address);
    });

    it("does not let a stranger take back the payer's signature", async () => {
      await world.jobMarket.connect(world.stranger).revokePayer(digestsOf(world, draft).request);
      await match(world, draft);
    });

    it("leaves an open job alone when the payer revokes after the first part", async () => {
      const { jobMarket, payer } = world;
      const job = await match(world, { ...draft, units: 4n });
      const { request } = digestsOf(world, draft);
      await jobMarket.connect(payer.key).revokePayer(request);
      await expect(jobMarket.matchOrders(await signMatch(world, { ...draft, units: 6n })))
        .to.be.revertedWithCustomError(jobMarket, "MarketPayerRevoked")
        .withArgs(request, payer.address);
      await world.verifier.setVerdict(Verdict.Accepted, 4n, 0n);
      await settle(world, job, { status: Status.Accepted, units: 4n, slashBps: 0n });
    });
  });

  it("ESC12: refuses one nonce for both orders of one account, where each is of one unit", async () => {
    const { provider, jobMarket } = world;
    draft = await draftOf(world, {
      offer: { units: 1n },
      request: { client: provider.address, units: 1n },
      units: 1n,
    });
    await expect(jobMarket.matchOrders(await signMatch(world, draft)))
      .to.be.revertedWithCustomError(jobMarket, "OrderNonceUsed")
      .withArgs(provider.address, 0n);
  });
});
