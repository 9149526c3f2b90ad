import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";

import GovernanceModule from "./Governance";

/** Records of providers and clients, and the condition that asks for them. Votes say what fees weigh. */
export default buildModule("Reputation", (m) => {
  const { weftTimelock } = m.useModule(GovernanceModule);
  const reputation = m.contract("Reputation", [weftTimelock]);
  const reputationCondition = m.contract("ReputationCondition", [reputation]);
  return { weftTimelock, reputation, reputationCondition };
});
