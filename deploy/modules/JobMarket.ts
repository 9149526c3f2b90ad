import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";

import GovernanceModule from "./Governance";
import ReputationModule from "./Reputation";

/** The market. Votes set fee and treasury; nobody else may anything. */
export default buildModule("JobMarket", (m) => {
  const { weftToken, vault, stakeVault, weftTimelock } = m.useModule(GovernanceModule);
  const { reputation, reputationCondition } = m.useModule(ReputationModule);
  const jobMarket = m.contract("JobMarket", [
    vault,
    stakeVault,
    weftTimelock,
    weftTimelock,
    m.getParameter("feeBps"),
    reputation,
  ]);
  return { weftToken, vault, stakeVault, reputation, reputationCondition, weftTimelock, jobMarket };
});
