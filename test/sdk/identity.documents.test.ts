import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ZeroHash } from "ethers";
import {
  CredentialFormatError,
  disclose,
  exportHeld,
  fromVerifiableCredential,
  importHeld,
  toVerifiableCredential,
  verifyDisclosure,
  type VerifiableCredential,
} from "../../packages/sdk/src";
import { CLAIMS, DEGREE, degree, identityWorld } from "./support/identity";

/** A document as it comes out of a file: plain JSON, of which anything can be changed. */
interface Plain {
  [name: string]: Plain & string;
}

function plain(document: VerifiableCredential): Plain {
  // Any JSON is of this shape as far as the changes below go.
  return JSON.parse(JSON.stringify(document)) as Plain;
}

async function given() {
  const world = await loadFixture(identityWorld);
  const held = await degree(world);
  return { world, held, document: toVerifiableCredential(disclose(held, ["degree", "credits"])) };
}

function pathOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof CredentialFormatError) return error.path;
    throw error;
  }
  throw new Error("the document was read");
}

describe("sdk toVerifiableCredential", () => {
  it("writes a Verifiable Credential of version 2.0", async () => {
    const { world, held, document } = await given();
    const { credential } = held;
    const did = (account: string) => `did:pkh:eip155:31337:${account}`;
    expect(document["@context"][0]).to.equal("https://www.w3.org/ns/credentials/v2");
    expect(document.type).to.deep.equal(["VerifiableCredential"]);
    expect(document.issuer).to.equal(did(world.university.address));
    expect(Date.parse(document.validFrom) / 1000).to.equal(credential.issuedAt);
    expect(Date.parse(document.validUntil) / 1000).to.equal(credential.expiresAt);
    expect(document.credentialSubject).to.deep.equal({
      id: did(world.graduate.address),
      degree: "MSc Computer Science",
      credits: (2n ** 255n + 1n).toString(),
    });
    expect(document.credentialSchema.id).to.equal(DEGREE);
    expect(document.credentialStatus).to.include({ statusPurpose: "revocation", index: "7" });
    expect(document.credentialStatus.contract).to.equal(did(world.contract));
    expect(document.proof.proofValue).to.equal(`f${held.signature.slice(2)}`);
  });

  it("refuses what it could not read back", async () => {
    const { world } = await given();
    const named = await degree(world, { claims: [{ name: "id", type: "bool", value: true }] });
    expect(pathOf(() => exportHeld(named))).to.equal("id");
    const typed = await degree(world, { claims: [{ name: "type", type: "string", value: "x" }] });
    expect(pathOf(() => exportHeld(typed))).to.equal("type");
    const late = 260_000_000_000;
    const far = await degree(world, { issuedAt: late, expiresAt: late + 1 });
    expect(pathOf(() => exportHeld(far))).to.equal("validUntil");
  });
});

