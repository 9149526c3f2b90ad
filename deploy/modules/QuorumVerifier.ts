import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";

import JobMarketModule from "./JobMarket";

/** Verdicts by replicas, of jobs of the one market. Belongs to nobody. */
export default buildModule("QuorumVerifier", (m) => {
  const { stakeVault, jobMarket } = m.useModule(JobMarketModule);
  return { quorumVerifier: m.contract("QuorumVerifier", [jobMarket, stakeVault]) };
});
