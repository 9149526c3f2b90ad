import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import {
  checkMatch,
  decodeContractError,
  market as marketCalls,
  packMatch,
  readMatchState,
  type ContractError,
  type Match,
  type MatchReason,
} from "../../../packages/sdk/src";
import { openWorld, signedMatch, type Changes, type World } from "./world";

/** What the SDK says of a match. */
export async function reasonsOf(world: World, match: Match): Promise<MatchReason[]> {
  const { provider, at, who } = world;
  const state = await readMatchState({ provider, market: at.market, match });
  return checkMatch({ match, matcher: who.matcher.address, state });
}

async function revertOf(world: World, match: Match): Promise<ContractError> {
  const { market, who } = world;
  try {
    await market.connect(who.matcher).matchOrders.staticCall(packMatch(match));
  } catch (error) {
    const decoded = decodeContractError(error);
    if (decoded !== undefined) return decoded;
    throw error;
  }
  throw new Error("the contract accepted the match");
}

function withoutTime(args: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(args).filter(([name]) => name !== "time"));
}

/** The contract's first refusal is the first reason, with the same arguments; the others follow. */
export async function expectReasons(
  world: World,
  match: Match,
  errors: string[],
): Promise<MatchReason[]> {
  const reasons = await reasonsOf(world, match);
  expect(reasons.map(({ error }) => error)).to.deep.equal(errors);
  const revert = await revertOf(world, match);
  expect(revert.error).to.equal(errors[0]);
  expect(withoutTime(revert.args)).to.deep.equal(withoutTime(reasons[0]?.args ?? {}));
  for (const { sentence } of reasons) expect(sentence).to.not.match(/undefined|[{}]/);
  return reasons;
}

/** Opens a job with the changes. */
export async function openMatch(world: World, changes: Changes): Promise<void> {
  const match = await signedMatch(world, changes);
  await marketCalls.match({ signer: world.who.matcher, market: world.at.market, match });
}

/** A change to a match that passes, and the refusal that it leads to. */
export interface Case {
  error: string;
  when: string;
  changes: (world: World) => Changes | Promise<Changes>;
  /** Errors besides the first, where one wrong implies another. */
  also?: string[];
}

/** One test for each case. */
export function giveReasons(cases: readonly Case[]): void {
  for (const { error, when, changes, also = [] } of cases) {
    it(`gives the contract's ${error} when ${when}`, async () => {
      const world = await loadFixture(openWorld);
      const match = await signedMatch(world, await changes(world));
      await expectReasons(world, match, [error, ...also]);
    });
  }
}
