import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";

import ReputationModule from "./Reputation";
import WeftTokenModule from "./WeftToken";

/**
 * Rewards for work. `owner` may set the fraction of the fees that they come to at most. The reserve is what is sent to it;
 * a schedule that starts at `firstBudget` and halves in `halfLifeEpochs` spends
 * `firstBudget / (1 - 2^(-1 / halfLifeEpochs))` in all.
 */
export default buildModule("Rewards", (m) => {
  const { weftToken } = m.useModule(WeftTokenModule);
  const { reputation, reputationCondition } = m.useModule(ReputationModule);
  const rewards = m.contract("Rewards", [
    weftToken,
    reputation,
    m.getParameter("owner"),
    m.getParameter("firstBudget"),
    m.getParameter("halfLifeEpochs"),
    m.getParameter("fractionBps"),
  ]);
  return { weftToken, reputation, reputationCondition, rewards };
});
