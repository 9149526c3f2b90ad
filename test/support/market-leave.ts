import { time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ethers } from "hardhat";

import { assertConservation, type Replica } from "./conservation";
import { sendAs, type World } from "./deploy";
import { partyAt } from "./market-orders";
import { DAY } from "./time";

/** Sends from an account of the world, whether it signs orders or not. */
async function sendFrom(
  world: World,
  account: string,
  contract: World["vault"] | World["stakeVault"],
  data: string,
): Promise<void> {
  const isParty = world.parties.some(({ address }) => address === account);
  if (isParty) await sendAs(partyAt(world, account), contract, data);
  else {
    const signer = await ethers.getSigner(account);
    await signer.sendTransaction({ to: await contract.getAddress(), data });
  }
}

async function withdrawMoney(world: World, { balances, fees }: Replica): Promise<void> {
  const { vault, jobMarket, stranger, treasury } = world;
  for (const token of fees.keys()) await jobMarket.connect(stranger).collectFees(token);
  for (const [token, accounts] of balances) {
    const erc20 = await ethers.getContractAt("IERC20", token);
    for (const account of new Set([...accounts.keys(), treasury.address])) {
      const amount = await vault.balanceOf(account, BigInt(token));
      if (amount === 0n) continue;
      const args = [token, amount, account] as const;
      const data = vault.interface.encodeFunctionData("withdraw", [...args]);
      await sendFrom(world, account, vault, data);
    }
    expect(await erc20.balanceOf(vault), `tokens left of ${token}`).to.equal(0n);
  }
}

async function withdrawStake(world: World, { stakes, credits }: Replica): Promise<void> {
  const { stakeVault, jobMarket, weftToken, stranger } = world;
  const market = await jobMarket.getAddress();
  for (const [provider, { active }] of stakes) {
    if (active === 0n) continue;
    const data = stakeVault.interface.encodeFunctionData("thaw", [market, active]);
    await sendFrom(world, provider, stakeVault, data);
  }
  await time.increase((await stakeVault.thawSeconds()) + DAY);
  for (const [account, amount] of credits) {
    if (amount !== 0n) await stakeVault.connect(stranger).claim(account);
  }
  for (const provider of stakes.keys()) {
    const { firstThaw, nextThaw } = await stakeVault.provisionOf(provider, market);
    if (firstThaw !== nextThaw) await stakeVault.connect(stranger).withdraw(provider, market);
  }
  expect(await weftToken.balanceOf(stakeVault), "WEFT left").to.equal(0n);
}

/** With no job open, everybody takes out everything, and both vaults end up empty. */
export async function assertEveryoneCanLeave(world: World): Promise<void> {
  const replica = await assertConservation(world);
  expect([...replica.openJobs.keys()], "open jobs").to.deep.equal([]);
  await withdrawMoney(world, replica);
  await withdrawStake(world, replica);
  await assertConservation(world);
}
