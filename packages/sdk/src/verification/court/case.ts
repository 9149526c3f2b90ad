import { AbiCoder, keccak256 } from "ethers";
import { InvalidFieldError } from "../../errors/weft-error";
import { checkAddress, checkBytes32, checkUint } from "../../words/range";

/** What a jury finds, and what a juror votes, in the numbers of the chain. */
export enum Ruling {
  /** No majority, or no jury in time. Not a vote. */
  Undecided,
  /** For the provider of a result. */
  Defendant,
  /** For its challenger. */
  Plaintiff,
  /** It cannot be judged. */
  Void,
}

/** A vote that a juror can cast. */
export type Vote = Ruling.Defendant | Ruling.Plaintiff | Ruling.Void;

const SENTENCES: Readonly<Record<Ruling, string>> = {
  [Ruling.Undecided]: "The jury had no majority, or none was drawn in time: nothing was decided.",
  [Ruling.Defendant]: "The provider is right.",
  [Ruling.Plaintiff]: "The challenger is right.",
  [Ruling.Void]: "It cannot be judged; nobody is to blame.",
};

export function describeRuling(ruling: Ruling): string {
  return SENTENCES[ruling];
}

const RULINGS = [Ruling.Undecided, Ruling.Defendant, Ruling.Plaintiff, Ruling.Void] as const;

/** The ruling with the number that the chain gives. */
export function toRuling(value: bigint | number): Ruling {
  const ruling = RULINGS[Number(value)];
  if (ruling === undefined) throw new InvalidFieldError("ruling", value, "a ruling, 0 to 3");
  return ruling;
}

/** What a case is about and between whom: the chain keeps its hash, and calls bring it. */
export interface CaseFile {
  subject: string;
  plaintiff: string;
  defendant: string;
  /** Word of the court's terms. */
  terms: bigint;
}

/** Where a case is heard: court, and the contract whose result it is about. */
export interface CaseKey {
  court: string;
  arbitrable: string;
  caseId: bigint;
}

/** The docket that a case lies in. */
export function docketOf(caseId: bigint): number {
  return Number(checkUint("caseId", caseId, 64) & 0xffffffffn);
}

/** The votes of a jury, by ordinal, from the word that the chain keeps. */
export function unpackVotes(votes: bigint, seats: number): Ruling[] {
  return Array.from({ length: seats }, (_, i) => toRuling((votes >> BigInt(2 * i)) & 3n));
}

/**
 * What a juror commits to. It holds for this chain, court, case and juror alone.
 *
 * @example
 * const commitment = commitmentOf({ chainId, court, arbitrable, caseId, juror, vote: Ruling.Plaintiff, salt });
 */
export function commitmentOf(
  parameters: CaseKey & { chainId: bigint; juror: string; vote: Vote; salt: string },
): string {
  const { chainId, court, arbitrable, caseId, juror, vote, salt } = parameters;
  return keccak256(
    AbiCoder.defaultAbiCoder().encode(
      ["uint256", "address", "address", "uint64", "address", "uint8", "bytes32"],
      [
        chainId,
        checkAddress("court", court),
        checkAddress("arbitrable", arbitrable),
        checkUint("caseId", caseId, 64),
        checkAddress("juror", juror),
        vote,
        checkBytes32("salt", salt),
      ],
    ),
  );
}
