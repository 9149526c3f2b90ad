import { jobId, jobsFromReceipt, packJob, type Job, type MatchStruct } from "@weft/sdk";
import { expect } from "chai";
import type { BaseContract, ContractTransactionReceipt, EventLog } from "ethers";

import { Random } from "../support/random";
import { deployWorld, type World } from "../support/deploy";
import { draftOf, signMatch, type DraftOverrides } from "../support/market-orders";

export const DONE = "0x00000000";
/** Ample, so that instrumented code fits too. */
export const MATCH_GAS = 2_000_000n;
/** Enough for a match that asks a wallet and a condition. */
export const ASKING_GAS = 2_500_000n;
export const END_GAS = 2_000_000n;
/** Large batches bring more gas than the network hands out by itself. */
export const GAS = { gasLimit: 29_000_000 };

/** The selector of an error, which is its code in a batch. */
export function codeOf(contracts: readonly BaseContract[], name: string): string {
  for (const { interface: known } of contracts) {
    const error = known.getError(name);
    if (error !== null) return error.selector;
  }
  throw new Error(`no contract here has the error ${name}`);
}

/** The code that a market's item fails with for this reason. */
export function marketCode({ jobMarket, stakeVault, vault }: World, name: string): string {
  return codeOf([jobMarket, stakeVault, vault], name);
}

export function shuffled<T>(items: readonly T[], seed: number): T[] {
  const random = new Random(seed);
  const left = [...items];
  return items.map(() => {
    const [item] = left.splice(Number(random.upTo(BigInt(left.length - 1))), 1);
    if (item === undefined) throw new Error("nothing left");
    return item;
  });
}

/** A signed match of one unit; the nonces of both orders are `index`. */
export async function matchAt(
  world: World,
  index: bigint,
  overrides: DraftOverrides = {},
): Promise<MatchStruct> {
  const draft = await draftOf(world, {
    ...overrides,
    units: 1n,
    offer: { units: 1n, nonce: index, ...overrides.offer },
    request: { units: 1n, nonce: index, ...overrides.request },
  });
  return signMatch(world, draft);
}

/** The failures that a batch said, by place. */
export function failuresIn(
  receipt: ContractTransactionReceipt | null,
): { item: string; index: number; code: string }[] {
  const logs = (receipt?.logs ?? []).filter((log): log is EventLog => "args" in log);
  return logs
    .filter(({ fragment }) => fragment.name === "BatchItemFailed")
    .map(({ args }) => ({
      item: String(args["item"]),
      index: Number(args["index"]),
      code: String(args["code"]),
    }));
}

/** Asserts that a batch said of every item that failed, and of no other, what it returned. */
export function assertSaid(codes: readonly string[], receipt: ContractTransactionReceipt | null) {
  expect(failuresIn(receipt).map(({ index, code }) => [index, code])).to.deep.equal(
    codes.flatMap((code, i) => (code === DONE ? [] : [[i, code]])),
  );
}

/** Matches by the matcher, and returns the codes and the jobs that were opened. */
export async function matchBatch(
  world: World,
  matches: readonly MatchStruct[],
  gasPerItem = MATCH_GAS,
): Promise<{ codes: string[]; jobs: Job[] }> {
  const market = world.jobMarket.connect(world.matcher);
  const codes = [...(await market.matchBatch.staticCall([...matches], gasPerItem, GAS))];
  const tx = await market.matchBatch([...matches], gasPerItem, GAS);
  const receipt = await tx.wait();
  assertSaid(codes, receipt);
  if (receipt === null) throw new Error("the batch was not mined");
  const opened = jobsFromReceipt({ receipt, market: await world.jobMarket.getAddress() });
  return { codes, jobs: opened.map(({ job }) => job) };
}

/** Ends jobs by a stranger, and returns the codes. */
export async function endBatch(
  world: World,
  door: "settleBatch" | "expireBatch",
  jobs: readonly Job[],
  gasPerItem = END_GAS,
): Promise<string[]> {
  const market = world.jobMarket.connect(world.stranger);
  const structs = jobs.map(packJob);
  const codes = [...(await market[door].staticCall(structs, gasPerItem, GAS))];
  const receipt = await (await market[door](structs, gasPerItem, GAS)).wait();
  assertSaid(codes, receipt);
  for (const { item, index } of failuresIn(receipt)) {
    const job = jobs[index];
    expect(item, "the id of a job that was not ended").to.equal(job && jobId(job));
  }
  return codes;
}

/** Fixture: a market on which five jobs are open. */
export async function deployFiveJobs(): Promise<World & { jobs: readonly Job[] }> {
  const world = await deployWorld();
  const matches: MatchStruct[] = [];
  for (let i = 0n; i < 5n; ++i) matches.push(await matchAt(world, i));
  const { jobs } = await matchBatch(world, matches);
  return { ...world, jobs };
}
