import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { TypedDataEncoder, type TypedDataField } from "ethers";
import { ethers } from "hardhat";
import { hashTypedData, keccak256, type Hex } from "viem";
import {
  ATTESTATION_TYPES,
  attestationDigest,
  hashTerms,
  jobId,
  OFFER_TYPES,
  offerDigest,
  offerHash,
  packJob,
  packOffer,
  packRequest,
  REQUEST_TYPES,
  requestDigest,
  requestHash,
  type WeftDomain,
} from "../../packages/sdk/src";
import { Random } from "./support/random";
import { deployWorld } from "./support/world";

const ROUNDS = 200;

function isHex(text: string): text is Hex {
  return text.startsWith("0x");
}

function hex(text: string): Hex {
  if (!isHex(text)) throw new Error(`${text} is no hex`);
  return text;
}

/** The digest by a second implementation of EIP-712. */
function digestByViem(
  domain: WeftDomain,
  types: Record<string, TypedDataField[]>,
  primaryType: string,
  message: object,
): string {
  return hashTypedData({
    domain: { ...domain, verifyingContract: hex(domain.verifyingContract) },
    types,
    primaryType,
    message: { ...message },
  });
}

describe("sdk hashes", () => {
  it("agree with the market and viem on offers", async () => {
    const { market, domain } = await loadFixture(deployWorld);
    const random = new Random("offer");
    for (let round = 0; round < ROUNDS; ++round) {
      const offer = random.offer();
      const digest = offerDigest(domain, offer);
      expect(await market.offerDigest(packOffer(offer))).to.equal(digest);
      expect(digestByViem(domain, OFFER_TYPES, "Offer", offer)).to.equal(digest);
    }
  });

  it("agree with the market and viem on requests", async () => {
    const { market, domain } = await loadFixture(deployWorld);
    const random = new Random("request");
    for (let round = 0; round < ROUNDS; ++round) {
      const request = random.request();
      const digest = requestDigest(domain, request);
      expect(await market.requestDigest(packRequest(request))).to.equal(digest);
      expect(digestByViem(domain, REQUEST_TYPES, "Request", request)).to.equal(digest);
    }
  });

  it("agree with the market and viem on jobs", async () => {
    const { market } = await loadFixture(deployWorld);
    const random = new Random("job");
    for (let round = 0; round < ROUNDS; ++round) {
      const job = random.job();
      const struct = packJob(job);
      const id = jobId(job);
      expect(await market.jobIdOf(struct)).to.equal(id);
      const selectorAndJob = market.interface.encodeFunctionData("jobIdOf", [struct]);
      expect(keccak256(hex(`0x${selectorAndJob.slice(10)}`))).to.equal(id);
    }
  });

  it("agree with the verifier and viem on attestations", async () => {
    const { verifier, attestations: domain } = await loadFixture(deployWorld);
    const random = new Random("attestation");
    for (let round = 0; round < ROUNDS; ++round) {
      const attestation = random.attestation();
      const digest = attestationDigest(domain, attestation);
      expect(await verifier.attestationDigest(attestation)).to.equal(digest);
      const byViem = digestByViem(domain, ATTESTATION_TYPES, "Attestation", attestation);
      expect(byViem).to.equal(digest);
    }
  });

  it("agree with the verifier on terms of attestation", async () => {
    const { verifier } = await loadFixture(deployWorld);
    const random = new Random("terms");
    for (let round = 0; round < ROUNDS; ++round) {
      const attesters = Array.from({ length: random.below(6) }, () => random.address());
      const terms = { attesters, threshold: random.uint(256) };
      expect(await verifier.hashTerms(terms)).to.equal(hashTerms(terms));
    }
  });

  it("of structs do not depend on the domain and are in the digest", async () => {
    const { domain } = await loadFixture(deployWorld);
    const random = new Random("struct");
    const separator = TypedDataEncoder.hashDomain(domain);
    const digestOf = (structHash: string) =>
      ethers.keccak256(ethers.concat(["0x1901", separator, structHash]));
    const [offer, request] = [random.offer(), random.request()];
    expect(digestOf(offerHash(offer))).to.equal(offerDigest(domain, offer));
    expect(digestOf(requestHash(request))).to.equal(requestDigest(domain, request));
    const elsewhere = { ...domain, chainId: domain.chainId + 1n };
    expect(offerDigest(elsewhere, offer)).to.not.equal(offerDigest(domain, offer));
  });
});
