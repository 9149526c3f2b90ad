import type { JuryCourt } from "../../contracts";
import { WeftError } from "../../errors/weft-error";
import { ballotOf, keepBallot, makeBallot } from "../../verification/court/ballots";
import { Ruling, unpackVotes, type CaseFile, type Vote } from "../../verification/court/case";
import { SecretMissingError, type SecretStore } from "../../verification/secrets";
import { checkUint } from "../../words/range";
import { read } from "../read";
import { send, type CallResult } from "../send";
import type { CaseCall } from "./case";
import { courtOf } from "./contract";

export interface CommitParameters extends CaseCall {
  /** Place of the signer in the jury. */
  ordinal: number;
  vote: Vote;
  /** Where vote and salt are kept until the vote is shown, under the commitment. */
  secrets: SecretStore;
}

/**
 * Commits to a vote. The salt is on disk before the commitment is sent: a crash at any moment loses nothing.
 *
 * @example
 * await court.commit({ signer, court, arbitrable, caseId, ordinal, vote: Ruling.Plaintiff, secrets });
 */
export async function commit(
  parameters: CommitParameters,
): Promise<CallResult & { commitment: string }> {
  const { signer, court, arbitrable, caseId, vote, secrets, overrides = {} } = parameters;
  const ordinal = Number(checkUint("ordinal", parameters.ordinal, 8));
  const { provider } = signer;
  if (provider === null) throw new WeftError("NO_PROVIDER", "the signer is connected to no chain");
  const [{ chainId }, juror] = await read(() =>
    Promise.all([provider.getNetwork(), signer.getAddress()]),
  );
  const ballot = makeBallot({ chainId, court, arbitrable, caseId, ordinal, juror, vote });
  const commitment = await keepBallot(secrets, ballot);
  const receipt = await send(parameters, () =>
    courtOf(court, signer).commit(arbitrable, caseId, ordinal, commitment, overrides),
  );
  return { receipt, commitment };
}

export interface RevealParameters extends CaseCall {
  ordinal: number;
  secrets: SecretStore;
  /**
   * The case's file, where it should be closed in the same transaction if this is the last vote: cheaper for all, and
   * everybody is paid at once. If another vote turns out to be missing nothing is sent but the vote.
   */
  file?: CaseFile;
}

/**
 * Shows the vote that the chain holds a commitment of, from the ballots kept.
 *
 * @throws SecretMissingError where none of this case makes that commitment.
 */
export async function reveal(
  parameters: RevealParameters,
): Promise<CallResult & { vote: Vote; isClosed: boolean }> {
  const { signer, court, arbitrable, caseId, ordinal, secrets, overrides = {} } = parameters;
  const contract = courtOf(court, signer);
  const commitment = await read(() => contract.commitmentAt(arbitrable, caseId, ordinal));
  const ballot = await ballotOf(secrets, commitment);
  if (ballot?.caseId !== caseId) throw new SecretMissingError(commitment);
  const { vote, salt } = ballot;
  const isClosed = parameters.file !== undefined && (await isLast(contract, parameters));
  const receipt = await send(parameters, () => {
    const shown = [arbitrable, caseId, ordinal, vote, salt] as const;
    if (!isClosed || parameters.file === undefined) return contract.reveal(...shown, overrides);
    const { interface: abi } = contract;
    const close = [arbitrable, caseId, parameters.file] as const;
    return contract.multicall(
      [abi.encodeFunctionData("reveal", [...shown]), abi.encodeFunctionData("close", [...close])],
      overrides,
    );
  });
  return { receipt, vote, isClosed };
}

/** Whether every vote but this one was shown. */
async function isLast(
  contract: JuryCourt,
  { arbitrable, caseId, ordinal }: RevealParameters,
): Promise<boolean> {
  const { positions, votes } = await read(() => contract.juryOf(arbitrable, caseId));
  return unpackVotes(votes, positions.length).every(
    (vote, i) => i === ordinal || vote !== Ruling.Undecided,
  );
}
