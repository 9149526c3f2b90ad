import { time } from "@nomicfoundation/hardhat-network-helpers";

import { THAW_SECONDS } from "./stake";
import { DAY, now } from "./time";

/** The second from which what is slashed at `at` can be claimed: a midnight. */
export function claimableFrom(at: bigint): bigint {
  return ((at + THAW_SECONDS + DAY - 1n) / DAY) * DAY;
}

/** Waits until all that was slashed so far can be claimed. */
export async function waitForCredits(): Promise<void> {
  await time.increaseTo(claimableFrom(await now()));
}
