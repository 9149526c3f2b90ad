import { governance } from "@weft/sdk";
import hre from "hardhat";

import { chainTime } from "../../lib/clock";
import type { Party } from "../../lib/party";
import { passTime } from "../market";
import type { Context } from "../story";

/** A vote that was counted. */
export interface CountedBallot {
  voter: string;
  /** What its weight is of, and how it came to the chain. */
  by: string;
  support: governance.Support;
  /** WEFT base units. */
  weight: bigint;
}

/** A proposal, and the votes on it so far. */
export interface Motion {
  proposer: Party;
  /** What it is about, in steps and tables. */
  what: string;
  proposal: governance.Proposal;
  /** Unix second. */
  proposedAt: bigint;
  /** Unix seconds: votes are counted at the end of the first, and come in until the second. */
  voteStart: bigint;
  voteEnd: bigint;
  ballots: CountedBallot[];
}

/** What somebody wants to be done. */
export interface Draft {
  proposer: Party;
  what: string;
  calls: readonly governance.CallDescription[];
}

export async function governorOf({ market }: Pick<Context, "market">): Promise<string> {
  return market.weftGovernor.getAddress();
}

/** The proposal that nobody but its proposer can make. */
export function draftOf({ proposer, what, calls }: Draft): governance.Proposal {
  return governance.buildProposal({
    proposer: proposer.signer.address,
    description: what,
    calls: calls.map((call) => governance.encodeCall(call)),
  });
}

/** What each call would do today. Nothing is sent. */
export async function simulate(
  context: Context,
  calls: readonly governance.CallDescription[],
): Promise<governance.SimulatedCall[]> {
  return governance.simulateCalls({
    provider: hre.ethers.provider,
    governor: await governorOf(context),
    calls: calls.map((call) => governance.encodeCall(call)),
  });
}

/**
 * Proposes what was simulated.
 *
 * @throws Error where a call would revert.
 */
export async function propose(context: Context, draft: Draft): Promise<Motion> {
  const { proposer, what, calls } = draft;
  const failing = (await simulate(context, calls)).find(({ failure }) => failure !== undefined);
  if (failing?.failure !== undefined) throw new Error(`"${what}" would fail: ${failing.failure}`);
  const proposal = draftOf(draft);
  const call = { signer: proposer.signer, governor: await governorOf(context) };
  const { receipt, voteStart, voteEnd } = await governance.propose({ ...call, proposal });
  context.ledger.note(proposer.name, `propose ${what}`, receipt);
  const proposedAt = BigInt(await chainTime());
  return { proposer, what, proposal, proposedAt, voteStart, voteEnd, ballots: [] };
}

/** Lets the chain's clock come to a second, if it is not there yet. */
export async function waitUntil(second: bigint): Promise<void> {
  const left = second - BigInt(await chainTime());
  if (left > 0n) await passTime(Number(left));
}

/** Lets votes on these begin. */
export async function openPolls(motions: readonly Motion[]): Promise<void> {
  for (const { voteStart } of motions) await waitUntil(voteStart + 1n);
}

/** Lets votes on these end. */
export async function closePolls(motions: readonly Motion[]): Promise<void> {
  for (const { voteEnd } of motions) await waitUntil(voteEnd + 1n);
}

/** Somebody votes, with all votes of its wallet and of the stake behind it. */
export async function castVote(
  context: Context,
  { proposal, what, ballots }: Motion,
  { voter, by, support }: { voter: Party; by: string; support: governance.Support },
): Promise<void> {
  const call = { signer: voter.signer, governor: await governorOf(context) };
  const { receipt, weight } = await governance.vote({ ...call, proposalId: proposal.id, support });
  const side = governance.Support[support].toLowerCase();
  context.ledger.note(voter.name, `vote ${side} ${what}`, receipt);
  ballots.push({ voter: voter.name, by, support, weight });
}

/** Somebody signs a vote, which costs nothing. */
export async function signBallot(
  context: Context,
  { proposal }: Motion,
  { voter, support }: { voter: Party; support: governance.Support },
): Promise<governance.Ballot> {
  const { chainId } = context.market.domain;
  const domain = governance.governorDomain({ chainId, contract: await governorOf(context) });
  return governance.signBallot({ signer: voter.signer, domain, proposalId: proposal.id, support });
}

/** Somebody else brings a signed vote to the chain. */
export async function bringBallot(
  context: Context,
  { what, ballots }: Motion,
  { ballot, voter, bringer }: { ballot: governance.Ballot; voter: Party; bringer: Party },
): Promise<void> {
  const call = { signer: bringer.signer, governor: await governorOf(context) };
  for (const relayed of await governance.relayBallots({ ...call, ballots: [ballot] })) {
    if ("error" in relayed) throw relayed.error;
    context.ledger.note(bringer.name, `bring ${voter.name}'s ballot on ${what}`, relayed.receipt);
    const by = `signature, brought by ${bringer.name}`;
    ballots.push({ voter: voter.name, by, support: ballot.support, weight: relayed.weight });
  }
}

/** Anyone puts what passed into the timelock. Returns the unix second from which it can be executed. */
export async function queue(context: Context, { proposal, what }: Motion): Promise<bigint> {
  const { matcher } = context.market;
  const call = { signer: matcher.signer, governor: await governorOf(context) };
  const { receipt, eta } = await governance.queue({ ...call, proposal });
  context.ledger.note("anyone", `queue ${what}`, receipt);
  return eta;
}

/** Anyone carries out what has waited. */
export async function execute(context: Context, { proposal, what }: Motion): Promise<void> {
  const { matcher } = context.market;
  const call = { signer: matcher.signer, governor: await governorOf(context) };
  const { receipt } = await governance.execute({ ...call, proposal });
  context.ledger.note("anyone", `carry out ${what}`, receipt);
}
