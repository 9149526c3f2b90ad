import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ZeroAddress, ZeroHash } from "ethers";
import {
  buildMatch,
  buildOffer,
  buildRequest,
  InvalidFieldError,
  makeNonce,
  market as marketCalls,
  NonceSource,
  noncePort,
  packResources,
  WeftError,
  type BuildOfferParameters,
  type BuildRequestParameters,
  type NoncePort,
} from "../../packages/sdk/src";
import { openWorld, signedMatch, SPEC } from "./support/world";

const A = `0x${"11".repeat(20)}`;
const B = `0x${"22".repeat(20)}`;
const NOW = 1_900_000_000;

const OFFER: BuildOfferParameters = {
  provider: A,
  token: B,
  pricePerUnit: 7n,
  resources: { engines: ["wasm"] },
  verifications: [{ verifier: B, terms: ZeroHash }],
  nonce: 1n,
  now: NOW,
};

const REQUEST: BuildRequestParameters = {
  client: A,
  token: B,
  maxPricePerUnit: 7n,
  needs: 0n,
  spec: SPEC,
  verifier: B,
  nonce: 1n,
  now: NOW,
};

describe("sdk buildOffer", () => {
  it("fills in what is left out", () => {
    expect(buildOffer(OFFER)).to.deep.equal({
      provider: A,
      token: B,
      pricePerUnit: 7n,
      resources: packResources({ engines: ["wasm"] }),
      verifications: [{ verifier: B, terms: ZeroHash }],
      condition: ZeroAddress,
      conditionData: ZeroHash,
      venue: ZeroAddress,
      units: 1n,
      minUnits: 1n,
      collateralPerUnit: 0n,
      minSeconds: 60,
      minVerifySeconds: 600,
      maxSeconds: 86_400,
      graceSeconds: 60,
      lateSlashBps: 1_000,
      noResultSlashBps: 5_000,
      wrongSlashBps: 10_000,
      expiry: NOW + 600,
      nonce: 1n,
    });
  });

  it("keeps what is given, and no share of lateness above that of no result", () => {
    const offer = buildOffer({ ...OFFER, units: 9n, noResultSlashBps: 300, venue: A });
    expect(offer).to.include({ units: 9n, noResultSlashBps: 300, lateSlashBps: 300, venue: A });
    const mild = buildOffer({ ...OFFER, wrongSlashBps: 200 });
    expect(mild).to.include({ lateSlashBps: 200, noResultSlashBps: 200, wrongSlashBps: 200 });
  });

  const refused: [field: string, change: Partial<BuildOfferParameters>][] = [
    ["provider", { provider: ZeroAddress }],
    ["token", { token: ZeroAddress }],
    ["verifications", { verifications: [] }],
    ["units", { units: 0n }],
    ["minUnits", { units: 3n, minUnits: 4n }],
    ["expiry", { expiry: NOW - 1 }],
    ["lateSlashBps", { lateSlashBps: 5_001 }],
    ["noResultSlashBps", { noResultSlashBps: 10_001 }],
    ["noResultSlashBps", { noResultSlashBps: 5_000, wrongSlashBps: 4_999 }],
    ["wrongSlashBps", { wrongSlashBps: 10_001 }],
    ["resources", { resources: 1n << 135n }],
    ["pricePerUnit", { pricePerUnit: 2n ** 127n, units: 2n, minUnits: 2n }],
    ["collateralPerUnit", { collateralPerUnit: 2n ** 95n, units: 2n, minUnits: 2n }],
  ];
  for (const [field, change] of refused) {
    it(`refuses ${field} that no market would match`, () => {
      expect(() => buildOffer({ ...OFFER, ...change }))
        .to.throw(InvalidFieldError)
        .with.property("field", field);
    });
  }
});

describe("sdk buildRequest", () => {
  it("fills in what is left out", () => {
    expect(buildRequest(REQUEST)).to.deep.equal({
      client: A,
      payer: ZeroAddress,
      beneficiary: ZeroAddress,
      token: B,
      maxPricePerUnit: 7n,
      tipPerUnit: 0n,
      needs: 0n,
      spec: SPEC,
      verifier: B,
      verifierTerms: ZeroHash,
      condition: ZeroAddress,
      conditionData: ZeroHash,
      venue: ZeroAddress,
      units: 1n,
      minUnits: 1n,
      minCollateralPerUnit: 0n,
      maxSeconds: 3_600,
      verifySeconds: 3_600,
      maxGraceSeconds: 300,
      minLateSlashBps: 0,
      minNoResultSlashBps: 0,
      minWrongSlashBps: 0,
      expiry: NOW + 3_600,
      nonce: 1n,
    });
  });

  const refused: [field: string, change: Partial<BuildRequestParameters>][] = [
    ["client", { client: ZeroAddress }],
    ["verifier", { verifier: ZeroAddress }],
    ["units", { units: 0n }],
    ["minUnits", { minUnits: 2n }],
    ["expiry", { expiry: NOW - 1 }],
    ["needs", { needs: 1n << 255n }],
    ["spec", { spec: "0x12" }],
    ["minNoResultSlashBps", { minNoResultSlashBps: 10_001 }],
    ["minWrongSlashBps", { minWrongSlashBps: 10_001 }],
    ["minLateSlashBps", { minLateSlashBps: 10_001 }],
  ];
  for (const [field, change] of refused) {
    it(`refuses ${field} that no market would match`, () => {
      expect(() => buildRequest({ ...REQUEST, ...change }))
        .to.throw(InvalidFieldError)
        .with.property("field", field);
    });
  }
});

