import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/signers";
import { expect } from "chai";
import { TypedDataEncoder, ZeroAddress } from "ethers";
import {
  ACCEPTANCE_TYPES,
  acceptanceId,
  buildAcceptance,
  InvalidFieldError,
  makeNonce,
  market as orders,
  oneshot,
  oneShotDomain,
  OneShotMarket__factory,
  packClaim,
  packPlainClaim,
  signAcceptance,
  vault,
  type Acceptance,
  type Claim,
} from "../../packages/sdk/src";
import { WalletMock__factory } from "../../typechain-types/factories/contracts/test/WalletMock__factory";
import { FlakySigner } from "./support/flaky-signer";
import { refusals, results, told } from "./support/outcomes";
import { Random } from "./support/random";
import { deployWorld, FEE_BPS, refusalOf, SPEC, USD, type World } from "./support/world";

const RESULT = `0x${"ab".repeat(32)}`;

interface OneShotWorld extends World {
  oneShotMarket: string;
  oneShots: ReturnType<typeof oneShotDomain>;
}

async function oneShotWorld(): Promise<OneShotWorld> {
  const world = await deployWorld();
  const { who, at, provider } = world;
  const contract = await new OneShotMarket__factory(who.deployer).deploy(
    at.vault,
    at.stakeVault,
    who.deployer,
    who.treasury,
    FEE_BPS,
  );
  const market = await contract.getAddress();
  for (const signer of [who.client, who.payer]) {
    const money = { token: at.token, amount: 1_000n * USD, hasPermit: true };
    await vault.openAccount({ signer, vault: at.vault, market, ...money });
  }
  const { chainId } = await provider.getNetwork();
  const oneShots = oneShotDomain({ chainId, contract: market });
  return { ...world, oneShotMarket: market, oneShots };
}

async function claimOf(
  world: OneShotWorld,
  index: number,
  changes: Partial<Acceptance> = {},
  owner?: HardhatEthersSigner,
): Promise<Claim> {
  const { who, at, oneShots: domain } = world;
  const acceptance = buildAcceptance({
    client: who.client.address,
    provider: who.provider.address,
    token: at.token,
    amount: 2n * USD + BigInt(index),
    nonce: makeNonce(0, index),
    spec: SPEC,
    result: RESULT,
    now: await time.latest(),
    ...changes,
  });
  const people = Object.values(who);
  const client = owner ?? people.find(({ address }) => address === acceptance.client) ?? who.client;
  const payer = people.find(({ address }) => address === acceptance.payer);
  const isForWallet = owner !== undefined;
  return {
    acceptance,
    clientSignature: await signAcceptance({
      signer: client,
      domain,
      acceptance,
      role: "client",
      isForWallet,
    }),
    payerSignature:
      payer === undefined
        ? "0x"
        : await signAcceptance({ signer: payer, domain, acceptance, role: "payer" }),
  };
}

