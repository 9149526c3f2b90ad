import { keyedNonce, signBallot } from "./ballots";
import { Support, feeCall, openVote, propose, type Proposal } from "./actions";
import { deployGovernance, type GovernanceWorld } from "./world";

/** Fixture: two proposals that are voted on at the same time. */
export async function deployTwoVotes() {
  const deployed = await deployGovernance();
  const first = await propose(deployed, [feeCall(deployed)]);
  const second = await propose(deployed, [feeCall(deployed)], { by: deployed.whale });
  await openVote(deployed, second);
  return { deployed, first, second };
}

/** A ballot that the voter signed. */
export async function ballotOf(
  { governor, voter }: GovernanceWorld,
  { id: proposalId }: Proposal,
  support: bigint = Support.For,
) {
  const nonce = await keyedNonce(governor, voter.address, proposalId);
  const ballot = { proposalId, support, voter: voter.address, nonce };
  return { ...ballot, signature: await signBallot(governor, voter, ballot) };
}

/** Brings a ballot, as a stranger. */
export function castBySig(
  { governor, stranger }: GovernanceWorld,
  { proposalId, support, voter, signature }: Awaited<ReturnType<typeof ballotOf>>,
) {
  return governor.connect(stranger).castVoteBySig(proposalId, support, voter, signature);
}
