import { StandardMerkleTree } from "@openzeppelin/merkle-tree";
import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { id, keccak256, Wallet, ZeroAddress, ZeroHash } from "ethers";
import { ethers } from "hardhat";
import {
  checkCredential,
  checkDisclosure,
  claimKey,
  claimsRoot,
  claimWord,
  CREDENTIAL_TYPES,
  credentialId,
  describeRevocation,
  disclose,
  InvalidFieldError,
  isPresentedBySubject,
  isUnderRoot,
  issueCredential,
  MAX_CREDENTIAL_SECONDS,
  proveClaims,
  RevocationReason,
  schemaId,
  signPresentation,
  verifyDisclosure,
  type CredentialClaim,
  type Disclosure,
} from "../../packages/sdk/src";
import { toRevocationReason } from "../../packages/sdk/src/identity/revocation";
import { CLAIMS, DAY, DEGREE, degree, identityWorld } from "./support/identity";
import { failureOf } from "./support/world";

describe("sdk claims", () => {
  it("are a tree of OpenZeppelin's, which the contract checks", async () => {
    const world = await loadFixture(identityWorld);
    const { claims, credential } = await degree(world);
    const rows = claims.map((c) => [claimKey(c.type, c.name), claimWord(c), c.salt]);
    const tree = StandardMerkleTree.of(rows, ["bytes32", "bytes32", "bytes32"]);
    expect(credential.root).to.equal(tree.root);
    expect(claimsRoot([...claims].reverse())).to.equal(tree.root);
  });

  it("have the words that their types say", () => {
    const words = CLAIMS.map(claimWord);
    expect(words).to.deep.equal([
      id("MSc Computer Science"),
      id("2.7"),
      `0x${2026n.toString(16).padStart(64, "0")}`,
      `0x8${"0".repeat(62)}1`,
      ZeroHash,
      `0x${"ad".padStart(64, "0")}`,
      `0x${"7e".repeat(32)}`,
      keccak256("0x89504e470d0a1a0a"),
    ]);
    expect(claimKey("uint256", "year")).to.equal(id("uint256 year"));
    expect(claimKey("string", "year")).to.equal(id("string year"));
  });

  it("get salts of their own, or keep the one they have", async () => {
    const world = await loadFixture(identityWorld);
    const first = await degree(world);
    const salts = first.claims.map(({ salt }) => salt);
    expect(new Set(salts).size).to.equal(CLAIMS.length);
    const second = await degree(world, { claims: first.claims });
    expect(second.credential).to.deep.equal(first.credential);
    expect((await degree(world)).credential.root).to.not.equal(first.credential.root);
  });

  const BAD: [what: string, claims: CredentialClaim[]][] = [
    ["no claims", []],
    [
      "two of one name",
      [
        { name: "a", type: "uint256", value: 1n },
        { name: "a", type: "string", value: "1" },
      ],
    ],
    ["a name with a space", [{ name: "uint256 a", type: "uint256", value: 1n }]],
    ["an empty name", [{ name: "", type: "uint256", value: 1n }]],
    ["a negative number", [{ name: "a", type: "uint256", value: -1n }]],
    ["a number of 257 bits", [{ name: "a", type: "uint256", value: 2n ** 256n }]],
    ["a short word", [{ name: "a", type: "bytes32", value: "0x00" }]],
    ["half a byte", [{ name: "a", type: "bytes", value: "0x0" }]],
    ["no address", [{ name: "a", type: "address", value: "0x00" }]],
  ];
  for (const [what, claims] of BAD) {
    it(`are refused with ${what}`, async () => {
      const world = await loadFixture(identityWorld);
      expect(await failureOf(degree(world, { claims }))).to.be.instanceOf(InvalidFieldError);
    });
  }

  it("are refused with a salt that is no word", async () => {
    const world = await loadFixture(identityWorld);
    const claims = [{ name: "a", type: "bool", value: true, salt: "0x12" } as const];
    expect(await failureOf(degree(world, { claims }))).to.be.instanceOf(InvalidFieldError);
  });

  it("cannot be guessed without the salt", async () => {
    const world = await loadFixture(identityWorld);
    const { claims, credential } = await degree(world);
    const [shown] = proveClaims(claims, ["grade"]);
    if (shown === undefined) throw new Error("nothing was shown");
    expect(isUnderRoot(credential.root, shown)).to.equal(true);
    for (const salt of [ZeroHash, id("2.7"), id("another")]) {
      expect(isUnderRoot(credential.root, { ...shown, salt })).to.equal(false);
    }
  });
});

