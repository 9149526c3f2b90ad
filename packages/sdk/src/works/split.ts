import { InvalidFieldError } from "../errors/weft-error";
import { checkAccount } from "../words/range";

/** All of a split, in the parts that shares are given in. */
export const ALL_SHARES = 1_000_000;
const MAX_PAYEES = 32;

/** Who shares, and how: parts of a million, all of it together. */
export interface SplitTerms {
  payees: readonly string[];
  shares: readonly number[];
}

/**
 * The terms of a split, checked.
 *
 * @throws InvalidFieldError naming what is wrong.
 */
export function splitShares({ payees, shares }: SplitTerms): {
  payees: string[];
  shares: number[];
} {
  const count = payees.length;
  if (count === 0 || count > MAX_PAYEES || count !== shares.length) {
    throw new InvalidFieldError("payees", payees, "1 to 32 accounts, and one share each");
  }
  const total = shares.reduce((sum, share) => sum + share, 0);
  const isWhole = shares.every((share) => Number.isInteger(share) && share > 0);
  if (!isWhole || total !== ALL_SHARES) {
    throw new InvalidFieldError("shares", shares, "whole numbers above zero, a million together");
  }
  return { payees: payees.map((payee) => checkAccount("payee", payee)), shares: [...shares] };
}
