import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";

/**
 * Systems that ask the verifiers of RISC Zero and SP1 where those are deployed. No part of the protocol: anyone may
 * deploy one in front of the verifier it trusts.
 */
export default buildModule("ZkVmProofSystems", (m) => ({
  riscZeroProofSystem: m.contract("RiscZeroProofSystem", [m.getParameter("riscZeroVerifier")]),
  sp1ProofSystem: m.contract("Sp1ProofSystem", [m.getParameter("sp1Verifier")]),
}));