describe("sdk credentials", () => {
  it("are signed so that the contract takes them", async () => {
    const world = await loadFixture(identityWorld);
    const { credential, signature } = await degree(world);
    const on = await world.credentials.check(credential, signature);
    expect(on).to.equal(credentialId(world.identity, credential));
  });

  it("are issued in the name of whom the signer is a delegate of", async () => {
    const world = await loadFixture(identityWorld);
    const { university, who } = world;
    const held = await degree(world, { signer: who.third, issuer: university.address });
    expect(held.credential.issuer).to.equal(university.address);
    await world.credentials.connect(university).setDelegate(who.third, world.now + DAY);
    await world.credentials.check(held.credential, held.signature);
  });

  it("are refused with fields out of range", async () => {
    const world = await loadFixture(identityWorld);
    const { credential } = await degree(world);
    const { issuedAt } = credential;
    for (const bad of [
      { issuer: ZeroAddress },
      { subject: ZeroAddress },
      { schema: "0x00" },
      { root: "hello" },
      { issuedAt: -1 },
      { expiresAt: issuedAt },
      { expiresAt: issuedAt + MAX_CREDENTIAL_SECONDS + 1 },
      { issuedAt: 2 ** 40, expiresAt: 2 ** 40 + 1 },
      { index: 2n ** 64n },
      { index: -1n },
    ]) {
      expect(() => checkCredential({ ...credential, ...bad })).to.throw(InvalidFieldError);
    }
    expect(await world.credentials.MAX_SECONDS()).to.equal(MAX_CREDENTIAL_SECONDS);
    expect(() => schemaId("")).to.throw(InvalidFieldError);
    expect(await failureOf(degree(world, { subject: "me" }))).to.be.instanceOf(InvalidFieldError);
  });

  it("are signed for no other chain than the signer's", async () => {
    const world = await loadFixture(identityWorld);
    const failure = await failureOf(degree(world, { domain: { ...world.identity, chainId: 1n } }));
    expect(failure).to.have.property("code", "WRONG_CHAIN");
  });

  it("show the claims that were asked for and nothing of the others", async () => {
    const held = await degree(await loadFixture(identityWorld));
    const shown = disclose(held, ["degree", "year"]);
    expect(shown.claims.map(({ name }) => name)).to.deep.equal(["degree", "year"]);
    const text = JSON.stringify(shown, (_, value: unknown) =>
      typeof value === "bigint" ? value.toString() : value,
    );
    const hidden = held.claims.filter(({ name }) => !["degree", "year"].includes(name));
    for (const { salt } of hidden) expect(text).to.not.contain(salt.slice(2));
    expect(text).to.not.contain("2.7");
    expect(() => disclose(held, ["colour"])).to.throw(InvalidFieldError, "degree or grade");
  });
});

describe("sdk verifyDisclosure", () => {
  async function given() {
    const world = await loadFixture(identityWorld);
    const held = await degree(world);
    const expected = {
      domain: world.identity,
      issuers: [world.who.stranger.address, world.university.address.toLowerCase()],
      schema: DEGREE,
      subject: world.graduate.address,
    };
    const verify = (shown: Disclosure, others = {}) =>
      verifyDisclosure({ shown, provider: world.provider, ...expected, ...others });
    return { world, held, expected, verify, shown: disclose(held, ["degree", "year"]) };
  }

  it("finds nothing wrong with what is right", async () => {
    const { world, verify, shown } = await given();
    expect(await verify(shown)).to.deep.equal([]);
    const { issuers } = { issuers: [world.university.address] };
    const least = { shown, provider: world.provider, domain: world.identity, issuers };
    expect(await verifyDisclosure(least)).to.deep.equal([]);
  });

  it("names everything that is wrong with what was said", async () => {
    const { world, shown, expected } = await given();
    const other = new Wallet(id("other")).address;
    const faultsOf = (changed: Partial<Disclosure>, others = {}) =>
      checkDisclosure({ ...shown, ...changed }, { ...expected, ...others }).map(
        ({ fault }) => fault,
      );
    const [first, ...rest] = shown.claims;
    if (first?.type !== "string") throw new Error("another claim was expected");
    expect(faultsOf({})).to.deep.equal([]);
    expect(faultsOf({}, { subject: other })).to.deep.equal(["WRONG_SUBJECT"]);
    expect(faultsOf({}, { issuers: [other] })).to.deep.equal(["UNTRUSTED_ISSUER"]);
    expect(faultsOf({}, { issuers: [] })).to.deep.equal(["UNTRUSTED_ISSUER"]);
    expect(faultsOf({}, { schema: "another" })).to.deep.equal(["WRONG_SCHEMA"]);
    expect(faultsOf({ schema: "another" })).to.deep.equal(["WRONG_SCHEMA"]);
    for (const domain of [
      { ...world.identity, chainId: 5n },
      { ...world.identity, verifyingContract: other },
      { ...world.identity, name: "Weft JobMarket" },
      { ...world.identity, version: "2" },
    ]) {
      expect(faultsOf({ domain })).to.deep.equal(["WRONG_DOMAIN"]);
    }
    const better = { ...first, value: "PhD Computer Science" };
    expect(faultsOf({ claims: [better, ...rest] })).to.deep.equal(["CLAIM_NOT_PROVEN"]);
    const [fault] = checkDisclosure({ ...shown, claims: [better] }, expected);
    expect(fault?.sentence).to.equal("the issuer did not sign that degree is PhD Computer Science");
  });

  it("says what the chain says: forged, revoked, expired, not anchored", async () => {
    const { world, verify, shown, held } = await given();
    const sentence = async (changed: Partial<Disclosure> = {}) =>
      (await verify({ ...shown, ...changed })).map(({ fault, sentence: said }) => {
        expect(fault).to.equal("REFUSED");
        return said;
      });
    const forged = await degree(world, {
      signer: world.who.stranger,
      issuer: world.university.address,
      claims: held.claims,
    });
    expect((await sentence({ signature: forged.signature }))[0]).to.contain("needs a signature of");
    expect((await sentence({ signature: "0x" }))[0]).to.contain("is not anchored");
    await world.credentials.anchor(held.credential, held.signature);
    expect(await verify({ ...shown, signature: "0x" })).to.deep.equal([]);
    await world.credentials.connect(world.university).revoke(world.university, [7], 1);
    expect((await sentence())[0]).to.contain("was revoked");
    const brief = await degree(world, { index: 8, expiresAt: world.now + DAY });
    await time.increase(2 * DAY);
    expect((await verify(disclose(brief, [])))[0]?.sentence).to.contain("held until");
  });

  it("throws where there is no such contract to ask", async () => {
    const { world, verify, shown } = await given();
    const nowhere = { ...world.identity, verifyingContract: new Wallet(id("none")).address };
    const failure = await failureOf(verify({ ...shown, domain: nowhere }, { domain: nowhere }));
    expect(failure).to.have.property("code", "CALL_FAILED");
  });
});

