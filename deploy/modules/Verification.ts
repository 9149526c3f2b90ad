import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";

import StakeVaultModule from "./StakeVault";

/** Verifiers. They belong to nobody, and jobs name the one they want. */
export default buildModule("Verification", (m) => {
  const { stakeVault } = m.useModule(StakeVaultModule);
  return { attestationVerifier: m.contract("AttestationVerifier", [stakeVault]) };
});
