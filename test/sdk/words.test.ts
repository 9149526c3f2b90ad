import { expect } from "chai";
import {
  InvalidFieldError,
  makeNonce,
  nonceWord,
  noncesOfWord,
  packJob,
  packOffer,
  packRequest,
  splitNonce,
  isCheapNonce,
  unpackJob,
  unpackOffer,
  unpackRequest,
} from "../../packages/sdk/src";
import { Random } from "./support/random";

const ROUNDS = 200;

function fieldErrorOf(action: () => unknown): InvalidFieldError {
  try {
    action();
  } catch (error) {
    if (error instanceof InvalidFieldError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

describe("sdk words", () => {
  it("unpack to what was packed", () => {
    const random = new Random("round trip");
    for (let round = 0; round < ROUNDS; ++round) {
      const [offer, request, job] = [random.offer(), random.request(), random.job()];
      expect(unpackOffer(packOffer(offer))).to.deep.equal(offer);
      expect(unpackRequest(packRequest(request))).to.deep.equal(request);
      expect(unpackJob(packJob(job))).to.deep.equal(job);
    }
  });

  it("lie where the contracts read them", () => {
    const random = new Random("layout");
    const offer = {
      ...random.offer(),
      units: 1n,
      minUnits: 2n,
      collateralPerUnit: 3n,
      minSeconds: 4,
      minVerifySeconds: 5,
      maxSeconds: 5,
      graceSeconds: 6,
      lateSlashBps: 7,
      noResultSlashBps: 8,
      wrongSlashBps: 11,
      expiry: 9,
      nonce: 10n,
    };
    const { lot, rules } = packOffer(offer);
    expect(lot).to.equal(1n | (2n << 64n) | (3n << 128n) | (4n << 224n));
    expect(rules).to.equal(
      5n |
        (6n << 32n) |
        (7n << 64n) |
        (8n << 80n) |
        (11n << 96n) |
        (9n << 112n) |
        (10n << 152n) |
        (5n << 216n),
    );
    const job = { ...random.job(), units: 1n, firstUnit: 2n, collateral: 3n, index: 4 };
    expect(packJob(job).share).to.equal(1n | (2n << 64n) | (3n << 128n) | (4n << 224n));
    const terms = {
      ...{ matchedAt: 1, graceUntil: 2, deadline: 3, finalAt: 4 },
      ...{ feeBps: 5, lateSlashBps: 6, noResultSlashBps: 7, wrongSlashBps: 10 },
      ...{ poolPpm: 8, ownBps: 9 },
    };
    expect(packJob({ ...job, ...terms }).terms).to.equal(
      1n |
        (2n << 40n) |
        (3n << 80n) |
        (4n << 120n) |
        (5n << 160n) |
        (6n << 176n) |
        (7n << 190n) |
        (10n << 204n) |
        (9n << 218n) |
        (8n << 232n),
    );
  });

  it("drop unused bits of orders, which nobody signed", () => {
    const offer = new Random("unused").offer();
    const struct = packOffer(offer);
    expect(unpackOffer({ ...struct, rules: struct.rules | (1n << 248n) })).to.deep.equal(offer);
  });

  const offer = new Random("ranges").offer();
  const request = new Random("ranges").request();
  const job = new Random("ranges").job();
  const refused: [field: string, value: unknown, pack: () => unknown][] = [
    ["units", 2n ** 64n, () => packOffer({ ...offer, units: 2n ** 64n })],
    ["minUnits", -1n, () => packOffer({ ...offer, minUnits: -1n })],
    ["collateralPerUnit", 2n ** 96n, () => packOffer({ ...offer, collateralPerUnit: 2n ** 96n })],
    ["minSeconds", 1.5, () => packOffer({ ...offer, minSeconds: 1.5 })],
    ["maxSeconds", 2 ** 32, () => packOffer({ ...offer, maxSeconds: 2 ** 32 })],
    ["lateSlashBps", 2 ** 16, () => packOffer({ ...offer, lateSlashBps: 2 ** 16 })],
    ["expiry", 2 ** 40, () => packOffer({ ...offer, expiry: 2 ** 40 })],
    ["expiry", NaN, () => packOffer({ ...offer, expiry: NaN })],
    ["nonce", 2n ** 64n, () => packOffer({ ...offer, nonce: 2n ** 64n })],
    ["pricePerUnit", 2n ** 256n, () => packOffer({ ...offer, pricePerUnit: 2n ** 256n })],
    ["provider", "0x12", () => packOffer({ ...offer, provider: "0x12" })],
    ["conditionData", "0x", () => packOffer({ ...offer, conditionData: "0x" })],
    [
      "verifications[0].terms",
      "0x12",
      () => packOffer({ ...offer, verifications: [{ verifier: offer.token, terms: "0x12" }] }),
    ],
    ["verifySeconds", -1, () => packRequest({ ...request, verifySeconds: -1 })],
    ["tipPerUnit", -1n, () => packRequest({ ...request, tipPerUnit: -1n })],
    ["index", 2 ** 32, () => packJob({ ...job, index: 2 ** 32 })],
    ["feeBps", 2 ** 16, () => packJob({ ...job, feeBps: 2 ** 16 })],
    ["wrongSlashBps", 2 ** 14, () => packJob({ ...job, wrongSlashBps: 2 ** 14 })],
    ["ownBps", 2 ** 14, () => packJob({ ...job, ownBps: 2 ** 14 })],
    ["poolPpm", 2 ** 20, () => packJob({ ...job, poolPpm: 2 ** 20 })],
    ["terms", 1n << 252n, () => unpackJob({ ...packJob(job), terms: 1n << 252n })],
  ];
  for (const [field, value, pack] of refused) {
    it(`refuse ${field} of ${String(value)}`, () => {
      const error = fieldErrorOf(pack);
      expect(error).to.include({ code: "INVALID_FIELD", field, retryable: false });
      expect(error.value).to.deep.equal(value);
      expect(error.message).to.contain(error.allowed);
    });
  }
});

describe("sdk nonces", () => {
  it("are an epoch and an index", () => {
    expect(makeNonce(3, 7)).to.equal((3n << 32n) | 7n);
    expect(splitNonce((3n << 32n) | 7n)).to.deep.equal({ epoch: 3, index: 7 });
    expect(fieldErrorOf(() => makeNonce(2n ** 32n, 0)).field).to.equal("epoch");
    expect(fieldErrorOf(() => makeNonce(0, 2 ** 32)).field).to.equal("index");
  });

  it("are cheap below index 224", () => {
    expect(isCheapNonce(makeNonce(9, 223))).to.equal(true);
    expect(isCheapNonce(makeNonce(9, 224))).to.equal(false);
  });

  it("fall in words of 256", () => {
    const word = nonceWord(makeNonce(1, 300));
    expect(word).to.equal((1n << 24n) | 1n);
    const nonces = noncesOfWord(word);
    expect(nonces).to.have.length(256);
    expect(nonces).to.include(makeNonce(1, 300));
    expect(fieldErrorOf(() => noncesOfWord(2n ** 56n)).field).to.equal("word");
  });
});