describe("sdk acceptances", () => {
  it("have the ids of the chain and of ethers", async () => {
    const { oneShotMarket, oneShots, provider } = await loadFixture(oneShotWorld);
    const contract = OneShotMarket__factory.connect(oneShotMarket, provider);
    const random = new Random("acceptances");
    for (let i = 0; i < 20; i += 1) {
      const acceptance: Acceptance = {
        client: random.address(),
        payer: random.address(),
        beneficiary: random.address(),
        provider: random.address(),
        token: random.address(),
        amount: random.uint(128),
        expiry: random.number(40),
        nonce: random.uint(64),
        spec: random.bytes32(),
        result: random.bytes32(),
      };
      const accounts = [acceptance.client, acceptance.provider, acceptance.token];
      if (accounts.includes(ZeroAddress)) {
        expect(() => acceptanceId(oneShots, acceptance)).to.throw(InvalidFieldError);
        continue;
      }
      const id = acceptanceId(oneShots, acceptance);
      const claim = packClaim({ acceptance, clientSignature: "0x", payerSignature: "0x" });
      const { provider: payee, token } = acceptance;
      expect(await contract.acceptanceId(payee, token, claim)).to.equal(id);
      expect(TypedDataEncoder.hash({ ...oneShots }, ACCEPTANCE_TYPES, acceptance)).to.equal(id);
    }
  });

  const given = {
    client: `0x${"c1".repeat(20)}`,
    provider: `0x${"d2".repeat(20)}`,
    token: `0x${"e3".repeat(20)}`,
    amount: 5n,
    nonce: 0n,
    spec: SPEC,
    result: RESULT,
    now: 1_000,
  };
  const REFUSED: [field: string, changes: Partial<Acceptance>][] = [
    ["amount", { amount: 1n << 128n }],
    ["nonce", { nonce: 1n << 64n }],
    ["expiry", { expiry: 999 }],
    ["client", { client: ZeroAddress }],
    ["provider", { provider: "0x12" }],
    ["token", { token: ZeroAddress }],
    ["beneficiary", { beneficiary: "me" }],
    ["result", { result: "0x" }],
  ];
  for (const [field, changes] of REFUSED) {
    it(`are not built with a bad ${field}`, () => {
      expect(() => buildAcceptance({ ...given, ...changes }))
        .to.throw(InvalidFieldError)
        .with.property("field", field);
    });
  }

  it("are signed by whom they name alone", async () => {
    const world = await loadFixture(oneShotWorld);
    const { who, oneShots: domain } = world;
    const { acceptance } = await claimOf(world, 0);
    const stranger = signAcceptance({ signer: who.stranger, domain, acceptance, role: "client" });
    expect((await refusalOf(stranger)).code).to.equal("WRONG_SIGNER");
    const nobody = signAcceptance({ signer: who.payer, domain, acceptance, role: "payer" });
    expect(await refusalOf(nobody)).to.include({ code: "INVALID_FIELD", field: "payer" });
    const elsewhere = { ...domain, chainId: 1n };
    const moved = signAcceptance({
      signer: who.client,
      domain: elsewhere,
      acceptance,
      role: "client",
    });
    expect((await refusalOf(moved)).code).to.equal("WRONG_CHAIN");
  });

  it("have a short form where client, payer and beneficiary are one key", async () => {
    const world = await loadFixture(oneShotWorld);
    const { who, oneShots } = world;
    expect(packPlainClaim(oneShots, await claimOf(world, 0))?.vs).to.have.length(66);
    const paid = await claimOf(world, 0, { payer: who.payer.address });
    expect(packPlainClaim(oneShots, paid)).to.equal(undefined);
    const minted = await claimOf(world, 0, { beneficiary: who.payer.address });
    expect(packPlainClaim(oneShots, minted)).to.equal(undefined);
    const forged = { ...(await claimOf(world, 0)), clientSignature: paid.clientSignature };
    expect(packPlainClaim(oneShots, forged)).to.equal(undefined);
  });
});

