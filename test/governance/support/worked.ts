import { time } from "@nomicfoundation/hardhat-network-helpers";
import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/signers";
import { expect } from "chai";
import type { BaseContract, ContractTransactionResponse } from "ethers";
import hre, { ethers } from "hardhat";

import { governance } from "../../../packages/sdk/src";
import { deployWeft, type Weft } from "../../../scripts/lib/deploy";
import { QUORUM, THRESHOLD } from "./world";

/** The whole protocol as a deployment leaves it: the timelock owns it, and only votes change it. */
export interface Protocol {
  weft: Weft;
  governor: string;
  timelock: string;
  /** Holds what is left of the supply, and delegates it to nobody. */
  holder: HardhatEthersSigner;
  /** Holds the threshold, and delegates it to itself. */
  proposer: HardhatEthersSigner;
  /** Holds the quorum, and delegates it to itself. */
  whale: HardhatEthersSigner;
  stranger: HardhatEthersSigner;
}

export async function deployProtocol(): Promise<Protocol> {
  const [holder, proposer, whale, stranger] = await ethers.getSigners();
  if (!holder || !proposer || !whale || !stranger) throw new Error("too few accounts");
  const { weft } = await deployWeft(hre);
  const governor = await weft.weftGovernor.getAddress();
  for (const [signer, amount] of [
    [proposer, THRESHOLD],
    [whale, QUORUM],
  ] as const) {
    await weft.weftToken.transfer(signer, amount);
    await governance.delegate({ signer, governor, to: signer.address });
  }
  const timelock = await weft.weftTimelock.getAddress();
  return { weft, governor, timelock, ...{ holder, proposer, whale, stranger } };
}

/** Calls by name; one without a function pays ether to an account. */
export type Calls = readonly (governance.CallDescription | governance.ProposalCall)[];

function encode(calls: Calls): governance.ProposalCall[] {
  return calls.map((call) => ("signature" in call ? governance.encodeCall(call) : call));
}

/** What each call would do today; nothing is sent. */
export async function simulate({ governor }: Protocol, calls: Calls) {
  const block = await ethers.provider.getBlockNumber();
  const { provider } = ethers;
  const question = { provider, governor, calls: encode(calls) };
  const simulated = await governance.simulateCalls(question);
  expect(await ethers.provider.getBlockNumber()).to.equal(block);
  return simulated;
}

/** From the description to the day on which it can be executed: proposed for its proposer alone, voted, queued. */
export async function pass(
  { governor, proposer, whale, stranger, weft }: Protocol,
  calls: Calls,
): Promise<governance.Proposal> {
  const proposal = governance.buildProposal({
    proposer: proposer.address,
    description: "a worked proposal",
    calls: encode(calls),
  });
  expect(proposal.description).to.equal(`a worked proposal#proposer=${proposer.address}`);
  const { targets, values, calldatas, description } = proposal;
  const copied = weft.weftGovernor.connect(stranger);
  await expect(copied.propose(targets, values, calldatas, description))
    .to.be.revertedWithCustomError(weft.weftGovernor, "GovernorRestrictedProposer")
    .withArgs(stranger.address);
  const made = await governance.propose({ signer: proposer, governor, proposal });
  await time.increaseTo(made.voteStart + 1n);
  const { id: proposalId } = proposal;
  const support = governance.Support.For;
  const { weight } = await governance.vote({ signer: whale, governor, proposalId, support });
  expect(weight).to.equal(QUORUM);
  await time.increaseTo(made.voteEnd + 1n);
  const { eta } = await governance.queue({ signer: stranger, governor, proposal });
  await time.increaseTo(eta);
  return proposal;
}

function execution(
  { weft, stranger }: Protocol,
  { targets, values, calldatas, descriptionHash }: governance.Proposal,
): Promise<ContractTransactionResponse> {
  const as = weft.weftGovernor.connect(stranger);
  return as.execute(targets, values, calldatas, descriptionHash);
}

async function stateOf({ governor }: Protocol, { id }: governance.Proposal): Promise<string> {
  const { provider } = ethers;
  const { state } = await governance.readStanding({ provider, governor, proposalId: id });
  return state;
}

/** A proposal whose simulation shows no failure, from its description to the transaction that executes it. */
export async function carryOut(
  protocol: Protocol,
  calls: Calls,
): Promise<ContractTransactionResponse> {
  for (const { failure } of await simulate(protocol, calls)) expect(failure).to.equal(undefined);
  const proposal = await pass(protocol, calls);
  const sent = await execution(protocol, proposal);
  expect(await stateOf(protocol, proposal)).to.equal("Executed");
  return sent;
}

/** How what is out of bounds is refused. */
export interface Refused {
  /** Contract that declares the error. */
  by: { interface: BaseContract["interface"] };
  error: string;
  args?: readonly unknown[];
  /** What the simulation says of the first call that fails. */
  says: RegExp;
}

/** A bad proposal: the simulation shows why, and a vote that passes all the same changes nothing. */
export async function assertRefused(
  protocol: Protocol,
  calls: Calls,
  { by, error, args = [], says }: Refused,
): Promise<void> {
  const failures = (await simulate(protocol, calls)).flatMap(({ failure }) => failure ?? []);
  expect(failures[0]).to.match(says);
  const proposal = await pass(protocol, calls);
  const refusal = expect(execution(protocol, proposal)).to.be.revertedWithCustomError(by, error);
  await (args.length === 0 ? refusal : refusal.withArgs(...args));
  expect(await stateOf(protocol, proposal)).to.equal("Queued");
}
