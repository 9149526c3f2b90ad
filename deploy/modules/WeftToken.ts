import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";

/** The token. `holder` receives the whole supply. */
export default buildModule("WeftToken", (m) => ({
  weftToken: m.contract("WeftToken", [m.getParameter("holder")]),
}));
