import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { getAddress, TypedDataEncoder, ZeroAddress, type TypedDataField } from "ethers";
import { ethers } from "hardhat";
import fc from "fast-check";

import {
  ACCEPTANCE_TYPES,
  CREDENTIAL_TYPES,
  LEASE_TYPES,
  VOUCHER_TYPES,
  WORK_ORDER_TYPES,
} from "../../packages/sdk/src";
import { deployWorld, type World } from "../support/deploy";

// Offers, requests and attestations are in test/sdk/hash.test.ts, vouchers for works in
// test/works/WorkVouchers.digest.test.ts.

const STRUCTS = 100;

type Value = string | bigint;
type Message = Readonly<Record<string, Value>>;

const hex = (bytes: number) => (value: bigint) =>
  `0x${value.toString(16).padStart(2 * bytes, "0")}`;
const uint = (bits: number) => fc.bigInt({ min: 0n, max: (1n << BigInt(bits)) - 1n });

/** Any value of a type, its extremes far too often. */
function anyOf(type: string): fc.Arbitrary<Value> {
  if (type === "address") return uint(160).map((value) => getAddress(hex(20)(value)));
  if (type === "bytes32") return uint(256).map(hex(32));
  return uint(Number(type.slice("uint".length)));
}

function extremesOf(type: string): [Value, Value] {
  if (type === "address") return [ZeroAddress, getAddress(`0x${"ff".repeat(20)}`)];
  if (type === "bytes32") return [`0x${"00".repeat(32)}`, `0x${"ff".repeat(32)}`];
  return [0n, (1n << BigInt(type.slice("uint".length))) - 1n];
}

/** Structs of these fields: one of all zeros, one of all ones, each field at its end alone, and any others. */
function messagesOf(fields: readonly TypedDataField[], limits: Message = {}): Message[] {
  const all = (pick: 0 | 1) =>
    Object.fromEntries(fields.map(({ name, type }) => [name, extremesOf(type)[pick]]));
  const alone = fields.map(({ name, type }) => ({ ...all(0), [name]: extremesOf(type)[1] }));
  const record = fc.record(
    Object.fromEntries(
      fields.map(({ name, type }) => [
        name,
        fc.oneof(anyOf(type), fc.constantFrom(...extremesOf(type))),
      ]),
    ),
  );
  const some = fc.sample(record, { numRuns: STRUCTS - alone.length - 2, seed: 31 });
  return [all(0), all(1), ...alone, ...some].map((message) => ({ ...message, ...limits }));
}

function text(message: Message, name: string): string {
  const value = message[name];
  if (typeof value !== "string") throw new Error(`${name} is no text`);
  return value;
}

function number(message: Message, name: string): bigint {
  const value = message[name];
  if (typeof value !== "bigint") throw new Error(`${name} is no number`);
  return value;
}

/** Numbers side by side in a word, the first in the lowest bits; `noise` is in the bits that nothing uses. */
function word(
  message: Message,
  fields: readonly (readonly [string, number])[],
  noise = 0n,
): bigint {
  let [packed, place] = [0n, 0n];
  for (const [name, bits] of fields) {
    packed |= number(message, name) << place;
    place += BigInt(bits);
  }
  return BigInt.asUintN(256, packed | (noise << place));
}

const leaseOf = (message: Message, noise: bigint) => ({
  provider: text(message, "provider"),
  token: text(message, "token"),
  terms: {
    client: text(message, "client"),
    payer: text(message, "payer"),
    voucherSigner: text(message, "voucherSigner"),
    spec: text(message, "spec"),
    caps: word(message, [
      ["cap", 128],
      ["elapsedCap", 128],
    ]),
    rate: word(message, [
      ["ratePerHour", 128],
      ["reserve", 128],
    ]),
    times: word(
      message,
      [
        ["startsAt", 40],
        ["endsAt", 40],
        ["expiry", 40],
        ["noticeSeconds", 32],
        ["collectSeconds", 32],
        ["nonce", 64],
      ],
      noise,
    ),
  },
});

const DUE = [
  ["amount", 128],
  ["expiry", 40],
  ["nonce", 64],
] as const;
const NOISE = [0n, 1n, 0xffn];
const GAS_PER_ITEM = 100_000n;
/** As many claims as a block has gas for. */
const BATCH = 50;