describe("sdk claim", () => {
  it("pays the provider, once, and says whether it landed", async () => {
    const world = await loadFixture(oneShotWorld);
    const { who, provider, at, oneShots, oneShotMarket: market } = world;
    const claim = await claimOf(world, 0);
    const question = { provider, market, claim };
    expect(await oneshot.fateOf(question)).to.deep.equal({ status: "open" });
    const paid = await oneshot.claim({ signer: who.stranger, market, claim });
    expect(paid).to.include({ id: acceptanceId(oneShots, claim.acceptance), amount: 2n * USD });
    expect(await world.vault.balanceOf(who.provider, BigInt(at.token))).to.equal(
      2n * USD - paid.fee,
    );
    const fate = await oneshot.fateOf(question);
    expect(fate.status === "paid" && fate.paid.transaction).to.equal(paid.receipt.hash);
    const again = await refusalOf(oneshot.claim({ signer: who.stranger, market, claim }));
    expect(again.message).to.contain("was used or cancelled");
    const other = await claimOf(world, 0, { amount: 1n });
    expect(await oneshot.fateOf({ ...question, claim: other })).to.deep.equal({ status: "void" });
  });

  it("says void only where all that can have spent the nonce was looked at", async () => {
    const world = await loadFixture(oneShotWorld);
    const { who, provider, oneShotMarket: market } = world;
    const claim = await claimOf(world, 0);
    const { receipt } = await oneshot.claim({ signer: who.stranger, market, claim });
    const question = { provider, market, claim };
    const late = { ...question, since: receipt.blockNumber + 1 };
    expect(await oneshot.fateOf(late)).to.deep.equal({ status: "spent" });
    const other = { ...question, claim: await claimOf(world, 0, { amount: 1n }) };
    expect(await oneshot.fateOf({ ...other, since: receipt.blockNumber })).to.deep.equal({
      status: "void",
    });
    expect((await oneshot.fateOf({ ...question, since: receipt.blockNumber })).status).to.equal(
      "paid",
    );
  });

  it("says of a claim whose last second has passed that it is expired", async () => {
    const world = await loadFixture(oneShotWorld);
    const { provider, oneShotMarket: market } = world;
    const expiry = (await time.latest()) + 50;
    const claim = await claimOf(world, 0, { expiry });
    const question = { provider, market, claim };
    await time.increaseTo(expiry);
    expect(await oneshot.fateOf(question)).to.deep.equal({ status: "open" });
    await time.increaseTo(expiry + 1);
    expect(await oneshot.fateOf(question)).to.deep.equal({ status: "expired" });
  });

  it("finds what was paid by a node that answers for few blocks at a time", async () => {
    const world = await loadFixture(oneShotWorld);
    const { who, provider, oneShots, oneShotMarket: market } = world;
    const claims = await Promise.all([0, 1].map((index) => claimOf(world, index)));
    for (const claim of claims) await oneshot.claim({ signer: who.stranger, market, claim });
    const ids = claims.map(({ acceptance }) => acceptanceId(oneShots, acceptance));
    let asked = 0;
    const few = new Proxy(provider, {
      get: (target, name) => {
        if (name !== "getLogs") return Reflect.get(target, name, target) as unknown;
        return async (filter: { fromBlock: number; toBlock: number }) => {
          asked += 1;
          if (filter.toBlock - filter.fromBlock > 2) throw new Error("at most 3 blocks");
          return target.getLogs({ ...filter });
        };
      },
    });
    const paid = await oneshot.paidResults({ provider: few, market, ids });
    expect([...paid.keys()]).to.have.members(ids);
    expect(asked).to.be.greaterThan(3);
  });

  it("charges a sponsor that signed, and nobody that did not", async () => {
    const world = await loadFixture(oneShotWorld);
    const { who, at, oneShotMarket: market } = world;
    const claim = await claimOf(world, 0, { payer: who.payer.address });
    const call = { signer: who.provider, market };
    const unsigned = oneshot.claim({ ...call, claim: { ...claim, payerSignature: "0x" } });
    expect((await refusalOf(unsigned)).message).to.contain(who.payer.address);
    const before = await world.vault.balanceOf(who.payer, BigInt(at.token));
    const { amount } = await oneshot.claim({ ...call, claim });
    const after = await world.vault.balanceOf(who.payer, BigInt(at.token));
    expect(before - after).to.equal(amount);
  });
});

