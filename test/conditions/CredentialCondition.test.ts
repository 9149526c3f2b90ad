import { StandardMerkleTree } from "@openzeppelin/merkle-tree";
import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import {
  claimKey,
  claimWord,
  Comparison,
  credentialEvidence,
  credentialId,
  credentialTerms,
  hashCredentialTerms,
  type CredentialClaim,
  type CredentialTermsParameters,
  type Evidence,
  type HeldCredential,
} from "@weft/sdk";
import { expect } from "chai";
import { concat, id, keccak256, ZeroHash } from "ethers";
import { ethers, network } from "hardhat";

import { DAY, deployIdentity, HARDWARE, issue, type IdentityWorld } from "../support/identity";
import { WEFT } from "../support/deploy";
import {
  encodeEvidence,
  encodeTerms,
  rawShown,
  rawTerms,
  type RawShown,
  type RawTerms,
} from "../support/evidence";
import { highSOf } from "../support/signatures";

const VRAM: CredentialClaim = { name: "vramGiB", type: "uint256", value: 80n };
const MODEL: CredentialClaim = { name: "model", type: "string", value: "H100 SXM" };

const NAMES = ["vramGiB", "model"];

describe("CredentialCondition.isMet", () => {
  let world: IdentityWorld;
  let held: HeldCredential;

  beforeEach(async () => {
    world = await loadFixture(deployIdentity);
    held = await issue(world);
  });

  function termsOf(overrides: Partial<CredentialTermsParameters> = {}) {
    const issuers = [world.issuer.address, world.otherIssuer.address];
    const demands = [{ claim: VRAM, comparison: Comparison.AtLeast }, { claim: MODEL }];
    return credentialTerms({ issuers, schema: HARDWARE, demands, ...overrides });
  }

  function ask(
    evidence: readonly Evidence[],
    overrides: Partial<CredentialTermsParameters> = {},
    subject = world.subject,
  ): Promise<boolean> {
    const terms = termsOf(overrides);
    return world.credentialCondition.isMet(
      subject,
      hashCredentialTerms(terms),
      credentialEvidence(terms, evidence),
    );
  }

  /** Asks with evidence that the SDK would not make. */
  function askBent(
    shown: readonly RawShown[],
    overrides: Partial<CredentialTermsParameters> = {},
  ): Promise<boolean> {
    return askRaw(rawTerms(termsOf(overrides)), shown);
  }

  function askRaw(terms: RawTerms, shown: readonly RawShown[]): Promise<boolean> {
    const encoded = encodeTerms(terms);
    const evidence = encodeEvidence(encoded, shown);
    return world.credentialCondition.isMet(world.subject, keccak256(encoded), evidence);
  }

  /** What would be shown, with its first claim changed. */
  function withFirst(change: (claim: RawShown["claims"][number]) => object): RawShown[] {
    const shown = rawShown(held, NAMES);
    const claims = shown.claims.map((claim, i) =>
      i === 0 ? { ...claim, ...change(claim) } : claim,
    );
    return [{ ...shown, claims }];
  }

  function refused(asked: Promise<boolean>, error: string) {
    const { credentialCondition } = world;
    return expect(asked).to.be.revertedWithCustomError(credentialCondition, error);
  }

  it("is deployed around the bonds and their credentials", async () => {
    const { credentialCondition, auditorBond, credentials } = world;
    expect(await credentialCondition.auditorBond()).to.equal(auditorBond);
    expect(await credentialCondition.credentials()).to.equal(credentials);
  });

  context("given one credential of a named issuer", () => {
    it("is met with its signature", async () => {
      expect(await ask([{ held }])).to.equal(true);
    });

    it("is met without, where it is anchored", async () => {
      const { credentials } = world;
      await expect(ask([{ held, isAnchored: true }])).to.be.revertedWithCustomError(
        credentials,
        "CredentialNotAnchored",
      );
      await credentials.anchor(held.credential, held.signature);
      expect(await ask([{ held, isAnchored: true }])).to.equal(true);
    });

    it("is met without any claim, where none is demanded", async () => {
      expect(await ask([{ held }], { demands: [] })).to.equal(true);
    });

    it("REP6: is not met by another subject", async () => {
      const { client, subject } = world;
      await refused(ask([{ held }], {}, client.address), "CredentialWrongSubject").withArgs(
        subject,
        client.address,
      );
    });

    it("REP6: is not met when it has expired, or was revoked in the same block", async () => {
      const { credentials, issuer } = world;
      await network.provider.send("evm_setAutomine", [false]);
      await credentials.connect(issuer).revoke(issuer, [held.credential.index], 2);
      // What a call at the pending block sees is what a match after the revocation sees.
      const terms = termsOf();
      const asked = world.credentialCondition.isMet(
        world.subject,
        hashCredentialTerms(terms),
        credentialEvidence(terms, [{ held }]),
        { blockTag: "pending" },
      );
      await expect(asked).to.be.revertedWithCustomError(credentials, "CredentialIsRevoked");
      await network.provider.send("evm_setAutomine", [true]);
      const other = await issue(world, { expiresAt: world.now + DAY });
      await time.increaseTo(world.now + DAY + 1);
      await expect(ask([{ held: other }])).to.be.revertedWithCustomError(
        credentials,
        "CredentialExpired",
      );
    });

    it("REP6: is not met by one for another contract or chain", async () => {
      const { credentials, identity } = world;
      for (const domain of [
        { ...identity, verifyingContract: await world.auditorBond.getAddress() },
        { ...identity, chainId: 1n },
      ]) {
        const signer = new ethers.Wallet(id("a key without a chain"));
        const foreign = await issue(world, { domain, signer });
        await expect(
          ask([{ held: foreign }], { issuers: [signer.address] }),
        ).to.be.revertedWithCustomError(credentials, "CredentialInvalidSignature");
      }
    });

    it("is not met by a malleable signature", async () => {
      await expect(
        ask([{ held: { ...held, signature: highSOf(held.signature) } }]),
      ).to.be.revertedWithCustomError(world.credentials, "CredentialInvalidSignature");
    });

    it("is not met by another schema", async () => {
      const other = await issue(world, { schema: "another" });
      await refused(ask([{ held: other }]), "CredentialWrongSchema").withArgs(
        id("another"),
        id(HARDWARE),
      );
    });

    it("is not met by an issuer that is not named", async () => {
      const other = await issue(world, { signer: world.stranger });
      await refused(askBent([rawShown(other, NAMES)]), "CredentialIssuerNotNamed").withArgs(
        world.stranger.address,
      );
    });
  });

  context("given what the claims say", () => {
    const CASES: [what: string, comparison: Comparison, value: bigint, isMet: boolean][] = [
      ["equal", Comparison.Equal, 80n, true],
      ["not equal", Comparison.Equal, 81n, false],
      ["exactly enough", Comparison.AtLeast, 80n, true],
      ["too little", Comparison.AtLeast, 81n, false],
      ["exactly as few as allowed", Comparison.AtMost, 80n, true],
      ["too much", Comparison.AtMost, 79n, false],
    ];
    for (const [what, comparison, value, isOk] of CASES) {
      it(`is ${isOk ? "" : "not "}met when it is ${what}`, async () => {
        const claim: CredentialClaim = { name: "vramGiB", type: "uint256", value };
        const asked = ask([{ held }], { demands: [{ claim, comparison }] });
        if (isOk) expect(await asked).to.equal(true);
        else {
          await refused(asked, "CredentialClaimNotMet").withArgs(
            claimKey("uint256", "vramGiB"),
            claimWord(VRAM),
            comparison,
            claimWord(claim),
          );
        }
      });
    }

    it("is not met by a value with a salt of another claim, or a guessed one", async () => {
      const [other] = held.claims.filter(({ name }) => name === "serial");
      for (const salt of [other?.salt ?? "", `0x${"00".repeat(32)}`, id("a guess")]) {
        const bent = askBent(withFirst(() => ({ salt })));
        await refused(bent, "CredentialClaimNotProven").withArgs(
          claimKey("uint256", "vramGiB"),
          claimWord(VRAM),
        );
      }
    });

    it("is not met by a value that was raised", async () => {
      const more: CredentialClaim = { ...VRAM, value: 96n };
      const bent = askBent(withFirst(() => ({ value: claimWord(more) })));
      await refused(bent, "CredentialClaimNotProven").withArgs(
        claimKey("uint256", "vramGiB"),
        claimWord(more),
      );
    });

    it("is not met by a claim of the same name and another type", async () => {
      const claims: CredentialClaim[] = [
        { name: "vramGiB", type: "bytes32", value: claimWord({ ...VRAM, value: 96n }) },
        MODEL,
      ];
      const other = await issue(world, { claims });
      await refused(ask([{ held: other }]), "CredentialClaimNotProven").withArgs(
        claimKey("uint256", "vramGiB"),
        claimWord({ ...VRAM, value: 96n }),
      );
    });

    it("RWD6: is not met by an inner node as a claim", async () => {
      const rows = held.claims.map((claim) => [
        claimKey(claim.type, claim.name),
        claimWord(claim),
        claim.salt,
      ]);
      const { tree } = StandardMerkleTree.of(rows, ["bytes32", "bytes32", "bytes32"]).dump();
      const [, node = "", sibling = "", ...children] = tree;
      const [key = "", value = ""] = children.slice(0, 2).sort();
      expect(keccak256(concat([key, value]))).to.equal(node);
      // Hashed once and without a salt, this would be the node.
      const rules = [{ key, comparison: Comparison.Equal, value }];
      const claims = [{ value, salt: ZeroHash, proof: [sibling] }];
      const asked = askRaw({ ...rawTerms(termsOf()), rules }, [{ ...rawShown(held, []), claims }]);
      await refused(asked, "CredentialClaimNotProven").withArgs(key, value);
    });

    for (const count of [0, 1, 3, 200]) {
      it(`is not met by ${count} claims where two are demanded`, async () => {
        const shown = rawShown(held, NAMES);
        const [claim] = shown.claims;
        const claims = Array.from({ length: count }, () => claim).flatMap((each) => each ?? []);
        const asked = askBent([{ ...shown, claims }]);
        await refused(asked, "CredentialWrongClaimCount").withArgs(count, 2);
      });
    }
  });

  context("given several issuers", () => {
    let other: HeldCredential;

    beforeEach(async () => {
      other = await issue(world, { signer: world.otherIssuer });
    });

    it("is met by any of them", async () => {
      expect(await ask([{ held }])).to.equal(true);
      expect(await ask([{ held: other }])).to.equal(true);
    });

    it("is met by all of them, and by none of them twice", async () => {
      expect(await ask([{ held: other }, { held }], { need: "all" })).to.equal(true);
      const both = [held, other].map((each) => rawShown(each, NAMES));
      for (const twice of [both[0], both[1]]) {
        const asked = askBent(
          [twice, twice].flatMap((each) => each ?? []),
          { need: "all" },
        );
        await refused(asked, "CredentialIssuerNotNamed").withArgs(twice?.credential.issuer);
      }
    });

    it("is not met in another order", async () => {
      const ordered = [held, other].sort((a, b) =>
        BigInt(a.credential.issuer) < BigInt(b.credential.issuer) ? 1 : -1,
      );
      const turned = askBent(
        ordered.map((each) => rawShown(each, NAMES)),
        { need: "all" },
      );
      await refused(turned, "CredentialIssuerNotNamed").withArgs(ordered[1]?.credential.issuer);
    });

    it("is not met by fewer or more than the threshold", async () => {
      const shown = rawShown(held, NAMES);
      for (const count of [0, 2, 40]) {
        const bent = askBent(Array.from({ length: count }, () => shown));
        await refused(bent, "CredentialWrongCount").withArgs(count, 1);
      }
    });
  });

  context("given terms that are not those of the order, or no terms", () => {
    it("is not met", async () => {
      const [agreed, brought] = [termsOf(), termsOf({ demands: [] })];
      const [word, other] = [hashCredentialTerms(agreed), hashCredentialTerms(brought)];
      await refused(
        world.credentialCondition.isMet(
          world.subject,
          word,
          credentialEvidence(brought, [{ held }]),
        ),
        "CredentialTermsMismatch",
      ).withArgs(word, other);
    });

    for (const [issuers, threshold] of [
      [0, 0n],
      [0, 1n],
      [2, 0n],
      [2, 3n],
      [2, 2n ** 256n - 1n],
    ] as const) {
      it(`is not met with a threshold of ${threshold} among ${issuers}`, async () => {
        const named = [world.issuer.address, world.otherIssuer.address].slice(0, issuers);
        const terms = { ...rawTerms(termsOf()), issuers: named, threshold };
        await refused(askRaw(terms, []), "CredentialTermsInvalid").withArgs(issuers, threshold);
      });
    }

    for (const evidence of ["0x", "0x00", `0x${"ff".repeat(64)}`, `0x${"00".repeat(640)}`]) {
      it(`reverts for ${evidence.length / 2 - 1} bytes of garbage`, async () => {
        await expect(world.credentialCondition.isMet(world.subject, id("data"), evidence)).to.be
          .reverted;
      });
    }
  });

  context("given a bond that is demanded", () => {
    async function bond(amount: bigint): Promise<void> {
      const { weftToken, stakeVault, auditorBond, issuer, arbiter } = world;
      await weftToken.transfer(issuer, amount);
      await weftToken.connect(issuer).approve(stakeVault, amount);
      await stakeVault.connect(issuer).provision(auditorBond, amount);
      await auditorBond.connect(issuer).bond(arbiter, amount);
    }

    it("is not met without it, nor once notice was given", async () => {
      const { issuer, auditorBond } = world;
      const minBond = 100n * WEFT;
      await refused(ask([{ held }], { minBond }), "CredentialBondTooLow").withArgs(
        issuer.address,
        0n,
        minBond,
      );
      await bond(minBond);
      expect(await ask([{ held }], { minBond })).to.equal(true);
      await auditorBond.connect(issuer).unbond(1n);
      await refused(ask([{ held }], { minBond }), "CredentialBondTooLow").withArgs(
        issuer.address,
        minBond - 1n,
        minBond,
      );
    });

    it("is not met under another arbiter than the order's", async () => {
      const { issuer, arbiter, stranger } = world;
      await bond(10n);
      const demanded = { minBond: 10n, arbiter: arbiter.address };
      expect(await ask([{ held }], demanded)).to.equal(true);
      await refused(
        ask([{ held }], { minBond: 10n, arbiter: stranger.address }),
        "CredentialWrongArbiter",
      ).withArgs(issuer.address, arbiter.address, stranger.address);
    });

    it("is not met by a credential that was ruled on, however much is bonded afterwards", async () => {
      const { auditorBond, issuer, arbiter } = world;
      await bond(11n);
      const { credential, signature } = held;
      await auditorBond.connect(arbiter).slash(credential, signature, 1n, ethers.ZeroAddress);
      const ruled = refused(ask([{ held }], { minBond: 10n }), "CredentialIsRuled");
      await ruled.withArgs(credentialId(world.identity, credential), issuer.address);
      await bond(100n);
      await refused(ask([{ held }], { minBond: 10n }), "CredentialIsRuled");
      // The bond stands behind all others, and who asks for no bond asks for no ruling.
      expect(await ask([{ held: await issue(world) }], { minBond: 10n })).to.equal(true);
      expect(await ask([{ held }])).to.equal(true);
    });

    it("is not met by a lie that a friend ruled on before a trusted arbiter was named", async () => {
      const { weftToken, stakeVault, auditorBond, issuer, stranger: friend, arbiter } = world;
      const minBond = 999n * WEFT;
      await weftToken.transfer(issuer, minBond + 1n);
      await weftToken.connect(issuer).approve(stakeVault, minBond + 1n);
      await stakeVault.connect(issuer).provision(auditorBond, minBond + 1n);
      const { credential, signature } = held;
      await auditorBond.connect(issuer).bond(friend, 1n);
      await auditorBond.connect(friend).slash(credential, signature, 1n, ethers.ZeroAddress);
      await auditorBond.connect(issuer).bond(arbiter, minBond);
      await expect(
        auditorBond.connect(arbiter).slash(credential, signature, minBond, ethers.ZeroAddress),
      ).to.be.revertedWithCustomError(auditorBond, "BondAlreadyRuled");
      await refused(ask([{ held }], { minBond, arbiter: arbiter.address }), "CredentialIsRuled");
    });
  });

  for (const [how, isAnchored] of [
    ["anchored", true],
    ["signed", false],
  ] as const) {
    it(`is sparing with gas: one ${how} credential with two claims`, async () => {
      if (isAnchored) await world.credentials.anchor(held.credential, held.signature);
      const terms = termsOf();
      const evidence = credentialEvidence(terms, [{ held, isAnchored }]);
      const call = world.credentialCondition.interface.encodeFunctionData("isMet", [
        world.subject,
        hashCredentialTerms(terms),
        evidence,
      ]);
      const gas = await ethers.provider.estimateGas({
        to: world.credentialCondition,
        data: call,
      });
      const bytes = ethers.getBytes(call);
      const zeros = bytes.filter((byte) => byte === 0).length;
      const calldata = BigInt(zeros * 4 + (bytes.length - zeros) * 16);
      // Execution alone is some 21,000; what carries the evidence is in the bound as well.
      expect(gas - 21_000n).to.be.lessThan(40_000n);
      expect(gas - 21_000n - calldata).to.be.lessThan(25_000n);
    });
  }
});
