import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { packJob, type JobStruct, type MatchStruct } from "@weft/sdk";
import { expect } from "chai";
import { ethers } from "ethers";

import { assertConservation } from "../support/conservation";
import { deployWorld, type World } from "../support/deploy";
import { match, settle, Status, Verdict } from "../support/market-actions";
import { draftOf, signMatch, type Draft } from "../support/market-orders";

const WORD = 32;
const SELECTOR = 4;
const DIRT = 1n << 200n;
/** Number of `WalletMock.Mode`. */
const ACCEPT_ALL = 1;

/** The calldata with one bit flipped in the word at a byte position behind the selector. */
function flip(data: string, at: number, bit: bigint): string {
  const start = SELECTOR + at;
  const word = BigInt(ethers.dataSlice(data, start, start + WORD)) ^ bit;
  return ethers.concat([
    ethers.dataSlice(data, 0, start),
    ethers.toBeHex(word, WORD),
    ethers.dataSlice(data, start + WORD),
  ]);
}

function readWord(data: string, at: number): bigint {
  return BigInt(ethers.dataSlice(data, SELECTOR + at, SELECTOR + at + WORD));
}

describe("JobMarket: calldata with dirty bits", () => {
  let world: World;
  let signed: MatchStruct;
  let draft: Draft;
  let data: string;
  /** Where the structs begin, as byte positions behind the selector. */
  let at: { match: number; offer: number; request: number; verification: number };

  beforeEach(async () => {
    world = await loadFixture(deployWorld);
    // Wallets that sign everything: what is refused here is refused for its bits, not for its signature.
    const { providerWallet, clientWallet } = world;
    for (const { wallet } of [providerWallet, clientWallet]) await wallet?.setMode(ACCEPT_ALL);
    draft = await draftOf(world, {
      offer: { provider: providerWallet.address },
      request: { client: clientWallet.address },
    });
    signed = await signMatch(world, draft);
    data = world.jobMarket.interface.encodeFunctionData("matchOrders", [signed]);
    const start = Number(readWord(data, 0));
    const offer = start + Number(readWord(data, start));
    const verification = offer + Number(readWord(data, offer + 4 * WORD)) + WORD;
    at = { match: start, offer, request: start + WORD, verification };
  });

  afterEach(() => assertConservation(world));

  async function send(bytes: string) {
    return world.matcher.sendTransaction({ to: await world.jobMarket.getAddress(), data: bytes });
  }

  it("reads the structs where this test says", () => {
    expect(readWord(data, at.offer)).to.equal(BigInt(draft.offer.provider));
    expect(readWord(data, at.request)).to.equal(BigInt(draft.request.client));
    expect(readWord(data, at.verification + WORD)).to.equal(
      BigInt(signed.offer.verifications[0]?.terms ?? 0),
    );
  });

  it("matches the words of rules with any of their unused bits set, to the same job", async () => {
    const dirtied = {
      ...signed,
      offer: { ...signed.offer, rules: signed.offer.rules | (0xffn << 248n) },
      request: { ...signed.request, rules: signed.request.rules | (1n << 255n) },
    };
    const { jobMarket } = world;
    expect(await jobMarket.offerDigest(dirtied.offer)).to.equal(
      await jobMarket.offerDigest(signed.offer),
    );
    expect(await jobMarket.requestDigest(dirtied.request)).to.equal(
      await jobMarket.requestDigest(signed.request),
    );
    await match(world, { ...draft, tampered: dirtied });
    await expect(jobMarket.matchOrders(signed)).to.be.revertedWithCustomError(
      jobMarket,
      "MarketOverfilled",
    );
  });

  const OFFER_ADDRESSES = { provider: 0, token: 1, condition: 5, venue: 7 };
  const REQUEST_ADDRESSES = {
    client: 0,
    payer: 1,
    beneficiary: 2,
    token: 3,
    verifier: 8,
    condition: 10,
    venue: 12,
  };
  for (const [side, fields] of [
    ["offer", OFFER_ADDRESSES],
    ["request", REQUEST_ADDRESSES],
  ] as const) {
    for (const [field, word] of Object.entries(fields)) {
      it(`refuses a dirty ${field} in the ${side}`, async () => {
        await expect(send(flip(data, at[side] + word * WORD, DIRT))).to.be.revertedWithoutReason();
      });
    }
  }

  it("refuses a dirty verifier in the list of verifications", async () => {
    await expect(send(flip(data, at.verification, DIRT))).to.be.revertedWithoutReason();
  });

  it("refuses dirty units of a match", async () => {
    // Behind the offset of the offer and the fifteen words of the request.
    const units = at.match + WORD * (1 + 15);
    expect(readWord(data, units)).to.equal(signed.units);
    await expect(send(flip(data, units, DIRT))).to.be.revertedWithoutReason();
  });

  it("refuses calldata that ends early", async () => {
    for (const length of [SELECTOR, SELECTOR + WORD, ethers.dataLength(data) / 2]) {
      await expect(send(ethers.dataSlice(data, 0, Math.floor(length)))).to.be.reverted;
    }
  });

  it("matches with extra bytes behind the calldata", async () => {
    await expect(send(ethers.concat([data, "0xdeadbeef"]))).to.emit(world.jobMarket, "JobMatched");
  });

  context("given an open job", () => {
    const JOB_ADDRESSES: (keyof JobStruct)[] = [
      "client",
      "payer",
      "beneficiary",
      "provider",
      "token",
      "verifier",
    ];

    for (const field of JOB_ADDRESSES) {
      it(`ends no job whose ${field} is dirty`, async () => {
        const job = await match(world, draft);
        await world.verifier.setVerdict(Verdict.Accepted, 10n, 0n);
        const bytes = world.jobMarket.interface.encodeFunctionData("settle", [packJob(job)]);
        const word = Object.keys(packJob(job)).indexOf(field);
        await expect(send(flip(bytes, word * WORD, DIRT))).to.be.reverted;
        await settle(world, job, { status: Status.Accepted, units: 10n, slashBps: 0n });
      });
    }
  });
});
