import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ethers } from "hardhat";

import {
  ALL_UNITS,
  deployAttestation,
  digestOf,
  domainOf,
  hashOf,
  jobOf,
  NO_RESULT,
  readResult,
  readVerdict,
  sign,
  Status,
  submit,
  type AttestationWorld,
} from "../support/attestation";
import { Random } from "../support/random";
import { DAY, nextAt, now } from "../support/time";

const NO_VERDICT = [BigInt(Status.NoResult), 0n, 0n];

describe("AttestationVerifier.verdict", () => {
  let world: AttestationWorld;
  let deadline: bigint;

  beforeEach(async () => {
    world = await loadFixture(deployAttestation);
    deadline = (await now()) + DAY / 2n;
  });

  it("is that there is no result, before one is submitted, whatever the time", async () => {
    const { provider, termsHash } = world;
    expect(await readVerdict(world, jobOf(provider.address, termsHash, deadline))).to.deep.equal(
      NO_VERDICT,
    );
    expect(await readVerdict(world, jobOf(provider.address, termsHash, 0n))).to.deep.equal(
      NO_VERDICT,
    );
  });

  for (const late of [-1n, 0n, 1n]) {
    it(`is ${late > 0n ? "no result" : "pending"} when one came ${late} s after the deadline`, async () => {
      const { provider, termsHash } = world;
      await nextAt(deadline + late);
      await submit(world);
      const job = jobOf(provider.address, termsHash, deadline);
      const expected = late > 0n ? NO_VERDICT : [BigInt(Status.Pending), 0n, 0n];
      expect(await readVerdict(world, job)).to.deep.equal(expected);
    });
  }

  it("is that there is no result when it came late, even if it was attested", async () => {
    const { verifier, provider, terms, termsHash, attesters, attestation } = world;
    await nextAt(deadline + 1n);
    await submit(world);
    await verifier.attest(
      terms,
      attestation,
      await sign(world, attestation, attesters.slice(0, 2)),
    );
    const job = jobOf(provider.address, termsHash, deadline);
    expect(await readVerdict(world, job)).to.deep.equal(NO_VERDICT);
    const { status } = await readResult(world, provider.address, termsHash);
    expect(status).to.equal(BigInt(Status.Accepted));
  });

  for (const [status, units, slashBps] of [
    [Status.Accepted, ALL_UNITS, 0n],
    [Status.Accepted, 7n, 0n],
    [Status.Accepted, 0n, 0n],
    [Status.Rejected, 0n, 2_500n],
    [Status.Void, 0n, 0n],
  ] as const) {
    it(`is ${Status[status]} with ${units} units and ${slashBps} bps once attested, for good`, async () => {
      const { verifier, provider, terms, termsHash, attesters } = world;
      await submit(world);
      const attestation = { ...world.attestation, status, units, slashBps };
      const signatures = await sign(world, attestation, attesters.slice(0, 2));
      await nextAt(deadline + 1n); // the result was in time; the verdict need not be
      await verifier.attest(terms, attestation, signatures);
      const job = jobOf(provider.address, termsHash, deadline);
      const expected = [BigInt(status), units, slashBps];
      expect(await readVerdict(world, job)).to.deep.equal(expected);
      await nextAt(deadline + 400n * DAY);
      await submit(world, world.stranger);
      expect(await readVerdict(world, job)).to.deep.equal(expected);
    });
  }

  it("does not carry over to other providers, terms or jobs", async () => {
    const { verifier, provider, stranger, terms, termsHash, attesters, attestation } = world;
    await submit(world);
    await verifier.attest(
      terms,
      attestation,
      await sign(world, attestation, attesters.slice(0, 2)),
    );
    const otherTerms = ethers.id("other terms");
    expect(await readVerdict(world, jobOf(stranger.address, termsHash, deadline))).to.deep.equal(
      NO_VERDICT,
    );
    expect(await readVerdict(world, jobOf(provider.address, otherTerms, deadline))).to.deep.equal(
      NO_VERDICT,
    );
    const job = jobOf(provider.address, termsHash, deadline);
    const { status } = await verifier.verdict(ethers.id("another job"), job);
    expect(status).to.equal(BigInt(Status.NoResult));
  });
});

describe("AttestationVerifier.resultOf", () => {
  it("is empty where there is none", async () => {
    const world = await loadFixture(deployAttestation);
    const { provider, termsHash } = world;
    expect(await readResult(world, provider.address, termsHash)).to.deep.equal(NO_RESULT);
  });
});

describe("AttestationVerifier.attestationDigest", () => {
  it("is what ethers computes, on fifty attestations", async () => {
    const { verifier } = await loadFixture(deployAttestation);
    const domain = await domainOf(verifier);
    const random = new Random(5);
    for (let i = 0; i < 50; i += 1) {
      const attestation = {
        jobId: ethers.toBeHex(random.bits(256), 32),
        provider: ethers.getAddress(ethers.toBeHex(random.bits(160), 20)),
        root: ethers.toBeHex(random.bits(256), 32),
        status: random.pick([Status.Accepted, Status.Rejected, Status.Void]),
        units: random.bits(64),
        slashBps: random.bits(16),
        expiry: random.bits(40),
      };
      expect(await verifier.attestationDigest(attestation)).to.equal(digestOf(domain, attestation));
    }
  });

  it("covers this chain and this contract", async () => {
    const { verifier } = await loadFixture(deployAttestation);
    const { chainId } = await ethers.provider.getNetwork();
    expect(await verifier.eip712Domain()).to.deep.equal([
      "0x0f",
      "Weft AttestationVerifier",
      "1",
      chainId,
      await verifier.getAddress(),
      ethers.ZeroHash,
      [],
    ]);
  });

  it("differs between two verifiers, so that neither takes the other's", async () => {
    const { verifier, attestation } = await loadFixture(deployAttestation);
    const other = await ethers.deployContract("AttestationVerifier", [ethers.ZeroAddress]);
    expect(await other.attestationDigest(attestation)).not.to.equal(
      await verifier.attestationDigest(attestation),
    );
  });
});

describe("AttestationVerifier.hashTerms", () => {
  it("is the hash of attesters and threshold", async () => {
    const { verifier, terms } = await loadFixture(deployAttestation);
    for (const given of [
      terms,
      { ...terms, threshold: 1n },
      { attesters: [], threshold: 0n },
      { attesters: terms.attesters.slice(1), threshold: 2n },
    ]) {
      expect(await verifier.hashTerms(given)).to.equal(hashOf(given));
    }
  });

  it("tells apart terms that name the same accounts in another order", async () => {
    const { verifier, terms } = await loadFixture(deployAttestation);
    const reversed = { ...terms, attesters: [...terms.attesters].reverse() };
    expect(await verifier.hashTerms(reversed)).not.to.equal(await verifier.hashTerms(terms));
  });
});
