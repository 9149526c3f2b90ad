import { isContractError } from "../../errors/decode";
import { eventIn } from "../../events/events";
import { packOpening, packVoucher } from "../../leases/pack-lease";
import type { PayParts } from "../../leases/dues";
import { toLeaseReason, type LeaseReason } from "../../leases/reason";
import type { Opening, Voucher } from "../../leases/types";
import { send, type CallResult } from "../send";
import type { ContractTransactionReceipt } from "ethers";
import { leaseMarketOf, type LeaseMarketCall } from "./call";

/** What a voucher brought. */
export interface Collected {
  leaseId: string;
  /** Token base units paid now, the fee included. */
  amount: bigint;
  /** Why no more. */
  reason: LeaseReason;
}

export type CollectResult = CallResult & Collected & PayParts;

type VoucherCall = LeaseMarketCall & { voucher: Voucher };

function readResult(
  parameters: LeaseMarketCall,
  receipt: ContractTransactionReceipt,
): CollectResult {
  const { market } = parameters;
  const contract = leaseMarketOf(parameters);
  const lease = eventIn(receipt, market, contract.getEvent("LeaseCollected"));
  const { paid, fee, pooled } = eventIn(receipt, market, contract.getEvent("ProviderPaid"));
  const { leaseId, amount } = lease;
  const reason = toLeaseReason(lease.reason);
  return { receipt, leaseId, amount, reason, paid, fee, pooled };
}

/**
 * Pays a provider what one lease is owed by a voucher, or by elapsed time. Anyone may call.
 *
 * @throws ContractError `LeaseNothingToCollect`, which says why.
 * @example
 * const { amount, fee } = await lease.collect({ signer, market: address, voucher });
 */
export async function collect(parameters: VoucherCall): Promise<CollectResult> {
  const { overrides = {} } = parameters;
  const contract = leaseMarketOf(parameters);
  const { provider, token } = parameters.voucher.lease;
  const struct = packVoucher(parameters.voucher);
  const receipt = await send(parameters, () =>
    contract.collect(provider, token, struct, overrides),
  );
  return readResult(parameters, receipt);
}

/**
 * Opens a lease and collects its first voucher, in one transaction; where somebody else opened it by then, collects
 * alone.
 */
export async function openAndCollect(
  parameters: VoucherCall & { opening: Opening },
): Promise<CollectResult> {
  const { overrides = {} } = parameters;
  const contract = leaseMarketOf(parameters);
  const { provider, token } = parameters.voucher.lease;
  const voucher = packVoucher(parameters.voucher);
  const data = [
    contract.interface.encodeFunctionData("open", [packOpening(parameters.opening)]),
    contract.interface.encodeFunctionData("collect", [provider, token, voucher]),
  ];
  try {
    const receipt = await send(parameters, () => contract.multicall(data, overrides));
    return readResult(parameters, receipt);
  } catch (error) {
    if (isContractError(error, "LeaseAlreadyOpen")) return collect(parameters);
    throw error;
  }
}
