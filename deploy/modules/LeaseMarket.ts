import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";

import StakeVaultModule from "./StakeVault";

/** The market of leases. `owner` may set fee and treasury; nobody else may anything. */
export default buildModule("LeaseMarket", (m) => {
  const { weftToken, vault, stakeVault } = m.useModule(StakeVaultModule);
  const leaseMarket = m.contract("LeaseMarket", [
    vault,
    stakeVault,
    m.getParameter("owner"),
    m.getParameter("treasury"),
    m.getParameter("feeBps"),
  ]);
  return { weftToken, vault, stakeVault, leaseMarket };
});
