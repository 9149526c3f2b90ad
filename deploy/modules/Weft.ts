import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";

import CredentialsModule from "./Credentials";
import GovernanceModule from "./Governance";
import JobMarketModule from "./JobMarket";
import LeaseMarketModule from "./LeaseMarket";
import OneShotMarketModule from "./OneShotMarket";
import QuorumVerifierModule from "./QuorumVerifier";
import OptimisticVerifierModule from "./OptimisticVerifier";
import ProofVerifierModule from "./ProofVerifier";
import RewardsModule from "./Rewards";
import VerificationModule from "./Verification";
import WorksModule from "./Works";

/** The whole protocol, in dependency order. */
export default buildModule("Weft", (m) => ({
  ...m.useModule(GovernanceModule),
  ...m.useModule(JobMarketModule),
  ...m.useModule(LeaseMarketModule),
  ...m.useModule(OneShotMarketModule),
  ...m.useModule(VerificationModule),
  ...m.useModule(QuorumVerifierModule),
  ...m.useModule(OptimisticVerifierModule),
  ...m.useModule(ProofVerifierModule),
  ...m.useModule(RewardsModule),
  ...m.useModule(CredentialsModule),
  ...m.useModule(WorksModule),
}));
