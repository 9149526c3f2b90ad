import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ethers } from "hardhat";

import {
  ALL_UNITS,
  assertAttested,
  deployAttestation,
  JOB_ID,
  readResult,
  ROOT,
  sign,
  Status,
  submit,
  type AttestationWorld,
} from "../support/attestation";

describe("AttestationVerifier.attest", () => {
  let world: AttestationWorld;
  let signatures: string[];

  beforeEach(async () => {
    world = await loadFixture(deployAttestation);
    signatures = await sign(world, world.attestation, world.attesters.slice(0, 2));
  });

  async function assertWrongRoot(submitted: string): Promise<void> {
    const { verifier, stranger, terms, attestation } = world;
    await expect(verifier.connect(stranger).attest(terms, attestation, signatures))
      .to.be.revertedWithCustomError(verifier, "AttestationWrongRoot")
      .withArgs(JOB_ID, submitted, attestation.root);
  }

  it("reverts given no result", async () => {
    await assertWrongRoot("0x" + "00".repeat(26));
  });

  it("reverts given no result when the root's first 26 bytes are zero", async () => {
    world = { ...world, attestation: { ...world.attestation, root: ethers.toBeHex(1, 32) } };
    signatures = await sign(world, world.attestation, world.attesters.slice(0, 2));
    await assertWrongRoot("0x" + "00".repeat(26));
  });

  it("reverts given the result of a stranger", async () => {
    await submit(world, world.stranger);
    await assertWrongRoot("0x" + "00".repeat(26));
  });

  it("reverts given a result with another root", async () => {
    const other = ethers.id("another result");
    await submit(world, world.provider, other);
    await assertWrongRoot(ethers.dataSlice(other, 0, 26));
  });

  it("reverts when the result stands under other terms", async () => {
    const { verifier, terms, attestation } = world;
    await submit(world);
    const others = { ...terms, attesters: terms.attesters.slice(0, 2) };
    await expect(verifier.attest(others, attestation, signatures))
      .to.be.revertedWithCustomError(verifier, "AttestationWrongRoot")
      .withArgs(JOB_ID, "0x" + "00".repeat(26), ROOT);
  });

  context("given a result", () => {
    let submittedAt: bigint;

    beforeEach(async () => {
      submittedAt = await submit(world);
    });

    for (const [status, units, slashBps] of [
      [Status.Accepted, ALL_UNITS, 0n],
      [Status.Accepted, ALL_UNITS - 1n, 0n],
      [Status.Accepted, 1n, 0n],
      [Status.Accepted, 0n, 0n],
      [Status.Rejected, 0n, 10_000n],
      [Status.Rejected, 0n, 2n ** 16n - 1n],
      [Status.Rejected, ALL_UNITS, 1n],
      [Status.Void, 0n, 0n],
    ] as const) {
      it(`records ${Status[status]}, ${units} units, ${slashBps} bps, whoever brings it`, async () => {
        const { verifier, stranger, terms, attesters } = world;
        const attestation = { ...world.attestation, status, units, slashBps };
        const signed = await sign(world, attestation, attesters.slice(0, 2));
        const tx = await verifier.connect(stranger).attest(terms, attestation, signed);
        await assertAttested(world, tx, attestation, submittedAt);
        await expect(tx).not.to.emit(verifier, "ResultSubmitted");
      });
    }

    for (const status of [Status.Accepted, Status.Void]) {
      it(`reverts when ${Status[status]} comes with a slash`, async () => {
        const { verifier, terms, attesters } = world;
        const attestation = { ...world.attestation, status, units: ALL_UNITS, slashBps: 1n };
        const signed = await sign(world, attestation, attesters.slice(0, 2));
        await expect(verifier.attest(terms, attestation, signed))
          .to.be.revertedWithCustomError(verifier, "AttestationInvalidSlash")
          .withArgs(status, 1n);
      });
    }

    for (const status of [Status.Accepted, Status.Rejected, Status.Void]) {
      it(`reverts when it was decided as ${Status[status]}: the first verdict stands`, async () => {
        const { verifier, provider, terms, termsHash, attesters } = world;
        const first = { ...world.attestation, status, units: 3n };
        const signed = await sign(world, first, attesters.slice(0, 2));
        await verifier.attest(terms, first, signed);
        const before = await readResult(world, provider.address, termsHash);
        for (const [attestation, signatureSet] of [
          [world.attestation, signatures],
          [first, signed],
        ] as const) {
          await expect(verifier.attest(terms, attestation, signatureSet))
            .to.be.revertedWithCustomError(verifier, "AttestationAlreadyDecided")
            .withArgs(JOB_ID, BigInt(status));
        }
        expect(await readResult(world, provider.address, termsHash)).to.deep.equal(before);
      });
    }

    it("reverts when it was accepted in full", async () => {
      const { verifier, terms, attestation } = world;
      await verifier.attest(terms, attestation, signatures);
      await expect(verifier.attest(terms, attestation, signatures))
        .to.be.revertedWithCustomError(verifier, "AttestationAlreadyDecided")
        .withArgs(JOB_ID, BigInt(Status.Accepted));
    });
  });
});

