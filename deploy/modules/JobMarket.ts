import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";

import ReputationModule from "./Reputation";
import StakeVaultModule from "./StakeVault";

/** The market. `owner` may set fee and treasury; nobody else may anything. */
export default buildModule("JobMarket", (m) => {
  const { weftToken, vault, stakeVault } = m.useModule(StakeVaultModule);
  const { reputation, reputationCondition } = m.useModule(ReputationModule);
  const jobMarket = m.contract("JobMarket", [
    vault,
    stakeVault,
    m.getParameter("owner"),
    m.getParameter("treasury"),
    m.getParameter("feeBps"),
    reputation,
  ]);
  return { weftToken, vault, stakeVault, reputation, reputationCondition, jobMarket };
});
