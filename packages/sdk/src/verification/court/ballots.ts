import { hexlify, randomBytes } from "ethers";
import { StoreCorruptError } from "../../leases/store";
import { checkAddress, checkBytes32, checkUint } from "../../words/range";
import { commitmentOf, Ruling, toRuling, type CaseKey, type Vote } from "./case";

/** A vote before it is shown: whoever loses the salt cannot show it, and is slashed as if silent. */
export interface Ballot extends CaseKey {
  chainId: bigint;
  ordinal: number;
  juror: string;
  vote: Vote;
  salt: string;
}

/**
 * Where a juror keeps its ballots, by the commitment that was made of each: a changed mind leaves both, and the one
 * that the chain holds is shown. What a call has resolved for survives a crash, as far as the store survives at all.
 */
export interface BallotStore {
  put(ballot: Ballot): Promise<void>;
  get(commitment: string): Promise<Ballot | undefined>;
  /** All that is kept, in no order. */
  list(): Promise<Ballot[]>;
  /** Forgets a ballot whose case has ended. */
  forget(commitment: string): Promise<void>;
}

/** A ballot with a salt of its own. */
export function makeBallot(parameters: Omit<Ballot, "salt">): Ballot {
  return { ...parameters, salt: hexlify(randomBytes(32)) };
}

const VERSION = 1;

/** A ballot as text: JSON, with numbers as decimals. */
export function ballotToText(ballot: Ballot): string {
  const { chainId, caseId } = ballot;
  const written = { version: VERSION, ...ballot, chainId: `${chainId}`, caseId: `${caseId}` };
  return `${JSON.stringify(written, null, 2)}\n`;
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

/**
 * The ballot in a text.
 *
 * @param commitment What it was kept under.
 * @param file Where it was read, for the error.
 * @throws StoreCorruptError unless it makes that commitment: a damaged vote must not be shown.
 */
export function ballotFromText(content: string, commitment: string, file: string): Ballot {
  let ballot: Ballot;
  try {
    const parsed: unknown = JSON.parse(content);
    if (typeof parsed !== "object" || parsed === null) throw new TypeError("it holds nothing");
    const fields = new Map<string, unknown>(Object.entries(parsed));
    if (fields.get("version") !== VERSION) throw new TypeError(`its version is not ${VERSION}`);
    ballot = {
      chainId: BigInt(textOf(fields, "chainId")),
      court: checkAddress("court", textOf(fields, "court")),
      arbitrable: checkAddress("arbitrable", textOf(fields, "arbitrable")),
      caseId: checkUint("caseId", BigInt(textOf(fields, "caseId")), 64),
      ordinal: numberOf(fields, "ordinal"),
      juror: checkAddress("juror", textOf(fields, "juror")),
      vote: toVote(numberOf(fields, "vote")),
      salt: checkBytes32("salt", textOf(fields, "salt")),
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StoreCorruptError(file, reason, error, "a ballot");
  }
  if (commitmentOf(ballot) === commitment) return ballot;
  throw new StoreCorruptError(file, "it makes another commitment", undefined, "a ballot");
}

/** A store that lives as long as the process, for tests. */
export class MemoryBallotStore implements BallotStore {
  readonly #ballots = new Map<string, Ballot>();

  put(ballot: Ballot): Promise<void> {
    this.#ballots.set(commitmentOf(ballot), ballot);
    return Promise.resolve();
  }

  get(commitment: string): Promise<Ballot | undefined> {
    return Promise.resolve(this.#ballots.get(commitment.toLowerCase()));
  }

  list(): Promise<Ballot[]> {
    return Promise.resolve([...this.#ballots.values()]);
  }

  forget(commitment: string): Promise<void> {
    this.#ballots.delete(commitment.toLowerCase());
    return Promise.resolve();
  }
}
