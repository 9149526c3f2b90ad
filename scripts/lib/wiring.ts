import { contentUri } from "@weft/sdk";
import { ZeroAddress, type Addressable } from "ethers";

import { SETTINGS } from "../../deploy/modules/Governance";
import { SEAT_STAKE } from "../../deploy/modules/JuryCourt";
import type { JobMarket, LeaseMarket, OneShotMarket } from "../../typechain-types";
import { ownedOf, type Weft } from "./contracts";
import { worksMetadata } from "./metadata";
import { WEFT, type Parameters } from "./parameters";

/** A deployed contract that is not as it was asked for. */
export class WiringError extends Error {
  constructor(what: string, actual: unknown, expected: unknown) {
    super(`${what} is ${String(actual)}, but was deployed to be ${String(expected)}`);
    this.name = "WiringError";
  }
}

function expectEqual(what: string, actual: unknown, expected: unknown): void {
  if (String(actual) !== String(expected)) throw new WiringError(what, actual, expected);
}

/** Addresses that were found right once: what governance or the holder can change of them may differ since. */
type Checked = ReadonlySet<string>;

async function isNew(contract: Addressable, checked: Checked): Promise<boolean> {
  return !checked.has(await contract.getAddress());
}

/**
 * Reads back every reference and parameter, and throws at the first that is not what was asked for. What governance can
 * change (fees, the fraction of rewards, its own settings, owners, treasuries), and who holds the supply, is compared where
 * a contract is not `checked` already: after that another value is the outcome of a vote, or of a transfer.
 */
export async function checkWiring(
  weft: Weft,
  parameters: Parameters,
  checked: Checked = new Set(),
): Promise<void> {
  const { weftToken, vault, stakeVault, jobMarket, attestationVerifier, quorumVerifier } = weft;
  const { thawSeconds, feeBps } = parameters;
  const governed = { feeBps, checked };
  expectEqual("the staked token", await stakeVault.token(), await weftToken.getAddress());
  expectEqual("the stake vault's vault", await stakeVault.vault(), await vault.getAddress());
  expectEqual("the thaw time", await stakeVault.thawSeconds(), thawSeconds);
  expectEqual("the longest job", await jobMarket.maxJobSeconds(), Math.floor(thawSeconds / 2));
  const operators = await attestationVerifier.operators();
  expectEqual("the verifier's stake vault", operators, await stakeVault.getAddress());
  const replicaMarket = await quorumVerifier.market();
  expectEqual("the quorum verifier's market", replicaMarket, await jobMarket.getAddress());
  const keys = await quorumVerifier.operators();
  expectEqual("the quorum verifier's stake vault", keys, await stakeVault.getAddress());
  await checkCourt(weft);
  await checkSupply(weft, parameters, checked);
  await checkMarket("job market", jobMarket, weft, governed);
  await checkMarket("lease market", weft.leaseMarket, weft, governed);
  await checkMarket("one-shot market", weft.oneShotMarket, weft, governed);
  await checkRecord(weft, parameters, checked);
  await checkGovernance(weft, parameters, checked);
  await checkCredentials(weft);
  await checkWorks(weft, parameters, checked);
}

/** The supply is there, and with its holder. */
async function checkSupply(
  { weftToken }: Weft,
  { holder }: Parameters,
  checked: Checked,
): Promise<void> {
  const supply = await weftToken.SUPPLY();
  expectEqual("the supply", await weftToken.totalSupply(), supply);
  if (!(await isNew(weftToken, checked))) return;
  expectEqual("the holder's part of the supply", await weftToken.balanceOf(holder), supply);
}

/** What votes start with. */
async function checkSettings({ weftGovernor }: Weft): Promise<void> {
  expectEqual("the voting delay", await weftGovernor.votingDelay(), SETTINGS.votingDelay);
  expectEqual("the voting period", await weftGovernor.votingPeriod(), SETTINGS.votingPeriod);
  const threshold = await weftGovernor.proposalThreshold();
  expectEqual("the proposal threshold", threshold, SETTINGS.proposalThreshold);
  const extension = await weftGovernor.lateQuorumVoteExtension();
  expectEqual("the late extension", extension, SETTINGS.lateQuorumExtension);
  const percent = await weftGovernor["quorumNumerator()"]();
  expectEqual("the quorum in percent", percent, SETTINGS.quorumPercent);
}

