import { id as hashText, type Log, type Provider } from "ethers";
import { BLOCKS_AT_ONCE, logsBetween, type LogQuestion } from "../calls/logs";
import { read } from "../calls/read";
import { WeftGovernor__factory } from "../contracts";
import { WeftError } from "../errors/weft-error";
import type { Proposal, ProposalState } from "./types";

export interface FindProposalParameters {
  provider: Provider;
  /** Address of the governor. */
  governor: string;
  proposalId: bigint;
  /** Block from which to look; left out, all of the chain. */
  fromBlock?: number;
}

/** A proposal as its event tells it, with all that queue, execute and cancel need. */
export interface FoundProposal extends Proposal {
  proposer: string;
}

/**
 * Finds a proposal by its id: from the latest block back, and no further than it has to.
 *
 * @throws WeftError PROPOSAL_MISSING
 */
export async function findProposal(parameters: FindProposalParameters): Promise<FoundProposal> {
  const { provider, governor, proposalId, fromBlock = 0 } = parameters;
  const contract = WeftGovernor__factory.connect(governor, provider);
  const { topicHash } = contract.interface.getEvent("ProposalCreated");
  const latest = await read(() => provider.getBlockNumber());
  for await (const log of logsBackwards(
    { provider, address: governor, topics: [topicHash] },
    { from: fromBlock, to: latest },
  )) {
    const args = contract.interface.decodeEventLog("ProposalCreated", log.data, log.topics);
    if (args["proposalId"] !== proposalId) continue;
    const told: unknown[] = args.toArray(true);
    const [, proposer, targets, values, , calldatas, , , description] = told;
    return {
      id: proposalId,
      proposer: String(proposer),
      targets: listOf(targets).map(String),
      values: listOf(values).map((value) => BigInt(String(value))),
      calldatas: listOf(calldatas).map(String),
      description: String(description),
      descriptionHash: hashText(String(description)),
    };
  }
  throw new WeftError("PROPOSAL_MISSING", `governor ${governor} has no proposal ${proposalId}`, {
    details: { governor, proposalId },
  });
}

async function* logsBackwards(
  question: Omit<LogQuestion, "from" | "to">,
  range: { from: number; to: number },
): AsyncGenerator<Log> {
  for (let { to } = range; to >= range.from; to -= BLOCKS_AT_ONCE) {
    const from = Math.max(range.from, to - BLOCKS_AT_ONCE + 1);
    yield* await logsBetween({ ...question, from, to });
  }
}

function listOf(value: unknown): unknown[] {
  const list: unknown[] = Array.isArray(value) ? value : [];
  return list;
}

/** Where a proposal stands. */
export interface Standing {
  state: keyof typeof ProposalState;
  /** Unix second at whose end votes are counted. */
  snapshot: bigint;
  /** Last unix second at which a vote counts. */
  deadline: bigint;
  /** Unix second from which it can be executed; zero before it is queued. */
  eta: bigint;
  /** WEFT base units. */
  against: bigint;
  for: bigint;
  abstain: bigint;
  /** Votes for or abstaining that it needs. */
  quorum: bigint;
}

/** Reads where a proposal stands. */
export async function readStanding(
  parameters: Omit<FindProposalParameters, "fromBlock">,
): Promise<Standing> {
  const { provider, governor, proposalId } = parameters;
  const contract = WeftGovernor__factory.connect(governor, provider);
  const [state, snapshot, deadline, eta, votes] = await read(() =>
    Promise.all([
      contract.state(proposalId),
      contract.proposalSnapshot(proposalId),
      contract.proposalDeadline(proposalId),
      contract.proposalEta(proposalId),
      contract.proposalVotes(proposalId),
    ]),
  );
  const quorum = await read(() => contract.quorum(snapshot));
  return {
    state: nameOf(state),
    ...{ snapshot, deadline, eta, quorum },
    ...{ against: votes.againstVotes, for: votes.forVotes, abstain: votes.abstainVotes },
  };
}

function nameOf(state: bigint): keyof typeof ProposalState {
  const names: Readonly<Record<number, keyof typeof ProposalState>> = [
    "Pending",
    "Active",
    "Canceled",
    "Defeated",
    "Succeeded",
    "Queued",
    "Expired",
    "Executed",
  ];
  const name = names[Number(state)];
  if (name === undefined) throw new WeftError("CALL_FAILED", `no state has the number ${state}`);
  return name;
}

/** Where the treasury is, and who owns what governance can change. */
export async function timelockOf({
  provider,
  governor,
}: Pick<FindProposalParameters, "provider" | "governor">): Promise<string> {
  const contract = WeftGovernor__factory.connect(governor, provider);
  return read(() => contract.timelock());
}
