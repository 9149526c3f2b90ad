import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";

import StakeVaultModule from "./StakeVault";

/** The market of finished results. `owner` may set fee and treasury; nobody else may anything. */
export default buildModule("OneShotMarket", (m) => {
  const { weftToken, vault, stakeVault } = m.useModule(StakeVaultModule);
  const oneShotMarket = m.contract("OneShotMarket", [
    vault,
    stakeVault,
    m.getParameter("owner"),
    m.getParameter("treasury"),
    m.getParameter("feeBps"),
  ]);
  return { weftToken, vault, stakeVault, oneShotMarket };
});