describe("sdk buildMatch", () => {
  it("takes all units of the smaller order at the ask", () => {
    const offer = buildOffer({ ...OFFER, units: 9n });
    const request = buildRequest({ ...REQUEST, units: 5n });
    const match = buildMatch({ offer, request, signatures: { offer: "0x01", request: "0x02" } });
    expect(match).to.deep.equal({
      offer,
      request,
      units: 5n,
      pricePerUnit: 7n,
      offerSignature: "0x01",
      requestSignature: "0x02",
      payerSignature: "0x",
      offerEvidence: "0x",
      requestEvidence: "0x",
    });
    const signatures = { offer: "0x1", request: "0x" };
    expect(() => buildMatch({ offer, request, signatures })).to.throw(InvalidFieldError);
  });
});

describe("sdk NonceSource", () => {
  function portOf(answers: { epoch?: () => number; used?: bigint[]; busy?: number[] }): NoncePort {
    const { epoch = () => 0, used = [], busy = [] } = answers;
    return {
      epochOf: () => Promise.resolve(epoch()),
      isNonceUsable: (_, nonce) => Promise.resolve(!used.includes(nonce)),
      isIndexBusy: (_, index) => Promise.resolve(busy.includes(index)),
    };
  }

  it("gives every caller another nonce, however they overlap", async () => {
    const source = new NonceSource({ port: portOf({}), signer: A, kind: "offer" });
    const nonces = await Promise.all(Array.from({ length: 50 }, () => source.next()));
    expect(nonces).to.deep.equal(Array.from({ length: 50 }, (_, i) => BigInt(i)));
    expect(source.cheapLeft).to.equal(174);
  });

  it("passes over nonces that are used, reserved or busy", async () => {
    const port = portOf({ used: [0n], busy: [2] });
    const reserved = [1n];
    const request = new NonceSource({ port, signer: A, kind: "request", reserved });
    expect(await request.next()).to.equal(3n);
    const offer = new NonceSource({ port, signer: A, kind: "offer", reserved });
    expect(await offer.next()).to.equal(2n);
  });

  it("starts afresh in a new epoch", async () => {
    let epoch = 4;
    const port = portOf({ epoch: () => epoch });
    const source = new NonceSource({ port, signer: A, kind: "offer" });
    expect(await source.next()).to.equal(makeNonce(4, 0));
    epoch = 5;
    expect(await source.next()).to.equal(makeNonce(5, 0));
    expect(await source.next()).to.equal(makeNonce(5, 1));
  });

  it("goes on beyond the cheap ones, and takes nonces back", async () => {
    const reserved = Array.from({ length: 224 }, (_, i) => BigInt(i));
    const source = new NonceSource({ port: portOf({}), signer: A, kind: "offer", reserved });
    expect(await source.next()).to.equal(224n);
    expect(source.cheapLeft).to.equal(0);
    source.giveBack(7n);
    expect(source.cheapLeft).to.equal(217);
    expect(await source.next()).to.equal(7n);
    source.giveBack(9_999n);
    expect(await source.next()).to.equal(225n);
  });

  it("goes on after a failure", async () => {
    let isDown = true;
    const port = portOf({});
    const flaky: NoncePort = {
      ...port,
      epochOf: (signer) =>
        isDown ? Promise.reject(new WeftError("CALL_FAILED", "down")) : port.epochOf(signer),
    };
    const source = new NonceSource({ port: flaky, signer: A, kind: "offer" });
    const failure = await source.next().catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(WeftError);
    isDown = false;
    expect(await source.next()).to.equal(0n);
  });

  it("knows from the market what is used, cancelled, and busy since an earlier epoch", async () => {
    const world = await loadFixture(openWorld);
    const { who, at, provider } = world;
    const port = noncePort({ provider, market: at.market });
    const source = new NonceSource({ port, signer: who.client.address, kind: "request" });
    const signer = who.client;
    await marketCalls.cancel({ signer, market: at.market, nonce: 1n });
    const nonce = await source.next();
    expect(nonce).to.equal(0n);
    const match = await signedMatch(world, {
      request: { nonce, units: 1n, expiry: (await time.latest()) + 100 },
      match: { units: 1n },
    });
    await marketCalls.match({ signer: who.matcher, market: at.market, match });
    expect(await source.next()).to.equal(2n);
    await marketCalls.cancelAll({ signer, market: at.market });
    expect(await source.next()).to.equal(makeNonce(1, 1));
  });
});
