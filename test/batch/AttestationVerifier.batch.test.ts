import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ethers } from "hardhat";

import {
  ROOT,
  Status,
  deployAttestation,
  sign,
  type Attestation,
  type AttestationWorld,
} from "../support/attestation";
import { DONE, assertSaid, codeOf, failuresIn, shuffled } from "./support";

/** Ample, so that instrumented code fits too. */
const CALL_GAS = 1_500_000n;

/** Makes calls as the provider, and returns their codes. */
async function batch(
  { verifier, provider }: AttestationWorld,
  calls: readonly string[],
  gasPerItem = CALL_GAS,
): Promise<string[]> {
  const contract = verifier.connect(provider);
  const codes = [...(await contract.batch.staticCall([...calls], gasPerItem))];
  const receipt = await (await contract.batch([...calls], gasPerItem)).wait();
  assertSaid(codes, receipt);
  for (const { item, index } of failuresIn(receipt)) {
    expect(item).to.equal(ethers.keccak256(calls[index] ?? "0x"));
  }
  return codes;
}

async function attested(
  world: AttestationWorld,
  job: number,
  change: Partial<Attestation> = {},
): Promise<string> {
  const { verifier, terms, attesters } = world;
  const attestation = { ...world.attestation, jobId: ethers.id(`job ${job}`), ...change };
  const signatures = await sign(world, attestation, attesters.slice(0, 2));
  return verifier.interface.encodeFunctionData("submitAttested", [terms, attestation, signatures]);
}

describe("AttestationVerifier.batch", () => {
  it("makes each call as its caller, and gives each its code in any order", async () => {
    for (let seed = 1; seed <= 4; ++seed) {
      const world = await loadFixture(deployAttestation);
      const { verifier, provider, stranger, termsHash } = world;
      const submission = verifier.interface.encodeFunctionData("submit", [
        ethers.id("job 9"),
        termsHash,
        ROOT,
      ]);
      const code = (name: string) => codeOf([verifier], name);
      const items = shuffled(
        [
          { call: await attested(world, 1), code: DONE },
          { call: await attested(world, 2), code: DONE },
          { call: submission, code: DONE },
          { call: await attested(world, 3, { expiry: 1n }), code: code("AttestationExpired") },
          {
            call: await attested(world, 4, { provider: stranger.address }),
            code: code("AttestationWrongProvider"),
          },
          {
            call: await attested(world, 5, { root: ethers.ZeroHash }),
            code: code("AttestationInvalidRoot"),
          },
          { call: "0x", code: code("BatchItemOutOfGas") },
          { call: "0x12345678", code: code("BatchItemOutOfGas") },
        ],
        seed,
      );
      const codes = await batch(
        world,
        items.map(({ call }) => call),
      );
      expect(codes).to.deep.equal(items.map((item) => item.code));
      for (const [job, status] of [
        [1, Status.Accepted],
        [2, Status.Accepted],
        [9, Status.Pending],
        [3, Status.NoResult],
        [5, Status.NoResult],
      ] as const) {
        const result = await verifier.resultOf(ethers.id(`job ${job}`), provider, termsHash);
        expect(result.status).to.equal(BigInt(status));
      }
    }
  });

  it("does a call named twice once", async () => {
    const world = await loadFixture(deployAttestation);
    const call = await attested(world, 1);
    expect(await batch(world, [call, call])).to.deep.equal([
      DONE,
      codeOf([world.verifier], "AttestationResultExists"),
    ]);
  });

  it("is not undone by a verdict that somebody else brought first", async () => {
    const world = await loadFixture(deployAttestation);
    const { verifier, provider, stranger, terms, termsHash, attestation, attesters } = world;
    await verifier.connect(provider).submit(attestation.jobId, termsHash, ROOT);
    const signatures = await sign(world, attestation, attesters.slice(0, 2));
    await verifier.connect(stranger).attest(terms, attestation, signatures);
    const attest = verifier.interface.encodeFunctionData("attest", [
      terms,
      attestation,
      signatures,
    ]);
    expect(await batch(world, [attest, await attested(world, 1)])).to.deep.equal([
      codeOf([verifier], "AttestationAlreadyDecided"),
      DONE,
    ]);
  });

  it("runs a batch in a batch, with no more gas than an item has", async () => {
    const world = await loadFixture(deployAttestation);
    const { verifier } = world;
    const inner = verifier.interface.encodeFunctionData("batch", [
      [await attested(world, 1)],
      1_000_000n,
    ]);
    const greedy = verifier.interface.encodeFunctionData("batch", [["0x"], CALL_GAS]);
    expect(await batch(world, [inner, greedy])).to.deep.equal([
      DONE,
      codeOf([verifier], "BatchGasTooLow"),
    ]);
  });

  it("gives a code of its own to a call that runs out, and is refused where not all have gas", async () => {
    const world = await loadFixture(deployAttestation);
    const { verifier } = world;
    const call = await attested(world, 1);
    expect(await batch(world, [call], 20_000n)).to.deep.equal([
      codeOf([verifier], "BatchItemOutOfGas"),
    ]);
    expect(await batch(world, [call])).to.deep.equal([DONE]);
    await expect(verifier.batch([call, call], 2n ** 60n)).to.be.revertedWithCustomError(
      verifier,
      "BatchGasTooLow",
    );
  });

  it("ESC15: passes over a call too long to copy, at nobody's expense, sparing with gas", async () => {
    const world = await loadFixture(deployAttestation);
    const { verifier, provider } = world;
    const large = ethers.hexlify(new Uint8Array(400_000));
    const gasPerItem = 200_000n;
    const calls = [large, await attested(world, 1)];
    const data = verifier.interface.encodeFunctionData("batch", [calls, gasPerItem]);
    const intrinsic = ethers
      .getBytes(data)
      .reduce((sum, byte) => sum + (byte === 0 ? 4n : 16n), 21_000n);
    const needed = 2n * (gasPerItem + 10_000n) + gasPerItem / 63n + 6_000n;
    const gas = { gasLimit: intrinsic + needed };
    const mine = verifier.connect(provider);
    expect(await mine.batch.staticCall(calls, gasPerItem, gas)).to.deep.equal([
      codeOf([verifier], "BatchItemOutOfGas"),
      DONE,
    ]);
  });
});
