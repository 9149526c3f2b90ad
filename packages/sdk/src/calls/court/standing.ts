import type { Provider } from "ethers";
import { ContractError, InvalidFieldError } from "../../errors/weft-error";
import { toRuling, type CaseFile, type CaseKey, type Ruling } from "../../verification/court/case";
import { unpackCourtTerms } from "../../verification/court/terms";
import { blockAt } from "../clock";
import { read, readOrRefusal } from "../read";
import { courtOf } from "./contract";

/** Which step a case is at, and until when, in unix seconds. */
export type CaseStanding =
  /** It waits for the defendant's bond. */
  | { phase: "answer"; until: number }
  /**
   * It waits for somebody to have the jury drawn, by the block `target`; undefined where that has gone by and another
   * must be named first (`rearm`, for half a bond, while 64 blocks and one to draw in come before `until`).
   */
  | { phase: "draw"; until: number; target: number | undefined }
  /** Jurors commit until `commitUntil`, and show their votes after it, until `revealUntil`. */
  | { phase: "commit" | "reveal"; commitUntil: number; revealUntil: number }
  /** Anyone can close it now, with this ruling. */
  | { phase: "close"; ruling: Ruling }
  /** It has ended, or its block is no longer of the chain. */
  | { phase: "over" };

export interface CaseQuestion extends CaseKey {
  provider: Provider;
  file: CaseFile;
  /** Number of the block to look at; left out, the newest. */
  block?: number;
}

function numberIn({ args }: ContractError, name: "until" | "target"): number {
  const value = args[name];
  if (typeof value === "bigint") return Number(value);
  throw new InvalidFieldError(name, value, "a number");
}

/** What is said to whoever asks on trial where the block has gone by: the money is missing, or the time. */
const GONE = new Set(["ERC20InsufficientAllowance", "CourtNoTimeToDraw"]);

/** The block by which the jury can be drawn. On trial nobody pays. */
function targetIn(refusal: ContractError | undefined): number | undefined {
  if (refusal?.error === "CourtBlockStands") return numberIn(refusal, "target");
  if (refusal !== undefined && !GONE.has(refusal.error)) throw refusal;
  return undefined;
}

/**
 * Where a case stands in one block. The court is asked by closing the case on trial, which costs nothing and changes
 * nothing: it says until when not, or what the ruling would be.
 *
 * @throws ContractError where the file is another case's.
 * @example
 * const standing = await court.standingOf({ provider, ...challenge });
 * if (standing.phase === "close") await court.close({ signer, ...challenge });
 */
export async function standingOf(question: CaseQuestion): Promise<CaseStanding> {
  const { provider, court, arbitrable, caseId, file } = question;
  const block = await read(() => blockAt(provider, question.block ?? "latest"));
  const { number: blockTag, timestamp } = block;
  const contract = courtOf(court, provider);
  const end = await readOrRefusal(() =>
    contract.close.staticCall(arbitrable, caseId, file, { blockTag }),
  );
  if (!(end instanceof ContractError)) return { phase: "close", ruling: toRuling(end) };
  if (end.error === "CourtNoSuchCase") return { phase: "over" };
  if (end.error !== "CourtTooEarly") throw end;
  const until = numberIn(end, "until");
  const jury = await readOrRefusal(() => contract.juryOf(arbitrable, caseId, { blockTag }));
  if (!(jury instanceof ContractError)) {
    const commitUntil = until - unpackCourtTerms(file.terms).revealSeconds;
    const phase = timestamp <= commitUntil ? "commit" : "reveal";
    return { phase, commitUntil, revealUntil: until };
  }
  // Without a jury, only a case that was answered is one whose draw could be put off.
  const rearmed = await readOrRefusal(() =>
    contract.rearm.staticCall(arbitrable, caseId, file, { blockTag }),
  );
  const refusal = rearmed instanceof ContractError ? rearmed : undefined;
  if (refusal?.error === "CourtWrongStage") return { phase: "answer", until };
  return { phase: "draw", until, target: targetIn(refusal) };
}
