import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { Signature, ZeroAddress, ZeroHash } from "ethers";
import { ethers } from "hardhat";

import { ACCEPTANCE_TYPES } from "../../scripts/gas/oneshot";
import { nextAt } from "../support/time";
import {
  AMOUNT,
  FUNDS,
  GAS_PER_ITEM,
  PPM,
  RESULT,
  SPEC,
  acceptanceOf,
  assertConserved,
  booksOf,
  claimBatch,
  claimOf,
  claimPlainBatch,
  codeOf,
  deployOneShot,
  feeOf,
  idOf,
  openPool,
  plainOf,
  signBy,
  type Acceptance,
  type OneShotWorld,
} from "./support";
import type { ClaimStruct } from "../../typechain-types/contracts/market/OneShotMarket";

const ORDER_OF_SECP256K1 = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

/** The ways in which a claim can be brought; a refusal is an error alone and its selector in a batch. */
const DOORS = ["claim", "claimBatch"] as const;

async function expectRefused(
  world: OneShotWorld,
  door: (typeof DOORS)[number],
  claim: ClaimStruct,
  error: string,
  gasPerItem?: bigint,
): Promise<void> {
  const { market, provider, token, vault } = world;
  const before = await booksOf(world);
  if (door === "claimBatch") {
    expect(await claimBatch(world, [claim], gasPerItem)).to.deep.equal([codeOf(world, error)]);
  } else {
    const contract = error.startsWith("ERC6909") ? vault : market;
    await expect(market.claim(provider, token, claim)).to.be.revertedWithCustomError(
      contract,
      error,
    );
  }
  expect(await booksOf(world)).to.deep.equal(before);
}

/** Runs a batch of one, or the claim alone. */
async function bring(
  world: OneShotWorld,
  door: (typeof DOORS)[number],
  claim: ClaimStruct,
  gasPerItem?: bigint,
): Promise<void> {
  if (door === "claim") {
    await world.market.connect(world.stranger).claim(world.provider, world.token, claim);
  } else {
    const [code] = await claimBatch(world, [claim], gasPerItem);
    expect(code).to.equal("0x00000000");
  }
}

