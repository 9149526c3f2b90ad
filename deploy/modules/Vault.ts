import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";

/** Payment money. Takes no parameters and has no owner. */
export default buildModule("Vault", (m) => ({ vault: m.contract("Vault") }));