describe("EIP-712 encodings", () => {
  let world: World;

  beforeEach(async () => {
    world = await loadFixture(deployWorld);
  });

  async function domainOf(name: string, contract: { getAddress(): Promise<string> }) {
    const { chainId } = await ethers.provider.getNetwork();
    return { name, version: "1", chainId, verifyingContract: await contract.getAddress() };
  }

  /** Compares what a contract says of all messages, asked at once, with the encoder. */
  async function assertAlike(
    messages: readonly Message[],
    expected: (message: Message) => string,
    ask: (message: Message, noise: bigint) => Promise<string>,
  ): Promise<void> {
    const found = await Promise.all(
      messages.map((message, i) => ask(message, NOISE[i % NOISE.length] ?? 0n)),
    );
    expect(found).to.deep.equal(messages.map(expected));
    expect(new Set(found).size).to.be.greaterThan(STRUCTS / 2);
  }

  it("of leases are ethers', and their ids its struct hashes, whatever is in unused bits", async () => {
    const { leaseMarket } = world;
    const domain = await domainOf("Weft LeaseMarket", leaseMarket);
    const messages = messagesOf(LEASE_TYPES.Lease);
    await assertAlike(
      messages,
      (message) => TypedDataEncoder.hash(domain, LEASE_TYPES, message),
      (message, noise) => leaseMarket.leaseDigest(leaseOf(message, noise)),
    );
    await assertAlike(
      messages,
      (message) => TypedDataEncoder.hashStruct("Lease", LEASE_TYPES, message),
      (message, noise) => leaseMarket.leaseIdOf(leaseOf(message, noise)),
    );
  });

  it("of vouchers of leases are ethers'", async () => {
    const { leaseMarket } = world;
    const domain = await domainOf("Weft LeaseMarket", leaseMarket);
    await assertAlike(
      messagesOf(VOUCHER_TYPES.Voucher),
      (message) => TypedDataEncoder.hash(domain, VOUCHER_TYPES, message),
      (message) => leaseMarket.voucherDigest(text(message, "lease"), number(message, "amount")),
    );
  });

  it("of acceptances are ethers', whatever is in unused bits", async () => {
    const { oneShotMarket } = world;
    const domain = await domainOf("Weft OneShotMarket", oneShotMarket);
    await assertAlike(
      messagesOf(ACCEPTANCE_TYPES.Acceptance),
      (message) => TypedDataEncoder.hash(domain, ACCEPTANCE_TYPES, message),
      (message, noise) =>
        oneShotMarket.acceptanceId(text(message, "provider"), text(message, "token"), {
          client: text(message, "client"),
          payer: text(message, "payer"),
          beneficiary: text(message, "beneficiary"),
          due: word(message, DUE, noise),
          spec: text(message, "spec"),
          result: text(message, "result"),
          clientSignature: "0x",
          payerSignature: "0x",
        }),
    );
  });

  it("of acceptances in their short form are those of the long one without payer and beneficiary", async () => {
    const { oneShotMarket, provider, token } = world;
    const domain = await domainOf("Weft OneShotMarket", oneShotMarket);
    const messages = messagesOf(ACCEPTANCE_TYPES.Acceptance, {
      payer: ZeroAddress,
      beneficiary: ZeroAddress,
      provider: provider.address,
      token: await token.getAddress(),
    });
    const claims = messages.map((message, i) => ({
      client: text(message, "client"),
      due: word(message, DUE, NOISE[i % NOISE.length]),
      spec: text(message, "spec"),
      result: text(message, "result"),
      r: ethers.ZeroHash,
      vs: ethers.ZeroHash,
    }));
    // Nobody signed any of them, and the digest of what failed is said.
    const { topicHash } = oneShotMarket.interface.getEvent("BatchItemFailed");
    const said: (string | undefined)[] = [];
    for (let first = 0; first < claims.length; first += BATCH) {
      const batch = claims.slice(first, first + BATCH);
      const door = oneShotMarket.claimPlainBatch;
      const sent = await door(provider.address, token, batch, GAS_PER_ITEM);
      const logs = (await sent.wait())?.logs ?? [];
      said.push(...logs.flatMap(({ topics }) => (topics[0] === topicHash ? [topics[1]] : [])));
    }
    expect(said).to.deep.equal(
      messages.map((message) => TypedDataEncoder.hash(domain, ACCEPTANCE_TYPES, message)),
    );
  });

  it("of orders of works are ethers'", async () => {
    const { workMarket } = world;
    const domain = await domainOf("Weft WorkMarket", workMarket);
    const kinds = messagesOf(WORK_ORDER_TYPES.Order).map((message) => ({
      ...message,
      kind: number(message, "kind") % 4n,
    }));
    await assertAlike(
      kinds,
      (message) => TypedDataEncoder.hash(domain, WORK_ORDER_TYPES, message),
      (message) =>
        workMarket.orderDigest({
          kind: number(message, "kind"),
          maker: text(message, "maker"),
          taker: text(message, "taker"),
          collection: text(message, "collection"),
          tokenId: number(message, "tokenId"),
          tokenBits: number(message, "tokenBits"),
          currency: text(message, "currency"),
          price: number(message, "price"),
          endPrice: number(message, "endPrice"),
          maxRoyaltyBps: number(message, "maxRoyaltyBps"),
          startsAt: number(message, "startsAt"),
          expiry: number(message, "expiry"),
          nonce: number(message, "nonce"),
        }),
    );
  });

  it("of credentials are ethers'", async () => {
    const { credentials } = world;
    const domain = await domainOf("Weft Credentials", credentials);
    await assertAlike(
      messagesOf(CREDENTIAL_TYPES["Credential"] ?? []),
      (message) => TypedDataEncoder.hash(domain, CREDENTIAL_TYPES, message),
      (message) =>
        credentials.credentialId({
          issuer: text(message, "issuer"),
          subject: text(message, "subject"),
          schema: text(message, "schema"),
          root: text(message, "root"),
          issuedAt: number(message, "issuedAt"),
          expiresAt: number(message, "expiresAt"),
          index: number(message, "index"),
        }),
    );
  });
});
