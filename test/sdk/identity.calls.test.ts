import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { id, Wallet, ZeroAddress } from "ethers";
import { ethers } from "hardhat";
import {
  allowListEvidence,
  allowListRoot,
  auditorBond,
  Comparison,
  compositionEvidence,
  compositionGas,
  ContractError,
  credentialEvidence,
  credentialId,
  credentials,
  credentialTerms,
  describeContractError,
  explainChildren,
  explainCondition,
  hashChildren,
  hashCredentialTerms,
  InvalidFieldError,
  RevocationReason,
  stake,
  type Child,
  type CredentialClaim,
  type HeldCredential,
} from "../../packages/sdk/src";
import { DAY, DEGREE, degree, identityWorld } from "./support/identity";
import { failureOf, refusalOf, THAW_SECONDS, WEFT } from "./support/world";

describe("sdk credentials calls", () => {
  it("anchor one, once, and say so", async () => {
    const world = await loadFixture(identityWorld);
    const { provider, contract, who, university } = world;
    const held = await degree(world);
    const question = { provider, credentials: contract, credential: held.credential };
    expect(await credentials.anchorOf(question)).to.equal(undefined);
    const done = await credentials.anchor({ signer: who.stranger, held });
    expect(done.id).to.equal(credentialId(world.identity, held.credential));
    expect(done.signer).to.equal(university.address);
    const anchoredAt = await time.latest();
    expect(await credentials.anchorOf(question)).to.deep.equal({
      signer: university.address,
      anchoredAt,
    });
    const refusal = await refusalOf(credentials.anchor({ signer: who.stranger, held }));
    expect(refusal).to.be.instanceOf(ContractError);
    expect(refusal.message).to.contain("is anchored already");
  });

  it("revoke several, say which were new, and find the reason", async () => {
    const world = await loadFixture(identityWorld);
    const { provider, contract, university } = world;
    const issuer = university.address;
    const question = { provider, credentials: contract, issuer };
    expect(await credentials.revocationOf({ ...question, index: 7 })).to.equal(undefined);
    const call = { signer: university, credentials: contract };
    const first = await credentials.revoke({
      ...{ ...call, indexes: [7, 300n] },
      reason: RevocationReason.Superseded,
    });
    expect(first.revoked).to.deep.equal([7n, 300n]);
    const second = await credentials.revoke({ ...call, issuer, indexes: [7, 8] });
    expect(second.revoked).to.deep.equal([8n]);
    expect(await credentials.revocationOf({ ...question, index: 7 })).to.deep.equal({
      ...{ reason: RevocationReason.Superseded, by: issuer, block: first.receipt.blockNumber },
    });
    const late = { ...question, index: 7, fromBlock: second.receipt.blockNumber };
    expect(await credentials.revocationOf(late)).to.equal(undefined);
    const stranger = { signer: world.who.stranger, credentials: contract, issuer, indexes: [1] };
    expect((await refusalOf(credentials.revoke(stranger))).message).to.contain(
      `only ${issuer} or its delegate`,
    );
    const bad = credentials.revoke({ ...call, indexes: [-1] });
    expect(await failureOf(bad)).to.be.instanceOf(InvalidFieldError);
  });

  it("let a key sign and revoke for a while", async () => {
    const world = await loadFixture(identityWorld);
    const { contract, university, who, now } = world;
    const [key, issuer] = [who.third.address, university.address];
    const call = { signer: university, credentials: contract };
    await credentials.setDelegate({ ...call, key, until: now + DAY });
    const held = await degree(world, { signer: who.third, issuer });
    const { signer } = await credentials.anchor({ signer: who.stranger, held });
    expect(signer).to.equal(key);
    const done = await credentials.revoke({ ...call, signer: who.third, issuer, indexes: [7] });
    expect(done.revoked).to.deep.equal([7n]);
    const self = credentials.setDelegate({ ...call, key: issuer, until: 1 });
    expect((await refusalOf(self)).message).to.contain("neither zero nor the issuer itself");
    const none = credentials.setDelegate({ ...call, key: ZeroAddress, until: 1 });
    expect(await failureOf(none)).to.be.instanceOf(InvalidFieldError);
  });
});

