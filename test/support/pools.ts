import { time } from "@nomicfoundation/hardhat-network-helpers";
import { unpackJob, type Job } from "@weft/sdk";

import type { World } from "./deploy";
import { draftOf, signMatch, type DraftOverrides } from "./market-orders";

/** Opens a pool of the provider's that earns in the world's token, and lets the stranger delegate to it. */
export async function fillPool(
  { stakeVault, jobMarket, weftToken, provider, token, stranger }: World,
  delegated: bigint,
): Promise<void> {
  await stakeVault.connect(provider.key).openPool(jobMarket, 0, [token]);
  await weftToken.transfer(stranger, delegated);
  await weftToken.connect(stranger).approve(stakeVault, delegated);
  await stakeVault.connect(stranger).delegate(provider.address, jobMarket, delegated, delegated);
}

/** Matches two orders of one nonce, and returns the job as the chain knows it. */
export async function openJob(
  world: World,
  nonce: bigint,
  overrides: DraftOverrides = {},
): Promise<Job> {
  const { jobMarket } = world;
  const draft = await draftOf(world, {
    ...overrides,
    offer: { nonce, ...overrides.offer },
    request: { nonce, ...overrides.request },
  });
  const tx = await jobMarket.connect(draft.matcher).matchOrders(await signMatch(world, draft));
  const { blockNumber } = tx;
  if (blockNumber === null) throw new Error("not mined");
  const [event] = await jobMarket.queryFilter(jobMarket.filters.JobMatched(), blockNumber);
  if (event === undefined) throw new Error("no job opened");
  return unpackJob(event.args.job);
}

/** The stranger leaves the provider's pool with all it has, by the front door. Returns what it got. */
export async function leavePool(world: World): Promise<bigint> {
  const { stakeVault, jobMarket, weftToken, provider, stranger } = world;
  const { shares } = await stakeVault.delegationOf(provider.address, jobMarket, stranger);
  await stakeVault.connect(stranger).undelegate(provider.address, jobMarket, shares, 0);
  await time.increase(await stakeVault.thawSeconds());
  const before = await weftToken.balanceOf(stranger);
  await stakeVault.withdrawDelegated(provider.address, jobMarket, stranger);
  return (await weftToken.balanceOf(stranger)) - before;
}
