import { InvalidFieldError } from "../../errors/weft-error";

/** Where a result stands, in the numbers of the chain. */
export enum ResultStage {
  None,
  /** On record; accepted when its window passes without a challenge. */
  Submitted,
  /** Before the court. */
  Challenged,
  /** A challenge came to nothing; accepted when a new window passes without another. */
  Upheld,
  /** The court found it wrong. */
  Overturned,
  /** The court found that it cannot be judged. */
  Voided,
}

const STAGES = [
  ResultStage.None,
  ResultStage.Submitted,
  ResultStage.Challenged,
  ResultStage.Upheld,
  ResultStage.Overturned,
  ResultStage.Voided,
] as const;

/** The stage with the number that the chain gives. */
export function toResultStage(value: bigint | number): ResultStage {
  const stage = STAGES[Number(value)];
  if (stage === undefined) throw new InvalidFieldError("stage", value, "a stage, 0 to 5");
  return stage;
}