describe("OneShotMarket.claim", () => {
  context("given the digest", () => {
    it("is what a wallet shows field by field, in both forms", async () => {
      const world = await loadFixture(deployOneShot);
      const { market, provider, token, clients, sponsor } = world;
      const acceptance = await acceptanceOf(world, {
        payer: sponsor.address,
        beneficiary: clients[2].address,
        amount: 2n ** 128n - 1n,
        expiry: 2 ** 40 - 1,
        nonce: 2n ** 64n - 1n,
      });
      const claim = await claimOf(world, acceptance);
      const id = await idOf(world, acceptance);
      expect(await market.acceptanceId(provider, token, claim)).to.equal(id);
      // The unused bits are not signed.
      const dirty = { ...claim, due: BigInt(claim.due) | (0xffn << 248n) };
      expect(await market.acceptanceId(provider, token, dirty)).to.equal(id);
    });
  });

  it("pays the provider from the client's balance, less the fee, and says what was bought", async () => {
    const world = await loadFixture(deployOneShot);
    const { market, provider, token, stranger, clients } = world;
    const acceptance = await acceptanceOf(world);
    const before = await booksOf(world);
    const tx = market.connect(stranger).claim(provider, token, await claimOf(world, acceptance));
    const fee = feeOf(AMOUNT);
    const id = await idOf(world, acceptance);
    await expect(tx)
      .to.emit(market, "ResultPaid")
      .withArgs(id, provider, clients[0], token, AMOUNT, fee, SPEC, RESULT);
    await expect(tx).not.to.emit(market, "ResultPaidFor");
    expect(await booksOf(world)).to.deep.equal({
      ...before,
      client0: FUNDS - AMOUNT,
      provider: AMOUNT - fee,
      market: fee,
      fees: fee,
    });
    expect(fee).to.equal(25_000n); // 25,000.075 rounds down
    await assertConserved(world);
  });

  it("says who may mint where that is not the client who pays", async () => {
    const world = await loadFixture(deployOneShot);
    const { market, provider, token, clients, stranger } = world;
    const acceptance = await acceptanceOf(world, { beneficiary: stranger.address });
    await expect(market.claim(provider, token, await claimOf(world, acceptance)))
      .to.emit(market, "ResultPaidFor")
      .withArgs(await idOf(world, acceptance), clients[0], stranger);
  });

  it("pays nothing for an acceptance of zero, and spends it", async () => {
    const world = await loadFixture(deployOneShot);
    const { market, provider, token } = world;
    const before = await booksOf(world);
    const claim = await claimOf(world, await acceptanceOf(world, { amount: 0n }));
    await market.claim(provider, token, claim);
    expect(await booksOf(world)).to.deep.equal(before);
    expect(await market.isSpent(claim)).to.equal(true);
  });

  for (const door of DOORS) {
    describe(`by ${door}`, () => {
      context("given another payer", () => {
        async function sponsored(world: OneShotWorld, overrides: Partial<Acceptance> = {}) {
          return acceptanceOf(world, {
            payer: world.sponsor.address,
            beneficiary: world.clients[1].address,
            ...overrides,
          });
        }

        it("charges the payer who signed the same digest, and says for whom", async () => {
          const world = await loadFixture(deployOneShot);
          const { market, sponsor, clients } = world;
          const acceptance = await sponsored(world);
          await bring(world, door, await claimOf(world, acceptance));
          const [event] = await market.queryFilter(market.filters.ResultPaidFor());
          expect(event && [event.args.id, event.args.payer, event.args.beneficiary]).to.deep.equal([
            await idOf(world, acceptance),
            sponsor.address,
            clients[1].address,
          ]);
          const books = await booksOf(world);
          expect([books["sponsor"], books["client0"]]).to.deep.equal([FUNDS - AMOUNT, FUNDS]);
          await assertConserved(world);
        });

        it("charges a client that names itself by its one signature", async () => {
          const world = await loadFixture(deployOneShot);
          const client = world.clients[0].address;
          await bring(
            world,
            door,
            await claimOf(world, await acceptanceOf(world, { payer: client })),
          );
          expect((await booksOf(world))["client0"]).to.equal(FUNDS - AMOUNT);
        });

        it("charges nobody who did not sign", async () => {
          const world = await loadFixture(deployOneShot);
          const acceptance = await sponsored(world);
          const byClient = await signBy(world, world.clients[0], acceptance);
          for (const payerSignature of ["0x", byClient]) {
            const claim = await claimOf(world, acceptance, { payerSignature });
            await expectRefused(world, door, claim, "MarketInvalidSignature");
          }
        });

        it("charges nobody who revoked", async () => {
          const world = await loadFixture(deployOneShot);
          const acceptance = await sponsored(world);
          const claim = await claimOf(world, acceptance);
          await world.market.connect(world.sponsor).revokePayer(await idOf(world, acceptance));
          await expectRefused(world, door, claim, "MarketPayerRevoked");
        });

        it("is nothing the payer can do without the client", async () => {
          const world = await loadFixture(deployOneShot);
          const acceptance = await sponsored(world);
          const clientSignature = await signBy(world, world.sponsor, acceptance);
          const claim = await claimOf(world, acceptance, { clientSignature });
          await expectRefused(world, door, claim, "MarketInvalidSignature");
        });
      });

      context("given an ERC-1271 wallet as client", () => {
        it("pays when the wallet says yes", async () => {
          const world = await loadFixture(deployOneShot);
          const client = await world.wallet.getAddress();
          const claim = await claimOf(world, await acceptanceOf(world, { client }));
          await bring(world, door, claim, 1_000_000n);
          expect((await booksOf(world))["wallet"]).to.equal(FUNDS - AMOUNT);
          await assertConserved(world);
        });

        for (const mode of [2n, 3n, 4n, 5n, 6n]) {
          it(`is refused when the wallet misbehaves in way ${mode.toString()}`, async () => {
            const world = await loadFixture(deployOneShot);
            await world.wallet.setMode(mode);
            const client = await world.wallet.getAddress();
            const claim = await claimOf(world, await acceptanceOf(world, { client }));
            await expectRefused(world, door, claim, "MarketInvalidSignature", 1_000_000n);
          });
        }
      });

      context("given a signature of something else", () => {
        const changes: Record<string, Partial<ClaimStruct>> = {
          spec: { spec: ZeroHash },
          result: { result: ZeroHash },
          beneficiary: { beneficiary: "0x00000000000000000000000000000000000000aa" },
          amount: { due: 1n },
        };
        for (const [field, change] of Object.entries(changes)) {
          it(`is refused when the ${field} differs`, async () => {
            const world = await loadFixture(deployOneShot);
            const claim = await claimOf(world, await acceptanceOf(world));
            const due = BigInt(claim.due) + BigInt(change.due ?? 0n);
            await expectRefused(
              world,
              door,
              { ...claim, ...change, due },
              "MarketInvalidSignature",
            );
          });
        }

        it("is refused when brought by another provider or in another token", async () => {
          const world = await loadFixture(deployOneShot);
          const { market, provider, otherProvider, token, otherToken } = world;
          const claim = await claimOf(world, await acceptanceOf(world));
          for (const [to, money] of [
            [otherProvider, token],
            [provider, otherToken],
          ] as const) {
            await expect(market.claim(to, money, claim)).to.be.revertedWithCustomError(
              market,
              "MarketInvalidSignature",
            );
          }
        });

        it("is refused on another contract and on another chain", async () => {
          const world = await loadFixture(deployOneShot);
          const { market, vault, stakeVault, owner, provider, token, clients } = world;
          const claim = await claimOf(world, await acceptanceOf(world));
          const other = await ethers.deployContract("OneShotMarket", [
            ...[vault, stakeVault, owner, owner],
            0n,
          ]);
          await vault.connect(clients[0]).setOperator(other, true);
          await expect(other.claim(provider, token, claim)).to.be.revertedWithCustomError(
            market,
            "MarketInvalidSignature",
          );
          const acceptance = await acceptanceOf(world);
          const domain = {
            ...{ name: "Weft OneShotMarket", version: "1", chainId: 1n },
            verifyingContract: await market.getAddress(),
          };
          const clientSignature = await clients[0].signTypedData(domain, ACCEPTANCE_TYPES, {
            ...acceptance,
          });
          const foreign = await claimOf(world, acceptance, { clientSignature });
          await expectRefused(world, door, foreign, "MarketInvalidSignature");
        });

        it("is refused in the malleable form, and from nobody", async () => {
          const world = await loadFixture(deployOneShot);
          const acceptance = await acceptanceOf(world);
          const { r, s, v } = Signature.from(await signBy(world, world.clients[0], acceptance));
          const high = ethers.toBeHex(ORDER_OF_SECP256K1 - BigInt(s), 32);
          const clientSignature = ethers.concat([r, high, ethers.toBeHex(v === 27 ? 28 : 27, 1)]);
          const claim = await claimOf(world, acceptance, { clientSignature });
          await expectRefused(world, door, claim, "MarketInvalidSignature");
          const nobody = { ...claim, client: ZeroAddress };
          await expectRefused(world, door, nobody, "MarketInvalidSignature");
        });
      });

      context("given a nonce", () => {
        it("is refused when it is used, cancelled, or of another epoch", async () => {
          const world = await loadFixture(deployOneShot);
          const { market, clients } = world;
          const claim = await claimOf(world, await acceptanceOf(world));
          await bring(world, door, claim);
          await expectRefused(world, door, claim, "OrderNonceUsed");
          const twin = await claimOf(world, await acceptanceOf(world, { result: ZeroHash }));
          await expectRefused(world, door, twin, "OrderNonceUsed");
          const next = await claimOf(world, await acceptanceOf(world, { nonce: 1n }));
          await market.connect(clients[0]).cancel(1n);
          await expectRefused(world, door, next, "OrderNonceUsed");
          const last = await claimOf(world, await acceptanceOf(world, { nonce: 2n }));
          await market.connect(clients[0]).cancelAll();
          await expectRefused(world, door, last, "OrderWrongEpoch");
        });

        it("says whether a claim is spent", async () => {
          const world = await loadFixture(deployOneShot);
          const { market, clients } = world;
          const claim = await claimOf(world, await acceptanceOf(world, { nonce: 300n }));
          const later = await claimOf(world, await acceptanceOf(world, { nonce: 1n << 32n }));
          expect(await market.isSpent(claim)).to.equal(false);
          await bring(world, door, claim);
          expect(await market.isSpent(claim)).to.equal(true);
          expect(await market.isSpent(later)).to.equal(false);
          await market.connect(clients[0]).cancelAll();
          expect(await market.isSpent(later)).to.equal(false);
          await market.connect(clients[0]).cancelAll();
          expect(await market.isSpent(later)).to.equal(true);
        });
      });

      context("given an expiry", () => {
        it("is done in the last second and refused in the next", async () => {
          const world = await loadFixture(deployOneShot);
          const { market, provider, token } = world;
          const expiry = (await time.latest()) + 100;
          const [first, second] = await Promise.all(
            [0n, 1n].map(async (nonce) =>
              claimOf(world, await acceptanceOf(world, { nonce, expiry })),
            ),
          );
          if (first === undefined || second === undefined) throw new Error("two claims");
          await nextAt(BigInt(expiry));
          await market.claim(provider, token, first);
          expect(await market.isSpent(first)).to.equal(true);
          await time.increase(1);
          await expectRefused(world, door, second, "OneShotExpired");
        });
      });

      context("given money", () => {
        it("is refused when the payer has too little, or did not approve", async () => {
          const world = await loadFixture(deployOneShot);
          const { vault, market, clients } = world;
          const rich = await claimOf(world, await acceptanceOf(world, { amount: FUNDS + 1n }));
          await expectRefused(world, door, rich, "ERC6909InsufficientBalance");
          const claim = await claimOf(world, await acceptanceOf(world));
          await vault.connect(clients[0]).setOperator(market, false);
          await expectRefused(world, door, claim, "ERC6909InsufficientAllowance");
        });

        it("takes no more than an allowance", async () => {
          const world = await loadFixture(deployOneShot);
          const { vault, market, clients, token } = world;
          const money = BigInt(await token.getAddress());
          await vault.connect(clients[0]).setOperator(market, false);
          await vault.connect(clients[0]).approve(market, money, AMOUNT);
          await bring(world, door, await claimOf(world, await acceptanceOf(world)));
          const next = await claimOf(world, await acceptanceOf(world, { nonce: 1n, amount: 1n }));
          await expectRefused(world, door, next, "ERC6909InsufficientAllowance");
        });
      });

      context("given a pool of delegated stake", () => {
        it("hands it its part, rounded down, and the parts sum to the whole", async () => {
          const world = await loadFixture(deployOneShot);
          const ppm = await openPool(world);
          expect(ppm > 0n && ppm < PPM).to.equal(true);
          await bring(world, door, await claimOf(world, await acceptanceOf(world)));
          const net = AMOUNT - feeOf(AMOUNT);
          const pooled = (net * ppm) / PPM;
          const books = await booksOf(world);
          expect(books["stakeVault"]).to.equal(pooled);
          expect(books["provider"]).to.equal(net - pooled);
          await assertConserved(world);
        });
      });
    });
  }

  it("is refused in a token that the provider's pool cannot earn in", async () => {
    const world = await loadFixture(deployOneShot);
    const { market, provider, otherToken, stakeVault } = world;
    await openPool(world);
    const token = await otherToken.getAddress();
    const claim = await claimOf(world, await acceptanceOf(world, { token }));
    for (const tx of [
      () => market.claim(provider, otherToken, claim),
      () => market.claimBatch(provider, otherToken, [claim], GAS_PER_ITEM),
      () => market.claimPlainBatch(provider, otherToken, [], GAS_PER_ITEM),
    ]) {
      await expect(tx()).to.be.revertedWithCustomError(stakeVault, "StakeTokenNotListed");
    }
  });

  it("keeps the doors of its items to itself", async () => {
    const world = await loadFixture(deployOneShot);
    const { market, provider, token, stranger } = world;
    const acceptance = await acceptanceOf(world);
    const claim = await claimOf(world, acceptance);
    const plain = await plainOf(world, acceptance);
    for (const caller of [provider, stranger]) {
      await expect(market.connect(caller).takeItem(provider, token, 0n, claim))
        .to.be.revertedWithCustomError(market, "OneShotNotSelf")
        .withArgs(caller);
      await expect(market.connect(caller).takeRun(provider, token, 0n, [plain]))
        .to.be.revertedWithCustomError(market, "OneShotNotSelf")
        .withArgs(caller);
    }
  });

  it("takes the fee of the moment", async () => {
    const world = await loadFixture(deployOneShot);
    await world.market.connect(world.owner).setFee(0);
    await bring(world, "claim", await claimOf(world, await acceptanceOf(world)));
    expect(
      await claimPlainBatch(world, [
        await plainOf(world, await acceptanceOf(world, { nonce: 1n })),
      ]),
    ).to.deep.equal(["0x00000000"]);
    expect((await booksOf(world))["provider"]).to.equal(2n * AMOUNT);
    await world.market.connect(world.owner).setFee(500);
    await bring(world, "claim", await claimOf(world, await acceptanceOf(world, { nonce: 2n })));
    expect((await booksOf(world))["fees"]).to.equal((AMOUNT * 500n) / 10_000n);
    await assertConserved(world);
  });

  it("sends its fees to the treasury and keeps nothing", async () => {
    const world = await loadFixture(deployOneShot);
    const { market, token } = world;
    await bring(world, "claim", await claimOf(world, await acceptanceOf(world)));
    await market.collectFees(token);
    const books = await booksOf(world);
    expect([books["market"], books["fees"], books["treasury"]]).to.deep.equal([
      0n,
      0n,
      feeOf(AMOUNT),
    ]);
  });
});
