import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ZeroAddress, ZeroHash } from "ethers";
import { ethers } from "hardhat";

import { Random } from "../support/random";
import {
  AMOUNT,
  DONE,
  FUNDS,
  GAS_PER_ITEM,
  PPM,
  WALLET_GAS,
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
  type Acceptance,
  type OneShotWorld,
} from "./support";
import type {
  ClaimStruct,
  PlainClaimStruct,
} from "../../typechain-types/contracts/market/OneShotMarket";

/** A claim with the code that it must get. */
interface Expected<C> {
  claim: C;
  code: string;
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
  const left = [...items];
  return items.map(() => {
    const [item] = left.splice(Number(random.upTo(BigInt(left.length - 1))), 1);
    if (item === undefined) throw new Error("nothing left");
    return item;
  });
}

/** Good claims and one of every kind of bad one that a key can sign. */
async function mixedAcceptances(world: OneShotWorld): Promise<[Acceptance, string][]> {
  const { market, vault, clients } = world;
  const [a, b, c, d] = clients;
  await market.connect(a).cancel(9n);
  await vault.connect(d).setOperator(market, false);
  const drafts: [Partial<Acceptance>, string][] = [
    [{ client: a.address, nonce: 0n }, ""],
    [{ client: a.address, nonce: 1n, amount: 7n }, ""],
    [{ client: a.address, nonce: 9n }, "OrderNonceUsed"],
    [{ client: a.address, nonce: 2n, expiry: 1 }, "OneShotExpired"],
    [{ client: b.address, nonce: 230n }, ""],
    [{ client: b.address, nonce: 1n << 32n }, "OrderWrongEpoch"],
    [{ client: c.address, nonce: 0n, amount: FUNDS + 1n }, "ERC6909InsufficientBalance"],
    [{ client: d.address, nonce: 0n }, "ERC6909InsufficientAllowance"],
  ];
  return Promise.all(
    drafts.map(async ([draft, error]) => [
      await acceptanceOf(world, draft),
      error === "" ? DONE : codeOf(world, error),
    ]),
  );
}

async function mixedClaims(world: OneShotWorld): Promise<Expected<ClaimStruct>[]> {
  const { sponsor, wallet, clients } = world;
  await wallet.setMode(4n); // burns all gas
  const plain = await mixedAcceptances(world);
  const sponsored = await acceptanceOf(world, { payer: sponsor.address, nonce: 20n });
  const unsigned = await claimOf(world, { ...sponsored, nonce: 21n }, { payerSignature: "0x" });
  const burning = await acceptanceOf(world, { client: await wallet.getAddress() });
  const forged = await claimOf(world, await acceptanceOf(world, { nonce: 22n }));
  const refused = codeOf(world, "MarketInvalidSignature");
  const revoked = await acceptanceOf(world, {
    ...{ client: clients[1].address, payer: sponsor.address, nonce: 3n },
  });
  await world.market.connect(sponsor).revokePayer(await idOf(world, revoked));
  return [
    ...(await Promise.all(
      plain.map(async ([acceptance, code]) => ({ claim: await claimOf(world, acceptance), code })),
    )),
    { claim: await claimOf(world, sponsored), code: DONE },
    { claim: unsigned, code: refused },
    { claim: await claimOf(world, burning), code: refused },
    { claim: { ...forged, spec: ZeroHash }, code: refused },
    { claim: await claimOf(world, revoked), code: codeOf(world, "MarketPayerRevoked") },
  ];
}

async function mixedPlain(world: OneShotWorld): Promise<Expected<PlainClaimStruct>[]> {
  const plain = await mixedAcceptances(world);
  const forged = await plainOf(world, await acceptanceOf(world, { nonce: 22n }));
  const nobody = { ...forged, client: ZeroAddress };
  const refused = codeOf(world, "MarketInvalidSignature");
  return [
    ...(await Promise.all(
      plain.map(async ([acceptance, code]) => ({ claim: await plainOf(world, acceptance), code })),
    )),
    { claim: { ...forged, result: ZeroHash }, code: refused },
    { claim: { ...forged, vs: ethers.MaxUint256.toString(16).padStart(66, "0x") }, code: refused },
    { claim: nobody, code: refused },
  ];
}

