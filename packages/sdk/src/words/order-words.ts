import type { Layout } from "./layout";

// Bit layouts of contracts/types/OrderWords.sol, from the lowest bit up.

export const OFFER_LOT = [
  ["units", 64],
  ["minUnits", 64],
  ["collateralPerUnit", 96],
  ["minSeconds", 32],
] as const satisfies Layout<string>;

export const OFFER_RULES = [
  ["maxSeconds", 32],
  ["graceSeconds", 32],
  ["lateSlashBps", 16],
  ["noResultSlashBps", 16],
  ["wrongSlashBps", 16],
  ["expiry", 40],
  ["nonce", 64],
  ["minVerifySeconds", 32],
] as const satisfies Layout<string>;

export const REQUEST_LOT = [
  ["units", 64],
  ["minUnits", 64],
  ["minCollateralPerUnit", 96],
  ["maxSeconds", 32],
] as const satisfies Layout<string>;

export const REQUEST_RULES = [
  ["verifySeconds", 32],
  ["maxGraceSeconds", 32],
  ["minLateSlashBps", 16],
  ["minNoResultSlashBps", 16],
  ["minWrongSlashBps", 16],
  ["expiry", 40],
  ["nonce", 64],
] as const satisfies Layout<string>;

export const SHARE = [
  ["units", 64],
  ["firstUnit", 64],
  ["collateral", 96],
  ["index", 32],
] as const satisfies Layout<string>;

export const TERMS = [
  ["matchedAt", 40],
  ["graceUntil", 40],
  ["deadline", 40],
  ["finalAt", 40],
  ["feeBps", 16],
  ["lateSlashBps", 14],
  ["noResultSlashBps", 14],
  ["wrongSlashBps", 14],
  ["ownBps", 14],
  ["poolPpm", 20],
] as const satisfies Layout<string>;
