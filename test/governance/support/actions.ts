import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/signers";
import { time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import type { Addressable, ContractTransactionResponse } from "ethers";
import { ethers } from "hardhat";

import type { GovernanceWorld } from "./world";

/** As the library counts them. */
export const State = {
  Pending: 0n,
  Active: 1n,
  Canceled: 2n,
  Defeated: 3n,
  Succeeded: 4n,
  Queued: 5n,
  Executed: 7n,
} as const;
export const Support = { Against: 0n, For: 1n, Abstain: 2n } as const;

/** What a proposal does, in the order that the governor takes it. */
export interface Proposal {
  id: bigint;
  targets: string[];
  values: bigint[];
  calldatas: string[];
  description: string;
}

export interface Call {
  to: Addressable;
  data: string;
  value?: bigint;
}

/** The description that only this account can propose. */
export function sealedFor(account: { address: string }, text = "a proposal"): string {
  return `${text}#proposer=${account.address}`;
}

export async function proposalOf(
  { governor }: GovernanceWorld,
  calls: readonly Call[],
  description: string,
): Promise<Proposal> {
  const targets = await Promise.all(calls.map(({ to }) => to.getAddress()));
  const values = calls.map(({ value }) => value ?? 0n);
  const calldatas = calls.map(({ data }) => data);
  const id = await governor.getProposalId(targets, values, calldatas, ethers.id(description));
  return { id, targets, values, calldatas, description };
}

/** The arguments of queue, execute and cancel. */
export function termsOf({ targets, values, calldatas, description }: Proposal) {
  return [targets, values, calldatas, ethers.id(description)] as const;
}

export function sendProposal(
  { governor }: GovernanceWorld,
  by: HardhatEthersSigner,
  { targets, values, calldatas, description }: Proposal,
): Promise<ContractTransactionResponse> {
  return governor.connect(by).propose(targets, values, calldatas, description);
}

/** Proposes for the proposer; asserts the state and every view of the proposal. */
export async function propose(
  world: GovernanceWorld,
  calls: readonly Call[],
  { by = world.proposer, text = "a proposal" } = {},
): Promise<Proposal> {
  const { governor } = world;
  const proposal = await proposalOf(world, calls, sealedFor(by, text));
  const sent = await sendProposal(world, by, proposal);
  const at = await time.latest();
  const start = BigInt(at) + (await governor.votingDelay());
  const end = start + (await governor.votingPeriod());
  const { id, targets, values, calldatas, description } = proposal;
  const signatures = targets.map(() => "");
  const said = [id, by.address, targets, values, signatures, calldatas, start, end, description];
  await expect(sent)
    .to.emit(governor, "ProposalCreated")
    .withArgs(...said);
  expect(await governor.state(id)).to.equal(State.Pending);
  expect(await governor.proposalSnapshot(id)).to.equal(start);
  expect(await governor.proposalDeadline(id)).to.equal(end);
  expect(await governor.proposalProposer(id)).to.equal(by.address);
  expect(await governor.latestProposalOf(by)).to.equal(id);
  return proposal;
}

/** Lets the vote on a proposal begin. */
export async function openVote({ governor }: GovernanceWorld, { id }: Proposal): Promise<void> {
  await time.increaseTo((await governor.proposalSnapshot(id)) + 1n);
  expect(await governor.state(id)).to.equal(State.Active);
}

/** Votes; asserts the weight and what it adds to. */
export async function vote(
  { governor }: GovernanceWorld,
  by: HardhatEthersSigner,
  { id }: Proposal,
  support: bigint,
  weight: bigint,
): Promise<ContractTransactionResponse> {
  const before = await governor.proposalVotes(id);
  const sent = await governor.connect(by).castVote(id, support);
  await expect(sent).to.emit(governor, "VoteCast").withArgs(by.address, id, support, weight, "");
  const after = await governor.proposalVotes(id);
  for (const [side, votes] of before.entries()) {
    expect(after[side]).to.equal(BigInt(side) === support ? votes + weight : votes);
  }
  expect(await governor.hasVoted(id, by)).to.equal(true);
  return sent;
}

/** Lets the vote end. */
export async function closeVote({ governor }: GovernanceWorld, { id }: Proposal): Promise<void> {
  await time.increaseTo((await governor.proposalDeadline(id)) + 1n);
}

/** Queues what passed; asserts when it can be executed. */
export async function queue(
  { governor, timelock, stranger }: GovernanceWorld,
  proposal: Proposal,
): Promise<void> {
  const sent = await governor.connect(stranger).queue(...termsOf(proposal));
  const eta = BigInt(await time.latest()) + (await timelock.getMinDelay());
  await expect(sent).to.emit(governor, "ProposalQueued").withArgs(proposal.id, eta);
  expect(await governor.state(proposal.id)).to.equal(State.Queued);
  expect(await governor.proposalEta(proposal.id)).to.equal(eta);
}

export async function waitForTimelock({ governor }: GovernanceWorld, { id }: Proposal) {
  await time.increaseTo(await governor.proposalEta(id));
}

/** Executes, as anyone can. */
export function execute(
  { governor, stranger }: GovernanceWorld,
  proposal: Proposal,
): Promise<ContractTransactionResponse> {
  return governor.connect(stranger).execute(...termsOf(proposal));
}

/** Takes a proposal to the day on which it can be executed, by the whale's votes. */
export async function pass(world: GovernanceWorld, proposal: Proposal): Promise<void> {
  const { governor, whale } = world;
  await openVote(world, proposal);
  await governor.connect(whale).castVote(proposal.id, Support.For);
  await closeVote(world, proposal);
  await queue(world, proposal);
  await waitForTimelock(world, proposal);
}

/** A proposal from its making to the transaction that executes it. */
export async function carryOut(
  world: GovernanceWorld,
  calls: readonly Call[],
): Promise<ContractTransactionResponse> {
  const proposal = await propose(world, calls);
  await pass(world, proposal);
  const sent = await execute(world, proposal);
  await expect(sent).to.emit(world.governor, "ProposalExecuted").withArgs(proposal.id);
  expect(await world.governor.state(proposal.id)).to.equal(State.Executed);
  return sent;
}

/** A call that changes a fee: the proposal of every spec that is not about what is proposed. */
export function feeCall({ jobMarket }: GovernanceWorld, feeBps = 100n): Call {
  return { to: jobMarket, data: jobMarket.interface.encodeFunctionData("setFee", [feeBps]) };
}
