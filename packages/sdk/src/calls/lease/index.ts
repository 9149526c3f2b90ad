/** Calls of the lease market. Nonces are those of `market.cancel` and its kin, at the lease market's address. */
export type { LeaseCall, LeaseMarketCall } from "./call";
export * from "./collect";
export * from "./floats";
export {
  addReserve,
  close,
  giveNotice,
  open,
  refundReserve,
  revokeVoucherSigner,
  type OpenedLease,
} from "./life";
export * from "./show";
export {
  collectBatch,
  openBatch,
  type CollectBatchParameters,
  type CollectedBatch,
  type OpenBatchParameters,
} from "../../batches/leases";