describe("sdk presentations", () => {
  async function given() {
    const world = await loadFixture(identityWorld);
    const { credential } = await degree(world);
    const occasion = {
      domain: world.identity,
      ...{ credential, audience: "careers.example" },
      ...{ challenge: id("challenge"), expiry: world.now + 100 },
    };
    const signature = await signPresentation({ signer: world.graduate, ...occasion });
    return { world, credential, occasion, shown: { ...occasion, signature, now: world.now } };
  }

  it("count for the subject, this reader, this challenge, until they expire", async () => {
    const { world, occasion, shown } = await given();
    expect(await isPresentedBySubject(shown)).to.equal(true);
    expect(await isPresentedBySubject({ ...shown, now: shown.expiry })).to.equal(true);
    const other = await degree(world, { index: 9 });
    const byAnother = await signPresentation({
      ...{ signer: world.university, isForWallet: true },
      ...occasion,
    });
    for (const bad of [
      { audience: "phishing.example" },
      { challenge: id("another") },
      { expiry: shown.expiry + 1 },
      { now: shown.expiry + 1 },
      { credential: other.credential },
      { domain: { ...world.identity, chainId: 2n } },
      { signature: byAnother },
      { signature: "0x" },
    ]) {
      expect(await isPresentedBySubject({ ...shown, ...bad })).to.equal(false);
    }
  });

  it("are refused to a key that is not the subject's", async () => {
    const { world, occasion } = await given();
    const failure = await failureOf(signPresentation({ signer: world.university, ...occasion }));
    expect(failure).to.have.property("code", "WRONG_SIGNER");
  });

  it("ask the wallet of a subject that is one", async () => {
    const { world, occasion } = await given();
    const wallet = await ethers.deployContract("WalletMock", [world.graduate]);
    const { credential } = await degree(world, { subject: await wallet.getAddress() });
    const mine = { ...occasion, credential };
    const signer = world.graduate;
    const signature = await signPresentation({ ...mine, signer, isForWallet: true });
    const shown = { ...mine, signature, now: world.now };
    expect(await isPresentedBySubject(shown)).to.equal(false);
    expect(await isPresentedBySubject({ ...shown, provider: world.provider })).to.equal(true);
  });

  it("are no credentials: the same key signs two kinds of things", async () => {
    const { world, credential, shown } = await given();
    const own = { ...credential, issuer: world.graduate.address };
    await expect(world.credentials.check(own, shown.signature)).to.be.revertedWithCustomError(
      world.credentials,
      "CredentialInvalidSignature",
    );
    expect(Object.keys(CREDENTIAL_TYPES)).to.deep.equal(["Credential"]);
  });
});

describe("sdk reasons of revocation", () => {
  it("are the contract's, each with a sentence", () => {
    for (let value = 0n; value < 7n; ++value) {
      expect(describeRevocation(toRevocationReason(value))).to.match(/^[A-Z].*\.$/);
      expect(toRevocationReason(value)).to.equal(Number(value));
    }
    expect(toRevocationReason(99n)).to.equal(RevocationReason.Unspecified);
  });
});

describe("sdk issueCredential", () => {
  for (const index of [1.5, NaN, -1, 2 ** 53]) {
    it(`refuses index ${index}`, async () => {
      const world = await loadFixture(identityWorld);
      expect(await failureOf(degree(world, { index }))).to.be.instanceOf(InvalidFieldError);
    });
  }

  it("issues in the signer's name where no other is given", async () => {
    const world = await loadFixture(identityWorld);
    const signer = Wallet.createRandom();
    const held = await issueCredential({
      ...{ signer, domain: world.identity, subject: world.graduate.address, schema: DEGREE },
      ...{ claims: CLAIMS, issuedAt: 0, expiresAt: 1, index: 0n },
    });
    expect(held.credential.issuer).to.equal(signer.address);
  });
});
