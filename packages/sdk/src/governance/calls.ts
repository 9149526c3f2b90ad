import type { Signer } from "ethers";
import { erc20 } from "../calls/erc20";
import { read } from "../calls/read";
import { send, type CallOptions, type CallResult } from "../calls/send";
import { WeftGovernor__factory, type WeftGovernor } from "../contracts";
import { toWeftError } from "../errors/decode";
import type { WeftError } from "../errors/weft-error";
import { eventIn } from "../events/events";
import { checkAccount, checkSignature } from "../words/range";
import { checkSupport, type Ballot } from "./ballots";
import type { Proposal, Support } from "./types";

export interface GovernorCall extends CallOptions {
  /** Address of the governor. */
  governor: string;
}

type Terms = Pick<Proposal, "targets" | "values" | "calldatas" | "descriptionHash">;

function governorOf({ signer, governor }: { signer: Signer; governor: string }): WeftGovernor {
  return WeftGovernor__factory.connect(checkAccount("governor", governor), signer);
}

/** Gives the votes of the signer's wallet to an account, itself or another. Stake votes without it. */
export async function delegate(parameters: GovernorCall & { to: string }): Promise<CallResult> {
  const { overrides = {} } = parameters;
  const token = await read(() => governorOf(parameters).token());
  const to = checkAccount("to", parameters.to);
  const contract = erc20(token, parameters.signer);
  return { receipt: await send(parameters, () => contract.delegate(to, overrides)) };
}

/** Proposes what `buildProposal` made. */
export async function propose(
  parameters: GovernorCall & { proposal: Proposal },
): Promise<CallResult & { proposalId: bigint; voteStart: bigint; voteEnd: bigint }> {
  const { overrides = {}, proposal } = parameters;
  const { targets, values, calldatas, description } = proposal;
  const contract = governorOf(parameters);
  const receipt = await send(parameters, () =>
    contract.propose(targets, values, calldatas, description, overrides),
  );
  const event = eventIn(receipt, parameters.governor, contract.getEvent("ProposalCreated"));
  const { proposalId, voteStart, voteEnd } = event;
  return { receipt, proposalId, voteStart, voteEnd };
}

export interface VoteParameters extends GovernorCall {
  proposalId: bigint;
  support: Support;
  /** For people to read; kept in the event alone. */
  reason?: string;
}

/** Votes, with all the votes that the signer had when they were counted. */
export async function vote(parameters: VoteParameters): Promise<CallResult & { weight: bigint }> {
  const { overrides = {}, proposalId, reason } = parameters;
  const support = checkSupport(parameters.support);
  const contract = governorOf(parameters);
  const receipt = await send(parameters, () =>
    reason === undefined
      ? contract.castVote(proposalId, support, overrides)
      : contract.castVoteWithReason(proposalId, support, reason, overrides),
  );
  const event = eventIn(receipt, parameters.governor, contract.getEvent("VoteCast"));
  return { receipt, weight: event.weight };
}

/** What became of a ballot: counted with so much weight, or why not. */
export type RelayedBallot =
  (CallResult & { ballot: Ballot; weight: bigint }) | { ballot: Ballot; error: WeftError };

/**
 * Brings ballots that others signed, one after the other. One that cannot count costs nothing: each is tried on the
 * state of now before it is sent, and a bad one stops no other.
 */
export async function relayBallots(
  parameters: GovernorCall & { ballots: readonly Ballot[] },
): Promise<RelayedBallot[]> {
  const contract = governorOf(parameters);
  const event = contract.getEvent("VoteCast");
  const relayed: RelayedBallot[] = [];
  for (const ballot of parameters.ballots) {
    try {
      const args = argumentsOf(ballot);
      await contract.castVoteBySig.staticCall(...args);
      const receipt = await send(parameters, () =>
        contract.castVoteBySig(...args, parameters.overrides ?? {}),
      );
      const { weight } = eventIn(receipt, parameters.governor, event);
      relayed.push({ ballot, receipt, weight });
    } catch (error) {
      relayed.push({ ballot, error: toWeftError(error) });
    }
  }
  return relayed;
}

function argumentsOf({ proposalId, support, voter, signature }: Ballot) {
  const signed = checkSignature("signature", signature);
  return [proposalId, checkSupport(support), checkAccount("voter", voter), signed] as const;
}

function termsOf({ targets, values, calldatas, descriptionHash }: Terms) {
  return [targets, values, calldatas, descriptionHash] as const;
}

/** Puts a proposal that passed into the timelock. Anyone may. */
export async function queue(
  parameters: GovernorCall & { proposal: Terms },
): Promise<CallResult & { eta: bigint }> {
  const { overrides = {}, proposal } = parameters;
  const contract = governorOf(parameters);
  const receipt = await send(parameters, () => contract.queue(...termsOf(proposal), overrides));
  const event = eventIn(receipt, parameters.governor, contract.getEvent("ProposalQueued"));
  return { receipt, eta: event.etaSeconds };
}

/** Executes a proposal that waited in the timelock. Anyone may. */
export async function execute(parameters: GovernorCall & { proposal: Terms }): Promise<CallResult> {
  const { overrides = {}, proposal } = parameters;
  const contract = governorOf(parameters);
  return {
    receipt: await send(parameters, () => contract.execute(...termsOf(proposal), overrides)),
  };
}

/** Cancels a proposal: its proposer before the vote, the guardian during its term. */
export async function cancel(parameters: GovernorCall & { proposal: Terms }): Promise<CallResult> {
  const { overrides = {}, proposal } = parameters;
  const contract = governorOf(parameters);
  return {
    receipt: await send(parameters, () => contract.cancel(...termsOf(proposal), overrides)),
  };
}
