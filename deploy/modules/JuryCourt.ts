import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";

import StakeVaultModule from "./StakeVault";

/** Stake of a juror's seat, unless a network's parameters say otherwise: 1,000 WEFT. */
export const SEAT_STAKE = 1_000n * 10n ** 18n;

/** The court. It belongs to nobody; contracts name it at their construction. */
export default buildModule("JuryCourt", (m) => {
  const { stakeVault } = m.useModule(StakeVaultModule);
  const seatStake = m.getParameter("seatStake", SEAT_STAKE);
  return { stakeVault, juryCourt: m.contract("JuryCourt", [stakeVault, seatStake]) };
});
