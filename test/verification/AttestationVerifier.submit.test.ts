import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ethers } from "hardhat";

import {
  deployAttestation,
  JOB_ID,
  jobOf,
  NO_RESULT,
  readResult,
  readVerdict,
  ROOT,
  sign,
  Status,
  submit,
  type AttestationWorld,
} from "../support/attestation";
import { DAY } from "../support/time";

describe("AttestationVerifier.submit", () => {
  let world: AttestationWorld;

  beforeEach(async () => {
    world = await loadFixture(deployAttestation);
  });

  it("reverts when the root is zero", async () => {
    const { verifier, provider, termsHash } = world;
    await expect(
      verifier.connect(provider).submit(JOB_ID, termsHash, ethers.ZeroHash),
    ).to.be.revertedWithCustomError(verifier, "AttestationInvalidRoot");
  });

  it("reverts where somebody submits for a provider who named it no operator", async () => {
    const { verifier, provider, stranger, termsHash } = world;
    await expect(verifier.connect(stranger).submitFor(provider.address, JOB_ID, termsHash, ROOT))
      .to.be.revertedWithCustomError(verifier, "AttestationWrongProvider")
      .withArgs(provider.address, stranger.address);
  });

  context("given a result on record", () => {
    beforeEach(() => submit(world));

    it("reverts, even with the same root", async () => {
      const { verifier, provider, termsHash } = world;
      for (const root of [ROOT, ethers.id("another result")]) {
        await expect(verifier.connect(provider).submit(JOB_ID, termsHash, root))
          .to.be.revertedWithCustomError(verifier, "AttestationResultExists")
          .withArgs(JOB_ID, provider.address);
      }
    });

    for (const status of [Status.Accepted, Status.Rejected, Status.Void]) {
      it(`reverts when it was decided as ${Status[status]}`, async () => {
        const { verifier, provider, attesters, terms, termsHash } = world;
        const attestation = { ...world.attestation, status };
        const signatures = await sign(world, attestation, attesters.slice(0, 2));
        await verifier.attest(terms, attestation, signatures);
        await expect(verifier.connect(provider).submit(JOB_ID, termsHash, ROOT))
          .to.be.revertedWithCustomError(verifier, "AttestationResultExists")
          .withArgs(JOB_ID, provider.address);
      });
    }

    it("takes another provider's result, which changes nothing for the first", async () => {
      const { stranger, provider, termsHash } = world;
      const before = await readResult(world, provider.address, termsHash);
      await submit(world, stranger, ethers.id("another result"));
      expect(await readResult(world, provider.address, termsHash)).to.deep.equal(before);
    });

    it("takes a result for the same job under other terms", async () => {
      const { verifier, provider } = world;
      const otherTerms = ethers.id("other terms");
      await expect(verifier.connect(provider).submit(JOB_ID, otherTerms, ROOT))
        .to.emit(verifier, "ResultSubmitted")
        .withArgs(JOB_ID, provider.address, otherTerms, ROOT);
    });
  });

  it("puts a root on record", async () => {
    await submit(world);
  });

  it("puts a root on record of which only the last bit is set", async () => {
    await submit(world, world.provider, ethers.toBeHex(1, 32));
  });

  it("means nothing when a stranger does it under his own account", async () => {
    const { provider, stranger, termsHash } = world;
    const submittedAt = await submit(world, stranger);
    const job = jobOf(provider.address, termsHash, submittedAt + DAY);
    expect(await readVerdict(world, job)).to.deep.equal([BigInt(Status.NoResult), 0n, 0n]);
    expect(await readResult(world, provider.address, termsHash)).to.deep.equal(NO_RESULT);
    await submit(world, provider);
    expect(await readVerdict(world, job)).to.deep.equal([BigInt(Status.Pending), 0n, 0n]);
  });
});
