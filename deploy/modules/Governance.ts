import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";
import { ZeroAddress } from "ethers";

import StakeVaultModule from "./StakeVault";

const DAY = 86_400;

/** What votes start with, unless a network's parameters say otherwise. Votes change them inside constant bounds. */
export const SETTINGS = {
  votingDelay: 2 * DAY,
  votingPeriod: 5 * DAY,
  /** A ten-thousandth of the supply. */
  proposalThreshold: 100_000n * 10n ** 18n,
  lateQuorumExtension: 2 * DAY,
  quorumPercent: 4,
} as const;

/**
 * Governance, before everything that it owns: contracts deployed later name `weftTimelock` as their owner, so that no
 * role is ever handed over. The governor makes its timelock in its own constructor; the deployer holds nothing at any
 * time. `guardian` may cancel until `guardianUntil`; left out, nobody may.
 */
export default buildModule("Governance", (m) => {
  const { weftToken, vault, stakeVault } = m.useModule(StakeVaultModule);
  const weftGovernor = m.contract("WeftGovernor", [
    weftToken,
    stakeVault,
    m.getParameter("guardian", ZeroAddress),
    m.getParameter("guardianUntil", 0),
    {
      votingDelay: m.getParameter("votingDelay", SETTINGS.votingDelay),
      votingPeriod: m.getParameter("votingPeriod", SETTINGS.votingPeriod),
      proposalThreshold: m.getParameter("proposalThreshold", SETTINGS.proposalThreshold),
      lateQuorumExtension: m.getParameter("lateQuorumExtension", SETTINGS.lateQuorumExtension),
      quorumPercent: m.getParameter("quorumPercent", SETTINGS.quorumPercent),
    },
  ]);
  const timelock = m.staticCall(weftGovernor, "timelock");
  const weftTimelock = m.contractAt("WeftTimelock", timelock);
  const grants = m.contract("Grants");
  return { weftToken, vault, stakeVault, weftGovernor, weftTimelock, grants };
});
