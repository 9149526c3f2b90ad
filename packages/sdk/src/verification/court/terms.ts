import { InvalidFieldError } from "../../errors/weft-error";
import { hasUnusedBits, packWord, readField, type Layout } from "../../words/layout";

/** Bit layout of `CourtTerms` in contracts/verification/optimistic/CourtTypes.sol, from the lowest bit up. */
export const COURT_TERMS = [
  ["answerSeconds", 24],
  ["drawSeconds", 24],
  ["commitSeconds", 24],
  ["revealSeconds", 24],
  ["jurors", 8],
  ["bondMilli", 32],
] as const satisfies Layout<string>;

/** The shortest time each step may have, in seconds: jurors have an hour to vote, whoever chose the terms. */
export const MIN_WINDOWS = {
  answerSeconds: 900,
  drawSeconds: 3_600,
  commitSeconds: 3_600,
  revealSeconds: 900,
  challengeSeconds: 60,
} as const;
export const MAX_WINDOW = 3 * 86_400;
/** Bonds are in thousandths of WEFT. */
export const BOND_UNIT = 10n ** 15n;

/** What the two sides of a case agreed on. */
export interface CourtTerms {
  /** For the defendant to put up its bond. */
  answerSeconds: number;
  /** From the answer, for anyone to have the jury drawn. */
  drawSeconds: number;
  /** From the draw, for jurors to commit. */
  commitSeconds: number;
  /** After that, for jurors to show their votes. */
  revealSeconds: number;
  jurors: 3 | 5;
  /** Bond of either side in WEFT base units: a multiple of `BOND_UNIT`. */
  bond: bigint;
}

/** A step's time, if a court takes it. */
export function checkWindow(field: keyof typeof MIN_WINDOWS, seconds: number): number {
  const least = MIN_WINDOWS[field];
  if (Number.isSafeInteger(seconds) && seconds >= least && seconds <= MAX_WINDOW) return seconds;
  throw new InvalidFieldError(field, seconds, `${least} to ${MAX_WINDOW} seconds`);
}

function checkJurors(jurors: number): 3 | 5 {
  if (jurors === 3 || jurors === 5) return jurors;
  throw new InvalidFieldError("jurors", jurors, "3 or 5");
}

/**
 * The word of a court's terms.
 *
 * @throws InvalidFieldError for what no court takes.
 */
export function packCourtTerms(terms: CourtTerms): bigint {
  const { bond } = terms;
  if (bond <= 0n || bond % BOND_UNIT !== 0n) {
    throw new InvalidFieldError("bond", bond, `a multiple of ${BOND_UNIT} above zero`);
  }
  return packWord(COURT_TERMS, {
    answerSeconds: checkWindow("answerSeconds", terms.answerSeconds),
    drawSeconds: checkWindow("drawSeconds", terms.drawSeconds),
    commitSeconds: checkWindow("commitSeconds", terms.commitSeconds),
    revealSeconds: checkWindow("revealSeconds", terms.revealSeconds),
    jurors: checkJurors(terms.jurors),
    bondMilli: bond / BOND_UNIT,
  });
}

/**
 * The terms in a word.
 *
 * @throws InvalidFieldError for a word that no court takes.
 */
export function unpackCourtTerms(word: bigint): CourtTerms {
  if (hasUnusedBits(COURT_TERMS, word)) throw new InvalidFieldError("terms", word, "136 bits");
  const seconds = (name: Exclude<keyof typeof MIN_WINDOWS, "challengeSeconds">): number =>
    checkWindow(name, Number(readField(COURT_TERMS, word, name)));
  const bond = readField(COURT_TERMS, word, "bondMilli") * BOND_UNIT;
  if (bond === 0n) throw new InvalidFieldError("bond", bond, "above zero");
  return {
    answerSeconds: seconds("answerSeconds"),
    drawSeconds: seconds("drawSeconds"),
    commitSeconds: seconds("commitSeconds"),
    revealSeconds: seconds("revealSeconds"),
    jurors: checkJurors(Number(readField(COURT_TERMS, word, "jurors"))),
    bond,
  };
}

/** The longest that a case can take from the challenge to the last vote. */
export function longestCase(terms: CourtTerms): number {
  return terms.answerSeconds + terms.drawSeconds + terms.commitSeconds + terms.revealSeconds;
}