/** The two doors, each with what it is given. */
const BATCHES = [
  {
    name: "claimBatch",
    run: async (world: OneShotWorld, order: Random) => {
      const items = shuffled(await mixedClaims(world), order);
      const codes = await claimBatch(
        world,
        items.map(({ claim }) => claim),
        WALLET_GAS,
      );
      expect(codes).to.deep.equal(items.map(({ code }) => code));
    },
  },
  {
    name: "claimPlainBatch",
    run: async (world: OneShotWorld, order: Random) => {
      const items = shuffled(await mixedPlain(world), order);
      const codes = await claimPlainBatch(
        world,
        items.map(({ claim }) => claim),
      );
      expect(codes).to.deep.equal(items.map(({ code }) => code));
    },
  },
] as const;

describe("OneShotMarket batches", () => {
  for (const { name, run } of BATCHES) {
    describe(name, () => {
      it("gives each claim of a mixed batch its code, and ends in one state in any order", async () => {
        const states: Record<string, bigint>[] = [];
        for (let seed = 1; seed <= 8; ++seed) {
          const world = await loadFixture(deployOneShot);
          await openPool(world);
          await run(world, new Random(seed));
          await assertConserved(world);
          states.push(await booksOf(world));
        }
        for (const state of states) expect(state).to.deep.equal(states[0]);
        expect(states[0]?.["provider"] ?? 0n).to.be.greaterThan(0n);
      });

      it("does nothing for an empty batch", async () => {
        const world = await loadFixture(deployOneShot);
        const before = await booksOf(world);
        const send = name === "claimBatch" ? claimBatch : claimPlainBatch;
        expect(await send(world, [])).to.deep.equal([]);
        expect(await booksOf(world)).to.deep.equal(before);
      });
    });
  }

  it("does the first of two equal claims and names the reason of the second", async () => {
    const world = await loadFixture(deployOneShot);
    const used = codeOf(world, "OrderNonceUsed");
    const claim = await claimOf(world, await acceptanceOf(world));
    expect(await claimBatch(world, [claim, claim])).to.deep.equal([DONE, used]);
    const plain = await plainOf(world, await acceptanceOf(world, { nonce: 1n }));
    expect(await claimPlainBatch(world, [plain, plain])).to.deep.equal([DONE, used]);
    expect((await booksOf(world))["client0"]).to.equal(FUNDS - 2n * AMOUNT);
    await assertConserved(world);
  });

  it("names the claim in the event of its failure", async () => {
    const world = await loadFixture(deployOneShot);
    const { market, provider, token } = world;
    const acceptance = await acceptanceOf(world, { expiry: 1 });
    const failed = [await idOf(world, acceptance), 0n, codeOf(world, "OneShotExpired")];
    await expect(
      market.claimBatch(provider, token, [await claimOf(world, acceptance)], GAS_PER_ITEM),
    )
      .to.emit(market, "BatchItemFailed")
      .withArgs(...failed);
    await expect(
      market.claimPlainBatch(provider, token, [await plainOf(world, acceptance)], GAS_PER_ITEM),
    )
      .to.emit(market, "BatchItemFailed")
      .withArgs(...failed);
  });

  it("takes a run of one client by one transfer, and as far as its money goes otherwise", async () => {
    const world = await loadFixture(deployOneShot);
    const { market, vault, clients } = world;
    const half = FUNDS / 2n;
    const claims = await Promise.all(
      [half, half, 1n, 0n].map(async (amount, i) =>
        plainOf(world, await acceptanceOf(world, { amount, nonce: BigInt(i) })),
      ),
    );
    const short = codeOf(world, "ERC6909InsufficientBalance");
    expect(await claimPlainBatch(world, claims)).to.deep.equal([DONE, DONE, short, DONE]);
    const block = await ethers.provider.getBlockNumber();
    const from = (from: string) =>
      vault.queryFilter(vault.filters.Transfer(undefined, from, market), block);
    expect(await from(clients[0].address)).to.have.lengthOf(2);
    const others = await Promise.all(
      [3n, 4n].map(async (nonce) =>
        plainOf(world, await acceptanceOf(world, { client: clients[1].address, nonce })),
      ),
    );
    expect(await claimPlainBatch(world, others)).to.deep.equal([DONE, DONE]);
    const next = await ethers.provider.getBlockNumber();
    expect(
      await vault.queryFilter(vault.filters.Transfer(undefined, clients[1], market), next),
    ).to.have.lengthOf(1);
    await assertConserved(world);
  });

  it("pays the same to the last unit, alone or together, in any order", async () => {
    const totals: Record<string, bigint>[] = [];
    for (let seed = 1; seed <= 6; ++seed) {
      const world = await loadFixture(deployOneShot);
      const ppm = await openPool(world);
      const amounts = new Random(99);
      const acceptances = await Promise.all(
        Array.from({ length: 12 }, (_, i) =>
          acceptanceOf(world, {
            client: world.clients[i % 3]?.address ?? ZeroAddress,
            amount: amounts.upTo(10_000n),
            nonce: BigInt(i),
          }),
        ),
      );
      const random = new Random(seed);
      const left = shuffled(acceptances, random);
      while (left.length > 0) {
        const part = left.splice(0, 1 + Number(random.upTo(5n)));
        const way = random.pick(["alone", "full", "plain"] as const);
        if (way === "plain") {
          await claimPlainBatch(world, await Promise.all(part.map((a) => plainOf(world, a))));
        } else {
          const claims = await Promise.all(part.map((a) => claimOf(world, a)));
          if (way === "full") await claimBatch(world, claims);
          else
            for (const claim of claims)
              await world.market.claim(world.provider, world.token, claim);
        }
        await assertConserved(world);
      }
      const books = await booksOf(world);
      const sum = (part: (amount: bigint) => bigint) =>
        acceptances.reduce((total, { amount }) => total + part(amount), 0n);
      expect(books["fees"]).to.equal(sum(feeOf));
      expect(books["stakeVault"]).to.equal(sum((x) => ((x - feeOf(x)) * ppm) / PPM));
      totals.push(books);
    }
    for (const books of totals) expect(books).to.deep.equal(totals[0]);
  });

  context("given gas", () => {
    it("is refused as a whole when the gas does not cover all items", async () => {
      const world = await loadFixture(deployOneShot);
      const { market, provider, token } = world;
      const acceptance = await acceptanceOf(world);
      const claim = await claimOf(world, acceptance);
      const plain = await plainOf(world, acceptance);
      const before = await booksOf(world);
      for (const gasPerItem of [2n ** 60n, ethers.MaxUint256]) {
        await expect(
          market.claimBatch(provider, token, [claim], gasPerItem),
        ).to.be.revertedWithCustomError(market, "BatchGasTooLow");
        await expect(
          market.claimPlainBatch(provider, token, [plain], gasPerItem),
        ).to.be.revertedWithCustomError(market, "BatchGasTooLow");
      }
      expect(await booksOf(world)).to.deep.equal(before);
    });

    it("gives a code of its own to an item that runs out", async () => {
      const world = await loadFixture(deployOneShot);
      const acceptance = await acceptanceOf(world);
      const out = codeOf(world, "BatchItemOutOfGas");
      expect(await claimBatch(world, [await claimOf(world, acceptance)], 5_000n)).to.deep.equal([
        out,
      ]);
      const run = [acceptance, { ...acceptance, nonce: 1n }];
      const plain = await Promise.all(run.map((a) => plainOf(world, a)));
      expect(await claimPlainBatch(world, plain, 5_000n)).to.deep.equal([out, out]);
      expect(await claimPlainBatch(world, plain)).to.deep.equal([DONE, DONE]);
    });

    it("asks no wallet with less gas than it is due, sparing with gas", async () => {
      const world = await loadFixture(deployOneShot);
      const client = await world.wallet.getAddress();
      const claim = await claimOf(world, await acceptanceOf(world, { client }));
      const low = ethers.id("CappedCallGasTooLow(uint256,uint256)").slice(0, 10);
      expect(await claimBatch(world, [claim], 300_000n)).to.deep.equal([low]);
      expect(await claimBatch(world, [claim], WALLET_GAS)).to.deep.equal([DONE]);
    });

    it("lets wallets that burn all they get touch nobody else, sparing with gas", async () => {
      const world = await loadFixture(deployOneShot);
      const { market, provider, token, wallet } = world;
      await wallet.setMode(4n);
      const client = await wallet.getAddress();
      const burning = await Promise.all(
        [0n, 1n, 2n].map(async (nonce) =>
          claimOf(world, await acceptanceOf(world, { client, nonce })),
        ),
      );
      const good = await claimOf(world, await acceptanceOf(world));
      const claims = [...burning, good];
      // The least gas that the check up front lets through.
      const needed = 4n * (WALLET_GAS + 10_000n) + WALLET_GAS / 63n + 201_000n;
      const data = market.interface.encodeFunctionData("claimBatch", [
        provider.address,
        await token.getAddress(),
        claims,
        WALLET_GAS,
      ]);
      const bytes = ethers.getBytes(data);
      const intrinsic = bytes.reduce((sum, byte) => sum + (byte === 0 ? 4n : 16n), 21_000n);
      await expect(
        market.claimBatch(provider, token, claims, WALLET_GAS, { gasLimit: needed + intrinsic }),
      ).to.be.revertedWithCustomError(market, "BatchGasTooLow");
      await market.claimBatch(provider, token, claims, WALLET_GAS, {
        gasLimit: needed + intrinsic + 5_000n,
      });
      expect(await market.isSpent(good)).to.equal(true);
      expect(await market.queryFilter(market.filters.BatchItemFailed())).to.have.lengthOf(3);
      await assertConserved(world);
    });
  });

  it("ESC15: passes over a claim with a signature too long to copy, at nobody's expense", async () => {
    const world = await loadFixture(deployOneShot);
    const { market } = world;
    const drafts = [0n, 1n].map((nonce) => acceptanceOf(world, { nonce }));
    const [long, good] = await Promise.all(drafts);
    if (long === undefined || good === undefined) throw new Error("two claims");
    const clientSignature = `0x${"ab".repeat(60_000)}`;
    const claims = [await claimOf(world, long, { clientSignature }), await claimOf(world, good)];
    const tooLong = market.interface.getError("BatchItemOutOfGas")?.selector;
    expect(await claimBatch(world, claims)).to.deep.equal([tooLong, DONE]);
    await assertConserved(world);
  });

  it("fails an item whose bytes are cut off, and it alone", async () => {
    const world = await loadFixture(deployOneShot);
    const { market, provider, token } = world;
    const [first, second] = await Promise.all(
      [0n, 1n].map(async (nonce) => claimOf(world, await acceptanceOf(world, { nonce }))),
    );
    if (first === undefined || second === undefined) throw new Error("two claims");
    const data = market.interface.encodeFunctionData("claimBatch", [
      provider.address,
      await token.getAddress(),
      [first, second],
      GAS_PER_ITEM,
    ]);
    // The table of offsets begins behind selector, four words and the length; both items now lie a word apart.
    const table = 2 + 2 * (4 + 5 * 32);
    const word = (i: number) => BigInt(`0x${data.slice(table + 64 * i, table + 64 * (i + 1))}`);
    const moved = ethers.toBeHex(word(0) + 32n, 32).slice(2);
    const overlapping = data.slice(0, table + 64) + moved + data.slice(table + 128);
    await world.stranger.sendTransaction({ to: market, data: overlapping });
    expect(await market.isSpent(first)).to.equal(false);
    // Where the second comes first, both are whole.
    const swapped =
      data.slice(0, table) +
      data.slice(table + 64, table + 128) +
      data.slice(table, table + 64) +
      data.slice(table + 128);
    await world.stranger.sendTransaction({ to: market, data: swapped });
    expect([await market.isSpent(first), await market.isSpent(second)]).to.deep.equal([true, true]);
    await assertConserved(world);
  });
});
