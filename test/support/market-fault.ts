import type { BaseContract } from "ethers";

import type { World } from "./deploy";
import { digestsOf, type Draft } from "./market-orders";

/** Index of a nonce that both sides have cancelled. */
export const USED = 5;
/** Index of the client's nonce that an open job holds the slot of. */
export const BUSY = 9;

/** One thing wrong with a match, and what the market must say to it. */
export interface Fault {
  name: string;
  spoil: (draft: Draft, world: World) => unknown;
  error: string;
  args: (draft: Draft, world: World, now: number) => Promise<unknown[]> | unknown[];
  /** Who reverts, where it is not the market. */
  by?: (world: World) => BaseContract;
}

export const ofOffer = (draft: Draft, world: World): string => digestsOf(world, draft).offer;
export const ofRequest = (draft: Draft, world: World): string => digestsOf(world, draft).request;