describe("sdk auditorBond calls", () => {
  it("lead stake into a bond, through a ruling, and out", async () => {
    const world = await loadFixture(identityWorld);
    const { weft, provider, university, who, at } = world;
    const bonds = await world.auditorBond.getAddress();
    const [issuer, arbiter] = [university.address, who.third];
    await weft.transfer(university, 100n * WEFT);
    const market = { signer: university, stakeVault: at.stakeVault, market: bonds };
    await stake.provisionWithPermit({ ...market, amount: 100n * WEFT });
    const call = { signer: university, auditorBond: bonds };
    await auditorBond.bond({ ...call, arbiter: arbiter.address, amount: 60n * WEFT });
    const { leavesAt } = await auditorBond.unbond({ ...call, amount: 20n * WEFT });
    expect(await auditorBond.show({ provider, auditorBond: bonds, issuer })).to.deep.equal({
      ...{ arbiter: arbiter.address, amount: 40n * WEFT, leaving: 20n * WEFT, leavesAt },
    });
    const held = await degree(world);
    const ruling = { auditorBond: bonds, held, amount: 10n * WEFT, harmed: who.client.address };
    expect((await refusalOf(auditorBond.slash({ ...ruling, ...call }))).message).to.contain(
      `only ${arbiter.address} rules over the bond`,
    );
    const { credited } = await auditorBond.slash({ ...ruling, signer: arbiter });
    expect(credited).to.equal(5n * WEFT);
    const early = auditorBond.release({ ...call, issuer });
    expect(await refusalOf(early)).to.include({ retryable: true });
    await time.increase(THAW_SECONDS);
    await auditorBond.release({ ...call, signer: who.stranger, issuer });
    expect(await auditorBond.show({ provider, auditorBond: bonds, issuer })).to.deep.equal({
      ...{ arbiter: arbiter.address, amount: 30n * WEFT, leaving: 0n, leavesAt: 0 },
    });
    const none = auditorBond.bond({ ...call, arbiter: ZeroAddress, amount: 1n });
    expect(await failureOf(none)).to.be.instanceOf(InvalidFieldError);
  });
});

