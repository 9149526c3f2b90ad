import { StakeVault__factory, type StakeVault } from "../../contracts";
import type { CallOptions } from "../send";

export interface StakeCall extends CallOptions {
  /** Address of the stake vault. */
  stakeVault: string;
}

export interface MarketStakeCall extends StakeCall {
  /** The market that may lock and slash the stake. */
  market: string;
}

/** A request to leave, when it is made. */
export interface LeaveResult {
  /** Position of the request in its queue. */
  index: bigint;
  /** WEFT base units that it is worth now. */
  amount: bigint;
  /** Unix second from which it can be withdrawn. */
  readyAt: number;
}

export function stakeVaultOf({ signer, stakeVault }: StakeCall): StakeVault {
  return StakeVault__factory.connect(stakeVault, signer);
}
