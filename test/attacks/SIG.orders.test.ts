import { loadFixture, takeSnapshot, time } from "@nomicfoundation/hardhat-network-helpers";
import {
  checkMatch,
  makeNonce,
  marketDomain,
  OFFER_TYPES,
  packOffer,
  readMatchState,
  REQUEST_TYPES,
  signOffer,
  signRequest,
} from "@weft/sdk";
import { expect } from "chai";
import {
  type AbstractSigner,
  hexlify,
  Signature,
  TypedDataEncoder,
  VoidSigner,
  ZeroAddress,
} from "ethers";
import { ethers } from "hardhat";

import { assertConservation } from "../support/conservation";
import { FEE_BPS, STAKE, type World } from "../support/deploy";
import { match, settle, Status, Verdict } from "../support/market-actions";
import {
  digestsOf,
  draftOf,
  PRICE,
  signMatch,
  UNITS,
  type DraftOverrides,
} from "../support/market-orders";
import { highSOf, WalletMode } from "../support/signatures";
import { fortunesOf, moneyOf } from "./support/money";
import { deployAttacked } from "./support/world";

const SIGN_OFFERS = 1;

describe("attacks on orders and their signatures", () => {
  let world: World;

  beforeEach(async () => {
    ({ world } = await loadFixture(deployAttacked));
  });

  /** Brings what an attacker put together, and asserts that it is refused and that nobody gains by it. */
  async function assertRefused(overrides: DraftOverrides, error: string, from = world) {
    const before = await fortunesOf(world);
    const signed = await signMatch(from, await draftOf(world, overrides));
    await expect(
      from.jobMarket.connect(world.stranger).matchOrders(signed),
    ).to.be.revertedWithCustomError(from.jobMarket, error);
    expect(await fortunesOf(world)).to.deep.equal(before);
  }

  it("SIG1: what was signed for another chain moves nothing on this one", async () => {
    const { domain, provider, client } = world;
    const there = { ...domain, chainId: domain.chainId + 1n };
    const { offer, request } = await draftOf(world);
    const foreign = {
      offerSignature: await provider.key.signTypedData(there, OFFER_TYPES, { ...offer }),
      requestSignature: await client.key.signTypedData(there, REQUEST_TYPES, { ...request }),
    };
    for (const tampered of [
      { offerSignature: foreign.offerSignature },
      { requestSignature: foreign.requestSignature },
      foreign,
    ]) {
      await assertRefused({ offer, request, tampered }, "MarketInvalidSignature");
    }
  });

  it("SIG3: orders matched in one version of the market are no orders in the next", async () => {
    const { vault, stakeVault, owner, treasury, reputation, client, provider } = world;
    const args = [vault, stakeVault, owner, treasury, FEE_BPS, reputation] as const;
    const jobMarket = await ethers.deployContract("JobMarket", [...args]);
    const chainId = world.domain.chainId;
    const domain = marketDomain({ chainId, contract: await jobMarket.getAddress() });
    const next = { ...world, jobMarket, domain };
    // Both sides have opted in to the next version too.
    await vault.connect(client.key).setOperator(jobMarket, true);
    await world.weftToken.transfer(provider.address, STAKE);
    await stakeVault.connect(provider.key).provision(jobMarket, STAKE);

    const draft = await draftOf(world);
    const signed = await signMatch(world, draft);
    await world.jobMarket.matchOrders(signed);
    const before = await moneyOf(world, client.address);
    await expect(jobMarket.connect(world.stranger).matchOrders(signed))
      .to.be.revertedWithCustomError(jobMarket, "MarketInvalidSignature")
      .withArgs(await jobMarket.offerDigest(signed.offer), provider.address);
    expect(await moneyOf(world, client.address)).to.equal(before);
    expect((await stakeVault.provisionOf(provider.address, jobMarket)).locked).to.equal(0n);
    // Nothing but the signatures was in the way.
    await jobMarket.matchOrders(await signMatch(next, draft));
    expect(await moneyOf(world, client.address)).to.equal(before - UNITS * PRICE);
  });

  it("SIG4: a malleable or shortened signature is no second one, and ids hang on the digest", async () => {
    const draft = await draftOf(world);
    const { offerSignature, requestSignature } = await signMatch(world, draft);
    const [offer, request] = [hexlify(offerSignature), hexlify(requestSignature)];
    for (const tampered of [
      { offerSignature: highSOf(offer) },
      { requestSignature: highSOf(request) },
      { offerSignature: Signature.from(offer).compactSerialized },
      { requestSignature: Signature.from(request).compactSerialized },
    ]) {
      await assertRefused({ tampered }, "MarketInvalidSignature");
    }
    await match(world, draft);
    // The same orders under other bytes are still the same orders, all used up.
    const tampered = { offerSignature: highSOf(offer), requestSignature: highSOf(request) };
    await assertRefused({ ...draft, tampered }, "MarketOverfilled");
    expect(await world.jobMarket.filledOf(digestsOf(world, draft).request)).to.equal(UNITS);
  });

  it("SIG5: nobody is not a signer, however the signature fails", async () => {
    const { stakeVault, provider } = world;
    // A provider that let nobody sign for it: a signature that recovers to nobody is not nobody's.
    await stakeVault.connect(provider.key).setOperator(ZeroAddress, SIGN_OFFERS);
    const broken = [`0x${"00".repeat(65)}`, `0x${"ff".repeat(65)}`, ethers.id("short"), "0x"];
    for (const signature of broken) {
      const unsigned = { offerSignature: signature };
      await assertRefused({ tampered: unsigned }, "MarketInvalidSignature");
      const nobody = { offer: { provider: ZeroAddress, collateralPerUnit: 0n } };
      const none = { minCollateralPerUnit: 0n };
      await assertRefused(
        { ...nobody, request: none, tampered: unsigned },
        "MarketInvalidSignature",
      );
      await assertRefused(
        { request: { client: ZeroAddress }, tampered: { requestSignature: signature } },
        "MarketInvalidSignature",
      );
    }
  });

  it("SIG7: wallets that turn on their signatures stop no job that they opened", async () => {
    const roles = ["providerWallet", "clientWallet", "payerWallet"] as const;
    const draft = await draftOf(world, {
      offer: { provider: world.providerWallet.address },
      request: { client: world.clientWallet.address, payer: world.payerWallet.address },
    });
    const job = await match(world, { ...draft, units: 5n });
    for (const role of roles) await world[role].wallet?.setMode(WalletMode.BurnGas);
    await world.verifier.setVerdict(Verdict.Accepted, 4n, 0n);
    await settle(world, job, { status: Status.Accepted, units: 4n, slashBps: 0n });
    // What they signed and nobody matched is worth what they say now, and costs no more gas than was allotted.
    const rest = await signMatch(world, { ...draft, units: 5n });
    for (const mode of [WalletMode.BurnGas, WalletMode.Revert, WalletMode.Short]) {
      await world.providerWallet.wallet?.setMode(mode);
      const attempt = world.jobMarket.matchOrders(rest, { gasLimit: 2_000_000n });
      await expect(attempt).to.be.revertedWithCustomError(
        world.jobMarket,
        "MarketInvalidSignature",
      );
    }
    await assertConservation(world);
  });

  it("SIG9: an order is good in its last second and not in the next, as the SDK says", async () => {
    const { jobMarket, matcher, stranger } = world;
    const expiry = (await time.latest()) + 1_000;
    for (const side of ["offer", "request"] as const) {
      const draft = await draftOf(world, { [side]: { expiry } });
      const { offer, request, units, pricePerUnit } = draft;
      const signed = await signMatch(world, draft);
      const sdkSays = async (second: number) => {
        const signedMatch = {
          ...{ offer, request, units, pricePerUnit },
          ...{ offerSignature: hexlify(signed.offerSignature), payerSignature: "0x" },
          requestSignature: hexlify(signed.requestSignature),
          ...{ offerEvidence: "0x", requestEvidence: "0x" },
        };
        const state = await readMatchState({
          ...{ provider: ethers.provider, market: world.domain.verifyingContract },
          ...{ match: signedMatch, time: second },
        });
        const faults = checkMatch({ match: signedMatch, matcher: matcher.address, state });
        return faults.map(({ error }) => error);
      };
      const snapshot = await takeSnapshot();
      expect(await sdkSays(expiry)).to.deep.equal([]);
      await time.setNextBlockTimestamp(expiry);
      await jobMarket.connect(matcher).matchOrders(signed);
      await snapshot.restore();
      expect(await sdkSays(expiry + 1)).to.deep.equal(["MarketOrderExpired"]);
      await time.setNextBlockTimestamp(expiry + 1);
      await expect(jobMarket.connect(stranger).matchOrders(signed))
        .to.be.revertedWithCustomError(jobMarket, "MarketOrderExpired")
        .withArgs(digestsOf(world, draft)[side], expiry, expiry + 1);
      await snapshot.restore();
    }
  });

  it("SIG10: a request that nobody brings blocks none of those signed after it", async () => {
    const { jobMarket, client } = world;
    const drafts = await Promise.all(
      [0, 1, 2, 300].map((index) =>
        draftOf(world, {
          offer: { nonce: makeNonce(0, index) },
          request: { nonce: makeNonce(0, index) },
        }),
      ),
    );
    await jobMarket.connect(client.key).cancel(makeNonce(0, 1));
    const [withheld, cancelled, ...good] = drafts;
    if (withheld === undefined || cancelled === undefined) throw new Error("no drafts");
    for (const draft of good.reverse()) await match(world, draft);
    await assertRefused(cancelled, "OrderNonceUsed");
    await match(world, withheld);
  });

  it("SIG22: orders are signed field by field under their names, never as a hash", async () => {
    const draft = await draftOf(world);
    const shown: Record<string, unknown>[] = [];
    class Wallet extends VoidSigner {
      override async signTypedData(
        ...[domain, types, value]: Parameters<AbstractSigner["signTypedData"]>
      ): Promise<string> {
        const payload: unknown = TypedDataEncoder.getPayload(domain, types, value);
        expect(payload).to.have.nested.property("domain.name", "Weft JobMarket");
        shown.push(value);
        return world.client.key.signTypedData(domain, types, value);
      }
      override signMessage(): Promise<string> {
        return Promise.reject(new Error("the SDK asked for a signature of bytes"));
      }
    }
    const { domain, client, provider } = world;
    const [asProvider, asClient] = [provider, client].map(({ address }) => new Wallet(address));
    if (asProvider === undefined || asClient === undefined) throw new Error("no wallets");
    await signOffer({ signer: asProvider, domain, offer: draft.offer });
    await signRequest({ signer: asClient, domain, request: draft.request });
    for (const [message, types, fields] of [
      [shown[0], OFFER_TYPES["Offer"], draft.offer],
      [shown[1], REQUEST_TYPES["Request"], draft.request],
    ] as const) {
      expect(Object.keys(message ?? {})).to.have.members(Object.keys(fields));
      expect((types ?? []).map(({ name }) => name)).to.have.members(Object.keys(fields));
    }
  });

  it("SIG15: lists of verifications that look alike when run together have digests of their own", async () => {
    const { jobMarket } = world;
    const [a, b] = [world.client.address, world.payer.address];
    const [one, two] = [ethers.id("one"), ethers.id("two")];
    // As packed bytes the second is the first, and the third starts like the fourth.
    const lists = [
      [
        { verifier: a, terms: one },
        { verifier: b, terms: two },
      ],
      [
        { verifier: b, terms: two },
        { verifier: a, terms: one },
      ],
      [
        { verifier: a, terms: two },
        { verifier: b, terms: one },
      ],
      [{ verifier: a, terms: one }],
      [
        { verifier: a, terms: one },
        { verifier: a, terms: one },
      ],
      [],
    ];
    const digests = new Set<string>();
    for (const verifications of lists) {
      const draft = await draftOf(world, { offer: { verifications } });
      const { offer } = digestsOf(world, draft);
      expect(await jobMarket.offerDigest(packOffer(draft.offer))).to.equal(offer);
      digests.add(offer);
    }
    expect(digests.size).to.equal(lists.length);
    // A signature under one list is none under another.
    const { offerSignature } = await signMatch(world, await draftOf(world));
    const verifications = [{ verifier: await world.verifier.getAddress(), terms: ethers.ZeroHash }];
    await assertRefused(
      { offer: { verifications }, tampered: { offerSignature } },
      "MarketInvalidSignature",
    );
  });
});
