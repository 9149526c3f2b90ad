import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";

import WeftTokenModule from "./WeftToken";

/** Staked WEFT. */
export default buildModule("StakeVault", (m) => {
  const { weftToken } = m.useModule(WeftTokenModule);
  const stakeVault = m.contract("StakeVault", [weftToken, m.getParameter("thawSeconds")]);
  return { weftToken, stakeVault };
});
