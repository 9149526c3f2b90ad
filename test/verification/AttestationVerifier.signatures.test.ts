import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/signers";
import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import type { ContractTransactionResponse } from "ethers";
import { ethers } from "hardhat";

import {
  deployAttestation,
  hashOf,
  JOB_ID,
  ROOT,
  sign,
  Status,
  type Attestation,
  type AttestationWorld,
  type Terms,
} from "../support/attestation";
import { highSOf, WalletMode } from "../support/signatures";
import { nextAt } from "../support/time";

type Door = (
  world: AttestationWorld,
  terms: Terms,
  attestation: Attestation,
  signatures: string[],
) => Promise<ContractTransactionResponse>;

const DOORS: Readonly<Record<string, Door>> = {
  attest: async ({ verifier, provider, stranger }, terms, attestation, signatures) => {
    const { submittedAt } = await verifier.resultOf(JOB_ID, provider, hashOf(terms));
    if (submittedAt === 0n) await verifier.connect(provider).submit(JOB_ID, hashOf(terms), ROOT);
    return verifier.connect(stranger).attest(terms, attestation, signatures);
  },
  submitAttested: ({ verifier, provider }, terms, attestation, signatures) =>
    verifier.connect(provider).submitAttested(terms, attestation, signatures),
};

for (const [name, door] of Object.entries(DOORS)) {
  describe(`AttestationVerifier.${name}: what must be signed`, () => {
    let world: AttestationWorld;

    beforeEach(async () => {
      world = await loadFixture(deployAttestation);
    });

    /** Brings an attestation signed by `signers`. */
    async function bring(
      signers: readonly HardhatEthersSigner[],
      change: Partial<{ terms: Terms; attestation: Attestation; signatures: string[] }> = {},
    ): Promise<ContractTransactionResponse> {
      const { terms = world.terms, attestation = world.attestation } = change;
      const { signatures = await sign(world, attestation, signers) } = change;
      return door(world, terms, attestation, signatures);
    }

    async function assertTaken(tx: Promise<ContractTransactionResponse>): Promise<void> {
      const { verifier, provider } = world;
      await expect(tx).to.emit(verifier, "ResultAttested");
      const [event] = await verifier.queryFilter(verifier.filters.ResultAttested(JOB_ID));
      expect(event?.args.provider).to.equal(provider.address);
      expect(event?.args.status).to.equal(BigInt(world.attestation.status));
    }

    async function assertInvalid(
      tx: Promise<ContractTransactionResponse>,
      index: bigint,
    ): Promise<void> {
      await expect(tx)
        .to.be.revertedWithCustomError(world.verifier, "AttestationInvalidSignature")
        .withArgs(index);
    }

    for (const status of [Status.Pending, Status.NoResult]) {
      it(`reverts when the status is ${Status[status]}`, async () => {
        const attestation = { ...world.attestation, status };
        await expect(bring(world.attesters.slice(0, 2), { attestation }))
          .to.be.revertedWithCustomError(world.verifier, "AttestationInvalidStatus")
          .withArgs(BigInt(status));
      });
    }

    for (const late of [-1n, 0n, 1n]) {
      it(`is ${late > 0n ? "refused" : "taken"} ${late} seconds after the expiry`, async () => {
        const { verifier, provider, attesters, terms, attestation } = world;
        if (name === "attest") {
          await verifier.connect(provider).submit(JOB_ID, hashOf(terms), ROOT);
        }
        const at = attestation.expiry + late;
        await nextAt(at);
        const tx = bring(attesters.slice(0, 2));
        if (late <= 0n) return assertTaken(tx);
        await expect(tx)
          .to.be.revertedWithCustomError(verifier, "AttestationExpired")
          .withArgs(attestation.expiry, at);
      });
    }

    for (const threshold of [0n, 4n, ethers.MaxUint256]) {
      it(`reverts when ${threshold} of three must sign`, async () => {
        const terms = { ...world.terms, threshold };
        await expect(bring(world.attesters.slice(0, 2), { terms }))
          .to.be.revertedWithCustomError(world.verifier, "AttestationInvalidTerms")
          .withArgs(3n, threshold);
      });
    }

    it("reverts when nobody is named", async () => {
      await expect(bring([], { terms: { attesters: [], threshold: 0n } }))
        .to.be.revertedWithCustomError(world.verifier, "AttestationInvalidTerms")
        .withArgs(0n, 0n);
    });

    for (const count of [0, 1, 3]) {
      it(`reverts when ${count} sign and two must`, async () => {
        await expect(bring(world.attesters.slice(0, count)))
          .to.be.revertedWithCustomError(world.verifier, "AttestationWrongSignatureCount")
          .withArgs(BigInt(count), 2n);
      });
    }

    it("reverts when attesters are named twice: nobody counts twice", async () => {
      const [first] = world.attesters;
      const terms = { attesters: [first.address, first.address], threshold: 2n };
      await expect(bring([first, first], { terms }))
        .to.be.revertedWithCustomError(world.verifier, "AttestationInvalidTerms")
        .withArgs(2n, 2n);
    });

    it("reverts when attesters do not ascend", async () => {
      const [first, second, third] = world.attesters;
      const attesters = [first.address, third.address, second.address];
      await expect(bring([first, third], { terms: { attesters, threshold: 2n } }))
        .to.be.revertedWithCustomError(world.verifier, "AttestationInvalidTerms")
        .withArgs(3n, 2n);
    });

    it("reverts when one attester signs twice", async () => {
      const [first, second, third] = world.attesters;
      await assertInvalid(bring([first, first]), 1n);
      await assertInvalid(bring([second, second]), 1n);
      await assertInvalid(bring([third, third]), 1n);
    });

    it("reverts when the signatures are not in the order of the attesters", async () => {
      const [first, second, third] = world.attesters;
      await assertInvalid(bring([second, first]), 1n);
      await assertInvalid(bring([third, first]), 1n);
    });

    it("reverts when a stranger signs", async () => {
      const { stranger } = world;
      const [first, second] = world.attesters;
      await assertInvalid(bring([stranger, first]), 0n);
      await assertInvalid(bring([second, stranger]), 1n);
    });

    it("reverts when the provider signs for himself", async () => {
      await assertInvalid(bring([world.provider, world.attesters[1]]), 0n);
    });

    for (const [field, change] of [
      ["job", { jobId: ethers.id("another job") }],
      ["root", { root: ethers.id("another root") }],
      ["provider", { provider: "0x00000000000000000000000000000000000000aa" }],
      ["status", { status: Status.Void }],
      ["units", { units: 1n }],
      ["slash", { slashBps: 1n }],
      ["expiry", { expiry: 2n ** 40n - 1n }],
    ] satisfies (readonly [string, Partial<Attestation>])[]) {
      it(`reverts when they signed for another ${field}`, async () => {
        const { attesters, attestation } = world;
        const signed = { ...attestation, ...change };
        const signatures = await sign(world, signed, attesters.slice(0, 2));
        await assertInvalid(bring([], { signatures }), 0n);
      });
    }

    for (const [what, change] of [
      ["chain", { chainId: 1n }],
      ["contract", { verifyingContract: "0x00000000000000000000000000000000000000aa" }],
      ["version", { version: "2" }],
      ["name", { name: "Weft" }],
    ] as const) {
      it(`reverts when they signed for another ${what}`, async () => {
        const { attesters, attestation } = world;
        const signatures = await sign(world, attestation, attesters.slice(0, 2), change);
        await assertInvalid(bring([], { signatures }), 0n);
      });
    }

    it("reverts when a signature has a high s", async () => {
      const [first, second] = await sign(world, world.attestation, world.attesters.slice(0, 2));
      if (first === undefined || second === undefined) throw new Error("not signed");
      await assertInvalid(bring([], { signatures: [highSOf(first), second] }), 0n);
      await assertInvalid(bring([], { signatures: [first, highSOf(second)] }), 1n);
    });

    it("reverts when the zero address is named and recovers from garbage", async () => {
      const terms = { attesters: [ethers.ZeroAddress], threshold: 1n };
      for (const garbage of ["0x", "0x" + "00".repeat(65), "0x" + "ff".repeat(65)]) {
        await assertInvalid(bring([], { terms, signatures: [garbage] }), 0n);
      }
    });

    for (const chosen of [
      [0, 1],
      [0, 2],
      [1, 2],
    ] as const) {
      it(`takes attesters ${chosen.join(" and ")} of three`, async () => {
        await assertTaken(bring(chosen.map((i) => world.attesters[i])));
      });
    }

    it("takes all of three", async () => {
      await assertTaken(bring(world.attesters, { terms: { ...world.terms, threshold: 3n } }));
    });

    it("takes any one of three", async () => {
      const terms = { ...world.terms, threshold: 1n };
      await assertTaken(bring([world.attesters[2]], { terms }));
    });

    it("takes one of one", async () => {
      const [first] = world.attesters;
      await assertTaken(bring([first], { terms: { attesters: [first.address], threshold: 1n } }));
    });

    context("given an attester with a wallet that is a contract", () => {
      let terms: Terms;
      let signers: HardhatEthersSigner[];

      beforeEach(async () => {
        const { wallet, attesters } = world;
        const [owner, second] = attesters;
        const named = [
          { at: await wallet.getAddress(), signer: owner },
          { at: second.address, signer: second },
        ].sort((a, b) => (BigInt(a.at) < BigInt(b.at) ? -1 : 1));
        terms = { attesters: named.map(({ at }) => ethers.getAddress(at)), threshold: 2n };
        signers = named.map(({ signer }) => signer);
      });

      it("takes what the wallet accepts", async () => {
        await assertTaken(bring(signers, { terms }));
      });

      for (const mode of ["Reject", "Revert", "Garbage", "Short", "BurnGas"] as const) {
        it(`reverts when the wallet's way is ${mode}`, async () => {
          await world.wallet.setMode(WalletMode[mode]);
          await expect(bring(signers, { terms })).to.be.revertedWithCustomError(
            world.verifier,
            "AttestationInvalidSignature",
          );
        });

        it(`takes the other attester's word when the wallet's way is ${mode}`, async () => {
          await world.wallet.setMode(WalletMode[mode]);
          const one = { ...terms, threshold: 1n };
          await assertTaken(bring([world.attesters[1]], { terms: one }));
        });
      }

      it("never counts a wallet that accepts everything more than once", async () => {
        const { wallet, stranger } = world;
        await wallet.setMode(WalletMode.AcceptAll);
        await expect(bring([stranger, stranger], { terms })).to.be.revertedWithCustomError(
          world.verifier,
          "AttestationInvalidSignature",
        );
      });
    });
  });
}
