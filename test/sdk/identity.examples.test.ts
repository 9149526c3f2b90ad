import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ethers } from "hardhat";
import { academicDegree } from "./examples/academic-degree";
import { auditedHardware } from "./examples/audited-hardware";
import { openWorld, SPEC } from "./support/world";

async function identityWorld() {
  const world = await openWorld();
  const credentials = await ethers.deployContract("Credentials");
  const bonds = await ethers.deployContract("AuditorBond", [world.stakeVault, credentials]);
  const condition = await ethers.deployContract("CredentialCondition", [bonds]);
  return {
    ...world,
    credentials: await credentials.getAddress(),
    credentialCondition: await condition.getAddress(),
  };
}

describe("docs/credentials.md", () => {
  it("shows the examples that run here, letter by letter", async () => {
    const page = await readFile(join(__dirname, "../../docs/credentials.md"), "utf8");
    const examples = await Promise.all(
      ["audited-hardware", "academic-degree"].map((name) =>
        readFile(join(__dirname, `examples/${name}.ts`), "utf8"),
      ),
    );
    const shown = [...page.matchAll(/```ts\n(import [^]*?)```/g)].map(([, code]) => code);
    expect(shown).to.deep.equal(
      examples.map((example) => example.replace("../../../packages/sdk/src", "@weft/sdk")),
    );
  });

  it("matches audited hardware until the audit is taken back", async () => {
    const world = await loadFixture(identityWorld);
    const { who, at, provider, termsHash, credentials, credentialCondition } = world;
    const [matched, refusal] = await auditedHardware({
      ...{ chain: provider, provider: who.provider, client: who.client, auditor: who.first },
      addresses: { ...at, credentials, credentialCondition },
      ...{ verifierTerms: termsHash, spec: SPEC },
    });
    expect(matched).to.equal("Matched 1 unit.");
    expect(refusal).to.match(/^credential 0x.* was revoked: .* took back index 1$/);
  });

  it("shows a degree and hides the grade", async () => {
    const { who, provider, credentials } = await loadFixture(identityWorld);
    const before = await provider.getBlockNumber();
    const told = await academicDegree({
      ...{ chain: provider, university: who.first, graduate: who.client, credentials },
    });
    expect(told).to.deep.equal([
      "degree: MSc Computer Science",
      "year: 2026",
      "verified",
      "the grade is hidden",
    ]);
    expect(await provider.getBlockNumber()).to.equal(before);
  });
});
