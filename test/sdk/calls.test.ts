import { setTimeout } from "node:timers/promises";
import { loadFixture, mine } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { MaxUint256 } from "ethers";
import { network } from "hardhat";
import {
  ALL_UNITS,
  ContractError,
  eventIn,
  EventMissingError,
  market,
  nonceWord,
  requestDigest,
  signPermit,
  vault,
} from "../../packages/sdk/src";
import { FeeOnTransferToken__factory } from "../../typechain-types/factories/contracts/test/FeeOnTransferToken__factory";
import { NoReturnToken__factory } from "../../typechain-types/factories/contracts/test/NoReturnToken__factory";
import { deployWorld, refusalOf, openWorld, signedMatch, USD } from "./support/world";

describe("sdk vault", () => {
  it("deposits with an approval of exactly the amount", async () => {
    const { who, at, token, vault: contract } = await loadFixture(deployWorld);
    const amount = 5n * USD;
    const call = { signer: who.client, vault: at.vault, token: at.token, amount };
    const { credited, receipt } = await vault.deposit(call);
    expect(credited).to.equal(amount);
    expect(receipt.status).to.equal(1);
    expect(await contract.balanceOf(who.client, BigInt(at.token))).to.equal(amount);
    expect(await token.allowance(who.client, at.vault)).to.equal(0n);
  });

  it("uses an allowance that is there, and clears one that is too small", async () => {
    const { who, at, token } = await loadFixture(deployWorld);
    const call = { signer: who.client, vault: at.vault, token: at.token, amount: 5n };
    await vault.approve({ signer: who.client, token: at.token, spender: at.vault, amount: 7n });
    await vault.deposit(call);
    expect(await token.allowance(who.client, at.vault)).to.equal(2n);
    await vault.deposit(call);
    expect(await token.allowance(who.client, at.vault)).to.equal(0n);
  });

  it("approves without limit only where that is said", async () => {
    const { who, at, token } = await loadFixture(deployWorld);
    const call = { signer: who.client, token: at.token, spender: at.vault };
    await vault.approve({ ...call, amount: "unlimited" });
    expect(await token.allowance(who.client, at.vault)).to.equal(MaxUint256);
    await vault.approve({ ...call, amount: 0n });
    expect(await token.allowance(who.client, at.vault)).to.equal(0n);
  });

  it("deposits tokens that return nothing and refuse to change an allowance", async () => {
    const { who, at } = await loadFixture(deployWorld);
    const odd = await new NoReturnToken__factory(who.deployer).deploy();
    const token = await odd.getAddress();
    await odd.mint(who.client, 10n);
    await odd.connect(who.client).approve(at.vault, 1n);
    const call = { signer: who.client, vault: at.vault, token, amount: 10n };
    expect((await vault.deposit(call)).credited).to.equal(10n);
  });

  it("tells what arrived of a token that takes a fee", async () => {
    const { who, at } = await loadFixture(deployWorld);
    const taxed = await new FeeOnTransferToken__factory(who.deployer).deploy(100);
    await taxed.mint(who.client, 1_000n);
    const call = { signer: who.client, vault: at.vault, amount: 1_000n };
    const { credited } = await vault.deposit({ ...call, token: await taxed.getAddress() });
    expect(credited).to.be.within(1n, 999n);
  });

  it("deposits by a permit, for another account too", async () => {
    const { who, at, token, vault: contract } = await loadFixture(deployWorld);
    const receiver = who.stranger.address;
    const call = { signer: who.client, vault: at.vault, token: at.token, amount: 5n, receiver };
    const { credited, receipt } = await vault.depositWithPermit(call);
    expect(credited).to.equal(5n);
    expect(receipt.to).to.equal(at.vault);
    expect(await contract.balanceOf(receiver, BigInt(at.token))).to.equal(5n);
    expect(await token.allowance(who.client, at.vault)).to.equal(0n);
  });

  it("takes a permit that was signed before", async () => {
    const { who, at } = await loadFixture(deployWorld);
    const signer = who.client;
    const permit = await signPermit({ signer, token: at.token, spender: at.vault, value: 5n });
    const call = { signer, vault: at.vault, token: at.token, amount: 5n, permit };
    expect((await vault.depositWithPermit(call)).credited).to.equal(5n);
    const failure = await refusalOf(vault.depositWithPermit(call));
    expect(failure)
      .to.be.instanceOf(ContractError)
      .and.include({ error: "ERC20InsufficientAllowance" });
  });

  it("says that a token has no permits", async () => {
    const { who, at } = await loadFixture(deployWorld);
    const odd = await new NoReturnToken__factory(who.deployer).deploy();
    const token = await odd.getAddress();
    const call = signPermit({ signer: who.client, token, spender: at.vault, value: 1n });
    expect(await refusalOf(call)).to.include({ code: "PERMIT_UNSUPPORTED" });
  });

  for (const hasPermit of [true, false]) {
    it(`opens an account in one transaction ${hasPermit ? "by a permit" : "after an approval"}`, async () => {
      const { who, at, provider } = await loadFixture(deployWorld);
      const signer = who.client;
      const before = await provider.getTransactionCount(signer.address);
      const { vault: address, market: marketAddress, token } = at;
      const call = { signer, vault: address, market: marketAddress, token, amount: 9n, hasPermit };
      expect((await vault.openAccount(call)).credited).to.equal(9n);
      const sent = (await provider.getTransactionCount(signer.address)) - before;
      expect(sent).to.equal(hasPermit ? 1 : 2);
      const account = { provider, vault: address, account: signer.address, token };
      expect(await vault.show({ ...account, market: marketAddress })).to.deep.equal({
        balance: 9n,
        isOperator: true,
      });
    });
  }

  it("opts in and out", async () => {
    const { who, at } = await loadFixture(deployWorld);
    const call = { signer: who.client, vault: at.vault, market: at.market };
    expect((await vault.setOperator(call)).isApproved).to.equal(true);
    expect((await vault.setOperator({ ...call, isApproved: false })).isApproved).to.equal(false);
  });

  it("withdraws, and decodes why it cannot", async () => {
    const { who, at, token } = await loadFixture(openWorld);
    const call = { signer: who.client, vault: at.vault, token: at.token };
    const before = await token.balanceOf(who.client);
    expect((await vault.withdraw({ ...call, amount: 4n })).amount).to.equal(4n);
    expect(await token.balanceOf(who.client)).to.equal(before + 4n);
    const failure = await refusalOf(vault.withdraw({ ...call, amount: 1_000n * USD }));
    expect(failure).to.include({ error: "ERC6909InsufficientBalance", retryable: true });
    expect(failure.message).to.contain("deposit first").and.to.contain(at.token);
    expect(await refusalOf(vault.withdraw({ ...call, amount: -1n }))).to.include({
      field: "amount",
    });
  });
});

