import { ZeroAddress } from "ethers";
import type { Lease } from "./types";

/** The account that pays for a lease. */
export function payerOf({ payer, client }: Pick<Lease, "payer" | "client">): string {
  return payer === ZeroAddress ? client : payer;
}