describe("sdk fromVerifiableCredential", () => {
  it("reads what was written, whatever the type of a claim", async () => {
    const { world, held } = await given();
    for (const names of [[], ["degree"], CLAIMS.map(({ name }) => name)]) {
      const shown = disclose(held, names);
      const document: unknown = JSON.parse(JSON.stringify(toVerifiableCredential(shown)));
      const read = fromVerifiableCredential(document);
      expect(read.credential).to.deep.equal(shown.credential);
      expect(read.domain).to.deep.equal(shown.domain);
      expect([read.schema, read.signature]).to.deep.equal([shown.schema, shown.signature]);
      const lower = (value: unknown) => String(value).toLowerCase();
      expect(
        read.claims.map((claim) => [claim.name, claim.type, lower(claim.value)]),
      ).to.deep.equal(shown.claims.map((claim) => [claim.name, claim.type, lower(claim.value)]));
      const issuers = [world.university.address];
      const { provider, identity: domain } = world;
      expect(await verifyDisclosure({ shown: read, provider, domain, issuers })).to.deep.equal([]);
    }
  });

  it("reads a small number that is a number", async () => {
    const { world } = await given();
    const held = await degree(world, { claims: [{ name: "year", type: "uint256", value: 2026n }] });
    const document = exportHeld(held);
    const copy = { ...document, credentialSubject: { ...document.credentialSubject, year: 2026 } };
    expect(fromVerifiableCredential(copy).claims[0]?.value).to.equal(2026n);
  });

  it("reads accounts and words in either case", async () => {
    const { held, document } = await given();
    const lower = JSON.stringify(document).replace(/0x[0-9a-fA-F]+/g, (hex) => hex.toLowerCase());
    expect(fromVerifiableCredential(JSON.parse(lower)).credential).to.deep.equal(held.credential);
  });

  it("reads one that is anchored, without a signature", async () => {
    const { held } = await given();
    const shown = { ...disclose(held, ["degree"]), signature: "0x" };
    expect(fromVerifiableCredential(toVerifiableCredential(shown)).signature).to.equal("0x");
  });

  const OTHER = "0x00000000000000000000000000000000000000Ad";
  const CHANGES: [path: string, change: (document: Plain) => void][] = [
    ["@context", (d) => delete d["@context"]],
    ["@context.0", (d) => Object.assign(d, { "@context": ["https://example.org"] })],
    ["@context.0", (d) => Object.assign(d, { "@context": [] })],
    ["@context", (d) => Object.assign(d, { "@context": Array(17).fill("x") })],
    ["type", (d) => Object.assign(d, { type: ["VerifiablePresentation"] })],
    ["type", (d) => Object.assign(d, { type: "VerifiableCredential" })],
    ["type.0", (d) => Object.assign(d, { type: [5] })],
    ["proof", (d) => Object.assign(d, { proof: null })],
    ["proof", (d) => Object.assign(d, { proof: [] })],
    ["proof.type", (d) => Object.assign(d["proof"] ?? {}, { type: "Ed25519Signature2020" })],
    ["proof.cryptosuite", (d) => Object.assign(d["proof"] ?? {}, { cryptosuite: "bbs-2023" })],
    ["proof.proofPurpose", (d) => Object.assign(d["proof"] ?? {}, { proofPurpose: "x" })],
    [
      "proof.verificationMethod",
      (d) => Object.assign(d["proof"] ?? {}, { verificationMethod: "x" }),
    ],
    ["proof.root", (d) => Object.assign(d["proof"] ?? {}, { root: "0x12" })],
    ["id", (d) => Object.assign(d["proof"] ?? {}, { root: ZeroHash })],
    ["proof.proofValue", (d) => Object.assign(d["proof"] ?? {}, { proofValue: "zabc" })],
    ["proof.proofValue", (d) => Object.assign(d["proof"] ?? {}, { proofValue: "fxyz" })],
    [
      "proof.proofValue",
      (d) => Object.assign(d["proof"] ?? {}, { proofValue: `f${"0".repeat(9_000)}` }),
    ],
    ["proof.claims", (d) => Object.assign(d["proof"] ?? {}, { claims: {} })],
    ["proof.claims", (d) => Object.assign(d["proof"] ?? {}, { claims: Array(257).fill({}) })],
    ["credentialSubject.degree", (d) => Object.assign(d["proof"] ?? {}, { claims: [] })],
    ["issuer", (d) => Object.assign(d, { issuer: "https://university.example" })],
    ["credentialStatus.type", (d) => Object.assign(d["credentialStatus"] ?? {}, { type: "x" })],
    [
      "credentialStatus.statusPurpose",
      (d) => Object.assign(d["credentialStatus"] ?? {}, { statusPurpose: "x" }),
    ],
    ["credentialStatus.index", (d) => Object.assign(d["credentialStatus"] ?? {}, { index: "-1" })],
    ["credentialStatus.index", (d) => Object.assign(d["credentialStatus"] ?? {}, { index: 1.5 })],
    [
      "the whole",
      (d) => Object.assign(d["credentialStatus"] ?? {}, { index: (2n ** 64n).toString() }),
    ],
    ["id", (d) => Object.assign(d["credentialStatus"] ?? {}, { index: "8" })],
    [
      "id",
      (d) =>
        Object.assign(d["credentialStatus"] ?? {}, { contract: `did:pkh:eip155:31337:${OTHER}` }),
    ],
    [
      "issuer",
      (d) => Object.assign(d["credentialStatus"] ?? {}, { contract: `did:pkh:eip155:1:${OTHER}` }),
    ],
    [
      "credentialStatus.contract",
      (d) => Object.assign(d["credentialStatus"] ?? {}, { contract: OTHER }),
    ],
    ["id", (d) => Object.assign(d["credentialSchema"] ?? {}, { id: "another" })],
    ["the whole", (d) => Object.assign(d["credentialSchema"] ?? {}, { id: "" })],
    ["credentialSchema.id", (d) => Object.assign(d, { credentialSchema: {} })],
    ["validFrom", (d) => Object.assign(d, { validFrom: "2026-02-30T00:00:00Z" })],
    ["validFrom", (d) => Object.assign(d, { validFrom: "2026-01-01" })],
    ["validFrom", (d) => Object.assign(d, { validFrom: 5 })],
    ["the whole", (d) => Object.assign(d, { validUntil: "1999-01-01T00:00:00Z" })],
    ["id", (d) => Object.assign(d, { validUntil: "2030-01-01T00:00:00Z" })],
    ["id", (d) => Object.assign(d, { id: "urn:weft:credential:0x00" })],
    ["credentialSubject", (d) => Object.assign(d, { credentialSubject: "me" })],
    ["credentialSubject.id", (d) => Object.assign(d["credentialSubject"] ?? {}, { id: "me" })],
    [
      "credentialSubject.id",
      (d) =>
        Object.assign(d["credentialSubject"] ?? {}, {
          id: "did:pkh:eip155:31337:0x00000000000000000000000000000000000000aD",
        }),
    ],
    [
      "id",
      (d) => Object.assign(d["credentialSubject"] ?? {}, { id: `did:pkh:eip155:31337:${OTHER}` }),
    ],
    [
      "credentialSubject.degree",
      (d) => Object.assign(d["credentialSubject"] ?? {}, { degree: "PhD" }),
    ],
    ["credentialSubject.degree", (d) => Object.assign(d["credentialSubject"] ?? {}, { degree: 5 })],
    ["credentialSubject.degree", (d) => delete d["credentialSubject"]?.["degree"]],
    [
      "credentialSubject.credits",
      (d) => Object.assign(d["credentialSubject"] ?? {}, { credits: "0x12" }),
    ],
    [
      "credentialSubject.credits",
      (d) => Object.assign(d["credentialSubject"] ?? {}, { credits: (10n ** 77n * 5n).toString() }),
    ],
    [
      "credentialSubject.wealth",
      (d) => Object.assign(d["credentialSubject"] ?? {}, { wealth: "1000000" }),
    ],
  ];
  // What nobody signed, beside what was signed.
  const MOST = (10n ** 78n - 1n).toString();
  CHANGES.push(
    ["proof.created", (d) => Object.assign(d["proof"] ?? {}, { created: "2001-01-01T00:00:00Z" })],
    ["proof.nonce", (d) => Object.assign(d["proof"] ?? {}, { nonce: "1" })],
    [
      "proof.claims.0.trusted",
      (d) => Object.assign(d["proof"]?.["claims"]?.["0"] ?? {}, { trusted: "yes" }),
    ],
    ["credentialStatus.id", (d) => Object.assign(d["credentialStatus"] ?? {}, { id: "urn:x" })],
    ["credentialStatus.id", (d) => delete d["credentialStatus"]?.["id"]],
    ["credentialStatus.url", (d) => Object.assign(d["credentialStatus"] ?? {}, { url: "x" })],
    ["credentialSchema.type", (d) => Object.assign(d["credentialSchema"] ?? {}, { type: "x" })],
    ["evidence", (d) => Object.assign(d, { evidence: [{ id: "https://example.org" }] })],
    ["name", (d) => Object.assign(d, { name: "a degree with honours" })],
    ["type", (d) => Object.assign(d, { type: ["VerifiableCredential", "Honours"] })],
    ["type", (d) => Object.assign(d, { type: ["Honours", "VerifiableCredential"] })],
    ["@context", (d) => Object.assign(d, { "@context": [d["@context"]?.["0"]] })],
    [
      "@context.1.@vocab",
      (d) => Object.assign(d["@context"]?.["1"] ?? {}, { "@vocab": "https://example.org#" }),
    ],
    [
      "@context.1.degree",
      (d) => Object.assign(d["@context"]?.["1"] ?? {}, { degree: "https://example.org#failed" }),
    ],
    [
      "credentialStatus.contract",
      (d) => {
        const elsewhere = (did = "") => did.replace("eip155:31337:", `eip155:${MOST}:`);
        const [proof, status, subject] = [
          "proof",
          "credentialStatus",
          "credentialSubject",
        ] as const;
        const issuer = elsewhere(d["issuer"]);
        Object.assign(d, { issuer });
        Object.assign(d[proof] ?? {}, { verificationMethod: `${issuer}#blockchainAccountId` });
        Object.assign(d[status] ?? {}, { contract: elsewhere(d[status]?.["contract"]) });
        Object.assign(d[subject] ?? {}, { id: elsewhere(d[subject]?.["id"]) });
      },
    ],
  );
  CHANGES.forEach(([path, change], i) => {
    it(`refuses change ${i}, of ${path}`, async () => {
      const { document } = await given();
      const copy = plain(document);
      change(copy);
      expect(pathOf(() => fromVerifiableCredential(copy))).to.equal(path);
    });
  });

  const PROOFS: [path: string, change: object][] = [
    ["proof.claims.0.name", { name: 5 }],
    ["credentialSubject.year", { name: "year" }],
    ["proof.claims.0.type", { type: null }],
    ["type of claim degree", { type: "int8" }],
    ["credentialSubject.degree", { type: "uint256" }],
    ["credentialSubject.degree", { type: "bool" }],
    ["credentialSubject.degree", { type: "bytes32" }],
    ["credentialSubject.degree", { salt: ZeroHash }],
    ["proof.claims.0.salt", { salt: "0x" }],
    ["credentialSubject.degree", { path: [] }],
    ["proof.claims.0.path", { path: Array(33).fill(ZeroHash) }],
    ["proof.claims.0.path.0", { path: ["0x"] }],
  ];
  PROOFS.forEach(([path, change], i) => {
    it(`refuses proof ${i} of a claim, at ${path}`, async () => {
      const { document } = await given();
      const [first, ...rest] = document.proof.claims;
      const proof = { ...document.proof, claims: [{ ...first, ...change }, ...rest] };
      expect(pathOf(() => fromVerifiableCredential({ ...document, proof }))).to.equal(path);
    });
  });

  it("refuses a claim that is proven twice", async () => {
    const { document } = await given();
    const { proof } = document;
    const twice = { ...document, proof: { ...proof, claims: [...proof.claims, ...proof.claims] } };
    expect(pathOf(() => fromVerifiableCredential(twice))).to.equal("proof.claims");
  });

  it("takes no name of the language for a property", async () => {
    const { document } = await given();
    const [first] = document.proof.claims;
    const claims = [{ ...first, name: "constructor" }];
    const changed = { ...document, proof: { ...document.proof, claims } };
    expect(pathOf(() => fromVerifiableCredential(changed))).to.equal(
      "credentialSubject.constructor",
    );
  });

  for (const [what, value] of Object.entries({ undefined, null: null, text: "{}", list: [] })) {
    it(`refuses ${what}`, () => {
      expect(() => fromVerifiableCredential(value)).to.throw(CredentialFormatError);
    });
  }
});

describe("sdk importHeld", () => {
  it("gets all back, to show other parts of it", async () => {
    const { held } = await given();
    const back = importHeld(JSON.parse(JSON.stringify(exportHeld(held))));
    expect(disclose(back, ["grade"]).claims[0]).to.deep.include({ name: "grade", value: "2.7" });
    expect(back.credential).to.deep.equal(held.credential);
  });

  it("refuses a document that hides some", async () => {
    const { held, document } = await given();
    expect(pathOf(() => importHeld(document))).to.equal("proof.claims");
    const none = toVerifiableCredential(disclose(held, []));
    expect(pathOf(() => importHeld(none))).to.equal("proof.claims");
  });
});
