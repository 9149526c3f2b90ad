import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";

import GovernanceModule from "./Governance";

/** The market of leases. Votes set fee and treasury; nobody else may anything. */
export default buildModule("LeaseMarket", (m) => {
  const { weftToken, vault, stakeVault, weftTimelock } = m.useModule(GovernanceModule);
  const leaseMarket = m.contract("LeaseMarket", [
    vault,
    stakeVault,
    weftTimelock,
    weftTimelock,
    m.getParameter("feeBps"),
  ]);
  return { weftToken, vault, stakeVault, weftTimelock, leaseMarket };
});
