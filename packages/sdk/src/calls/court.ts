import type { Provider, Signer } from "ethers";
import { JuryCourt__factory, type JuryCourt } from "../contracts";
import { InvalidFieldError, WeftError } from "../errors/weft-error";
import { eventIn } from "../events/events";
import { makeBallot, type BallotStore } from "../verification/court/ballots";
import {
  commitmentOf,
  Ruling,
  toRuling,
  unpackVotes,
  type CaseFile,
  type CaseKey,
  type Vote,
} from "../verification/court/case";
import { readHeader, type RpcNode } from "../verification/court/header";
import { unpackCourtTerms } from "../verification/court/terms";
import { checkAccount, checkUint } from "../words/range";
import { ensureAllowance } from "./erc20";
import { read } from "./read";
import { send, type CallOptions, type CallResult } from "./send";

export interface CaseCall extends CallOptions, CaseKey {}

export interface FiledCaseCall extends CaseCall {
  file: CaseFile;
}

function courtOf(court: string, runner: Provider | Signer): JuryCourt {
  return JuryCourt__factory.connect(court, runner);
}

/**
 * Puts up the defendant's bond. Anyone may, so that the key that runs the machine can.
 *
 * @example
 * const { target, drawUntil } = await court.answer({ signer, court, arbitrable, caseId, file });
 */
export async function answer(
  parameters: FiledCaseCall,
): Promise<CallResult & { target: number; drawUntil: number }> {
  const { signer, court, arbitrable, caseId, file, overrides = {} } = parameters;
  const contract = courtOf(court, signer);
  await ensureAllowance(parameters, {
    token: await read(() => contract.token()),
    spender: court,
    amount: unpackCourtTerms(file.terms).bond,
  });
  const receipt = await send(parameters, () =>
    contract.answer(arbitrable, caseId, file, overrides),
  );
  const event = eventIn(receipt, court, contract.getEvent("CaseAnswered"));
  return { receipt, target: Number(event.target), drawUntil: Number(event.drawUntil) };
}

/** A jury as it was drawn. Jurors vote by their place in these lists. */
export interface DrawnJury {
  positions: number[];
  jurors: string[];
  commitUntil: number;
  revealUntil: number;
}

export interface DrawParameters extends FiledCaseCall {
  /** The block that sets the draw, from `answer` or `rearm`. */
  target: number;
  /** Where the header is read. */
  node: RpcNode;
}

/** Draws the jury. Anyone may, once the target block is mined. */
export async function draw(parameters: DrawParameters): Promise<CallResult & DrawnJury> {
  const { signer, court, arbitrable, caseId, file, target, node, overrides = {} } = parameters;
  const contract = courtOf(court, signer);
  const header = await readHeader(node, target);
  const receipt = await send(parameters, () =>
    contract.draw(arbitrable, caseId, file, header, overrides),
  );
  const event = eventIn(receipt, court, contract.getEvent("JuryDrawn"));
  return {
    receipt,
    positions: event.positions.map(Number),
    jurors: [...event.jurors],
    commitUntil: Number(event.commitUntil),
    revealUntil: Number(event.revealUntil),
  };
}

/** Names another block to set the draw, where the first can no longer be proven. Anyone may. */
export async function rearm(parameters: CaseCall): Promise<CallResult & { target: number }> {
  const { signer, court, arbitrable, caseId, overrides = {} } = parameters;
  const contract = courtOf(court, signer);
  const receipt = await send(parameters, () => contract.rearm(arbitrable, caseId, overrides));
  const event = eventIn(receipt, court, contract.getEvent("DrawRearmed"));
  return { receipt, target: Number(event.target) };
}

export interface CommitParameters extends CaseCall {
  /** Place of the signer in the jury. */
  ordinal: number;
  vote: Vote;
  /** Where the salt is kept until the vote is shown. */
  ballots: BallotStore;
}

/**
 * Commits to a vote. The salt is on disk before the commitment is sent: a crash at any moment loses nothing.
 *
 * @example
 * await court.commit({ signer, court, arbitrable, caseId, ordinal, vote: Ruling.Plaintiff, ballots });
 */
export async function commit(
  parameters: CommitParameters,
): Promise<CallResult & { commitment: string }> {
  const { signer, court, arbitrable, caseId, vote, ballots, overrides = {} } = parameters;
  const ordinal = Number(checkUint("ordinal", parameters.ordinal, 8));
  const { provider } = signer;
  if (provider === null) throw new WeftError("NO_PROVIDER", "the signer is connected to no chain");
  const [{ chainId }, juror] = await read(() =>
    Promise.all([provider.getNetwork(), signer.getAddress()]),
  );
  const ballot = makeBallot({ chainId, court, arbitrable, caseId, ordinal, juror, vote });
  const commitment = commitmentOf(ballot);
  await ballots.put(ballot);
  const receipt = await send(parameters, () =>
    courtOf(court, signer).commit(arbitrable, caseId, ordinal, commitment, overrides),
  );
  return { receipt, commitment };
}

export interface RevealParameters extends CaseCall {
  ordinal: number;
  ballots: BallotStore;
  /**
   * The case's file, where it should be closed in the same transaction if this is the last vote: cheaper for all, and
   * everybody is paid at once. If another vote turns out to be missing nothing is sent but the vote.
   */
  file?: CaseFile;
}

/** Shows the vote that the chain holds a commitment of, from the ballots kept. */
export async function reveal(
  parameters: RevealParameters,
): Promise<CallResult & { vote: Vote; isClosed: boolean }> {
  const { signer, court, arbitrable, caseId, ordinal, ballots, overrides = {} } = parameters;
  const contract = courtOf(court, signer);
  const commitment = await read(() => contract.commitmentAt(arbitrable, caseId, ordinal));
  const ballot = await ballots.get(commitment);
  if (ballot === undefined) {
    throw new InvalidFieldError("ballots", commitment, "a store that holds this commitment");
  }
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

/** Ends a case that has all its votes, or whose step has run out of time. Anyone may. */
export async function close(
  parameters: FiledCaseCall,
): Promise<CallResult & { ruling: Ruling; jurorPay: bigint }> {
  const { signer, court, arbitrable, caseId, file, overrides = {} } = parameters;
  const contract = courtOf(court, signer);
  const receipt = await send(parameters, () => contract.close(arbitrable, caseId, file, overrides));
  const event = eventIn(receipt, court, contract.getEvent("CaseClosed"));
  return { receipt, ruling: toRuling(event.ruling), jurorPay: event.jurorPay };
}

/** Sends what the court owes to an account, what its seats earned and was banked included. Anyone may call. */
export async function claim(
  parameters: CallOptions & { court: string; account: string },
): Promise<CallResult & { amount: bigint }> {
  const { signer, court, overrides = {} } = parameters;
  const contract = courtOf(court, signer);
  const account = checkAccount("account", parameters.account);
  const receipt = await send(parameters, () => contract.claim(account, overrides));
  const { amount } = eventIn(receipt, court, contract.getEvent("CourtPaid"));
  return { receipt, amount };
}

export * from "./seats";
