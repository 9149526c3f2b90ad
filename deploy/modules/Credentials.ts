import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";

import StakeVaultModule from "./StakeVault";

/** Credentials, the bonds of their issuers, and the conditions that read them. They belong to nobody. */
export default buildModule("Credentials", (m) => {
  const { stakeVault } = m.useModule(StakeVaultModule);
  const credentials = m.contract("Credentials");
  const auditorBond = m.contract("AuditorBond", [stakeVault, credentials]);
  return {
    credentials,
    auditorBond,
    credentialCondition: m.contract("CredentialCondition", [auditorBond]),
    allowListCondition: m.contract("AllowListCondition"),
    allOf: m.contract("AllOf"),
    anyOf: m.contract("AnyOf"),
  };
});
