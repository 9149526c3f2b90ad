import { hexlify, randomBytes } from "ethers";
import { WeftError } from "../../errors/weft-error";
import { checkAddress, checkBytes32, checkUint } from "../../words/range";
import type { SecretStore } from "../secrets";
import { commitmentOf, Ruling, toRuling, type CaseKey, type Vote } from "./case";

/** A vote before it is shown: whoever loses the salt cannot show it, and is slashed as if silent. */
export interface Ballot extends CaseKey {
  chainId: bigint;
  ordinal: number;
  juror: string;
  vote: Vote;
  salt: string;
}

/** A ballot with a salt of its own. */
export function makeBallot(parameters: Omit<Ballot, "salt">): Ballot {
  return { ...parameters, salt: hexlify(randomBytes(32)) };
}

const VERSION = 1;

/**
 * Keeps a ballot under the commitment that is made of it: a changed mind leaves both, and the one that the chain holds
 * is shown. Once this resolves, the ballot survives a crash, as far as the store survives at all.
 *
 * @returns The commitment, to be sent only now.
 */
export async function keepBallot(secrets: SecretStore, ballot: Ballot): Promise<string> {
  const commitment = commitmentOf(ballot);
  await secrets.keep(commitment, textOfBallot(ballot));
  return commitment;
}

/**
 * The ballot that makes a commitment; undefined where none is kept.
 *
 * @throws WeftError with the code `STORE_CORRUPT` where something else is kept: a damaged vote must not be shown.
 */
export async function ballotOf(
  secrets: SecretStore,
  commitment: string,
): Promise<Ballot | undefined> {
  const text = await secrets.get(commitment);
  return text === undefined ? undefined : ballotIn(text, commitment);
}

/** JSON, with numbers as decimals. */
function textOfBallot(ballot: Ballot): string {
  const { chainId, caseId } = ballot;
  const numbers = { chainId: `${chainId}`, caseId: `${caseId}` };
  return JSON.stringify({ version: VERSION, ...ballot, ...numbers });
}

function textOf(fields: ReadonlyMap<string, unknown>, name: string): string {
  const value = fields.get(name);
  if (typeof value !== "string") throw new TypeError(`${name} is missing`);
  return value;
}

function numberOf(fields: ReadonlyMap<string, unknown>, name: string): number {
  const value = fields.get(name);
  if (typeof value !== "number") throw new TypeError(`${name} is missing`);
  return value;
}

function toVote(value: number): Vote {
  const ruling = toRuling(value);
  if (ruling === Ruling.Undecided) throw new TypeError("the vote is none");
  return ruling;
}

function parsed(text: string): Ballot {
  const content: unknown = JSON.parse(text);
  if (typeof content !== "object" || content === null) throw new TypeError("it holds nothing");
  const fields = new Map<string, unknown>(Object.entries(content));
  if (fields.get("version") !== VERSION) throw new TypeError(`its version is not ${VERSION}`);
  return {
    chainId: BigInt(textOf(fields, "chainId")),
    court: checkAddress("court", textOf(fields, "court")),
    arbitrable: checkAddress("arbitrable", textOf(fields, "arbitrable")),
    caseId: checkUint("caseId", BigInt(textOf(fields, "caseId")), 64),
    ordinal: numberOf(fields, "ordinal"),
    juror: checkAddress("juror", textOf(fields, "juror")),
    vote: toVote(numberOf(fields, "vote")),
    salt: checkBytes32("salt", textOf(fields, "salt")),
  };
}

function ballotIn(text: string, commitment: string): Ballot {
  let ballot: Ballot;
  try {
    ballot = parsed(text);
  } catch (error) {
    throw corrupt(commitment, error instanceof Error ? error.message : String(error), error);
  }
  if (commitmentOf(ballot) === commitment.toLowerCase()) return ballot;
  throw corrupt(commitment, "it makes another commitment");
}

function corrupt(commitment: string, reason: string, cause?: unknown): WeftError {
  return new WeftError(
    "STORE_CORRUPT",
    `what is kept under ${commitment} is no ballot: ${reason}; it was left as it is`,
    { details: { commitment, reason }, cause },
  );
}
