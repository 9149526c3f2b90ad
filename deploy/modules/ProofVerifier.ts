import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";

/**
 * The verifier of proven results, and the system of Groth16 proofs that serves every circuit. They belong to nobody
 * and know no other contract.
 */
export default buildModule("ProofVerifier", (m) => ({
  proofVerifier: m.contract("ProofVerifier"),
  groth16ProofSystem: m.contract("Groth16ProofSystem"),
}));
