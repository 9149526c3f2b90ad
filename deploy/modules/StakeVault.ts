import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";

import VaultModule from "./Vault";
import WeftTokenModule from "./WeftToken";

/** Staked WEFT. */
export default buildModule("StakeVault", (m) => {
  const { weftToken } = m.useModule(WeftTokenModule);
  const { vault } = m.useModule(VaultModule);
  const stakeVault = m.contract("StakeVault", [weftToken, vault, m.getParameter("thawSeconds")]);
  return { weftToken, vault, stakeVault };
});
