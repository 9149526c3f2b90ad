import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import hre, { ethers } from "hardhat";

import ZkVmProofSystemsModule from "../../../deploy/modules/ZkVmProofSystems";
import {
  IRiscZeroVerifier__factory,
  ISp1Verifier__factory,
  RiscZeroProofSystem__factory,
  Sp1ProofSystem__factory,
} from "../../../typechain-types";
import { OUTPUT, PROGRAM } from "../../support/proof";

const OTHER = ethers.id("something else");

async function deploySystems() {
  const [account] = await ethers.getSigners();
  if (account === undefined) throw new Error("no accounts");
  const published = await ethers.deployContract("ZkVerifierMock");
  const address = await published.getAddress();
  const deployed = await hre.ignition.deploy(ZkVmProofSystemsModule, {
    parameters: { ZkVmProofSystems: { riscZeroVerifier: address, sp1Verifier: address } },
  });
  const riscZero = await deployed.riscZeroProofSystem.getAddress();
  const sp1 = await deployed.sp1ProofSystem.getAddress();
  return {
    account,
    address,
    riscZero: RiscZeroProofSystem__factory.connect(riscZero, account),
    sp1: Sp1ProofSystem__factory.connect(sp1, account),
  };
}

const coder = ethers.AbiCoder.defaultAbiCoder();

/** What each takes for a proof, by the test double behind it. */
const PROOFS = {
  riscZero: (program: string, values: string) =>
    coder.encode(["bytes32", "bytes32"], [program, ethers.sha256(values)]),
  sp1: (program: string, values: string) => coder.encode(["bytes32", "bytes"], [program, values]),
};

describe("proof systems of virtual machines", () => {
  it("use the doors that were published", () => {
    const riscZero = IRiscZeroVerifier__factory.createInterface();
    expect(riscZero.getFunction("verify").selector).to.equal("0xab750e75");
    const sp1 = ISp1Verifier__factory.createInterface();
    expect(sp1.getFunction("verifyProof").selector).to.equal("0x41493c60");
  });

  for (const name of ["riscZero", "sp1"] as const) {
    describe(name, () => {
      it("says which verifier it asks", async () => {
        const world = await loadFixture(deploySystems);
        expect(await world[name].verifier()).to.equal(world.address);
      });

      it("says yes where the verifier does not revert", async () => {
        const { [name]: system } = await loadFixture(deploySystems);
        for (const values of ["0x", OUTPUT, `0x${"ab".repeat(5_000)}`]) {
          const proof = PROOFS[name](PROGRAM, values);
          expect(await system.isValid(PROGRAM, values, proof)).to.equal(true);
        }
      });

      it("says no for another program, other values or another proof", async () => {
        const { [name]: system } = await loadFixture(deploySystems);
        const proof = PROOFS[name](PROGRAM, OUTPUT);
        expect(await system.isValid(OTHER, OUTPUT, proof)).to.equal(false);
        expect(await system.isValid(PROGRAM, "0xc0ffef", proof)).to.equal(false);
        expect(await system.isValid(PROGRAM, OUTPUT, PROOFS[name](OTHER, OUTPUT))).to.equal(false);
        expect(await system.isValid(PROGRAM, OUTPUT, "0x")).to.equal(false);
      });

      it("never says yes where there is no verifier", async () => {
        const { account } = await loadFixture(deploySystems);
        const Factory = name === "sp1" ? Sp1ProofSystem__factory : RiscZeroProofSystem__factory;
        const system = await new Factory(account).deploy(account);
        const proof = PROOFS[name](PROGRAM, OUTPUT);
        await expect(system.isValid(PROGRAM, OUTPUT, proof)).to.be.revertedWithoutReason();
      });
    });
  }
});