describe("AttestationVerifier.submitAttested", () => {
  let world: AttestationWorld;
  let signatures: string[];

  beforeEach(async () => {
    world = await loadFixture(deployAttestation);
    signatures = await sign(world, world.attestation, world.attesters.slice(0, 2));
  });

  it("reverts when the caller is not the provider", async () => {
    const { verifier, stranger, provider, terms, attestation } = world;
    await expect(verifier.connect(stranger).submitAttested(terms, attestation, signatures))
      .to.be.revertedWithCustomError(verifier, "AttestationWrongProvider")
      .withArgs(provider.address, stranger.address);
  });

  it("reverts when the root is zero", async () => {
    const { verifier, provider, terms, attesters } = world;
    const attestation = { ...world.attestation, root: ethers.ZeroHash };
    const signed = await sign(world, attestation, attesters.slice(0, 2));
    await expect(
      verifier.connect(provider).submitAttested(terms, attestation, signed),
    ).to.be.revertedWithCustomError(verifier, "AttestationInvalidRoot");
  });

  it("reverts given a result on record", async () => {
    const { verifier, provider, terms, attestation } = world;
    await submit(world);
    await expect(verifier.connect(provider).submitAttested(terms, attestation, signatures))
      .to.be.revertedWithCustomError(verifier, "AttestationResultExists")
      .withArgs(JOB_ID, provider.address);
  });

  it("reverts when it was brought already", async () => {
    const { verifier, provider, terms, attestation } = world;
    await verifier.connect(provider).submitAttested(terms, attestation, signatures);
    await expect(verifier.connect(provider).submitAttested(terms, attestation, signatures))
      .to.be.revertedWithCustomError(verifier, "AttestationResultExists")
      .withArgs(JOB_ID, provider.address);
    await expect(verifier.attest(terms, attestation, signatures))
      .to.be.revertedWithCustomError(verifier, "AttestationAlreadyDecided")
      .withArgs(JOB_ID, BigInt(Status.Accepted));
  });

  for (const [status, units, slashBps] of [
    [Status.Accepted, ALL_UNITS, 0n],
    [Status.Accepted, 5n, 0n],
    [Status.Rejected, 0n, 10_000n],
    [Status.Void, 0n, 0n],
  ] as const) {
    it(`records a result as ${Status[status]} with ${units} units in one call`, async () => {
      const { verifier, provider, terms, termsHash, attesters } = world;
      const attestation = { ...world.attestation, status, units, slashBps };
      const signed = await sign(world, attestation, attesters.slice(0, 2));
      const tx = await verifier.connect(provider).submitAttested(terms, attestation, signed);
      await expect(tx)
        .to.emit(verifier, "ResultSubmitted")
        .withArgs(JOB_ID, provider.address, termsHash, ROOT);
      const block = await tx.getBlock();
      await assertAttested(world, tx, attestation, BigInt(block?.timestamp ?? 0));
    });
  }
});
