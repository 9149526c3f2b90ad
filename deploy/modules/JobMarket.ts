import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";

import StakeVaultModule from "./StakeVault";

/** The market. `owner` may set fee and treasury; nobody else may anything. */
export default buildModule("JobMarket", (m) => {
  const { weftToken, vault, stakeVault } = m.useModule(StakeVaultModule);
  const jobMarket = m.contract("JobMarket", [
    vault,
    stakeVault,
    m.getParameter("owner"),
    m.getParameter("treasury"),
    m.getParameter("feeBps"),
    m.getParameter("recorder", "0x0000000000000000000000000000000000000000"),
  ]);
  return { weftToken, vault, stakeVault, jobMarket };
});