describe("sdk claimBatch", () => {
  it("claims all that can be, in the short form, and repeats without harm", async () => {
    const world = await loadFixture(oneShotWorld);
    const { who, oneShotMarket: market } = world;
    const claims = await Promise.all([0, 1, 2, 3].map((index) => claimOf(world, index)));
    const [first] = claims;
    if (first === undefined) throw new Error("too few");
    claims[2] = await claimOf(world, 2, { amount: 5_000n * USD });
    claims.push(first);
    const call = { signer: who.stranger, market };
    const { outcomes, receipts } = await oneshot.claimBatch({ ...call, claims });
    expect(told(outcomes)).to.deep.equal([
      "done",
      "done",
      "refused: ERC6909InsufficientBalance",
      "done",
      "done",
    ]);
    expect(outcomes[4]).to.deep.equal({ ...outcomes[0], index: 4 });
    expect(receipts).to.have.length(1);
    const contract = OneShotMarket__factory.createInterface();
    const sent = await world.provider.getTransaction(receipts[0]?.hash ?? "");
    expect(sent?.data.slice(0, 10)).to.equal(contract.getFunction("claimPlainBatch").selector);
    expect(refusals(outcomes)[0]).to.contain("deposit first");
    for (const { amount, fee } of results(outcomes)) {
      expect(fee).to.equal((amount * BigInt(FEE_BPS)) / 10_000n);
    }
    const again = await oneshot.claimBatch({ ...call, claims });
    expect(told(again.outcomes)).to.deep.equal([
      "before",
      "before",
      "refused: ERC6909InsufficientBalance",
      "before",
      "before",
    ]);
  });

  it("claims for sponsors and wallets, and for several providers", async () => {
    const world = await loadFixture(oneShotWorld);
    const { who, at, oneShotMarket: market } = world;
    const wallet = await new WalletMock__factory(who.deployer).deploy(who.second);
    const client = await wallet.getAddress();
    const claims = [
      await claimOf(world, 0, { payer: who.payer.address }),
      await claimOf(world, 1, { provider: who.third.address }),
      await claimOf(world, 0, { client, payer: who.payer.address }, who.second),
      await claimOf(world, 2, { beneficiary: who.stranger.address }),
    ];
    const { outcomes, receipts } = await oneshot.claimBatch({
      signer: who.stranger,
      market,
      claims,
    });
    expect(told(outcomes)).to.deep.equal(Array(4).fill("done"));
    expect(receipts).to.have.length(2);
    const amounts = results(outcomes).map(({ amount }) => amount);
    expect(amounts).to.deep.equal(claims.map(({ acceptance }) => acceptance.amount));
    const third = await world.vault.balanceOf(who.third, BigInt(at.token));
    expect(third).to.equal(1_980_001n);
  });

  it("tells a cancelled claim from a paid one, and an expired one from both", async () => {
    const world = await loadFixture(oneShotWorld);
    const { who, oneShotMarket: market } = world;
    const claims = await Promise.all([0, 1].map((index) => claimOf(world, index)));
    const now = await time.latest();
    claims.push(await claimOf(world, 2, { expiry: now + 50 }));
    await orders.cancel({ signer: who.client, market, nonce: makeNonce(0, 0) });
    await time.increase(60);
    const { outcomes } = await oneshot.claimBatch({ signer: who.stranger, market, claims });
    expect(told(outcomes)).to.deep.equal([
      "refused: OrderNonceUsed",
      "done",
      "refused: OneShotExpired",
    ]);
    expect(refusals(outcomes)[1]).to.contain("could be claimed until");
  });

  it("splits, and goes on after a connection that broke", async () => {
    const world = await loadFixture(oneShotWorld);
    const { who, provider, oneShotMarket: market } = world;
    const claims = await Promise.all([0, 1, 2, 3, 4, 5].map((index) => claimOf(world, index)));
    const call = { market, claims, limits: { gas: 600_000n } };
    const flaky = new FlakySigner(who.matcher, provider, { at: 2, isSent: true });
    const broken = await oneshot.claimBatch({ ...call, signer: flaky });
    expect(told(broken.outcomes)[0]).to.equal("done");
    expect(told(broken.outcomes).at(-1)).to.equal("open: CALL_FAILED");
    const repeat = await oneshot.claimBatch({ ...call, signer: who.matcher });
    expect(told(repeat.outcomes).every((each) => each === "before" || each === "done")).to.equal(
      true,
    );
    const fates = await Promise.all(
      claims.map((claim) => oneshot.fateOf({ provider, market, claim })),
    );
    expect(fates.map(({ status }) => status)).to.deep.equal(Array(6).fill("paid"));
  });

  it("refuses bad input by its place, before anything is sent", async () => {
    const world = await loadFixture(oneShotWorld);
    const { who, provider, oneShotMarket: market } = world;
    const claim = await claimOf(world, 0);
    const flaky = new FlakySigner(who.matcher, provider, { at: 0, isSent: false });
    const bad = { ...claim, payerSignature: "none" };
    const call = oneshot.claimBatch({ signer: flaky, market, claims: [claim, bad] });
    expect(await refusalOf(call)).to.include({ field: "items[1].payerSignature" });
    expect(flaky.sent).to.equal(0);
  });
});
