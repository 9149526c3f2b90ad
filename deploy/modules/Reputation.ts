import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";

/** Records of providers and clients, and the condition that asks for them. `owner` may say what fees weigh. */
export default buildModule("Reputation", (m) => {
  const reputation = m.contract("Reputation", [m.getParameter("owner")]);
  const reputationCondition = m.contract("ReputationCondition", [reputation]);
  return { reputation, reputationCondition };
});