describe("sdk conditions", () => {
  const YEAR: CredentialClaim = { name: "year", type: "uint256", value: 2020n };
  const atLeast = { claim: YEAR, comparison: Comparison.AtLeast };

  it("put terms in the contract's order and refuse what makes no sense", () => {
    const [a, b] = [new Wallet(id("a")).address, new Wallet(id("b")).address];
    const both = credentialTerms({ issuers: [a, b], schema: DEGREE });
    expect(hashCredentialTerms(both)).to.equal(
      hashCredentialTerms(credentialTerms({ issuers: [b, a], schema: DEGREE, need: 1 })),
    );
    expect(credentialTerms({ issuers: [a, b], schema: DEGREE, need: "all" }).threshold).to.equal(
      2n,
    );
    const degreeClaim: CredentialClaim = { name: "degree", type: "string", value: "MSc" };
    for (const bad of [
      { issuers: [] },
      { issuers: [a, a] },
      { issuers: [ZeroAddress] },
      { need: 0 },
      { need: 3 },
      { need: 1.5 },
      { need: NaN },
      { need: -1 },
      { demands: [{ claim: degreeClaim, comparison: Comparison.AtMost }] },
      { minBond: 2n ** 96n },
      { arbiter: "0x" },
    ]) {
      const terms = { issuers: [a, b], schema: DEGREE, ...bad };
      expect(() => credentialTerms(terms), JSON.stringify(Object.keys(bad))).to.throw(
        InvalidFieldError,
      );
    }
  });

  it("refuse evidence that could not do", async () => {
    const world = await loadFixture(identityWorld);
    const held = await degree(world);
    const issuers = [world.university.address, world.who.third.address];
    const all = credentialTerms({ issuers, need: "all", schema: DEGREE });
    expect(() => credentialEvidence(all, [{ held }])).to.throw(InvalidFieldError, "of 2 issuers");
    const claim: CredentialClaim = { name: "colour", type: "string", value: "red" };
    const odd = credentialTerms({ issuers, schema: DEGREE, demands: [{ claim }] });
    expect(() => credentialEvidence(odd, [{ held }])).to.throw(InvalidFieldError, "colour");
    const list = [world.who.client.address];
    expect(() => allowListEvidence(list, world.who.stranger.address)).to.throw(InvalidFieldError);
    expect(() => allowListRoot([])).to.throw(InvalidFieldError);
  });

  it("take of several credentials those that say enough", async () => {
    const world = await loadFixture(identityWorld);
    const { condition, university, graduate, who } = world;
    const terms = credentialTerms({
      ...{ issuers: [university.address, who.third.address], schema: DEGREE, demands: [atLeast] },
    });
    const isMet = (evidence: HeldCredential[]) =>
      condition.isMet(
        graduate.address,
        hashCredentialTerms(terms),
        credentialEvidence(
          terms,
          evidence.map((held) => ({ held })),
        ),
      );
    const year = (value: bigint): CredentialClaim[] => [{ name: "year", type: "uint256", value }];
    for (const [signer, other] of [
      [university, who.third],
      [who.third, university],
    ] as const) {
      const good = await degree(world, { signer });
      const useless = [
        { claims: [{ name: "colour", type: "string", value: "red" }] as const },
        { claims: [{ name: "year", type: "string", value: "2026" }] as const },
        { claims: year(2019n) },
        { schema: "another" },
      ];
      for (const bad of useless) {
        expect(await isMet([await degree(world, { signer: other, ...bad }), good])).to.equal(true);
        expect(await isMet([await degree(world, { signer, ...bad }), good])).to.equal(true);
      }
    }
  });

  it("are asked with a market's gas, however many zeros the evidence has", async () => {
    const { question } = await composed();
    // Says yes where it was left less than 100,001 gas: push3, gas, lt, push0, mstore, push1, push0, return.
    const code = "0x620186a15a105f5260205ff3";
    const condition = new Wallet(id("a condition")).address;
    await ethers.provider.send("hardhat_setCode", [condition, code]);
    for (const evidence of ["0x", `0x${"00".repeat(2_000)}`, `0x${"ff".repeat(2_000)}`]) {
      expect(await explainCondition({ ...question, condition, evidence })).to.equal(undefined);
    }
  });

  async function composed() {
    const world = await loadFixture(identityWorld);
    const { condition, university, graduate, who, provider } = world;
    const terms = credentialTerms({
      ...{ issuers: [university.address], schema: DEGREE, demands: [atLeast] },
    });
    const list = [who.client.address, who.payer.address, graduate.address];
    const allowList = await ethers.deployContract("AllowListCondition");
    const allOf = await ethers.deployContract("AllOf");
    const children: Child[] = [
      {
        condition: await condition.getAddress(),
        data: hashCredentialTerms(terms),
        gasCap: 40_000,
      },
      { condition: await allowList.getAddress(), data: allowListRoot(list), gasCap: 15_000 },
    ];
    const held = await degree(world);
    const subject = graduate.address;
    const evidences = [
      credentialEvidence(terms, [{ held }]),
      allowListEvidence(list, graduate.address),
    ];
    const question = {
      ...{ provider, condition: await allOf.getAddress(), subject, data: hashChildren(children) },
      evidence: compositionEvidence(children, evidences),
    };
    return { world, children, evidences, question };
  }

  it("say nothing where a composition is met with a market's gas", async () => {
    const { question } = await composed();
    expect(await explainCondition(question)).to.equal(undefined);
    expect(await explainChildren(question)).to.deep.equal([
      { isMet: true, reason: undefined },
      { isMet: true, reason: undefined },
    ]);
  });

  it("name the child that says no, and why", async () => {
    const { world, children, question } = await composed();
    await world.credentials.connect(world.university).revoke(world.university, [7], 1);
    expect(await explainCondition(question)).to.equal(
      `condition ${children[0]?.condition ?? ""}, number 0 counted from zero of those that must all be met, says no (CredentialIsRevoked)`,
    );
    const [first, second] = await explainChildren(question);
    expect(first).to.deep.equal({ isMet: false, reason: "CredentialIsRevoked" });
    expect(second?.isMet).to.equal(true);
    const other = { ...question, data: id("another") };
    expect(await refusalOf(explainChildren(other))).to.be.instanceOf(ContractError);
  });

  it("explain a plain no, silence, and nobody", async () => {
    const { world, question } = await composed();
    const mock = await ethers.deployContract("ConditionMock");
    const condition = await mock.getAddress();
    const plain = { ...question, condition, data: id("data"), evidence: "0x" };
    expect(await explainCondition(plain)).to.equal(`condition ${condition} says no`);
    await mock.setMode(2);
    expect(await explainCondition(plain)).to.equal(`condition ${condition} gives no answer`);
    const nobody = world.who.stranger.address;
    const failure = await failureOf(explainCondition({ ...plain, condition: nobody }));
    expect(failure).to.have.property("code", "CALL_FAILED");
  });

  it("refuse children that could not all be asked", async () => {
    const { children, evidences } = await composed();
    const [child] = children;
    if (child === undefined) throw new Error("no child");
    expect(() => hashChildren([])).to.throw(InvalidFieldError);
    expect(() => hashChildren(Array.from({ length: 9 }, () => child))).to.throw(InvalidFieldError);
    expect(() => hashChildren([child, child, child])).to.throw(InvalidFieldError, "at most 100000");
    expect(() => hashChildren([{ ...child, gasCap: 2 ** 32 }])).to.throw(InvalidFieldError);
    expect(() => hashChildren([{ ...child, condition: ZeroAddress }])).to.throw(InvalidFieldError);
    expect(() => compositionEvidence(children, evidences.slice(1))).to.throw(InvalidFieldError);
    expect(() => compositionEvidence(children, ["0x", "no"])).to.throw(InvalidFieldError);
    expect(compositionGas(children)).to.be.lessThan(100_000);
  });

  it("show comparisons as words", () => {
    const args = { key: id("k"), value: id("v"), comparison: 1n, needed: id("n") };
    expect(describeContractError("CredentialClaimNotMet", args)).to.contain("must be at least 0x");
    expect(describeContractError("CredentialClaimNotMet", { ...args, comparison: 9n })).to.contain(
      "must be 9 0x",
    );
    const child = { index: 1n, condition: ZeroAddress, reason: "0x00000000" };
    expect(describeContractError("CompositionChildNotMet", child)).to.contain("(without a reason)");
    const strange = { ...child, reason: "0x12345678" };
    expect(describeContractError("CompositionChildNotMet", strange)).to.contain("(0x12345678)");
  });
});
