/** How a contract that is asked can answer: the modes of `Misbehaving`. */
export const MISBEHAVIOUR = {
  Answer: 0,
  Revert: 1,
  BurnGas: 2,
  Short: 3,
  Huge: 4,
  Empty: 5,
} as const;
