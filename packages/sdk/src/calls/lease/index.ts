/** Calls of the lease market. Nonces are those of `market.cancel` and its kin, at the lease market's address. */
export type { LeaseCall, LeaseMarketCall } from "./call";
export * from "./collect";
export * from "./floats";
export * from "./life";
export * from "./show";
