import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";

import JuryCourtModule from "./JuryCourt";

/** Results that stand unless challenged, and the court that judges the challenges. */
export default buildModule("OptimisticVerifier", (m) => {
  const { stakeVault, juryCourt } = m.useModule(JuryCourtModule);
  const optimisticVerifier = m.contract("OptimisticVerifier", [stakeVault, juryCourt]);
  return { juryCourt, optimisticVerifier };
});
