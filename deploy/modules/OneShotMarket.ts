import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";

import GovernanceModule from "./Governance";

/** The market of finished results. Votes set fee and treasury; nobody else may anything. */
export default buildModule("OneShotMarket", (m) => {
  const { weftToken, vault, stakeVault, weftTimelock } = m.useModule(GovernanceModule);
  const oneShotMarket = m.contract("OneShotMarket", [
    vault,
    stakeVault,
    weftTimelock,
    weftTimelock,
    m.getParameter("feeBps"),
  ]);
  return { weftToken, vault, stakeVault, weftTimelock, oneShotMarket };
});
