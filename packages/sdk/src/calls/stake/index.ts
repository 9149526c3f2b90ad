export type { LeaveResult, MarketStakeCall, StakeCall } from "./call";
export * from "./delegation";
export * from "./operators";
export * from "./own";
export * from "./pools";
export type { PendingWithdrawal } from "./reader";
export * from "./show";
export type { DelegationView, PoolView } from "./show-pool";
export * from "./votes";
