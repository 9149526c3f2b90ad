import type { Layout } from "../words/layout";

// Bit layouts of contracts/market/LeaseWords.sol, from the lowest bit up.

export const LEASE_CAPS = [
  ["cap", 128],
  ["elapsedCap", 128],
] as const satisfies Layout<string>;

export const LEASE_RATE = [
  ["ratePerHour", 128],
  ["reserve", 128],
] as const satisfies Layout<string>;

export const LEASE_TIMES = [
  ["startsAt", 40],
  ["endsAt", 40],
  ["expiry", 40],
  ["noticeSeconds", 32],
  ["collectSeconds", 32],
  ["nonce", 64],
] as const satisfies Layout<string>;
