import { LeaseMarket__factory, type LeaseMarket } from "../../contracts";
import type { Lease } from "../../leases/types";
import type { CallOptions } from "../send";

export interface LeaseMarketCall extends CallOptions {
  /** Address of the lease market. */
  market: string;
}

export interface LeaseCall extends LeaseMarketCall {
  lease: Lease;
}

export function leaseMarketOf({ signer, market }: LeaseMarketCall): LeaseMarket {
  return LeaseMarket__factory.connect(market, signer);
}