/** The timelock is the governor's, owns what votes decide about, and receives every fee. */
async function checkGovernance(
  weft: Weft,
  parameters: Parameters,
  checked: Checked,
): Promise<void> {
  const { weftGovernor, weftTimelock, weftToken, stakeVault } = weft;
  const timelock = await weftTimelock.getAddress();
  expectEqual("the governor's timelock", await weftGovernor.timelock(), timelock);
  expectEqual("the votes of wallets", await weftGovernor.token(), await weftToken.getAddress());
  const stakes = await stakeVault.getAddress();
  expectEqual("the votes of stake", await weftGovernor.stakeVault(), stakes);
  expectEqual("the guardian", await weftGovernor.guardian(), parameters.guardian);
  const until = await weftGovernor.guardianUntil();
  expectEqual("the end of the guardian's term", until, parameters.guardianUntil);
  if (await isNew(weftGovernor, checked)) await checkSettings(weft);
  for (const [name, contract] of Object.entries(ownedOf(weft))) {
    if (!(await isNew(contract, checked))) continue;
    expectEqual(`the owner of ${name}`, await contract.owner(), timelock);
    expectEqual(`the next owner of ${name}`, await contract.pendingOwner(), ZeroAddress);
    if (!("treasury" in contract)) continue;
    expectEqual(`the treasury of ${name}`, await contract.treasury(), timelock);
  }
}

async function checkRecord(weft: Weft, parameters: Parameters, checked: Checked): Promise<void> {
  const { reputation, reputationCondition, rewards, jobMarket, weftToken } = weft;
  const records = await reputation.getAddress();
  expectEqual("the job market's recorder", await jobMarket.recorder(), records);
  expectEqual("the condition's records", await reputationCondition.reputation(), records);
  expectEqual("the rewards' records", await rewards.reputation(), records);
  expectEqual("the rewards' token", await rewards.token(), await weftToken.getAddress());
  const firstBudget = BigInt(parameters.firstBudgetWeft) * WEFT;
  expectEqual("the first budget of rewards", await rewards.firstBudget(), firstBudget);
  const halfLife = await rewards.halfLifeEpochs();
  expectEqual("the half-life of rewards", halfLife, parameters.halfLifeEpochs);
  if (!(await isNew(rewards, checked))) return;
  const fraction = await rewards.fractionBpsOf(await reputation.currentEpoch());
  expectEqual("the fraction of rewards", fraction, parameters.fractionBps);
}

async function checkWorks(weft: Weft, { feeBps }: Parameters, checked: Checked): Promise<void> {
  const { works, workMarket, workVouchers, splits, jobMarket, clearedOwnerCondition } = weft;
  expectEqual("the works' market", await works.market(), await workMarket.getAddress());
  expectEqual("the works' vouchers", await works.vouchers(), await workVouchers.getAddress());
  expectEqual("the works' job market", await works.jobMarket(), await jobMarket.getAddress());
  expectEqual("the works' splits", await works.splits(), await splits.getAddress());
  const collection = await clearedOwnerCondition.works();
  expectEqual("the condition's works", collection, await works.getAddress());
  expectEqual("the works' metadata", await works.contractURI(), contentUri(worksMetadata()));
  if (!(await isNew(workMarket, checked))) return;
  expectEqual("the fee of the work market", await workMarket.feeBps(), feeBps);
}

async function checkCredentials(weft: Weft): Promise<void> {
  const { credentials, auditorBond, credentialCondition, stakeVault } = weft;
  const bond = await auditorBond.getAddress();
  expectEqual(
    "the bonds' stake vault",
    await auditorBond.stakeVault(),
    await stakeVault.getAddress(),
  );
  expectEqual(
    "the bonds' credentials",
    await auditorBond.credentials(),
    await credentials.getAddress(),
  );
  expectEqual("the condition's bonds", await credentialCondition.auditorBond(), bond);
}

async function checkCourt({
  juryCourt,
  optimisticVerifier,
  stakeVault,
  weftToken,
}: Weft): Promise<void> {
  const stakes = await stakeVault.getAddress();
  expectEqual("the court's stake vault", await juryCourt.stakeVault(), stakes);
  expectEqual("the court's token", await juryCourt.token(), await weftToken.getAddress());
  expectEqual("the stake of a juror's seat", await juryCourt.seatStake(), SEAT_STAKE);
  const court = await juryCourt.getAddress();
  expectEqual("the optimistic verifier's court", await optimisticVerifier.court(), court);
  const operators = await optimisticVerifier.operators();
  expectEqual("the optimistic verifier's stake vault", operators, stakes);
}

async function checkMarket(
  name: string,
  market: JobMarket | LeaseMarket | OneShotMarket,
  { vault, stakeVault }: Weft,
  { feeBps, checked }: Pick<Parameters, "feeBps"> & { checked: Checked },
): Promise<void> {
  expectEqual(`the vault of the ${name}`, await market.vault(), await vault.getAddress());
  const stakes = await market.stakeVault();
  expectEqual(`the stake vault of the ${name}`, stakes, await stakeVault.getAddress());
  const paysDelegators = await vault.isOperator(market, stakeVault);
  expectEqual(
    `the stake vault's leave to take delegators' pay of the ${name}`,
    paysDelegators,
    true,
  );
  if (!(await isNew(market, checked))) return;
  expectEqual(`the fee of the ${name}`, await market.feeBps(), feeBps);
}
