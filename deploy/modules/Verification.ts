import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";

/** Verifiers. They belong to nobody, and jobs name the one they want. */
export default buildModule("Verification", (m) => ({
  attestationVerifier: m.contract("AttestationVerifier"),
}));
