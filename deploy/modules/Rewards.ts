import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";

import GovernanceModule from "./Governance";
import ReputationModule from "./Reputation";

/**
 * Rewards for work. Votes set the fraction of the fees that they come to at most. The reserve is what is sent to it;
 * a schedule that starts at `firstBudget` and halves in `halfLifeEpochs` spends
 * `firstBudget / (1 - 2^(-1 / halfLifeEpochs))` in all.
 */
export default buildModule("Rewards", (m) => {
  const { weftToken, weftTimelock } = m.useModule(GovernanceModule);
  const { reputation, reputationCondition } = m.useModule(ReputationModule);
  const rewards = m.contract("Rewards", [
    weftToken,
    reputation,
    weftTimelock,
    m.getParameter("firstBudget"),
    m.getParameter("halfLifeEpochs"),
    m.getParameter("fractionBps"),
  ]);
  return { weftToken, weftTimelock, reputation, reputationCondition, rewards };
});