describe("sdk market", () => {
  it("cancels one nonce, a word and all", async () => {
    const { who, at, market: contract } = await loadFixture(deployWorld);
    const call = { signer: who.client, market: at.market };
    const isUsable = (nonce: bigint) => contract.isNonceUsable(who.client, nonce);
    expect((await market.cancel({ ...call, nonce: 3n })).nonce).to.equal(3n);
    expect([await isUsable(2n), await isUsable(3n)]).to.deep.equal([true, false]);
    const word = nonceWord(300n);
    expect((await market.cancelWord({ ...call, word })).word).to.equal(word);
    expect([await isUsable(255n), await isUsable(256n)]).to.deep.equal([true, false]);
    expect((await market.cancelAll(call)).epoch).to.equal(1);
    expect([await isUsable(2n), await isUsable(1n << 32n)]).to.deep.equal([false, true]);
  });

  it("tells the tip of a match, and whose signature was taken back", async () => {
    const world = await loadFixture(openWorld);
    const { who, at, domain } = world;
    const tipped = { payer: who.payer.address, tipPerUnit: 5n };
    const match = await signedMatch(world, { request: tipped });
    const { tip, job } = await market.match({ signer: who.matcher, market: at.market, match });
    expect(tip).to.equal(20n);
    expect(job.payer).to.equal(who.payer.address);
    const request = requestDigest(domain, match.request);
    const revoked = await market.revokePayer({ signer: who.payer, market: at.market, request });
    expect(revoked.request).to.equal(request);
  });

  it("decodes a revert that was mined", async () => {
    const world = await loadFixture(openWorld);
    const { who, at } = world;
    const match = await signedMatch(world, { request: { maxPricePerUnit: 1n } });
    const overrides = { gasLimit: 1_000_000 };
    await network.provider.send("evm_setAutomine", [false]);
    try {
      const nonce = await who.matcher.getNonce();
      const call = market.match({ signer: who.matcher, market: at.market, match, overrides });
      const failure = refusalOf(call);
      while ((await who.matcher.getNonce("pending")) === nonce) await setTimeout(5);
      await mine();
      expect(await failure).to.include({ error: "MarketPriceOutsideLimits" });
    } finally {
      await network.provider.send("evm_setAutomine", [true]);
    }
  });

  it("collects nothing where there are no fees", async () => {
    const { who, at } = await loadFixture(openWorld);
    const call = { signer: who.stranger, market: at.market, token: at.token };
    expect((await market.collectFees(call)).amount).to.equal(0n);
  });

  it("finds no event of a contract that emitted none", async () => {
    const { who, at, market: contract } = await loadFixture(deployWorld);
    const { receipt } = await market.cancelAll({ signer: who.client, market: at.market });
    expect(() => eventIn(receipt, at.vault, contract.getEvent("EpochStarted"))).to.throw(
      EventMissingError,
    );
    expect(() => eventIn(receipt, at.market, contract.getEvent("JobEnded"))).to.throw(
      EventMissingError,
      /JobEnded/,
    );
    expect(eventIn(receipt, at.market, contract.getEvent("EpochStarted")).epoch).to.equal(1n);
    expect(ALL_UNITS).to.equal(2n ** 64n - 1n);
  });
});
